"""Masks: who may attend to whom, and what that does to the scores. True always means: may attend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.numerics.arrays import Floats, Truths


def causal_allowed(n_queries: int, n_keys: int, *, bottom_right: bool = False) -> Truths:
    """Allow each query the keys up to its own position.

    Where the numbers of queries and keys differ, key j is allowed to query i if j ≤ i (the corner is
    top-left); with ``bottom_right`` the last query sees the last key instead (j ≤ i + n_keys − n_queries), as
    a decoder with cached keys wants it.

    Shapes: -> (n_queries, n_keys)
    Source: Vaswani et al. 2017, section 3.2.3.

    >>> causal_allowed(2, 3).astype(int)
    array([[1, 0, 0],
           [1, 1, 0]])
    >>> causal_allowed(2, 3, bottom_right=True).astype(int)
    array([[1, 1, 0],
           [1, 1, 1]])
    """
    return np.tri(n_queries, n_keys, n_keys - n_queries if bottom_right else 0, dtype=bool)


def hidden_allowed(n_queries: int, n_keys: int, hidden: Sequence[int]) -> Truths:
    """Allow every query all keys but those at some positions (from 0): padding, or words that are left out.

    Shapes: -> (n_queries, n_keys)

    >>> hidden_allowed(2, 3, [1]).astype(int)
    array([[1, 0, 1],
           [1, 0, 1]])
    """
    allowed = np.ones((n_queries, n_keys), dtype=bool)
    allowed[:, list(hidden)] = False
    return allowed


def valid_length_allowed(n_queries: int, n_keys: int, length: int | Sequence[int]) -> Truths:
    """Allow the first keys only: as many for every query, or a number of its own for each.

    Shapes: length a number or (n_queries,) -> (n_queries, n_keys)
    Source: Zhang et al. 2023, Dive into Deep Learning, section 11.3.2.1 (masked softmax).

    >>> valid_length_allowed(2, 3, [1, 3]).astype(int)
    array([[1, 0, 0],
           [1, 1, 1]])
    """
    lengths = np.broadcast_to(np.asarray(length), (n_queries,))
    allowed: Truths = np.arange(n_keys) < lengths[:, None]  # (n_keys,) (n_queries, 1) -> (n_queries, n_keys)
    return allowed


def window_allowed(n_queries: int, n_keys: int, size: int, *, bottom_right: bool = False) -> Truths:
    """Allow each query the keys that are at most so many positions from its own, on either side.

    |i − j| ≤ size; together with a causal mask only those before are left. With ``bottom_right`` queries and
    keys are both counted from the last, as a causal mask of that corner counts them:
    |i + n_keys − n_queries − j| ≤ size.

    Shapes: -> (n_queries, n_keys)
    Source: Beltagy, Peters and Cohan 2020, Longformer, section 3.1 (whose w is the whole window, 2 · size).

    >>> window_allowed(3, 3, 1).astype(int)
    array([[1, 1, 0],
           [1, 1, 1],
           [0, 1, 1]])
    >>> window_allowed(1, 3, 1, bottom_right=True).astype(int)
    array([[0, 1, 1]])
    """
    own = np.arange(n_queries) + (n_keys - n_queries if bottom_right else 0)
    apart = own[:, None] - np.arange(n_keys)  # (n_queries, 1) (n_keys,) -> (n_queries, n_keys)
    allowed: Truths = np.abs(apart) <= size
    return allowed


def masked(scores: Floats, allowed: Truths) -> Floats:
    """Set the scores that must not count to −∞.

    Shapes: scores (..., n_queries, n_keys), allowed (..., n_queries, n_keys) -> as scores
    Source: Vaswani et al. 2017, section 3.2.3.

    >>> masked(np.array([[1.0, 2.0]]), np.array([[True, False]]))
    array([[  1., -inf]])
    """
    return np.where(allowed, scores, -np.inf)
