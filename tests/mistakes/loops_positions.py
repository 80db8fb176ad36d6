"""Mistakes in positions as slow loops, written from their words alone: rows in, rows out."""

from __future__ import annotations

import math
from collections.abc import Callable

Matrix = list[list[float]]

Wave = Callable[[int, int, int], float]
"""The wave of a position, in a column, of so many columns."""


def added(x: Matrix, wave: Wave) -> Matrix:
    """To every number the wave of its position and its column."""
    return [
        [number + wave(position, column, len(row)) for column, number in enumerate(row)]
        for position, row in enumerate(x)
    ]


def sine_or_cosine(column: int, angle: float) -> float:
    """Sines and cosines by turns, a sine first."""
    return math.cos(angle) if column % 2 else math.sin(angle)


def right(position: int, column: int, columns: int, base: float) -> float:
    """Both columns of a pair i have t / base^(2i / d_model)."""
    pair = column // 2
    return sine_or_cosine(column, position / base ** (2 * pair / columns))


def nothing_added(x: Matrix, base: float) -> Matrix:
    del base
    return added(x, lambda *_: 0.0)


def from_one(x: Matrix, base: float) -> Matrix:
    return added(x, lambda t, j, d: right(t + 1, j, d, base))


def i_counts_columns(x: Matrix, base: float) -> Matrix:
    return added(x, lambda t, j, d: sine_or_cosine(j, t / base ** (2 * j / d)))


def i_counts_columns_of_sines(x: Matrix, base: float) -> Matrix:
    """As the loop over every second column has it: the cosine beside a sine with the sine's exponent."""
    return added(x, lambda t, j, d: sine_or_cosine(j, t / base ** (2 * (j - j % 2) / d)))


def sines_first(x: Matrix, base: float) -> Matrix:
    """All sines in the order of their pairs, then all cosines."""
    made = []
    for t, row in enumerate(x):
        d = len(row)
        waves = [right(t, j, d, base) for j in range(d)]
        sines = [waves[j] for j in range(d) if j % 2 == 0]
        cosines = [waves[j] for j in range(d) if j % 2 == 1]
        made.append([number + wave for number, wave in zip(row, sines + cosines, strict=True)])
    return made


def sines_first_to_the_base(x: Matrix, base: float) -> Matrix:
    """The same, where the first pair has 1, the last the base, and those between grow by one factor."""
    made = []
    for t, row in enumerate(x):
        pairs = len(row) // 2
        factor = base ** (1 / (pairs - 1)) if pairs > 1 else 1.0
        angles = [t / factor**i for i in range(pairs)]
        waves = [math.sin(angle) for angle in angles] + [math.cos(angle) for angle in angles]
        waves += [0.0] * (len(row) - 2 * pairs)
        made.append([number + wave for number, wave in zip(row, waves, strict=True)])
    return made


def one_more_for_cosines(x: Matrix, base: float) -> Matrix:
    """A cosine's exponent is 1 / d_model more than that of the sine before it."""
    return added(
        x,
        lambda t, j, d: (
            math.cos(t / base ** (2 * (j // 2) / d + 1 / d)) if j % 2 else math.sin(t / base ** (j / d))
        ),
    )


def multiplied(x: Matrix, base: float) -> Matrix:
    return added(x, lambda t, j, d: sine_or_cosine(j, t * base ** (2 * (j // 2) / d)))


def cosines_for_sines(x: Matrix, base: float) -> Matrix:
    return added(x, lambda t, j, d: sine_or_cosine(j + 1, t / base ** (2 * (j // 2) / d)))


def nothing_for_the_first_row(x: Matrix, base: float) -> Matrix:
    return added(x, lambda t, j, d: right(t, j, d, base) if t > 0 else 0.0)


def exponent_everywhere(exponent: float) -> Callable[[Matrix, float], Matrix]:
    """One and the same exponent in every column."""
    return lambda x, base: added(x, lambda t, j, _: sine_or_cosine(j, t / base**exponent))


def another_base(other: float) -> Callable[[Matrix, float], Matrix]:
    return lambda x, _: added(x, lambda t, j, d: right(t, j, d, other))


def whole_exponents(x: Matrix, base: float) -> Matrix:
    """By column, and cut to a whole number."""
    return added(x, lambda t, j, d: sine_or_cosine(j, t / base ** math.floor(2 * j / d)))


def exponent_to_the_base(x: Matrix, base: float) -> Matrix:
    """t / (2i / d_model)^base; no number where that is a division by 0."""

    def wave(t: int, j: int, d: int) -> float:
        power = (2 * (j // 2) / d) ** base
        return sine_or_cosine(j, t / power) if power > 0 else math.nan

    return added(x, wave)


def exponent_to_the_inverse_of_the_base(x: Matrix, base: float) -> Matrix:
    """t · (2i / d_model)^(1 / base)"""
    return added(x, lambda t, j, d: sine_or_cosine(j, t * (2 * (j // 2) / d) ** (1 / base)))
