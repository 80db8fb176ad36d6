"""Whole sittings, simulated over all built-in scenarios: a mistake is heard, and nobody else is accused.

Mistakes are made throughout; a slip is made once, and all else is right, but for what it is carried on to.
"""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pytest

from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.changing import run
from attncli.mistakes.matching import causes, confirmed, follow_up, match
from attncli.mistakes.mistake import Place
from attncli.mistakes.numbers import Numbers
from attncli.mistakes.slips import rounded, slips
from attncli.mistakes.window import Answer, Window

pytestmark = pytest.mark.law

WIDTHS = (1, 2, 3)
"""How many stages a window has."""

CELLS = 3
"""Cells that are asked for in each window."""

Reply = Callable[[Place], float]
"""What somebody types for a place."""


@cache
def numbers_of(name: str) -> Numbers:
    """The numbers of a built-in scenario."""
    return Numbers(load_scenario(name))


def row(numbers: Numbers, stage: str) -> list[tuple[int, ...]]:
    """The cells of a stage that are of the query that is told, and finite."""
    tensor, scenario = numbers.right(stage), numbers.scenario
    told = len(scenario.queries) - 1 if scenario.shown is None else scenario.shown
    names = [axis.name for axis in tensor.axes]
    return [
        index
        for index in np.ndindex(*tensor.array.shape)
        if ("query" not in names or index[names.index("query")] == told) and np.isfinite(tensor.array[index])
    ]


def windows(draw: random.Random) -> Iterator[tuple[int, Window]]:
    """Questions about every stage of every built-in scenario, in windows of one to three stages."""
    for name in scenario_names():
        numbers = numbers_of(name)
        for at, stage in enumerate(numbers.order):
            for width in WIDTHS:
                if at + 1 < width:
                    continue
                start = numbers.order[at - width] if at >= width else None
                cells = row(numbers, stage)
                for index in draw.sample(cells, min(CELLS, len(cells))):
                    yield width, Window(numbers, Place(stage, index), start)


def to_two(value: float) -> float:
    """A number as it is typed."""
    return round(float(value), 2) if math.isfinite(value) else float(value)


def asked_for(window: Window, reply: Reply, most: int = 2) -> int | None:
    """After how many more numbers a cause is confirmed; None if none is."""
    answers = [Answer(window.asked, to_two(reply(window.asked)), 2)]
    for n in range(1, most + 1):
        place = follow_up(window, answers)
        if place is None:
            return None
        answers.append(Answer(place, to_two(reply(place)), 2))
        if confirmed(window, answers):
            return n
    return None


def reads(array_of: Callable[[str], object]) -> Reply:
    """What somebody types who has these numbers."""
    return lambda place: float(np.asarray(array_of(place.stage))[place.index])


def truth(window: Window) -> Reply:
    """What is right."""
    return reads(lambda stage: window.numbers.right(stage).array)


def but_for(place: Place, value: float, reply: Reply) -> Reply:
    """What somebody types who has another number in one place."""

    def other(asked: Place) -> float:
        return value if asked == place else reply(asked)

    return other


def is_wrong(window: Window, value: float) -> bool:
    """Whether a number is one, and not the right one."""
    return math.isfinite(value) and not window.is_right(Answer(window.asked, to_two(value), 2))


def test_a_mistake_is_confirmed_by_one_more_number_or_two() -> None:
    sat: Counter[int] = Counter()
    after: Counter[tuple[int, int | None]] = Counter()
    for width, window in windows(random.Random(11)):
        for wrong in window.wrongs:
            reply = reads(wrong.array)
            if not is_wrong(window, reply(window.asked)):
                continue
            first = Answer(window.asked, to_two(reply(window.asked)), 2)
            assert any(wrong.mistake.name in cause.names for cause in causes(window, [first]))
            sat[width] += 1
            after[width, asked_for(window, reply)] += 1
    assert sum(sat.values()) > 5_000
    for width in WIDTHS:
        assert after[width, 1] >= 0.9 * sat[width]
        assert after[width, 1] + after[width, 2] >= 0.975 * sat[width]
    assert sum(after[width, 1] for width in WIDTHS) >= 0.92 * sum(sat.values())
    assert sum(after[width, n] for width in WIDTHS for n in (1, 2)) >= 0.98 * sum(sat.values())


