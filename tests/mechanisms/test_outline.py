"""The outline of a run: the stages and axes that a scenario will have, before anything is computed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from attncli import load_scenario
from attncli.mechanisms import MECHANISMS
from attncli.scenario import Scenario
from attncli.tensor import Axis
from attncli.trace import Op, Outline, Recorder, Stage
from scenarios import scenarios, scored_scenarios

BUILT_IN = sorted(path.stem for path in Path(__file__).parents[2].joinpath("scenarios").glob("*.yaml"))

AxisSeen = tuple[str, tuple[str, ...], tuple[str, ...], str | None]


def recorded(record: Recorder, scenario: Scenario) -> list[Stage]:
    """The stages that a recorder has of a scenario's mechanism."""
    MECHANISMS[scenario.mechanism].run(scenario, record)
    return record.stages


def seen(axis: Axis) -> AxisSeen:
    """All that a page can see of an axis."""
    return (axis.name, axis.labels, axis.names, axis.sequence)


def assert_outlined(scenario: Scenario) -> None:
    """The outline of a scenario has the stages of its run: names, inputs and axes."""
    outline, run = recorded(Outline(), scenario), recorded(Recorder(), scenario)
    assert [stage.name for stage in outline] == [stage.name for stage in run]
    for drawn, stage in zip(outline, run, strict=True):
        assert [seen(axis) for axis in drawn.output.axes] == [seen(axis) for axis in stage.output.axes]
        assert [tensor.name for tensor in drawn.inputs] == [tensor.name for tensor in stage.inputs]
        assert drawn.formula == stage.formula
        assert not drawn.output.array.any()


@given(scenarios() | scored_scenarios())
def test_the_outline_of_any_scenario_has_the_stages_and_axes_of_its_run(scenario: Scenario) -> None:
    assert_outlined(scenario)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_outline_of_a_built_in_scenario_has_the_stages_and_axes_of_its_run(name: str) -> None:
    assert_outlined(load_scenario(name))


@given(scenarios() | scored_scenarios())
def test_an_outline_computes_nothing(scenario: Scenario) -> None:
    with pytest.MonkeyPatch.context() as patched:
        for op in {type(stage.op) for stage in recorded(Recorder(), scenario)}:
            patched.setattr(op, "compute", refuse)
        recorded(Outline(), scenario)


def refuse(op: Op, *_: object, **__: object) -> None:
    """What an outline must not call."""
    raise AssertionError(f"{op.name} was computed")


def test_the_numbers_of_an_outline_take_no_memory() -> None:
    for stage in recorded(Outline(), load_scenario("cat-sat-mat")):
        array = stage.output.array
        assert array.strides == (0,) * array.ndim
        assert not array.flags.writeable
        assert array.dtype == np.float64


def test_an_outline_has_finer_steps_that_are_outlined_too() -> None:
    *_, weights, _ = recorded(Outline(), load_scenario("cat-sat-mat"))
    assert [step.name for step in weights.steps(0)] == ["highest", "exponentials", "total", "weights"]
    assert all(not step.output.array.any() for step in weights.steps(0))
