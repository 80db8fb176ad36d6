"""A slope of the softmax worked out: how it follows from the weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.arithmetic import Arithmetic, Count, Difference, Product
from attncli.document import Equation, Formula, Token, Words, say
from attncli.document import Number as Shown
from attncli.sweeps.measures import softmax_stage
from attncli.tensor import Glyph, Index, Tensor

if TYPE_CHECKING:
    from attncli.sweeps.sweep import Sweep
    from attncli.trace import Trace


def steepness(sweep: Sweep) -> tuple[Words, Equation] | None:
    """The steepest slope of one query, with the last value of the first series; None: it has no weights."""
    series = sweep.series[0]
    slopes = slopes_of(series.last, 0 if sweep.query is None else sweep.query)
    if slopes is None:
        return None
    index = slopes.largest()
    value = series.points[-1].value
    name = slopes.axes[0].names[0]
    numbered = slopes.axes[0].labels[0] == str(slopes.axes[0].positions[0])
    who = say(f"query {name}") if numbered else (Token(name),)
    text = "Worked out for {who}, with {path} at {value}:"
    words = say(text, who=who, path=sweep.path, value=Shown(value, given=True))
    formula = Formula("a · (1 − a)", r"a \, (1 - a)")
    tree = slopes.cell(*index).derivation()
    assert tree is not None
    return words, Equation(slopes.symbol, formula, (slopes.cell(*index), tree))


def slopes_of(trace: Trace, query: int) -> Tensor | None:
    """How each weight of a query changes with its own score; every cell follows from the weight."""
    weights = trace.of_head(softmax_stage(trace).at(query)).output
    if not weights.array.any():
        return None

    def derive(index: Index) -> Arithmetic:
        weight = weights.cell(*index)
        return Product((weight, Difference(Count(1), weight)))

    array = np.asarray(weights.array) * (1 - np.asarray(weights.array))
    symbol = Glyph("∂A/∂S", r"\partial A / \partial S")
    return Tensor("slope", symbol, array, weights.axes, derive, noun="slope")
