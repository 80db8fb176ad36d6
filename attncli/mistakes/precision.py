"""How exactly numbers were computed, read off the numbers, and how near they must come to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.record import Record

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats, Truths

RTOL = {"float64": 1e-9, "float32": 1e-4, "float16": 1e-2, "bfloat16": 5e-2}
"""How far numbers of a type may be off, as a share of the largest number of their stage."""

BITS = {"bfloat16": 8, "float16": 11, "float32": 24, "float64": 53}
"""The significant bits of a type, the coarsest first."""

USED = 0.1
"""The share of numbers that must use the last bit, or digit, of a type for it to be taken for theirs: about
half of the bits of any numbers are 1, and nine in ten of the digits are not 0.
"""

FEWEST, MOST = 2, 7
"""Decimal places to which results are taken to be rounded: fewer are as likely to be whole numbers."""

FILL = -5_000.0
"""A hidden score so low, where others are ordinary, is −∞ to every softmax: e to it is 0 in all types."""

ORDINARY = 1_000.0
"""Scores up to here are ordinary."""


LARGEST_HALF = 65_504.0
"""The largest number of a float16."""


class Precision(Record):
    """A type of numbers, and the decimal places that they are rounded to, if they are."""

    dtype: str
    places: int | None = None

    @property
    def rtol(self) -> float:
        """The share of the largest number that a number may be off by."""
        return RTOL[self.dtype]

    @property
    def noise(self) -> float:
        """What rounding alone makes of a difference, in allowed differences."""
        return min(2.0 ** (2 - BITS[self.dtype]) / self.rtol, 0.1)

    @property
    def coarser(self) -> Precision | None:
        """What numbers of this type may have been computed in unseen: float32 on the way to a float64."""
        return self._replace(dtype="float32") if self.dtype == "float64" else None


def precision_of(array: Floats, dtype: str, right: Floats | None = None) -> Precision:
    """How exactly an array was computed that comes as this type: a coarser type whose numbers all are.

    Where the ``right`` numbers are of that type too, that they are says nothing.

    >>> precision_of(np.float64(np.float32([0.1, 0.2, 0.7])), "float64")
    Precision(dtype='float32', places=None)
    >>> precision_of(np.array([0.12, 0.57, 0.31]), "float64")
    Precision(dtype='float64', places=2)
    """
    numbers = np.abs(array[np.isfinite(array) & (array != 0)])
    numbers = numbers[numbers < -FILL]  # a fill such as −1e9 says nothing
    found = dtype if dtype in RTOL else "float64"
    if not numbers.size:
        return Precision(found)
    for name, bits in BITS.items():
        if bits >= BITS[found]:
            break
        last = last_bits(numbers, bits)
        if last is None or not last.any():
            continue
        if right is None and last.mean() >= USED:
            return Precision(name)
        if right is not None and last_bits(right[np.isfinite(right)], bits) is None:
            return Precision(name)
    return Precision(found, rounded_to(numbers, 2.0 ** -BITS[found]))


def last_bits(numbers: Floats, bits: int) -> Truths | None:
    """Which numbers use the last of so many significant bits; None where they do not all do with these."""
    parts, _ = np.frexp(numbers)
    whole = np.abs(parts) * 2.0**bits
    return whole % 2 == 1 if (whole == np.rint(whole)).all() else None


def rounded_to(numbers: Floats, eps: float) -> int | None:
    """The decimal places that all numbers are rounded to; None where they are not, or where it cannot be
    told.
    """
    for places in range(MOST + 1):
        shifted = numbers * 10.0**places
        if shifted.max() * eps > 0.02:
            return None
        if (np.abs(shifted - np.rint(shifted)) <= 4 * shifted * eps + 1e-12).all():
            last = np.rint(shifted) % 10 != 0
            return places if places >= FEWEST and last.mean() >= USED else None
    return None


def allowed(other: Floats, precision: Precision) -> Floats:
    """How far each number may be off one of ``other``: a share of the largest number there that is ordinary
    (a fill such as −1e9 is not), and of a number that is not the same share of itself.
    """
    sizes = np.abs(np.where(np.isfinite(other), other, 0.0))
    ordinary = sizes[sizes <= 1e6]
    most = float(ordinary.max()) if ordinary.size else 0.0
    half = 0.0 if precision.places is None else 0.5 * 10.0**-precision.places * (1 + 1e-6)
    room: Floats = precision.rtol * np.maximum(sizes, most) + half
    return np.maximum(room, 1e-300)


def differences(mine: Floats, other: Floats, precision: Precision) -> Floats:
    """How far each number is from the other, in allowed differences: up to 1 is near enough.

    What is not finite is near to what is not; −∞ and ∞ are not near to each other.
    """
    if precision.dtype == "float16":
        other = np.where(np.abs(other) > LARGEST_HALF, np.copysign(np.inf, other), other)
    room = allowed(other, precision)
    with np.errstate(all="ignore"):
        apart = np.abs(mine - other) / room
    both = ~np.isfinite(mine) & ~np.isfinite(other)
    opposed = np.isinf(mine) & np.isinf(other) & (np.sign(mine) != np.sign(other))
    agree: Truths = both & ~opposed
    apart = np.where(agree, 0.0, apart)
    return np.where(np.isnan(apart), np.inf, apart)


def distance(mine: Floats, other: Floats, precision: Precision) -> float:
    """How far the furthest number is, in allowed differences; no nearer than rounding makes it."""
    return max(float(differences(mine, other, precision).max(initial=0.0)), precision.noise)


def with_hidden(scores: Floats, truth: Floats) -> Floats:
    """Masked scores in which what is as good as −∞ is −∞: −1e9, or −10000 among ordinary numbers."""
    finite = np.abs(truth[np.isfinite(truth)])
    least = FILL if finite.max(initial=0.0) <= ORDINARY else -1e9
    filled: Floats = np.where(scores <= least, -np.inf, scores)
    return filled
