"""attncli.grade: a function or arrays in, a verdict out that is false where something is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import attncli
from attncli.loading.scenario_file import load_scenario


def softmax(scores: Any, axis: int = -1) -> Any:
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def right(query: Any, key: Any, value: Any) -> Any:
    return softmax(query @ key.T / np.sqrt(key.shape[-1])) @ value


def undivided(query: Any, key: Any, value: Any) -> Any:
    return softmax(query @ key.T) @ value


def over_queries(query: Any, key: Any, value: Any) -> Any:
    return softmax(query @ key.T / np.sqrt(key.shape[-1]), axis=0) @ value


def test_a_right_function_is_right_in_every_type() -> None:
    for dtype in ("float64", "float32", "float16"):
        verdict = attncli.grade(right, dtype=dtype)
        assert verdict
        assert verdict.right
        assert verdict.causes == ()
        assert verdict.first is None
        assert verdict.judge == "judge-scaled-dot-product"


@pytest.mark.parametrize(("function", "cause"), [(undivided, "no-scale"), (over_queries, "softmax-axis")])
def test_a_wrong_function_is_told_its_cause(function: Any, cause: str) -> None:
    verdict = attncli.grade(function)
    assert not verdict
    assert verdict.causes == (cause,)
    assert verdict.first == "context"
    assert [each.kind for each in verdict.stages][-1] == "cause"


def test_the_verdict_prints_itself_as_the_page_and_says_itself_in_a_line() -> None:
    verdict = attncli.grade(undivided)
    assert str(verdict).startswith(" Graded against judge-scaled-dot-product\n")
    assert "the scores go into the softmax undivided" in " ".join(str(verdict).split())
    assert repr(verdict).startswith("<wrong at context: no-scale: ")
    assert "\n" not in repr(verdict)
    assert len(repr(verdict)) < 240
    assert repr(attncli.grade(right)) == "<right: judge-scaled-dot-product>"


def test_an_assertion_fails_with_the_cause_in_its_message() -> None:
    with pytest.raises(AssertionError) as raised:
        assert attncli.grade(undivided)
    assert "no-scale" in str(raised.value)
    verdict = attncli.grade(undivided)
    with pytest.raises(AssertionError, match="no-scale"):
        assert verdict, verdict


def test_what_a_function_takes_can_be_said() -> None:
    def strange(a: Any, b: Any, c: Any) -> Any:
        return right(b, c, a)

    assert attncli.grade(strange, takes=("v", "q", "k"))
    with pytest.raises(attncli.AttnError):
        attncli.grade(strange)


def test_a_function_is_graded_against_another_judge_or_scenario() -> None:
    def causal(q: Any, k: Any, v: Any) -> Any:
        scores = q @ k.T / np.sqrt(k.shape[-1])
        return softmax(np.where(np.tri(len(q), dtype=bool), scores, -np.inf)) @ v

    assert attncli.grade(causal, judge="causal")
    assert attncli.grade(causal, judge="judge-causal")
    assert attncli.grade(right, scenario="tensorflow-lookup")
    assert attncli.grade(right, scenario=load_scenario("tensorflow-lookup"))
    verdict = attncli.grade(right, judge="causal")
    assert verdict.causes == ("mask-forgotten",)
    with pytest.raises(attncli.AttnError) as raised:
        attncli.grade(right, judge="causl")
    assert (raised.value.code, raised.value.help) == ("E564", "did you mean `causal`?")


def test_arrays_by_the_names_of_stages_are_graded() -> None:
    truth = attncli.attend(load_scenario("judge-causal"), every=True)
    arrays = {stage.name: stage.output.array for stage in truth.stages}
    assert attncli.grade(arrays, judge="causal")
    assert attncli.grade({"out": np.float32(arrays["context"])}, judge="causal")
    with pytest.raises(attncli.AttnError) as raised:
        attncli.grade(arrays)
    assert raised.value.code == "E564"
    with pytest.raises(attncli.AttnError) as raised:
        attncli.grade({"a": arrays["context"], "b": arrays["context"]}, judge="causal")
    assert raised.value.code == "E560"


def test_each_array_is_converted_before_it_is_handed_over() -> None:
    seen = []

    def convert(array: Any) -> Any:
        seen.append(array.dtype.name)
        return array

    assert attncli.grade(right, convert=convert, dtype="float32")
    assert seen == ["float32"] * 3


def test_a_function_that_is_left_to_chance_is_said_to_be() -> None:
    chance = np.random.default_rng(1)

    def dropping(query: Any, key: Any, value: Any) -> Any:
        weights = softmax(query @ key.T / np.sqrt(key.shape[-1]))
        weights = weights * (chance.random(weights.shape) > 0.1) / 0.9
        return weights @ value

    verdict = attncli.grade(dropping)
    assert not verdict
    assert "a second call with the same arrays gave other numbers" in " ".join(str(verdict).split()).lower()


def test_what_a_function_raises_is_its_own() -> None:
    def fails(q: Any, k: Any, v: Any) -> Any:
        raise KeyError("mine", q, k, v)

    with pytest.raises(KeyError, match="mine"):
        attncli.grade(fails)


def test_a_function_that_wants_a_batch_is_given_one_and_that_is_said() -> None:
    def batched(query: Any, key: Any, value: Any) -> Any:
        batch, _, d = query.shape
        assert batch == 1
        return softmax(query @ key.transpose(0, 2, 1) / np.sqrt(d)) @ value

    verdict = attncli.grade(batched)
    assert verdict
    assert "Without an axis for a batch in front the function failed" in " ".join(str(verdict).split())