def test_what_is_confirmed_is_the_mistake_that_was_made() -> None:
    draw = random.Random(12)
    for _, window in windows(draw):
        wrongs = [wrong for wrong in window.wrongs if is_wrong(window, reads(wrong.array)(window.asked))]
        for wrong in draw.sample(wrongs, min(2, len(wrongs))):
            reply = reads(wrong.array)
            answers = [Answer(window.asked, to_two(reply(window.asked)), 2)]
            for _ in range(3):
                told = match(window, answers)
                assert any(wrong.mistake.name in cause.names for cause in told.causes)
                if told.ask is None:
                    break
                answers.append(Answer(told.ask, to_two(reply(told.ask)), 2))
            sure = confirmed(window, answers)
            assert sure is None or wrong.mistake.name in sure.names


def test_no_slip_is_accused() -> None:
    sat: Counter[str] = Counter()
    fits = 0
    draw = random.Random(13)
    for _, window in windows(draw):
        right = truth(window)
        for slip in slips(window.numbers, window.asked, 2):
            if not is_wrong(window, slip.value):
                continue
            sat[slip.kind] += 1
            fits += bool(causes(window, [Answer(window.asked, to_two(slip.value), 2)]))
            assert asked_for(window, but_for(window.asked, slip.value, right)) is None
    assert set(sat) == {"left-out", "sign", "beside", "rounded", "swapped", "point", "product"}
    assert min(sat.values()) > 200
    assert fits > 1_000  # many a slip gives what a mistake gives


def test_no_random_number_is_accused() -> None:
    draw, sat, fits, twice = random.Random(14), 0, 0, 0
    for _, window in windows(draw):
        right = truth(window)
        array = window.numbers.right(window.asked.stage).array
        finite = np.asarray(array[np.isfinite(array)], float)
        for _ in range(8):
            value = draw.uniform(float(finite.min()) - 0.5, float(finite.max()) + 0.5)
            if not is_wrong(window, value):
                continue
            sat += 1
            fits += bool(causes(window, [Answer(window.asked, to_two(value), 2)]))
            assert asked_for(window, but_for(window.asked, value, right)) is None
            guess = but_for(window.asked, value, guessing(draw, window.numbers))
            twice += asked_for(window, guess) == 1
    assert sat > 5_000
    assert fits > 100
    assert twice < 0.002 * sat  # two guesses may both happen to fit


def guessing(draw: random.Random, numbers: Numbers) -> Reply:
    """What somebody types who guesses: a number between the least and the largest of a stage."""

    def reply(place: Place) -> float:
        array = numbers.right(place.stage).array
        finite = np.asarray(array[np.isfinite(array)], float)
        return draw.uniform(float(finite.min()), float(finite.max()))

    return reply


def test_a_slip_that_is_carried_on_is_hardly_ever_accused() -> None:
    draw, sat, accused = random.Random(15), 0, 0
    for _, window in windows(draw):
        for stage in window.stages[:-1]:
            cells = row(window.numbers, stage)
            for index in draw.sample(cells, min(2, len(cells))):
                found = slips(window.numbers, Place(stage, index), 2)
                for slip in {slip.kind: slip for slip in found}.values():
                    array = np.array(window.numbers.right(stage).array, dtype=float)
                    array[index] = slip.value
                    stages = run(window.numbers.scenario, (), {stage: array}).stages
                    reply = reads({name: made.output.array for name, made in stages.items()}.__getitem__)
                    if is_wrong(window, reply(window.asked)):
                        sat += 1
                        accused += asked_for(window, reply) is not None
    assert sat > 1_000
    assert accused < 0.05 * sat


@pytest.mark.parametrize("decimals", [1, 2])
def test_who_rounds_first_each_time_is_not_accused(decimals: int) -> None:
    sat = 0
    for _, window in windows(random.Random(16)):

        def reply(place: Place, window: Window = window) -> float:
            return list(rounded(window.numbers, place))[decimals - 1]

        if is_wrong(window, reply(window.asked)):
            sat += 1
            assert asked_for(window, reply) is None
    assert sat > 50


def test_a_match_takes_less_than_a_millisecond() -> None:
    taken = []
    for _, window in windows(random.Random(17)):
        answers = [Answer(window.asked, to_two(window.at(window.asked)[0]) + 0.13, 2)]
        causes(window, answers)
        begun = time.process_time()
        for _ in range(10):
            causes(window, answers)
        taken.append((time.process_time() - begun) / 10)
    assert sum(taken) / len(taken) < 0.001
