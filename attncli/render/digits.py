"""How many digits the parts of a page need, and whether it rounds at all: the same in every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
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
    Facing,
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

UNEVEN = "Numbers are rounded for show: some that add up do so only with all their digits."

MORE = 2
"""A number that is asked about is shown with two digits more than on the page it comes from."""


def section_digits(section: Section, look: Look) -> Digits:
    """The decimal places of every tensor that a section computes with: the same in all of its blocks."""
    checks: list[Check] = []
    results: list[str] = []
    for block in single_blocks(section.blocks):
        match block:
            case Working():
                checks += checks_of(block)
                results += block.results
            case Equation(example=(cell, tree)):
                checks.append(Check(cell, tree))
                results.append(cell.tensor.name)
            # A matrix shows results alone; a derivation has digits of its own.
            case Matrix() | Beside() | Derivation() | Facing():
                pass
            case Prose() | Callout() | Equation() | Entries() | Diagram() | Fault() | Offers():
                pass
            case _:
                assert_never(block)
    return enough_digits(checks, results, look.digits)


def single_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks, with what faces each other one by one."""
    for block in blocks:
        if isinstance(block, Facing):
            yield from single_blocks(block.both)
        else:
            yield block


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


def foot(section: Section, digits: Digits, look: Look) -> str:
    """What a section says at its foot of its numbers: that they are rounded, and do not add up as printed."""
    if any(uneven(block, look) for block in single_blocks(section.blocks)):
        return UNEVEN  # of these very numbers, and so wherever they stand
    return ROUNDED if rounds(section, digits, look) else ""


def uneven(block: Block, look: Look) -> bool:
    """Whether results of a block, as printed, do not come to what they are said to add up to."""
    if isinstance(block, Working) and block.total is not None:
        return any(uneven_column(block, at, look) for at in range(len(block.columns)))
    return any(uneven_rows(matrix, look) for matrix in matrices_of(block))


def uneven_column(table: Working, at: int, look: Look) -> bool:
    """Whether the results in a column do not come to the total beneath them, as printed."""
    total = table.total.entries[at] if table.total else None
    parts = [entry.cell for row in table.rows if isinstance(entry := row.entries[at], Value)]
    if not isinstance(total, Value) or not parts or parts[0].tensor.name not in table.results:
        return False
    return printed_sum(parts, look) != printed_sum([total.cell], look)


def uneven_rows(matrix: Matrix, look: Look) -> bool:
    """Whether a row of shares does not come to 1 as printed (a row in which nothing has any share, to 0)."""
    tensor = matrix.tensor
    if not tensor.of_one or len(tensor.axes) == 1 or matrix.columns is not None:
        return False
    rows = ([tensor.cell(i, j) for j in matrix.shown[1]] for i in matrix.shown[0])
    return any(printed_sum(row, look) != 1 for row in rows if abs(sum(c.value for c in row) - 1) < EXACT)


def printed_sum(summed: list[Cell], look: Look) -> Decimal:
    """What cells come to as they are printed; "<0.01" is next to nothing, and ">0.99" nearly 1."""
    texts = (result(cell, look.digits) for cell in summed)
    least = Decimal(1).scaleb(-look.digits)
    signs = {"<": -least, ">": least}
    return sum((signs.get(text[0], Decimal(0)) + as_decimal(text.lstrip("<>")) for text in texts), Decimal(0))


def as_decimal(text: str) -> Decimal:
    """A printed number."""
    return Decimal(text.replace(MINUS, "-").replace("×10^", "e").replace(",", ""))


def rounds(section: Section, digits: Digits, look: Look) -> bool:
    """Whether any number of a section is rounded, and it should say so; ``digits`` are the section's."""
    return section.rounded and any(
        rounds_a_number(block, digits, look) for block in single_blocks(section.blocks)
    )


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
        case Facing():
            return any(rounds_a_number(part, digits, look) for part in block.both)
        case Equation() | Diagram() | Fault() | Offers():
            return False
        case _:
            assert_never(block)


def rounded(text: str, leaf: Leaf) -> bool:
    """Whether a number as it is written is not the number itself."""
    if text[0] in "<>":
        return True
    value = settled(leaf) if isinstance(leaf, Cell) else leaf.value
    written = float(as_decimal(text.replace("∞", "inf")))
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
