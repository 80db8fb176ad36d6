"""What people do to scores in place of dividing them by √d_k."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def not_scaled(scores: Floats) -> Floats:
    """The scores as they are.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> not_scaled(np.array([[2.0, 4.0]]))
    array([[2., 4.]])
    """
    return scores


def scaled_by_d_k(scores: Floats, d_k: float) -> Floats:
    """Divide by d_k in place of its root.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> scaled_by_d_k(np.array([[2.0, 4.0]]), 4)
    array([[0.5, 1. ]])
    """
    return scores / d_k


def scaled_by_d_model(scores: Floats, d_k: float, x: Floats | None, packed: Floats | None) -> Floats:
    """Divide by the root of how many numbers a row of X has, in place of a key.

    Without an X that is how many a query has before it is cut into heads, and where there are none, d_k.

    Shapes: scores (..., n_queries, n_keys), x (n_tokens, d_model), packed (n_queries, n_heads · d_k)
        -> as scores

    >>> scaled_by_d_model(np.array([[2.0, 4.0]]), 4, np.ones((3, 16)), None)
    array([[0.5, 1. ]])
    """
    widths = [rows.shape[-1] for rows in (x, packed) if rows is not None]
    result: Floats = scores / np.sqrt([*widths, d_k][0])
    return result


def scaled_by_keys(scores: Floats) -> Floats:
    """Divide by the root of how many keys there are.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> scaled_by_keys(np.array([[2.0, 4.0, 6.0, 8.0]]))
    array([[1., 2., 3., 4.]])
    """
    result: Floats = scores / np.sqrt(scores.shape[-1])
    return result


def scaled_by_heads(scores: Floats) -> Floats:
    """Divide by the root of how many heads there are.

    Shapes: scores (n_heads, n_queries, n_keys) -> the same

    >>> scaled_by_heads(np.full((4, 1, 2), 6.0))[0]
    array([[3., 3.]])
    """
    result: Floats = scores / np.sqrt(scores.shape[-3])
    return result


def scaled_by_half(scores: Floats, d_k: float) -> Floats:
    """Divide by d_k / 2, which is what (d_k ** 1/2) comes to.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> scaled_by_half(np.array([[2.0, 4.0]]), 16)
    array([[0.25, 0.5 ]])
    """
    return scores / (d_k / 2)


def scaled_by_double(scores: Floats, d_k: float) -> Floats:
    """Divide by 2 d_k, which is what scores / d_k ** 1/2 comes to, and scores * d_k ** -1/2.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> scaled_by_double(np.array([[2.0, 4.0]]), 4)
    array([[0.25, 0.5 ]])
    """
    return scores / (2 * d_k)


def multiplied_by_root(scores: Floats, d_k: float) -> Floats:
    """Multiply by the root of d_k in place of dividing by it.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> multiplied_by_root(np.array([[2.0, 4.0]]), 4)
    array([[4., 8.]])
    """
    result: Floats = scores * np.sqrt(d_k)
    return result


def scaled_twice(scores: Floats, d_k: float) -> Floats:
    """Divide by the root of d_k, and once more: the query before the product, say, and then the scores.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> scaled_twice(np.array([[2.0, 4.0]]), 4)
    array([[0.5, 1. ]])
    """
    result: Floats = scores / np.sqrt(d_k) / np.sqrt(d_k)
    return result


def multiplied_twice(scores: Floats, scale: float) -> Floats:
    """Multiply by a number of the reader's own, and once more.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> multiplied_twice(np.array([[2.0, 4.0]]), 0.5)
    array([[0.5, 1. ]])
    """
    return scores * scale * scale


def divided_afterwards(right: Floats, d_k: float) -> Floats:
    """Divide weights by the root of d_k: what should have been done to the scores.

    Shapes: right, the weights (..., n_queries, n_keys) -> the same

    >>> divided_afterwards(np.array([[0.5, 0.5]]), 4)
    array([[0.25, 0.25]])
    """
    result: Floats = right / np.sqrt(d_k)
    return result


def multiplied_afterwards(right: Floats, scale: float) -> Floats:
    """Multiply weights by a number that the scores should have been multiplied by.

    Shapes: right, the weights (..., n_queries, n_keys) -> the same

    >>> multiplied_afterwards(np.array([[0.5, 0.5]]), 0.5)
    array([[0.25, 0.25]])
    """
    return right * scale


def scaled_anyway(right: Floats, key: Floats) -> Floats:
    """Divide scores by the root of how many numbers a key has, where they are to stay as they are.

    Shapes: right, the scores (..., n_queries, n_keys), key (..., n_keys, d_k) -> as the scores

    >>> scaled_anyway(np.array([[2.0, 4.0]]), np.ones((2, 4)))
    array([[1., 2.]])
    """
    result: Floats = right / np.sqrt(key.shape[-1])
    return result
