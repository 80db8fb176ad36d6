"""Masks against loops over single pairs, written from what each mask means; sizes are different primes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attncli.numerics.masks import causal_allowed, hidden_allowed, valid_length_allowed, window_allowed

SIZES = st.sampled_from([1, 2, 3, 5, 7, 11])


@given(SIZES, SIZES, st.data())
def test_hidden_keys_are_hidden_from_everyone_and_no_others(
    n_queries: int, n_keys: int, data: st.DataObject
) -> None:
    hidden = data.draw(st.lists(st.integers(0, n_keys - 1), max_size=4))
    allowed = hidden_allowed(n_queries, n_keys, hidden)
    assert allowed.shape == (n_queries, n_keys)
    for i in range(n_queries):
        for j in range(n_keys):
            assert allowed[i, j] == (j not in hidden)


@given(SIZES, SIZES, st.data())
def test_a_valid_length_allows_the_first_keys(n_queries: int, n_keys: int, data: st.DataObject) -> None:
    lengths = data.draw(st.lists(st.integers(0, n_keys), min_size=n_queries, max_size=n_queries))
    allowed = valid_length_allowed(n_queries, n_keys, lengths)
    for i in range(n_queries):
        for j in range(n_keys):
            assert allowed[i, j] == (j < lengths[i])
    assert np.array_equal(valid_length_allowed(n_queries, n_keys, lengths[0])[0], allowed[0])


@given(SIZES, SIZES, st.integers(0, 12))
def test_a_window_reaches_as_far_on_either_side(n_queries: int, n_keys: int, size: int) -> None:
    allowed = window_allowed(n_queries, n_keys, size)
    for i in range(n_queries):
        for j in range(n_keys):
            assert allowed[i, j] == (i - size <= j <= i + size)


@given(SIZES, SIZES, st.integers(0, 12))
def test_a_window_from_the_bottom_right_counts_both_from_the_last(
    n_queries: int, n_keys: int, size: int
) -> None:
    allowed = window_allowed(n_queries, n_keys, size, bottom_right=True)
    for i in range(n_queries):
        for j in range(n_keys):
            from_the_last = (n_queries - i) - (n_keys - j)
            assert allowed[i, j] == (abs(from_the_last) <= size)


@pytest.mark.parametrize("size", [7, 8, 100])
def test_a_window_over_everything_hides_nothing(size: int) -> None:
    assert window_allowed(7, 7, size).all()


def test_a_causal_window_leaves_only_those_before() -> None:
    allowed = window_allowed(5, 5, 2) & causal_allowed(5, 5)
    assert allowed.sum(axis=1).tolist() == [1, 2, 3, 3, 3]
    assert allowed[4].tolist() == [False, False, True, True, True]
