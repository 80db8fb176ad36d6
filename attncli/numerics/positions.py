"""Positions: what is added to embeddings so that the order of the words is not lost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats

BASE = 10_000.0  # Vaswani et al. 2017, section 3.5


def sinusoids(n: int, d_model: int, base: float = BASE) -> Floats:
    """Sines and cosines of the position, a wave every two columns, each slower if base > 1.

    p_t,2i = sin(t / base^(2i/d_model)), p_t,2i+1 = cos(t / base^(2i/d_model)), t and i counted from 0

    Shapes: -> (n, d_model)
    Units: between −1 and 1.
    Source: Vaswani et al. 2017, section 3.5.

    >>> sinusoids(2, 2)
    array([[0.        , 1.        ],
           [0.84147098, 0.54030231]])
    """
    # Python's own power, not numpy's: where the two differ in the last bit, a far position makes more of it.
    rates = np.array([math.pow(base, (column - column % 2) / d_model) for column in range(d_model)])
    angles = np.arange(n)[:, None] / rates  # (n, 1) (d_model,) -> (n, d_model)
    waves: Floats = np.where(np.arange(d_model) % 2 == 0, np.sin(angles), np.cos(angles))
    return waves


def with_positions(x: Floats, base: float = BASE) -> Floats:
    """Add the sinusoids to embeddings, a row a position.

    Shapes: x (n, d_model) -> the same
    Source: Vaswani et al. 2017, section 3.5.

    >>> with_positions(np.array([[1.0, 0.0]]))
    array([[1., 1.]])
    """
    n, d_model = x.shape
    return x + sinusoids(n, d_model, base)
