"""Mistakes in the context and the attentional vector: against slow loops of their words, and in whole
computations.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mistakes import loops_context as loops
from numpy.typing import NDArray

from attncli.document import Plain
from attncli.loading.scenario_file import load_scenario
from attncli.mistakes import attentional, context
from attncli.mistakes.changing import ElsewhereError, run
from attncli.mistakes.mistake import Mistake
from attncli.mistakes.numbers import Numbers
from attncli.mistakes.words import because, would
from attncli.numerics.mistaken import attentional as joining
from attncli.numerics.mistaken import context as room
from attncli.reading.text import SourceFile

Floats = NDArray[np.float64]
ALL = (*context.MISTAKES, *attentional.MISTAKES)
BY_NAME = {mistake.name: mistake for mistake in ALL}


def given(*shape: int) -> Floats:
    """Random numbers."""
    return np.random.default_rng(shape).normal(0, 1, shape)


def weights_of(*shape: int) -> Floats:
    """Random shares, some of them 0, and one row throughout."""
    made = np.abs(given(*shape)) * (given(*shape, 2)[..., 0] > -0.5)
    made[..., 0, :] = 0.0
    shares: Floats = made / np.maximum(made.sum(axis=-1, keepdims=True), 1e-300)
    return shares


MIXING = {
    room.unweighted_sum: loops.added_up,
    room.unweighted_sum_of_seen: loops.seen_added_up,
    room.plain_average: loops.averaged,
    room.plain_average_of_seen: loops.seen_averaged,
}


@pytest.mark.parametrize("leading", [(), (3,), (2, 3)])
@pytest.mark.parametrize("function", MIXING, ids=lambda function: function.__name__)
def test_functions_do_what_their_words_say(function: Any, leading: tuple[int, ...]) -> None:
    weights, value = weights_of(*leading, 5, 7), given(*leading, 7, 11)
    found = function(weights, value)
    assert found.shape == (*leading, 5, 11)
    for head in np.ndindex(leading):
        expected = MIXING[function](weights[head].tolist(), value[head].tolist())
        assert np.allclose(found[head], expected, rtol=0, atol=1e-12)


def test_turned_weights_mix_by_columns() -> None:
    weights, value = weights_of(3, 5, 5), given(3, 5, 7)
    for head in range(3):
        expected = loops.by_columns(weights[head].tolist(), value[head].tolist())
        assert np.allclose(room.turned_weights(weights, value)[head], expected, rtol=0, atol=1e-12)
    with pytest.raises(ValueError, match="mismatch"):
        room.turned_weights(weights_of(5, 7), given(7, 11))


def test_what_went_in_is_added_or_comes_out() -> None:
    right, entered = given(5, 7), given(7, 5).T
    assert np.array_equal(room.with_input(right, entered), loops.with_added(right.tolist(), entered.tolist()))
    assert np.array_equal(room.input_itself(entered), entered)


def test_the_query_may_stand_before_the_context() -> None:
    parts = given(5, 7), given(5, 3), given(10, 11)
    expected = loops.query_before_context(*(part.tolist() for part in parts))
    assert np.allclose(joining.query_first(*parts), expected, rtol=0, atol=1e-12)
    assert np.array_equal(joining.not_squashed(parts[0]), parts[0])
    assert np.array_equal(joining.not_joined(parts[0]), parts[0])


def made(scenario: str, name: str, place: str, form: int = 0) -> tuple[Floats, Numbers]:
    """What comes out at a stage with one mistake, and the numbers as they should be."""
    numbers = Numbers(load_scenario(scenario), [BY_NAME[name]])
    wrong = numbers.wrong(BY_NAME[name], form)
    assert wrong is not None
    array = wrong.array(place)
    assert array is not None
    return np.asarray(array, float), numbers


def lists(numbers: Numbers, *places: str) -> list[Any]:
    """Stages as lists."""
    return [numbers.right(place).array.tolist() for place in places]


@pytest.mark.parametrize(
    ("name", "role"), [("keys-as-values", "key"), ("queries-as-values", "query")], ids=lambda name: name
)
def test_another_role_may_be_mixed(name: str, role: str) -> None:
    found, numbers = made("statquest", name, "context")
    weights, other = lists(numbers, "weights", role)
    assert np.allclose(found, loops.mixed(weights, other), rtol=0, atol=1e-12)
    assert not np.allclose(found, numbers.right("context").array, atol=0.005)


@pytest.mark.parametrize(
    ("name", "form", "loop"),
    [
        ("unweighted-sum", 0, loops.added_up),
        ("unweighted-sum", 1, loops.seen_added_up),
        ("plain-average", 0, loops.averaged),
        ("plain-average", 1, loops.seen_averaged),
        ("transposed-weights", 0, loops.by_columns),
    ],
)
def test_values_may_be_mixed_otherwise(name: str, form: int, loop: Any) -> None:
    found, numbers = made("alammar-gpt2", name, "context", form)
    weights, value = (tensor.array.tolist() for tensor in numbers.truth["context"].inputs)
    assert np.allclose(found, loop(weights, value), rtol=0, atol=1e-12)
    assert not np.allclose(found, numbers.right("context").array, atol=0.005)


@pytest.mark.parametrize(
    ("scenario", "stage", "entered"),
    [
        ("cat-sat-mat", "context", "x"),
        ("mlm-positions", "context", "positions"),
        ("cat-sat-mat-multi-query", "concatenated", "x"),
        ("cat-sat-mat-heads", "output", "x"),
    ],
)
def test_what_went_in_may_be_in_the_result(scenario: str, stage: str, entered: str) -> None:
    for name in ("residual-added", "input-returned"):
        mistake = BY_NAME[name]
        form = next(
            i
            for i, (each,) in enumerate(mistake.forms)
            if each.at == stage and entered in each.takes.values()
        )
        found, numbers = made(scenario, name, stage, form)
        x = numbers.scenario.x
        assert x is not None
        (right,) = lists(numbers, stage)
        went_in = x.array.tolist() if entered == "x" else lists(numbers, entered)[0]
        expected = went_in if name == "input-returned" else loops.with_added(right, went_in)
        assert np.allclose(found, expected, rtol=0, atol=1e-12)
        assert not np.allclose(found, right, atol=0.005)


def test_the_attentional_vector_may_be_made_otherwise() -> None:
    numbers = Numbers(load_scenario("luong-dot"), ())
    (contexts,) = lists(numbers, "context")
    assert numbers.scenario.query is not None
    query, w_c = numbers.scenario.query.array.tolist(), numbers.scenario.parameters["w_c"].array.tolist()
    sums = loops.mixed([c + q for c, q in zip(contexts, query, strict=True)], w_c)
    turned = loops.query_before_context(contexts, query, w_c)
    for name, expected in (
        ("attentional-no-tanh", sums),
        ("attentional-order", [[math.tanh(s) for s in row] for row in turned]),
    ):
        found, _ = made("luong-dot", name, "attentional")
        assert np.allclose(found, expected, rtol=0, atol=1e-12)
        assert not np.allclose(found, numbers.right("attentional").array, atol=0.005)


LUONG = """
mechanism: luong-dot
tensors: {query: [[1, 0.5], [0, 1]], key: [[1, 0], [0, 1], [1, 1]], value: [[1, 0], [0, 2], [3, 1]]}
parameters: {w_c: [[1, 0], [0.5, 1], [0, 0.25], [1, -1]]}
"""


def test_a_context_may_be_taken_for_the_attentional_vector(tmp_path: Path) -> None:
    scenario = load_scenario(SourceFile("mine", "mine.yaml", LUONG.encode(), tmp_path))
    stages = run(scenario, BY_NAME["attentional-left-out"].forms[0]).stages
    assert np.array_equal(stages["attentional"].output.array, stages["context"].output.array)
    broken = run(load_scenario("luong-dot"), BY_NAME["attentional-left-out"].forms[0]).broken
    assert broken is not None
    assert (broken.stage, broken.shape) == ("attentional", (3, 3))


def test_another_shape_is_told_as_one() -> None:
    broken = run(load_scenario("flash-4x4"), BY_NAME["keys-as-values"].forms[0]).broken
    assert broken is not None
    assert (broken.stage, broken.shape) == ("context", (4, 4))


@pytest.mark.parametrize(
    ("name", "scenario"),
    [
        ("keys-as-values", "luong-location"),  # the keys are not asked there
        ("residual-added", "flash-4x4"),  # queries, keys and values are given, and nothing they came from
        ("attentional-no-tanh", "cat-sat-mat"),
        ("attentional-order", "cat-sat-mat"),
        ("attentional-left-out", "cat-sat-mat"),
    ],
)
def test_where_a_stage_is_missing_there_is_no_such_mistake(name: str, scenario: str) -> None:
    for form in BY_NAME[name].forms:
        with pytest.raises(ElsewhereError):
            run(load_scenario(scenario), form)


@pytest.mark.parametrize("mistake", ALL, ids=lambda mistake: mistake.name)
def test_words_are_whole(mistake: Mistake) -> None:
    assert mistake.name == mistake.name.lower()
    assert mistake.name.replace("-", "").isalpha()
    ends, puts_right = (
        "".join(span.text for span in words if isinstance(span, Plain))
        for words in (would(mistake), because(mistake))
    )
    assert "{" not in ends + puts_right
    assert not ends.endswith(".")
    assert puts_right.endswith(".")
    assert not mistake.source or (mistake.source.startswith("https://") and " (" in mistake.source)


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(ALL)
