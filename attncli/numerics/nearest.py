"""How alike vectors are by direction: cosines, a block of rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats, Singles


SHORT = 1e-15
"""Of a length below this, or above one over it, a square is not exact in float32, as a lexicon has it."""


def unit(vector: Floats) -> Floats:
    """The vector brought to length 1; zeros stay zeros.

    Shapes: vector (d,) -> (d,)

    >>> unit(np.array([3.0, 4.0]))
    array([0.6, 0.8])
    """
    peak = float(np.abs(vector).max(initial=0.0))
    if not peak:
        return vector
    scaled: Floats = vector / peak  # the square of a very small number would be 0
    return scaled / np.sqrt(scaled @ scaled)


def cosines(rows: Floats | Singles, units: Floats) -> Floats | Singles:
    """The cosine of the angle between each row and each vector of length 1.

    cos_ij = (r_i · u_j) / |r_i|

    A row of zeros has no direction: its cosines are NaN. The result is as precise as the rows are.

    Shapes: rows (n, d), units (m, d) -> (n, m)
    Units: from −1, the opposite direction, over 0, neither alike nor opposite, to 1, the same direction.
    Source: Manning, Raghavan and Schütze 2008, section 6.3.1, where it measures how alike two texts are.

    >>> cosines(np.array([[0.0, 2.0], [3.0, 3.0]]), np.array([[0.0, 1.0]])).round(4)
    array([[1.    ],
           [0.7071]])
    """
    with np.errstate(over="ignore"):
        lengths = np.sqrt(np.einsum("nd,nd->n", rows, rows))
    odd = ~((lengths > SHORT) & (lengths < 1 / SHORT))
    if odd.any():  # the squares of these were too small or too large: first their largest number is made 1
        rows, peaks = rows.copy(), np.abs(rows[odd]).max(axis=1, keepdims=True, initial=0.0)
        rows[odd] /= np.where(peaks, peaks, 1)
        lengths[odd] = np.sqrt(np.einsum("nd,nd->n", rows[odd], rows[odd]))
    lengths[lengths == 0] = np.nan
    products: Floats = np.matmul(rows, units.T.astype(rows.dtype))  # (n, d) (d, m) -> (n, m)
    products /= lengths[:, None]
    return products


def best(numbers: Floats | Singles, count: int) -> list[int]:
    """Where the largest numbers stand, the largest first and the earlier of equals; NaN is never among them.

    Shapes: numbers (n,) -> at most count positions

    >>> best(np.array([1.0, np.nan, 3.0, 2.0]), 2)
    [2, 3]
    """
    known = np.where(np.isnan(numbers), -np.inf, numbers)
    order = np.arange(len(known))
    if count < len(known):
        order = np.sort(np.argpartition(-known, count - 1)[:count])
    chosen = sorted((int(i) for i in order if known[i] > -np.inf), key=lambda i: (-known[i], i))
    return chosen[:count]


def kept(vectors: Floats, dims: int) -> tuple[float, float]:
    """What the first dims of vectors keep of their dot products, with themselves and with one another.

    The first share is Σ_i |x_i[:dims]|² / Σ_i |x_i|². The second is 1 − Σ|p − p'| / Σ|p| over all pairs of
    different vectors, p their dot product and p' that of their first dims: 1 if all are kept, 0 or less if
    they are off by as much as they are large. NaN where there is nothing to keep.

    Shapes: vectors (n, d) -> two shares

    >>> kept(np.array([[3.0, 4.0], [1.0, 0.0]]), 1)
    (0.38461538461538464, 1.0)
    """
    whole = vectors @ vectors.T
    first = vectors[:, :dims] @ vectors[:, :dims].T
    own, apart = np.trace(whole), ~np.eye(len(vectors), dtype=bool)
    size, off = float(np.abs(whole[apart]).sum()), float(np.abs(whole - first)[apart].sum())
    kept_own = float(np.trace(first) / own) if own else float("nan")
    kept_apart = 1 - off / size if size else float("nan")
    return kept_own, kept_apart
