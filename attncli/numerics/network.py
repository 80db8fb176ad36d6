"""Scores by a small network: a hidden layer of tanh units reads query and key, and one number comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.numerics.projection import linear

if TYPE_CHECKING:
    from collections.abc import Callable

    from attncli.numerics.arrays import Floats


def by_row(function: Callable[..., Floats], query: Floats, *rest: Floats) -> Floats:
    """A function of queries, one at a time: the memory that one needs, the very bits that one alone gives.

    Shapes: query (n_queries, d_q); function maps (1, d_q) and the rest to (1, ...) -> (n_queries, ...)
    """
    return np.concatenate([function(query[i : i + 1], *rest) for i in range(len(query))])


def additive_scores(
    query: Floats, key: Floats, w_a: Floats, u_a: Floats, v_a: Floats, b_a: Floats | None = None
) -> Floats:
    """Score each query against each key with a network of one hidden layer.

    e_ij = v_a · tanh(q_i W_a + k_j U_a + b_a)

    Shapes: query (n_queries, d_q), key (n_keys, d_k), w_a (d_q, d_hidden), u_a (d_k, d_hidden),
        v_a (d_hidden,), b_a (d_hidden,) -> (n_queries, n_keys)
    Units: at most Σ|v_a| in size; only differences within a row matter to the softmax.
    Source: Bahdanau, Cho and Bengio 2015, appendix A.1.2, which leaves biases out of its equations.

    >>> one = np.array([[1.0]])
    >>> additive_scores(one, np.array([[-1.0], [0.0]]), one, one, np.array([2.0])).round(4)
    array([[0.    , 1.5232]])
    """
    key_part = linear(key, u_a)  # (n_keys, d_k) (d_k, d_hidden) -> (n_keys, d_hidden)

    def one(row: Floats) -> Floats:
        return unit_scores(activations(paired_sums(linear(row, w_a), key_part, b_a)), v_a)

    return by_row(one, query)


def concat_scores(query: Floats, key: Floats, w_a: Floats, v_a: Floats) -> Floats:
    """Score each query against each key with a network that reads the two one behind the other.

    s_ij = v_a · tanh([q_i; k_j] W_a)

    Shapes: query (n_queries, d_q), key (n_keys, d_k), w_a (d_q + d_k, d_hidden), v_a (d_hidden,)
        -> (n_queries, n_keys)
    Units: at most Σ|v_a| in size.
    Source: Luong, Pham and Manning 2015, section 3.1 ("concat"). In their experiments the rows of W_a that
        meet the key were the identity (footnote 15).

    >>> one = np.array([[1.0]])
    >>> concat_scores(one, np.array([[-1.0], [0.0]]), np.array([[1.0], [1.0]]), np.array([2.0])).round(4)
    array([[0.    , 1.5232]])
    """

    def one(row: Floats) -> Floats:
        return unit_scores(activations(joined_sums(row, key, w_a)), v_a)

    return by_row(one, query)


def paired_sums(query_part: Floats, key_part: Floats, b_a: Floats | None = None) -> Floats:
    """What each hidden unit gets from every pair of a query and a key: the two parts, and the bias, added up.

    Shapes: query_part (n_queries, d_hidden), key_part (n_keys, d_hidden), b_a (d_hidden,)
        -> (n_queries, n_keys, d_hidden)
    """
    # (n_queries, 1, d_hidden) (n_keys, d_hidden) -> (n_queries, n_keys, d_hidden)
    sums: Floats = query_part[:, None, :] + key_part
    return sums if b_a is None else sums + b_a


def joined_sums(query: Floats, key: Floats, w_a: Floats) -> Floats:
    """What each hidden unit gets from every pair, where one matrix stands before both.

    Shapes: query (n_queries, d_q), key (n_keys, d_k), w_a (d_q + d_k, d_hidden)
        -> (n_queries, n_keys, d_hidden)
    """
    n_queries, n_keys = len(query), len(key)
    queries = np.repeat(query[:, None, :], n_keys, axis=1)  # (n_queries, n_keys, d_q)
    keys = np.repeat(key[None], n_queries, axis=0)  # (n_queries, n_keys, d_k)
    pairs = np.concatenate([queries, keys], axis=-1)  # (n_queries, n_keys, d_q + d_k)
    sums: Floats = pairs @ w_a  # (n_queries, n_keys, d_hidden)
    return sums


def activations(sums: Floats) -> Floats:
    """tanh of each number: between −1 and 1, and steepest near 0.

    Shapes: any -> the same

    >>> activations(np.array([0.0, 1.0, -20.0])).round(4)
    array([ 0.    ,  0.7616, -1.    ])
    """
    result: Floats = np.tanh(sums)
    return result


def unit_scores(activations: Floats, v_a: Floats) -> Floats:
    """The hidden units' numbers, each times what its unit counts for, added up.

    Shapes: activations (..., d_hidden), v_a (d_hidden,) -> (...,)
    """
    scores: Floats = activations @ v_a  # (..., d_hidden) (d_hidden,) -> (...,)
    return scores


def general_scores(query: Floats, key: Floats, w_a: Floats) -> Floats:
    """Score each query against each key by a dot product, with a learned matrix between the two.

    s_ij = q_i W_a k_j

    Shapes: query (n_queries, d_q), key (n_keys, d_k), w_a (d_q, d_k) -> (n_queries, n_keys)
    Units: unbounded.
    Source: Luong, Pham and Manning 2015, section 3.1 ("general"), whose W_a stands before the key's column.

    >>> key, swap = np.array([[2.0, 5.0], [0.0, 1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    >>> general_scores(np.array([[1.0, 0.0]]), key, swap)
    array([[5., 1.]])
    """
    from attncli.numerics.scores import dot_scores

    def one(row: Floats) -> Floats:
        return dot_scores(linear(row, w_a), key)

    return by_row(one, query)
