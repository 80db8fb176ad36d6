"""Scores: how well each query matches each key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def dot_scores(query: Floats, key: Floats) -> Floats:
    """Score each query against each key by their dot product.

    s_ij = q_i · k_j

    Shapes: query (..., n_queries, d_k), key (..., n_keys, d_k) -> (..., n_queries, n_keys)
    Units: unbounded; only differences within a row matter to the softmax.
    Source: Vaswani et al. 2017, section 3.2.1; Luong, Pham and Manning 2015, section 3.1 ("dot").

    >>> dot_scores(np.array([[1.0, 1.0]]), np.array([[0.5, 0.0], [0.5, 1.0]]))
    array([[0.5, 1.5]])
    """
    columns = key.swapaxes(-1, -2)  # (..., d_k, n_keys)
    scores: Floats = query @ columns  # (..., n_queries, d_k) (..., d_k, n_keys) -> (..., n_queries, n_keys)
    return scores


def scaled_by_root(scores: Floats, d_k: float) -> Floats:
    """Divide scores by the root of how many numbers a key has, so that their spread does not grow with it.

    s'_ij = s_ij / √d_k

    Shapes: scores (..., n_queries, n_keys) -> the same
    Source: Vaswani et al. 2017, equation 1; footnote 4: the dot product of two vectors whose d_k components
        are independent, with mean 0 and variance 1, has the variance d_k.

    >>> scaled_by_root(np.array([[2.0, 4.0]]), 4)
    array([[1., 2.]])
    """
    scaled: Floats = scores / np.sqrt(d_k)
    return scaled


def multiplied(scores: Floats, scale: float) -> Floats:
    """Multiply scores by a number of the reader's own choice.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> multiplied(np.array([[2.0, 4.0]]), 0.5)
    array([[1., 2.]])
    """
    return scores * scale
