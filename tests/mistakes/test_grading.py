"""Somebody's arrays against a judge: right ones are accused of nothing, wrong ones told by their cause."""

from __future__ import annotations

import pytest
from mistakes.programs import STYLES, TYPES, program

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.grading import grade_arrays

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


@pytest.mark.parametrize("judge", DOT)
@pytest.mark.parametrize("dtype", TYPES)
def test_a_right_program_in_any_style_is_accused_of_nothing(judge: str, dtype: str) -> None:
    scenario = load_scenario(f"judge-{judge}")
    for style in STYLES:
        mine = program(scenario, style, dtype)
        for arrays in (mine, dict([list(mine.items())[-1]])):
            grading = grade_arrays(scenario, arrays)
            told = [(each.name, each.kind, each.difference) for each in grading.wrong]
            assert grading.right, (style, told, [c.mistake.name for s in grading.wrong for c in s.causes])
            assert not grading.causes
