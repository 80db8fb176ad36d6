"""What is computed in place of scores, or of a step towards them, in loops written from the words alone."""

from __future__ import annotations

import math

Row = list[float]
Matrix = list[Row]
Cube = list[Matrix]


def asked_by_keys(query: Matrix, key: Matrix) -> Matrix:
    """Each key asks, and the queries are what it is compared with."""
    return [
        [sum(key[i][d] * query[j][d] for d in range(len(key[i]))) for j in range(len(query))]
        for i in range(len(key))
    ]


def first_product(query: Matrix, key: Matrix) -> Matrix:
    """A score is its first product alone."""
    return [[q[0] * k[0] for k in key] for q in query]


def first_of_units(units: Cube, v: Row) -> Matrix:
    """The same of the products of units and v_a."""
    return [[unit[0] * v[0] for unit in row] for row in units]


def cosine(query: Matrix, key: Matrix, of_nothing: float) -> Matrix:
    """The dot product is divided by the lengths of the two vectors."""
    rows = []
    for q in query:
        row = []
        for k in key:
            length = math.sqrt(sum(a * a for a in q)) * math.sqrt(sum(b * b for b in k))
            row.append(sum(a * b for a, b in zip(q, k, strict=True)) / length if length else of_nothing)
        rows.append(row)
    return rows


def without_matrix(x: Matrix) -> Matrix:
    """The rows do not go through a matrix."""
    return [list(row) for row in x]


def with_columns(x: Matrix, w: Matrix) -> Matrix:
    """The rows and the columns of the matrix are exchanged: a row meets its rows."""
    return [[sum(a * b for a, b in zip(row, of, strict=True)) for of in w] for row in x]


def added_up(query: Matrix, key: Matrix, w_a: Matrix, half: str) -> Cube:
    """Query and key are added up, and not set one behind the other; half of W_a is then left over."""
    d = len(query[0])
    rows = w_a[:d] if half == "upper" else w_a[-d:]
    return [
        [[sum((q[m] + k[m]) * rows[m][u] for m in range(d)) for u in range(len(rows[0]))] for k in key]
        for q in query
    ]


def key_first(query: Matrix, key: Matrix, w_a: Matrix) -> Cube:
    """The key is set before the query."""
    cube = []
    for q in query:
        of_query = []
        for k in key:
            pair = [*k, *q]
            of_query.append([sum(pair[m] * w_a[m][u] for m in range(len(pair))) for u in range(len(w_a[0]))])
        cube.append(of_query)
    return cube


def laid_out(query: Matrix, n_keys: int) -> Cube:
    """The queries are laid out over and over for the pairs, and not each once for every key."""
    n_queries = len(query)
    over_and_over = [query[at % n_queries] for at in range(n_queries * n_keys)]
    return [over_and_over[i * n_keys : (i + 1) * n_keys] for i in range(n_queries)]


def tiled_parts(query_part: Matrix, key_part: Matrix, b_a: Row | None) -> Cube:
    """Each pair's parts, added up, with the queries so laid out."""
    bias = b_a or [0.0] * len(key_part[0])
    return [
        [[a + b + c for a, b, c in zip(q, k, bias, strict=True)] for q, k in zip(row, key_part, strict=True)]
        for row in laid_out(query_part, len(key_part))
    ]


def tiled_pairs(query: Matrix, key: Matrix, w_a: Matrix) -> Cube:
    """The same where one matrix stands before both."""
    cube = []
    for row in laid_out(query, len(key)):
        pairs = [[*q, *k] for q, k in zip(row, key, strict=True)]
        cube.append(
            [[sum(p[m] * w_a[m][u] for m in range(len(p))) for u in range(len(w_a[0]))] for p in pairs]
        )
    return cube


def parts_alone(query_part: Matrix, key_part: Matrix) -> Cube:
    """The bias is left out of the units' sums."""
    return [[[a + b for a, b in zip(q, k, strict=True)] for k in key_part] for q in query_part]


def kept(sums: Cube) -> Cube:
    """The units' sums are weighed as they are, without tanh."""
    return [[list(unit) for unit in row] for row in sums]


def above_zero(sums: Cube) -> Cube:
    """A unit's sum is kept where it is above 0 and set to 0 elsewhere."""
    return [[[s if s > 0 else 0.0 for s in unit] for unit in row] for row in sums]


def added_units(units: Cube) -> Matrix:
    """The units are added up without v_a."""
    return [[sum(unit) for unit in row] for row in units]
