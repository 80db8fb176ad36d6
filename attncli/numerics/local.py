"""Local attention: a place among the keys, a window round it, weights that fade towards the window's ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.numerics.network import activations, by_row, unit_scores
from attncli.numerics.projection import linear

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats, Truths


def predicted_positions(query: Floats, w_p: Floats, v_p: Floats, n_keys: float) -> Floats:
    """Where among the keys each query wants to look: between 0 and the number of keys, not a whole number.

    p_i = S · sigmoid(v_p · tanh(q_i W_p)), S the number of keys

    Shapes: query (n_queries, d_q), w_p (d_q, d_hidden), v_p (d_hidden,) -> (n_queries,)
    Units: positions, the first key at 1: attn's choice, since the paper does not say where s begins.
    Source: Luong, Pham and Manning 2015, equation 9. The authors' code has (S − 1) · sigmoid(…) + 1 instead.

    >>> predicted_positions(np.array([[0.0], [1.0]]), np.array([[1.0]]), np.array([2.0]), 4).round(4)
    array([2.   , 3.284])
    """

    def one(row: Floats) -> Floats:
        return placed(unit_scores(activations(linear(row, w_p)), v_p), n_keys)

    return by_row(one, query)


def placed(scores: Floats, n_keys: float) -> Floats:
    """Numbers of any size as places between 0 and n_keys.

    S · sigmoid(x)

    Shapes: any -> the same
    """
    return n_keys * sigmoid(scores)


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + e^−x), without overflow on either side.

    Shapes: any -> the same

    >>> sigmoid(np.array([0.0, 1000.0, -1000.0]))
    array([0.5, 1. , 0. ])
    """
    small = np.exp(-np.abs(x))
    result: Floats = np.where(x >= 0, 1.0, small) / (1.0 + small)
    return result


def near(position: Floats, n_keys: int, window: float) -> Truths:
    """Which keys lie in the window: from ⌈p − D⌉ to ⌊p + D⌋, as far as there are keys.

    Shapes: position (n_queries,) -> (n_queries, n_keys)
    Source: Luong, Pham and Manning 2015, section 3.2: the interval [p − D, p + D]. It has 2D + 1 positions,
        as the paper counts them, only if p is a whole number; the authors' code takes so many round ⌊p⌋.

    >>> near(np.array([1.5, 4.0]), 4, 1).astype(int)
    array([[1, 1, 0, 0],
           [0, 0, 1, 1]])
    """
    result: Truths = np.abs(distances(position, n_keys)) <= window
    return result


def in_window(scores: Floats, position: Floats, allowed: Truths | None = None, *, window: float) -> Floats:
    """Set the scores outside the window, and those that a mask hides besides, to −∞.

    Shapes: scores (n_queries, n_keys), position (n_queries,), allowed (n_queries, n_keys) -> as scores

    >>> in_window(np.array([[5.0, 6.0, 7.0]]), np.array([1.5]), window=1)
    array([[  5.,   6., -inf]])
    """
    seen = near(position, scores.shape[-1], window)
    return np.where(seen if allowed is None else seen & allowed, scores, -np.inf)


def distances(position: Floats, n_keys: int) -> Floats:
    """How far each key is from each query's place: s − p, the first key at 1.

    Shapes: position (n_queries,) -> (n_queries, n_keys)
    """
    places = np.arange(1, n_keys + 1)
    result: Floats = places - position[:, None]  # (n_keys,) (n_queries, 1) -> (n_queries, n_keys)
    return result


def nearness(distances: Floats, window: float) -> Floats:
    """A bell curve over the distance: 1 at the place itself, 0.14 at the window's ends.

    e^(−(s − p)² / 2σ²), σ = D / 2

    Shapes: any -> the same
    Source: Luong, Pham and Manning 2015, equation 10.

    >>> nearness(np.array([0.0, 1.0, 2.0]), 2).round(4)
    array([1.    , 0.6065, 0.1353])
    """
    result: Floats = np.exp(-(np.square(distances) / spread(window)))
    return result


def spread(window: float) -> float:
    """2σ², with σ = D / 2: what the squared distance is divided by.

    >>> spread(2)
    2.0
    """
    return window * window / 2


def local_weights(weights: Floats, position: Floats, *, window: float) -> Floats:
    """Weights that favour keys near the place; not brought back to a sum of 1.

    a'_is = a_is · e^(−(s − p_i)² / 2σ²), σ = D / 2

    Shapes: weights (n_queries, n_keys), position (n_queries,) -> as weights
    Units: shares of attention; a row sums to 1 at most, and mostly to less.
    Source: Luong, Pham and Manning 2015, equation 10.

    >>> local_weights(np.array([[0.5, 0.5]]), np.array([1.0]), window=2).round(4)
    array([[0.5   , 0.3033]])
    """
    return weights * nearness(distances(position, weights.shape[-1]), window)
