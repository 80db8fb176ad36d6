"""What people do to weights, or to scores, in place of multiplying weights by a bell curve round a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.numerics.local import distances, in_window, nearness, spread
from attncli.numerics.softmax import shares, softmax, total

if TYPE_CHECKING:
    from collections.abc import Callable

    from attncli.numerics.arrays import Floats, Truths


def unfavoured(weights: Floats) -> Floats:
    """The weights as they are.

    Shapes: weights (n_queries, n_keys) -> the same

    >>> unfavoured(np.array([[0.25, 0.75]]))
    array([[0.25, 0.75]])
    """
    return weights


def renormalised(right: Floats) -> Floats:
    """Weights that favour keys near the place, each as a share of their sum.

    Shapes: right, the local weights (n_queries, n_keys) -> the same

    >>> renormalised(np.array([[0.25, 0.25], [0.0, 0.0]]))
    array([[0.5, 0.5],
           [0. , 0. ]])
    """
    return shares(right, total(right))


def softmax_of_products(scores: Floats, position: Floats, window: Floats) -> Floats:
    """The softmax of scores that are multiplied by the bell curve.

    Shapes: scores (n_queries, n_keys), position (n_queries,), window () -> as scores

    >>> softmax_of_products(np.array([[0.0, 5.0, -np.inf]]), np.array([1.0]), np.array(1.0)).round(4)
    array([[0.337, 0.663, 0.   ]])
    """
    curve = nearness(distances(position, scores.shape[-1]), float(window))
    seen = np.isfinite(scores)  # −∞ stays so, and the curve may be 0 out there
    return softmax(np.where(seen, np.where(seen, scores, 0.0) * curve, -np.inf))


def softmax_of_sums(scores: Floats, position: Floats, window: Floats) -> Floats:
    """The softmax of scores to which the exponent of the bell curve is added.

    Shapes: scores (n_queries, n_keys), position (n_queries,), window () -> as scores

    >>> softmax_of_sums(np.array([[0.0, 2.0, -np.inf]]), np.array([1.0]), np.array(1.0)).round(4)
    array([[0.5, 0.5, 0. ]])
    """
    exponents = -np.square(distances(position, scores.shape[-1])) / spread(float(window))
    return softmax(scores + exponents)


def wide_nearness(distances: Floats, window: float) -> Floats:
    """A bell curve whose σ is D, and not half of it.

    Shapes: any -> the same

    >>> wide_nearness(np.array([0.0, 2.0]), 2).round(4)
    array([1.    , 0.6065])
    """
    result: Floats = np.exp(-np.square(distances) / (2 * window * window))
    return result


def distances_to_whole(weights: Floats, position: Floats, rounded: Callable[[Floats], Floats]) -> Floats:
    """How far each key is from the place, brought to a whole number first.

    Shapes: weights (n_queries, n_keys), position (n_queries,) -> as weights

    >>> distances_to_whole(np.zeros((1, 3)), np.array([1.75]), np.floor)
    array([[0., 1., 2.]])
    """
    return distances(rounded(position), weights.shape[-1])


def distances_from_zero(right: Floats) -> Floats:
    """How far each key is from the place, the first key at 0.

    Shapes: right, the distances (n_queries, n_keys) -> the same

    >>> distances_from_zero(np.array([[-0.5, 0.5]]))
    array([[-1.5, -0.5]])
    """
    return right - 1


def in_window_from_zero(
    scores: Floats, position: Floats, window: float, allowed: Truths | None = None
) -> Floats:
    """Set the scores outside the window to −∞, the first key at 0.

    Shapes: scores (n_queries, n_keys), position (n_queries,), allowed (n_queries, n_keys) -> as scores

    >>> in_window_from_zero(np.array([[5.0, 6.0, 7.0]]), np.array([1.5]), window=1)
    array([[-inf,   6.,   7.]])
    """
    return in_window(scores, position + 1, allowed, window=window)
