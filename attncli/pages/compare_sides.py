"""The two that are compared, as a page calls them."""

from __future__ import annotations

from attncli.document import Code, Entries, Entry, Outside, Plain, Section, say
from attncli.record import Record


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
