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
from attncli.tensor import fold

if TYPE_CHECKING:
    from attncli.numerics.arrays import Truths
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
    lists = 1 if found.gained and told else 0
    if not told and found.after:
        blocks.append(Prose(say("Nearest to it, besides itself: {list}.", list=listed(found.after))))
        lists += 1
    for what, near in (("was", found.before), ("has become", found.after)):
        if told and near and near[0].similarity > 0:
            text = "Nearest to what it {what}, besides itself: {list}."
            blocks.append(Prose(say(text, what=what, list=listed(near))))
            lists += 1
    remarks = (*left_out(found, asker, trace, lists), *unlearned(found, trace))
    blocks += [Prose(sentence(words)) for words in remarks]
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


def left_out(found: Meaning, asker: Words, trace: Trace, lists: int) -> list[Words]:
    """What is in none of the lists, of which there are so many, and why; and what stands there for others."""
    these = "these lists" if lists > 1 else "this list"
    paragraphs = []
    unseen, same = spellings(found, trace)
    if unseen:
        n = len(unseen)
        text = "{words} {weigh} exactly 0 here: {it} brought nothing{stand}."
        stand = {0: "", 1: f", and {plural(n, 'is', 'are')} not in this list"}
        in_none = f", and {plural(n, 'stands', 'stand')} in none of these lists"
        them = {"weigh": plural(n, "weighs", "weigh"), "it": plural(n, "it", "they")}
        paragraphs.append(say(text, words=tokens(unseen), stand=stand.get(lists, in_none), **them))
    if found.frequent and lists:
        text = (
            "The {n} most frequent words, such as {the} and {was}, are left out of {these}: they stand "
            "beside nearly every word, and so tell little of its sense."
        )
        paragraphs.append(say(text, n=found.frequent, the=Token("the"), was=Token("was"), these=these))
    if found.common and lists:
        text = "{query} is one of them itself: its vector tells little of a sense, and so {do} {these}."
        paragraphs.append(say(text, query=asker, do="do" if lists > 1 else "does", these=these))
    paragraphs += pointing_nowhere(found, same, lists)
    told = {moved.word for moved in found.gained} | {near.word for near in (*found.before, *found.after)}
    for word, others in same.items():
        if lists and word in told:
            text = "{others} {has} the same value as {word}, and {is} listed with it."
            n = len(others)
            has, is_ = plural(n, "has", "have"), plural(n, "is", "are")
            paragraphs.append(say(text, others=tokens(others), word=Token(word), **{"has": has, "is": is_}))
    return paragraphs


def pointing_nowhere(found: Meaning, same: dict[str, list[str]], lists: int) -> list[Words]:
    """The words whose value is zeros, in each of their spellings, and that no list has them."""
    words = [spelt for word in found.nowhere for spelt in (word, *same.get(word, ()))]
    if not words:
        return []
    n = len(words)
    if not lists:
        text = "{words} {has} a value of zeros, which points nowhere."
        return [say(text, words=tokens(words), has=plural(n, "has", "have"))]
    text = "{words} {are} {where}: a value of zeros points nowhere."
    where = "in none of these lists" if lists > 1 else "not in this list"
    return [say(text, words=tokens(words), are=plural(n, "is", "are"), where=where)]


def spellings(found: Meaning, trace: Trace) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """The words that weigh 0; and to each listed word of the sentence the other spellings it stands for.

    “The” and “the” are one word, where their values are the same; but one may be seen, and the other not.
    """
    from attncli.brought import rows_of, taken

    took = taken(trace)
    if took is None or not found.own:
        return found.unseen, {}
    labels, values = took.keys.labels, took.brought
    seen: Truths = (took.weights > 0).any(axis=0)  # type: ignore[assignment]  # an array: there are keys
    alike = (took.values == took.values[took.position]).all(axis=1)
    places = seen.nonzero()[0].tolist()
    keys = {at: (fold(labels[at]), (values[at] + 0.0).tobytes()) for at in places}  # 0.0 and −0.0 are one
    listed = {keys[at]: (word, labels[at]) for at, word in rows_of(took, seen, alike).items()}
    same: dict[str, list[str]] = {}
    for at in places:
        word, spelling = listed.get(keys[at], ("", labels[at]))
        if labels[at] not in (spelling, *same.get(word, ())):
            same.setdefault(word, []).append(labels[at])
    present = {labels[at] for at in places}
    return tuple(dict.fromkeys(label for label in labels if label not in present)), same


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
    if words.source is None:
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
