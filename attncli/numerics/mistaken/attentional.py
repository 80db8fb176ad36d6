"""What people make of context and query in place of tanh([c; q] W_c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def not_squashed(sums: Floats) -> Floats:
    """The sums as they are, without tanh.

    Shapes: any -> the same

    >>> not_squashed(np.array([[2.0]]))
    array([[2.]])
    """
    return sums


def query_first(context: Floats, query: Floats, w_c: Floats) -> Floats:
    """[q; c] W_c: the query before the context.

    Shapes: context (n_queries, d_v), query (n_queries, d_q), w_c (d_v + d_q, d_out) -> (n_queries, d_out)

    >>> query_first(np.array([[1.0]]), np.array([[2.0]]), np.array([[10.0], [1.0]]))
    array([[21.]])
    """
    both = np.concatenate([query, context], axis=-1)  # (n_queries, d_q + d_v)
    sums: Floats = both @ w_c
    return sums


def not_joined(context: Floats) -> Floats:
    """The context as it is.

    Shapes: context (n_queries, d_v) -> the same

    >>> not_joined(np.array([[2.0]]))
    array([[2.]])
    """
    return context
