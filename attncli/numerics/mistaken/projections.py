"""What people make of embeddings and matrices in place of queries, keys, values and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.numerics.projection import linear

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def transposed_projection(x: Floats, w: Floats, b: Floats | None = None) -> Floats:
    """Multiply the rows of x by the rows of the matrix, where they belong by its columns.

    Shapes: x (..., n, d), w (d, d), b (d,) -> (..., n, d); w (d_in, d_out) only where x has d_out columns
    Raises: ValueError if it has not.

    >>> transposed_projection(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0], [0.5, 1.0]]))
    array([[1. , 2.5]])
    """
    return linear(x, w.T, b)


def unprojected(x: Floats) -> Floats:
    """What comes in, as it is.

    Shapes: x (..., n, d_in) -> the same

    >>> unprojected(np.array([[1.0, 2.0]]))
    array([[1., 2.]])
    """
    return x


def without_bias(x: Floats, w: Floats) -> Floats:
    """The product alone.

    Shapes: x (..., n, d_in), w (d_in, d_out) -> (..., n, d_out)

    >>> without_bias(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0], [0.5, 1.0]]))
    array([[2., 2.]])
    """
    return linear(x, w)


def every_third_column(
    x: Floats,
    w_q: Floats,
    w_k: Floats,
    w_v: Floats,
    b_q: Floats | None = None,
    b_k: Floats | None = None,
    b_v: Floats | None = None,
    *,
    part: int,
) -> Floats:
    """Multiply x by three matrices side by side, and take the columns part, part + 3, part + 6 … (from 0).

    Shapes: x (..., n, d_in), w_q, w_k, w_v (d_in, d), b_q, b_k, b_v (d,) -> (..., n, d)
    Raises: ValueError if their columns, all together, cannot be dealt out in three equal parts.

    >>> w = np.eye(2)
    >>> every_third_column(np.array([[1.0, 2.0]]), w, 10 * w, 100 * w, part=0)  # of 1 2, 10 20, 100 200
    array([[ 1., 20.]])
    """
    packed = np.concatenate([linear(x, w_q, b_q), linear(x, w_k, b_k), linear(x, w_v, b_v)], axis=-1)
    dealt: Floats = packed.reshape(*packed.shape[:-1], -1, 3)  # (..., n, 3·d) -> (..., n, d, 3)
    return dealt[..., part]


def third_of_each_head(query: Floats, key: Floats, value: Floats, heads: int, *, part: int) -> Floats:
    """Cut queries, keys and values, side by side, by heads first and then each head into three; take a part.

    Shapes: query, key, value (..., n, heads·d) -> (..., heads, n, d)
    Raises: ValueError if all their columns cannot be cut into 3·heads equal parts.

    >>> three = [np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]]), np.array([[5.0, 6.0]])]
    >>> third_of_each_head(*three, 2, part=0).ravel()  # of 1 2 3 and 4 5 6
    array([1., 4.])
    """
    packed = np.concatenate([query, key, value], axis=-1)  # (..., n, 3·heads·d)
    *leading, n, columns = packed.shape
    parted = packed.reshape(*leading, n, heads, 3, columns // heads // 3)
    third: Floats = parted[..., part, :].swapaxes(-2, -3)  # (..., n, heads, d) -> (..., heads, n, d)
    return third
