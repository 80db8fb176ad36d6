"""Random scenarios written as files: what is loaded is what was laid out by hand, axis by axis."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import attncli
from attncli.reading.text import SourceFile
from attncli.scenario import ORIGINS, Scenario
from attncli.tensor import Axis, Tensor
from scenarios import SCORED, multi_head_scenarios, scenarios, scored_scenarios


def in_a_file(scenario: Scenario, *, by_head: bool = False) -> str:
    """The text of a file that says what the scenario is, a field a line.

    ``by_head``: parameters as a list of one matrix a head, as they may be written in place of packed ones.
    """
    fields: dict[str, Any] = {"title": scenario.title, "mechanism": scenario.mechanism, **vectors(scenario)}
    if scenario.heads is not None:
        fields |= heads(scenario.heads, scenario.kv_heads)
    if scenario.parameters:
        fields["parameters"] = {
            name: parted(w, scenario) if by_head and name != "b_o" else w.array.tolist()
            for name, w in scenario.parameters.items()
        }
    if scenario.origin:
        fields["origin"] = scenario.origin
    if scenario.positions is not None:
        fields["positions"] = {"sinusoidal": scenario.positions}
    fields |= scenario.settings
    if scenario.allowed is not None:
        fields["mask"] = mask(scenario.mask, scenario.allowed)
    if scenario.scale != "auto":
        fields["scale"] = scenario.scale
    if scenario.shown is not None:
        fields["query"] = scenario.queries.names[scenario.shown]
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in fields.items())


def vectors(scenario: Scenario) -> dict[str, Any]:
    """The fields of the words and of the numbers that stand for them."""
    if scenario.x is not None:
        fields = rows(scenario.x)
        return fields if scenario.memory is None else {**fields, "memory": rows(scenario.memory)}
    roles = {"query": scenario.query, "key": scenario.key, "value": scenario.value}
    tensors = {name: tensor.array.tolist() for name, tensor in roles.items() if tensor is not None}
    words = next((axis for axis in (scenario.queries, scenario.keys) if axis.sequence), None)
    return {"tensors": tensors} if words is None else {"tokens": words.labels, "tensors": tensors}


def rows(x: Tensor) -> dict[str, Any]:
    """A matrix with its words, if it has any."""
    token, values = x.axes[0], x.array.tolist()
    return {"x": values} if token.sequence is None else {"tokens": token.labels, "x": values}


def heads(axis: Axis, kv_axis: Axis | None) -> dict[str, Any]:
    """The fields of the heads: how many, their names where they have any, and how many there are of keys."""
    fields: dict[str, Any] = {"heads": len(axis)}
    if axis.labels != Axis.numbered("head", len(axis)).labels:
        fields["head_names"] = axis.labels
    return fields if kv_axis is None else {**fields, "kv_heads": len(kv_axis)}


def parted(w: Tensor, scenario: Scenario) -> Any:
    """A packed parameter as a list with a part a head; of w_o, the rows that the head's results meet."""
    several = len(scenario.key_heads if w.name[-1] in "kv" else scenario.query_heads)
    return [part.tolist() for part in np.split(w.array, several, axis=0 if w.name == "w_o" else -1)]


def mask(texts: tuple[str, ...], allowed: Tensor) -> Any:
    """A mask that has a name by that, another as rows of truths."""
    named: dict[tuple[str, ...], Any] = {
        ("causal",): "causal",
        ("causal=bottom-right",): {"causal": "bottom-right"},
    }
    return named.get(texts) or allowed.array.tolist()


def sayable(scenario: Scenario) -> bool:
    """Whether a file can say it: beside tensors it has the words of one sentence."""
    return scenario.x is not None or None in (scenario.queries.sequence, scenario.keys.sequence)


def loaded(text: str) -> Scenario:
    """The scenario of a file that reads so."""
    return attncli.load_scenario(SourceFile("random", "random.yaml", text.encode(), None))


