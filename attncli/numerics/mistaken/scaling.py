"""What people do to scores in place of dividing them by √d_k."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def not_scaled(scores: Floats) -> Floats:
    """The scores as they are.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> import numpy as np
    >>> not_scaled(np.array([[2.0, 4.0]]))
    array([[2., 4.]])
    """
    return scores


def scaled_by_d_k(scores: Floats, d_k: float) -> Floats:
    """Divide by d_k in place of its root.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> import numpy as np
    >>> scaled_by_d_k(np.array([[2.0, 4.0]]), 4)
    array([[0.5, 1. ]])
    """
    return scores / d_k
