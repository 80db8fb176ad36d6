"""Mistakes in projections as slow loops, written from their words alone: rows in, rows out."""

from __future__ import annotations

Row = list[float]
Matrix = list[Row]


def rows_for_columns(x: Matrix, w: Matrix, b: Row | None = None) -> Matrix:
    """Each row of the matrix makes one number, where each column should."""
    made: Matrix = []
    for row in x:
        made.append([])
        for j, of_matrix in enumerate(w):
            number = 0.0 if b is None else b[j]
            for m, factor in enumerate(of_matrix):
                number += row[m] * factor
            made[-1].append(number)
    return made


def product(x: Matrix, w: Matrix, b: Row | None = None) -> Matrix:
    """Each column of the matrix makes one number, to which a bias is added where there is one."""
    made: Matrix = []
    for row in x:
        made.append([])
        for j in range(len(w[0])):
            number = 0.0 if b is None else b[j]
            for m, factor in enumerate(row):
                number += factor * w[m][j]
            made[-1].append(number)
    return made


def side_by_side(*parts: Matrix) -> Matrix:
    """Rows of several, one behind the other."""
    made = []
    for rows in zip(*parts, strict=True):
        made.append([number for row in rows for number in row])
    return made


def dealt_in_threes(packed: Matrix, part: int) -> Matrix:
    """Of all columns the first, second or third of every three."""
    return [[number for column, number in enumerate(row) if column % 3 == part] for row in packed]


def third_of_heads(packed: Matrix, heads: int, part: int) -> list[Matrix]:
    """All columns cut into heads, each head into three, and of each the first, second or third."""
    made = []
    wide = len(packed[0]) // heads
    third = wide // 3
    for head in range(heads):
        first = head * wide + part * third
        made.append([[row[column] for column in range(first, first + third)] for row in packed])
    return made
