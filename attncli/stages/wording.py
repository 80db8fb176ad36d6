"""What the sentences about a stage's numbers share: names of words, lists, counts, ties, vectors."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from attncli.arithmetic import settled
from attncli.document import Number, Plain, Symbol, Token, Words, head_called, say
from attncli.record import Record
from attncli.tensor import Axis, Index, Tensor

if TYPE_CHECKING:
    from attncli.trace import Stage

TIE = 1e-12
"""Numbers this close, relative to the larger, count as equal: they differ by rounding alone."""


def called(axis: Axis, position: int) -> Words:
    """What a position is called: its word, with its place if that stands twice; "key 3"; "head 2 (place)"."""
    label = axis.labels[position]
    if axis.name == "head":
        return head_called(axis, position)
    if axis.sequence is None:
        return (Plain(f"{axis.name} {label}"),)
    if axis.names[position] == label:
        return (Token(label),)
    return (Token(label), Plain(f" at {axis.positions[position]}"))


def all_called(axis: Axis, positions: Iterable[int], most: int = 3) -> Words:
    """What several positions are called, as a list; past ``most`` of them the others are counted."""
    return joined([called(axis, position) for position in positions], most)


def labelled(axis: Axis, position: int) -> Words:
    """A position as the label of a table's row: its word or number, with its place if that stands twice."""
    label = axis.labels[position]
    if axis.sequence is None:
        return (Plain(label),)
    if axis.names[position] == label:
        return (Token(label),)
    return (Token(label), Plain(f"@{axis.positions[position]}"))


def asking(query: Axis, all_of_them: str = "each query") -> Words:
    """Who asks in a stage: its query, where it is cut to one, else all of them."""
    return called(query, 0) if len(query) == 1 else (Plain(all_of_them),)


def is_itself(query: Axis, i: int, key: Axis, j: int) -> bool:
    """Whether query i and key j are the same word of the same sentence."""
    same_sentence = query.sequence is not None and query.sequence == key.sequence
    return same_sentence and query.positions[i] == key.positions[j]


def key_called(query: Axis, i: int, key: Axis, j: int) -> Words:
    """What key j is called in a sentence about query i: "itself" where it is the same word."""
    return (Plain("itself"),) if is_itself(query, i, key, j) else called(key, j)


def keys_called(query: Axis, key: Axis, positions: Iterable[int]) -> Words:
    """What several keys are called in a sentence about the first query, which a stage is cut to."""
    return joined([key_called(query, 0, key, j) for j in positions])


def joined(names: Sequence[Words], most: int = 3) -> Words:
    """A list in words: "a", "a and b", "a, b and c", and past ``most`` "a, b and 4 more"."""
    if len(names) > most + 1:
        return (*joined_by_commas(names[: most - 1]), *say(" and {n} more", n=len(names) - most + 1))
    if len(names) < 2:
        return tuple(span for name in names for span in name)
    return (*joined_by_commas(names[:-1]), Plain(" and "), *names[-1])


def joined_by_commas(names: Iterable[Words]) -> Words:
    """Names with commas between them."""
    words: Words = ()
    for name in names:
        words = (*words, *((Plain(", "),) if words else ()), *name)
    return words


def counted(n: int, noun: str) -> Words:
    """So many of a thing: "1 number", "3 numbers"."""
    return say(f"{{n}} {noun}" if n == 1 else f"{{n}} {noun}s", n=n)


def all_seen(n: int, among: int) -> Words:
    """All the keys that a query sees, from two on: "both keys", "all 4 keys it can see"."""
    words = say("Both keys") if n == 2 else say("All {n} keys", n=n)
    return words if n == among else words + say(" it can see")


def agreeing(n: int, one: str, several: str) -> str:
    """The form of a word that goes with so many things: one "gets", several "get"."""
    return one if n == 1 else several


def symbol_of(stage: Stage, role: str) -> Symbol:
    """The symbol of the input that a stage has in a role."""
    return Symbol(stage.input(role).symbol)


def vector(tensor: Tensor, at: int) -> Words:
    """A row of numbers (from 0): [0.70, 0.54]; as they stand, if they were given."""
    numbers = [(Number(settled(cell), tensor.derive is None),) for cell in tensor.cells(at, None)]
    return (Plain("["), *joined_by_commas(numbers), Plain("]"))


class Rank(Record):
    """Positions that share a value."""

    value: float
    positions: tuple[int, ...]


def ranking(values: Sequence[float]) -> list[Rank]:
    """The finite values from the highest down, equal ones together."""
    ranks: list[Rank] = []
    finite = (i for i, value in enumerate(values) if math.isfinite(value))
    for position in sorted(finite, key=lambda i: (-values[i], i)):
        value = values[position]
        if ranks and abs(ranks[-1].value - value) <= TIE * max(abs(value), abs(ranks[-1].value)):
            ranks[-1] = Rank(ranks[-1].value, (*ranks[-1].positions, position))
        else:
            ranks.append(Rank(value, (position,)))
    return ranks


def row(tensor: Tensor) -> list[float]:
    """The numbers of a tensor cut to one query, as a list over its keys."""
    return [float(value) for value in tensor.array.reshape(-1)]


def extreme(tensor: Tensor, *, highest: bool, apart: tuple[float, ...] = ()) -> Words:
    """The highest or lowest cell of a query × key matrix: “sat” with itself (2.00), or 0.00, at 11 places.

    ``apart``: what is told beside it, and must not look the same.
    """
    at = tensor.largest() if highest else tensor.smallest()
    value = float(tensor.array[at])
    distance = tensor.array / 2 - value / 2  # halves, whose difference is finite where the numbers are
    places = int((abs(distance) <= TIE * abs(value / 2)).sum())
    number = Number(value, apart=apart, share=tensor.of_one)
    if places > 1:
        return say("{value}, at {places} places", value=number, places=places)
    return say("{match} ({value})", match=match(tensor, at), value=number)


def match(tensor: Tensor, at: Index) -> Words:
    """A cell of a query × key matrix in words: “sat” with itself, “sat” with “cat”."""
    query, key = tensor.axes[-2:]
    return (*called(query, at[0]), Plain(" with "), *key_called(query, at[0], key, at[1]))
