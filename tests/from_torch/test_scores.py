"""Every score, weight and context against what PyTorch computed: scores_results.npz. Needs no torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attncli.mechanisms.attend import attend
from attncli.tensor import Axis, Glyph, Tensor
from attncli.trace import Trace
from scenarios import Floats, columns_of, given, scenario_of

SAVED: dict[str, Any] = dict(np.load(Path(__file__).with_name("scores_results.npz"), allow_pickle=False))
PARAMETERS = {
    "additive": {"w_a": "w_a", "u_a": "u_a", "v_a": "v_a", "b_a": "b_a"},
    "general": {"w_a": "general_w_a"},
    "concat": {"w_a": "concat_w_a", "v_a": "v_a"},
    "location": {"w_a": "location_w_a"},
    "dot": {"w_c": "w_c"},
    "local-p": {"w_a": "general_w_a", "w_p": "w_p", "v_p": "v_p"},
    "local-m": {"w_a": "general_w_a"},
}


def trace_of(name: str, allowed: Any = None) -> Trace:
    """All queries of a mechanism over the saved numbers."""
    query, key, value = SAVED["query"], SAVED["twin" if name == "dot" else "key"], SAVED["value"]
    queries, keys = Axis.numbered("query", len(query)), Axis.numbered("key", len(key))

    vectors = {
        role: given(role, role[0].upper(), array, axis, columns_of(role, array.shape[1]))
        for role, array, axis in (("query", query, queries), ("key", key, keys), ("value", value, keys))
    }
    parameters = {}
    for parameter, saved in PARAMETERS[name].items():
        axes = (Axis.numbered("d_hidden", size) for size in SAVED[saved].shape)
        parameters[parameter] = given(parameter, parameter, SAVED[saved], *axes)
    if name == "location":
        d_q = Axis.numbered("d_q", query.shape[1])
        parameters["w_a"] = given("w_a", "W_a", SAVED["location_w_a"], d_q, keys)
    mask = None if allowed is None else Tensor("allowed", Glyph("M", "M"), allowed, (queries, keys))
    mechanism = name if name == "additive" else f"luong-{name}"
    scenario = scenario_of(mechanism, queries, keys, allowed=mask, parameters=parameters, **vectors)
    settings = {"window": int(SAVED["window"]), "align": "general"} if "local" in name else {}
    return attend(scenario._replace(settings=settings), every=True)


def assert_torchs(trace: Trace, stage: str, saved: Floats) -> None:
    """A stage holds the numbers that torch computed, but for rounding."""
    np.testing.assert_allclose(trace.stage(stage).output.array, saved, rtol=1e-12, atol=1e-13)


def test_the_results_say_which_torch_made_them() -> None:
    assert str(SAVED["torch_version"]).startswith("2.13.0")


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", ["additive", "general", "concat", "location"])
def test_scores_weights_and_context_are_torchs(name: str, masked: bool) -> None:
    trace = trace_of(name, SAVED["allowed"] if masked else None)
    assert_torchs(trace, "scores", SAVED[name])
    assert_torchs(trace, "weights", SAVED[f"{name}_weights_{masked}"])
    assert_torchs(trace, "context", SAVED[f"{name}_context_{masked}"])


def test_the_dot_score_and_the_attentional_vector_are_torchs() -> None:
    trace = trace_of("dot")
    assert_torchs(trace, "context", SAVED["dot_context"])
    assert_torchs(trace, "attentional", SAVED["attentional"])


def test_local_attention_is_torchs() -> None:
    trace = trace_of("local-p")
    for stage, saved in (
        ("alignment_position", "alignment_position"),
        ("weights", "local_p_weights"),
        ("local_weights", "local_weights"),
        ("context", "local_p"),
    ):
        assert_torchs(trace, stage, SAVED[saved])
    trace = trace_of("local-m")
    assert_torchs(trace, "weights", SAVED["local_m_weights"])
    assert_torchs(trace, "context", SAVED["local_m"])
