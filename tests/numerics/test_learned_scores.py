"""Scores by networks, local attention and the attentional vector: against slow loops, and by their laws.

Every size is a different prime.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attncli.mechanisms.attend import attend
from attncli.numerics import local
from attncli.numerics.attentional import attentional
from attncli.numerics.network import additive_scores, concat_scores, general_scores
from attncli.numerics.projection import linear
from attncli.numerics.scores import dot_scores
from attncli.scenario import Scenario
from attncli.tensor import Tensor
from scenarios import Floats, scored_scenarios

N_QUERIES, N_KEYS, D_Q, D_K, D_V, D_HIDDEN, D_OUT = 5, 7, 3, 2, 11, 13, 17


def made(*shape: int, size: float = 1.0) -> Floats:
    """Random numbers, the same every time."""
    return np.random.default_rng(shape).normal(size=shape) * size


def close(found: Floats, wanted: Any) -> None:
    """Equal but for rounding."""
    np.testing.assert_allclose(found, np.array(wanted), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("size", [1.0, 30.0, 1e4])
def test_additive_scores_are_bahdanaus(size: float) -> None:
    query, key, w_a, u_a = (
        made(N_QUERIES, D_Q, size=size),
        made(N_KEYS, D_K, size=size),
        made(D_Q, D_HIDDEN),
        made(D_K, D_HIDDEN),
    )
    v_a, b_a = made(D_HIDDEN), made(D_HIDDEN, size=2)
    close(
        additive_scores(query, key, w_a, u_a, v_a),
        oracle.additive_scores(query.tolist(), key.tolist(), w_a.tolist(), u_a.tolist(), v_a.tolist()),
    )
    biased = oracle.additive_scores(
        query.tolist(), key.tolist(), w_a.tolist(), u_a.tolist(), v_a.tolist(), b_a.tolist()
    )
    close(additive_scores(query, key, w_a, u_a, v_a, b_a), biased)


def test_luongs_scores_are_luongs() -> None:
    query, key, v_a = made(N_QUERIES, D_Q), made(N_KEYS, D_K), made(D_HIDDEN)
    between, both, place = made(D_Q, D_K), made(D_Q + D_K, D_HIDDEN), made(D_Q, N_KEYS)
    close(
        general_scores(query, key, between),
        oracle.general_scores(query.tolist(), key.tolist(), between.tolist()),
    )
    close(
        concat_scores(query, key, both, v_a),
        oracle.concat_scores(query.tolist(), key.tolist(), both.tolist(), v_a.tolist()),
    )
    close(linear(query, place), oracle.location_scores(query.tolist(), place.tolist()))


@pytest.mark.parametrize("size", [0.1, 1.0, 100.0])
@pytest.mark.parametrize("window", [1, 2, 5])
def test_local_attention_is_luongs(size: float, window: int) -> None:
    query, w_p, v_p = made(N_QUERIES, D_Q, size=size), made(D_Q, D_OUT), made(D_OUT, size=size)
    places = local.predicted_positions(query, w_p, v_p, N_KEYS)
    wanted = oracle.predicted_positions(query.tolist(), w_p.tolist(), v_p.tolist(), N_KEYS)
    close(places, wanted)
    assert local.near(places, N_KEYS, window).tolist() == oracle.window_round(wanted, N_KEYS, window)
    weights = abs(made(N_QUERIES, N_KEYS))
    close(
        local.local_weights(weights, places, window=window), oracle.favoured(weights.tolist(), wanted, window)
    )


def test_the_attentional_vector_is_luongs() -> None:
    context, query, w_c = made(N_QUERIES, D_V), made(N_QUERIES, D_Q), made(D_V + D_Q, D_OUT, size=0.3)
    close(
        attentional(context, query, w_c), oracle.attentional(context.tolist(), query.tolist(), w_c.tolist())
    )


def test_general_with_the_identity_is_the_dot_product() -> None:
    query, key = made(N_QUERIES, D_Q), made(N_KEYS, D_Q)
    close(general_scores(query, key, np.eye(D_Q)), dot_scores(query, key))


def test_concat_is_additive_with_its_matrix_cut_in_two() -> None:
    query, key, w, v_a = made(N_QUERIES, D_Q), made(N_KEYS, D_K), made(D_Q + D_K, D_HIDDEN), made(D_HIDDEN)
    close(concat_scores(query, key, w, v_a), additive_scores(query, key, w[:D_Q], w[D_Q:], v_a))


def test_additive_tells_its_two_matrices_apart() -> None:
    query, key, w_a, u_a, v_a = (
        made(N_QUERIES, D_Q),
        made(N_KEYS, D_Q),
        made(D_Q, D_HIDDEN),
        made(1 + D_Q, D_HIDDEN)[1:],
        made(D_HIDDEN),
    )
    assert (
        abs(additive_scores(query, key, w_a, u_a, v_a) - additive_scores(query, key, u_a, w_a, v_a)).max()
        > 0.1
    )


def test_a_window_over_everything_hides_nothing() -> None:
    scores, places = made(N_QUERIES, N_KEYS), np.linspace(0, N_KEYS, N_QUERIES)
    assert np.array_equal(local.in_window(scores, places, window=N_KEYS), scores)


def test_a_window_that_reaches_past_the_ends_is_clipped() -> None:
    assert local.near(np.array([0.0, 0.5, 7.0]), 7, 1).astype(int).tolist() == [
        [1, 0, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 1, 1],
    ]


@given(st.floats(-1e300, 1e300))
def test_a_place_is_among_the_keys_whatever_the_network_says(score: float) -> None:
    assert 0 <= float(local.placed(np.array([score]), 7)[0]) <= 7


def shuffled(scenario: Scenario, order: list[int]) -> Scenario:
    """Keys and values in another order, as they stand when no parameter makes them."""
    changes: dict[str, Any] = {}
    for name in ("key", "value", "memory"):
        tensor = getattr(scenario, name)
        if tensor is not None:
            changes[name] = Tensor(
                name, tensor.symbol, np.ascontiguousarray(tensor.array[order]), tensor.axes
            )
    if scenario.allowed is not None:
        changes["allowed"] = Tensor(
            "allowed", scenario.allowed.symbol, scenario.allowed.array[:, order], scenario.allowed.axes
        )
    return scenario._replace(**changes)


@pytest.mark.law
@given(
    st.sampled_from(["additive", "luong-dot", "luong-general", "luong-concat"]).flatmap(
        lambda name: scored_scenarios(mechanism=name)
    ),
    st.data(),
)
def test_permuting_keys_and_values_together_changes_nothing(scenario: Scenario, data: st.DataObject) -> None:
    if scenario.x is not None and scenario.memory is None:
        scenario = scenario._replace(
            memory=Tensor("memory", scenario.x.symbol, scenario.x.array, scenario.x.axes)
        )
    order = data.draw(st.permutations(range(len(scenario.keys))))
    one, other = attend(scenario, every=True), attend(shuffled(scenario, list(order)), every=True)
    np.testing.assert_allclose(
        other.stage("weights").output.array,
        one.stage("weights").output.array[:, list(order)],
        rtol=1e-9,
        atol=1e-9,
    )
    np.testing.assert_allclose(
        other.stage("context").output.array, one.stage("context").output.array, rtol=1e-9, atol=1e-9
    )


@given(scored_scenarios(mechanism="luong-dot"))
def test_luongs_dot_is_the_dot_product(scenario: Scenario) -> None:
    one, other = attend(scenario, every=True), attend(scenario._replace(mechanism="dot-product"), every=True)
    assert np.array_equal(one.stage("context").output.array, other.stage("context").output.array)


@given(scored_scenarios(mechanism="luong-local-m"))
def test_local_m_with_a_window_over_everything_is_global(scenario: Scenario) -> None:
    open_wide = scenario._replace(settings={**scenario.settings, "window": 10}, allowed=None)
    assert len(scenario.queries) <= 10 >= len(scenario.keys)
    align = scenario.settings["align"]
    whole = scenario._replace(mechanism=f"luong-{align}", allowed=None, settings={})
    assert np.array_equal(
        attend(open_wide, every=True).stage("weights").output.array,
        attend(whole, every=True).stage("weights").output.array,
    )


@given(scored_scenarios())
def test_rows_sum_to_one_and_local_weights_to_no_more(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    weights = trace.stage("weights").output.array
    sees = weights.any(axis=1)
    np.testing.assert_allclose(weights.sum(axis=1), sees.astype(float), rtol=0, atol=1e-12)
    if scenario.mechanism == "luong-local-p":
        local_weights = trace.stage("local_weights").output.array
        assert (local_weights <= weights).all()
        assert (local_weights >= 0).all()
