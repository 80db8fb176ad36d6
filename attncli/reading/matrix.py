"""Rows of numbers, from the tree or from the tensor file it names, as float64 arrays.

Whether their shapes fit each other is asked elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.reading.text import MOST_FAULTS
from attncli.reading.tree import Items, Node, Pairs, Scalar, under
from attncli.reading.values import NUMERIC, number, number_of, wrong_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from attncli.reading.text import Faults

    Numbers = NDArray[np.float64]


LISTS_FOR_NUMBERS = ("a list of lists", "write one list: `[0.5, 0]`")
NUMBERS_FOR_LISTS = ("a single list of numbers", "put each row in brackets of its own: `[[0.5, 0], [1, 1]]`")
"""What stands there in place of what is expected, and how to mend it."""

EVEN_ROWS = "give every row the same number of columns"


def array_of(node: Node, path: str, ndim: int | tuple[int, ...], faults: Faults) -> Numbers | None:
    """A finite, C-contiguous array: (n,) or (rows, columns) if written out, of any shape in a tensor file.

    ``ndim`` is how many axes it may have.

    Faults: E119, E2xx, E3xx in the numbers, E101, E102 and E4xx in the file.
    """
    allowed = (ndim,) if isinstance(ndim, int) else ndim
    if isinstance(node, Pairs):
        from attncli.reading.tensor_file import array_in_file

        return array_in_file(node, path, allowed, faults)
    expected = f"where {lists_of(allowed)} is expected"
    if not isinstance(node, Items):
        wrong_kind(node, path, lists_of(allowed), faults)
        return None
    if not node.items:
        help = "write at least one row: `[[0.5, 0]]`"
        if allowed == (1,):
            help = "write at least one number: `[0.5]`"
        faults.add("E203", f"`{path}` is empty, {expected}", node, path, help)
        return None
    nested = isinstance(node.items[0], Items)
    if (2 if nested else 1) not in allowed and type(node.items[0]) is not Node:
        found, help = LISTS_FOR_NUMBERS if nested else NUMBERS_FOR_LISTS
        faults.add("E204", f"`{path}` is {found}, {expected}", node, path, help)
        return None
    if not nested:
        row = row_of(node, path, faults)
        return None if row is None else np.array(row)
    return rows_of([(under(path, at), item) for at, item in enumerate(node.items, 1)], path, faults)


def rows_of_numbers(node: Node, path: str, faults: Faults) -> Numbers | None:
    """Rows of numbers, all equally long. Faults: those of ``array_of``."""
    return array_of(node, path, 2, faults)


def lists_of(allowed: tuple[int, ...]) -> str:
    """What an array of so many axes is written as.

    >>> lists_of((1, 2))
    'a list of numbers or of rows of numbers'
    """
    if allowed == (1,):
        return "a list of numbers"
    return "a list of numbers or of rows of numbers" if 1 in allowed else "a list of rows of numbers"


def rows_of(
    named: Sequence[tuple[str, Node]], path: str, faults: Faults, even: str = EVEN_ROWS
) -> Numbers | None:
    """The matrix (rows, columns) of these rows, each with its path; ``even`` says how to mend ragged ones.

    Faults: E201 ragged, and those of a row.
    """
    rows: list[list[float]] = []
    before = len(faults.found)
    for row_path, node in named:
        row = row_of(node, row_path, faults)
        if row is None and len(faults.found) - before >= MOST_FAULTS:
            return None
        rows.append(row or [])
    lengths = [len(node.items) if isinstance(node, Items) else 0 for _, node in named]
    if len({length for length in lengths if length}) > 1:
        tell_ragged(named, lengths, path, faults, even)
        return None
    return np.array(rows) if all(rows) else None


def row_of(node: Node, path: str, faults: Faults) -> list[float] | None:
    """The numbers of one row. Faults: E119 no list, E203 empty, E204 lists in it, E301, E302."""
    if not isinstance(node, Items):
        help = "write its numbers in brackets: `[0.5, 0]`"
        if isinstance(node, Scalar) and number(node.text) is not None:
            help = f"write it as a list: `[{node.text}]`"
        wrong_kind(node, path, "a list of numbers", faults, help)
        return None
    if not node.items:
        what = f"`{path}` is empty, where a list of numbers is expected"
        faults.add("E203", what, node, path, "write at least one number: `[0.5]`")
        return None
    row = plain_row(node)
    return row_with_care(node, path, faults) if row is None else row


def plain_row(node: Items) -> list[float] | None:
    """A row of finite decimal numbers and nothing else, else None: files of numbers are read through here."""
    items: list[Any] = node.items
    try:
        row = [float(item.text) for item in items if item.plain and not item.text.strip(NUMERIC)]
    except (AttributeError, ValueError):
        return None
    if len(row) < len(items) or np.inf in row or -np.inf in row:
        return None
    return row


def row_with_care(node: Items, path: str, faults: Faults) -> list[float] | None:
    """The row whose items are looked at one by one. Faults: E204, E301, E302."""
    row: list[float] = []
    before = len(faults.found)
    for at, item in enumerate(node.items, 1):
        if isinstance(item, Items):
            what = f"`{path}` holds lists, where it is expected to hold numbers"
            faults.add("E204", what, item, under(path, at), "take the inner brackets away")
            return None
        value = number_of(item, under(path, at), faults)
        if value is not None:
            row.append(value)
        elif len(faults.found) - before >= MOST_FAULTS:
            return None
    return row if len(row) == len(node.items) else None


def tell_ragged(
    named: Sequence[tuple[str, Node]], lengths: list[int], path: str, faults: Faults, even: str
) -> None:
    """Notes E201 for the rows that are not as long as most; ``lengths`` has a 0 for what is no row."""
    from collections import Counter

    rows = [(at, length) for at, length in enumerate(lengths) if length]
    [(usual, _)] = Counter(length for _, length in rows).most_common(1)
    odd = [(at, length) for at, length in rows if length != usual]
    others = "the others have" if len(odd) == 1 else "most have"
    if len(rows) == 2:
        others = f"row {lengths.index(usual) + 1} has"
    for at, length in odd[:MOST_FAULTS]:
        row_path, node = named[at]
        count = "1 number" if length == 1 else f"{length} numbers"
        what = f"row {at + 1} of `{path}` has {count} where {others} {usual}"
        faults.add("E201", what, node, row_path, even)


def shape(array: Numbers) -> str:
    """``6 × 4``, as errors name a shape."""
    return " × ".join(str(size) for size in array.shape)
