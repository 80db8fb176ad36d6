"""Mistakes in what scores are divided by: against loops of their words, and in whole computations."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import oracle
import pytest
from mistakes import loops_scaling as loops
from mistakes.wrong import Floats, apart, close, found, made, of_text, random, together, truth, where_made

from attncli.document import Number
from attncli.loading.scenario_file import load_scenario
from attncli.mistakes import scaling
from attncli.mistakes.numbers import Numbers
from attncli.mistakes.words import facts, would
from attncli.numerics.mistaken import scaling as room

Loop = Callable[[loops.Matrix], loops.Matrix]

BY_NAME = {mistake.name: mistake for mistake in scaling.MISTAKES}
LEADING = [(), (3,), (2, 3)]
KEY = np.ones((7, 11))


@pytest.mark.parametrize("leading", LEADING)
@pytest.mark.parametrize(
    ("function", "loop"),
    [
        (room.not_scaled, loops.undivided),
        (partial(room.scaled_by_d_k, d_k=11), partial(loops.over, number=11)),
        (
            partial(room.scaled_by_d_model, d_k=11, x=np.ones((5, 13)), packed=np.ones((5, 17))),
            partial(loops.over_root_of, count=13),
        ),
        (
            partial(room.scaled_by_d_model, d_k=11, x=None, packed=np.ones((5, 17))),
            partial(loops.over_root_of, count=17),
        ),
        (partial(room.scaled_by_d_model, d_k=11, x=None, packed=None), partial(loops.over_root_of, count=11)),
        (room.scaled_by_keys, partial(loops.over_root_of, count=7)),
        (partial(room.scaled_by_half, d_k=11), partial(loops.over_power, d_k=11)),
        (partial(room.scaled_by_double, d_k=11), partial(loops.times_power, d_k=11)),
        (partial(room.scaled_by_double, d_k=11), partial(loops.over_power_unbracketed, d_k=11)),
        (partial(room.multiplied_by_root, d_k=11), partial(loops.times_root, d_k=11)),
        (partial(room.scaled_twice, d_k=11), partial(loops.over_root_twice, d_k=11)),
        (partial(room.multiplied_twice, scale=0.3), partial(loops.times_twice, scale=0.3)),
        (partial(room.divided_afterwards, d_k=11), partial(loops.over_root_of, count=11)),
        (partial(room.multiplied_afterwards, scale=0.3), partial(loops.times, scale=0.3)),
        (partial(room.scaled_anyway, key=KEY), partial(loops.over_root_of, count=11)),
    ],
)
def test_each_function_is_what_its_words_say(
    function: Callable[[Floats], Floats], loop: Loop, leading: tuple[int, ...]
) -> None:
    numbers = random(*leading, 5, 7)
    assert np.allclose(function(numbers), together(loop, numbers), rtol=1e-14, atol=0)


def test_heads_are_counted_on_the_axis_before_the_queries() -> None:
    numbers = random(3, 5, 7)
    expected = together(partial(loops.over_root_of, count=3), numbers)
    assert np.allclose(room.scaled_by_heads(numbers), expected, rtol=1e-14, atol=0)


IN_HEADS: list[tuple[str, int, Loop]] = [
    ("no-scale", 0, loops.undivided),
    ("scale-by-d-k", 0, partial(loops.over, number=2)),
    ("scale-by-d-model", 0, partial(loops.over_root_of, count=8)),
    ("scale-by-keys", 0, partial(loops.over_root_of, count=6)),
    ("scale-by-heads", 0, partial(loops.over_root_of, count=4)),
    ("scale-precedence", 0, partial(loops.over_power, d_k=2)),
    ("scale-precedence", 1, partial(loops.times_power, d_k=2)),
    ("multiply-by-root", 0, partial(loops.times_root, d_k=2)),
    ("scaled-twice", 0, partial(loops.over_root_twice, d_k=2)),
]


@pytest.mark.parametrize(("name", "form", "loop"), IN_HEADS)
def test_what_is_divided_wrongly_shows_in_the_weights_and_behind_them(
    name: str, form: int, loop: Loop
) -> None:
    scenario = load_scenario("cat-sat-mat-heads")  # four heads, d_k = 2, d_model = 8, six words
    wrong = made(scenario, BY_NAME[name], form)
    assert wrong.at == ("scaled_scores",)
    expected = together(lambda one: oracle.softmax(loop(one)), truth(scenario, "scores"))
    assert close(found(wrong, "weights"), expected)
    assert apart(truth(scenario, "weights"), expected)
    context = together(oracle.weighted_sum, expected, truth(scenario, "value_heads"))
    assert close(found(wrong, "context"), context)


@pytest.mark.parametrize(
    ("name", "form", "loop"),
    [("no-scale", 0, loops.undivided), ("scaled-twice", 1, partial(loops.times_twice, scale=0.3))],
)
def test_a_number_of_ones_own_is_left_out_or_multiplied_twice_too(name: str, form: int, loop: Loop) -> None:
    scenario = load_scenario("statquest", scale=0.3)
    expected = together(loop, truth(scenario, "scores"))
    assert close(found(made(scenario, BY_NAME[name], form), "scaled_scores"), expected)
    assert apart(truth(scenario, "scaled_scores"), expected)


@pytest.mark.parametrize(
    ("scale", "form", "loop"),
    [(None, 0, partial(loops.over_root_of, count=2)), (0.3, 1, partial(loops.times, scale=0.3))],
)
def test_weights_that_are_scaled_in_place_of_scores_add_up_to_less(
    scale: float | None, form: int, loop: Loop
) -> None:
    scenario = load_scenario("statquest", scale=scale)
    wrong, right = made(scenario, BY_NAME["scale-after-the-softmax"], form), truth(scenario, "scores")
    assert close(found(wrong, "weights"), loop(oracle.softmax(right.tolist())))
    assert close(found(wrong, "weights/exponentials"), np.exp(right - right.max(-1, keepdims=True)))
    assert where_made(scenario, BY_NAME["scale-after-the-softmax"]) == [form == 0, form == 1]


@pytest.mark.parametrize("name", ["luong-dot", "luong-local-p", "additive-decoder", "karpathy-sharpens"])
def test_scores_that_are_to_stay_as_they_are_are_scaled_anyway(name: str) -> None:
    scenario = load_scenario(name)
    wrong, numbers = made(scenario, BY_NAME["scaled-anyway"]), Numbers(scenario, scaling.MISTAKES)
    d_k = numbers.truth["scores"].input("key").array.shape[-1]
    assert close(found(wrong, "scores"), loops.over_root_of(truth(scenario, "scores").tolist(), d_k))
    assert [each.mistake.name for each in numbers.heard(numbers.order[-1])] == ["scaled-anyway"]


def test_nothing_is_scaled_anyway_where_it_is_scaled() -> None:
    numbers = Numbers(load_scenario("statquest"), scaling.MISTAKES)
    heard = {wrong.mistake.name for wrong in numbers.heard("weights")}
    assert "scaled-anyway" not in heard
    assert "scale-by-heads" not in heard  # there are none
    assert heard == set(BY_NAME) - {"scaled-anyway", "scale-by-heads"}


def test_of_a_number_of_ones_own_nobody_says_that_it_is_a_root() -> None:
    numbers = Numbers(load_scenario("statquest", scale=0.3), scaling.MISTAKES)
    heard = {wrong.mistake.name for wrong in numbers.heard("weights")}
    assert heard == {"no-scale", "scaled-twice", "scale-after-the-softmax"}


PACKED = """
title: Queries, keys and values for two heads
mechanism: multi-head
heads: 2
tensors:
  query: [[1, 2, 0.5, 1, 0, 1], [0.5, -1, 2, 0, 1, 1]]
  key: [[2, -1, 0, 1, 1, 0], [1, 1.5, 1, 0, 2, 1], [0.5, 3, -1, 1, 0, 2]]
  value: [[1, 0], [0, 1], [2, 2]]
"""


def test_without_x_d_model_is_how_wide_a_query_is_before_it_is_cut_into_heads() -> None:
    scenario = of_text(PACKED)
    wrong = found(made(scenario, BY_NAME["scale-by-d-model"]), "scaled_scores")
    assert close(wrong, together(partial(loops.over_root_of, count=6), truth(scenario, "scores")))
    assert apart(truth(scenario, "scaled_scores"), wrong)
    gaps = facts(scenario, Numbers(scenario, ()).truth)
    assert Number(6**0.5) in would(BY_NAME["scale-by-d-model"], gaps)


def test_where_there_are_no_heads_and_no_x_d_model_is_d_k() -> None:
    scenario = load_scenario("d2l-valid-lengths")
    wrong = made(scenario, BY_NAME["scale-by-d-model"])
    assert close(found(wrong, "scaled_scores"), truth(scenario, "scaled_scores"))


def test_places_have_no_key_that_scores_could_be_divided_by() -> None:
    assert where_made(load_scenario("luong-location"), BY_NAME["scaled-anyway"]) == [False]
