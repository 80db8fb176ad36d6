"""Matrices as text: labelled rows and columns, in column groups where the page is narrow."""

from __future__ import annotations

import math

from attncli.document import Matrix
from attncli.render.lines import Line, Look, Piece, fitted, outside, padded, trimmed, width
from attncli.render.numbers import operand, result
from attncli.tensor import Axis, Index, Tensor

GAP = 2
WIDEST_LABEL = 12
SHADES = " ░▒▓█"
SHORT = {"dimension": "dim"}
"""Nouns that are too long to stand above every column."""


def matrix_lines(matrix: Matrix, look: Look) -> list[Line]:
    """A matrix as lines. With heat every cell has a shade behind it: darker is more."""
    tensor = matrix.tensor
    rows, columns = positions(matrix)
    labels, style = labels_of(matrix, look), label_style(tensor)
    corner = what_rows_are(tensor)
    label_width = max(width([Piece(text)]) for text in (corner, *labels)) + 2
    most = largest_share(matrix)
    cells = {(i, j): cell_piece(matrix, i, j, most, look) for i in rows for j in columns}
    heads = {j: Piece(fitted(head(tensor.axes[-1], j), WIDEST_LABEL), "dim") for j in columns}
    sizes = {j: max(width([heads[j]]), *(len(cells[i, j].text) for i in rows)) for j in columns}
    lines: list[Line] = []
    for group in grouped(columns, sizes, look.room - 2 - label_width):
        lines += [[]] if lines else []
        start: Line = [Piece("  "), *padded([Piece(corner, "dim")], label_width)]
        lines.append(trimmed([*start, *spread([heads[j] for j in group], [sizes[j] for j in group])]))
        for i, text in zip(rows, labels, strict=True):
            here = i == matrix.marked
            start = [Piece("▸ " if here else "  ", "marked"), *padded([Piece(text, style)], label_width)]
            line = [*start, *spread([cells[i, j] for j in group], [sizes[j] for j in group])]
            unstyled = "marked" if here else ""
            lines.append([Piece(piece.text, piece.style or unstyled) for piece in trimmed(line)])
    return lines


def positions(matrix: Matrix) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The rows and the columns (from 0) that are shown; a tensor of one axis is one row."""
    *rows, columns = matrix.shown
    return (rows[0] if rows else (0,)), columns


def labels_of(matrix: Matrix, look: Look) -> list[str]:
    """The labels of the rows, cut to a quarter of the page; a tensor of one axis is a row with its symbol."""
    tensor = matrix.tensor
    if len(tensor.axes) == 1:
        return [tensor.symbol.plain]
    room = max(look.room // 4, 8)
    return [fitted(label(tensor.axes[0], i), room) for i in positions(matrix)[0]]


def label_style(tensor: Tensor) -> str:
    """How the labels of the rows look: words of a sentence like words anywhere."""
    return "token" if len(tensor.axes) > 1 and tensor.axes[0].sequence else "dim"


def spread(pieces: list[Piece], sizes: list[int]) -> Line:
    """Pieces set to the right in columns of these sizes."""
    line: Line = []
    for piece, size in zip(pieces, sizes, strict=True):
        line += [Piece(" " * GAP), *padded([piece], size, right=True)]
    return line


def cell_piece(matrix: Matrix, i: int, j: int, most: float, look: Look) -> Piece:
    """A cell with all that stands behind its number."""
    text = cell_text(matrix, i, j, look.digits) + asterisk(matrix, i, j)
    if not matrix.heat:
        return Piece(text, "number")
    strong = strength(float(matrix.tensor.array[i, j]), most)
    return Piece(f"{text} {SHADES[strong]}", f"heat{strong}")


def place(tensor: Tensor, i: int, j: int) -> Index:
    """Where a cell of a row and a column stands; a tensor of one axis is one row."""
    return (i, j)[-len(tensor.axes) :]


def asterisk(matrix: Matrix, i: int, j: int) -> str:
    """The sign behind a number that was changed; a blank behind the others, to keep their points in line."""
    if not matrix.changed:
        return ""
    return "*" if place(matrix.tensor, i, j) in matrix.changed else " "


def what_rows_are(tensor: Tensor) -> str:
    """What stands above the labels of the rows."""
    return "" if len(tensor.axes) == 1 else tensor.axes[0].noun


def grouped(columns: tuple[int, ...], sizes: dict[int, int], room: int) -> list[list[int]]:
    """Columns in as few groups as fit, at least one a group; the groups are even where that fits too."""
    full = filled(columns, sizes, room, len(columns))
    even = filled(columns, sizes, room, -(-len(columns) // max(len(full), 1)))
    return even if len(even) == len(full) else full


def filled(columns: tuple[int, ...], sizes: dict[int, int], room: int, most: int) -> list[list[int]]:
    """Columns in groups that fit, at least one and at most so many a group."""
    groups: list[list[int]] = []
    left = 0
    for j in columns:
        if not groups or left < GAP + sizes[j] or len(groups[-1]) == most:
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
    tensor, index = matrix.tensor, place(matrix.tensor, i, j)
    if tensor.array.dtype == bool:
        return matrix.truths[bool(tensor.array[index])]
    if tensor.derive is None:
        return operand(tensor.cell(*index), digits + 2)
    return result(tensor.cell(*index), digits)


def largest_share(matrix: Matrix) -> float:
    """The largest of the shares that a matrix shades."""
    return float(matrix.tensor.array.max()) if matrix.heat else 0.0


def strength(share: float, most: float) -> int:
    """How large a share is beside the largest: 0 for none, 1 up to a quarter of it, 2 up to a half, 3, 4."""
    return 0 if share <= 0 else math.ceil(4 * share / most)
