"""How sharp a softmax is, and how much it still moves: what is measured of its scores and weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def jacobian(weights: Floats) -> Floats:
    """How each weight of a row moves with each score of that row.

    ∂a_i / ∂s_j = a_i (1 − a_i) where i = j, − a_i a_j elsewhere

    Shapes: weights (..., n_keys) -> (..., n_keys, n_keys)
    Units: change of a share for a score that is greater by 1, as long as the change is small.

    >>> jacobian(np.array([0.5, 0.5]))
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    n = weights.shape[-1]
    own: Floats = weights[..., None] * np.eye(n)  # (..., n_keys, n_keys)
    return own - weights[..., :, None] * weights[..., None, :]


def own_slopes(weights: Floats) -> Floats:
    """How each weight moves with its own score, as one works it out by hand: the diagonal of the Jacobian.

    a_i (1 − a_i)

    Shapes: weights (..., n_keys) -> the same

    >>> own_slopes(np.array([0.75, 0.25]))
    array([0.1875, 0.1875])
    """
    return weights * (1.0 - weights)


def steepest(weights: Floats) -> Floats:
    """The largest entry of each row's Jacobian, signs aside: how much a weight can move with a score.

    max_i a_i (1 − a_i); it stands on the diagonal, since 1 − a_i is the sum of the other weights.

    Shapes: weights (..., n_keys) -> (...)
    Units: from 0, where one key has all, to 1/4, where one has half.

    >>> steepest(np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]))
    array([0.25, 0.  ])
    """
    result: Floats = (weights * others(weights)).max(axis=-1)
    return result


def total_slope(weights: Floats) -> Floats:
    """All entries of each row's Jacobian added up, signs aside: how much all weights move with all scores.

    Σ_i Σ_j |∂a_i / ∂s_j| = Σ_i 2 a_i (1 − a_i), since the entries of a row of it add up to 0.

    Shapes: weights (..., n_keys) -> (...)
    Units: from 0, where one key has all, to 2 (1 − 1/n_keys), where all have the same.

    >>> total_slope(np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]))
    array([1., 0.])
    """
    result: Floats = 2.0 * (weights * others(weights)).sum(axis=-1)
    return result


def others(weights: Floats) -> Floats:
    """What the other keys of a row have together: 1 less the weight.

    Beside a weight that is all but 1, the difference would be lost: there the others are added up.

    Shapes: weights (..., n_keys) -> the same
    Units: shares, which make 1 with the weight; of a row that is hidden throughout they are never used.

    >>> others(np.array([0.75, 0.25, 0.0])), others(np.array([1.0, 1e-30]))
    (array([0.25, 0.75, 1.  ]), array([1.e-30, 1.e+00]))
    """
    result: Floats = 1.0 - weights
    top = weights.argmax(axis=-1, keepdims=True)
    below = weights.copy()
    np.put_along_axis(below, top, 0.0, axis=-1)
    np.put_along_axis(result, top, below.sum(axis=-1, keepdims=True), axis=-1)
    return result


def entropy(weights: Floats) -> Floats:
    """How far the shares of a row are spread over the keys.

    H = − Σ_i a_i ln a_i; a weight of 0 adds nothing.

    Shapes: weights (..., n_keys) -> (...)
    Units: from 0, where one key has all, to ln n_keys, where all have the same.

    >>> np.exp(entropy(np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]))).round(12)
    array([2., 1.])
    """
    logarithms = np.log(weights, out=np.zeros_like(weights), where=weights > 0)
    result: Floats = -(weights * logarithms).sum(axis=-1)
    return result + 0.0  # no −0


def spread(scores: Floats) -> float:
    """The standard deviation of all scores that are not hidden (−∞); 0 where there are none.

    σ = √(mean of (s − mean of s)²)

    Shapes: scores (...) -> a number
    Units: those of the scores.

    >>> spread(np.array([[1.0, 3.0], [-np.inf, 2.0]]).round(2)) ** 2 * 3
    2.0
    """
    visible = scores[np.isfinite(scores)]
    if not visible.size:
        return 0.0
    largest = float(np.abs(visible).max())
    # Squares of large scores are past what a computer can hold, where their root is not.
    return largest * float((visible / largest).std()) if largest else 0.0
