"""A sweep: the measures of a computation, once for each value of the one number that is varied."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attncli.mechanisms.attend import attend
from attncli.record import Record
from attncli.sweeps.measures import measured

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.sweeps.measures import Measures
    from attncli.sweeps.values import Swept
    from attncli.trace import Trace


class Point(Record):
    """A value, and what was measured with it."""

    value: float
    measures: Measures


class Series(Record):
    """The points of one way to compute; ``scale`` is what scores are multiplied by there, as it is typed."""

    scale: str
    points: tuple[Point, ...]
    last: Trace
    """The computation of the last value, which the page works out a slope of."""


class Sweep(Record, kw_only=True):
    """A sweep: what was varied, in which scenario, and one series or several."""

    path: str
    scenario: Scenario
    """As it is before anything is varied."""
    query: int | None
    """The query (from 0) that is told; None: the mean of all."""
    head: str | None = None
    """The one head that is told, as it was asked for; None: all."""
    seed: int | None = None
    """Of vectors that are drawn."""
    series: tuple[Series, ...]


def series(
    swept: Swept, scale: str, vary: Callable[[float], Scenario], *, query: str | None, head: str | None = None
) -> Series:
    """Compute and measure a scenario for each value; ``query`` None: the mean of all queries.

    Raises: AttnError, whatever is wrong with a value.
    """
    points = []
    for value in swept.values:
        trace = attend(vary(value), query=query, every=query is None, head=head)
        points.append(Point(value, measured(trace, one_head=head is not None)))
    return Series(scale, tuple(points), trace)
