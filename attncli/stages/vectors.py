"""What must be said of the vectors of a sentence's words: whose they are, and how much of them is used."""

from __future__ import annotations

from math import isnan

from attncli.document import Token, Words, say, share
from attncli.trace import Note

STAGE = "x"
"""The given that the notes are about."""

REMARKS = {
    "other-form": "The vectors have no {token}: it is given that of {other}.",
    "random-vector": (
        "The vectors have no {token}: the numbers of its row are random, as was asked for. They mean "
        "nothing, whatever they match."
    ),
    "left-out": (
        "The vectors have no {token}, an ending that only says whose: it is left out of the sentence."
    ),
}
"""What is said of one word, by the code of the remark."""


def remarked(code: str, token: str, other: str, numbers: tuple[float, ...]) -> Note:
    """The note of a remark, on one word or on all vectors. Raises: KeyError if there is no such kind."""
    if code == "cut-vectors":
        return Note(code, cut(*numbers), STAGE, "")
    words = say(REMARKS[code], token=Token(token), other=Token(other))
    return Note(code, words, STAGE, token)


def cut(dims: float, whole: float, own: float, apart: float) -> Words:
    """How much of dot products the first dimensions keep: a word's with itself, and those of two words."""
    text = "Only the first {dims} of {whole} dimensions are used, as was asked for."
    words = say(text, dims=int(dims), whole=int(whole))
    if isnan(own):
        return words
    text = " Of each word's dot product with itself they keep a share of {own} on average"
    words += say(text, own=share(own))
    if isnan(apart):
        return words + say(".")
    text = "; the dot products of different words are off by a share of {off} of their size."
    return words + say(text, off=share(1 - apart))
