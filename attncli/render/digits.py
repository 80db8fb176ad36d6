"""How many digits the parts of a page need, and whether it rounds at all: the same in every format."""

from __future__ import annotations

from itertools import product
from typing import assert_never

from attncli.arithmetic import LONG, Arithmetic, Leaf, Number, Sum, cells, settled
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
    RowEntry,
    Section,
    Value,
    Words,
    Worked,
    Working,
    matrices_of,
)
from attncli.document import Number as SpanNumber
from attncli.render.arithmetic import Digits
from attncli.render.lines import Look, piece
from attncli.render.numbers import MINUS, Check, digits_of, enough_digits, operand, result
from attncli.tensor import Cell

ROUNDED = "Numbers are rounded for show."

EXACT = 1e-12
"""A number as it is written that is as near as this, relative to it, is not rounded."""

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


def rounds(section: Section, digits: Digits, look: Look) -> bool:
    """Whether any number of a section is rounded, and it should say so; ``digits`` are the section's."""
    return section.rounded and any(rounds_a_number(block, digits, look) for block in section.blocks)


def rounds_a_number(block: Block, digits: Digits, look: Look) -> bool:
    """Whether a block shows a number in fewer digits than it has."""
    match block:
        case Working(results=results):
            return any(
                in_table(entry, results, digits, look) for row in block.all_rows for entry in row.entries
            )
        case Equation(example=(cell, tree)):
            return rounded(result(cell, look.digits), cell) or rounded_part(tree, digits)
        case Derivation():
            return in_derivation(block, look)
        case Matrix() | Beside():
            return any(in_matrix(matrix, look) for matrix in matrices_of(block))
        case Prose(words) | Callout(words):
            return in_words(words, look)
        case Entries(rows):
            return any(in_words(row.words, look) for row in rows)
        case Equation() | Diagram() | Fault() | Offers():
            return False
        case _:
            assert_never(block)


def rounded(text: str, leaf: Leaf) -> bool:
    """Whether a number as it is written is not the number itself."""
    if text[0] in "<>":
        return True
    value = settled(leaf) if isinstance(leaf, Cell) else leaf.value
    written = float(text.replace(MINUS, "-").replace("×10^", "e").replace("∞", "inf"))
    return written != value and abs(written - value) > EXACT * abs(value)


def rounded_part(tree: Arithmetic, digits: Digits) -> bool:
    """Whether arithmetic is written with a rounded number in it."""
    if isinstance(tree, Sum) and len(tree.terms) > LONG:
        return True  # the terms that are left out are one number
    return any(rounded(operand(cell, digits_of(cell, digits)), cell) for cell in cells(tree))


def in_table(entry: RowEntry, results: tuple[str, ...], digits: Digits, look: Look) -> bool:
    """Whether an entry of a table is rounded."""
    if isinstance(entry, Worked):
        return rounded_part(entry.tree, digits)
    if not isinstance(entry, Value):
        return False
    cell, name = entry.cell, entry.cell.tensor.name
    return rounded(result(cell, look.digits) if name in results else operand(cell, digits[name]), cell)


def in_derivation(derivation: Derivation, look: Look) -> bool:
    """Whether a number of a derivation is rounded; one that was given stands there as it is."""
    root, *under = derivation.root.everything()
    if root.arithmetic is None:
        return False
    digits = told_digits(derivation, look.digits + MORE)
    if rounded(result(root.cell, look.digits + MORE), root.cell):
        return True
    return any(rounded(operand(told.cell, digits[told.cell.tensor.name]), told.cell) for told in under)


def in_matrix(matrix: Matrix, look: Look) -> bool:
    """Whether a table of a tensor's numbers has a rounded one."""
    tensor = matrix.tensor
    if tensor.array.dtype == bool:
        return False
    shown_cells = (tensor.cell(*index) for index in product(*matrix.shown))
    if tensor.derive is None:
        return any(rounded(operand(cell, look.digits + 2), cell) for cell in shown_cells)
    return any(rounded(result(cell, look.digits), cell) for cell in shown_cells)


def in_words(words: Words, look: Look) -> bool:
    """Whether a sentence has a rounded number."""
    return any(
        rounded(piece(span, look.digits).text, Number(span.value))
        for span in words
        if isinstance(span, SpanNumber)
    )
