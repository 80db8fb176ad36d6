"""The page of `attn grade`: what it says is true of the verdict."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.catalogue import BY_NAME
from attncli.mistakes.changing import run
from attncli.mistakes.grading import grade_arrays, grade_named
from attncli.mistakes.verdicts import Grading, Mine
from attncli.pages.grade import grade_page, in_short
from attncli.render.lines import Look
from attncli.render.text import text
from attncli.trace import Stage


def made(judge: str, mistake: str | None, form: int = 0) -> Mapping[str, Stage]:
    forms = () if mistake is None else BY_NAME[mistake].forms[form]
    return run(load_scenario(f"judge-{judge}"), forms).stages


def graded(judge: str, stages: Mapping[str, Stage], *names: str) -> Grading:
    chosen = names or tuple(stages)
    arrays = {name: Mine(np.asarray(stages[name].output.array, float), "float64") for name in chosen}
    return grade_arrays(load_scenario(f"judge-{judge}"), arrays)


def page(grading: Grading) -> str:
    return " ".join(text(grade_page(grading), Look(width=200, digits=2)).split())


def test_right_arrays_are_said_to_be_right() -> None:
    grading = graded("causal", made("causal", None), "weights", "context")
    assert "Right Every number of weights and context is right." in page(grading)
    assert in_short(grading) == "right: judge-causal"


def test_a_cause_is_told_with_what_puts_it_right_its_measure_and_its_name() -> None:
    grading = graded("causal", made("causal", "no-scale"))
    said = page(grading)
    assert "Not right, first in scaled_scores scaled_scores is what comes out if the scores go" in said
    assert "25 of its 25 numbers are off" in said
    assert "Its name: no-scale." in said
    assert "weights right from what stands before it" in said


def test_two_causes_are_told_one_behind_the_other() -> None:
    scenario = load_scenario("judge-causal")
    forms = BY_NAME["no-scale"].forms[0] + BY_NAME["keys-as-values"].forms[0]
    grading = graded("causal", run(scenario, forms).stages)
    said = page(grading)
    assert grading.causes == ("no-scale", "keys-as-values")
    assert said.index("first in scaled_scores") < said.index("Behind it, 2: context")


def test_a_tie_lists_all_that_it_may_be_and_asks_for_what_would_tell() -> None:
    grading = graded("causal", made("causal", "mask-forgotten"), "scores", "masked_scores")
    said = page(grading)
    assert grading.first is not None
    assert grading.first.kind == "tie"
    for cause in grading.first.causes:
        assert cause.mistake.name in said
    assert "Give scaled_scores too, and it is told where it comes in." in said


def test_what_is_unknown_is_said_to_be_and_what_would_tell_more_is_named() -> None:
    stages = made("causal", None)
    wrong = {"context": Mine(np.asarray(stages["context"].output.array, float) + 1, "float64")}
    grading = grade_arrays(load_scenario("judge-causal"), wrong)
    said = page(grading)
    assert "context is not right, and is none of the mistakes that are known." in said
    assert "scores, scaled_scores, masked_scores and weights too, by these names" in said
    assert in_short(grading) == "wrong at context: not right, and none of the mistakes that are known"


def test_what_half_precision_may_have_made_is_said_to_be_so() -> None:
    right = np.asarray(made("causal", None)["context"].output.array, float)
    for share, said in ((0.003, True), (0.03, False)):
        off = right + share * np.abs(right).max() * np.array([1.0, -0.7, 0.31])
        grading = grade_arrays(load_scenario("judge-causal"), {"context": Mine(off, "float64")})
        assert not grading.right
        assert ("further off than those of 16 bits may be" in page(grading)) == said


def test_shapes_are_told() -> None:
    grading = grade_arrays(load_scenario("judge-causal"), {"context": Mine(np.zeros((2, 7)), "float64")})
    assert "context is 2 × 7, where 5 × 3 is expected." in page(grading)
    assert in_short(grading) == "wrong at context: 2 × 7, where 5 × 3 is expected"


def test_other_givens_come_first() -> None:
    right = np.asarray(made("projections", None)["context"].output.array, float)
    arrays = {"context": Mine(right, "float64"), "w_q": Mine(np.eye(3), "float64")}
    grading = grade_named(load_scenario("judge-projections"), arrays)
    assert "Made of other numbers w_q is not what the scenario gives" in page(grading)


@pytest.mark.parametrize("width", [40, 60, 80])
def test_the_page_fits_any_width(width: int) -> None:
    grading = graded("multi-head", made("multi-head", "merge-without-transpose"), "weights", "output")
    assert all(len(line) <= width for line in text(grade_page(grading), Look(width=width)).splitlines())
