"""A guess before each stage: asked once, of what was not seen, and answered above the page."""

from __future__ import annotations

import pytest
from lessons import lessons
from played import played, prose

from attncli.document import Document, Offers


def is_question(document: Document) -> bool:
    return document.sections[0].name == "question"


def test_a_question_stands_before_a_stage_and_its_page_follows_the_guess() -> None:
    state, shown = played("n2", predicts=True)
    *_, question, page = shown
    assert is_question(question)
    assert question.sections[0].title == "Before 1 of 4   Score each key against the query"
    assert page.sections[0].name == "scores"
    assert prose(page).startswith("cat, yes: 1.5. Next is mat with 1.0.")
    assert state.standing is None


def test_enter_shows_the_page_without_a_guess() -> None:
    _, shown = played("nn", predicts=True)
    assert [is_question(each) for each in shown] == [False, True, False]
    assert shown[-1].sections[0].name == "scores"


def test_nothing_is_asked_about_a_stage_that_was_seen() -> None:
    _, shown = played("nnbn", predicts=True)
    assert not is_question(shown[-1])
    _, shown = played(r"4\n1", predicts=True)
    assert shown[-1].sections[0].name == "scores"


def test_without_being_asked_for_no_question_stands() -> None:
    _, shown = played("nnnn")
    assert not any(map(is_question, shown))


def test_p_switches_the_questions_on_and_off() -> None:
    state, shown = played("pn")
    assert is_question(shown[-1])
    assert state.predicts
    state, shown = played("pnp")
    assert shown[-1].sections[0].name == "scores"
    assert not state.predicts
    _, shown = played("pnpn")
    assert not is_question(shown[-1])


def test_a_number_that_is_no_answer_asks_again() -> None:
    state, shown = played("n9", predicts=True)
    assert is_question(shown[-1])
    assert state.standing is not None


@pytest.mark.parametrize("press", ["w", "e", "h", "v", "d", "D", "r", "s"])
def test_what_would_show_the_page_does_nothing_while_a_question_waits(press: str) -> None:
    state, shown = played(f"n{press}", predicts=True)
    assert state.standing is not None
    assert "does nothing here" in prose(shown[-1])
    assert shown[-1].sections[0].name != "scores"


def test_back_leads_away_from_a_question() -> None:
    state, shown = played("nb", predicts=True)
    assert state.at == 0
    assert state.standing is None
    assert shown[-1].sections[0].name == "givens"


def test_of_all_queries_nothing_is_asked() -> None:
    state, shown = played("pnn", every=True)
    assert not any(map(is_question, shown))
    assert not state.predicts


@pytest.mark.parametrize("name", lessons())
def test_every_built_in_scenario_can_be_stepped_through_with_guesses(name: str) -> None:
    _, shown = played("n1" * 30 + "\n" * 30, name, predicts=True)
    questions = [each for each in shown if is_question(each)]
    for question in questions:
        offers = question.sections[-1].blocks[-1]
        assert isinstance(offers, Offers)
        assert offers.rows[0].press.startswith("1 … ")
    stages = [each.sections[0].title for each in questions]
    assert len(set(stages)) == len(stages)
