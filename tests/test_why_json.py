"""`attn why --json`: the trees of every mechanism, worked out as docs/json.md says, give their numbers."""

from __future__ import annotations

import json
import math
import re
from functools import cache

import pytest
from command import ROOT, attn
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import lessons
from trees import BINARY, OF_ANY, UNARY, Tree, number, parts, size, worth

import attncli
from attncli.mechanisms import MECHANISMS
from attncli.pages.cells import find_cell
from attncli.scenario import Scenario
from attncli.trace import Trace
from scenarios import SCORED, multi_head_scenarios, scenarios, scored_scenarios


def held(trace: Trace, tree: Tree) -> bool:
    """Whether a condition holds, as its test and its words tell."""
    cell, _ = find_cell(trace, tree["test"])
    near = re.fullmatch(r"within (.+) of (\d+)", tree["is"])
    if near:
        return abs(int(near[2]) - cell.value) <= float(near[1])
    return {"nonzero": cell.value != 0, "finite": math.isfinite(cell.value)}[tree["is"]]


def followed(trace: Trace, cell: str) -> set[str]:
    """The operations beneath a cell, after every number was held to its tree and every leaf to its cell."""
    told = json.loads(attncli.write(attncli.why(trace, cell, depth=20), "json"))["cells"]
    met: set[str] = set()
    for one in told:
        found, _ = find_cell(trace, one["cell"])
        value, tree = number(one), one["arithmetic"]
        assert value == found.value, one["cell"]
        if tree is None:
            continue
        # As in stages/test_derivations.py, but added one by one: at most a few roundings more.
        off = 0.0 if worth(tree) == value else abs(worth(tree) - value)
        assert off <= 8e-15 * size(tree) + 64 * 5e-324, one["cell"]
        for part in parts(tree):
            met |= {part["op"]} if "op" in part else set()
            if "cell" in part:
                leaf, _ = find_cell(trace, part["cell"])
                assert leaf.value == number(part)
            if part.get("op") == "where":
                assert part["holds"] == held(trace, part) == (part["reason"] is None)
    return met


def operations(scenario: Scenario) -> set[str]:
    """The operations beneath the largest and the smallest number of every stage."""
    trace = attncli.attend(scenario, every=True)
    met: set[str] = set()
    for tensor in (stage.output for stage in trace.stages):
        for index in {tensor.largest(), tensor.smallest()}:
            met |= followed(trace, tensor.cell(*index).name)
    return met


@cache
def built_in(name: str) -> frozenset[str]:
    """The operations of a built-in scenario, followed once."""
    return frozenset(operations(attncli.load_scenario(name)))


OWN = {
    "additive": {"tanh"},
    "luong-concat": {"tanh"},
    "luong-local-m": {"where"},
    "luong-local-p": {"tanh", "sigmoid", "where", "square", "negative", "exp"},
    "multi-head": {"root"},
}
"""Operations that the trees of a mechanism cannot do without."""


@pytest.mark.parametrize("name", lessons())
def test_every_number_of_a_built_in_scenario_is_what_its_tree_gives(name: str) -> None:
    assert built_in(name) >= OWN.get(attncli.load_scenario(name).mechanism, set())


def test_every_operation_is_met_in_a_built_in_scenario_or_in_what_a_layer_costs() -> None:
    told = attn("cost", "--json").json()["costs"]
    costs = {part["op"] for each in told for part in parts(each["arithmetic"]) if "op" in part}
    met = costs.union(*map(built_in, lessons()))
    assert met == {*UNARY, *BINARY, *OF_ANY}


def test_every_operation_stands_in_the_documentation() -> None:
    page = (ROOT / "docs" / "json.md").read_text("utf-8").partition("| `op` |")[2].partition("\n\n")[0]
    listed = [row.partition(" | ")[0] for row in page.splitlines()]
    assert {name for cell in listed for name in re.findall(r"`(\w+)`", cell)} == {*UNARY, *BINARY, *OF_ANY}


def test_every_mechanism_has_a_built_in_scenario() -> None:
    assert {attncli.load_scenario(name).mechanism for name in lessons()} == set(MECHANISMS)


@pytest.mark.law
@given(scenarios(heads=False, hostile=False))
def test_every_number_is_what_its_tree_gives(scenario: Scenario) -> None:
    operations(scenario)


@pytest.mark.law
@given(multi_head_scenarios(hostile=False))
def test_every_number_of_heads_is_what_its_tree_gives(scenario: Scenario) -> None:
    operations(scenario)


@pytest.mark.law
@pytest.mark.parametrize("mechanism", SCORED)
@settings(max_examples=20)
@given(st.data())
def test_every_number_of_other_scores_is_what_its_tree_gives(mechanism: str, data: st.DataObject) -> None:
    scenario = data.draw(scored_scenarios(hostile=False, mechanism=mechanism))
    assert operations(scenario) >= OWN.get(mechanism, set())
