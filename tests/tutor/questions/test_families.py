"""All families together: what a sitting has of them."""

from __future__ import annotations

import closed
import pytest
from asked import subject

from attncli.loading.library import scenario_names
from attncli.tutor.planning import plan
from attncli.tutor.questions import NAMES
from attncli.tutor.questions.families import FAMILIES


def test_the_names_are_those_of_the_families_in_their_order() -> None:
    assert tuple(FAMILIES) == NAMES
    assert all(name == family.name for name, family in FAMILIES.items())


@pytest.mark.parametrize("name", scenario_names())
def test_a_sitting_can_be_had_of_every_scenario_and_asks_nothing_twice(name: str) -> None:
    about = subject(name)
    for seed in range(3):
        items = plan(about, FAMILIES, count=10, seed=seed)
        assert len(items) >= 5
        assert len({(item.id, item.targets) for item in items}) == len(items)
        cells = [item.cell for item in items if item.cell]
        assert len(set(cells)) == len(cells)
        for item in items:
            made = FAMILIES[item.family].question(about, item)
            assert made.ask
            assert made.item == item


def test_a_short_sitting_has_some_of_everything() -> None:
    for seed in range(5):
        families = {item.family for item in plan(subject("cat-sat-mat"), FAMILIES, count=10, seed=seed)}
        assert len(families) >= 5


def test_of_several_heads_it_is_said_which_one_is_asked_about() -> None:
    about = subject("cat-sat-mat-heads")
    for name in ("choose", "what_if", "which_softmax"):
        for stage in ("weights", "context"):
            for item in FAMILIES[name].items(about, stage):
                ask = closed.text(FAMILIES[name].question(about, item).ask)
                assert ask.startswith(f"In head {about.head + 1} (self): "), ask
    [item, *_] = FAMILIES["choose"].items(about, "output")
    assert closed.text(FAMILIES["choose"].question(about, item).ask).startswith("Which of these is number ")
