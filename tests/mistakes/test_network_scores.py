"""Mistakes in scores by a network, step by step: each makes the scores that its words say."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import oracle
import pytest
from mistakes import loops_scores as loops
from mistakes.wrong import apart, close, found, inputs, made, of_text, truth

from attncli.mistakes import scores

BY_NAME = {mistake.name: mistake for mistake in scores.MISTAKES}

ADDED = """
title: Two queries, three keys, units as wide as both
mechanism: additive
tensors:
  query: [[1, 0.2], [0.5, -1]]
  key: [[0.2, -1], [1, 0.5], [0.5, 0.3]]
  value: [[1, 0], [0, 1], [2, 2]]
parameters:
  w_a: [[1, 0.5], [-0.2, 0.25]]
  u_a: [[0.3, -0.5], [0.2, 0.75]]
  v_a: [2, -1]
  b_a: [0.5, -0.25]
"""

JOINED = """
title: The same with one matrix
mechanism: luong-concat
tensors:
  query: [[1, 0.2], [0.5, -1]]
  key: [[0.2, -1], [1, 0.5], [0.5, 0.3]]
  value: [[1, 0], [0, 1], [2, 2]]
parameters:
  w_a: [[1, 0.5, 0.1], [-0.2, 0.25, 0.3], [0.3, -0.5, 1], [0.2, 0.75, -1]]
  v_a: [2, -1, 0.5]
"""


def of_sums(given: dict[str, Any], sums: loops.Cube) -> loops.Matrix:
    """Scores of the units' sums: tanh, and v_a."""
    return [
        [sum(math.tanh(s) * v for s, v in zip(unit, given["v_a"], strict=True)) for unit in row]
        for row in sums
    ]


def parts(given: dict[str, Any], w: str = "w_a", u: str = "u_a") -> tuple[loops.Matrix, loops.Matrix]:
    """The query's part and the key's, each by the matrix of this name."""
    return oracle.linear(given["query"], given[w]), oracle.linear(given["key"], given[u])


def with_bias(given: dict[str, Any], sums: loops.Cube) -> loops.Cube:
    """The bias added to every unit's sum."""
    return [[[s + b for s, b in zip(unit, given["b_a"], strict=True)] for unit in row] for row in sums]


ADDITIVE: list[tuple[str, int, Callable[[dict[str, Any]], loops.Matrix]]] = [
    ("parameters-left-out", 0, lambda g: of_sums(g, with_bias(g, loops.parts_alone(g["query"], g["key"])))),
    (
        "parameters-left-out",
        1,
        lambda g: of_sums(g | {"v_a": [1, 1]}, with_bias(g, loops.parts_alone(g["query"], g["key"]))),
    ),
    ("swapped-units", 0, lambda g: of_sums(g, with_bias(g, loops.parts_alone(*parts(g, "u_a", "w_a"))))),
    ("unit-bias-left-out", 0, lambda g: of_sums(g, loops.parts_alone(*parts(g)))),
    ("queries-tiled", 0, lambda g: of_sums(g, loops.tiled_parts(*parts(g), g["b_a"]))),
    (
        "units-unweighted",
        0,
        lambda g: of_sums(g | {"v_a": [1, 1]}, with_bias(g, loops.parts_alone(*parts(g)))),
    ),
]

CONCAT: list[tuple[str, int, Callable[[dict[str, Any]], loops.Matrix]]] = [
    ("concat-as-sum", 0, lambda g: of_sums(g, loops.added_up(g["query"], g["key"], g["w_a"], "upper"))),
    ("concat-as-sum", 1, lambda g: of_sums(g, loops.added_up(g["query"], g["key"], g["w_a"], "lower"))),
    ("concat-order", 0, lambda g: of_sums(g, loops.key_first(g["query"], g["key"], g["w_a"]))),
    ("queries-tiled", 1, lambda g: of_sums(g, loops.tiled_pairs(g["query"], g["key"], g["w_a"]))),
]


@pytest.mark.parametrize(
    ("text", "name", "form", "loop"), [(ADDED, *row) for row in ADDITIVE] + [(JOINED, *row) for row in CONCAT]
)
def test_a_step_of_the_network_that_is_wrong_makes_its_scores_wrong(
    text: str, name: str, form: int, loop: Callable[[dict[str, Any]], loops.Matrix]
) -> None:
    scenario = of_text(text)
    wrong, expected = made(scenario, BY_NAME[name], form), loop(inputs(scenario))
    assert wrong.broken is None
    assert close(found(wrong, "scores"), expected)
    assert apart(truth(scenario, "scores"), expected)
    context = oracle.weighted_sum(oracle.softmax(expected), inputs(scenario, "context")["value"])
    assert close(found(wrong, "context"), context)


@pytest.mark.parametrize("text", [ADDED, JOINED])
@pytest.mark.parametrize(("name", "loop"), [("no-tanh", loops.kept), ("relu-for-tanh", loops.above_zero)])
def test_in_place_of_tanh_something_else_is_weighed(
    text: str, name: str, loop: Callable[[loops.Cube], loops.Cube]
) -> None:
    scenario = of_text(text)
    wrong, given = made(scenario, BY_NAME[name]), inputs(scenario)
    units = loop(truth(scenario, "scores/sums").tolist())
    assert close(found(wrong, "scores/activations"), units)
    expected = [[sum(a * v for a, v in zip(u, given["v_a"], strict=True)) for u in row] for row in units]
    assert close(found(wrong, "scores"), expected)
