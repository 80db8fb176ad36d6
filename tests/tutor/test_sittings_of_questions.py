"""A thousand sittings: every question worth asking, none answered by another; and an answer that is
computed from what is shown is right.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from asked import sentence, subject

from attncli.loading.library import scenario_names
from attncli.mistakes.changing import run
from attncli.tutor.asking import Family, Item
from attncli.tutor.choosing import is_fit
from attncli.tutor.planning import plan
from attncli.tutor.questions.families import FAMILIES
from attncli.tutor.questions.shown import needed
from attncli.tutor.subject import Subject
from attncli.tutor.verdict import places_of

SITTINGS = 30
"""Of every built-in scenario: a thousand and more together."""

CACHED: dict[str, Family] = {
    name: family._replace(items=cache(family.items), question=cache(family.question))
    for name, family in FAMILIES.items()
}
"""The families, each question made once."""


@pytest.mark.parametrize("name", scenario_names())
def test_every_question_of_a_sitting_is_worth_asking(name: str) -> None:
    about = subject(name)
    for seed in range(SITTINGS):
        items = plan(about, CACHED, count=10, seed=seed)
        assert items
        cells = [item.cell for item in items if item.cell]
        assert len(set(cells)) == len(cells)
        assert len(set(items)) == len(items)
        told: set[str] = set()
        for item in items:
            assert item.cell not in told
            tells = FAMILIES[item.family].tells
            told |= tells(about, item) if tells else set()
            if item.family in ("cell", "choose"):
                place = places_of(about, item)[0]
                assert is_fit(about, item.stage, about.cell(item.stage, place.index), item.digits)
        assert plan(about, CACHED, count=10, seed=seed) == items


@pytest.mark.parametrize("name", scenario_names())
def test_an_answer_that_is_computed_from_what_is_shown_is_right(name: str) -> None:
    about = subject(name)
    for stage in about.order:
        for family in ("cell", "row"):
            for item in CACHED[family].items(about, stage):
                answer = " ".join(by_hand(about, item))
                verdict = CACHED[family].question(about, item).judge(answer, ())
                assert verdict.right, (item, answer, sentence(verdict.words))


def by_hand(about: Subject, item: Item) -> list[str]:
    """What comes out if every number that is shown is taken as it is shown, and the result is rounded."""
    shown = {}
    for tensor in needed(about, item.start, item.stage):
        if tensor.name in about.order:
            whole = np.array(about.whole(tensor.name).array, dtype=float)
            shown[tensor.name] = np.where(np.isfinite(whole), whole.round(item.digits + 2), whole)
    made = run(about.scenario, (), shown).stages[item.stage].output.array
    numbers = [float(made[place.index]) for place in places_of(about, item)]
    assert all(map(math.isfinite, numbers))
    return [f"{number:.{item.digits}f}" for number in numbers]
