"""The slopes of one query's weights, each of which follows from the weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.arithmetic import Arithmetic, Count, Difference, Product
from attncli.numerics.slope import own_slopes, steepest
from attncli.sweeps.measures import softmax_stage
from attncli.tensor import Glyph, Index, Tensor

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats
    from attncli.trace import Trace

FLATTEST = 1e-6
"""The smallest slope that is worked out: of a smaller one 1 − a would show nothing."""


def slopes(trace: Trace, query: int) -> Tensor | None:
    """How each weight of a query changes with its own score; None if none does so much that it shows."""
    weights = trace.of_head(softmax_stage(trace).at(query)).output
    array: Floats = np.asarray(weights.array, dtype=np.float64)
    if steepest(array).max() < FLATTEST:
        return None

    def derive(index: Index) -> Arithmetic:
        weight = weights.cell(*index)
        return Product((weight, Difference(Count(1), weight)))

    symbol = Glyph("∂A/∂S", r"\partial A / \partial S")
    return Tensor("slope", symbol, own_slopes(array), weights.axes, derive, noun="slope")
