"""What the output means, in words: what a query took home; and where the vectors of words come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.arithmetic import Difference
from attncli.document import (
    Bar,
    Block,
    Column,
    Outside,
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
from attncli.meaning import COSINE, Meaning, meaning, measured
from attncli.pages.moved import LITTLE, headline, listed, opening, tokens, why_not

if TYPE_CHECKING:
    from attncli.trace import Trace

SHORTEST = 0.1
"""A bar is as long as the column for a gain of this much, if none is larger."""


def meaning_section(trace: Trace) -> Section | None:
    """What became of the query that the trace tells; None where it cannot be said."""
    found = meaning(trace)
    if found is None:
        return None
    asker = (Token(trace.queries.names[trace.query or 0]),)
    blocks: list[Block] = [Prose(sentence(opening(found, asker, trace)))]
    told = bool(found.gained) and found.gained[0].gain >= LITTLE
    if found.gained:
        blocks += [gains(found)] if told else []
        blocks.append(Prose(sentence(headline(found, asker))))
        blocks += [Prose(why_not(found.heaviest, asker))] if told and found.heaviest else []
    elif found.others:
        text = "Here {query} has moved towards no {other}word at all."
        blocks.append(Prose(say(text, query=asker, other="other " if found.own else "")))
    if not told and found.after:
        blocks.append(Prose(say("Nearest to it: {list}.", list=listed(found.after))))
    for what, near in (("was", found.before), ("has become", found.after)):
        if told and near and near[0].similarity > 0:
            blocks.append(Prose(say("Nearest to what it {what}: {list}.", what=what, list=listed(near))))
    blocks += [Prose(sentence(words)) for words in (*left_out(found, asker), *unlearned(found, trace))]
    return Section(
        title="What the output means", blocks=tuple(blocks), name="meaning", source=COSINE, rounded=True
    )


def gains(found: Meaning) -> Working:
    """The words that gained most: how alike the query's value was to them, and how alike its context is."""
    words = [moved.word for moved in found.gained]
    before = measured("before", words, [moved.before for moved in found.gained])
    after = measured("after", words, [moved.after for moved in found.gained])
    gain = measured("gain", words, [moved.gain for moved in found.gained])
    full = max(SHORTEST, found.gained[0].gain)
    rows = []
    for at, moved in enumerate(found.gained):
        gained = Value(gain.cell(at), Difference(after.cell(at), before.cell(at)))
        entries = (Value(before.cell(at)), Value(after.cell(at)), gained, Bar(moved.gain, full))
        rows.append(Row((Token(moved.word),), entries))
    columns = (Column(say("alike before")), Column(say("after")), Column(say("gained")), Column())
    return Working(say("word"), columns, tuple(rows), ("gain",))


def left_out(found: Meaning, asker: Words) -> list[Words]:
    """What is in none of the lists, and why."""
    paragraphs = []
    if found.unseen:
        text = "{words} {weigh} exactly 0 here: {it} brought nothing, and {stand} in none of these lists."
        weigh, stand = ((one, one[:-1]) for one in ("weighs", "stands"))
        n = len(found.unseen)
        them = {"weigh": plural(n, *weigh), "it": plural(n, "it", "they"), "stand": plural(n, *stand)}
        paragraphs.append(say(text, words=tokens(found.unseen), **them))
    if found.frequent:
        text = (
            "The {n} most frequent words, such as {the} and {was}, are left out of these lists: they stand "
            "beside nearly every word, and so tell little of its sense."
        )
        paragraphs.append(say(text, n=found.frequent, the=Token("the"), was=Token("was")))
    if found.common:
        text = "{query} is one of them itself: its vector tells little of a sense, and so do these lists."
        paragraphs.append(say(text, query=asker))
    if found.nowhere:
        text = "{words} {are} in none of these lists: a value of zeros points nowhere."
        are = plural(len(found.nowhere), "is", "are")
        paragraphs.append(say(text, words=tokens(found.nowhere), are=are))
    return paragraphs


def unlearned(found: Meaning, trace: Trace) -> list[Words]:
    """What to expect of word vectors without a matrix."""
    if trace.words is None or not found.likes or any(tensor.parameter for tensor in trace.givens):
        return []
    text = (
        "No matrix is learned here, so a word can look for nothing but what is like itself. A trained model "
        "has W_Q, W_K and W_V, which have learned what else to look for, and what to bring."
    )
    return [say(text)]


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
