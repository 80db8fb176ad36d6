"""Axes: what a position of one is called."""

from __future__ import annotations

from pathlib import Path

import pytest

import attncli
from attncli.tensor import Axis

SCENARIOS = sorted(path.stem for path in (Path(__file__).parents[1] / "scenarios").glob("*.yaml"))


def test_a_position_is_called_a_word_where_the_labels_are_words() -> None:
    assert Axis("token", ["the", "cat"], "sentence").noun == "word"
    assert Axis.numbered("token", 2).noun == "row"


def test_a_position_is_called_what_its_axis_is_called_where_that_is_a_noun() -> None:
    assert [Axis.numbered(name, 1).noun for name in ("query", "key", "head")] == ["query", "key", "head"]
    assert Axis.numbered("d_k", 4).noun == "dimension"


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_axis_of_a_computation_has_a_noun(name: str) -> None:
    trace = attncli.attend(attncli.load_scenario(name))
    steps = [step for stage in trace.stages for step in stage.steps(0)]
    tensors = (*trace.givens, *(stage.output for stage in (*trace.stages, *steps)))
    assert [axis for tensor in tensors for axis in tensor.axes if "_" in axis.noun] == []
