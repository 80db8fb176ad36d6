"""What the output means, in words: what a query took home; and where the vectors of words come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attncli.arithmetic import Difference
from attncli.document import (
    Bar,
    Block,
    Column,
    Number,
    Outside,
    Plain,
    Prose,
    Row,
    Section,
    Token,
    Value,
    Words,
    Working,
    plural,
    say,
    sentence,
)
from attncli.meaning import COSINE, Meaning, Near, meaning, measured
from attncli.pages.roles import projections

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
        text = "Here {query} has moved towards no {other}word at all."
        blocks.append(Prose(say(text, query=asker, other="other " if found.own else "")))
    for what, near in (("was", found.before), ("has become", found.after)):
        if near:
            blocks.append(Prose(say("Nearest to what it {what}: {list}.", what=what, list=listed(near))))
    blocks += [Prose(sentence(words)) for words in left_out(found)]
    return Section(
        title="What the output means", blocks=tuple(blocks), name="meaning", source=COSINE, rounded=True
    )


def opening(found: Meaning, asker: Words, trace: Trace) -> Words:
    """What the page is about to compare, and how much of it is the query itself."""
    alike = not projections(trace)
    if found.itself == 1:
        start = say("{query} attends to itself alone, and takes home what it had.", query=asker)
    elif found.itself >= MOSTLY:
        why = ": with Q\u00a0=\u00a0K\u00a0=\u00a0V its own key is the one most like its query"
        text = (
            "{query} spends most of its attention on itself ({weight}){why}, "
            "so most of what it takes home is what it had."
        )
        start = say(text, query=asker, weight=Number(found.itself), why=why if alike else "")
    else:
        text = "{query} keeps a share of {weight} of what it had; the rest comes from the other words."
        start = say(text, query=asker, weight=Number(found.kept))
    return start + say(
        " What the others brought shows in what it has become more like. "
        "How alike two vectors are is told by the cosine of the angle between them: "
        "1 is the same direction, 0 nothing in common."
    )


def gains(found: Meaning) -> Working:
    """The words that gained most: how alike the query's value was to them, and how alike its context is."""
    words = [moved.word for moved in found.gained]
    before = measured("before", words, [moved.before for moved in found.gained])
    after = measured("after", words, [moved.after for moved in found.gained])
    gain = measured("gain", words, [moved.gain for moved in found.gained])
    full = max(moved.gain for moved in found.gained)
    rows = []
    for at, moved in enumerate(found.gained):
        gained = Value(gain.cell(at), Difference(after.cell(at), before.cell(at)))
        entries = (Value(before.cell(at)), Value(after.cell(at)), gained, Bar(moved.gain, full))
        rows.append(Row((Token(moved.word),), entries))
    columns = (Column(say("alike before")), Column(say("after")), Column(say("gained")), Column())
    return Working(say("word"), columns, tuple(rows), ("gain",))


def headline(found: Meaning, asker: Words) -> Words:
    """Towards what the query has moved."""
    most = found.gained[0].gain
    first = [moved.word for moved in found.gained if most - moved.gain <= TIE]
    if len(first) > 1:
        text = "In this sentence {query} has moved most, and equally, towards {names}."
        return say(text, query=asker, names=joined(first))
    words = say("In this sentence {query} has moved most towards {first}", query=asker, first=Token(first[0]))
    if len(found.gained) > 1:
        words += say(", then towards {second}", second=Token(found.gained[1].word))
    return words + say(".")


def joined(tokens: Sequence[str]) -> Words:
    """Words of the sentence as a list: “a”, “b” and “c”."""
    *before, last = (Token(token) for token in tokens)
    names: Words = ()
    for at, token in enumerate(before):
        names += (Plain(", "), token) if at else (token,)
    return (*names, Plain(" and "), last) if before else (last,)


def listed(near: tuple[Near, ...]) -> Words:
    """Words with how alike they are."""
    words: Words = ()
    for at, one in enumerate(near):
        words += say(
            "{comma}{word} ({similarity})",
            comma=", " if at else "",
            word=Token(one.word),
            similarity=Number(one.similarity),
        )
    return words


def left_out(found: Meaning) -> list[Words]:
    """What is in none of the lists, and why."""
    paragraphs = []
    if found.frequent:
        text = (
            "The {n} most frequent words, such as {the} and {was}, are left out of these lists: "
            "they are near to nearly everything."
        )
        paragraphs.append(say(text, n=found.frequent, the=Token("the"), was=Token("was")))
    if found.nowhere:
        text = "{words} {are} in none of these lists: a value of zeros points nowhere."
        are = plural(len(found.nowhere), "is", "are")
        paragraphs.append(say(text, words=joined(found.nowhere), are=are))
    return paragraphs


def introduction(trace: Trace) -> list[Block]:
    """Where word vectors come from, and what was done to them; nothing of a scenario's own vectors."""
    words = trace.words
    if words is None:
        return []
    if words.origin is None:
        text = "The vectors are those of {file}, as they stand there: {dims} numbers a word."
        return [Prose(say(text, file=Outside(words.name), dims=words.dims))]
    text = (
        "The vectors are real ones: they were learned from which words stand together in texts, "
        "so that words of like use have vectors of like direction. They are centred, and the three "
        "directions that drown the meaning are taken out; what is left is turned so that the directions "
        "in which words differ most come first.{zeros} Of a long sum, the page writes out the first terms "
        "and what the others come to."
    )
    zeros = " In place of the three, the last three dimensions are 0." if words.dims == 100 else ""
    return [Prose(say(text, zeros=zeros))]
