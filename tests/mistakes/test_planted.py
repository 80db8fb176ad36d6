"""Every mistake, planted in every built-in scenario, is heard at every stage where its number differs."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.catalogue import MISTAKES
from attncli.mistakes.matching import match
from attncli.mistakes.mistake import Place
from attncli.mistakes.numbers import Numbers, Wrong
from attncli.mistakes.window import Answer, Window

DIGITS = 2
NOT_FINITE = {"no-maximum-and-overflow", "mask-zero-times-infinity"}
"""What comes out is no number: it is told by where it is not finite."""
BY_SHAPE = {"heads-summed"}
"""What comes out has another shape: no number tells it, but `attn grade` does."""


@cache
def numbers_of(name: str) -> Numbers:
    return Numbers(load_scenario(name))


@cache
def heard_in(name: str) -> tuple[Wrong, ...]:
    numbers = numbers_of(name)
    return tuple(numbers.heard(numbers.order[-1]))


def where_it_differs(numbers: Numbers, wrong: Wrong, stage: str) -> Place | None:
    """The first cell of a stage whose number differs as it is shown, of the told query if there is one."""
    right, made = numbers.right(stage).array, wrong.array(stage)
    assert made is not None
    with np.errstate(invalid="ignore"):
        finite = np.isfinite(made) & np.isfinite(right)
        differs = finite & (
            np.where(finite, made, 0).round(DIGITS) != np.where(finite, right, 0).round(DIGITS)
        )
    places = [tuple(map(int, index)) for index in np.argwhere(differs)]
    shown = numbers.scenario.shown or 0
    axes = [axis.name for axis in numbers.right(stage).axes]
    own = [at for at in places if "query" not in axes or at[axes.index("query")] == shown]
    return Place(stage, (own or places)[0]) if places else None


@pytest.mark.parametrize("name", scenario_names())
def test_a_planted_mistake_is_among_the_causes_of_its_number(name: str) -> None:
    numbers = numbers_of(name)
    windows: dict[tuple[Place, str | None], Window] = {}
    heard = 0
    for wrong in heard_in(name):
        first = numbers.order.index(wrong.at[0])
        start = numbers.order[first - 1] if first else None
        last = numbers.order.index(wrong.at[-1])
        for stage in numbers.order[last:]:
            place = where_it_differs(numbers, wrong, stage)
            if place is None:
                continue
            key = place, start
            window = windows.setdefault(
                key, Window(numbers, place, start, digits=DIGITS, by=("hand", "rows", "program"))
            )
            array = wrong.array(stage)
            assert array is not None
            typed = round(float(array[place.index]), DIGITS)
            found = match_names(window, Answer(place, typed, DIGITS))
            twins = {wrong.mistake.name, *wrong.mistake.same_as}
            assert found & twins, (wrong.mistake.name, wrong.form, place, typed, found)
            heard += 1
    assert heard or not heard_in(name)


def match_names(window: Window, answer: Answer) -> set[str]:
    """The mistakes that a number may come from."""
    fitting = window.fitting([answer])
    return {window.wrongs[i].mistake.name for i in fitting}


def test_every_mistake_is_heard_in_a_built_in_scenario() -> None:
    names = {mistake.name for mistake in MISTAKES} - BY_SHAPE
    for scenario in scenario_names():
        numbers = numbers_of(scenario)
        for wrong in heard_in(scenario):
            if wrong.mistake.name in names and any(
                where_it_differs(numbers, wrong, stage) for stage in numbers.order
            ):
                names.discard(wrong.mistake.name)
    assert names <= NOT_FINITE


def test_one_more_number_leads_to_the_mistake_where_several_fit() -> None:
    numbers = numbers_of("cat-sat-mat-heads")
    settled = asked = 0
    for wrong in heard_in("cat-sat-mat-heads"):
        place = where_it_differs(numbers, wrong, "weights")
        if place is None or wrong.mistake.by != "hand":
            continue
        window = Window(numbers, place, "scores", digits=DIGITS)
        array = wrong.array("weights")
        assert array is not None
        first = Answer(place, round(float(array[place.index]), DIGITS), DIGITS)
        found = match(window, [first])
        if found.ask is None or wrong.mistake.name not in {n for c in found.causes for n in c.names}:
            continue
        more = wrong.array(found.ask.stage)
        assert more is not None
        value = float(more[found.ask.index])
        if not math.isfinite(value):
            continue
        asked += 1
        second = match(window, [first, Answer(found.ask, round(value, DIGITS), DIGITS)])
        settled += wrong.mistake.name in {name for cause in second.causes for name in cause.names}
    assert asked
    assert settled == asked
