"""Mistakes in how weights favour the keys near a place: against loops of their words, and in computations."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import oracle
import pytest
from mistakes import loops_local as loops
from mistakes.wrong import Floats, apart, close, found, inputs, made, random, truth, where_made

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes import local
from attncli.numerics.mistaken import local as room
from attncli.numerics.softmax import softmax

BY_NAME = {mistake.name: mistake for mistake in local.MISTAKES}
PLACES = np.array([0.6, 3.0, 6.25])
WINDOW = 2


def masked_scores(n_queries: int, n_keys: int) -> Floats:
    """Random scores, some of them hidden, and all of the second query's."""
    scores = random(n_queries, n_keys)
    hidden = np.random.default_rng(7).random(scores.shape) < 0.4
    hidden[1] = True
    return np.where(hidden, -np.inf, scores)


def weights() -> Floats:
    """Weights of three queries over seven keys; the second sees nothing."""
    return softmax(masked_scores(3, 7))


BY_ARRAY: list[tuple[Callable[[], Floats], Callable[[], loops.Matrix]]] = [
    (lambda: room.unfavoured(weights()), lambda: loops.left_alone(weights().tolist())),
    (lambda: room.renormalised(weights() / 3), lambda: loops.to_shares((weights() / 3).tolist())),
    (
        lambda: room.softmax_of_products(masked_scores(3, 7), PLACES, np.array(2.0)),
        lambda: loops.curve_times_scores(masked_scores(3, 7).tolist(), PLACES.tolist(), WINDOW),
    ),
    (
        lambda: room.softmax_of_sums(masked_scores(3, 7), PLACES, np.array(2.0)),
        lambda: loops.curve_in_power(masked_scores(3, 7).tolist(), PLACES.tolist(), WINDOW),
    ),
    (lambda: room.wide_nearness(random(3, 7), 2), lambda: loops.wide(random(3, 7).tolist(), WINDOW)),
    (
        lambda: room.distances_to_whole(weights(), PLACES, np.floor),
        lambda: loops.from_whole(PLACES.tolist(), 7, math.floor),
    ),
    (
        lambda: room.distances_from_zero(np.arange(1, 8) - PLACES[:, None]),
        lambda: loops.from_zero(PLACES.tolist(), 7),
    ),
    (
        lambda: room.in_window_from_zero(random(3, 7), PLACES, 2),
        lambda: loops.window_from_zero(random(3, 7).tolist(), PLACES.tolist(), WINDOW),
    ),
]


@pytest.mark.parametrize(("function", "loop"), BY_ARRAY)
def test_each_function_is_what_its_words_say(
    function: Callable[[], Floats], loop: Callable[[], loops.Matrix]
) -> None:
    assert close(function(), loop())


def test_a_window_from_zero_hides_what_a_mask_hides_besides() -> None:
    scores, mask = random(3, 7), np.random.default_rng(5).random((3, 7)) < 0.7
    rows = loops.window_from_zero(scores.tolist(), PLACES.tolist(), WINDOW)
    expected = oracle.masked(rows, mask.tolist())
    assert close(room.in_window_from_zero(scores, PLACES, 2, mask), expected)


def given() -> dict[str, Any]:
    """What the built-in example of a predicted place comes to, as lists."""
    scenario = load_scenario("luong-local-p")
    stages = ("masked_scores", "weights", "local_weights", "alignment_position", "scores")
    of = {stage: truth(scenario, stage).tolist() for stage in stages}
    return of | {"value": inputs(scenario, "context")["value"]}


def favoured(weights: loops.Matrix, distances: loops.Matrix, sigma: float) -> loops.Matrix:
    """Weights times a bell curve over distances."""
    return [
        [w * loops.bell(d, sigma) for w, d in zip(row, away, strict=True)]
        for row, away in zip(weights, distances, strict=True)
    ]


def apart_by(of: dict[str, Any]) -> loops.Matrix:
    """The true distances."""
    return [[key - place for key in range(1, 6)] for place in of["alignment_position"]]


def whole(of: dict[str, Any], rounded: Callable[[float], float]) -> loops.Matrix:
    """The weights with a bell curve round a whole position."""
    return favoured(of["weights"], loops.from_whole(of["alignment_position"], 5, rounded), 1)


def all_from_zero(of: dict[str, Any]) -> loops.Matrix:
    """The local weights where the window's keys are counted from 0 too."""
    scores = loops.window_from_zero(of["scores"], of["alignment_position"], 2)
    return favoured(oracle.softmax(scores), loops.from_zero(of["alignment_position"], 5), 1)


MADE: list[tuple[str, int, Callable[[dict[str, Any]], loops.Matrix]]] = [
    ("gaussian-left-out", 0, lambda of: of["weights"]),
    ("gaussian-renormalised", 0, lambda of: loops.to_shares(of["local_weights"])),
    (
        "gaussian-inside-the-softmax",
        0,
        lambda of: loops.curve_times_scores(of["masked_scores"], of["alignment_position"], 2),
    ),
    (
        "gaussian-inside-the-softmax",
        1,
        lambda of: loops.curve_in_power(of["masked_scores"], of["alignment_position"], 2),
    ),
    ("sigma-is-d", 0, lambda of: favoured(of["weights"], apart_by(of), 2)),
    ("centre-moved", 0, lambda of: whole(of, math.floor)),
    ("centre-moved", 1, lambda of: whole(of, round)),
    ("centre-moved", 2, lambda of: whole(of, math.ceil)),
    (
        "place-from-zero",
        0,
        lambda of: favoured(of["weights"], loops.from_zero(of["alignment_position"], 5), 1),
    ),
    ("place-from-zero", 1, all_from_zero),
]


@pytest.mark.parametrize(("name", "form", "loop"), MADE)
def test_weights_that_are_favoured_wrongly_make_another_context(
    name: str, form: int, loop: Callable[[dict[str, Any]], loops.Matrix]
) -> None:
    scenario = load_scenario("luong-local-p")
    of = given()
    wrong, expected = made(scenario, BY_NAME[name], form), loop(of)
    assert close(found(wrong, "local_weights"), expected)
    assert close(found(wrong, "context"), oracle.weighted_sum(expected, of["value"]))
    assert apart(truth(scenario, "local_weights"), expected)
    assert apart(truth(scenario, "context"), found(wrong, "context"))


def test_every_form_is_tried() -> None:
    forms = [(mistake.name, form) for mistake in local.MISTAKES for form in range(len(mistake.forms))]
    assert [(name, form) for name, form, _ in MADE] == forms


def test_the_steps_before_a_wrong_one_are_right() -> None:
    scenario = load_scenario("luong-local-p")
    wrong = made(scenario, BY_NAME["sigma-is-d"])
    assert close(found(wrong, "local_weights/distances"), truth(scenario, "local_weights/distances"))
    nearness = [[loops.bell(d, 2) for d in row] for row in apart_by(given())]
    assert close(found(wrong, "local_weights/nearness"), nearness)


def test_with_the_exponent_in_the_softmax_the_local_weights_are_those_renormalised() -> None:
    scenario = load_scenario("luong-local-p")
    inside = made(scenario, BY_NAME["gaussian-inside-the-softmax"], 1)
    after = made(scenario, BY_NAME["gaussian-renormalised"])
    assert close(found(inside, "local_weights"), found(after, "local_weights"))
    assert apart(found(inside, "weights"), found(after, "weights"))


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("other", ["cat-sat-mat", "luong-local-m", "luong-dot"])
def test_without_a_predicted_place_there_is_no_bell_curve(name: str, other: str) -> None:
    assert not any(where_made(load_scenario(other), BY_NAME[name]))
