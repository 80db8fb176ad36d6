"""Attention in heads against torch: what it made of random inputs stands in a file; live where torch is.

torch_reference.py wrote the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numerics.torch_reference import by_torch, inputs

from attncli.mechanisms.attend import attend
from attncli.scenario import Scenario
from attncli.tensor import Axis
from scenarios import columns_of, given, role, scenario_of

FILE = np.load(Path(__file__).with_name("torch_reference.npz"), allow_pickle=False)
CASES = inputs()

# Both compute in float64, adding in other orders. A score of size s is off by s · 1e-16 for each of its few
# terms: at 1e4 by some 1e-11, and so is a weight, as a share of itself, and an output of size 10.
CLOSE = 1e-9


def scenario_from(case: dict[str, Any]) -> Scenario:
    """A case as a scenario."""
    if "query" in case:
        query, key, value = case["query"], case["key"], case["value"]
        heads, kv_heads = Axis.numbered("head", len(query)), Axis.numbered("head", len(key))
        queries, keys = Axis.numbered("query", query.shape[1]), Axis.numbered("key", key.shape[1])
        vectors = {
            "query": role("query", query, heads, queries, columns_of("query", query.shape[2])),
            "key": role("key", key, kv_heads, keys, columns_of("key", key.shape[2])),
            "value": role("value", value, kv_heads, keys, columns_of("value", value.shape[2])),
        }
        allowed = given("allowed", "M", case["allowed"], heads, queries, keys)
        in_heads = {"heads": heads, "kv_heads": None if len(heads) == len(kv_heads) else kv_heads}
        return scenario_of("multi-head", queries, keys, allowed=allowed, **vectors, **in_heads)
    x, memory = case["x"], case["memory"]
    token, others = Axis.numbered("token", len(x)), Axis.numbered("token", len(memory))
    d_model = Axis.numbered("d_model", x.shape[1])
    parameters = {}
    for name in ("w_q", "w_k", "w_v", "w_o", "b_q", "b_k", "b_v", "b_o"):
        columns = d_model.renamed({"v": "d_v", "o": "d_out"}.get(name[2], "d_k"))
        axes = (d_model, columns) if name[0] == "w" else (columns,)
        parameters[name] = given(name, name, case[name], *axes)
    own, asked = given("x", "X", x, token, d_model), given("memory", "H", memory, others, d_model)
    scenario = scenario_of("multi-head", token.renamed("query"), others.renamed("key"), x=own, memory=asked)
    return scenario._replace(heads=Axis.numbered("head", int(case["heads"])), parameters=parameters)


def assert_same(case: dict[str, Any], found: dict[str, Any]) -> None:
    """Hold our stages to torch's."""
    trace = attend(scenario_from(case), every=True)
    assert found
    for stage, array in found.items():
        np.testing.assert_allclose(trace.stage(stage).output.array, array, rtol=CLOSE, atol=CLOSE)


@pytest.mark.parametrize("name", CASES)
def test_what_torch_computed_is_what_is_computed(name: str) -> None:
    stored = {part.removeprefix(f"{name}."): FILE[part] for part in FILE.files if part.startswith(f"{name}.")}
    case = {part: array for part, array in stored.items() if part in CASES[name]}
    assert_same(case, {part: array for part, array in stored.items() if part not in case})


@pytest.mark.parametrize("name", CASES)
def test_the_file_holds_the_cases_of_the_script(name: str) -> None:
    for part, array in CASES[name].items():
        assert np.array_equal(FILE[f"{name}.{part}"], array)


def test_the_file_says_which_torch_made_it_and_reaches_far_scores_and_blind_queries() -> None:
    assert str(FILE["torch_version"]).startswith("2.")
    scores = [
        attend(scenario_from(case), every=True).stage("scaled_scores").output.array
        for name, case in CASES.items()
        if name.startswith("sdpa")
    ]
    assert max(np.abs(each).max() for each in scores) > 1e4
    assert any(not case["allowed"].any(axis=-1).all() for case in CASES.values() if "allowed" in case)


@pytest.mark.torch
@pytest.mark.parametrize("name", CASES)
def test_what_torch_computes_now_is_what_is_computed(name: str) -> None:
    pytest.importorskip(
        "torch", reason="torch is not installed: its results of an earlier run are held by the tests above"
    )
    assert_same(CASES[name], by_torch(CASES[name]))
