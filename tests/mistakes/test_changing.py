"""How a mistake enters a computation: at a stage, at a finer step, by other inputs, and where it cannot."""

from __future__ import annotations

import numpy as np
import pytest

from attncli.arithmetic import evaluate
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.mistakes.changing import ElsewhereError, run
from attncli.mistakes.mistake import Instead
from attncli.mistakes.numbers import Numbers
from attncli.numerics.arrays import Floats
from attncli.numerics.mistaken.scaling import not_scaled
from attncli.numerics.softmax import softmax


def test_without_a_change_the_truth_comes_out() -> None:
    scenario = load_scenario("cat-sat-mat-heads")
    found = run(scenario, ()).stages
    truth = attend(scenario, every=True).stages
    assert list(found) == [stage.name for stage in truth]
    assert all(np.array_equal(found[stage.name].output, stage.output) for stage in truth)


def test_a_stage_that_is_wrong_is_what_the_stages_behind_it_are_made_of() -> None:
    scenario = load_scenario("cat-sat-mat")
    stages = run(scenario, (Instead("scaled_scores", not_scaled),)).stages
    scores = stages["scores"].output.array
    assert np.array_equal(stages["scaled_scores"].output.array, scores)
    weights = softmax(np.asarray(scores, float))
    assert np.array_equal(stages["weights"].output.array, weights)
    assert scenario.value is not None
    assert np.allclose(stages["context"].output.array, weights @ scenario.value.array, rtol=0, atol=1e-15)


def test_a_finer_step_that_is_wrong_makes_its_stage_wrong() -> None:
    scenario = load_scenario("additive-decoder")
    stages = run(scenario, (Instead("scores/activations", lambda sums: sums),)).stages
    truth = Numbers(scenario, ())
    sums = truth.right("scores/sums").array
    v_a = scenario.parameters["v_a"].array
    assert np.allclose(stages["scores"].output.array, sums @ v_a, rtol=0, atol=1e-12)
    assert np.array_equal(next(s for s in stages["scores"].steps() if s.name == "activations").output, sums)


def test_other_inputs_are_found_by_what_the_mechanism_hands_to_a_stage() -> None:
    scenario = load_scenario("statquest")
    stages = run(scenario, (Instead("context", None, {"value": "scores.key"}),)).stages
    weights, key = stages["weights"].output.array, stages["key"].output.array
    assert np.allclose(stages["context"].output.array, weights @ key, rtol=0, atol=1e-12)


def test_what_is_not_finite_is_a_finding_and_no_error() -> None:
    scenario = load_scenario("cat-sat-mat")
    stages = run(scenario, (Instead("scores", lambda right: np.full_like(right, np.inf)),)).stages
    assert np.isnan(stages["weights"].output.array).all()
    assert [step.name for step in stages["weights"].steps()][-1] == "weights"


def test_a_mistake_whose_stage_is_not_there_is_elsewhere() -> None:
    scenario = load_scenario("luong-dot")
    with pytest.raises(ElsewhereError):
        run(scenario, (Instead("scaled_scores", not_scaled),))
    with pytest.raises(ElsewhereError):
        run(scenario, (Instead("scores/activations", lambda sums: sums),))
    with pytest.raises(ElsewhereError):
        run(scenario, (Instead("masked_scores", lambda causal: causal, {"causal": "mask.causal"}),))


def test_from_a_shape_that_is_not_the_true_one_on_nothing_is_computed() -> None:
    scenario = load_scenario("cat-sat-mat")
    found = run(scenario, (Instead("weights", lambda scores: scores[:, :1]),))
    assert found.broken is not None
    assert (found.broken.stage, found.broken.shape) == ("weights", (6, 1))
    assert "scaled_scores" in found.stages
    assert "context" not in found.stages


def test_arrays_of_somebody_else_stand_in_the_place_of_stages() -> None:
    scenario = load_scenario("cat-sat-mat")
    mine = np.full((6, 6), 0.25)
    stages = run(scenario, (), {"weights": mine}).stages
    assert scenario.value is not None
    assert np.allclose(stages["context"].output.array, mine @ scenario.value.array, rtol=0, atol=1e-15)


def test_a_window_hears_only_what_is_made_in_it() -> None:
    numbers = Numbers(load_scenario("cat-sat-mat"))
    assert "no-scale" in {wrong.mistake.name for wrong in numbers.heard("weights", "scores")}
    assert "no-scale" not in {wrong.mistake.name for wrong in numbers.heard("weights", "scaled_scores")}
    assert "no-scale" not in {wrong.mistake.name for wrong in numbers.heard("scores")}


def test_a_mask_keeps_its_parts() -> None:
    scenario = load_scenario("cat-sat-mat", mask=("causal", "hidden=mat"))
    assert [part.kind for part in scenario.masks] == ["causal", "hidden"]
    assert scenario.allowed is not None
    both = scenario.masks[0].allowed & scenario.masks[1].allowed
    assert np.array_equal(scenario.allowed.array, both)
    assert np.array_equal(scenario.masks[0].allowed, np.tri(6, dtype=bool))


def test_what_need_not_be_there_is_none_and_takes_the_place_of_what_was() -> None:
    scenario = load_scenario("statquest")
    with pytest.raises(ElsewhereError):
        run(scenario, (Instead("key", None, {"b": "b_q"}),))
    same = run(scenario, (Instead("key", None, {"b": "b_q?"}),)).stages["key"].output.array
    assert np.array_equal(same, Numbers(scenario, ()).right("key").array)
    found: list[object] = []

    def seen(x: Floats, other: Floats | None) -> Floats:
        found.append(other)
        return np.zeros((len(x), 2))

    run(scenario, (Instead("key", seen, {"other": "b_q?"}),))
    assert found == [None]


def test_what_stands_in_the_place_of_a_query_is_cut_to_one_query_and_keeps_its_words() -> None:
    scenario = load_scenario("cross-translation")
    stages = run(scenario, (Instead("scores", None, {"query": "scores.key", "key": "scores.query"}),)).stages
    scores = stages["scores"]
    for query in range(4):
        told = scores.at(query)
        assert [evaluate(told.derive((0, key))) for key in range(4)] == told.output.array[0].tolist()
    assert scores.at(1).input("query").cell(0, 0).name == "key[black,1]"
