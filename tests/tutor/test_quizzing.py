"""A sitting: what follows from each line, and what it came to."""

from __future__ import annotations

import pytest

from attncli.document import Document, Prose, plain
from attncli.loading.scenario_file import load_scenario
from attncli.tutor.questions import strongest
from attncli.tutor.quizzing import Sitting, answer, asked
from attncli.tutor.subject import Subject
from attncli.tutor.tally import tally


@pytest.fixture
def sitting() -> Sitting:
    subject = Subject(load_scenario("cat-sat-mat", query="sat"))
    items = tuple(strongest.items(subject, "scores"))
    return Sitting(subject=subject, families={"strongest": strongest.FAMILY}, items=items)


def text(document: Document | None) -> str:
    assert document
    words = [
        block.words for section in document.sections for block in section.blocks if isinstance(block, Prose)
    ]
    return "\n".join(map(plain, words))


def test_a_question_offers_its_answers_by_number(sitting: Sitting) -> None:
    shown = text(asked(sitting))
    assert "1\u00a0The" in shown
    assert "2\u00a0cat" in shown
    assert "sat\u00a0" not in shown


@pytest.mark.parametrize("line", ["2", "cat", "CAT", " 2. "])
def test_a_right_choice_waits_until_enter(sitting: Sitting, line: str) -> None:
    state, document = answer(sitting, line)
    assert "cat, yes: 1.5. Next is mat with 1.0." in text(*document)
    assert state.waiting
    assert not state.done
    state, document = answer(state, "")
    assert state.done
    assert document == ()
    assert tally(state).at_once == 1


def test_a_wrong_choice_is_told_what_is_higher_and_can_be_tried_again(sitting: Sitting) -> None:
    state, document = answer(sitting, "5")
    assert text(*document) == "mat scores 1.0 and comes second; cat scores highest, with 1.5."
    assert not state.waiting
    state, _ = answer(state, "2")
    found = tally(state)
    assert (found.at_once, found.right, found.shown) == (0, 1, 0)
    assert found.stages == {"scores": (0, 1)}


@pytest.mark.parametrize("line", ["7", "dog", "0.5", "[", "'", "²", "-1", "h", "?"])
def test_what_is_no_answer_is_no_attempt(sitting: Sitting, line: str) -> None:
    state, document = answer(sitting, line)
    assert state.history == ()
    assert document
    assert not state.done


def test_an_empty_line_shows_the_answer_and_waits(sitting: Sitting) -> None:
    state, document = answer(sitting, "")
    assert "cat" in text(*document)
    assert state.waiting
    state, _ = answer(state, "")
    found = tally(state)
    assert (found.items, found.at_once, found.right, found.shown) == (1, 0, 0, 1)


@pytest.mark.parametrize("line", ["q", None])
def test_one_may_leave_at_any_time(sitting: Sitting, line: str | None) -> None:
    state, document = answer(sitting, line)
    assert state.done
    assert document == ()
    assert tally(state).items == 0


def test_where_nobody_is_a_line_an_item_is_read(sitting: Sitting) -> None:
    state, _ = answer(sitting._replace(alone=True), "5")
    assert state.done
    assert tally(state).right == 0


def test_answers_stand_apart_from_each_other_and_long_ones_have_a_line_each(sitting: Sitting) -> None:
    from attncli.document import Entries, Plain
    from attncli.formats import write
    from attncli.tutor.asking import Option
    from attncli.tutor.quizzing import listed

    page = write(asked(sitting), "text")
    assert "1 “The”   2 “cat”   3 “on”" in page.replace("\u00a0", " ")
    long = Option((Plain("the columns 3 and 4 of X W_Q"),), True, ())
    assert isinstance(listed((long, long)), Entries)
