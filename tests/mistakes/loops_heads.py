"""Mistakes in heads as slow loops, written from their words alone: rows, or rows of each head, in and out."""

from __future__ import annotations

Row = list[float]
Matrix = list[Row]


def cut_by_rows(packed: Matrix, heads: int) -> list[Matrix]:
    """All numbers in the order of reading; the first of them are the first head's, and fill its rows."""
    read = [number for row in packed for number in row]
    wide = len(packed[0]) // heads
    made: list[Matrix] = []
    for _ in range(heads):
        made.append([])
        for _ in packed:
            made[-1].append(read[:wide])
            read = read[wide:]
    return made


def dealt(packed: Matrix, heads: int) -> list[Matrix]:
    """The first column to the first head, the second to the second, and round again."""
    made: list[Matrix] = [[[] for _ in packed] for _ in range(heads)]
    for i, row in enumerate(packed):
        for column, number in enumerate(row):
            made[column % heads][i].append(number)
    return made


def of_slices(x: Matrix, w: Matrix, b: Row | None, heads: int) -> list[Matrix]:
    """A head sees its own slice of x alone, and makes its own columns of that."""
    seen, wide = len(x[0]) // heads, len(w[0]) // heads
    made: list[Matrix] = []
    for head in range(heads):
        made.append([])
        for row in x:
            numbers = []
            for column in range(head * wide, (head + 1) * wide):
                number = 0.0 if b is None else b[column]
                for m in range(head * seen, (head + 1) * seen):
                    number += row[m] * w[m][column]
                numbers.append(number)
            made[-1].append(numbers)
    return made


def in_turn(kv: list[Matrix], heads: int) -> list[Matrix]:
    """Query heads take the first key head, the second … and the first again."""
    made: list[Matrix] = []
    while len(made) < heads:
        made += kv
    return made[:heads]


def joined_by_rows(context: list[Matrix]) -> Matrix:
    """The heads one behind the other, in the order of reading, cut into as many rows as there are queries."""
    read = [number for head in context for row in head for number in row]
    wide = len(context) * len(context[0][0])
    return [read[i * wide : (i + 1) * wide] for i in range(len(context[0]))]


def joined_in_turn(context: list[Matrix]) -> Matrix:
    """In a row one number of each head in turn."""
    made: Matrix = []
    for i in range(len(context[0])):
        made.append([])
        for d in range(len(context[0][0])):
            for head in context:
                made[-1].append(head[i][d])
    return made


def added_up(context: list[Matrix]) -> Matrix:
    made: Matrix = []
    for i in range(len(context[0])):
        made.append([])
        for d in range(len(context[0][0])):
            total = 0.0
            for head in context:
                total += head[i][d]
            made[-1].append(total)
    return made


def averaged(of_heads: list[Matrix]) -> Matrix:
    return [[number / len(of_heads) for number in row] for row in added_up(of_heads)]


def average_for_every_head(context: list[Matrix]) -> Matrix:
    """The average, once in the place of each head."""
    return [row * len(context) for row in averaged(context)]


def mixed(weights: Matrix, value: Matrix) -> Matrix:
    """Each value times its weight, added up."""
    made: Matrix = []
    for row in weights:
        made.append([])
        for d in range(len(value[0])):
            total = 0.0
            for weight, of_key in zip(row, value, strict=True):
                total += weight * of_key[d]
            made[-1].append(total)
    return made
