"""What people compute in place of scores, or of a step towards them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def first_products(query: Floats, key: Floats) -> Floats:
    """The first product of each dot product, and no other.

    Shapes: query (..., n_queries, d_k), key (..., n_keys, d_k) -> (..., n_queries, n_keys)

    >>> first_products(np.array([[2.0, 1.0]]), np.array([[3.0, 9.0], [4.0, 9.0]]))
    array([[6., 8.]])
    """
    first = key[..., :1].swapaxes(-1, -2)  # (..., 1, n_keys)
    result: Floats = (
        query[..., :1] @ first
    )  # (..., n_queries, 1) (..., 1, n_keys) -> (..., n_queries, n_keys)
    return result


def first_unit(activations: Floats, v: Floats) -> Floats:
    """The first unit's number times what it counts for, and no other.

    Shapes: activations (..., d_hidden), v (d_hidden,) -> (...,)

    >>> first_unit(np.array([[0.5, 0.9]]), np.array([2.0, 7.0]))
    array([1.])
    """
    result: Floats = activations[..., 0] * v[0]
    return result


def cosines(query: Floats, key: Floats, of_nothing: float) -> Floats:
    """The dot product over the lengths of the two vectors; a number of its own where one has none.

    Shapes: query (..., n_queries, d_k), key (..., n_keys, d_k) -> (..., n_queries, n_keys)

    >>> cosines(np.array([[3.0, 4.0]]), np.array([[2.0, 0.0], [0.0, 0.0]]), np.nan)
    array([[0.6, nan]])
    """
    queries, keys = (np.sqrt(np.square(rows).sum(axis=-1)) for rows in (query, key))
    lengths = queries[..., :, None] * keys[..., None, :]  # (..., n_queries, n_keys)
    products = query @ key.swapaxes(-1, -2)
    return np.where(lengths == 0, of_nothing, products / np.where(lengths == 0, 1.0, lengths))


def unmapped(x: Floats) -> Floats:
    """The rows as they are, without the matrix that they should meet.

    Shapes: x (n, d) -> the same

    >>> unmapped(np.array([[1.0, 2.0]]))
    array([[1., 2.]])
    """
    return x


def mapped_by_columns(x: Floats, w: Floats) -> Floats:
    """Rows times a matrix whose rows and columns are exchanged.

    Shapes: x (n, d), w (d, d) -> (n, d)
    Raises: ValueError if w is not square.

    >>> mapped_by_columns(np.array([[1.0, 0.0]]), np.array([[5.0, 6.0], [7.0, 8.0]]))
    array([[5., 7.]])
    """
    result: Floats = x @ w.swapaxes(-1, -2)
    return result


def sums_of_added(query: Floats, key: Floats, w_a: Floats, *, lower: bool) -> Floats:
    """The upper rows of a matrix, or its lower ones, over query and key added up.

    Shapes: query (n_queries, d), key (n_keys, d), w_a (2 d, d_hidden) -> (n_queries, n_keys, d_hidden)
    Raises: ValueError if query and key differ in length.

    >>> one, two = np.array([[1.0]]), np.array([[2.0]])
    >>> sums_of_added(one, two, np.array([[10.0], [100.0]]), lower=False)
    array([[[30.]]])
    """
    d = query.shape[-1]
    if key.shape[-1] != d:
        raise ValueError(f"{d} numbers cannot be added to {key.shape[-1]}")
    added = query[:, None, :] + key  # (n_queries, 1, d) (n_keys, d) -> (n_queries, n_keys, d)
    result: Floats = added @ (w_a[d:] if lower else w_a[:d])  # (n_queries, n_keys, d_hidden)
    return result


def sums_key_first(query: Floats, key: Floats, w_a: Floats) -> Floats:
    """A matrix over the key and, behind it, the query.

    Shapes: query (n_queries, d_q), key (n_keys, d_k), w_a (d_q + d_k, d_hidden)
        -> (n_queries, n_keys, d_hidden)

    >>> one, two = np.array([[1.0]]), np.array([[2.0]])
    >>> sums_key_first(one, two, np.array([[10.0], [100.0]]))
    array([[[120.]]])
    """
    of_key, of_query = w_a[: key.shape[-1]], w_a[key.shape[-1] :]
    # (n_queries, 1, d_hidden) (n_keys, d_hidden) -> (n_queries, n_keys, d_hidden)
    result: Floats = (query @ of_query)[:, None, :] + key @ of_key
    return result


def tiled(query: Floats, n_keys: int) -> Floats:
    """All queries over and over, where each should be repeated for every key.

    Shapes: query (n_queries, d) -> (n_queries, n_keys, d)

    >>> tiled(np.array([[1.0], [2.0]]), 3)[..., 0]
    array([[1., 2., 1.],
           [2., 1., 2.]])
    """
    n_queries, d = query.shape
    return np.tile(query, (n_keys, 1)).reshape(n_queries, n_keys, d)  # (n_keys · n_queries, d) -> …


def sums_of_tiled_parts(query_part: Floats, key_part: Floats, b_a: Floats | None = None) -> Floats:
    """What each unit gets of pairs whose queries stand in another order than their keys.

    Shapes: query_part (n_queries, d_hidden), key_part (n_keys, d_hidden), b_a (d_hidden,)
        -> (n_queries, n_keys, d_hidden)

    >>> sums_of_tiled_parts(np.array([[1.0], [2.0]]), np.array([[10.0], [20.0], [30.0]]))[..., 0]
    array([[11., 22., 31.],
           [12., 21., 32.]])
    """
    sums: Floats = tiled(query_part, len(key_part)) + key_part
    return sums if b_a is None else sums + b_a


def sums_of_tiled(query: Floats, key: Floats, w_a: Floats) -> Floats:
    """The same where one matrix stands before both.

    Shapes: query (n_queries, d_q), key (n_keys, d_k), w_a (d_q + d_k, d_hidden)
        -> (n_queries, n_keys, d_hidden)

    >>> two, three = np.array([[1.0], [2.0]]), np.array([[10.0], [20.0], [30.0]])
    >>> sums_of_tiled(two, three, np.array([[1.0], [1.0]]))[..., 0]
    array([[11., 22., 31.],
           [12., 21., 32.]])
    """
    of_query, of_key = w_a[: query.shape[-1]], w_a[query.shape[-1] :]
    sums: Floats = tiled(query, len(key)) @ of_query + key @ of_key
    return sums


def sums_without_bias(query_part: Floats, key_part: Floats) -> Floats:
    """The two parts added up, without the bias.

    Shapes: query_part (n_queries, d_hidden), key_part (n_keys, d_hidden) -> (n_queries, n_keys, d_hidden)

    >>> sums_without_bias(np.array([[1.0]]), np.array([[10.0], [20.0]]))[..., 0]
    array([[11., 21.]])
    """
    sums: Floats = query_part[:, None, :] + key_part
    return sums


def sums_themselves(sums: Floats) -> Floats:
    """The sums as they are, in place of tanh of them.

    Shapes: any -> the same

    >>> sums_themselves(np.array([-2.0, 3.0]))
    array([-2.,  3.])
    """
    return sums


def rectified(sums: Floats) -> Floats:
    """The sums, 0 where they lie below it, in place of tanh of them.

    Shapes: any -> the same

    >>> rectified(np.array([-2.0, 3.0]))
    array([0., 3.])
    """
    return np.maximum(sums, 0.0)


def units_added(activations: Floats) -> Floats:
    """The units' numbers added up as they are.

    Shapes: activations (..., d_hidden) -> (...,)

    >>> units_added(np.array([[0.5, 0.25]]))
    array([0.75])
    """
    result: Floats = activations.sum(axis=-1)
    return result
