"""A sweep as columns of numbers, for the page and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from attncli.record import Record
from attncli.sweeps.measures import NAMES
from attncli.sweeps.values import D_K, SCALE
from attncli.tensor import Axis, Glyph, Tensor

if TYPE_CHECKING:
    from attncli.sweeps.sweep import Point, Sweep

CONTEXT = "context_"
"""What the names of its columns begin with, and behind it their numbers."""
FEW = 3
"""Numbers of a context that have a column each."""

HEADINGS = {
    "root": "√d_k",
    "temperature": "temperature",
    "spread": "spread",
    "largest_weight": "largest weight",
    "entropy": "entropy",
    "slope": "slope",
    "total_slope": "Σ|slopes|",
}
ABOUT = {
    "temperature": ("temperature", "1 / scale: what scores are divided by."),
    "spread": (
        "spread",
        "The standard deviation of the scores that the softmax takes: how far they lie from their mean.",
    ),
    "largest_weight": ("largest weight", "The share of the key that gets most: 1 where one key takes all."),
    "entropy": (
        "entropy",
        "−Σ a ln a: 0 where one key takes all, and the logarithm of the number of keys where all get "
        "the same.",
    ),
    "slope": (
        "slope",
        "How much a weight a changes with its own score, a · (1 − a), of the key where that is most: "
        "the largest entry of the softmax's Jacobian ∂A/∂S. It is at most 0.25, where a = 0.5, and 0 where "
        "a weight is 0 or 1.",
    ),
    "total_slope": ("Σ|slopes|", "Σ|∂A/∂S|: how much all weights change with all scores, signs aside."),
}
"""What each of the columns is, with the word for it."""


class Table(Record):
    """The columns of a sweep by name, each a tensor along the values."""

    values: tuple[float, ...]
    tensors: dict[str, Tensor]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(self.tensors)

    def heading(self, name: str) -> str:
        """What stands above a column."""
        return HEADINGS.get(name, name.replace("_", " "))


def table(sweep: Sweep, points: Sequence[Point]) -> Table:
    """The columns of some points of a series."""
    values = tuple(point.value for point in points)
    columns: dict[str, list[float]] = {}
    if sweep.path == D_K:
        columns["root"] = [value**0.5 for value in values]
    if sweep.path == SCALE and all(value > 0 for value in values):
        columns["temperature"] = [1 / value for value in values]
    for name in NAMES:
        columns[name] = [getattr(point.measures, name) for point in points]
    contexts = [point.measures.context for point in points]
    if 0 < len(contexts[0]) <= FEW and len(set(map(len, contexts))) == 1:
        for at in range(len(contexts[0])):
            columns[f"{CONTEXT}{at + 1}"] = [context[at] for context in contexts]
    axis = Axis("value", [f"{value:g}" for value in values])
    made = {}
    for name, numbers in columns.items():
        share = name == "largest_weight"
        made[name] = Tensor(name, Glyph(name, name), np.array(numbers), (axis,), of_one=share)
    return Table(values, made)
