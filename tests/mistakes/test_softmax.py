"""Mistakes in the softmax: against slow loops of their words, and in whole computations."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from mistakes import loops_softmax as loops
from numpy.typing import NDArray

from attncli.document import Plain
from attncli.loading.scenario_file import load_scenario
from attncli.mistakes import dropout, softmax
from attncli.mistakes.changing import ElsewhereError, run
from attncli.mistakes.mistake import Mistake
from attncli.mistakes.numbers import Numbers
from attncli.mistakes.words import because, facts, would
from attncli.numerics.mistaken import softmax as room
from attncli.numerics.softmax import softmax as right_softmax
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario

Floats = NDArray[np.float64]
BY_NAME = {mistake.name: mistake for mistake in softmax.MISTAKES}
ALL = (*softmax.MISTAKES, dropout.LEFT_ON)


def scores(*shape: int, hidden: bool = False, seed: int = 0) -> Floats:
    """Random scores; a third of them hidden, and one row throughout, if that is wanted."""
    rng = np.random.default_rng([seed, *shape])
    made = rng.normal(0, 2, shape)
    if hidden:
        made = np.where(rng.random(shape) < 0.3, -np.inf, made)
        made[..., 0, :] = -np.inf
    return made


def in_each(loop: Callable[[loops.Matrix], loops.Matrix], array: Floats) -> Floats:
    """A loop over the matrices of an array."""
    if array.ndim == 2:
        return np.array(loop(array.tolist()))
    return np.stack([in_each(loop, part) for part in array])


def whole(text: str, folder: Path) -> Scenario:
    """A scenario of a text."""
    return load_scenario(SourceFile("mine", "mine.yaml", text.encode(), folder))


ONE_BY_ONE: dict[str, tuple[Callable[[Floats], Floats], Callable[[loops.Matrix], loops.Matrix]]] = {
    "axis": (partial(room.over_axes, axes=(-2,)), loops.over_queries),
    "matrix": (partial(room.over_axes, axes=(-2, -1)), loops.over_matrix),
    "twice": (lambda scores: room.softmax_twice(right_softmax(scores)), loops.twice),
    "undivided": (room.undivided, loops.powers_less_highest),
    "bare": (room.bare, loops.powers),
    "no-softmax": (room.not_softmaxed, lambda scores: scores),
    "seen-scores": (room.seen_scores, loops.scores_or_nothing),
    "sigmoid": (room.sigmoids, loops.each_by_itself),
    "two": (room.powers_of_two, loops.base_two),
}
"""Functions, and what they should make of one head, whatever is hidden."""

WITH_TOTALS: dict[str, tuple[Callable[[Floats], Floats], Callable[[loops.Matrix], loops.Matrix]]] = {
    "shares": (room.shares_of_scores, loops.shares_of_scores),
    "hidden-shares": (room.shares_of_hidden_scores, loops.shares_of_scores),
    "first": (room.all_to_the_first_highest, loops.first_of_the_highest),
    "highest": (room.all_to_the_highest, loops.all_of_the_highest),
    "others": (room.shares_of_the_others, loops.by_total_of_the_others),
}
"""Those that divide by what may be nothing where all is hidden."""

TURNED: dict[str, tuple[Callable[[Floats], Floats], Callable[[loops.Matrix], loops.Matrix]]] = {
    "total": (room.divided_by_other_totals, loops.by_total_of_another_row),
    "less": (room.less_and_divided_by_others, loops.less_highest_of_another_row),
    "bare": (room.bare_divided_by_others, loops.bare_by_total_of_another_row),
}
"""Those that need as many keys as queries."""


@pytest.mark.parametrize("shape", [(5, 7), (3, 5, 7), (2, 3, 5, 7), (1, 1)])
@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_functions_do_what_their_words_say_whatever_is_hidden(name: str, shape: tuple[int, ...]) -> None:
    function, loop = ONE_BY_ONE[name]
    for array in (scores(*shape), scores(*shape, hidden=True)):
        if name == "no-softmax":
            assert np.array_equal(function(array), array)
        else:
            assert np.allclose(function(array), in_each(loop, array), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("shape", [(5, 7), (3, 5, 7), (2, 3, 5, 7)])
@pytest.mark.parametrize("name", WITH_TOTALS)
def test_functions_do_what_their_words_say(name: str, shape: tuple[int, ...]) -> None:
    function, loop = WITH_TOTALS[name]
    array = scores(*shape)
    array[..., 1, 2:4] = array[..., 1, :].max() + 1  # two that score highest
    assert np.allclose(function(array), in_each(loop, array), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", TURNED)
@pytest.mark.parametrize("shape", [(7, 7), (1, 5, 5)])
def test_totals_that_lie_across_are_those_of_other_rows(name: str, shape: tuple[int, ...]) -> None:
    function, loop = TURNED[name]
    array = scores(*shape)
    assert np.allclose(function(array), in_each(loop, array), rtol=1e-12, atol=1e-15)
    with pytest.raises(ValueError, match="broadcast"):
        function(scores(5, 7))


def test_a_key_that_is_hidden_from_every_query_weighs_nothing_or_nan() -> None:
    array = scores(5, 7)
    array[:, 3] = -np.inf
    expected = np.array(loops.over_queries(array.tolist(), math.nan))
    found = room.over_axes(array, (-2,), math.nan)
    assert np.isnan(found[:, 3]).all()
    assert np.allclose(found, expected, rtol=0, atol=1e-15, equal_nan=True)


def test_a_softmax_over_heads_shares_out_what_heads_give() -> None:
    for hidden in (False, True):
        array = scores(3, 5, 7, hidden=hidden)
        heads = array.tolist()
        for axes, expected in (
            ((-3,), loops.over_heads(heads)),
            ((-3, -1), loops.over_heads_and_keys(heads)),
            ((-3, -2, -1), loops.over_all(heads)),
        ):
            assert np.allclose(room.over_axes(array, axes), expected, rtol=1e-12, atol=1e-15)
        assert np.allclose(room.over_everything(array), loops.over_all(heads), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("dtype", "most"), [(np.float16, 11), (np.float32, 88), (np.float64, 709)])
def test_exponentials_overflow_where_the_type_says_and_are_right_until_then(dtype: type, most: int) -> None:
    held = np.array([[0.0, most - 2.0, 1.0]])
    right = right_softmax(held)
    assert np.array_equal(room.overflown(held, right, dtype), right)
    array = np.array([[0.0, most + 2.0, -np.inf], [-np.inf, -np.inf, -np.inf]])
    found = room.overflown(array, right_softmax(array), dtype)
    assert np.array_equal(found, [[0.0, np.nan, 0.0], [0.0, 0.0, 0.0]], equal_nan=True)
    low = np.array([[-2.0 * most, -3.0 * most]])
    assert np.isnan(room.overflown(low, right_softmax(low), dtype)).all()


def test_a_total_alone_may_overflow() -> None:
    array = np.full((1, 3), 10.5)  # e^10.5 is 36,316; float16 ends at 65,504
    assert np.array_equal(room.overflown(array, right_softmax(array), np.float16), [[0.0, 0.0, 0.0]])


HEARD = {
    "softmax-axis": "cat-sat-mat",
    "softmax-over-heads": "cat-sat-mat-heads",
    "softmax-over-the-whole-matrix": "cat-sat-mat-heads",
    "totals-without-keepdims": "statquest",
    "no-maximum-and-overflow": "tensorflow-lookup",
}
"""Where a mistake shows, if not in `rasbt-causal`."""


@pytest.mark.parametrize("mistake", softmax.MISTAKES, ids=lambda mistake: mistake.name)
def test_each_shows_in_a_built_in_scenario(mistake: Mistake) -> None:
    numbers = Numbers(load_scenario(HEARD.get(mistake.name, "rasbt-causal")), [mistake])
    right = numbers.right("weights").array
    arrays = [wrong.array("weights") for wrong in numbers.heard("weights")]
    assert len(arrays) == len(mistake.forms)
    assert any(array is not None and not np.allclose(array, right, rtol=0, atol=0.005) for array in arrays)


@pytest.mark.parametrize("mistake", softmax.MISTAKES, ids=lambda mistake: mistake.name)
def test_what_comes_out_is_what_the_loop_makes_of_the_scores(mistake: Mistake) -> None:
    numbers = Numbers(load_scenario("statquest"), [mistake])
    given = np.asarray(numbers.right("scaled_scores").array, float).tolist()
    expected: dict[str, loops.Matrix] = {
        "softmax-axis": loops.over_queries(given),
        "softmax-over-the-whole-matrix": loops.over_matrix(given),
        "softmax-twice": loops.twice(given),
        "totals-without-keepdims": loops.by_total_of_another_row(given),
        "normalise-without-exp": loops.shares_of_scores(given),
        "exp-without-normalising": loops.powers_less_highest(given),
        "bare-exponentials": loops.powers(given),
        "no-softmax": given,
        "sigmoid": loops.each_by_itself(given),
        "powers-of-two": loops.base_two(given),
        "winner-takes-all": loops.first_of_the_highest(given),
        "total-of-others": loops.by_total_of_the_others(given),
        "no-maximum-and-overflow": [loops.row_softmax(row) for row in given],  # nothing overflows here
    }
    if mistake.name not in expected:
        assert not list(numbers.heard("weights"))  # there are no heads
        return
    found = next(numbers.heard("context"))
    assert np.allclose(found.stages["weights"].output.array, expected[mistake.name], rtol=1e-9, atol=1e-12)
    value = numbers.right("value").array
    context = [
        [math.fsum(w * v[d] for w, v in zip(row, value.tolist(), strict=True)) for d in range(2)]
        for row in expected[mistake.name]
    ]
    assert np.allclose(found.stages["context"].output.array, context, rtol=1e-9, atol=1e-9)


def test_scores_that_are_too_large_for_a_type_leave_no_number(tmp_path: Path) -> None:
    key, value = "[[30, 0], [1, 0], [0, 2]]", "[[1, 0], [0, 1], [2, 2]]"
    text = f"tensors: {{query: [[40, 0], [0, 1]], key: {key}, value: {value}}}\n"
    numbers = Numbers(whole(text, tmp_path), [BY_NAME["no-maximum-and-overflow"]])
    finite = {}
    for wrong in numbers.heard("context"):
        array = wrong.array("context")
        assert array is not None
        finite[wrong.form] = np.isfinite(array).tolist()
    # 1,200 / √2 is 849, more than e can be raised to in any of the types
    assert finite == {form: [[False, False], [True, True]] for form in range(3)}


def test_a_softmax_over_heads_needs_heads() -> None:
    for form in BY_NAME["softmax-over-heads"].forms:
        with pytest.raises(ElsewhereError):
            run(load_scenario("cat-sat-mat"), form)


def test_totals_without_their_axis_break_the_shape_where_heads_are_not_as_many_as_queries() -> None:
    found = run(load_scenario("cat-sat-mat-heads"), BY_NAME["totals-without-keepdims"].forms[0])
    assert found.broken is not None
    assert (found.broken.stage, found.broken.shape) == ("weights", None)


@pytest.mark.parametrize("mistake", ALL, ids=lambda mistake: mistake.name)
def test_words_are_whole(mistake: Mistake) -> None:
    assert mistake.name == mistake.name.lower()
    assert mistake.name.replace("-", "").isalpha()
    numbers = Numbers(load_scenario("cat-sat-mat-heads"), ())
    for gaps in ({}, facts(numbers.scenario, numbers.truth)):
        spans = (would(mistake, gaps), because(mistake, gaps)) if gaps else (would(mistake), because(mistake))
        ends, puts_right = (
            "".join(span.text for span in words if isinstance(span, Plain)) for words in spans
        )
        assert "{" not in ends + puts_right
        assert not ends.endswith(".")
        assert puts_right.endswith(".")
    assert not mistake.source or (mistake.source.startswith("https://") and " (" in mistake.source)


def test_names_are_unique() -> None:
    assert len({mistake.name for mistake in ALL}) == len(ALL)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_dropout_is_recognised_by_its_factor(p: float) -> None:
    rng = np.random.default_rng(7)
    right = right_softmax(scores(3, 11, 13, hidden=True))
    kept = rng.random(right.shape) >= p
    for dtype, rtol in ((np.float64, 1e-9), (np.float32, 1e-4), (np.float16, 1e-2)):
        found = np.where(kept, right / (1 - p), 0.0).astype(dtype).astype(np.float64)
        factor = dropout.recognised(found, right, rtol)
        assert factor is not None
        assert math.isclose(factor, 1 / (1 - p), rel_tol=rtol)


def test_nothing_else_is_taken_for_dropout() -> None:
    right = right_softmax(scores(11, 13))
    causal = np.tri(11, 13, dtype=bool)
    left_over = np.where(causal, right, 0.0)
    others = (
        right,
        right * 2,
        left_over,
        left_over / left_over.sum(axis=-1, keepdims=True),
        np.where(causal, np.full_like(right, 1 / 13), 0.0),
        np.zeros_like(right),
        np.where(np.eye(11, 13, dtype=bool), right * 1.01, 0.0),  # far fewer than such a factor leaves
        right * np.random.default_rng(3).choice([0.0, 2.0, 3.0], right.shape),
        np.full_like(right, np.nan),
        right[:, :5],
    )
    for found in others:
        assert dropout.recognised(found, right, 1e-9) is None


@pytest.mark.parametrize("scenario", ["cat-sat-mat", "cat-sat-mat-heads", "rasbt-causal", "statquest"])
def test_no_mistake_is_taken_for_dropout(scenario: str) -> None:
    numbers = Numbers(load_scenario(scenario))
    right = numbers.right("weights").array
    for wrong in numbers.heard("weights"):
        array = wrong.array("weights")
        assert array is not None
        assert dropout.recognised(array, right, 1e-4) is None, wrong.mistake.name
