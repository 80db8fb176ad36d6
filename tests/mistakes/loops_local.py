"""What is done in place of multiplying weights by a bell curve, in loops written from the words alone."""

from __future__ import annotations

import math
from collections.abc import Callable

Row = list[float]
Matrix = list[Row]


def bell(distance: float, sigma: float) -> float:
    """e^(−(s − p)² / 2σ²)"""
    return math.exp(-(distance**2) / (2 * sigma**2))


def left_alone(weights: Matrix) -> Matrix:
    """The weights stay as the softmax makes them."""
    return [list(row) for row in weights]


def to_shares(local: Matrix) -> Matrix:
    """The weights are brought back to shares of 1; nothing comes of nothing."""
    return [[w / sum(row) if sum(row) else 0.0 for w in row] for row in local]


def softmax(row: Row) -> Row:
    """Shares of e to the power of each score; −∞ has none."""
    powers = [math.exp(s) for s in row]
    return [power / sum(powers) if sum(powers) else 0.0 for power in powers]


def curve_times_scores(scores: Matrix, places: Row, window: float) -> Matrix:
    """The bell curve goes into the scores, before the softmax: they are multiplied by it."""
    rows = []
    for row, place in zip(scores, places, strict=True):
        faded = [
            s if s == -math.inf else s * bell(key - place, window / 2) for key, s in enumerate(row, start=1)
        ]
        rows.append(softmax(faded))
    return rows


def curve_in_power(scores: Matrix, places: Row, window: float) -> Matrix:
    """The same, with its logarithm added."""
    rows = []
    for row, place in zip(scores, places, strict=True):
        faded = [s + math.log(bell(key - place, window / 2)) for key, s in enumerate(row, start=1)]
        rows.append(softmax(faded))
    return rows


def wide(distances: Matrix, window: float) -> Matrix:
    """σ is taken to be D, and not half of it."""
    return [[bell(distance, window) for distance in row] for row in distances]


def from_whole(places: Row, n_keys: int, rounded: Callable[[float], float]) -> Matrix:
    """The distances are those from a whole position next to the place."""
    return [[key - rounded(place) for key in range(1, n_keys + 1)] for place in places]


def from_zero(places: Row, n_keys: int) -> Matrix:
    """The distances, with the keys counted from 0."""
    return [[key - place for key in range(n_keys)] for place in places]


def window_from_zero(scores: Matrix, places: Row, window: float) -> Matrix:
    """−∞ outside the window, with the keys counted from 0."""
    return [
        [s if abs(key - place) <= window else -math.inf for key, s in enumerate(row)]
        for row, place in zip(scores, places, strict=True)
    ]
