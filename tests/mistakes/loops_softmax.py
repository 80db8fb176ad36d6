"""What the words of mistakes in the softmax say, as slow loops over lists: nothing here has seen numerics/.

All take the scores of one head, rows of numbers in which −∞ is hidden, but for those that run over heads.
"""

from __future__ import annotations

import math

Matrix = list[list[float]]
Heads = list[Matrix]


def power(score: float, less: float = 0.0) -> float:
    """e to the power of a score less another."""
    return 0.0 if score == -math.inf else math.exp(score - less)


def shared_out(powers: list[float], empty: float = 0.0) -> list[float]:
    """Shares of their total; all the same where there is none."""
    total = math.fsum(powers)
    return [each / total if total else empty for each in powers]


def row_softmax(row: list[float], base: float = math.e) -> list[float]:
    """A softmax along a row, to another base if need be."""
    top = max(row)
    return shared_out([0.0 if s == -math.inf else base ** (s - top) for s in row])


def over_queries(scores: Matrix, empty: float = 0.0) -> Matrix:
    """What the queries give to one key adds up to 1."""
    made = [[0.0] * len(scores[0]) for _ in scores]
    for j in range(len(scores[0])):
        column = [scores[i][j] for i in range(len(scores))]
        top = max(column)
        for i, weight in enumerate(shared_out([power(s, top) for s in column], empty)):
            made[i][j] = weight
    return made


def over_matrix(scores: Matrix) -> Matrix:
    """All weights of the matrix together add up to 1."""
    flat = row_softmax([s for row in scores for s in row])
    n = len(scores[0])
    return [flat[i * n : (i + 1) * n] for i in range(len(scores))]


def over_heads(heads: Heads, empty: float = 0.0) -> Heads:
    """What the heads give to one pair adds up to 1."""
    made = [[[0.0 for _ in row] for row in head] for head in heads]
    for i, row in enumerate(heads[0]):
        for j in range(len(row)):
            pair = [head[i][j] for head in heads]
            for h, weight in enumerate(shared_out([power(s, max(pair)) for s in pair], empty)):
                made[h][i][j] = weight
    return made


def over_heads_and_keys(heads: Heads) -> Heads:
    """What a query gives to the keys of all heads adds up to 1."""
    made = [[[0.0 for _ in row] for row in head] for head in heads]
    for i in range(len(heads[0])):
        n = len(heads[0][i])
        flat = row_softmax([s for head in heads for s in head[i]])
        for h in range(len(heads)):
            made[h][i] = flat[h * n : (h + 1) * n]
    return made


def over_all(heads: Heads) -> Heads:
    """All weights of all heads together add up to 1."""
    rows, n = len(heads[0]), len(heads[0][0])
    flat = iter(row_softmax([s for head in heads for row in head for s in row]))
    return [[[next(flat) for _ in range(n)] for _ in range(rows)] for _ in heads]


def twice(scores: Matrix) -> Matrix:
    """The softmax of the softmax."""
    return [row_softmax(row_softmax(row)) for row in scores]


def by_total_of_another_row(scores: Matrix) -> Matrix:
    """The exponential for key j, its own row's highest taken off, by the total of row j."""
    powers = [[power(s, max(row)) for s in row] for row in scores]
    return [[row[j] / math.fsum(powers[j]) for j in range(len(row))] for row in powers]


def less_highest_of_another_row(scores: Matrix) -> Matrix:
    """The same, where the highest score of row j is what was taken off the score for key j."""
    powers = [[power(row[j], max(scores[j])) for j in range(len(row))] for row in scores]
    return [[row[j] / math.fsum(powers[j]) for j in range(len(row))] for row in powers]


def bare_by_total_of_another_row(scores: Matrix) -> Matrix:
    """The same, with nothing taken off."""
    return [
        [power(row[j]) / math.fsum(power(s) for s in scores[j]) for j in range(len(row))] for row in scores
    ]


def shares_of_scores(scores: Matrix) -> Matrix:
    """Each score divided by the total of those that are seen."""
    seen = [[0.0 if s == -math.inf else s for s in row] for row in scores]
    return [[s / math.fsum(row) for s in row] for row in seen]


def powers_less_highest(scores: Matrix) -> Matrix:
    """e to the power of each score less the highest."""
    return [[power(s, max(row)) for s in row] for row in scores]


def powers(scores: Matrix) -> Matrix:
    """e to the power of each score."""
    return [[power(s) for s in row] for row in scores]


def scores_or_nothing(scores: Matrix) -> Matrix:
    """The scores, 0 where they are hidden."""
    return [[0.0 if s == -math.inf else s for s in row] for row in scores]


def each_by_itself(scores: Matrix) -> Matrix:
    """1 / (1 + e^−score)"""
    return [[0.0 if s == -math.inf else 1 / (1 + math.exp(-s)) for s in row] for row in scores]


def base_two(scores: Matrix) -> Matrix:
    """Shares of powers of two."""
    return [row_softmax(row, 2.0) for row in scores]


def first_of_the_highest(scores: Matrix) -> Matrix:
    """All to the first key that scores highest."""
    return [[1.0 if j == row.index(max(row)) else 0.0 for j in range(len(row))] for row in scores]


def all_of_the_highest(scores: Matrix) -> Matrix:
    """The same to every key that scores highest."""
    return [shared_out([1.0 if s == max(row) else 0.0 for s in row]) for row in scores]


def by_total_of_the_others(scores: Matrix) -> Matrix:
    """Each exponential by the total of all but itself."""
    made = []
    for row in scores:
        exps = [power(s, max(row)) for s in row]
        made.append([e / math.fsum(exps[:j] + exps[j + 1 :]) for j, e in enumerate(exps)])
    return made
