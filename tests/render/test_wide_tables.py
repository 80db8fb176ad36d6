"""Laying a table out costs about what is shown: every column is drawn once, and long rows are cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from attncli.document import Column, Row, Value, Working, say
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.pages.explain import explain
from attncli.reading.text import SourceFile
from attncli.render import tables
from attncli.render.columns import column_cells
from attncli.render.lines import Look
from attncli.render.numbers import operand
from attncli.render.text import text
from attncli.tensor import Axis, Glyph, Tensor


def noting(function: Callable[..., Any], calls: list[object]) -> Callable[..., Any]:
    """The function, noting that it is called."""

    def noted(*given: object) -> object:
        calls.append(given)
        return function(*given)

    return noted


def wide(columns: int) -> Working:
    tensor = Tensor(
        "t",
        Glyph("T", "T"),
        np.arange(2.0 * columns).reshape(2, -1),
        (Axis.numbered("key", 2), Axis.numbered("d", columns)),
    )
    rows = tuple(
        Row(say(f"row {i}"), tuple(Value(tensor.cell(i, j)) for j in range(columns))) for i in (0, 1)
    )
    return Working(say("key"), tuple(Column(say(f"dim {j}"), j) for j in range(columns)), rows, ("t",))


@pytest.mark.parametrize("columns", [1, 8, 64, 512])
def test_every_column_is_drawn_once_however_many_there_are(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    monkeypatch.setattr(tables, "column_cells", noting(column_cells, drawn))
    lines = tables.working_lines(wide(columns), {"t": 2}, Look(80))
    assert len(drawn) == columns
    words = " ".join(piece.text for line in lines for piece in line).split()
    assert words.count("dim") == columns
    assert all(sum(len(piece.text) for piece in line) <= 78 for line in lines)


def page(d: int, mechanism: str, **parameters: tuple[int, ...]) -> tuple[str, int]:
    """The page of one query of 3 words in d dimensions, and how many numbers were written on it."""
    rng = np.random.default_rng(1)
    fields = [f"mechanism: {mechanism}", f"x: {rng.normal(size=(3, d)).round(2).tolist()}", "parameters:"]
    fields += [f"  {name}: {rng.normal(size=shape).round(2).tolist()}" for name, shape in parameters.items()]
    source = SourceFile("mine", "mine.yaml", "\n".join(fields).encode(), None)
    counted: list[object] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("attncli.render.columns.operand", noting(operand, counted))
        patch.setattr("attncli.render.digits.operand", noting(operand, counted))
        return text(explain(attend(load_scenario(source))), Look()), len(counted)


def test_a_wide_projection_works_out_six_columns_and_says_how_many_it_shows() -> None:
    for d in (48, 64):
        shown, _ = page(d, "scaled-dot-product", w_q=(d, d), w_k=(d, d), w_v=(d, d))
        assert "dimension 6" in shown
        assert "dimension 7" not in shown
        assert shown.count(f"Shown: 12 of {d} dimensions. JSON has them all.") == 4


@pytest.mark.law
def test_twice_the_dimensions_are_no_more_numbers_to_write() -> None:
    for mechanism, shapes in (
        ("scaled-dot-product", lambda d: {"w_q": (d, d), "w_k": (d, d), "w_v": (d, d)}),
        ("additive", lambda d: {"w_a": (d, d), "u_a": (d, d), "v_a": (d,)}),
        ("luong-dot", lambda d: {"w_c": (2 * d, d)}),
    ):
        _, once = page(32, mechanism, **shapes(32))
        _, twice = page(64, mechanism, **shapes(64))
        assert twice <= once * 1.1
