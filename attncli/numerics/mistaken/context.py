"""What people mix of values, or take for the result, in place of a weighted sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def unweighted_sum(weights: Floats, value: Floats) -> Floats:
    """All values added up, whatever they weigh.

    Shapes: weights (..., n_queries, n_keys), value (..., n_keys, d_v) -> (..., n_queries, d_v)

    >>> unweighted_sum(np.array([[0.9, 0.1]]), np.array([[1.0], [3.0]]))
    array([[4.]])
    """
    added: Floats = np.ones_like(weights) @ value
    return added


def unweighted_sum_of_seen(weights: Floats, value: Floats) -> Floats:
    """The values of all keys that weigh anything added up.

    Shapes: weights (..., n_queries, n_keys), value (..., n_keys, d_v) -> (..., n_queries, d_v)

    >>> unweighted_sum_of_seen(np.array([[0.9, 0.1, 0.0]]), np.array([[1.0], [3.0], [7.0]]))
    array([[4.]])
    """
    added: Floats = np.where(weights == 0, 0.0, 1.0) @ value
    return added


def plain_average(weights: Floats, value: Floats) -> Floats:
    """The average of all values, whatever they weigh.

    Shapes: weights (..., n_queries, n_keys), value (..., n_keys, d_v) -> (..., n_queries, d_v)

    >>> plain_average(np.array([[0.9, 0.1]]), np.array([[1.0], [3.0]]))
    array([[2.]])
    """
    average: Floats = unweighted_sum(weights, value) / weights.shape[-1]
    return average


def plain_average_of_seen(weights: Floats, value: Floats) -> Floats:
    """The average of the values of all keys that weigh anything.

    Shapes: weights (..., n_queries, n_keys), value (..., n_keys, d_v) -> (..., n_queries, d_v)

    >>> plain_average_of_seen(np.array([[0.9, 0.1, 0.0]]), np.array([[1.0], [3.0], [7.0]]))
    array([[2.]])
    """
    seen = (weights != 0).sum(axis=-1, keepdims=True)
    average: Floats = unweighted_sum_of_seen(weights, value) / np.maximum(seen, 1)
    return average


def turned_weights(weights: Floats, value: Floats) -> Floats:
    """The values mixed by the columns of the weights in place of their rows.

    c_id = Σ_j a_ji v_jd

    Shapes: weights (..., n_queries, n_keys), value (..., n_keys, d_v) -> (..., n_keys, d_v)
    Raises: ValueError if there are not as many keys as queries.

    >>> turned_weights(np.array([[0.9, 0.1], [0.5, 0.5]]), np.array([[1.0], [3.0]])).round(4)
    array([[2.4],
           [1.6]])
    """
    turned: Floats = weights.swapaxes(-1, -2) @ value
    return turned


def with_input(right: Floats, entered: Floats) -> Floats:
    """The result with what went in added to it.

    Shapes: right (n_queries, d), entered the same -> the same
    Raises: ValueError where the two cannot be added.

    >>> with_input(np.array([[1.0, 2.0]]), np.array([[0.5, 0.0]]))
    array([[1.5, 2. ]])
    """
    return right + entered


def input_itself(entered: Floats) -> Floats:
    """What went in, as it was.

    Shapes: entered (n_queries, d) -> the same

    >>> input_itself(np.array([[0.5, 0.0]]))
    array([[0.5, 0. ]])
    """
    return entered
