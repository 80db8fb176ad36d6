"""Dropout that was left on: it strikes out by chance, so no array foretells it, but it can be recognised."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.mistake import Mistake

if TYPE_CHECKING:
    from attncli.numerics.arrays import Array

LEFT_ON = Mistake(
    name="dropout-left-on",
    forms=(),  # no numbers that could be foretold: it is recognised
    would="dropout is left on: some weights are struck out by chance, and all the others multiplied by one "
    "number above 1",
    because="Dropout belongs to training; to compute attention it is switched off.",
    by="program",
    source="https://github.com/pytorch/pytorch/issues/124464 (scaled_dot_product_attention drops weights in "
    "evaluation too, unless it is told not to)",
)

MISTAKES: tuple[Mistake, ...] = ()
"""None that is tried out; ``LEFT_ON`` is told as they are."""

SPREADS = 4
"""By how many standard deviations the share that is struck out may differ from what the factor says."""


def recognised(found: Array, right: Array, rtol: float) -> float | None:
    """The factor 1 / (1 − p) that dropout multiplied weights by, or None if that is not what happened.

    Every number must be 0 or the right one times one factor above 1, to ``rtol`` of the largest number, and
    so many must be 0 as a chance of p leaves: a mask that was forgotten makes another picture.

    Shapes: found and right (..., n_queries, n_keys)

    >>> right = np.full((4, 4), 0.25)
    >>> recognised(right * 2 * (np.arange(16).reshape(4, 4) % 2), right, 1e-9)
    2.0
    >>> recognised(right * 2, right, 1e-9) is None
    True
    """
    if found.shape != right.shape or not (np.isfinite(found).all() and np.isfinite(right).all()):
        return None
    near = rtol * float(np.abs(right).max(initial=0.0))
    tellable = np.abs(right) > 2 * near  # the others are as near to 0 as to themselves
    dropped = tellable & (np.abs(found) <= near)
    kept = tellable & ~dropped
    n, n_kept = int(tellable.sum()), int(kept.sum())
    if n_kept < 2 or n_kept == n:
        return None
    factor = float((found[kept] * right[kept]).sum() / np.square(right[kept]).sum())
    if factor <= 1 + 2 * rtol:
        return None
    off = np.abs(found - np.where(kept, factor * right, 0.0))
    if (off > np.where(tellable, near, 3 * near) * factor).any():
        return None
    p = 1 - 1 / factor
    return factor if abs(n - n_kept - n * p) <= SPREADS * math.sqrt(n * p * (1 - p)) else None
