"""Learned linear maps: embeddings into queries, keys and values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def linear(x: Floats, w: Floats, b: Floats | None = None) -> Floats:
    """Map every row of x by a matrix, and shift it by a bias where there is one.

    y = x W + b

    Shapes: x (..., n, d_in), w (d_in, d_out), b (d_out,) -> (..., n, d_out)
    Source: Vaswani et al. 2017, section 3.2.2 (the bias is later practice).

    >>> import numpy as np
    >>> linear(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0], [0.5, 1.0]]), np.array([0.0, 1.0]))
    array([[2., 3.]])
    """
    y: Floats = x @ w  # (..., n, d_in) (d_in, d_out) -> (..., n, d_out)
    return y if b is None else y + b
