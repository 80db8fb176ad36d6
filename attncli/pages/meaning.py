"""What the output means: the part of the page that tells, in words, what a query took home; and how vectors of words are introduced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.arithmetic import Difference
from attncli.document import (
    Bar,
    Block,
    Column,
    Number,
    Outside,
    Prose,
    Row,
    Section,
    Token,
    Value,
    Words,
    Working,
    say,
    sentence,
)
from attncli.meaning import COSINE, Meaning, Near, meaning, measured

if TYPE_CHECKING:
    from attncli.trace import Trace

TIE = 1e-9
"""Gains this close to each other are equal: they differ by rounding alone."""

MOSTLY = 0.5
"""A weight on itself from here on is most of the attention."""


def meaning_section(trace: Trace) -> Section | None:
    """What became of the query that the trace tells; None where it cannot be said."""
    found = meaning(trace)
    if found is None:
        return None
    asker = (Token(trace.queries.labels[trace.query or 0]),)
    blocks: list[Block] = [Prose(sentence(opening(found, asker, trace)))]
    if found.gained:
        blocks += [gains(found), Prose(headline(found, asker))]
    else:
        blocks.append(
            Prose(
                say(
                    "Here {query} has moved towards no {other}word at all.",
                    query=asker,
                    other="other " if found.own else "",
                )
            )
        )
    for what, near in (("was", found.before), ("has become", found.after)):
        if near:
            blocks.append(Prose(say("Nearest to what it {what}: {list}.", what=what, list=listed(near))))
    blocks += [Prose(sentence(words)) for words in left_out(found)]
    return Section(
        title="What the output means", blocks=tuple(blocks), name="meaning", source=COSINE, rounded=True
    )


def opening(found: Meaning, asker: Words, trace: Trace) -> Words:
    """What the page is about to compare, and how much of it is the query itself."""
    alike = all(stage.name not in ("query", "key", "value") for stage in trace.stages)
    if found.itself == 1:
        start = say("{query} attends to itself alone, and takes home what it had.", query=asker)
    elif found.itself >= MOSTLY:
        why = (
            ": with Q\u00a0=\u00a0K\u00a0=\u00a0V its own key is the one most like its query" if alike else ""
        )
        start = say("{query} spends most of its attention on itself ({weight}){why}, so most of what it takes home is what it had.", query=asker,
                    weight=Number(found.itself), why=why)  # fmt: skip
    else:
        start = say(
            "{query} keeps a share of {weight} of what it had; the rest comes from the other words.",
            query=asker,
            weight=Number(found.kept),
        )
    return start + say(
        " What the others brought shows in what it has become more like. How alike two vectors are is told by the cosine of the angle between them: "
        "1 is the same direction, 0 nothing in common."
    )


def gains(found: Meaning) -> Working:
    """The words that gained most: how alike the query's value was to them, and how alike its context is."""
    words = [each.word for each in found.gained]
    before = measured("before", words, [each.before for each in found.gained])
    after = measured("after", words, [each.after for each in found.gained])
    gain = measured("gain", words, [each.gain for each in found.gained])
    full = max(each.gain for each in found.gained)
    rows = []
    for at, each in enumerate(found.gained):
        difference = Difference(after.cell(at), before.cell(at))
        rows.append(
            Row(
                (Token(each.word),),
                (
                    Value(before.cell(at)),
                    Value(after.cell(at)),
                    Value(gain.cell(at), difference),
                    Bar(each.gain, full),
                ),
            )
        )
    columns = (Column(say("alike before")), Column(say("after")), Column(say("gained")), Column())
    return Working(say("word"), columns, tuple(rows), ("gain",))


def headline(found: Meaning, asker: Words) -> Words:
    """Towards what the query has moved."""
    most = found.gained[0].gain
    first = [each for each in found.gained if most - each.gain <= TIE]
    others = found.gained[len(first) :]
    if len(first) > 1:
        names = tuple(
            span
            for at, each in enumerate(first)
            for span in say("{and_}{word}", and_=joint(at, len(first)), word=Token(each.word))
        )
        return say(
            "In this sentence {query} has moved most, and equally, towards {names}.", query=asker, names=names
        )
    words = say(
        "In this sentence {query} has moved most towards {first}", query=asker, first=Token(first[0].word)
    )
    if others:
        words += say(", then towards {second}", second=Token(others[0].word))
    return words + say(".")


def joint(at: int, count: int) -> str:
    """What stands between a name of a list and the one before it."""
    return "" if at == 0 else " and " if at == count - 1 else ", "


def listed(near: tuple[Near, ...]) -> Words:
    """Words with how alike they are."""
    words: Words = ()
    for at, each in enumerate(near):
        words += say(
            "{comma}{word} ({similarity})",
            comma=", " if at else "",
            word=Token(each.word),
            similarity=Number(each.similarity),
        )
    return words


def left_out(found: Meaning) -> list[Words]:
    """What is in none of the lists, and why."""
    said = []
    if found.frequent:
        said.append(say("The {n} most frequent words, such as {the} and {was}, are left out of these lists: they are near to nearly everything.",
                        n=found.frequent, the=Token("the"), was=Token("was")))  # fmt: skip
    if found.nowhere:
        several = len(found.nowhere) > 1
        names = tuple(
            span
            for at, word in enumerate(found.nowhere)
            for span in say("{and_}{word}", and_=joint(at, len(found.nowhere)), word=Token(word))
        )
        said.append(
            say(
                "{words} {are} in none of these lists: a value of zeros points nowhere.",
                words=names,
                are="are" if several else "is",
            )
        )
    return said


def introduction(trace: Trace) -> list[Block]:
    """Where the word vectors of a trace come from, and what was done to them; nothing where the scenario brings vectors of its own."""
    words = trace.words
    if words is None:
        return []
    if words.origin is None:
        return [
            Prose(
                say(
                    "The vectors are those of {file}, as they stand there: {dims} numbers a word.",
                    file=Outside(words.name),
                    dims=words.dims,
                )
            )
        ]
    return [
        Prose(
            say(
                "The vectors are real ones: they were learned from which words stand together in texts, so that words of like use have vectors of like "
                "direction. They are centred, and the three directions that drown the meaning are taken out; what is left is turned so that the "
                "directions in which words differ most come first.{zeros} Of a long sum, the page writes out the first terms and what the others come to.",
                zeros=" In place of the three, the last three dimensions are 0." if words.dims == 100 else "",
            )
        )
    ]
