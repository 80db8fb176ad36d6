"""What must hold of attention whatever the numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from attncli.numerics.context import weighted_sum
from attncli.numerics.masks import causal_allowed, masked
from attncli.numerics.projection import linear
from attncli.numerics.scores import dot_scores, multiplied, scaled_by_root
from attncli.numerics.softmax import exponentials, highest, shares, softmax, total

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

seeds = st.integers(0, 2**32 - 1)
counts = st.integers(1, 40)
spreads = st.sampled_from([0.0, 1e-3, 1.0, 50.0, 1e4])
fronts = st.sampled_from([(), (3,), (2, 3)])


def scores_of(seed: int, spread: float, *shape: int) -> Floats:
    """Scores up to ± spread."""
    return np.random.default_rng(seed).uniform(-spread, spread, shape)


def some_allowed(seed: int, *shape: int) -> Truths:
    """A mask at random in which some rows are hidden throughout."""
    random = np.random.default_rng(seed)
    made: Truths = (random.random(shape) < 0.5) & (random.random((*shape[:-1], 1)) > 0.25)
    return made


def attention(query: Floats, key: Floats, value: Floats, allowed: Truths | None = None) -> Floats:
    """The pieces in the order of the paper."""
    scores = scaled_by_root(dot_scores(query, key), key.shape[-1])
    return weighted_sum(softmax(scores if allowed is None else masked(scores, allowed)), value)


def inputs(
    seed: int, n_queries: int, n_keys: int, d_k: int = 5, d_v: int = 3, front: tuple[int, ...] = ()
) -> tuple[Floats, Floats, Floats]:
    """Queries, keys and values."""
    random = np.random.default_rng(seed)
    return (
        random.normal(size=(*front, n_queries, d_k)),
        random.normal(size=(*front, n_keys, d_k)),
        random.normal(size=(*front, n_keys, d_v)),
    )


@given(seeds, spreads, counts, counts, fronts)
def test_every_row_of_weights_sums_to_one(
    seed: int, spread: float, n_queries: int, n_keys: int, front: tuple[int, ...]
) -> None:
    weights = softmax(scores_of(seed, spread, *front, n_queries, n_keys))
    assert (weights >= 0).all()
    assert np.abs(weights.sum(axis=-1) - 1).max() <= 1e-12


@given(seeds, spreads, counts, counts, fronts)
def test_under_a_mask_a_row_sums_to_one_or_is_hidden_throughout(
    seed: int, spread: float, n_queries: int, n_keys: int, front: tuple[int, ...]
) -> None:
    allowed = some_allowed(seed, *front, n_queries, n_keys)
    sums = softmax(masked(scores_of(seed, spread, *allowed.shape), allowed)).sum(axis=-1)
    some = allowed.any(axis=-1)
    assert (np.abs(sums[some] - 1) <= 1e-12).all()
    assert (sums[~some] == 0).all()


@given(seeds, counts, counts, st.integers(-(2**20), 2**20))
def test_adding_a_number_to_every_score_changes_no_weight(
    seed: int, n_queries: int, n_keys: int, c: int
) -> None:
    # Eighths up to 1e4, and whole numbers: x + c is exact, so the weights must be the same to the last bit.
    scores = np.random.default_rng(seed).integers(-80_000, 80_000, (n_queries, n_keys)) / 8
    assert np.array_equal(softmax(scores + c), softmax(scores))


@given(seeds, counts, counts)
def test_a_higher_score_never_weighs_less(seed: int, n_queries: int, n_keys: int) -> None:
    scores = scores_of(seed, 20.0, n_queries, n_keys)
    order = scores.argsort(axis=-1)
    assert (np.diff(np.take_along_axis(softmax(scores), order, axis=-1), axis=-1) >= 0).all()


@given(seeds, counts, counts, st.booleans())
def test_permuting_keys_and_values_together_changes_no_context(
    seed: int, n_queries: int, n_keys: int, hide: bool
) -> None:
    query, key, value = inputs(seed, n_queries, n_keys)
    allowed = some_allowed(seed, n_queries, n_keys) if hide else None
    order = np.random.default_rng(seed).permutation(n_keys)
    found = attention(query, key[order], value[order], None if allowed is None else allowed[:, order])
    np.testing.assert_allclose(found, attention(query, key, value, allowed), rtol=0, atol=1e-12)


@given(seeds, counts, counts)
def test_permuting_queries_permutes_the_contexts(seed: int, n_queries: int, n_keys: int) -> None:
    query, key, value = inputs(seed, n_queries, n_keys)
    order = np.random.default_rng(seed).permutation(n_queries)
    np.testing.assert_allclose(
        attention(query[order], key, value), attention(query, key, value)[order], rtol=0, atol=1e-12
    )


@pytest.mark.law
@given(seeds, counts, counts)
def test_each_head_in_front_is_computed_by_itself(seed: int, n_queries: int, n_keys: int) -> None:
    query, key, value = inputs(seed, n_queries, n_keys, front=(2, 3))
    allowed = some_allowed(seed, 2, 3, n_queries, n_keys)
    whole = attention(query, key, value, allowed)
    for at in np.ndindex(2, 3):
        np.testing.assert_allclose(
            whole[at], attention(query[at], key[at], value[at], allowed[at]), rtol=0, atol=1e-12
        )


@given(seeds, spreads, counts, counts, fronts)
def test_a_hidden_pair_weighs_exactly_zero(
    seed: int, spread: float, n_queries: int, n_keys: int, front: tuple[int, ...]
) -> None:
    allowed = some_allowed(seed, *front, n_queries, n_keys)
    weights = softmax(masked(scores_of(seed, spread, *allowed.shape), allowed))
    assert (weights[~allowed] == 0).all()


@given(seeds, spreads, counts, counts)
def test_what_a_hidden_pair_would_have_scored_changes_nothing(
    seed: int, spread: float, n_queries: int, n_keys: int
) -> None:
    allowed = some_allowed(seed, n_queries, n_keys)
    scores = scores_of(seed, spread, n_queries, n_keys)
    others = np.where(allowed, scores, scores_of(seed + 1, 1e4, n_queries, n_keys))
    assert np.array_equal(softmax(masked(others, allowed)), softmax(masked(scores, allowed)))


@given(seeds, counts, counts, fronts)
def test_a_query_that_sees_nothing_has_weights_and_context_of_exactly_zero(
    seed: int, n_queries: int, n_keys: int, front: tuple[int, ...]
) -> None:
    query, key, value = inputs(seed, n_queries, n_keys, front=front)
    blind = np.random.default_rng(seed).integers(n_queries)
    allowed = np.ones((*front, n_queries, n_keys), dtype=bool)
    allowed[..., blind, :] = False
    with np.errstate(invalid="raise", divide="raise"):
        weights = softmax(masked(dot_scores(query, key), allowed))
        context = weighted_sum(weights, value)
    assert (weights[..., blind, :] == 0).all()
    assert (context[..., blind, :] == 0).all()
    assert np.isfinite(weights).all()
    assert np.isfinite(context).all()
    np.testing.assert_allclose(np.delete(weights, blind, axis=-2).sum(axis=-1), 1, rtol=0, atol=1e-12)


def test_hiding_everything_gives_zeros_and_never_a_nan() -> None:
    query, key, value = inputs(1, 4, 3)
    assert attention(query, key, value, np.zeros((4, 3), dtype=bool)).tolist() == [[0.0] * 3] * 4


def test_causal_with_more_queries_than_keys_bottom_right_leaves_the_first_queries_nothing() -> None:
    allowed = causal_allowed(5, 3, bottom_right=True)
    assert allowed.astype(int).tolist() == [[0, 0, 0], [0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]
    query, key, value = inputs(2, 5, 3)
    context = attention(query, key, value, allowed)
    assert context[:2].tolist() == [[0.0] * 3] * 2
    np.testing.assert_allclose(context[2], value[0], rtol=0, atol=1e-15)


def test_causal_with_more_queries_than_keys_top_left_lets_the_last_queries_see_all() -> None:
    assert causal_allowed(5, 3).astype(int).tolist() == [
        [1, 0, 0],
        [1, 1, 0],
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
    ]


def test_causal_with_fewer_queries_than_keys_differs_by_its_corner() -> None:
    assert causal_allowed(2, 4).astype(int).tolist() == [[1, 0, 0, 0], [1, 1, 0, 0]]
    assert causal_allowed(2, 4, bottom_right=True).astype(int).tolist() == [[1, 1, 1, 0], [1, 1, 1, 1]]


@given(counts)
def test_with_as_many_queries_as_keys_both_corners_are_the_same(n: int) -> None:
    assert np.array_equal(causal_allowed(n, n), causal_allowed(n, n, bottom_right=True))


@given(seeds, counts)
def test_under_a_causal_mask_a_later_word_changes_no_earlier_context(seed: int, n: int) -> None:
    query, key, value = inputs(seed, n, n)
    later = np.random.default_rng(seed + 1)
    at = int(later.integers(n))
    changed_key, changed_value = key.copy(), value.copy()
    changed_key[at:], changed_value[at:] = (
        later.normal(size=key[at:].shape),
        later.normal(size=value[at:].shape),
    )
    allowed = causal_allowed(n, n)
    np.testing.assert_allclose(
        attention(query, changed_key, changed_value, allowed)[:at],
        attention(query, key, value, allowed)[:at],
        rtol=0,
        atol=1e-12,
    )


@given(seeds, counts, counts)
def test_a_context_lies_between_the_smallest_and_the_largest_value(
    seed: int, n_queries: int, n_keys: int
) -> None:
    query, key, value = inputs(seed, n_queries, n_keys)
    context = attention(query, key, value)
    assert (context >= value.min(axis=0) - 1e-12).all()
    assert (context <= value.max(axis=0) + 1e-12).all()


@given(seeds, counts, spreads)
def test_with_one_key_all_the_weight_lies_on_it(seed: int, n_queries: int, spread: float) -> None:
    assert (softmax(scores_of(seed, spread, n_queries, 1)) == 1).all()


@given(counts, counts, st.floats(-1e4, 1e4))
def test_equal_scores_share_equally(n_queries: int, n_keys: int, score: float) -> None:
    np.testing.assert_allclose(softmax(np.full((n_queries, n_keys), score)), 1 / n_keys, rtol=1e-15, atol=0)


@given(seeds, spreads, counts, counts, fronts)
def test_softmax_is_its_four_steps(
    seed: int, spread: float, n_queries: int, n_keys: int, front: tuple[int, ...]
) -> None:
    allowed = some_allowed(seed, *front, n_queries, n_keys)
    scores = masked(scores_of(seed, spread, *allowed.shape), allowed)
    exps = exponentials(scores, highest(scores))
    assert highest(scores).shape == total(exps).shape == (*front, n_queries)
    assert (exps <= 1).all()
    assert (
        exps[scores == highest(scores)[..., None]]
        == np.isfinite(scores[scores == highest(scores)[..., None]])
    ).all()
    assert np.array_equal(shares(exps, total(exps)), softmax(scores))


def test_scores_of_ten_thousand_neither_overflow_nor_vanish() -> None:
    with np.errstate(all="raise", under="ignore"):
        assert softmax(np.array([[1e4, 1e4, -1e4]])).tolist() == [[0.5, 0.5, 0.0]]
        assert softmax(np.array([[-1e4, -1e4, -1e4, -1e4]])).tolist() == [[0.25] * 4]


@given(seeds, counts, counts)
def test_dividing_by_the_root_of_four_is_halving_and_of_one_is_nothing(
    seed: int, n_queries: int, n_keys: int
) -> None:
    scores = scores_of(seed, 100.0, n_queries, n_keys)
    assert np.array_equal(scaled_by_root(scores, 4), multiplied(scores, 0.5))
    assert np.array_equal(scaled_by_root(scores, 1), scores)


@given(seeds, counts)
def test_the_identity_maps_every_row_to_itself(seed: int, n: int) -> None:
    x = np.random.default_rng(seed).normal(size=(n, 7))
    assert np.array_equal(linear(x, np.eye(7)), x)
    assert np.array_equal(linear(x, np.zeros((7, 2)), np.array([3.0, -1.0])), np.tile([3.0, -1.0], (n, 1)))


@pytest.mark.parametrize("front", [(), (2,)])
def test_nothing_writes_into_what_it_is_given(front: tuple[int, ...]) -> None:
    query, key, value = inputs(3, 4, 3, front=front)
    scores, allowed, w, b = dot_scores(query, key), some_allowed(4, *front, 4, 3), np.ones((5, 2)), np.ones(2)
    given_arrays = [query, key, value, scores, allowed, w, b]
    for array in given_arrays:
        array.setflags(write=False)
    hidden = masked(scores, allowed)
    hidden.setflags(write=False)
    made = [
        linear(query, w, b),
        scaled_by_root(scores, 2),
        multiplied(scores, 2.0),
        hidden,
        softmax(hidden),
        weighted_sum(softmax(hidden), value),
    ]
    assert not any(np.shares_memory(one, other) for one in made for other in given_arrays)
