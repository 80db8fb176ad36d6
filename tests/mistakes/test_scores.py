"""Mistakes in how queries and keys are compared: against loops of their words, and in whole computations."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import oracle
import pytest
from mistakes import loops_scores as loops
from mistakes.wrong import (
    Floats,
    apart,
    close,
    found,
    inputs,
    made,
    of_text,
    random,
    together,
    truth,
    where_made,
)

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes import scores
from attncli.numerics.mistaken import scores as room

BY_NAME = {mistake.name: mistake for mistake in scores.MISTAKES}
LEADING = [(), (2,), (3, 2)]

SQUARE = """
title: Three queries, three keys, a square matrix
mechanism: luong-general
tensors:
  query: [[1, 2], [0.5, -1], [3, 0.25]]
  key: [[2, -1], [1, 1.5], [0.5, 3]]
  value: [[1, 0], [0, 1], [2, 2]]
parameters:
  w_a: [[1, 0.5], [-2, 0.25]]
"""

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

ELSEWHERE = {
    "no-tanh": ("cat-sat-mat", "luong-general"),
    "relu-for-tanh": ("cat-sat-mat", "luong-general"),
    "units-unweighted": ("cat-sat-mat", "luong-general"),
    "parameters-left-out": ("cat-sat-mat", "luong-general", "luong-concat"),
    "swapped-units": ("cat-sat-mat", "luong-general", "luong-concat"),
    "unit-bias-left-out": ("cat-sat-mat", "additive-decoder", "luong-concat"),
    "queries-tiled": ("cat-sat-mat", "luong-general"),
    "concat-as-sum": ("cat-sat-mat", "additive-decoder"),
    "concat-order": ("cat-sat-mat", "additive-decoder"),
    "matrix-left-out": ("cat-sat-mat", "additive-decoder", "luong-concat", "luong-location"),
    "matrix-transposed": ("cat-sat-mat", "additive-decoder", "luong-concat", "luong-location"),
    "cosine": ("additive-decoder", "luong-general", "luong-location"),
    "first-product-only": ("luong-location",),
    "swapped-query-key": ("luong-location",),
}
"""Scenarios in which a mistake cannot be made, since its step is not there."""


@pytest.mark.parametrize("leading", LEADING)
def test_a_first_product_is_taken_alone(leading: tuple[int, ...]) -> None:
    query, key = random(*leading, 5, 11), random(*leading, 7, 11)
    expected = together(loops.first_product, query, key)
    assert np.allclose(room.first_products(query, key), expected, rtol=1e-14, atol=0)


@pytest.mark.parametrize("leading", LEADING)
def test_cosines_are_products_over_lengths(leading: tuple[int, ...]) -> None:
    query, key = random(*leading, 5, 11), random(*leading, 7, 11)
    key[..., 2, :] = 0
    for nothing in (math.nan, 0.0):
        expected = together(partial(loops.cosine, of_nothing=nothing), query, key)
        assert np.allclose(room.cosines(query, key, nothing), expected, rtol=1e-13, atol=0, equal_nan=True)


UNITS: list[tuple[Callable[..., Floats], Callable[..., Any], tuple[Floats, ...]]] = [
    (room.unmapped, loops.without_matrix, (random(5, 3),)),
    (room.mapped_by_columns, loops.with_columns, (random(5, 3), random(3, 3))),
    (
        partial(room.sums_of_added, lower=False),
        partial(loops.added_up, half="upper"),
        (random(5, 3), random(7, 3), random(6, 11)),
    ),
    (
        partial(room.sums_of_added, lower=True),
        partial(loops.added_up, half="lower"),
        (random(5, 3), random(7, 3), random(6, 11)),
    ),
    (room.sums_key_first, loops.key_first, (random(5, 2), random(7, 3), random(5, 11))),
    (room.sums_of_tiled_parts, loops.tiled_parts, (random(5, 11), random(7, 11), random(11))),
    (room.sums_of_tiled, loops.tiled_pairs, (random(5, 2), random(7, 3), random(5, 11))),
    (room.sums_without_bias, loops.parts_alone, (random(5, 11), random(7, 11))),
    (room.sums_themselves, loops.kept, (random(5, 7, 11),)),
    (room.rectified, loops.above_zero, (random(5, 7, 11),)),
    (room.units_added, loops.added_units, (random(5, 7, 11),)),
    (room.first_unit, loops.first_of_units, (random(5, 7, 11), random(11))),
]


@pytest.mark.parametrize(("function", "loop", "arrays"), UNITS)
def test_each_function_is_what_its_words_say(
    function: Callable[..., Floats], loop: Callable[..., Any], arrays: tuple[Floats, ...]
) -> None:
    assert close(function(*arrays), loop(*(array.tolist() for array in arrays)))


def test_without_a_bias_tiled_parts_have_none() -> None:
    query, key = random(5, 11), random(7, 11)
    expected = loops.tiled_parts(query.tolist(), key.tolist(), None)
    assert close(room.sums_of_tiled_parts(query, key), expected)


def test_what_is_not_equally_long_cannot_be_added_up() -> None:
    with pytest.raises(ValueError, match="3 numbers cannot be added to 1"):
        room.sums_of_added(random(5, 3), random(7, 1), random(4, 11), lower=False)


@pytest.mark.parametrize("name", ["luong-local-p", "statquest", "flash-4x4"])
def test_a_swapped_query_and_key_turn_the_scores_round(name: str) -> None:
    scenario = load_scenario(name)
    given, wrong = inputs(scenario), made(scenario, BY_NAME["swapped-query-key"])
    assert wrong.broken is None
    expected = loops.asked_by_keys(given["query"], given["key"])
    assert close(found(wrong, "scores"), expected)
    assert apart(truth(scenario, "scores"), expected)


def test_in_every_head_query_and_key_are_swapped() -> None:
    scenario = load_scenario("yeh-mha")
    given, wrong = inputs(scenario), made(scenario, BY_NAME["swapped-query-key"])
    pairs = zip(given["query"], given["key"], strict=True)
    assert close(found(wrong, "scores"), [loops.asked_by_keys(query, key) for query, key in pairs])


def test_swapped_where_there_are_more_keys_than_queries_the_shape_tells() -> None:
    wrong = made(load_scenario("karpathy-sharpens"), BY_NAME["swapped-query-key"])
    assert wrong.broken is not None
    assert (wrong.broken.stage, wrong.broken.shape) == ("scores", (5, 2))
    assert wrong.array("scores") is None


def test_of_other_scores_keys_ask_in_the_network() -> None:
    scenario = of_text(SQUARE)
    given, wrong = inputs(scenario), made(scenario, BY_NAME["swapped-query-key"])
    assert close(found(wrong, "scores"), oracle.general_scores(given["key"], given["query"], given["w_a"]))


def test_one_product_alone_makes_other_scores() -> None:
    scenario = load_scenario("statquest")
    given, wrong = inputs(scenario), made(scenario, BY_NAME["first-product-only"])
    assert close(found(wrong, "scores"), loops.first_product(given["query"], given["key"]))
    scenario = of_text(SQUARE)
    given, wrong = inputs(scenario), made(scenario, BY_NAME["first-product-only"], 1)
    mapped = oracle.linear(given["query"], given["w_a"])
    assert close(found(wrong, "scores"), loops.first_product(mapped, given["key"]))
    scenario = of_text(ADDED)
    given, wrong = inputs(scenario), made(scenario, BY_NAME["first-product-only"], 2)
    units = truth(scenario, "scores/activations")
    assert close(found(wrong, "scores"), loops.first_of_units(units.tolist(), given["v_a"]))


def test_each_way_to_score_has_its_own_form_of_a_first_product() -> None:
    for scenario, form in ((load_scenario("statquest"), 0), (of_text(SQUARE), 1), (of_text(ADDED), 2)):
        assert where_made(scenario, BY_NAME["first-product-only"]) == [each == form for each in range(3)]


def test_cosines_of_a_vector_without_length_are_no_number_or_0() -> None:
    scenario = load_scenario("cat-sat-mat")
    given, wrong = inputs(scenario), made(scenario, BY_NAME["cosine"], 1)
    assert close(found(wrong, "scores"), loops.cosine(given["query"], given["key"], 0.0))
    text = SQUARE.replace("luong-general", "luong-dot").replace("[2, -1]", "[0, 0]")
    scenario = of_text(text[: text.index("parameters")])
    bare, guarded = made(scenario, BY_NAME["cosine"], 0), made(scenario, BY_NAME["cosine"], 1)
    given = inputs(scenario)
    expected = loops.cosine(given["query"], given["key"], 0.0)
    assert close(found(guarded, "scores"), expected)
    assert np.isnan(found(bare, "scores")[:, 0]).all()
    assert close(found(bare, "scores")[:, 1:], np.array(expected)[:, 1:])
    assert np.isnan(found(bare, "context")).all()


@pytest.mark.parametrize(
    ("name", "loop"),
    [
        ("matrix-left-out", lambda given: given["query"]),
        ("matrix-transposed", lambda given: loops.with_columns(given["query"], given["w_a"])),
    ],
)
def test_a_square_matrix_is_left_out_or_turned_round(
    name: str, loop: Callable[[dict[str, Any]], loops.Matrix]
) -> None:
    scenario = of_text(SQUARE)
    given, wrong = inputs(scenario), made(scenario, BY_NAME[name])
    expected = oracle.dot_scores(loop(given), given["key"])
    assert close(found(wrong, "scores"), expected)
    value = inputs(scenario, "context")["value"]
    assert close(found(wrong, "context"), oracle.weighted_sum(oracle.softmax(expected), value))
    assert where_made(of_text(ADDED), BY_NAME[name]) == [False]


def test_a_matrix_that_is_not_square_breaks_the_shape() -> None:
    scenario = load_scenario("luong-general")
    left_out = made(scenario, BY_NAME["matrix-left-out"])
    turned = made(scenario, BY_NAME["matrix-transposed"])
    assert left_out.broken is not None
    assert left_out.broken.shape == (3, 2)
    assert turned.broken is not None
    assert turned.broken.shape is None


@pytest.mark.parametrize("name", BY_NAME)
def test_a_mistake_is_made_only_where_its_step_is(name: str) -> None:
    for other in ELSEWHERE[name]:
        assert not any(where_made(load_scenario(other), BY_NAME[name]))
