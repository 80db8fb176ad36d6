"""The scenarios that were made so that a mistake shows: what their files say of them is true."""

from __future__ import annotations

from typing import Any

import numpy as np

from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend


def stages(name: str, **asked: Any) -> dict[str, Any]:
    """Every stage of a built-in scenario, for all queries, as an array."""
    trace = attend(load_scenario(name, **asked), every=True)
    return {stage.name: np.asarray(stage.output.array, float) for stage in trace.stages}


def softmax(scores: Any) -> Any:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def test_tiled_heads_give_another_result_in_one_scenario_and_not_in_the_other() -> None:
    for name, result, shows in (
        ("grouped-output", "output", True),
        ("cat-sat-mat-grouped", "concatenated", False),
    ):
        own = stages(name)
        times = len(own["query_heads"]) // len(own["key_heads"])
        keys, values = (np.tile(own[f"{role}_heads"], (times, 1, 1)) for role in ("key", "value"))
        weights = softmax(own["query_heads"] @ keys.swapaxes(1, 2) / keys.shape[-1] ** 0.5)
        joined = np.concatenate(list(weights @ values), axis=-1)
        w_o = load_scenario(name).parameters.get("w_o")
        tiled = joined if w_o is None else joined @ np.asarray(w_o)
        assert (np.abs(tiled - own[result]).max() > 0.1) == shows
        assert np.abs(weights - own["weights"]).max() > 0.1
    assert round(float(tiled[2, 1]), 2) != 9.06


def test_the_bias_of_the_keys_changes_scores_and_no_weight() -> None:
    scenario = load_scenario("biases")
    parameters = {name: tensor for name, tensor in scenario.parameters.items() if name != "b_k"}
    without = attend(scenario._replace(parameters=parameters), every=True)
    own = stages("biases")
    assert np.abs(np.asarray(without.stage("scores").output) - own["scores"]).min() > 0.1
    assert np.allclose(np.asarray(without.stage("weights").output), own["weights"], rtol=0, atol=1e-15)
    for bias in ("b_q", "b_v"):
        parameters = {name: tensor for name, tensor in scenario.parameters.items() if name != bias}
        other = np.asarray(
            attend(scenario._replace(parameters=parameters), every=True).stage("context").output
        )
        assert np.abs(other - own["context"]).max() > 0.05


def test_the_word_that_would_match_best_is_not_there_yet() -> None:
    sat = stages("cat-sat-mat-causal", mask="none")["weights"][2]
    assert sat.argmax() == 5
    assert stages("cat-sat-mat-causal")["weights"][2].argmax() == 1


def test_the_first_of_two_queries_sees_four_of_five_keys() -> None:
    seen = np.isfinite(stages("causal-cached")["masked_scores"])
    assert seen.sum(axis=1).tolist() == [4, 5]
    assert np.isfinite(stages("causal-cached", mask="causal")["masked_scores"]).sum(axis=1).tolist() == [1, 2]


def test_noir_finds_black_and_not_the_word_in_its_place() -> None:
    weights = stages("cross-projections")["weights"]
    assert weights.argmax(axis=1).tolist() == [0, 2, 1]


def test_the_matrix_finds_another_word_than_a_plain_dot_product() -> None:
    scenario = load_scenario("luong-general-square")
    assert scenario.x
    assert scenario.memory
    assert (np.asarray(scenario.x)[1] @ np.asarray(scenario.memory).T).argmax() == 1
    own = stages("luong-general-square")
    assert own["scores"][1].argmax() == 2
    w_a = np.asarray(scenario.parameters["w_a"])
    assert not np.array_equal(w_a, w_a.T)


def test_the_same_word_weighs_differently_at_its_two_places() -> None:
    own = stages("same-word-twice")
    assert abs(own["weights"][3, 0] - own["weights"][3, 3]) > 0.2
    plain = attend(load_scenario("same-word-twice")._replace(positions=None), every=True)
    weights = np.asarray(plain.stage("weights").output)
    assert weights[3, 0] == weights[3, 3]
