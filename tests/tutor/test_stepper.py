"""Stepping as a list of presses in and states out: no terminal, no files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from played import offers, played, prose, tools

from attncli.document import Entries, Fault, Matrix
from attncli.tutor.answers import answer
from attncli.tutor.completion import prompt
from attncli.tutor.presses import Jump, Press, Script, Typed, Unknown, keys, meaning
from attncli.tutor.stepper import Question, offered, page, start

# Keys


@pytest.mark.parametrize("text", ["\r", "\n", " ", "n", "\x1b[C", "\x1bOC"])
def test_enter_space_n_and_the_right_arrow_lead_on(text: str) -> None:
    assert keys(text) == [Press.NEXT]


@pytest.mark.parametrize("text", ["b", "\x1b[D", "\x1bOD"])
def test_b_and_the_left_arrow_lead_back(text: str) -> None:
    assert keys(text) == [Press.BACK]


def test_keys_that_came_together_are_taken_apart() -> None:
    assert keys("n\x1b[D\x1b[Cq") == [Press.NEXT, Press.BACK, Press.NEXT, Press.LEAVE]
    assert keys("3\x1b[15~é") == [Jump("3"), Unknown("\x1b[15~"), Unknown("é")]


@given(st.text())
def test_any_text_is_some_keys(text: str) -> None:
    assert len(keys(text)) <= len(text)
    assert all(isinstance(key, Press | Jump | Unknown) for key in keys(text))


def test_a_script_gives_keys_and_where_asked_a_line() -> None:
    script = Script(r"nwcat\nq")
    assert [script.key(), script.key(), script.line()] == [Press.NEXT, Press.WHY, "cat"]
    assert [script.key(), script.key()] == [Press.LEAVE, None]
    assert Script("").line() is None


def test_no_two_presses_share_a_key() -> None:
    assert all(meaning(text) is press for press in Press for text in press.value if text != "↵")


# Going about


def test_the_pages_are_what_is_given_each_stage_and_what_next() -> None:
    names = []
    for presses in ("", "n", "nn", "nnn", "nnnn", "nnnnn", "nnnnnn"):
        names.append(played(presses)[0].section.name)
    assert names == ["givens", "scores", "scaled_scores", "weights", "context", "meaning", "next"]


def test_a_digit_leads_to_the_stage_of_that_number_and_0_to_what_is_given() -> None:
    names = [played(digit)[0].section.name for digit in "01234"]
    assert names == ["givens", "scores", "scaled_scores", "weights", "context"]
    state, shown = played("3" + "7")
    assert state.section.name == "weights"
    [fault] = [
        block for section in shown[-1].sections for block in section.blocks if isinstance(block, Fault)
    ]
    assert fault.error.code == "E507"


def test_with_ten_stages_or_more_the_rest_of_the_number_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attncli.tutor.answers.stages", lambda _: 12)
    state, _ = answer(start(tools()), Jump("1"))
    assert (state.question, state.begun) == (Question.STAGE, "1")
    assert prompt(state) == "Which stage? 1"
    assert answer(state, Typed(""))[0].section.name == "scores"
    assert answer(state, Typed(None))[0].section.name == "givens"


def test_next_on_the_last_page_leaves() -> None:
    state, _ = played("nnnnnnn")
    assert state.left


def test_leaving_says_how_to_come_back_to_the_same_page() -> None:
    state, shown = played("nnq")
    assert state.left
    assert "attn explain -s cat-sat-mat --query sat --step --stage scaled_scores" in prose(shown[-1])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="nb0123456789w+eusvdDr?q \n=[],catx12"))
def test_no_presses_lead_out_of_the_pages(presses: str) -> None:
    state, shown = played(presses)
    assert 0 <= state.at < len(state.sections)
    assert shown


# Offers


def test_only_what_does_something_now_is_offered() -> None:
    assert offers(played("")[1][0]) == ["↵", "w", "e", "p", "?", "q"]
    assert offers(played("n")[1][-1]) == ["↵", "b", "w", "e", "?", "q"]
    assert offers(played("nnnnnn")[1][-1]) == ["b", "e", "?", "q"]
    assert offers(played(r"nnnesat,1=2\n")[1][-1]) == ["↵", "b", "w", "e", "u", "c", "s", "?", "q"]
    assert "+" in offers(played(r"nnnwcat\n")[1][-1])
    assert "+" not in offers(played(r"nnnwcat\nn")[1][-1])


def test_why_is_offered_only_where_a_number_of_the_page_can_be_asked_about() -> None:
    state = start(tools())
    while not state.last:
        offered_here = "w" in offers(page(state))
        assert offered_here == (state.at == 0 or state.section.step is not None), state.section.name
        state, _ = answer(state, Press.NEXT)


@pytest.mark.parametrize("presses", ["", "n", "nnnnn", r"esat,1=2\n", r"nnnwcat\n", "dddddddddd"])
def test_whatever_is_offered_is_told_behind_the_question_mark_and_is_taken(presses: str) -> None:
    _, shown = played(presses + "?")
    [entries] = [
        block for section in shown[-1].sections for block in section.blocks if isinstance(block, Entries)
    ]
    before = played(presses)[0]
    assert len(entries.rows) == len(offered(before)) + 1
    for press in offered(before):
        _, document = answer(before, press)
        assert document is None or "does nothing here" not in prose(document)


@pytest.mark.parametrize("presses", ["b", "u", "+", "x", "\x1b[15~"])
def test_what_is_not_offered_does_nothing_and_says_so(presses: str) -> None:
    state, shown = played(presses)
    assert (state.at, state.edits, state.told, state.question, state.left) == (0, (), None, None, False)
    assert "does nothing here" in prose(shown[-1])


@pytest.mark.parametrize(
    ("sent", "called"),
    [
        ("\x1b", "Esc"),
        ("\x1b[15~", "F5"),
        ("\x1b[H", "Home"),
        ("\t", "Tab"),
        ("\x7f", "Backspace"),
        ("\x01", "Ctrl-A"),
        ("\x1bq", "Alt-q"),
        ("\x1b[99;9u", "That key"),
    ],
)
def test_a_key_without_a_sign_is_called_by_its_name(sent: str, called: str) -> None:
    shown = played(sent)[1]
    assert prose(shown[-1]) == f"{called} does nothing here; ? tells what can be pressed."


# Looks


def test_more_digits_and_fewer_stop_at_twelve_and_none() -> None:
    assert played("n" + "d" * 20)[0].digits == 12
    assert played("n" + "D" * 20)[0].digits == 0


def test_the_vectors_are_shown_as_they_are_now() -> None:
    _, shown = played(r"nesat,1 = 2\nv")
    [matrix] = [block for block in shown[-1].sections[0].blocks if isinstance(block, Matrix)]
    assert matrix.tensor.array[2].tolist() == [2, 1]
    assert matrix.changed == {(2, 0)}
    _, shown = played("nv", "rasbt-trainable")
    assert [block.tensor.name for block in shown[-1].sections[0].blocks if isinstance(block, Matrix)] == [
        "x",
        "query",
        "key",
        "value",
    ]


def test_all_queries_can_be_stepped_through() -> None:
    state, shown = played(r"nnnwsat,cat\n", every=True)
    assert state.told is not None
    assert shown[-2].query is None


def test_h_tells_the_next_head_in_full_and_the_way_back_names_it() -> None:
    state, shown = played(r"9\nhq", "cat-sat-mat-heads")
    assert state.trace.head == 1
    assert "weights" in state.section.name or state.section.step
    assert "attn explain -s cat-sat-mat-heads --query sat --step --head 2" in prose(shown[-1])
    assert played("hhhh", "cat-sat-mat-heads")[0].trace.head == 0
    assert "does nothing here" in prose(played("h")[1][-1])


def test_an_edit_keeps_the_head_that_is_told() -> None:
    state, _ = played(r"hecat,1 = 2\n", "cat-sat-mat-heads")
    assert state.trace.head == 1
    assert state.edits


def test_that_numbers_are_rounded_is_said_on_the_first_page_that_rounds_and_once() -> None:
    pages = [shown.sections[0] for shown in played("nnnn")[1]]
    says = [section.name for section in pages if section.rounded]
    assert says[-1] == "scaled_scores"
    assert "weights" not in says
