"""The slope of the softmax against finite differences and loops; spread and entropy by their definitions."""

from __future__ import annotations

import math
import statistics

import numpy as np
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attncli.numerics.slope import entropy, jacobian, others, spread, steepest, total_slope
from attncli.numerics.softmax import softmax

seeds = st.integers(0, 2**32 - 1)
counts = st.integers(1, 13)
scores_far_apart = st.sampled_from([0.0, 0.1, 1.0, 5.0, 50.0])
STEP = 1e-5
"""Of a central difference: its error is about STEP² + 1e-16 / STEP, some 1e-10."""


@given(seeds, counts, scores_far_apart)
def test_the_jacobian_is_what_a_small_change_of_a_score_does(seed: int, n: int, apart: float) -> None:
    scores = np.random.default_rng(seed).uniform(-apart, apart, n)
    found = jacobian(softmax(scores))
    for j in range(n):
        change = np.zeros(n)
        change[j] = STEP
        moved = (softmax(scores + change) - softmax(scores - change)) / (2 * STEP)
        assert np.abs(found[:, j] - moved).max() < 1e-9


@given(seeds, st.sampled_from([(3,), (2, 5), (2, 3, 7)]), scores_far_apart)
def test_both_slopes_are_those_of_the_whole_jacobian(seed: int, shape: tuple[int, ...], apart: float) -> None:
    weights = softmax(np.random.default_rng(seed).uniform(-apart, apart, shape))
    assert steepest(weights).shape == total_slope(weights).shape == shape[:-1]
    for at in np.ndindex(*shape[:-1]):
        entries = [abs(each) for row in oracle.slopes(weights[at].tolist()) for each in row]
        assert steepest(weights)[at] == pytest.approx(max(entries), rel=1e-12, abs=1e-15)
        assert total_slope(weights)[at] == pytest.approx(math.fsum(entries), rel=1e-12, abs=1e-14)
        assert entropy(weights)[at] == pytest.approx(oracle.entropy(weights[at].tolist()), abs=1e-12)


@given(seeds, counts, scores_far_apart)
def test_slope_and_entropy_keep_to_their_bounds(seed: int, n: int, apart: float) -> None:
    weights = softmax(np.random.default_rng(seed).uniform(-apart, apart, n))
    assert 0 <= steepest(weights) <= 0.25
    assert 0 <= total_slope(weights) <= 2 * (1 - 1 / n) + 1e-12
    assert 0 <= entropy(weights) <= math.log(n) + 1e-12


def test_a_slope_that_is_all_but_nothing_is_not_lost_beside_one() -> None:
    weights = softmax(np.array([0.0, -100.0]))
    assert weights[0] == 1.0
    assert steepest(weights) == pytest.approx(math.exp(-100))
    assert total_slope(weights) == pytest.approx(4 * math.exp(-100))
    assert others(weights)[0] == pytest.approx(math.exp(-100))


def test_a_row_that_is_hidden_throughout_has_no_slope_and_no_entropy() -> None:
    weights = softmax(np.full((2, 3), -np.inf))
    assert not steepest(weights).any()
    assert not total_slope(weights).any()
    assert not entropy(weights).any()


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30))
def test_the_spread_is_the_standard_deviation(numbers: list[float]) -> None:
    assert spread(np.array(numbers)) == pytest.approx(statistics.pstdev(numbers), rel=1e-9, abs=1e-9)
    assert spread(np.array([*numbers, -math.inf])) == spread(np.array(numbers))


def test_scores_whose_squares_no_computer_holds_have_a_spread() -> None:
    assert spread(np.array([1e300, -1e300])) == pytest.approx(1e300)
    assert spread(np.array([-math.inf])) == 0.0
