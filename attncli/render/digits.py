"""How many digits the parts of a page need, and whether it rounds at all: the same in every format."""

from __future__ import annotations

from itertools import product
from typing import assert_never

from attncli.arithmetic import Number
from attncli.document import (
    Beside,
    Block,
    Callout,
    Derivation,
    Diagram,
    Entries,
    Equation,
    Fault,
    Matrix,
    Offers,
    Prose,
    Section,
    Value,
    Worked,
    Working,
    matrices_of,
)
from attncli.render.arithmetic import Digits
from attncli.render.lines import Look
from attncli.render.numbers import Check, as_read, enough_digits

ROUNDED = "Numbers are rounded for show."

MORE = 2
"""A number that is asked about is shown with two digits more than on the page it comes from."""


def section_digits(section: Section, look: Look) -> Digits:
    """The decimal places of every tensor that a section computes with: the same in all of its blocks."""
    checks: list[Check] = []
    results: list[str] = []
    for block in section.blocks:
        match block:
            case Working():
                checks += checks_of(block)
                results += block.results
            case Equation(example=(cell, tree)):
                checks.append(Check(cell, tree))
                results.append(cell.tensor.name)
            # A matrix shows results alone; a derivation has digits of its own.
            case Matrix() | Beside() | Derivation():
                pass
            case Prose() | Callout() | Equation() | Entries() | Diagram() | Fault() | Offers():
                pass
            case _:
                assert_never(block)
    return enough_digits(checks, results, look.digits)


def checks_of(table: Working) -> list[Check]:
    """What a reader can check in a table with a calculator."""
    checks = []
    for row in table.all_rows:
        written = [entry.tree for entry in row.entries if isinstance(entry, Worked)]
        for entry in row.entries:
            if isinstance(entry, Value):
                tree = entry.cell if entry.follows is None else entry.follows
                checks.append(Check(entry.cell, tree, any(entry.follows is other for other in written)))
    return checks


def told_digits(derivation: Derivation, digits: int) -> Digits:
    """The decimal places of every tensor in a derivation."""
    checks = [
        Check(told.cell, told.cell if told.arithmetic is None else told.arithmetic)
        for told in derivation.root.everything()
    ]
    return enough_digits(checks, (derivation.root.cell.tensor.name,), digits, more=0)


def rounds(section: Section, look: Look) -> bool:
    """Whether any number of a section is rounded, and it should say so."""
    return section.rounded and any(rounds_a_number(block, look) for block in section.blocks)


def rounds_a_number(block: Block, look: Look) -> bool:
    """Whether a block shows a number that was computed, or one that was given and is not short."""
    match block:
        case Working():
            return True
        case Derivation(root):
            return root.arithmetic is not None
        case Matrix() | Beside():
            return any(rounded(matrix, look) for matrix in matrices_of(block))
        # The numbers of an example follow from others, which stand in a table beneath it.
        case Prose() | Callout() | Equation() | Entries() | Diagram() | Fault() | Offers():
            return False
        case _:
            assert_never(block)


def rounded(matrix: Matrix, look: Look) -> bool:
    """Whether a table shows numbers that were computed, or one that was given and is not short."""
    tensor = matrix.tensor
    if tensor.derive is not None:
        return True
    shown = (float(tensor.array[index]) for index in product(*matrix.shown))
    return any(as_read(Number(value), look.digits + 2) != value for value in shown)
