"""Whatever a scenario computes can be expected, in the shape that it has; nothing else can."""

from __future__ import annotations

import numpy as np
import pytest

from attncli.errors import AttnError
from attncli.loading.asked import NOTHING
from attncli.loading.editing import rows
from attncli.loading.library import built_in_source, scenario_names
from attncli.loading.scenario_file import load, loaded
from attncli.mechanisms.attend import attend
from attncli.mechanisms.expect import compare
from attncli.mechanisms.outline import outline, stage_names
from attncli.reading.emitting import emitted, text_node
from attncli.reading.text import SourceFile
from attncli.reading.tree import Pairs
from attncli.scenario import Scenario
from attncli.tensor import Axis, Glyph, Tensor

HEADS = (
    "mechanism: multi-head\nheads: 2\nsentence: a b\nembeddings: {a: [1, 0, 0, 1], b: [0, 1, 1, 0]}\n"
    "expect: {scaled_scores: {values: [[0, 0.7071], [0, 0.7071]], query: b}}\n"
)


def with_expectation(name: str, tensor: Tensor) -> SourceFile:
    """The file of a built-in scenario that expects what it computes of one stage, and nothing besides."""
    root = loaded(name, NOTHING).root
    assert isinstance(root, Pairs)
    stage = Pairs(root.start, root.end)
    stage.values = {"values": rows(tensor.array, root), "atol": text_node("1e-9", root)}
    root.values["expect"] = expect = Pairs(root.start, root.end)
    expect.values[tensor.name] = stage
    return SourceFile(name, name, emitted(root).encode(), built_in_source(name).folder)


def computed(scenario: Scenario) -> list[Tensor]:
    """Everything that a scenario may be held to; what is hidden has no number."""
    trace = attend(scenario, every=True)
    there = outline(scenario)
    tensors = [*trace.givens, *(stage.output for stage in trace.stages)]
    return [tensor for tensor in tensors if tensor.name in there and np.isfinite(tensor.array).all()]


@pytest.mark.parametrize("name", scenario_names())
def test_whatever_a_scenario_computes_can_be_expected(name: str) -> None:
    for tensor in computed(load(name)):
        scenario = load(with_expectation(name, tensor))
        assert [expected.stage for expected in scenario.expect] == [tensor.name]
        assert not [miss for compared in compare(scenario) for miss in compared.misses]


def test_multi_head_attention_scales_and_can_be_held_to_it() -> None:
    scenario = load(SourceFile("mine", "mine.yaml", HEADS.encode(), None))
    (compared,) = compare(scenario)
    assert (compared.stage, compared.numbers) == ("scaled_scores", 4)


@pytest.mark.parametrize("name", ["cat-sat-mat", "cat-sat-mat-heads", "luong-local-p"])
def test_a_stage_that_only_others_have_is_refused_with_the_reason(name: str) -> None:
    there = outline(load(name))
    of_others = {stage for other in scenario_names() for stage in outline(load(other))}
    for stage in of_others - there.keys():
        axis = there["scores"].axes[-1]
        tensor = Tensor(stage, Glyph("T", "T"), np.zeros((1, len(axis))), (Axis.numbered("query", 1), axis))
        with pytest.raises(AttnError) as caught:
            load(with_expectation(name, tensor))
        assert (caught.value.code, caught.value.all) == ("E313", (caught.value,))
        assert f"`{stage}` is not a stage of this scenario: " in caught.value.what


def test_every_stage_of_every_scenario_has_a_known_name() -> None:
    assert {stage for name in scenario_names() for stage in outline(load(name))} <= {*stage_names()}
