"""Matrices as text: labelled rows and columns, in column groups where the page is narrow."""

from __future__ import annotations

import math

from attncli.arithmetic import settled
from attncli.document import Matrix
from attncli.render.lines import Line, Look, Piece, fitted, outside, padded, trimmed, width
from attncli.render.numbers import operand, shown
from attncli.tensor import Axis, Tensor

GAP = 2
WIDEST_LABEL = 12
SHADES = " ░▒▓█"
SHORT = {"dimension": "dim"}
"""Nouns that are too long to stand above every column."""


def matrix_lines(matrix: Matrix, look: Look) -> list[Line]:
    """A matrix as lines. With heat every cell has a shade behind it: darker is more."""
    tensor = matrix.tensor
    flat = len(tensor.axes) == 1
    row_axis, column_axis = (None, tensor.axes[0]) if flat else (tensor.axes[0], tensor.axes[1])
    rows, columns = positions(matrix)
    room = max(look.room // 4, 8)
    most = float(tensor.array[tensor.largest()]) if matrix.heat else 0.0
    labels = [] if row_axis is None else [fitted(label(row_axis, i), room) for i in rows]
    corner = what_rows_are(tensor)
    labels = labels or [tensor.symbol.plain]
    label_width = max(width([Piece(text)]) for text in (corner, *labels)) + 2
    cells = {
        (i, j): cell_text(matrix, i, j, look.digits)
        + asterisk(matrix, i, j)
        + (shade(tensor, i, j, most) if matrix.heat else "")
        for i in rows
        for j in columns
    }
    heads = {j: fitted(head(column_axis, j), WIDEST_LABEL) for j in columns}
    sizes = {j: max(width([Piece(heads[j])]), *(len(cells[i, j]) for i in rows)) for j in columns}
    lines: list[Line] = []
    for group in grouped(columns, sizes, look.room - 2 - label_width):
        lines += [[]] if lines else []
        line: Line = [Piece("  "), *padded([Piece(corner, "dim")], label_width)]
        for j in group:
            line += [Piece(" " * GAP), *padded([Piece(heads[j], "dim")], sizes[j], right=True)]
        lines.append(trimmed(line))
        for i, text in zip(rows, labels, strict=True):
            here = i == matrix.marked
            line = [
                Piece("▸ " if here else "  ", "marked"),
                *padded([Piece(text, "token" if row_axis and row_axis.sequence else "dim")], label_width),
            ]
            for j in group:
                line += [
                    Piece(" " * GAP),
                    *padded(
                        [Piece(cells[i, j], heat_style(tensor, i, j, most) if matrix.heat else "number")],
                        sizes[j],
                        right=True,
                    ),
                ]
            lines.append(
                [Piece(piece.text, piece.style or ("marked" if here else "")) for piece in trimmed(line)]
            )
    return lines


def positions(matrix: Matrix) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The rows and the columns (from 0) that are shown; a tensor of one axis is one row."""
    *above, last = matrix.tensor.axes
    rows = (0,) if not above else matrix.rows if matrix.rows is not None else tuple(range(len(above[0])))
    return rows, matrix.columns if matrix.columns is not None else tuple(range(len(last)))


def asterisk(matrix: Matrix, i: int, j: int) -> str:
    """The sign behind a number that was changed; a blank behind the others, so that their points stay under each other."""
    if not matrix.changed:
        return ""
    return "*" if ((j,) if len(matrix.tensor.axes) == 1 else (i, j)) in matrix.changed else " "


def what_rows_are(tensor: Tensor) -> str:
    """What stands above the labels of the rows."""
    return "" if len(tensor.axes) == 1 else tensor.axes[0].noun


def grouped(columns: tuple[int, ...], sizes: dict[int, int], room: int) -> list[list[int]]:
    """Columns in groups that fit, at least one a group."""
    groups: list[list[int]] = []
    left = 0
    for j in columns:
        if not groups or left < GAP + sizes[j]:
            groups.append([])
            left = room
        groups[-1].append(j)
        left -= GAP + sizes[j]
    return groups


def label(axis: Axis, position: int) -> str:
    """The label of a row."""
    return outside(axis.names[position])


def head(axis: Axis, position: int) -> str:
    """The label of a column: a word, "key 3", "dim 2"."""
    if axis.sequence is not None:
        return outside(axis.names[position])
    return f"{SHORT.get(axis.noun, axis.noun)} {axis.labels[position]}"


def cell_text(matrix: Matrix, i: int, j: int, digits: int) -> str:
    """A cell of a matrix: a truth as a word, a short given number as it was given, any other rounded."""
    tensor = matrix.tensor
    index = (j,) if len(tensor.axes) == 1 else (i, j)
    if tensor.array.dtype == bool:
        return matrix.truths[bool(tensor.array[index])]
    if tensor.derive is None:
        return operand(tensor.cell(*index), digits + 2)
    return shown(settled(tensor.cell(*index)), digits)


def strength(tensor: Tensor, i: int, j: int, most: float) -> int:
    """How large a share is beside the largest, from 0 to 4: none, up to a quarter, a half, three quarters, more."""
    value = float(tensor.array[i, j])
    return 0 if value <= 0 else math.ceil(4 * value / most)


def shade(tensor: Tensor, i: int, j: int, most: float) -> str:
    """The strength as a block character."""
    return " " + SHADES[strength(tensor, i, j, most)]


def heat_style(tensor: Tensor, i: int, j: int, most: float) -> str:
    """The strength as the name of a style."""
    return f"heat{strength(tensor, i, j, most)}"
