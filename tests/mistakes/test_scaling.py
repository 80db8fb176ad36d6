"""Mistakes in what scores are divided by: against loops of their words, and in whole computations."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import numpy as np
import oracle
import pytest
from mistakes import loops_scaling as loops
from numpy.typing import NDArray

from attncli.document import Plain, Words
from attncli.loading.scenario_file import load_scenario
from attncli.mistakes import local, masks, scaling, scores
from attncli.mistakes.mistake import Mistake
from attncli.mistakes.numbers import Numbers, Wrong
from attncli.mistakes.words import because, facts, would
from attncli.numerics.mistaken import scaling as room
from attncli.scenario import Scenario

Floats = NDArray[np.float64]
Loop = Callable[[loops.Matrix], loops.Matrix]

BY_NAME = {mistake.name: mistake for mistake in scaling.MISTAKES}
OF_FOUR = (*scores.MISTAKES, *scaling.MISTAKES, *masks.MISTAKES, *local.MISTAKES)
LEADING = [(), (3,), (2, 3)]
KEY = np.ones((7, 11))


def random(*shape: int) -> Floats:
    """Numbers of a shape, the same every time."""
    return np.random.default_rng(shape).normal(0, 2, shape)


def in_each(loop: Loop, array: Floats) -> Floats:
    """What a loop makes of every matrix of an array."""
    if array.ndim == 2:
        return np.array(loop(array.tolist()))
    return np.stack([in_each(loop, part) for part in array])


def made(scenario: Scenario, name: str, form: int = 0) -> Wrong | None:
    """A computation with a form of a mistake in it; None where it cannot be made."""
    return Numbers(scenario, ()).wrong(BY_NAME[name], form)


@pytest.mark.parametrize("leading", LEADING)
@pytest.mark.parametrize(
    ("function", "loop"),
    [
        (room.not_scaled, loops.undivided),
        (partial(room.scaled_by_d_k, d_k=11), partial(loops.over, number=11)),
        (partial(room.scaled_by_d_model, x=np.ones((5, 13))), partial(loops.over_root_of, count=13)),
        (room.scaled_by_keys, partial(loops.over_root_of, count=7)),
        (partial(room.scaled_by_half, d_k=11), partial(loops.over_power, d_k=11)),
        (partial(room.scaled_by_double, d_k=11), partial(loops.times_power, d_k=11)),
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
    assert np.allclose(function(numbers), in_each(loop, numbers), rtol=1e-14, atol=0)


def test_heads_are_counted_on_the_axis_before_the_queries() -> None:
    numbers = random(3, 5, 7)
    expected = in_each(partial(loops.over_root_of, count=3), numbers)
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
    truth, wrong = Numbers(scenario, ()), made(scenario, name, form)
    assert wrong is not None
    assert wrong.at == ("scaled_scores",)
    weights = wrong.array("weights")
    right, value = (np.asarray(truth.right(stage).array, float) for stage in ("scores", "value_heads"))
    expected = in_each(lambda one: oracle.softmax(loop(one)), right)
    assert weights is not None
    assert np.allclose(weights, expected, rtol=0, atol=1e-12)
    assert not np.allclose(weights, truth.right("weights").array, rtol=0, atol=0.005)
    context = [oracle.weighted_sum(a, v) for a, v in zip(expected.tolist(), value.tolist(), strict=True)]
    assert np.allclose(wrong.array("context"), np.array(context), rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "form", "loop"),
    [("no-scale", 0, loops.undivided), ("scaled-twice", 1, partial(loops.times_twice, scale=0.3))],
)
def test_a_number_of_ones_own_is_left_out_or_multiplied_twice_too(name: str, form: int, loop: Loop) -> None:
    scenario = load_scenario("statquest", scale=0.3)
    truth, wrong = Numbers(scenario, ()), made(scenario, name, form)
    assert wrong is not None
    expected = in_each(loop, np.asarray(truth.right("scores").array, float))
    assert np.allclose(wrong.array("scaled_scores"), expected, rtol=0, atol=1e-12)
    assert not np.allclose(expected, truth.right("scaled_scores").array, rtol=0, atol=0.005)


@pytest.mark.parametrize(
    ("scale", "form", "loop"),
    [(None, 0, partial(loops.over_root_of, count=2)), (0.3, 1, partial(loops.times, scale=0.3))],
)
def test_weights_that_are_scaled_in_place_of_scores_add_up_to_less(
    scale: float | None, form: int, loop: Loop
) -> None:
    scenario = load_scenario("statquest", scale=scale)
    truth, wrong = Numbers(scenario, ()), made(scenario, "scale-after-softmax", form)
    assert wrong is not None
    right = np.asarray(truth.right("scores").array, float)
    expected = np.array(loop(oracle.softmax(right.tolist())))
    assert np.allclose(wrong.array("weights"), expected, rtol=0, atol=1e-12)
    assert np.allclose(wrong.array("weights/exponentials"), np.exp(right - right.max(-1, keepdims=True)))
    assert made(scenario, "scale-after-softmax", 1 - form) is None


@pytest.mark.parametrize("name", ["luong-dot", "luong-local-p", "additive-decoder", "karpathy-sharpens"])
def test_scores_that_are_to_stay_as_they_are_are_scaled_anyway(name: str) -> None:
    scenario = load_scenario(name)
    truth, wrong = Numbers(scenario, scaling.MISTAKES), made(scenario, "scaled-anyway")
    assert wrong is not None
    d_k = truth.truth["scores"].input("key").array.shape[-1]
    expected = loops.over_root_of(np.asarray(truth.right("scores").array, float).tolist(), d_k)
    assert np.allclose(wrong.array("scores"), np.array(expected), rtol=0, atol=1e-12)
    assert [each.mistake.name for each in truth.heard(truth.order[-1])] == ["scaled-anyway"]


def test_nothing_is_scaled_anyway_where_it_is_scaled() -> None:
    numbers = Numbers(load_scenario("statquest"), scaling.MISTAKES)
    heard = {wrong.mistake.name for wrong in numbers.heard("weights")}
    assert "scaled-anyway" not in heard
    assert "scale-by-heads" not in heard  # there are none
    assert heard == set(BY_NAME) - {"scaled-anyway", "scale-by-heads"}


def test_of_a_number_of_ones_own_nobody_says_that_it_is_a_root() -> None:
    numbers = Numbers(load_scenario("statquest", scale=0.3), scaling.MISTAKES)
    heard = {wrong.mistake.name for wrong in numbers.heard("weights")}
    assert heard == {"no-scale", "scaled-twice", "scale-after-softmax"}


def test_queries_that_are_given_have_no_d_model() -> None:
    assert made(load_scenario("d2l-valid-lengths"), "scale-by-d-model") is None
    assert made(load_scenario("luong-location"), "scaled-anyway") is None


def plainly(words: Words) -> str:
    """Words as text; a number as #."""
    return "".join(span.text if isinstance(span, Plain) else "#" for span in words)


