"""Mistakes in what is hidden: against pairs one by one, and in whole computations."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import oracle
import pytest
from mistakes import loops_masks as loops
from mistakes.wrong import Floats, apart, close, found, made, random, together, truth, where_made
from numpy.typing import NDArray

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes import masks
from attncli.mistakes.masks import INFINITE, LEAST
from attncli.mistakes.numbers import Numbers
from attncli.numerics.mistaken import masks as room
from attncli.scenario import Scenario

BY_NAME = {mistake.name: mistake for mistake in masks.MISTAKES}
LEADING = [(), (2,), (3, 2)]
Truths = NDArray[np.bool_]


def seen(*shape: int) -> Truths:
    """Which pairs may be seen, the same every time; of the first query none."""
    allowed = np.random.default_rng(shape).random(shape) < 0.6
    allowed[..., 0, :] = False
    return allowed


Function = Callable[[Floats, Floats], Floats]
Loop = Callable[[loops.Matrix, loops.Truths], loops.Matrix]

BY_PAIR: list[tuple[Function, Loop]] = [
    (lambda scores, _: room.unmasked(scores), lambda scores, _: scores),
    (lambda _, right: room.filled(right, 1e-9), partial(loops.hidden_becomes, fill=1e-9)),
    (lambda _, right: room.filled(right, math.inf), partial(loops.hidden_becomes, fill=math.inf)),
    (partial(room.hidden_plus, term=1e9), partial(loops.hidden_plus, term=1e9)),
    (lambda _, right: room.zeros_hidden(right, -1e9), partial(loops.zero_becomes, fill=-1e9)),
    (room.times_mask, loops.multiplied),
    (room.plus_mask, loops.mask_added),
    (room.plus_product, loops.products_added),
    (partial(room.turned_round, fill=-math.inf), partial(loops.seen_becomes, fill=-math.inf)),
    (partial(room.turned_round, fill=-1e4), partial(loops.seen_becomes, fill=-1e4)),
    (partial(room.seen_plus, term=-1e9), partial(loops.seen_plus, term=-1e9)),
    (room.weights_of_seen, loops.multiplied),
    (partial(room.weights_filled, fill=-math.inf), partial(loops.hidden_becomes, fill=-math.inf)),
]


@pytest.mark.parametrize("leading", LEADING)
@pytest.mark.parametrize(("function", "loop"), BY_PAIR)
def test_each_function_is_what_its_words_say(
    function: Function, loop: Loop, leading: tuple[int, ...]
) -> None:
    scores, allowed = random(*leading, 5, 7), seen(*leading, 5, 7)
    scores[..., ::3] = 0
    right = np.where(allowed, scores, -np.inf)
    assert close(function(scores, right), together(loop, scores, allowed))


@pytest.mark.parametrize("leading", LEADING)
def test_plain_exponentials_take_off_what_is_highest_even_where_it_is_infinite(
    leading: tuple[int, ...],
) -> None:
    scores = np.where(seen(*leading, 5, 7), random(*leading, 5, 7), -np.inf)
    scores[..., 1, 2] = np.inf
    assert close(room.plain_exponentials(scores, scores.max(-1)), together(loops.plain_exponential, scores))


CAUSAL = [
    (n_queries, n_keys, corner)
    for n_queries, n_keys in ((5, 5), (2, 5), (5, 2), (1, 3))
    for corner in ("top-left", "bottom-right")
]


@pytest.mark.parametrize(("n_queries", "n_keys", "corner"), CAUSAL)
@pytest.mark.parametrize("leading", LEADING)
def test_a_causal_mask_hides_one_more_or_one_less_or_begins_elsewhere(
    n_queries: int, n_keys: int, corner: str, leading: tuple[int, ...]
) -> None:
    scores = random(*leading, n_queries, n_keys)
    others = np.random.default_rng(3).random((n_queries, n_keys)) < 0.7
    causal = np.array(loops.causal(n_queries, n_keys, corner))
    right = np.where(causal & others, scores, -np.inf)

    def hidden(allowed: loops.Truths, fill: float) -> Floats:
        return together(partial(loops.hidden_becomes, seen=allowed, fill=fill), scores)

    strict = loops.both(loops.causal(n_queries, n_keys, corner, -1), others.tolist())
    assert close(room.without_itself(scores, right, causal, -7.0), hidden(strict, -7.0))
    lowered = together(partial(loops.hidden_plus, seen=strict, term=-7.0), scores)
    assert close(room.without_itself_plus(scores, right, causal, -7.0), lowered)
    wide = loops.both(loops.causal(n_queries, n_keys, corner, 1), others.tolist())
    assert close(room.with_next(scores, causal, others), hidden(wide, -math.inf))
    if n_queries != n_keys:
        [other] = {"top-left", "bottom-right"} - {corner}
        moved = loops.both(loops.causal(n_queries, n_keys, other), others.tolist())
        assert close(room.from_other_corner(scores, causal, others, -7.0), hidden(moved, -7.0))


@pytest.mark.parametrize("leading", LEADING)
def test_rows_and_columns_are_exchanged(leading: tuple[int, ...]) -> None:
    scores, allowed = random(*leading, 5, 5), seen(*leading, 5, 5)
    turned = together(loops.exchanged, allowed).astype(bool)
    expected = together(partial(loops.hidden_becomes, fill=-math.inf), scores, turned)
    assert close(room.mask_transposed(scores, allowed), expected)
    causal = np.array(loops.causal(5, 5, "top-left"))
    both = together(lambda other: loops.both(loops.exchanged(causal.tolist()), other), allowed)
    expected = together(partial(loops.hidden_becomes, fill=-math.inf), scores, both.astype(bool))
    assert close(room.causal_transposed(scores, causal, allowed), expected)


@pytest.mark.parametrize("leading", LEADING)
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("hidden", [[3], [0, 4], [4], [1, 2]])
def test_rows_are_hidden_in_place_of_columns(
    leading: tuple[int, ...], causal: bool, hidden: list[int]
) -> None:
    scores = random(*leading, 5, 5)
    allowed = np.array([[j not in hidden and (j <= i or not causal) for j in range(5)] for i in range(5)])
    rows = loops.rows_for_columns(5, hidden, causal=causal)
    expected = together(partial(loops.hidden_becomes, seen=rows, fill=-7.0), scores)
    assert close(room.rows_hidden(scores, allowed, -7.0), expected)


def masked(*mask: str) -> Scenario:
    """The cat, with masks."""
    return load_scenario("cat-sat-mat", mask=mask)


def truths(scenario: Scenario) -> loops.Truths:
    """What may be seen in truth."""
    rows: loops.Truths = np.isfinite(truth(scenario, "masked_scores")).tolist()
    return rows


MADE: list[tuple[str, int, Loop]] = [
    ("mask-forgotten", 0, lambda scores, _: scores),
    ("mask-filled-with-0", 0, partial(loops.hidden_becomes, fill=1e-9)),
    ("mask-filled-with-0", 1, partial(loops.hidden_becomes, fill=0.0)),
    ("mask-times-0-or-1", 0, loops.multiplied),
    ("mask-polarity", 2, partial(loops.seen_becomes, fill=-1e9)),
    ("mask-polarity", 3, partial(loops.seen_becomes, fill=-1e4)),
    ("mask-polarity", 4, partial(loops.seen_becomes, fill=LEAST)),
    ("mask-polarity", 5, partial(loops.seen_plus, term=-1e9)),
    ("mask-sign", 2, partial(loops.hidden_becomes, fill=1e9)),
    ("mask-sign", 3, partial(loops.hidden_plus, term=1e9)),
    ("mask-added-as-a-number", 0, loops.mask_added),
    ("mask-added-as-a-number", 1, partial(loops.hidden_plus, term=1.0)),
]
"""Of masks of every kind: all that comes out is finite."""

KINDS = [
    masked("causal", "hidden=mat"),
    masked("window=1"),
    load_scenario("luong-local-m"),
    load_scenario("luong-local-p", mask=("hidden=kann",)),
    load_scenario("cat-sat-mat-heads", mask=("causal",)),
]


@pytest.mark.parametrize("scenario", KINDS, ids=lambda scenario: scenario.name)
@pytest.mark.parametrize(("name", "form", "loop"), MADE)
def test_every_kind_of_mask_is_mistaken_alike(scenario: Scenario, name: str, form: int, loop: Loop) -> None:
    order = Numbers(scenario, ()).order
    before = truth(scenario, order[order.index("masked_scores") - 1])
    allowed = np.isfinite(truth(scenario, "masked_scores"))
    wrong, expected = made(scenario, BY_NAME[name], form), together(loop, before, allowed)
    assert wrong.at == ("masked_scores",)
    assert close(found(wrong, "masked_scores"), expected)
    assert close(found(wrong, "weights"), together(oracle.softmax, expected))
    assert apart(truth(scenario, "weights"), found(wrong, "weights"))
    assert np.isfinite(found(wrong, order[-1])).all()


def test_weights_that_are_masked_afterwards_are_shares_of_all() -> None:
    scenario = masked("causal")
    allowed, right = truths(scenario), truth(scenario, "scaled_scores")
    weights = oracle.softmax(right.tolist())
    expected = [
        loops.multiplied(weights, allowed),
        loops.hidden_becomes(weights, allowed, INFINITE),
        loops.hidden_becomes(weights, allowed, -1e9),
    ]
    for form, each in enumerate(expected):
        wrong = made(scenario, BY_NAME["mask-after-softmax"], form)
        assert close(found(wrong, "weights"), each)
        assert close(found(wrong, "masked_scores"), right)
        assert close(found(wrong, "weights/total"), np.exp(right - right.max(-1, keepdims=True)).sum(-1))
    kept = found(made(scenario, BY_NAME["mask-after-softmax"]), "weights")
    assert kept[0].sum() < 0.9  # the row of a query that sees one key alone, whose weight is 1


def test_where_nothing_is_left_a_row_is_nothing_or_no_number_or_even() -> None:
    scenario = masked("causal")  # the last query sees everything: read the other way round, nothing
    forms = BY_NAME["mask-polarity"].forms
    rows = [
        found(made(scenario, BY_NAME["mask-polarity"], form), "weights")[-1] for form in range(len(forms))
    ]
    assert close(rows[0], [0] * 6)
    assert np.isnan(rows[1]).all()
    for even in rows[2:5]:
        assert close(even, [1 / 6] * 6)
    unmasked = found(made(scenario, BY_NAME["mask-forgotten"]), "weights")[-1]
    assert np.allclose(rows[5], unmasked, rtol=0, atol=1e-6)  # the scores are still there, beside −1e9
    first = [found(made(scenario, BY_NAME["mask-hides-itself"], form), "weights")[0] for form in range(4)]
    assert close(first[0], [0] * 6)
    assert np.isnan(first[1]).all()
    assert close(first[2], [1 / 6] * 6)
    assert np.allclose(first[3], oracle.softmax(truth(scenario, "scaled_scores").tolist())[0], atol=1e-6)


def test_with_plus_infinity_no_number_comes_out() -> None:
    scenario = masked("causal")
    bare, subtracted = (found(made(scenario, BY_NAME["mask-sign"], form), "weights") for form in (0, 1))
    allowed = np.array(truths(scenario))
    assert np.array_equal(np.isnan(bare), ~allowed)
    assert (bare[allowed & ~allowed.all(-1, keepdims=True)] == 0).all()
    assert np.array_equal(np.isnan(subtracted), np.broadcast_to(~allowed.all(-1, keepdims=True), (6, 6)))
    assert close(subtracted[-1], truth(scenario, "weights")[-1])


def test_of_0_times_infinity_come_no_numbers_at_all() -> None:
    wrong = made(masked("causal"), BY_NAME["mask-zero-times-infinity"])
    allowed = np.array(loops.causal(6, 6, "top-left"))
    assert np.array_equal(np.isnan(found(wrong, "masked_scores")), allowed)
    assert (found(wrong, "masked_scores")[~allowed] == -np.inf).all()
    assert np.isnan(found(wrong, "context")).all()


def comes_of(scenario: Scenario, allowed: loops.Truths) -> Floats:
    """The context where other pairs may be seen."""
    scores, value = truth(scenario, "scaled_scores"), scenario.value
    assert value is not None
    weights = oracle.softmax(oracle.masked(scores.tolist(), allowed))
    return np.array(oracle.weighted_sum(weights, np.asarray(value.array, float).tolist()))


HIDDEN_MAT = [[j != 5 for j in range(6)] for _ in range(6)]


@pytest.mark.parametrize(
    ("mask", "name", "form", "allowed"),
    [
        (("causal",), "mask-hides-itself", 0, loops.causal(6, 6, "top-left", -1)),
        (
            ("causal",),
            "mask-hides-zeros",
            0,
            [[j <= i and 3 not in (i, j) for j in range(6)] for i in range(6)],
        ),
        (("causal",), "mask-shows-next", 0, loops.causal(6, 6, "top-left", 1)),
        (
            ("causal", "hidden=mat"),
            "mask-shows-next",
            0,
            loops.both(loops.causal(6, 6, "top-left", 1), HIDDEN_MAT),
        ),
        (("hidden=mat",), "mask-rows-not-columns", 0, loops.rows_for_columns(6, [5], causal=False)),
        (("causal", "hidden=mat"), "mask-rows-not-columns", 0, loops.rows_for_columns(6, [5], causal=True)),
        (("causal",), "mask-transposed", 0, loops.exchanged(loops.causal(6, 6, "top-left"))),
        (
            ("causal", "hidden=mat"),
            "mask-transposed",
            0,
            loops.exchanged(loops.both(loops.causal(6, 6, "top-left"), HIDDEN_MAT)),
        ),
        (
            ("causal", "hidden=mat"),
            "mask-transposed",
            1,
            loops.both(loops.exchanged(loops.causal(6, 6, "top-left")), HIDDEN_MAT),
        ),
    ],
)
def test_other_pairs_are_seen(mask: tuple[str, ...], name: str, form: int, allowed: loops.Truths) -> None:
    scenario = masked(*mask)
    wrong = found(made(scenario, BY_NAME[name], form), "context")
    assert close(wrong, comes_of(scenario, allowed))
    assert apart(truth(scenario, "context"), wrong)


ELSEWHERE: dict[str, list[Scenario]] = {
    name: [masked("none"), load_scenario("luong-general")] for name in BY_NAME
}
"""Scenarios in which a mistake cannot be made: none can without a mask."""
for mistaken, places in {
    "mask-hides-itself": [masked("hidden=mat"), masked("window=1"), load_scenario("luong-local-m")],
    "mask-shows-next": [masked("hidden=mat"), masked("window=1"), load_scenario("luong-local-m")],
    "mask-rows-not-columns": [
        masked("causal"),
        masked("window=1"),
        load_scenario("luong-local-m"),
        load_scenario("luong-local-p"),
        load_scenario("d2l-valid-lengths"),
    ],
    "mask-transposed": [masked("hidden=mat"), masked("window=1"), load_scenario("d2l-valid-lengths")],
    "causal-alignment": [masked("causal"), masked("window=1"), load_scenario("d2l-valid-lengths")],
    "window-too-wide": [masked("causal", "hidden=mat")],
    "window-too-narrow": [masked("causal", "hidden=mat")],
}.items():
    ELSEWHERE[mistaken] += places


@pytest.mark.parametrize("name", BY_NAME)
def test_a_mistake_is_made_only_where_its_mask_is(name: str) -> None:
    for scenario in ELSEWHERE[name]:
        assert not any(where_made(scenario, BY_NAME[name]))


def test_right_all_the_same_is_no_mistake() -> None:
    scenario = masked("causal", "hidden=mat")
    numbers = Numbers(scenario, masks.MISTAKES)
    scaled, right = truth(scenario, "scaled_scores"), truth(scenario, "context")
    for low in (-1e4, -1e9, LEAST):
        weights = oracle.softmax(loops.hidden_becomes(scaled.tolist(), truths(scenario), low))
        value = np.asarray(numbers.truth["context"].input("value").array, float).tolist()
        context = np.array(oracle.weighted_sum(weights, value))
        assert close(context, right)
        for wrong in numbers.heard("context"):
            assert apart(found(wrong, "context"), context), wrong.mistake.name
