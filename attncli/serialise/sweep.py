"""A sweep for programs: as JSON (attn/sweep), and as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attncli.serialise import number
from attncli.serialise.json_text import json_text
from attncli.sweeps.measures import NAMES
from attncli.sweeps.values import SCALE

if TYPE_CHECKING:
    from attncli.sweeps.sweep import Point, Series, Sweep


def sweep_json(sweep: Sweep) -> str:
    """A sweep as JSON (attn/sweep, version 1)."""
    queries = sweep.scenario.queries
    told = None
    if sweep.query is not None:
        told = {"position": sweep.query + 1, "token": queries.labels[sweep.query]}
    return json_text(
        {
            "format": "attn/sweep",
            "version": 1,
            "scenario": sweep.scenario.name,
            "mechanism": sweep.scenario.mechanism,
            "path": sweep.path,
            "query": told,
            "head": sweep.head,
            "seed": sweep.seed,
            "series": [series_values(sweep, series) for series in sweep.series],
        }
    )


def series_values(sweep: Sweep, series: Series) -> dict[str, Any]:
    """One way to compute as plain values."""
    scale = None if sweep.path == SCALE else series.scale
    return {"scale": scale, "points": [point_values(point) for point in series.points]}


def point_values(point: Point) -> dict[str, Any]:
    """A value and its measures as plain values."""
    measures = point.measures
    return {
        "value": point.value,
        "rows": measures.rows,
        **{name: number(getattr(measures, name)) for name in NAMES},
        "context": [number(each) for each in measures.context] or None,
    }


def sweep_rows(sweep: Sweep) -> list[list[str | float]]:
    """A sweep as rows of a table: a heading, and a row a value of each series."""
    points = [point for series in sweep.series for point in series.points]
    wide = max(len(point.measures.context) for point in points)
    contexts = [f"context_{at + 1}" for at in range(wide)]
    several = len(sweep.series) > 1
    rows: list[list[str | float]] = [[*["scale"] * several, sweep.path, "rows", *NAMES, *contexts]]
    for series in sweep.series:
        for point in series.points:
            measures = point.measures
            numbers = [getattr(measures, name) for name in NAMES]
            # Where the width of a context varies, the shorter ones leave their last places empty.
            empty = [""] * (wide - len(measures.context))
            scale = [series.scale] * several
            rows.append([*scale, point.value, measures.rows, *numbers, *measures.context, *empty])
    return rows
