"""The context: values mixed by weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def weighted_sum(weights: Floats, value: Floats) -> Floats:
    """Add up the values, each times its weight.

    c_id = Σ_j a_ij v_jd

    Shapes: weights (..., n_queries, n_keys), value (..., n_keys, d_v) -> (..., n_queries, d_v)
    Units: those of the values; with weights that sum to 1 each number lies between its column's smallest and
        largest value.
    Source: Vaswani et al. 2017, equation 1.

    >>> import numpy as np
    >>> weighted_sum(np.array([[0.5, 0.5]]), np.array([[1.0, 0.0], [3.0, 1.0]]))
    array([[2. , 0.5]])
    """
    context: Floats = weights @ value  # (..., n_queries, n_keys) (..., n_keys, d_v) -> (..., n_queries, d_v)
    return context
