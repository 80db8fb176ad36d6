"""Masks: who may attend to whom, and what that does to the scores. True always means: may attend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats, Truths


def causal_allowed(n_queries: int, n_keys: int, *, bottom_right: bool = False) -> Truths:
    """Allow each query the keys up to its own position.

    Where the numbers of queries and keys differ, key j is allowed to query i if j ≤ i (the corner is top-left); with
    ``bottom_right`` the last query sees the last key instead (j ≤ i + n_keys − n_queries), as a decoder with cached keys wants it.

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


def masked(scores: Floats, allowed: Truths) -> Floats:
    """Set the scores that must not count to −∞.

    Shapes: scores (..., n_queries, n_keys), allowed (..., n_queries, n_keys) -> as scores
    Source: Vaswani et al. 2017, section 3.2.3.

    >>> masked(np.array([[1.0, 2.0]]), np.array([[True, False]]))
    array([[  1., -inf]])
    """
    return np.where(allowed, scores, -np.inf)
