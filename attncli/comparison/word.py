"""One word in two sentences: what became of it in each, and how alike that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.record import Record

if TYPE_CHECKING:
    from attncli.meaning import Meaning
    from attncli.trace import Trace


class OfWord(Record, kw_only=True):
    """One word in two sentences: what it attends to, and what it has become."""

    a: Trace
    b: Trace
    meant_a: Meaning | None
    meant_b: Meaning | None
    began: float | None
    """How alike its values are in both, by their cosine; None where they cannot be compared."""
    alike: float | None
    """How alike what it takes home is in both."""


def of_word(a: Trace, b: Trace) -> OfWord:
    """One word in two sentences."""
    from attncli.brought import taken
    from attncli.meaning import meaning

    taken_a, taken_b = taken(a), taken(b)
    began = alike = None
    if taken_a is not None and taken_b is not None:
        began = cosine(taken_a.brought[taken_a.position], taken_b.brought[taken_b.position])
        alike = cosine(taken_a.result, taken_b.result)
    return OfWord(a=a, b=b, meant_a=meaning(a), meant_b=meaning(b), began=began, alike=alike)


def cosine(one: object, other: object) -> float | None:
    """The cosine of the angle between two vectors; None where they have other lengths, or one is zeros."""
    from attncli.numerics.nearest import unit

    left, right = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if left.shape != right.shape or not (left.any() and right.any()):
        return None
    return float(unit(left) @ unit(right))
