"""Windows that are one position off, and causal masks of the other corner, in whole computations."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import oracle
import pytest
from mistakes import loops_masks as loops
from mistakes.wrong import apart, close, found, made, of_text, random, together, truth, where_made

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes import masks
from attncli.mistakes.numbers import Numbers
from attncli.mistakes.words import because, facts
from attncli.numerics.masks import window_allowed
from attncli.numerics.mistaken import windows as room
from attncli.scenario import Scenario

BY_NAME = {mistake.name: mistake for mistake in masks.MISTAKES}
MOVED = [(1, 1), (-1, -1), (0, -1)]

TENSORS = """
title: {n_queries} queries and {n_keys} keys
tensors:
  query: {query}
  key: {key}
  value: {value}
mask: {mask}
"""


def with_mask(n_queries: int, n_keys: int, mask: str) -> Scenario:
    """A computation of so many queries and keys, with a mask."""
    query, key, value = (random(n, 3).round(2).tolist() for n in (n_queries, n_keys, n_keys))
    return of_text(
        TENSORS.format(n_queries=n_queries, n_keys=n_keys, query=query, key=key, value=value, mask=mask)
    )


@pytest.mark.parametrize("bottom_right", [False, True])
@pytest.mark.parametrize(("n_queries", "n_keys", "size"), [(7, 7, 2), (7, 7, 0), (3, 7, 1), (7, 3, 2)])
@pytest.mark.parametrize(("before", "after"), MOVED)
@pytest.mark.parametrize("leading", [(), (2,)])
def test_a_window_of_a_mask_is_moved_on_either_side(
    n_queries: int,
    n_keys: int,
    size: int,
    bottom_right: bool,
    before: int,
    after: int,
    leading: tuple[int, ...],
) -> None:
    scores = random(*leading, n_queries, n_keys)
    others = np.random.default_rng(5).random((n_queries, n_keys)) < 0.7
    window = window_allowed(n_queries, n_keys, size, bottom_right=bottom_right)
    corner = "bottom-right" if bottom_right else "top-left"
    moved = loops.window(n_queries, n_keys, corner, size + before, size + after)
    expected = together(
        partial(loops.hidden_becomes, seen=loops.both(moved, others.tolist()), fill=-math.inf), scores
    )
    assert close(room.window_beside_masks(scores, window, others, before, after), expected)


def test_a_window_that_hides_nothing_or_everything_does_not_say_how_wide_it_is() -> None:
    scores, everything = random(3, 3), np.ones((3, 3), dtype=bool)
    assert close(room.window_beside_masks(scores, everything, everything, -1, -1), scores)
    assert room.size_and_corner(~everything) is None


@pytest.mark.parametrize(("before", "after"), MOVED)
def test_a_window_round_a_place_is_moved_on_either_side(before: int, after: int) -> None:
    scores, places = random(3, 7), np.array([0.6, 3.0, 6.25])
    moved = loops.window_round(places.tolist(), 7, 2 + before, 2 + after)
    expected = loops.hidden_becomes(scores.tolist(), moved, -math.inf)
    assert close(room.window_of_place(scores, places, 2, before, after), expected)
    mask = np.random.default_rng(5).random((3, 7)) < 0.7
    both = loops.hidden_becomes(scores.tolist(), loops.both(moved, mask.tolist()), -math.inf)
    assert close(room.window_of_place(scores, places, 2, before, after, mask), both)


@pytest.mark.parametrize(("before", "after"), MOVED)
def test_a_window_round_ones_own_position_is_moved_on_either_side(before: int, after: int) -> None:
    scores, mask = random(3, 7), np.random.default_rng(5).random((3, 7)) < 0.7
    moved = loops.window(3, 7, "top-left", 1 + before, 1 + after)
    alone = loops.hidden_becomes(scores.tolist(), moved, -math.inf)
    assert close(room.window_of_itself(scores, 1, before, after), alone)
    both = loops.hidden_becomes(scores.tolist(), loops.both(moved, mask.tolist()), -math.inf)
    assert close(room.window_of_itself_masked(scores, mask, 1, before, after), both)


FORMS = [
    ("window-too-wide", 0, (1, 1)),
    ("window-too-narrow", 0, (-1, -1)),
    ("window-too-narrow", 4, (0, -1)),
]
"""Each mistake, the first of its forms that moves the window so, and how. Behind it stand those of the other
kinds of window: round a place, round a query's own position, the same beside masks, and of a mask.
"""


@pytest.mark.parametrize(("name", "first", "by"), FORMS)
def test_a_predicted_window_is_one_position_off(name: str, first: int, by: tuple[int, int]) -> None:
    for mask in ((), ("hidden=kann",)):
        scenario = load_scenario("luong-local-p", mask=mask)
        places = truth(scenario, "alignment_position").tolist()
        allowed = loops.window_round(places, 5, 2 + by[0], 2 + by[1])
        if mask:
            allowed = loops.both(allowed, [[j != 1 for j in range(5)] for _ in range(5)])
        expected = oracle.masked(truth(scenario, "scores").tolist(), allowed)
        wrong = found(made(scenario, BY_NAME[name], first), "masked_scores")
        assert close(wrong, expected)
        assert apart(truth(scenario, "masked_scores"), wrong)
        assert kinds(scenario, name) == {0}


def kinds(scenario: Scenario, name: str) -> set[int]:
    """The kinds of window, of those four, of which a mistake can be made in a computation."""
    return {form % 4 for form, may in enumerate(where_made(scenario, BY_NAME[name])) if may}


@pytest.mark.parametrize(("name", "first", "by"), FORMS)
def test_a_window_that_goes_along_is_one_position_off(name: str, first: int, by: tuple[int, int]) -> None:
    scenario = load_scenario("luong-local-m")
    n_queries, n_keys = truth(scenario, "scores").shape
    allowed = loops.window(n_queries, n_keys, "top-left", 1 + by[0], 1 + by[1])
    expected = oracle.masked(truth(scenario, "scores").tolist(), allowed)
    wrong = found(made(scenario, BY_NAME[name], first + 1), "masked_scores")
    assert close(wrong, expected)
    assert apart(truth(scenario, "masked_scores"), wrong)
    scenario = load_scenario("luong-local-m", mask=("valid_length=2",))
    both = loops.both(allowed, [[j < 2 for j in range(n_keys)] for _ in range(n_queries)])
    expected = oracle.masked(truth(scenario, "scores").tolist(), both)
    assert close(found(made(scenario, BY_NAME[name], first + 2), "masked_scores"), expected)
    assert kinds(scenario, name) == {2}


@pytest.mark.parametrize(("name", "first", "by"), FORMS)
@pytest.mark.parametrize(
    "mask", ["{window: 1}", "[{window: 1}, causal]", "[{causal: bottom-right}, {window: 1}]"]
)
def test_a_window_of_a_mask_is_one_position_off(
    name: str, first: int, by: tuple[int, int], mask: str
) -> None:
    scenario = with_mask(3, 5, mask)
    corner = "bottom-right" if "bottom" in mask else "top-left"
    allowed = loops.window(3, 5, corner, 1 + by[0], 1 + by[1])
    if "causal" in mask:
        allowed = loops.both(allowed, loops.causal(3, 5, corner))
    expected = oracle.masked(truth(scenario, "scaled_scores").tolist(), allowed)
    wrong = found(made(scenario, BY_NAME[name], first + 3), "masked_scores")
    assert close(wrong, expected)
    assert kinds(scenario, name) == {3}


@pytest.mark.parametrize(("n_queries", "n_keys"), [(2, 5), (1, 3), (5, 2)])
@pytest.mark.parametrize(
    ("mask", "corner"), [("causal", "bottom-right"), ("{causal: bottom-right}", "top-left")]
)
def test_a_causal_mask_starts_from_the_other_corner(
    n_queries: int, n_keys: int, mask: str, corner: str
) -> None:
    scenario = with_mask(n_queries, n_keys, mask)
    allowed = loops.causal(n_queries, n_keys, corner)
    masked = oracle.masked(truth(scenario, "scaled_scores").tolist(), allowed)
    wrong = made(scenario, BY_NAME["causal-alignment"])
    assert close(found(wrong, "masked_scores"), masked)
    assert close(found(wrong, "weights"), oracle.softmax(masked))
    assert apart(truth(scenario, "weights"), found(wrong, "weights"))
    numbers = Numbers(scenario, ())
    [right] = because(BY_NAME["causal-alignment"], facts(scenario, numbers.truth))[1:-1]
    sees = "the first query sees the first key alone" if mask == "causal" else "the last query sees every key"
    assert right.text == sees  # type: ignore[union-attr]


def test_queries_that_the_other_corner_leaves_nothing_have_nothing_or_no_number_or_even_weights() -> None:
    scenario = with_mask(5, 2, "causal")
    rows = [found(made(scenario, BY_NAME["causal-alignment"], form), "weights")[0] for form in range(3)]
    assert close(rows[0], [0, 0])
    assert np.isnan(rows[1]).all()
    assert close(rows[2], [0.5, 0.5])
