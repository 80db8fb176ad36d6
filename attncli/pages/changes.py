"""A section with its changes marked: beside every result that an edit changed stands what it was before."""

from __future__ import annotations

from itertools import product
from typing import assert_never

from attncli.document import (
    Beside,
    Block,
    Callout,
    Column,
    Derivation,
    Diagram,
    Entries,
    Equation,
    Facing,
    Fault,
    Matrix,
    Offers,
    Prose,
    Row,
    RowEntry,
    Section,
    Value,
    Working,
    matrices_of,
    say,
)
from attncli.tensor import Cell, Tensor
from attncli.trace import Trace

SAME = 1e-12
"""Numbers this close, relative to the larger, are the same: adding in another order moves them as much."""


def marked_changes(section: Section, before: Trace) -> Section:
    """A section of a trace beside the same computation before its numbers were edited.

    A table of arithmetic gets a column "before", a matrix an asterisk behind each number that changed; the
    rest stays as it is.
    """
    blocks = [marked(block, before) for block in section.blocks]
    if any(matrix.changed for block in blocks for matrix in matrices_of(block)):
        blocks.append(Prose(say("* changed by your edit")))
    return section._replace(blocks=tuple(blocks))


def changes(section: Section, before: Trace) -> bool:
    """Whether any number of a section is another than it was."""
    return any(marked(block, before) != block for block in section.blocks)


def marked(block: Block, before: Trace) -> Block:
    """A block with its changes marked."""
    match block:
        case Matrix():
            return with_asterisks(block, before)
        case Beside(parts):
            return Beside(tuple(part._replace(matrix=with_asterisks(part.matrix, before)) for part in parts))
        case Working():
            return with_before(block, before)
        case Facing(left, right):
            return Facing(
                tuple(marked(part, before) for part in left), tuple(marked(part, before) for part in right)
            )
        # The numbers of an example, or of a derivation, are told by what stands round them.
        case Prose() | Callout() | Equation() | Entries() | Diagram() | Derivation() | Fault() | Offers():
            return block
        case _:
            assert_never(block)


def with_asterisks(matrix: Matrix, before: Trace) -> Matrix:
    """A matrix with a mark on each cell that is shown and is another number than it was."""
    tensor = matrix.tensor
    if tensor.array.dtype == bool:
        return matrix
    changed = (index for index in product(*matrix.shown) if was(tensor.cell(*index), before) is not None)
    return matrix._replace(changed=frozenset(changed))


def with_before(table: Working, before: Trace) -> Working:
    """A table with a column behind each column of results in which one changed: what it was before."""
    entries = [numbered for row in table.all_rows for numbered in enumerate(row.entries)]
    changed = {at for at, entry in entries if result_before(entry, table, before) is not None}
    if not changed:
        return table

    def widened(row: Row) -> Row:
        wide: list[RowEntry] = []
        for at, entry in enumerate(row.entries):
            wide.append(entry)
            if at in changed:
                old = result_before(entry, table, before)
                wide.append(None if old is None else Value(old))
        return row._replace(entries=tuple(wide))

    columns: list[Column] = []
    for at, column in enumerate(table.columns):
        columns += [column, Column(say("before"), column.group)] if at in changed else [column]
    rows, total = tuple(map(widened, table.rows)), table.total and widened(table.total)
    return table._replace(columns=tuple(columns), rows=rows, total=total)


def result_before(entry: RowEntry, table: Working, before: Trace) -> Cell | None:
    """The cell of a result as it was before; None where it is no result, or did not change."""
    if isinstance(entry, Value) and entry.cell.tensor.name in table.results:
        return was(entry.cell, before)
    return None


def was(cell: Cell, before: Trace) -> Cell | None:
    """The cell as it was before; None where it is the same number, or there was no such cell."""
    tensors = (*before.givens, *(stage.output for stage in before.stages))
    whole = next((tensor for tensor in tensors if tensor.name == cell.tensor.name), None)
    old = None if whole is None else cell_named(whole, cell.labels)
    return old if old is not None and differ(old.value, cell.value) else None


def cell_named(tensor: Tensor, labels: tuple[str, ...]) -> Cell | None:
    """The cell of these labels, an axis each; None if there is none."""
    if len(labels) != len(tensor.axes):
        return None
    found = list(zip(tensor.axes, labels, strict=True))
    if any(label not in axis.names for axis, label in found):
        return None
    return tensor.cell(*(axis.names.index(label) for axis, label in found))


def differ(old: float, new: float) -> bool:
    """Whether two numbers are not the same, but for rounding."""
    return old != new and not abs(old - new) <= SAME * max(abs(old), abs(new))
