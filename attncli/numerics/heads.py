"""Heads: columns split into heads, heads shared, heads put side by side again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def split_heads(packed: Floats, heads: int) -> Floats:
    """Cut the columns into as many equal parts as there are heads; head h gets columns h·d … (h+1)·d − 1.

    Shapes: packed (..., n, heads·d) -> (..., heads, n, d)
    Raises: ValueError if the columns cannot be cut into so many equal parts.
    Source: Vaswani et al. 2017, section 3.2.2, where each head has a matrix W_i^Q of its own; set side by
        side they are the packed matrix of most programs.

    >>> import numpy as np
    >>> split_heads(np.array([[1.0, 2.0, 3.0, 4.0]]), 2)
    array([[[1., 2.]],
    <BLANKLINE>
           [[3., 4.]]])
    """
    *leading, n, columns = packed.shape
    if columns % heads:
        raise ValueError(f"{columns} columns cannot be cut into {heads} equal parts")
    parted = packed.reshape(*leading, n, heads, columns // heads)  # (..., n, heads·d) -> (..., n, heads, d)
    return parted.swapaxes(-2, -3)  # (..., heads, n, d)


def shared_heads(kv: Floats, heads: int) -> Floats:
    """Give each query head its key head (or value head): neighbours share one.

    Query head h has key head ⌊h · kv_heads / heads⌋.

    Shapes: kv (..., kv_heads, n, d) -> (..., heads, n, d)
    Raises: ValueError if the query heads cannot be shared out equally.
    Source: Ainslie et al. 2023, section 2.2; with one key head Shazeer 2019, section 3.

    >>> import numpy as np
    >>> shared_heads(np.array([[[1.0]], [[2.0]]]), 4).ravel()
    array([1., 1., 2., 2.])
    """
    kv_heads = kv.shape[-3]
    if heads % kv_heads:
        raise ValueError(f"{heads} query heads cannot share {kv_heads} key heads equally")
    shared: Floats = kv.repeat(heads // kv_heads, axis=-3)  # (..., kv_heads, n, d) -> (..., heads, n, d)
    return shared


def concatenated_heads(context: Floats) -> Floats:
    """Put the heads' columns side by side, in the order of the heads.

    Shapes: context (..., heads, n, d) -> (..., n, heads·d)
    Source: Vaswani et al. 2017, section 3.2.2: Concat(head_1, …, head_h).

    >>> import numpy as np
    >>> concatenated_heads(np.array([[[1.0, 2.0]], [[3.0, 4.0]]]))
    array([[1., 2., 3., 4.]])
    """
    *leading, heads, n, d = context.shape
    return context.swapaxes(-2, -3).reshape(*leading, n, heads * d)  # (..., n, heads, d) -> (..., n, heads·d)
