"""The page of `attn lint`: its sentences are true, and say what is to be done."""

from __future__ import annotations

import re

import pytest
from mistakes.small import HALF, NO_SCALE, SHIFTED, TWO_ROWS, WORDS, linted, tensors

from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.lint import Lint, lint
from attncli.mistakes.numbers import Numbers
from attncli.pages.lint import lint_page
from attncli.render.lines import Look
from attncli.render.text import text

TWO_KEYS = tensors("[[1, 2]]", "[[1, 0], [0, 1]]", "[[1], [5]]")


def told(*lints: Lint, targets: tuple[str, ...] = ()) -> str:
    """The page, its lines joined."""
    return re.sub(r"\s+", " ", text(lint_page(lints, targets), Look(100, 2)))


def test_it_counts_what_shows_and_groups_the_rest_by_its_reason() -> None:
    page = told(linted(TWO_KEYS, NO_SCALE, SHIFTED))
    assert "2 mistakes can be made up to context of query 1. At 2 decimals 1 of them shows." in page
    reason = "All scores of query 1 move by the same, and softmax takes their differences alone:"
    assert f"{reason} shifted so (scaled_scores would show it)" in page


def test_where_everything_shows_it_says_so() -> None:
    page = told(linted(TWO_KEYS, NO_SCALE))
    assert "What it shows 1 mistake can be made up to context of query 1." in page
    assert "At 2 decimals 1 of them shows." in page
    assert "What looks alike" not in page


def test_where_no_mistake_can_be_made_it_says_so() -> None:
    page = told(linted(TWO_KEYS, NO_SCALE, stage="scores"))
    assert "No mistake that attn knows can be made up to scores of query 1." in page
    assert "What is best asked for" not in page


def test_mistakes_that_look_alike_are_told_with_the_reason_and_with_what_would_tell() -> None:
    page = told(linted(TWO_KEYS, NO_SCALE, HALF))
    assert "no-scale looks like half: both divide the scores by 1. No cell tells them apart." in page


def test_what_has_another_shape_is_named_and_not_counted() -> None:
    page = told(linted(WORDS, NO_SCALE, TWO_ROWS))
    assert "1 mistake can be made" in page
    assert "No numbers to ask for, since what comes out has another shape: two-rows." in page


def test_the_cells_are_told_with_how_many_mistakes_they_tell() -> None:
    page = told(linted(TWO_KEYS, NO_SCALE, HALF, SHIFTED))
    assert "scaled_scores[1,1] 3 mistakes give 2 wrong answers" in page
    assert "scores[1,1] 1 wrong answer" in page


def test_each_thing_that_is_wanted_has_its_answer() -> None:
    found = linted(TWO_KEYS, NO_SCALE, HALF, SHIFTED)
    page = told(found, targets=("no-scale", "shifted", "no-mask"))
    assert "no-scale shows, but looks like half" in page
    assert "shifted does not show: all scores of query 1 move by the same" in page
    assert "no-mask cannot be made up to context: what it changes, or what it takes, is not there" in page
    assert "no-scale shows What" in told(linted(TWO_KEYS, NO_SCALE), targets=("no-scale",))


def test_several_scenarios_have_a_line_each() -> None:
    page = told(linted(TWO_KEYS, NO_SCALE), linted(TWO_KEYS, SHIFTED))
    assert "mine query 1, context: 1 of 1" in page
    assert "query 1, context: 0 of 1. 1: all scores of query 1 move by the same" in page


def test_what_is_too_large_is_said_to_be() -> None:
    rows = ", ".join(["[1]"] * 250)
    page = told(linted(f"x: [{rows}]\n", NO_SCALE))
    assert "There are too many pairs of a query and a key: no mistake is looked for." in page


@pytest.mark.parametrize("name", scenario_names())
def test_every_mistake_that_does_not_show_stands_on_the_page_and_no_gap_is_left_open(name: str) -> None:
    found = lint(Numbers(load_scenario(name)))
    page = told(found)
    for each in found.hidden:
        assert f" {each.mistake.name} " in page
    assert not re.search(r"\{|\}|None|\b1 mistakes|\b1 wrong answers", page)