@pytest.mark.parametrize("mistake", OF_FOUR, ids=lambda mistake: mistake.name)
@pytest.mark.parametrize("name", ["cat-sat-mat", "cat-sat-mat-heads", "luong-local-p", "alammar-gpt2", ""])
def test_a_mistake_says_what_it_would_be_and_puts_it_right(mistake: Mistake, name: str) -> None:
    gaps = {}
    if name:
        scenario = load_scenario(name)
        gaps["gaps"] = facts(scenario, Numbers(scenario, ()).truth)
    condition, right = plainly(would(mistake, **gaps)), plainly(because(mistake, **gaps))
    assert re.fullmatch(r"[^.{}]*(0\.\d+[^.{}]*)*[^.{}\s]", condition), condition
    assert condition[0].islower() or condition[0] in "[−σ"
    assert right.endswith(".")
    assert not {"{", "}"} & set(right)
    for text in (condition, right):
        assert "  " not in text
        assert "you" not in text.lower().split()


def test_names_are_in_kebab_case_and_each_is_there_once() -> None:
    names = [mistake.name for mistake in OF_FOUR]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)
    assert all(twin in names for mistake in OF_FOUR for twin in mistake.same_as)
    for mistake in OF_FOUR:
        assert mistake.forms
        assert mistake.source == "" or re.fullmatch(r"https://\S+ \(.+\)", mistake.source)


def test_twins_give_the_same_numbers_wherever_both_can_be_made() -> None:
    by_name = {mistake.name: mistake for mistake in OF_FOUR}
    pairs = [(mistake, by_name[twin]) for mistake in OF_FOUR for twin in mistake.same_as]
    assert {mistake.name for mistake, _ in pairs} == {
        "scale-by-d-k",
        "scaled-twice",
        "mask-filled-with-0",
        "mask-times-0-or-1",
    }
    scenarios = [load_scenario("cat-sat-mat-heads", mask=("causal",)), load_scenario("luong-local-p")]
    for scenario in scenarios:
        numbers = Numbers(scenario, ())
        for one, other in pairs:
            wrong, twin = numbers.wrong(one, 0), numbers.wrong(other, 0)
            assert (wrong is None) == (twin is None)
            if wrong is None or twin is None:
                continue
            for stage in numbers.order:
                assert np.allclose(wrong.array(stage), twin.array(stage), rtol=0, atol=1e-8)
