"""What the words of mistakes in the context and the attentional vector say, as slow loops over lists: nothing
here has seen numerics/. All of one head.
"""

from __future__ import annotations

import math

Matrix = list[list[float]]


def mixed(weights: Matrix, value: Matrix) -> Matrix:
    """The values added up, each times its weight: as it should be."""
    columns = range(len(value[0]))
    return [
        [math.fsum(w * v[d] for w, v in zip(row, value, strict=True)) for d in columns] for row in weights
    ]


def added_up(weights: Matrix, value: Matrix) -> Matrix:
    """All values added up, the same for every query."""
    return [[math.fsum(v[d] for v in value) for d in range(len(value[0]))] for _ in weights]


def seen_added_up(weights: Matrix, value: Matrix) -> Matrix:
    """The values of the keys that weigh anything added up."""
    made = []
    for row in weights:
        seen = [value[j] for j, weight in enumerate(row) if weight != 0]
        made.append([math.fsum(v[d] for v in seen) for d in range(len(value[0]))])
    return made


def averaged(weights: Matrix, value: Matrix) -> Matrix:
    """The average of all values."""
    return [[total / len(value) for total in row] for row in added_up(weights, value)]


def seen_averaged(weights: Matrix, value: Matrix) -> Matrix:
    """The average of the values of the keys that weigh anything; 0 of none."""
    counts = [sum(weight != 0 for weight in row) for row in weights]
    added = seen_added_up(weights, value)
    return [[total / (n or 1) for total in row] for n, row in zip(counts, added, strict=True)]


def by_columns(weights: Matrix, value: Matrix) -> Matrix:
    """The values mixed by what all queries give to one key."""
    columns = [[weights[i][j] for i in range(len(weights))] for j in range(len(weights[0]))]
    return mixed(columns, value)


def with_added(right: Matrix, entered: Matrix) -> Matrix:
    """What went in added, number by number."""
    return [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(right, entered, strict=True)]


def query_before_context(context: Matrix, query: Matrix, w_c: Matrix) -> Matrix:
    """[q; c] W_c"""
    return mixed([q + c for c, q in zip(context, query, strict=True)], w_c)
