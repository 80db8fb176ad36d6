"""The two that are compared, and their words and numbers, as a page calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.document import Code, Entries, Entry, Number, Outside, Plain, Section, Token, Words, say
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.tensor import Axis
    from attncli.trace import Trace


class Side(Record):
    """One of the two: what it is called, and the command that explains it alone."""

    name: str
    command: str


def sides(a: Side, b: Side) -> Entries:
    """What A and B are."""
    return Entries(
        tuple(Entry(Plain(letter), (Outside(side.name),)) for letter, side in (("A", a), ("B", b)))
    )


def next_section(a: Side, b: Side) -> Section:
    """What can be done now."""
    rows = [
        Entry(Code(side.command), say("{letter} alone", letter=letter))
        for letter, side in (("A", a), ("B", b))
    ]
    return Section(title="What next", blocks=(Entries(tuple(rows)),), name="next")


def share(value: float, other: float | None = None) -> Number:
    """A weight, which does not look like another that it is not."""
    return Number(value, apart=() if other is None else (other,), share=True)


def asker(trace: Trace) -> Words:
    """The query that is told."""
    at = trace.query or 0
    return called(trace.queries, at)


def called(axis: Axis, at: int) -> Words:
    """What a position is called: its word, or its number."""
    if axis.sequence is None:
        return (Plain(f"{axis.name} {axis.labels[at]}"),)
    return (Token(axis.names[at]),)


def key_called(trace: Trace, keys: Axis, at: int) -> Words:
    """What a key is called in a sentence about the query that is told."""
    if keys.sequence is not None and keys.sequence == trace.queries.sequence and at == trace.query:
        return (Plain("itself"),)
    return called(keys, at)


def labelled(axis: Axis, at: int) -> Words:
    """A position as the label of a row: its word, or its number."""
    if axis.sequence is None:
        return (Plain(axis.labels[at]),)
    return (Token(axis.names[at]),)
