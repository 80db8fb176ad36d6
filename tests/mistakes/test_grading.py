"""Somebody's arrays against a judge: right ones are accused of nothing, wrong ones told by their cause."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import numpy as np
import pytest
from mistakes.programs import STYLES, TYPES, program
from mistakes.programs import Numbers as Array

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.changing import ElsewhereError, run
from attncli.mistakes.grading import grade_arrays, grade_named
from attncli.mistakes.judges import JUDGES
from attncli.mistakes.numbers import Numbers, Wrong
from attncli.mistakes.verdicts import Grading, Mine, StageVerdict
from attncli.scenario import Scenario
from attncli.trace import Stage

DOT = (
    "scaled-dot-product",
    "dot-product",
    "causal",
    "causal-cached",
    "causal-padding",
    "window",
    "projections",
    "biases",
    "cross-attention-lengths",
    "heads",
    "multi-head-biases",
    "multi-head-causal",
    "grouped",
)
"""Judges whose scores are dot products."""


@cache
def judge(name: str) -> Scenario:
    return load_scenario(f"judge-{name}")


@cache
def numbers(name: str) -> Numbers:
    return Numbers(judge(name))


def as_type(array: object, dtype: str) -> Mine:
    """Numbers as a program of this type would hand them in; numpy has no bfloat16."""
    with np.errstate(all="ignore"):
        rounded = TYPES[dtype](np.asarray(array, np.float64))
    return Mine(rounded.astype(np.float64), "float32" if dtype == "bfloat16" else dtype)


def handed_in(stages: Mapping[str, Stage], dtype: str = "float32") -> dict[str, Mine]:
    return {name: as_type(stage.output.array, dtype) for name, stage in stages.items()}


def names(verdict: StageVerdict) -> set[str]:
    """The names that a verdict gives, with those that are the same by algebra or make the same numbers."""
    found = set()
    for cause in verdict.causes:
        found |= {cause.mistake.name, *cause.mistake.same_as, *(each.name for each in cause.same)}
    return found


def told(grading: Grading) -> list[tuple[str, str, set[str]]]:
    return [(verdict.name, verdict.kind, names(verdict)) for verdict in grading.wrong]


def planted(name: str) -> Iterator[Wrong]:
    """Every form of a mistake whose numbers reach the result of a judge and differ there."""
    of = numbers(name)
    last = of.order[-1]
    right = right_array(name, last)
    for wrong in of.heard(last):
        array = np.asarray(wrong.array(last), dtype=np.float64)
        if not np.allclose(array, right, rtol=0, atol=1e-6 * float(np.abs(right).max())):
            yield wrong


def right_array(name: str, stage: str) -> Array:
    """The true numbers of a stage of a judge, to be changed."""
    return np.array(numbers(name).right(stage).array, dtype=np.float64)


# Right programs.


@pytest.mark.parametrize("name", DOT)
@pytest.mark.parametrize("dtype", TYPES)
def test_a_right_program_in_any_style_is_accused_of_nothing(name: str, dtype: str) -> None:
    for style in STYLES:
        mine = program(judge(name), style, dtype)
        for arrays in (mine, dict([list(mine.items())[-1]])):
            grading = grade_arrays(judge(name), arrays)
            assert grading.right, (style, told(grading))
            assert not grading.causes


@pytest.mark.parametrize("name", JUDGES)
@pytest.mark.parametrize("dtype", TYPES)
def test_the_right_numbers_of_every_judge_are_right(name: str, dtype: str) -> None:
    grading = grade_arrays(judge(name), handed_in(numbers(name).truth, dtype))
    assert grading.right, told(grading)
    assert all(verdict.kind == "right" for verdict in grading.stages)


def test_there_are_more_than_three_hundred_right_programs() -> None:
    assert len(DOT) * len(TYPES) * len(STYLES) > 300
    assert len({judge(name).mechanism for name in DOT}) == 3


# Planted mistakes.


@pytest.mark.law
@pytest.mark.parametrize(("dtype", "least"), [("float32", 0.98), ("float16", 0.96)])
def test_mistakes_are_named_from_the_output_of_a_judge_alone(dtype: str, least: float) -> None:
    """All forms of all mistakes whose outputs are numbers; of those that are not every number is NaN."""
    missed, count = [], 0
    for name in JUDGES:
        last = numbers(name).order[-1]
        for wrong in planted(name):
            mine = as_type(wrong.array(last), dtype)
            if not np.isfinite(mine.array).all():
                continue
            count += 1
            first = grade_arrays(judge(name), {last: mine}, numbers(name)).first
            twins = {wrong.mistake.name, *wrong.mistake.same_as}
            if first is None or len(first.causes) != 1 or not names(first) & twins:
                missed.append((name, wrong.mistake.name, wrong.form, first and names(first)))
    assert count > 200
    assert len(missed) <= (1 - least) * count, missed


@pytest.mark.law
@pytest.mark.parametrize("name", JUDGES)
def test_a_mistake_is_one_cause_where_all_stages_are_given(name: str) -> None:
    for wrong in planted(name):
        grading = grade_arrays(judge(name), handed_in(wrong.stages, "float64"), numbers(name))
        twins = {wrong.mistake.name, *wrong.mistake.same_as}
        assert len(grading.wrong) == 1, (wrong.mistake.name, wrong.form, told(grading))
        first = grading.wrong[0]
        assert first.kind == "cause", (wrong.mistake.name, wrong.form, told(grading))
        assert names(first) & twins, (wrong.mistake.name, wrong.form, told(grading))


def pairs(name: str, count: int) -> Iterator[tuple[Wrong, Wrong, Mapping[str, Stage]]]:
    """Two mistakes, one behind the other, that both show in numbers that float32 can hold."""
    of = numbers(name)
    chance = random.Random(name)
    wrongs = list(planted(name))
    for _ in range(20 * count):
        one, other = chance.sample(wrongs, 2)
        first, second = (wrong.mistake.forms[wrong.form] for wrong in (one, other))
        if max(map(of.order.index, one.at)) >= min(map(of.order.index, other.at)):
            continue
        try:
            made, alone = run(judge(name), first + second), run(judge(name), first)
        except ElsewhereError:
            continue
        if made.broken or not all(bearable(stage) for stage in made.stages.values()):
            continue
        begins, goes_on = one.at[0], other.at[0]
        if differ(alone.stages, of.truth, begins) and differ(made.stages, alone.stages, goes_on):
            yield one, other, made.stages
            count -= 1
            if not count:
                return


def bearable(stage: Stage) -> bool:
    """Whether the numbers of a stage are finite, or hidden, and small enough to add up exactly."""
    array = np.asarray(stage.output.array, dtype=np.float64)
    return bool((np.isneginf(array) | (np.abs(array) < 1e4)).all())


def differ(one: Mapping[str, Stage], other: Mapping[str, Stage], name: str) -> bool:
    first, second = (np.asarray(stages[name].output.array, np.float64) for stages in (one, other))
    return not np.allclose(first, second, rtol=1e-3, atol=1e-3)


@pytest.mark.law
def test_two_mistakes_that_both_show_are_both_named_in_their_order_with_nothing_added() -> None:
    missed, count = [], 0
    for name in JUDGES:
        for one, other, stages in pairs(name, 15):
            count += 1
            grading = grade_arrays(judge(name), handed_in(stages))
            expected = [{each.mistake.name, *each.mistake.same_as} for each in (one, other)]
            fits = len(grading.wrong) == 2 and all(
                verdict.kind == "cause" and names(verdict) & twins
                for verdict, twins in zip(grading.wrong, expected, strict=True)
            )
            if not fits:
                missed.append((name, one.mistake.name, other.mistake.name, told(grading)))
    assert count > 100
    assert len(missed) <= 0.02 * count, missed


# What is said of each stage.


def only(stages: Mapping[str, Stage], *wanted: str) -> dict[str, Mine]:
    return {name: as_type(stages[name].output.array, "float64") for name in wanted}


def wrong_stages(name: str, mistake: str) -> Mapping[str, Stage]:
    return next(wrong for wrong in planted(name) if wrong.mistake.name == mistake).stages


def kinds(grading: Grading) -> dict[str, str]:
    return {verdict.name: verdict.kind for verdict in grading.stages if verdict.kind != "missing"}


def test_what_follows_from_a_wrong_stage_is_no_second_mistake() -> None:
    stages = wrong_stages("multi-head", "no-scale")
    grading = grade_arrays(judge("multi-head"), only(stages, "scores", "scaled_scores", "weights", "output"))
    assert kinds(grading) == {
        "scores": "right",
        "scaled_scores": "cause",
        "weights": "follows",
        "output": "follows",
    }
    assert grading.first is not None
    assert (grading.first.name, grading.causes) == ("scaled_scores", ("no-scale",))
    assert (grading.first.off, grading.first.of, grading.first.since) == (100, 100, "scores")


def test_the_furthest_number_is_told_with_what_should_stand_there() -> None:
    right = right_array("scaled-dot-product", "weights")
    mine = np.array(right)
    mine[1, 2] += 0.25
    mine[3, 0] -= 0.05
    grading = grade_arrays(judge("scaled-dot-product"), {"weights": Mine(mine, "float64")})
    verdict = grading.first
    assert verdict is not None
    assert verdict.kind == "unknown"
    assert verdict.furthest is not None
    cell, found, expected = verdict.furthest
    assert (cell.name, found, expected) == ("weights[2,3]", mine[1, 2], right[1, 2])
    assert (verdict.off, verdict.of) == (2, right.size)


def test_a_shape_is_told_and_named_where_a_mistake_makes_it() -> None:
    context = right_array("multi-head", "context")
    summed = Mine(context.sum(axis=0), "float64")
    grading = grade_arrays(judge("multi-head"), {"concatenated": summed})
    verdict = grading.first
    assert verdict is not None
    assert (verdict.kind, verdict.shapes) == ("shape", ((5, 3), (5, 12)))
    assert "heads-summed" in names(verdict)
    other = grade_arrays(judge("multi-head"), {"concatenated": Mine(np.zeros((7, 7)), "float64")})
    assert told(other) == [("concatenated", "shape", set())]


def test_numbers_that_are_not_finite_are_told_where_they_are() -> None:
    mine = right_array("scaled-dot-product", "context")
    mine[2, 1] = np.nan
    grading = grade_arrays(judge("scaled-dot-product"), {"context": Mine(mine, "float64")})
    assert kinds(grading) == {"context": "not_finite"}
    assert grading.first is not None
    assert grading.first.furthest is not None
    assert grading.first.furthest[0].name == "context[3,2]"


def test_dropout_is_recognised_in_the_weights_and_what_follows_follows() -> None:
    scenario = judge("multi-head")
    weights = right_array("multi-head", "weights")
    kept = np.random.default_rng(3).random(weights.shape) > 0.1
    stages = run(scenario, (), {"weights": weights * kept / 0.9}).stages
    grading = grade_arrays(scenario, only(stages, "weights", "output"))
    assert told(grading) == [("weights", "cause", {"dropout-left-on"})]
    assert kinds(grading)["output"] == "follows"


def test_a_tie_is_settled_by_what_stands_behind() -> None:
    stages = wrong_stages("causal", "mask-after-softmax")
    alone = grade_arrays(judge("causal"), only(stages, "scaled_scores", "masked_scores"))
    assert alone.first is not None
    assert alone.first.kind == "tie"
    assert names(alone.first) == {"mask-forgotten", "mask-after-softmax"}
    both = grade_arrays(judge("causal"), only(stages, "scaled_scores", "masked_scores", "weights"))
    assert told(both) == [("masked_scores", "cause", {"mask-after-softmax"})]


def test_past_so_many_pairs_no_mistake_is_looked_for_and_that_is_said() -> None:
    scenario = load_scenario("cat-sat-mat", sentence=" ".join(["cat sat"] * 120))
    wrong = np.asarray(run(scenario, ()).stages["scaled_scores"].output.array, np.float64) * 2
    grading = grade_arrays(scenario, {"scaled_scores": Mine(wrong, "float64")})
    assert not grading.searched
    assert kinds(grading) == {"scaled_scores": "unknown"}


# Names, layouts, and the tolerance.


@pytest.mark.parametrize(
    ("name", "stage"), [("attn_weights", "weights"), ("q", "query"), ("result", "output"), ("anything", None)]
)
def test_stages_go_by_other_names_too(name: str, stage: str | None) -> None:
    stage_name = stage or "output"
    right = as_type(numbers("multi-head").right(stage_name).array, "float64")
    grading = grade_named(judge("multi-head"), {name: right})
    assert kinds(grading) == {stage_name: "right"}
    assert f"`{name}` is taken as `{stage_name}`" in grading.said


def test_scores_that_are_divided_already_are_taken_for_what_they_are() -> None:
    right = only(numbers("causal").truth, "scaled_scores", "context")
    grading = grade_named(judge("causal"), {"scores": right["scaled_scores"], "out": right["context"]})
    assert kinds(grading) == {"scaled_scores": "right", "context": "right"}
    wrong = only(wrong_stages("causal", "scale-by-d-k"), "scaled_scores", "context")
    grading = grade_named(judge("causal"), {"scores": wrong["scaled_scores"], "out": wrong["context"]})
    assert grading.causes == ("scale-by-d-k",)
    assert kinds(grading) == {"scaled_scores": "cause", "context": "follows"}


def laid(array: Array, *layouts: str) -> Array:
    for layout in layouts:
        array = {"batch": lambda a: a[None], "heads second": lambda a: a.swapaxes(0, 1)}[layout](array)
    return array


@pytest.mark.parametrize("layouts", [("batch",), ("heads second",), ("heads second", "batch")])
def test_another_layout_is_taken_as_meant_and_said(layouts: tuple[str, ...]) -> None:
    right = right_array("multi-head", "context")
    mine = Mine(laid(right, *layouts), "float64")
    grading = grade_arrays(judge("multi-head"), {"context": mine})
    assert kinds(grading) == {"context": "right"}
    assert len(grading.stages[-3].said) == len(layouts)


def test_givens_that_are_other_numbers_are_told_and_matrices_may_stand_as_pytorch_keeps_them() -> None:
    scenario = judge("projections")
    right = {"context": as_type(numbers("projections").right("context").array, "float64")}
    w_k = np.asarray(scenario.parameters["w_k"].array, np.float64)
    turned = grade_named(scenario, right | {"w_k": Mine(w_k.T, "float64")})
    assert turned.right
    assert "`w_k` is laid out (out, in), as PyTorch keeps a matrix" in turned.said
    other = grade_named(scenario, right | {"w_k": Mine(w_k + 1, "float64")})
    assert not other.right
    assert other.others == ("w_k",)


@pytest.mark.parametrize(
    ("dtype", "rtol"), [("float64", 1e-9), ("float32", 1e-4), ("float16", 1e-2), ("bfloat16", 5e-2)]
)
def test_a_number_may_be_off_as_far_as_its_type_allows_and_no_further(dtype: str, rtol: float) -> None:
    right = right_array("biases", "context")
    most = np.abs(right).max()
    for share, wanted in ((0.4, "right"), (4.0, "unknown")):
        off: Array = as_type(right, dtype).array.copy()
        off[0, 0] += share * rtol * most
        given = as_type(off, dtype)
        grading = grade_arrays(judge("biases"), {"context": given})
        if dtype == "float64":
            wanted = "right"  # as exact as numbers of 32 bits are, which it may have been computed in
        assert kinds(grading) == {"context": wanted}


@pytest.mark.parametrize("places", [2, 3, 4, 6])
def test_results_that_were_rounded_are_right(places: int) -> None:
    right = right_array("multi-head", "output")
    grading = grade_arrays(
        judge("multi-head"), {"output": Mine(np.array(np.round(right, places)), "float64")}
    )
    assert grading.right
    assert grading.stages[-1].precision is not None
    assert grading.stages[-1].precision.places == places


def all_names(gradings: Iterable[Grading]) -> set[str]:
    return {name for grading in gradings for name in grading.causes}


def test_grading_without_mistakes_to_look_for_names_none() -> None:
    stages = handed_in(wrong_stages("causal", "no-scale"), "float64")
    assert all_names([grade_arrays(judge("causal"), stages, Numbers(judge("causal"), ()))]) == set()
