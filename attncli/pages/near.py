"""The page of `attn near`: the words nearest to a word."""

from __future__ import annotations

from unicodedata import normalize

from attncli.document import (
    Bar,
    Block,
    Column,
    Document,
    Outside,
    Prose,
    Row,
    Section,
    Token,
    Value,
    Working,
    say,
)
from attncli.meaning import COSINE, Neighbours, measured


def near_page(found: Neighbours) -> Document:
    """The nearest words, with how alike they are."""
    word = Token(found.word)
    blocks: list[Block] = []
    if normalize("NFC", found.word) != normalize("NFC", found.spelling):
        text = "{word} is looked up as {spelling}."
        blocks.append(Prose(say(text, word=word, spelling=Token(found.spelling))))
    if found.near:
        blocks += [cosines(found), about_cosines(found)]
    else:
        text = "Nothing is near to {word}: its vector is all zeros, or there is no other word."
        blocks.append(Prose(say(text, word=word)))
    section = Section(
        title="The nearest words", blocks=tuple(blocks), name="near", source=COSINE, rounded=True
    )
    return Document(found.word, (section,))


def cosines(found: Neighbours) -> Working:
    """The words, a row each, with how alike they are."""
    words, numbers = [near.word for near in found.near], [near.similarity for near in found.near]
    cosine, full = measured("cosine", words, numbers), max(map(abs, numbers))
    rows = tuple(
        Row((Token(word),), (Value(cosine.cell(at)), Bar(number, full)))
        for at, (word, number) in enumerate(zip(words, numbers, strict=True))
    )
    return Working(say("word"), (Column(say("cosine")), Column()), rows, ("cosine",))


def about_cosines(found: Neighbours) -> Prose:
    """What the numbers say, and of which vectors they are."""
    text = (
        "The cosine of the angle between two vectors tells how alike their words are used, which opposites "
        "may be as well: 1 is the same direction, 0 neither alike nor opposite, −1 the opposite direction. "
        "The vectors are those of {name}."
    )
    words = say(text, name=Outside(found.source))
    if found.dims is None:
        return Prose(words)
    return Prose(words + say(" Only their first {dims} dimensions are compared.", dims=found.dims))
