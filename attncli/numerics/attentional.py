"""The attentional vector: what a query found and the query itself, made into one vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.numerics.network import activations

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def attentional(context: Floats, query: Floats, w_c: Floats) -> Floats:
    """Join each context with its query, and map the two by a learned matrix and tanh.

    h̃_i = tanh([c_i; q_i] W_c)

    Shapes: context (n_queries, d_v), query (n_queries, d_q), w_c (d_v + d_q, d_out) -> (n_queries, d_out)
    Units: between −1 and 1.
    Source: Luong, Pham and Manning 2015, equation 5.

    >>> attentional(np.array([[1.0]]), np.array([[2.0]]), np.array([[1.0], [-0.5]]))
    array([[0.]])
    """

    def one(i: int) -> Floats:
        return activations(attentional_sums(context[i : i + 1], query[i : i + 1], w_c))

    return np.concatenate([one(i) for i in range(len(query))])


def attentional_sums(context: Floats, query: Floats, w_c: Floats) -> Floats:
    """[c; q] W_c, before the tanh.

    Shapes: context (n_queries, d_v), query (n_queries, d_q), w_c (d_v + d_q, d_out) -> (n_queries, d_out)
    """
    both = np.concatenate([context, query], axis=-1)  # (n_queries, d_v + d_q)
    sums: Floats = both @ w_c  # (n_queries, d_v + d_q) (d_v + d_q, d_out) -> (n_queries, d_out)
    return sums
