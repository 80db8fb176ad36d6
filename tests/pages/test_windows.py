"""The window of local attention: its ends are told, and what of it reaches past the sentence."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import attncli
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario
from attncli.trace import Trace
from scenarios import scored_scenarios

PAST = "those that the sentence does not have are left out"
ENDS = re.compile(r"the whole positions are ([-−]?\d+) to ([-−]?\d+)[.;]")


def round_a_place(place: float, window: int) -> Trace:
    """Local attention to four keys, whose one query looks round a place between 0 and 4."""
    query = math.log(place / (4 - place))
    fields = (
        "mechanism: luong-local-p",
        f"window: {window}",
        f"tensors: {{query: [[{query!r}]], key: [[1], [2], [3], [4]]}}",
        "parameters: {w_p: [[1e-9]], v_p: [1e+9]}",  # so small, tanh leaves a number as it is
    )
    source = SourceFile("mine", "mine.yaml", "\n".join(fields).encode(), None)
    return attncli.attend(attncli.load_scenario(source))


def page(trace: Trace) -> str:
    """The page of the window as one line."""
    return " ".join(attncli.write(attncli.explain(trace, stage="masked_scores")).split())


def ends(text: str) -> tuple[int, int]:
    """The first and the last position of a window, as a page tells them."""
    found = ENDS.search(text)
    assert found
    low, high = (int(end.replace("−", "-")) for end in found.groups())
    return low, high


@pytest.mark.parametrize(
    ("place", "window", "low", "high"),
    [
        (0.1, 2, -1, 2),
        (0.2, 1, 0, 1),
        (1.9, 2, 0, 3),
        (1.1, 1, 1, 2),
        (2.1, 2, 1, 4),
        (2.5, 1, 2, 3),
        (3.9, 1, 3, 4),
        (3.9, 2, 2, 5),
        (3.1, 3, 1, 6),
    ],
)
def test_a_window_is_called_clipped_where_it_reaches_past_the_sentence_and_nowhere_else(
    place: float, window: int, low: int, high: int
) -> None:
    told = page(round_a_place(place, window))
    assert ends(told) == (low, high)
    assert (PAST in told) == (low < 1 or high > 4)


@pytest.mark.law
@given(scored_scenarios(hostile=False, mechanism="luong-local-p"))
def test_the_ends_of_any_window_are_told_as_they_are(scenario: Scenario) -> None:
    trace = attncli.attend(scenario)
    place = float(trace.stage("alignment_position").output.array[trace.query])
    low, high = (
        math.ceil(place - scenario.settings["window"]),
        math.floor(place + scenario.settings["window"]),
    )
    told = page(trace)
    assert ends(told) == (low, high)
    assert (PAST in told) == (low < 1 or high > len(scenario.keys))


@given(st.floats(0.01, 3.99), st.integers(1, 4))
def test_the_keys_that_a_window_shows_as_inside_are_those_between_its_ends(place: float, window: int) -> None:
    trace = round_a_place(place, window)
    low, high = ends(page(trace))
    inside = [key for key in range(1, 5) if low <= key <= high]
    shown = trace.stage("masked_scores").output.array[0]
    assert [key for key in range(1, 5) if shown[key - 1] > -math.inf] == inside
