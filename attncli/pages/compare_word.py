"""One word in two sentences: what it attends to in each, what it takes home, and where that has moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.document import (
    Bar,
    Block,
    Column,
    Facing,
    Matrix,
    Number,
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
    share,
)
from attncli.meaning import COSINE
from attncli.pages.compare_sides import Side, asker, labelled, sides
from attncli.pages.compare_words import TIE, heaviest, in_head, keys_called, row_of
from attncli.pages.meaning import gains
from attncli.pages.moved import LITTLE, headline, joined, opening
from attncli.pages.tables import marked, readable, telling_keys

if TYPE_CHECKING:
    from attncli.comparison.word import OfWord
    from attncli.meaning import Meaning
    from attncli.tensor import Tensor
    from attncli.trace import Trace

FEW = 3
"""Words that are named of those that a word has moved towards."""


def word_sections(found: OfWord, a: Side, b: Side) -> tuple[Section, ...]:
    """The sections of the page."""
    said = map(Prose, map(sentence, summary(found)))
    both = (("A", a, found.a, found.meant_a), ("B", b, found.b, found.meant_b))
    attends = [(named(letter, side), *attended(trace)) for letter, side, trace, _ in both]
    moved = [(named(letter, side), *moves(trace, meant)) for letter, side, trace, meant in both]
    return (
        Section(title="What differs", blocks=(sides(a, b), *said), name="differs", rounded=True),
        Section(title="What it attends to", blocks=(Facing(*attends),), name="weights", rounded=True),
        Section(
            title="What it takes home, and moves towards",
            blocks=(Facing(*moved),),
            name="meaning",
            source=COSINE if found.meant_a or found.meant_b else None,
            rounded=True,
        ),
    )


def named(letter: str, side: Side) -> Block:
    """Which of the two stands beneath."""
    return Prose(say("{letter}: {name}", letter=letter, name=Outside(side.name)))


def summary(found: OfWord) -> list[Words]:
    """What the word attends to most in each, towards what it moves, and how alike that is."""
    words = [most(found)]
    words += [towards(found)] if found.meant_a is not None and found.meant_b is not None else []
    words += [home(found)] if found.alike is not None and found.began is not None else []
    return words


def most(found: OfWord) -> Words:
    """The word with most of the attention in each; where that is the word itself, the next one."""
    who, where = asker(found.a), in_head(found.a)
    sides = ((row_of(found.a), found.a, "A"), (row_of(found.b), found.b, "B"))
    own = [kept(row, trace) for row, trace, _ in sides]
    if all(
        weight is not None and heaviest(row)[1] - weight <= TIE
        for weight, (row, _, _) in zip(own, sides, strict=True)
    ):
        others = [(without(row, trace), trace, side) for row, trace, side in sides]
        text = "{where}{who} keeps {a} of its attention in A and {b} in B; of the rest most goes {parts}."
        a, b = (share(weight or 0.0) for weight in own)
        parts = joined([said(row, trace, side) for row, trace, side in others])
        return say(text, where=where, who=who, a=a, b=b, parts=parts)
    parts = joined([said(row, trace, side) for row, trace, side in sides])
    if all(row.array.any() for row, _, _ in sides):
        parts = say("most ") + parts
    return say("{where}{who} attends {parts}.", where=where, who=who, parts=parts)


def said(row: Tensor, trace: Trace, side: str) -> Words:
    """To which keys a row gives most."""
    names, weight = heaviest(row)
    if not names:
        return say("to nothing in {side}", side=side)
    text = "to {names} in {side} ({weight})"
    return say(text, names=keys_called(trace, row, names), side=side, weight=share(weight))


def kept(row: Tensor, trace: Trace) -> float | None:
    """The weight of the word on itself; None where it is not its own key."""
    at = marked(trace, row.axes[0]) if row.axes[0].sequence is not None else None
    return None if at is None else float(row.array[at])


def without(row: Tensor, trace: Trace) -> Tensor:
    """A row of weights with none on the word itself."""
    at = trace.query or 0
    array = row.array * [float(key != at) for key in range(len(row.axes[0]))]
    return row.like(array, row.axes, None)


def towards(found: OfWord) -> Words:
    """Towards which words it moves in each, and whether any of them are the same."""
    lists = [gained(found.meant_a), gained(found.meant_b)]
    parts: list[Words] = []
    for names, side in zip(lists, "AB", strict=True):
        if names:
            first = joined([(Token(name),) for name in names[:FEW]])
            parts.append(say("in {side} most towards {names}", names=first, side=side))
        else:
            parts.append(say("in {side} hardly at all", side=side))
    words = say("It moves {a}, {b}.", a=parts[0], b=parts[1])
    if not all(lists):
        return words
    shared = [name for name in lists[0] if name in lists[1]]
    if not shared:
        text = " None of the {n} words that gain most is the same in both."
        return words + say(text, n=len({*lists[0], *lists[1]}))
    both = joined([(Token(name),) for name in shared])
    text = " Of the words that gain most, {names} {are} in both lists."
    return words + say(text, names=both, are=plural(len(shared), "is", "are"))


def gained(meant: Meaning | None) -> list[str]:
    """The words that a word has moved towards by what is worth saying."""
    return [] if meant is None else [moved.word for moved in meant.gained if moved.gain >= LITTLE]


def home(found: OfWord) -> Words:
    """How alike what it takes home is in both, and how alike its own values are."""
    assert found.began is not None
    assert found.alike is not None
    same, still = found.began > 1 - TIE, found.alike > 1 - TIE
    if same and still:
        return say("Its own value points the same way in both, and so does what it takes home.")
    if same:
        text = (
            "Its own value points the same way in both; what it takes home does not: the cosine is {alike}."
        )
        return say(text, alike=number(found.alike))
    text = (
        "Its own values in A and in B have a cosine of {began}, and what it takes home there one of {alike}."
    )
    return say(text, began=number(found.began), alike=number(found.alike))


def number(value: float) -> Number:
    """A likeness."""
    return share(value)


def attended(trace: Trace) -> tuple[Block, ...]:
    """The weights of the word, a key each; of several heads, of all of them."""
    keys = telling_keys(trace)
    weights = next(stage for stage in trace.shown if stage.name == "weights").output
    if weights.has("head") and weights.size("head") > 1:
        rows = weights.part("query", 0)
        return (Matrix(tensor=rows, heat=True, columns=keys if len(keys) < weights.size("key") else None),)
    row = row_of(trace)
    axis = row.axes[0]
    itself = marked(trace, axis)
    full = float(row.array[list(keys)].max()) or 1.0
    rows_ = tuple(
        Row(labelled(axis, at), (Value(row.cell(at)), Bar(float(row.array[at]), full)), marked=at == itself)
        for at in keys
    )
    blocks: list[Block] = [Working(say(axis.noun), (Column(say("weight")), Column()), rows_, ("weights",))]
    left = len(axis) - len(keys)
    if left:
        blocks.append(Prose(say("{n} more keys with smaller weights are not shown.", n=left)))
    return tuple(blocks)


def moves(trace: Trace, meant: Meaning | None) -> tuple[Block, ...]:
    """Towards which words the word has moved in one of the two."""
    who = asker(trace)
    if meant is None:
        text = "What {asker} takes home cannot be compared with words here. As numbers:"
        return (Prose(say(text, asker=who)), *readable(trace.shown[-1].output.part("query", 0), trace, ()))
    if not meant.gained:
        words = (
            opening(meant, who, trace) if not meant.others else say("It has moved towards no word at all.")
        )
        return (Prose(sentence(words)),)
    told = meant.gained[0].gain >= LITTLE
    return (*((gains(meant),) if told else ()), Prose(sentence(headline(meant, who))))
