"""How many digits the parts of a page need, and whether it rounds at all: the same in every format."""

from __future__ import annotations

from attncli.arithmetic import Number
from attncli.document import Beside, Block, Derivation, Equation, Matrix, Section, Value, Worked, Working
from attncli.render.arithmetic import Digits
from attncli.render.lines import Look
from attncli.render.numbers import Check, as_read, enough_digits

ROUNDED = "Numbers are rounded for show."

MORE = 2
"""A number that is asked about is shown with two digits more than on the page it comes from."""


def section_digits(section: Section, look: Look) -> Digits:
    """The decimal places of every tensor whose numbers a section computes with: the same in all of its blocks."""
    checks: list[Check] = []
    results: list[str] = []
    for block in section.blocks:
        if isinstance(block, Working):
            checks += checks_of(block)
            results += block.results
        elif isinstance(block, Equation) and block.example is not None:
            checks.append(Check(*block.example))
            results.append(block.example[0].tensor.name)
    return enough_digits(checks, results, look.digits)


def checks_of(table: Working) -> list[Check]:
    """What a reader can check in a table with a calculator."""
    checks = []
    for row in (*table.rows, *([table.total] if table.total else [])):
        written = [entry.tree for entry in row.entries if isinstance(entry, Worked)]
        for entry in row.entries:
            if isinstance(entry, Value):
                tree = entry.follows
                checks.append(
                    Check(
                        entry.cell,
                        entry.cell if tree is None else tree,
                        any(tree is other for other in written),
                    )
                )
    return checks


def told_digits(derivation: Derivation, digits: int) -> Digits:
    """The decimal places of every tensor in a derivation."""
    checks = [
        Check(told.cell, told.arithmetic if told.arithmetic is not None else told.cell)
        for told in derivation.root.everything()
    ]
    return enough_digits(checks, (derivation.root.cell.tensor.name,), digits, more=0)


def matrices_of(block: Block) -> tuple[Matrix, ...]:
    """The matrices that a block shows."""
    if isinstance(block, Beside):
        return tuple(part.matrix for part in block.parts)
    return (block,) if isinstance(block, Matrix) else ()


def rounds(section: Section, look: Look) -> bool:
    """Whether any number of a section is rounded, and it should say so; one that shows nothing but short given numbers rounds none."""
    matrices = [each for block in section.blocks for each in matrices_of(block)]
    shown_as_given = [matrix.tensor for matrix in matrices if matrix.tensor.derive is None]
    computes = any(
        isinstance(block, Working) or (isinstance(block, Derivation) and block.root.arithmetic is not None)
        for block in section.blocks
    ) or any(matrix.tensor.derive is not None for matrix in matrices)
    found = computes or any(
        as_read(Number(float(value)), look.digits + 2) != value
        for tensor in shown_as_given
        for value in tensor.array.flat
    )
    return section.rounded and found