def computed(scenario: Scenario) -> dict[str, Tensor]:
    """Every given and every stage, by name."""
    trace = attncli.attend(scenario, every=True)
    return {tensor.name: tensor for tensor in (*trace.givens, *(stage.output for stage in trace.stages))}


def laid_out(tensor: Tensor) -> list[Any]:
    """All that a tensor is, but for its numbers."""
    axes = [(axis.name, axis.labels, axis.sequence, axis.positions) for axis in tensor.axes]
    return [tensor.symbol, tensor.parameter, *axes]


def assert_same(one: Scenario, other: Scenario) -> None:
    """Two scenarios have the same givens and stages, under the same axes and with the same numbers."""
    found, wanted = computed(one), computed(other)
    assert {name: laid_out(tensor) for name, tensor in found.items()} == {
        name: laid_out(tensor) for name, tensor in wanted.items()
    }
    for name, tensor in found.items():
        assert np.array_equal(tensor.array, wanted[name].array), name


def said_to_be(scenario: Scenario, origin: str) -> Scenario:
    """The scenario, whose parameters come from there."""
    return scenario._replace(origin=origin)


any_scenario = st.builds(
    said_to_be,
    (scenarios(hostile=False) | scored_scenarios(hostile=False)).filter(sayable),
    st.sampled_from(("", *ORIGINS)),
)


@given(scenarios(hostile=False).filter(sayable))
def test_a_scenario_in_a_file_computes_what_it_computes_by_hand(scenario: Scenario) -> None:
    assert_same(loaded(in_a_file(scenario)), scenario)


@pytest.mark.law
@pytest.mark.parametrize("mechanism", SCORED)
@settings(max_examples=30)
@given(st.data())
def test_scores_of_their_own_in_a_file_are_those_by_hand(mechanism: str, data: st.DataObject) -> None:
    scenario = data.draw(scored_scenarios(hostile=False, mechanism=mechanism).filter(sayable))
    assert_same(loaded(in_a_file(scenario)), scenario)


@pytest.mark.law
@given(multi_head_scenarios(hostile=False).filter(sayable), st.booleans())
def test_heads_in_a_file_compute_what_they_compute_by_hand(scenario: Scenario, by_head: bool) -> None:
    assert_same(loaded(in_a_file(scenario, by_head=by_head)), scenario)


@pytest.mark.law
@settings(max_examples=30)
@given(any_scenario)
def test_a_scenario_in_a_file_has_the_page_that_it_has_by_hand(scenario: Scenario) -> None:
    assume(scenario.query is None or not scenario.query.has("head"))
    found, wanted = (
        attncli.write(attncli.explain(attncli.attend(each)))
        for each in (loaded(in_a_file(scenario)), scenario)
    )
    assert found == wanted


SQUARE = "w_a: [[1, 0], [0, 1]]"
TALL = "w_a: [[1, 0], [0, 1], [1, 1]]"


@pytest.mark.parametrize(
    ("vectors", "parameters", "d_q"),
    [
        ("tensors: {query: [[1, 2, 3]], key: [[1, 2]]}", TALL, "d_q"),
        ("tensors: {query: [[1, 2]], key: [[1, 2]]}", SQUARE, "d_k"),
        ("x: [[1, 2]]", f"{TALL}, w_q: [[1, 2, 3], [4, 5, 6]]", "d_q"),
        ("x: [[1, 2, 3]]", f"{TALL}, w_k: [[1, 2], [3, 4], [5, 6]]", "d_q"),
        ("x: [[1, 2]]", SQUARE, "d_k"),
    ],
)
def test_queries_of_another_length_than_keys_have_an_axis_of_another_name(
    vectors: str, parameters: str, d_q: str
) -> None:
    text = f"mechanism: luong-general\n{vectors}\nparameters: {{{parameters}}}\n"
    tensors = computed(loaded(text))
    assert [axis.name for axis in tensors["query"].axes] == ["query", d_q]
    assert [axis.name for axis in tensors["key"].axes] == ["key", "d_k"]
    assert [axis.name for axis in tensors["w_a"].axes] == ["d_q", "d_k"]
