"""The page of `attn near`: the words nearest to a word."""

from __future__ import annotations

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
    cosine = measured("cosine", [each.word for each in found.near], [each.similarity for each in found.near])
    full = max((abs(each.similarity) for each in found.near), default=0.0)
    rows = tuple(
        Row((Token(each.word),), (Value(cosine.cell(at)), Bar(each.similarity, full)))
        for at, each in enumerate(found.near)
    )
    blocks: list[Block] = []
    if found.word != found.spelling:
        blocks.append(
            Prose(
                say(
                    "{word} is looked up as {spelling}.",
                    word=Token(found.word),
                    spelling=Token(found.spelling),
                )
            )
        )
    if rows:
        blocks.append(Working(say("word"), (Column(say("cosine")), Column()), rows, ("cosine",)))
        words = say(
            "The cosine of the angle between two vectors tells how alike their words are used: 1 is the same direction, 0 nothing in common. "
            "The vectors are those of {name}.",
            name=Outside(found.source),
        )
        blocks.append(
            Prose(
                words
                + (
                    say(" Only their first {dims} dimensions are compared.", dims=found.dims)
                    if found.dims is not None
                    else ()
                )
            )
        )
    else:
        blocks.append(
            Prose(
                say(
                    "Nothing is near to {word}: its vector is all zeros, or there is no other word.",
                    word=Token(found.word),
                )
            )
        )
    return Document(
        found.word,
        (Section(title="The nearest words", blocks=tuple(blocks), name="near", source=COSINE, rounded=True),),
    )
