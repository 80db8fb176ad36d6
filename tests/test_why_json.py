"""`attn why --json`: the trees of every mechanism, worked out as docs/json.md says, give their numbers."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attncli
from attncli.loading.library import scenario_names
from attncli.mechanisms import MECHANISMS
from attncli.pages.why import find_cell
from attncli.scenario import Scenario
from attncli.trace import Trace
from scenarios import SCORED, multi_head_scenarios, scenarios, scored_scenarios

Tree = dict[str, Any]

UNARY: dict[str, Callable[[float], float]] = {
    "root": math.sqrt,
    "exp": math.exp,
    "sine": math.sin,
    "cosine": math.cos,
    "square": lambda x: x * x,
    "negative": lambda x: -x,
    "tanh": math.tanh,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)) if x > -700 else 0.0,
    "where": lambda x: x,
}
BINARY: dict[str, Callable[[float, float], float]] = {
    "difference": lambda x, y: x - y,
    "quotient": lambda x, y: x / y,
    "power": math.pow,
}
OF_ANY: dict[str, Callable[[list[float]], float]] = {"sum": sum, "largest": max, "product": math.prod}


def number(holder: Tree) -> float:
    """The number of a leaf or a cell; null stands for −∞."""
    return -math.inf if holder["value"] is None else float(holder["value"])


def worth(tree: Tree) -> float:
    """What a tree comes to."""
    if "op" not in tree:
        return number(tree)
    numbers, op = [worth(part) for part in tree["of"]], tree["op"]
    if op in OF_ANY:
        assert set(tree) == ({"op", "of"} if op == "product" else {"op", "of", "over"})
        return OF_ANY[op](numbers)
    if op in BINARY:
        left, right = numbers
        return BINARY[op](left, right)
    (only,) = numbers
    return UNARY[op](only)


def size(tree: Tree) -> float:
    """How large the numbers are that a tree adds up, signs aside: the measure of rounding errors."""
    if tree.get("op") in ("sum", "difference"):
        return sum(abs(worth(part)) for part in tree["of"])
    return size(tree["of"][0]) if tree.get("op") == "where" else abs(worth(tree))


def parts(tree: Tree) -> Iterator[Tree]:
    """A tree and every tree in it."""
    yield tree
    for part in tree.get("of", ()):
        yield from parts(part)


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


@pytest.mark.parametrize("name", scenario_names())
def test_every_number_of_a_built_in_scenario_is_what_its_tree_gives(name: str) -> None:
    assert built_in(name) >= OWN.get(attncli.load_scenario(name).mechanism, set())


def test_every_operation_is_met_in_a_built_in_scenario() -> None:
    met = set().union(*map(built_in, scenario_names()))
    assert met == {*UNARY, *BINARY, *OF_ANY}


def test_every_mechanism_has_a_built_in_scenario() -> None:
    assert {attncli.load_scenario(name).mechanism for name in scenario_names()} == set(MECHANISMS)


@given(scenarios(heads=False, hostile=False))
def test_every_number_is_what_its_tree_gives(scenario: Scenario) -> None:
    operations(scenario)


@given(multi_head_scenarios(hostile=False))
def test_every_number_of_heads_is_what_its_tree_gives(scenario: Scenario) -> None:
    operations(scenario)


@pytest.mark.parametrize("mechanism", SCORED)
@settings(max_examples=20)
@given(st.data())
def test_every_number_of_other_scores_is_what_its_tree_gives(mechanism: str, data: st.DataObject) -> None:
    scenario = data.draw(scored_scenarios(hostile=False, mechanism=mechanism))
    assert operations(scenario) >= OWN.get(mechanism, set())
