"""numerics/ against slow loops. Every dimension is a different prime, so that a mistaken axis cannot pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from attncli.numerics.context import weighted_sum
from attncli.numerics.masks import causal_allowed, masked
from attncli.numerics.projection import linear
from attncli.numerics.scores import dot_scores, multiplied, scaled_by_root
from attncli.numerics.softmax import softmax

Floats = NDArray[np.float64]

sizes = st.permutations([2, 3, 5, 7, 11, 13]).map(tuple)
"""Different primes: which is which differs from example to example."""
seeds = st.integers(0, 2**32 - 1)
batches = st.sampled_from([(), (1,), (2,), (17,), (2, 3), (3, 1, 2)])
"""Axes in front: none, heads, a batch of heads."""

ROUNDING = 4e-15
"""Rounding of a sum of at most 13 products, relative to the sum of their sizes: 13 · 1.1e-16 at worst, in
whatever order BLAS adds them."""


def numbers(seed: int, *shape: int) -> Floats:
    """Numbers of very different sizes, some of them 0."""
    random = np.random.default_rng(seed)
    made: Floats = random.standard_normal(shape) * 10.0 ** random.integers(-6, 4, shape)
    made[random.random(shape) < 0.1] = 0.0
    return made


def logits(seed: int, *shape: int) -> Floats:
    """Scores up to ±1e4: close together, or so far apart that only one can win."""
    random = np.random.default_rng(seed)
    spread = random.choice([1e-3, 1.0, 30.0, 1e4], size=(*shape[:-1], 1))
    made: Floats = random.uniform(-1, 1, shape) * spread
    return made


def truths(seed: int, *shape: int) -> NDArray[np.bool_]:
    """Truths at random, every third row of them false throughout."""
    random = np.random.default_rng(seed)
    made: NDArray[np.bool_] = (random.random(shape) < 0.6) & (random.random((*shape[:-1], 1)) > 1 / 3)
    return made


def each(batch: tuple[int, ...], one: Callable[..., Any], *arrays: NDArray[Any]) -> Floats:
    """The oracle, once for every place in the axes in front."""
    made = {at: one(*(array[at].tolist() for array in arrays)) for at in np.ndindex(*batch)}
    shape = np.array(made[(0,) * len(batch)]).shape
    whole = np.empty((*batch, *shape))
    for at, values in made.items():
        whole[at] = values
    return whole


def assert_within(
    found: Floats, expected: Floats, size: Floats | float = 0.0, rounding: float = ROUNDING
) -> None:
    """Equal, but for rounding measured against the size of what was added up."""
    assert found.dtype == np.float64
    assert found.shape == expected.shape
    where = np.isfinite(expected)
    assert np.array_equal(found[~where], expected[~where])
    off = np.abs(found[where] - expected[where])
    assert (
        off <= rounding * np.broadcast_to(np.maximum(np.abs(expected), size), expected.shape)[where] + 1e-307
    ).all(), f"off by up to {off.max()}"


@given(sizes, batches, seeds, st.booleans())
def test_linear_maps_every_row_by_the_matrix_and_adds_the_bias(
    sizes: tuple[int, ...], batch: tuple[int, ...], seed: int, bias: bool
) -> None:
    n, d_in, d_out, *_ = sizes
    x, w, b = (
        numbers(seed, *batch, n, d_in),
        numbers(seed + 1, d_in, d_out),
        numbers(seed + 2, d_out) if bias else None,
    )
    expected = each(batch, lambda rows: oracle.linear(rows, w.tolist(), None if b is None else b.tolist()), x)
    size = each(
        batch,
        lambda rows: oracle.linear(rows, np.abs(w).tolist(), None if b is None else np.abs(b).tolist()),
        np.abs(x),
    )
    assert_within(linear(x, w) if b is None else linear(x, w, b), expected, size)


@given(sizes, batches, seeds)
def test_dot_scores_compare_every_query_with_every_key(
    sizes: tuple[int, ...], batch: tuple[int, ...], seed: int
) -> None:
    n_queries, n_keys, d_k, *_ = sizes
    query, key = numbers(seed, *batch, n_queries, d_k), numbers(seed + 1, *batch, n_keys, d_k)
    assert_within(
        dot_scores(query, key),
        each(batch, oracle.dot_scores, query, key),
        each(batch, oracle.dot_scores, np.abs(query), np.abs(key)),
    )


@given(sizes, batches, seeds)
def test_scaling_divides_every_score_by_the_root_of_d_k(
    sizes: tuple[int, ...], batch: tuple[int, ...], seed: int
) -> None:
    n_queries, n_keys, d_k, *_ = sizes
    scores = numbers(seed, *batch, n_queries, n_keys)
    assert_within(scaled_by_root(scores, d_k), each(batch, lambda rows: oracle.over_root(rows, d_k), scores))


@given(sizes, batches, seeds, st.floats(-8, 8))
def test_multiplying_multiplies_every_score(
    sizes: tuple[int, ...], batch: tuple[int, ...], seed: int, factor: float
) -> None:
    scores = numbers(seed, *batch, *sizes[:2])
    assert_within(
        multiplied(scores, factor), each(batch, lambda rows: oracle.multiplied(rows, factor), scores)
    )


@pytest.mark.parametrize("bottom_right", [False, True])
@given(n_queries=st.integers(1, 12), n_keys=st.integers(1, 12))
def test_causal_allows_the_keys_up_to_the_query(bottom_right: bool, n_queries: int, n_keys: int) -> None:
    found = causal_allowed(n_queries, n_keys, bottom_right=bottom_right)
    assert found.dtype == np.bool_
    assert found.tolist() == oracle.causal(n_queries, n_keys, bottom_right=bottom_right)


@given(sizes, batches, seeds, st.booleans())
def test_masking_sets_what_is_hidden_to_minus_infinity_and_leaves_the_rest(
    sizes: tuple[int, ...], batch: tuple[int, ...], seed: int, shared: bool
) -> None:
    scores, allowed = numbers(seed, *batch, *sizes[:2]), truths(seed, *(() if shared else batch), *sizes[:2])
    expected = each(batch, oracle.masked, scores, np.broadcast_to(allowed, scores.shape))
    assert np.array_equal(masked(scores, allowed), expected)


@given(sizes, batches, seeds, st.booleans())
def test_softmax_makes_shares_of_every_row(
    sizes: tuple[int, ...], batch: tuple[int, ...], seed: int, hidden: bool
) -> None:
    scores = logits(seed, *batch, *sizes[:2])
    if hidden:
        scores[~truths(seed, *scores.shape)] = -np.inf
    with np.errstate(invalid="raise", divide="raise", over="raise"):
        found = softmax(scores)
    # The differences to the highest are the same floats on both sides; what is left is exp (2 units of the
    # last digit) and one sum.
    assert_within(found, each(batch, oracle.softmax, scores))


@given(sizes, batches, seeds)
def test_the_weighted_sum_mixes_the_values_of_the_keys(
    sizes: tuple[int, ...], batch: tuple[int, ...], seed: int
) -> None:
    n_queries, n_keys, d_v, *_ = sizes
    weights, value = np.abs(numbers(seed, *batch, n_queries, n_keys)), numbers(seed + 1, *batch, n_keys, d_v)
    assert_within(
        weighted_sum(weights, value),
        each(batch, oracle.weighted_sum, weights, value),
        each(batch, oracle.weighted_sum, weights, np.abs(value)),
    )


@given(sizes, batches, seeds, st.booleans(), st.sampled_from([None, "top-left", "bottom-right"]))
def test_the_pieces_together_are_attention(
    sizes: tuple[int, ...], batch: tuple[int, ...], seed: int, scaled: bool, mask: str | None
) -> None:
    n_queries, n_keys, d_k, d_v, *_ = sizes
    shapes = ((n_queries, d_k), (n_keys, d_k), (n_keys, d_v))
    query, key, value = (
        np.random.default_rng(seed + i).uniform(-2, 2, (*batch, *shape)) for i, shape in enumerate(shapes)
    )
    scores = dot_scores(query, key)
    if scaled:
        scores = scaled_by_root(scores, d_k)
    if mask:
        scores = masked(scores, causal_allowed(n_queries, n_keys, bottom_right=mask == "bottom-right"))
    allowed = oracle.causal(n_queries, n_keys, bottom_right=mask == "bottom-right") if mask else None
    expected = each(
        batch,
        lambda q, k, v: oracle.attention(q, k, v, scaled=scaled, allowed=allowed)["context"],
        query,
        key,
        value,
    )
    # Scores of at most 13 · 4 are off by 13 · 52 · 1e-16 at most, so weights by about 1e-13 of themselves.
    assert_within(weighted_sum(softmax(scores), value), expected, 2.0, 1e-12)
