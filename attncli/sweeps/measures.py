"""What is measured of the softmax of a computation: of one query, or on average over several rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.numerics.slope import entropy, spread, steepest, total_slope
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats
    from attncli.trace import Stage, Trace

NAMES = ("spread", "entropy", "largest_weight", "slope", "total_slope")
"""What is measured, in the order in which it is told."""


class Measures(Record, kw_only=True):
    """What is measured of a computation; where it is of several rows, all but the spread is their mean."""

    spread: float
    """The standard deviation of the scores that the softmax takes, hidden ones left out."""
    largest_weight: float
    entropy: float
    slope: float
    """The largest entry of the softmax's Jacobian, signs aside."""
    total_slope: float
    """All its entries added up, signs aside."""
    rows: int
    """Rows of weights that were measured: queries, in every head."""
    context: tuple[float, ...] = ()
    """What the one query took home; () where there are several rows."""


def softmax_stage(trace: Trace) -> Stage:
    """The stage that makes shares of scores; every mechanism has one."""
    return trace.stage("weights")


def rows_of(trace: Trace, *, one_head: bool) -> tuple[Floats, Floats]:
    """The scores that the softmax takes, and the weights it makes, of what is told: a row a query and head.

    Shapes: -> (rows, n_keys) both
    """
    stage = softmax_stage(trace)
    if trace.query is not None:
        stage = stage.at(trace.query)
    if one_head:
        stage = trace.of_head(stage)
    n_keys = stage.output.array.shape[-1]
    scores: Floats = np.asarray(stage.input("scores").array, dtype=np.float64)
    weights: Floats = np.asarray(stage.output.array, dtype=np.float64)
    return scores.reshape(-1, n_keys), weights.reshape(-1, n_keys)


def measured(trace: Trace, *, one_head: bool = False) -> Measures:
    """The measures of the query that a trace tells, or of all; ``one_head``: of the head told in full."""
    scores, weights = rows_of(trace, one_head=one_head)
    seen = weights.any(axis=-1)  # a row that is hidden throughout has no shares
    scores, weights = scores[seen], weights[seen]

    def mean(numbers: Floats) -> float:
        return float(numbers.mean()) if numbers.size else 0.0

    return Measures(
        spread=spread(scores),
        largest_weight=mean(weights.max(axis=-1, initial=0.0)),
        entropy=mean(entropy(weights)),
        slope=mean(steepest(weights)),
        total_slope=mean(total_slope(weights)),
        rows=len(weights),
        context=context_of(trace, one_head=one_head),
    )


def context_of(trace: Trace, *, one_head: bool) -> tuple[float, ...]:
    """What the one query took home; of several heads those of all, side by side."""
    if trace.query is None:
        return ()
    stage = trace.stage("context").at(trace.query)
    if one_head:
        stage = trace.of_head(stage)
    return tuple(stage.output.array.ravel().tolist())
