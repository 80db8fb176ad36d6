"""What the tables of several stages share: arithmetic and what it comes to, key by key or row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from attncli.arithmetic import Arithmetic
from attncli.document import Bar, Block, Column, Matrix, Prose, Row, Said, Value, Worked, Working, say
from attncli.stages.wording import is_itself, labelled, row
from attncli.tensor import Axis, Glyph, Tensor

if TYPE_CHECKING:
    from attncli.numerics.arrays import Array

WORKED_COLUMNS = 6
"""Columns of long rows that are worked out; past these the first ones stand for the others."""

SHOWN_COLUMNS = 24
"""Columns that are shown as far as they fit a reader's eye; of longer rows the first dozen."""

Entry = Worked | Value | Bar | Said | None


def tree_of(tensor: Tensor, *index: int) -> Arithmetic:
    """How a computed cell follows."""
    tree = tensor.cell(*index).derivation()
    assert tree is not None
    return tree


def value_of(tensor: Tensor, *index: int) -> Value:
    """A computed cell as an entry of a table."""
    return Value(tensor.cell(*index), tree_of(tensor, *index))


def worked_out(tensor: Tensor, *index: int) -> tuple[Worked, Value]:
    """A computed cell as two entries of a table: its arithmetic, and what that comes to."""
    tree = tree_of(tensor, *index)
    return Worked(tree), Value(tensor.cell(*index), tree)


def key_row(query: Axis, key: Axis, j: int, *entries: Entry) -> Row:
    """The row of key j in the table of one query; marked where the key is the query itself."""
    return Row(labelled(key, j), entries, is_itself(query, 0, key, j))


def two_columns(heading: str, numbers: Iterable[int]) -> tuple[Column, ...]:
    """Two columns a dimension (from 0), kept together: its arithmetic under a heading, and its number."""
    return tuple(column for n in numbers for column in (Column(say(heading, n=n + 1), n), Column(group=n)))


def long_rows(tensor: Tensor, rows: tuple[int, ...] | None = None) -> tuple[Block, ...]:
    """Rows of numbers as a table (None: all), and how much is shown where they are too long to read."""
    columns = len(tensor.axes[1])
    if columns <= SHOWN_COLUMNS:
        return (Matrix(tensor=tensor, rows=rows),)
    few = SHOWN_COLUMNS // 2
    text = "Shown: {few} of {all} dimensions. JSON has them all."
    table = Matrix(tensor=tensor, rows=rows, columns=tuple(range(few)))
    return (table, Prose(say(text, few=few, all=columns)))


def summed(name: str, symbol: Glyph, array: Array, *, of_one: bool = False) -> Tensor:
    """What the keys without a row of their own come to together: a tensor of one cell."""
    return Tensor(name, symbol, array.sum(keepdims=True), (Axis.numbered("key", 1),), of_one=of_one)


def bars_are(numbers: Iterable[float]) -> str:
    """What stands above bars: what their lengths are measured by, and how one below 0 looks, if any is."""
    return "of\u00a0largest, ░\u00a0negative" if min(numbers, default=0) < 0 else "of\u00a0largest"


def key_table(tensor: Tensor, keys: tuple[int, ...], arithmetic: str) -> Working:
    """A tensor cut to one query, a row a key: its arithmetic, its number, a bar as long as that is large."""
    query, key = tensor.axes
    full = max(map(abs, row(tensor)))
    rows = (
        key_row(query, key, j, *worked_out(tensor, 0, j), Bar(tensor.cell(0, j).value, full)) for j in keys
    )
    columns = (Column(say(arithmetic)), Column(say(tensor.noun)), Column(say(bars_are(row(tensor)))))
    return Working(say("key"), columns, tuple(rows), (tensor.name,))


def row_table(
    tensor: Tensor,
    rows: Iterable[int],
    columns: Sequence[int],
    headings: tuple[str, str],
    results: tuple[str, ...] = (),
) -> Working:
    """Some rows of a tensor worked out, two columns for each of some dimensions, {n} in their heading."""

    def entries(i: int) -> tuple[Worked | Value, ...]:
        return tuple(entry for d in columns for entry in worked_out(tensor, i, d))

    table = tuple(Row(labelled(tensor.axes[0], i), entries(i)) for i in rows)
    heading, arithmetic = headings
    return Working(say(heading), two_columns(arithmetic, columns), table, results)
