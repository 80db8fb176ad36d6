"""A section with its changes marked: beside every result that an edit made another number stands the number it was before."""

from __future__ import annotations

from attncli.document import Beside, Block, Column, Matrix, Prose, Row, Section, Value, Working, say
from attncli.errors import AttnError
from attncli.pages.why import find_cell
from attncli.tensor import Cell
from attncli.trace import Trace

SAME = 1e-12
"""Numbers this close, relative to the larger, are the same: adding in another order makes as much of a difference."""


def marked_changes(section: Section, before: Trace) -> Section:
    """A section of a trace beside the same computation before its numbers were edited.

    A table of arithmetic gets a column "before", a matrix an asterisk behind each number that changed; nothing else is touched.
    """
    blocks = [marked(block, before) for block in section.blocks]
    matrices = [part.matrix for block in blocks if isinstance(block, Beside) for part in block.parts]
    asterisks = any(
        matrix.changed for matrix in (*matrices, *(block for block in blocks if isinstance(block, Matrix)))
    )
    if asterisks:
        blocks.append(Prose(say("* changed by your edit")))
    return section._replace(blocks=tuple(blocks))


def changes(section: Section, before: Trace) -> bool:
    """Whether any number of a section is another than it was."""
    for block in section.blocks:
        if isinstance(block, Matrix) and changed_cells(block, before):
            return True
        if isinstance(block, Beside) and any(changed_cells(part.matrix, before) for part in block.parts):
            return True
        if isinstance(block, Working) and changed_columns(block, before):
            return True
    return False


def marked(block: Block, before: Trace) -> Block:
    """A block with its changes marked."""
    if isinstance(block, Matrix):
        return block._replace(changed=changed_cells(block, before))
    if isinstance(block, Beside):
        return Beside(
            tuple(
                part._replace(matrix=part.matrix._replace(changed=changed_cells(part.matrix, before)))
                for part in block.parts
            )
        )
    if isinstance(block, Working):
        return with_before(block, before)
    return block


def changed_cells(matrix: Matrix, before: Trace) -> frozenset[tuple[int, ...]]:
    """The cells of a matrix, as far as they are shown, that are other numbers than they were."""
    tensor = matrix.tensor
    if tensor.array.dtype == bool:
        return frozenset()
    *above, last = tensor.axes
    columns = matrix.columns if matrix.columns is not None else range(len(last))
    rows = (
        [()]
        if not above
        else [(i,) for i in (matrix.rows if matrix.rows is not None else range(len(above[0])))]
    )
    return frozenset(
        (*row, j) for row in rows for j in columns if was(tensor.cell(*row, j), before) is not None
    )


def with_before(table: Working, before: Trace) -> Working:
    """A table with a column behind each column of results in which one changed: what it was before."""
    changed = changed_columns(table, before)
    if not changed:
        return table

    def widened(row: Row) -> Row:
        entries = []
        for at, entry in enumerate(row.entries):
            entries.append(entry)
            if at in changed:
                old = (
                    was(entry.cell, before)
                    if isinstance(entry, Value) and entry.cell.tensor.name in table.results
                    else None
                )
                entries.append(None if old is None else Value(old))
        return row._replace(entries=tuple(entries))

    columns: list[Column] = []
    for at, column in enumerate(table.columns):
        columns.append(column)
        if at in changed:
            columns.append(Column(say("before"), column.group))
    return table._replace(
        columns=tuple(columns),
        rows=tuple(map(widened, table.rows)),
        total=table.total and widened(table.total),
    )


def changed_columns(table: Working, before: Trace) -> set[int]:
    """The columns of a table in which a result changed."""
    return {
        at
        for row in (*table.rows, *([table.total] if table.total else []))
        for at, entry in enumerate(row.entries)
        if isinstance(entry, Value)
        and entry.cell.tensor.name in table.results
        and was(entry.cell, before) is not None
    }


def was(cell: Cell, before: Trace) -> Cell | None:
    """The cell as it was before; None where it is the same number, or no cell that the computation before had."""
    name = cell.tensor.name
    if all(name != tensor.name for tensor in (*before.givens, *(stage.output for stage in before.stages))):
        return None
    try:
        old, _ = find_cell(before, cell.name)
    except AttnError:
        return None
    return (
        None
        if old.value == cell.value
        or abs(old.value - cell.value) <= SAME * max(abs(old.value), abs(cell.value))
        else old
    )
