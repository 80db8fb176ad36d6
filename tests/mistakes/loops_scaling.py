"""What is done to scores in place of dividing them by √d_k, in loops written from the words alone."""

from __future__ import annotations

import math

Matrix = list[list[float]]


def undivided(scores: Matrix) -> Matrix:
    """The scores go into the softmax undivided."""
    return [list(row) for row in scores]


def over(scores: Matrix, number: float) -> Matrix:
    """The scores are divided by a number."""
    return [[s / number for s in row] for row in scores]


def over_root_of(scores: Matrix, count: int) -> Matrix:
    """The scores are divided by the root of how many there are of something."""
    return [[s / math.sqrt(count) for s in row] for row in scores]


def over_power(scores: Matrix, d_k: int) -> Matrix:
    """The root is written as a power without brackets: d_k ** 1/2, which divides."""
    return [[s / (d_k**1 / 2) for s in row] for row in scores]


def times_power(scores: Matrix, d_k: int) -> Matrix:
    """The same as d_k ** -1/2, which multiplies."""
    return [[s * (d_k**-1 / 2) for s in row] for row in scores]


def over_power_unbracketed(scores: Matrix, d_k: int) -> Matrix:
    """The same as the program writes it, in one line without any brackets."""
    return [[s / d_k**1 / 2 for s in row] for row in scores]


def times_root(scores: Matrix, d_k: int) -> Matrix:
    """The scores are multiplied by √d_k."""
    return [[s * math.sqrt(d_k) for s in row] for row in scores]


def over_root_twice(scores: Matrix, d_k: int) -> Matrix:
    """The scores are divided by √d_k, and once more."""
    return over_root_of(over_root_of(scores, d_k), d_k)


def times_twice(scores: Matrix, scale: float) -> Matrix:
    """The scores are multiplied by a number, and once more."""
    return [[s * scale * scale for s in row] for row in scores]


def times(weights: Matrix, scale: float) -> Matrix:
    """The weights are multiplied by a number, after the softmax."""
    return [[w * scale for w in row] for row in weights]
