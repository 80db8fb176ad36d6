"""What must be said of the vectors that a sentence's words were given: whose they are, if not their own, and how much of them is used."""

from __future__ import annotations

from math import isnan

from attncli.document import Code, Number, Token, Words, say
from attncli.trace import Note

STAGE = "x"
"""The given that the notes are about."""


def remarked(code: str, token: str, other: str, numbers: tuple[float, ...]) -> Note:
    """The note of a remark: of one word, or of the vectors as a whole. Raises: KeyError if there is no such kind."""
    if code == "cut-vectors":
        return Note(code, cut(*numbers), STAGE, "")
    words = {
        "other-form": "The vectors have no {token}: it is given that of {other}.",
        "random-vector": "The vectors have no {token}: the numbers of its row are random, as {unknown} asks. They mean nothing, whatever they match.",
        "left-out": "The vectors have no {token}, an ending that only says whose: it is left out of the sentence.",
    }[code]
    return Note(
        code,
        say(words, token=Token(token), other=Token(other), unknown=Code("--unknown random")),
        STAGE,
        token,
    )


def cut(dims: float, whole: float, own: float, apart: float) -> Words:
    """How much of the dot products the first dimensions keep."""
    words = say(
        "Only the first {dims} of {whole} dimensions are used, as {option} asks.",
        dims=int(dims),
        whole=int(whole),
        option=Code(f"--dims {int(dims)}"),
    )
    if not isnan(own):
        words += say(
            " Of each word's dot product with itself they keep a share of {own} on average", own=Number(own)
        )
        words += (
            say(".")
            if isnan(apart)
            else say(
                "; the dot products of different words are off by a share of {off} of their size.",
                off=Number(1 - apart),
            )
        )
    return words
