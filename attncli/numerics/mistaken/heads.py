"""What people do to columns and heads in place of splitting, sharing and joining them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def split_by_rows(packed: Floats, heads: int) -> Floats:
    """Cut the numbers, read row by row, into as many runs as there are heads, and these into rows.

    Shapes: packed (..., n, heads·d) -> (..., heads, n, d)
    Raises: ValueError if the columns cannot be cut into so many equal parts.

    >>> split_by_rows(np.arange(8.0).reshape(2, 4), 2)
    array([[[0., 1.],
            [2., 3.]],
    <BLANKLINE>
           [[4., 5.],
            [6., 7.]]])
    """
    *leading, n, columns = packed.shape
    return packed.reshape(*leading, heads, n, columns // heads)


def dealt_heads(packed: Floats, heads: int) -> Floats:
    """Deal the columns out to the heads in turn: head h gets the columns h, h + heads, h + 2·heads …

    Shapes: packed (..., n, heads·d) -> (..., heads, n, d)
    Raises: ValueError if the columns cannot be dealt out equally.

    >>> dealt_heads(np.array([[1.0, 2.0, 3.0, 4.0]]), 2)
    array([[[1., 3.]],
    <BLANKLINE>
           [[2., 4.]]])
    """
    *leading, n, columns = packed.shape
    dealt: Floats = packed.reshape(*leading, n, columns // heads, heads)  # (..., n, d, heads)
    return np.moveaxis(dealt, -1, -3)  # (..., heads, n, d)


def heads_of_slices(x: Floats, w: Floats, heads: int, b: Floats | None = None) -> Floats:
    """Cut x into as many slices as there are heads, and let each head project its own slice alone.

    Head h multiplies slice h of x by those rows of its columns of the matrix that belong to the slice.

    Shapes: x (..., n, heads·s), w (heads·s, heads·d), b (heads·d,) -> (..., heads, n, d)
    Raises: ValueError if x, or the columns of w, cannot be cut into so many equal parts.

    >>> heads_of_slices(np.array([[1.0, 2.0]]), np.array([[3.0, 5.0], [7.0, 11.0]]), 2).ravel()
    array([ 3., 22.])
    """
    *leading, n, inputs = x.shape
    outputs = w.shape[-1]
    slices = x.reshape(*leading, n, heads, inputs // heads).swapaxes(-2, -3)  # (..., heads, n, s)
    blocks = w.reshape(heads, inputs // heads, heads, outputs // heads)
    own = blocks[np.arange(heads), :, np.arange(heads)]  # (heads, s, d): rows h and columns h
    projected: Floats = slices @ own  # (..., heads, n, d)
    return projected if b is None else projected + b.reshape(heads, 1, -1)


def tiled_heads(kv: Floats, heads: int) -> Floats:
    """Hand the key heads (or value heads) out in turn: query head h gets key head h modulo their number.

    Shapes: kv (..., kv_heads, n, d) -> (..., heads, n, d)

    >>> tiled_heads(np.array([[[1.0]], [[2.0]]]), 4).ravel()
    array([1., 2., 1., 2.])
    """
    tiled: Floats = kv[..., np.arange(heads) % kv.shape[-3], :, :]
    return tiled


def joined_by_rows(context: Floats) -> Floats:
    """Write the heads one behind the other, row by row, and cut that into as many rows as one head has.

    Shapes: context (..., heads, n, d) -> (..., n, heads·d)

    >>> joined_by_rows(np.arange(8.0).reshape(2, 2, 2))
    array([[0., 1., 2., 3.],
           [4., 5., 6., 7.]])
    """
    *leading, heads, n, d = context.shape
    return context.reshape(*leading, n, heads * d)


def joined_in_turn(context: Floats) -> Floats:
    """Put the first number of every head side by side, then the second of every head, and so on.

    Shapes: context (..., heads, n, d) -> (..., n, heads·d)

    >>> joined_in_turn(np.array([[[1.0, 2.0]], [[3.0, 4.0]]]))
    array([[1., 3., 2., 4.]])
    """
    *leading, heads, n, d = context.shape
    return np.moveaxis(context, -3, -1).reshape(*leading, n, d * heads)  # (..., n, d, heads)


def average_head(context: Floats) -> Floats:
    """The average of the heads.

    Shapes: context (..., heads, n, d) -> (..., n, d)

    >>> average_head(np.array([[[1.0, 2.0]], [[3.0, 4.0]]]))
    array([[2., 3.]])
    """
    average: Floats = context.mean(axis=-3)
    return average


def average_in_every_head(context: Floats) -> Floats:
    """The average of the heads, side by side as often as there are heads.

    Shapes: context (..., heads, n, d) -> (..., n, heads·d)

    >>> average_in_every_head(np.array([[[1.0, 2.0]], [[3.0, 4.0]]]))
    array([[2., 3., 2., 3.]])
    """
    return np.concatenate([average_head(context)] * context.shape[-3], axis=-1)


def sum_of_heads(context: Floats) -> Floats:
    """The heads added up.

    Shapes: context (..., heads, n, d) -> (..., n, d)

    >>> sum_of_heads(np.array([[[1.0, 2.0]], [[3.0, 4.0]]]))
    array([[4., 6.]])
    """
    total: Floats = context.sum(axis=-3)
    return total


def averaged_weights(right: Floats) -> Floats:
    """The average of the weights of all heads, in every head.

    Shapes: right (..., heads, n_queries, n_keys) -> the same

    >>> averaged_weights(np.array([[[1.0, 0.0]], [[0.5, 0.5]]])).tolist()
    [[[0.75, 0.25]], [[0.75, 0.25]]]
    """
    averaged: Floats = np.broadcast_to(right.mean(axis=-3, keepdims=True), right.shape)
    return averaged


def mixed_by_averaged_weights(weights: Floats, value: Floats) -> Floats:
    """Mix the values of every head by the average of the weights of all heads.

    Shapes: weights (..., heads, n_queries, n_keys), value (..., heads, n_keys, d)
        -> (..., heads, n_queries, d)

    >>> weights, value = np.array([[[1.0, 0.0]], [[0.0, 1.0]]]), np.array([[[2.0], [4.0]], [[6.0], [8.0]]])
    >>> mixed_by_averaged_weights(weights, value).tolist()
    [[[3.0]], [[7.0]]]
    """
    mixed: Floats = averaged_weights(weights) @ value
    return mixed
