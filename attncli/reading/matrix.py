"""Rows of numbers, from the tree or from the tensor file it names, as float64 arrays; whether their shapes fit each other is asked elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.reading.text import MOST_FAULTS
from attncli.reading.tree import Items, Node, Pairs, Scalar, under
from attncli.reading.values import NUMERIC, number, number_of, wrong_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from attncli.reading.text import Faults

    Numbers = NDArray[np.float64]


def array_of(node: Node, path: str, ndim: int | tuple[int, ...], faults: Faults) -> Numbers | None:
    """A finite, C-contiguous array with as many axes as asked for (1, 2, or either), written out or in a tensor file.

    Faults: E119, E2xx, E3xx in the numbers, E101, E102 and E4xx in the file.
    """
    allowed = (ndim,) if isinstance(ndim, int) else ndim
    if isinstance(node, Pairs):
        from attncli.reading.tensor_file import array_in_file

        return array_in_file(node, path, allowed, faults)
    wanted = _wanted(allowed)
    if not isinstance(node, Items):
        wrong_kind(node, path, wanted, faults)
        return None
    if not node.items:
        faults.add(
            "E203",
            f"`{path}` is empty, where {wanted} is expected",
            node,
            path,
            "write at least one number: `[0.5]`"
            if allowed == (1,)
            else "write at least one row: `[[0.5, 0]]`",
        )
        return None
    nested = isinstance(node.items[0], Items)
    if (2 if nested else 1) not in allowed and type(node.items[0]) is not Node:
        found = "a list of lists" if nested else "a single list of numbers"
        faults.add(
            "E204",
            f"`{path}` is {found}, where {wanted} is expected",
            node,
            path,
            "write one list: `[0.5, 0]`"
            if nested
            else "put each row in brackets of its own: `[[0.5, 0], [1, 1]]`",
        )
        return None
    if not nested:
        row = row_of(node, path, faults)
        return None if row is None else np.array(row)
    return rows_of([(under(path, at), item) for at, item in enumerate(node.items, 1)], path, faults)


def rows_of_numbers(node: Node, path: str, faults: Faults) -> Numbers | None:
    """Rows of numbers, all equally long. Faults: those of ``array_of``."""
    return array_of(node, path, 2, faults)


def rows_of(named: Sequence[tuple[str, Node]], path: str, faults: Faults) -> Numbers | None:
    """The matrix of these rows, each with its path. Faults: E201 ragged, and those of a row."""
    rows: list[list[float]] = []
    before = len(faults.found)
    for row_path, node in named:
        row = row_of(node, row_path, faults)
        if row is None and len(faults.found) - before >= MOST_FAULTS:
            return None
        rows.append(row or [])
    lengths = [len(node.items) if isinstance(node, Items) else 0 for _, node in named]
    if len({length for length in lengths if length}) > 1:
        _tell_ragged(named, lengths, path, faults)
        return None
    return np.array(rows) if all(rows) else None


def row_of(node: Node, path: str, faults: Faults) -> list[float] | None:
    """The numbers of one row. Faults: E119 no list, E203 empty, E204 lists in it, E301, E302."""
    if not isinstance(node, Items):
        help = (
            f"write it as a list: `[{node.text}]`"
            if isinstance(node, Scalar) and number(node.text) is not None
            else "write its numbers in brackets: `[0.5, 0]`"
        )
        wrong_kind(node, path, "a list of numbers", faults, help)
        return None
    if not node.items:
        faults.add(
            "E203",
            f"`{path}` is empty, where a list of numbers is expected",
            node,
            path,
            "write at least one number: `[0.5]`",
        )
        return None
    try:  # the whole row at once: files of numbers are read through this line
        row = [float(item.text) for item in node.items if item.plain and not item.text.strip(NUMERIC)]  # type: ignore[attr-defined]
    except (AttributeError, ValueError):
        row = []
    if len(row) == len(node.items) and np.inf not in row and -np.inf not in row:
        return row
    return _row_with_care(node, path, faults)


def _row_with_care(node: Items, path: str, faults: Faults) -> list[float] | None:
    row: list[float] = []
    before = len(faults.found)
    for at, item in enumerate(node.items, 1):
        if isinstance(item, Items):
            faults.add(
                "E204",
                f"`{path}` holds lists, where it is expected to hold numbers",
                item,
                under(path, at),
                "take the inner brackets away",
            )
            return None
        value = number_of(item, under(path, at), faults)
        if value is not None:
            row.append(value)
        elif len(faults.found) - before >= MOST_FAULTS:
            return None
    return row if len(row) == len(node.items) else None


def _tell_ragged(named: Sequence[tuple[str, Node]], lengths: list[int], path: str, faults: Faults) -> None:
    seen = [length for length in lengths if length]
    counts: dict[int, int] = {}
    for length in seen:
        counts[length] = counts.get(length, 0) + 1
    usual = max(counts, key=lambda length: counts[length])
    odd = [(at, length) for at, length in enumerate(lengths) if length and length != usual]
    for at, length in odd[:MOST_FAULTS]:
        row_path, node = named[at]
        others = (
            "the others have"
            if len(odd) == 1 and len(seen) > 2
            else "most have"
            if len(seen) > 2
            else f"row {lengths.index(usual) + 1} has"
        )
        what = f"row {at + 1} of `{path}` has {_count(length)} where {others} {usual}"
        help = (
            "give every word the same number of dimensions"
            if path == "embeddings"
            else "give every row the same number of columns"
        )
        faults.add("E201", what, node, row_path, help)


def _count(numbers: int) -> str:
    return "1 number" if numbers == 1 else f"{numbers} numbers"


def _wanted(allowed: tuple[int, ...]) -> str:
    return (
        "a list of numbers"
        if allowed == (1,)
        else "a list of rows of numbers"
        if 1 not in allowed
        else "a list of numbers or of rows of numbers"
    )


def shape(array: Numbers) -> str:
    """``6 × 4``, as errors name a shape."""
    return " × ".join(str(size) for size in array.shape)
