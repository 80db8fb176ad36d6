"""Softmax along the last axis, whole and in the four steps it is told in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def softmax(scores: Floats) -> Floats:
    """Turn each row of scores into positive shares of 1.

    a_ij = e^(s_ij − m_i) / Σ_j e^(s_ij − m_i), m_i the highest score of row i

    A hidden score (−∞) weighs exactly 0. A row in which every score is hidden weighs 0 throughout.

    Shapes: scores (..., n_queries, n_keys) -> the same
    Units: shares; each row sums to 1, or to 0 where all is hidden.
    Source: Goodfellow, Bengio and Courville 2016, section 4.1 (why the highest score is subtracted).

    >>> softmax(np.array([[0.0, 0.0], [-np.inf, 5.0], [-np.inf, -np.inf]]))
    array([[0.5, 0.5],
           [0. , 1. ],
           [0. , 0. ]])
    """
    weights = exponentials(scores, highest(scores))
    whole = total(weights)[..., None]
    # In place, for long sequences; a row whose total is 0 has nothing but zeros already.
    np.divide(weights, whole, out=weights, where=whole != 0)
    return weights


def highest(scores: Floats) -> Floats:
    """The highest score of each row.

    Shapes: scores (..., n_queries, n_keys) -> (..., n_queries)
    """
    result: Floats = scores.max(axis=-1)
    return result


def exponentials(scores: Floats, highest: Floats) -> Floats:
    """e to each score less the highest of its row; 0 where the score is hidden.

    Shapes: scores (..., n_queries, n_keys), highest (..., n_queries) -> as scores
    """
    # A row that is hidden throughout has −∞ as its highest score, and −∞ − −∞ is no number.
    shift = np.where(np.isfinite(highest), highest, 0.0)[..., None]  # (..., n_queries, 1)
    result: Floats = scores - shift
    np.exp(result, out=result)
    return result


def total(exponentials: Floats) -> Floats:
    """The exponentials of each row added up.

    Shapes: exponentials (..., n_queries, n_keys) -> (..., n_queries)
    """
    result: Floats = exponentials.sum(axis=-1)
    return result


def shares(exponentials: Floats, total: Floats) -> Floats:
    """Each exponential as a share of its row's total; 0 where the total is 0.

    Shapes: exponentials (..., n_queries, n_keys), total (..., n_queries) -> as exponentials
    """
    out = np.zeros_like(exponentials)
    np.divide(exponentials, total[..., None], out=out, where=total[..., None] != 0)
    return out
