"""Stepping as a list of presses in and states out: no terminal, no files."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attncli.document import (
    Beside,
    Derivation,
    Diagram,
    Document,
    Entries,
    Fault,
    Matrix,
    Offers,
    Prose,
    Section,
    Value,
    Working,
    plain,
)
from attncli.errors import AttnError
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.scenario import Edit
from attncli.trace import Trace
from attncli.tutor.answers import answer
from attncli.tutor.completion import completions, examples, prompt
from attncli.tutor.presses import Jump, Press, Script, Typed, Unknown, keys, meaning
from attncli.tutor.printed import shown_cells, told_by
from attncli.tutor.stepper import Question, Stepping, Tools, footer, fresh, offered, page, start

SAVED: list[tuple[tuple[Edit, ...], str]] = []


def tools(name: str = "cat-sat-mat", *, every: bool = False, query: str = "sat") -> Tools:
    """A scenario's tools; what is saved is remembered in SAVED."""

    def load(edits: tuple[Edit, ...]) -> Trace:
        return attend(load_scenario(name, edits=edits), every=every)

    def save(edits: tuple[Edit, ...], file: str) -> str:
        if file == "there.yaml":
            raise AttnError(
                "E104", "`there.yaml` is there already, and is left as it is", help="choose another name"
            )
        SAVED.append((edits, file))
        return f" -s {file}"

    return Tools(load, save, f" -s {name}", "--all" if every else f"--query {query}")


def played(
    presses: str, name: str = "cat-sat-mat", *, every: bool = False
) -> tuple[Stepping, list[Document]]:
    """The state that presses lead to, and all that was shown on the way."""
    state = start(tools(name, every=every))
    script = Script(presses)
    shown = [page(state)]
    while not state.left:
        event = script.key() if state.question is None else Typed(script.line())
        if event is None:
            break
        state, document = answer(state, event)
        shown += [] if document is None else [document]
    return state, shown


def prose(document: Document) -> str:
    """All that a document says in sentences."""
    texts = [
        plain(block.words)
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Prose)
    ]
    return " ".join(texts)


def offers(document: Document) -> list[str]:
    """What its last line offers."""
    [block] = [
        block for section in document.sections for block in section.blocks if isinstance(block, Offers)
    ]
    return [row.press for row in block.rows]


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
    assert offers(played("")[1][0]) == ["↵", "w", "e", "?", "q"]
    assert offers(played("n")[1][-1]) == ["↵", "b", "w", "e", "?", "q"]
    assert offers(played("nnnnnn")[1][-1]) == ["b", "e", "?", "q"]
    assert offers(played(r"nnnesat,1=2\n")[1][-1]) == ["↵", "b", "w", "e", "u", "s", "?", "q"]
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


# Windows


def windowed(presses: str, name: str = "cat-sat-mat", parts: int = 3) -> tuple[Stepping, list[str]]:
    """Played in a window in which every page takes so many parts; what was shown, as page.part."""
    state = start(tools(name))
    state = fresh(state, page(state)).seen(0, parts)
    seen = [f"{state.at}.{state.view.part}"]
    for key in keys(presses):
        state, document = answer(state, key)
        if document is not None:
            aside = state.aside_view is not None
            state = state.seen(state.view.part, 1 if aside else parts)
            seen.append("aside" if aside else f"{state.at}.{state.view.part}")
    return state, seen


UP, DOWN = "\x1b[A", "\x1b[6~"


def test_a_page_that_is_taller_than_the_window_is_read_to_its_foot_before_the_next() -> None:
    assert windowed("nnnn")[1] == ["0.0", "0.1", "0.2", "1.0", "1.1"]
    [*_, line] = footer(windowed("n")[0]).blocks
    assert isinstance(line, Offers)
    assert line.rows[0].words == line.more[0].words == "more"


def test_arrow_up_and_page_up_go_back_and_stop_at_the_top() -> None:
    assert windowed(f"nn{UP}{UP}")[1][-1] == "0.0"
    assert windowed("nn\x1b[5~")[1][-1] == "0.1"
    assert windowed(UP)[1] == ["0.0", "aside"]


def test_arrow_down_and_page_down_never_leave_the_page() -> None:
    assert windowed(DOWN * 3)[1] == ["0.0", "0.1", "0.2", "aside"]


def test_what_is_said_between_takes_nothing_of_the_page_away() -> None:
    assert windowed("n?n")[1] == ["0.0", "0.1", "aside", "0.2"]
    assert windowed(f"n?{UP}")[1] == ["0.0", "0.1", "aside", "0.1"]
    assert windowed(f"n?{UP}nn")[1][-2:] == ["0.2", "1.0"]


def test_that_numbers_are_rounded_is_said_once_a_sitting_and_behind_the_question_mark() -> None:
    _, shown = played("nnnn")
    rounded = [document.sections[0].rounded for document in shown[1:]]
    assert rounded == [True, False, False, False]
    assert [document.sections[0].rounded for document in played("3nb1")[1][1:]] == [True, False, True, False]
    assert "rounded for show" in prose(played("?")[1][-1])


def test_the_finer_steps_of_a_long_stage_are_a_page_each() -> None:
    state = start(tools("additive-decoder", query="noir"))
    titles = [section.title for section in state.sections if section.name == "scores"]
    assert titles == [f"Score each key against the query ({at}/5)" for at in range(1, 6)]


def test_the_splits_into_heads_are_one_page_that_all_three_lead_to() -> None:
    state = start(tools("cat-sat-mat-heads"))
    titles = [section.title for section in state.sections if section.name == "query_heads"]
    assert titles == ["Split queries, keys and values into heads (stages 4 to 6)"]
    for text in ("4", "5", "6", "query_heads", "key_heads", "Vₕ"):
        assert start(tools("cat-sat-mat-heads"), text).section.title == titles[0]
    captions = [
        plain(part.words)
        for section in state.sections
        if section.title == titles[0]
        for block in section.blocks
        if isinstance(block, Beside)
        for part in block.parts
    ]
    assert captions == ["Qₕ, a row a head:", "Kₕ, head 1:", "Vₕ, head 1:"]


def test_the_figure_of_the_heads_stands_once_and_then_is_a_line() -> None:
    state = start(tools("cat-sat-mat-heads"))
    small = [
        block.small for section in state.sections for block in section.blocks if isinstance(block, Diagram)
    ]
    assert small == [False] + [True] * 10


# Why


@pytest.mark.parametrize("typed", ["cat", "weights[sat,cat]", "Weights[sat,cat]".lower(), "CAT", "@2"])
def test_why_takes_a_label_on_the_page_or_a_whole_name(typed: str) -> None:
    state, shown = played(f"nnnw{typed}\\n")
    assert state.section.name == "weights"
    assert shown[-1].sections[0].title == "Why this number?"
    assert state.told is not None


def test_plus_tells_one_level_deeper_as_long_as_there_is_one() -> None:
    state, shown = played(r"nnnwcat\n++")
    assert state.told is None
    assert len(shown) == 7
    assert played(r"nnnwcat\n")[0].told == ("weights[cat]", 2)


def test_a_number_that_is_not_there_is_an_error_and_nothing_is_lost() -> None:
    state, shown = played(r"nnnwdog\n")
    [fault] = [
        block for section in shown[-1].sections for block in section.blocks if isinstance(block, Fault)
    ]
    assert fault.error.code == "E513"
    assert (state.section.name, state.question) == ("weights", None)


def test_an_empty_line_takes_the_question_back() -> None:
    for presses in (r"nw\n", r"ne\n", r"ns\n", r"nw \n"):
        state, _ = played(presses)
        assert (state.at, state.question, state.edits) == (1, None, ())


# Changes


def test_an_edit_changes_the_number_and_all_that_follows() -> None:
    state, _ = played(r"nesat,1 = 2\n")
    assert state.edits == (Edit("x", (2, 0), 2.0),)
    assert state.trace.stage("scores").output.array[2].tolist() == [1.0, 2.0, 5.0, 0.0, 1.0, 2.0]
    assert state.original.stage("scores").output.array[2].tolist() == [0.5, 1.5, 2.0, 0.0, 0.5, 1.0]


@pytest.mark.parametrize(
    "typed", ["sat,1 = 2", "sat,1=2", "sat,1 2", "x[sat,1] = 2", "@3,1 = 2.0", "SAT, 1 = 2e0"]
)
def test_a_change_may_be_written_in_many_ways(typed: str) -> None:
    assert played(f"ne{typed}\\n")[0].edits == (Edit("x", (2, 0), 2.0),)


def results(section: Section) -> dict[str, str]:
    """The old number in the column "before" of a table, by row."""
    [table] = [block for block in section.blocks if isinstance(block, Working)]
    at = [plain(column.heading) for column in table.columns].index("before")
    rows = (*table.rows, *([table.total] if table.total else []))
    return {
        plain(row.label): f"{entry.cell.value:g}"
        for row in rows
        if isinstance(entry := row.entries[at], Value)
    }


def test_each_number_that_changed_stands_beside_what_it_was() -> None:
    _, shown = played(r"nemat,2 = 3\n")
    assert results(shown[-1].sections[0]) == {"mat": "1"}
    _, shown = played(r"nesat,1 = 2\n")
    before = {"The": "0.5", "cat": "1.5", "sat": "2", "the": "0.5", "mat": "1"}
    assert results(shown[-1].sections[0]) == before


def test_the_context_stands_above_what_it_was() -> None:
    _, shown = played(r"nnnnemat,1 = 0\n")
    [table] = [block for block in shown[-1].sections[0].blocks if isinstance(block, Working)]
    assert [plain(column.heading) for column in table.columns].count("before") == 2
    assert table.total is not None
    assert [f"{entry.cell.value:.2f}" for entry in table.total.entries if isinstance(entry, Value)] == [
        "0.59",
        "0.70",
        "0.59",
        "0.54",
    ]


def test_a_matrix_marks_what_changed_and_says_what_the_mark_means() -> None:
    _, shown = played(r"esat,1 = 2\n")
    [matrix] = [block for block in shown[-1].sections[0].blocks if isinstance(block, Matrix)]
    assert matrix.changed == {(2, 0)}
    assert "* changed by your edit" in prose(shown[-1])


def test_a_word_that_stands_twice_is_changed_twice_and_that_is_said() -> None:
    state, shown = played(r"ethe@5,2 = 1\n")
    assert state.trace.givens[0].array[[0, 4], 1].tolist() == [1.0, 1.0]
    assert "x[The,2] changed with it" in prose(shown[-1])


def test_a_change_that_shows_only_later_says_where() -> None:
    _, shown = played(r"1ew_v[1,1] = 2\n", "rasbt-trainable")
    assert "shows first at stage 3" in prose(shown[-1])
    assert "shows first" not in prose(played(r"nesat,1=2\n")[1][-1])


def test_parameters_of_the_page_can_be_changed_by_their_labels_alone() -> None:
    state, _ = played(r"1e1,2 = 0.5\n", "rasbt-trainable")
    assert state.edits == (Edit("w_q", (0, 1), 0.5),)


def test_queries_keys_and_values_that_were_given_can_be_changed() -> None:
    state, _ = played(r"evalue[1,1] = 2\nekey[1,2] = 1\n", "tensorflow-lookup")
    assert [edit.tensor for edit in state.edits] == ["value", "key"]
    assert state.trace.stage("context").inputs[1].array[0, 0] == 2


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("weights[sat,cat] = 1", "E515"),
        ("query[sat,1] = 1", "E515"),
        ("sat,1 = two", "E515"),
        ("sat,1", "E515"),
        ("= 2", "E515"),
        ("sat,1 = nan", "E515"),
        ("sat,1 = inf", "E515"),
        ("dog,1 = 2", "E513"),
        ("x[sat,7] = 2", "E513"),
        ("sat,1 = 1e300", "E320"),
    ],
)
def test_a_change_that_cannot_be_made_is_an_error_and_changes_nothing(typed: str, code: str) -> None:
    state, shown = played(f"ne{typed}\\n")
    [fault] = [
        block for section in shown[-1].sections for block in section.blocks if isinstance(block, Fault)
    ]
    assert fault.error.code == code
    assert state.edits == ()
    assert state.trace is state.original


def test_undo_takes_back_the_last_change_and_then_the_one_before() -> None:
    state, shown = played(r"esat,1 = 2\necat,1 = 3\nu")
    assert state.edits == (Edit("x", (2, 0), 2.0),)
    assert "x[cat,1] is 0.5 again" in prose(shown[-1])
    assert played(r"esat,1 = 2\necat,1 = 3\nuu")[0].edits == ()


def test_undo_after_the_same_number_was_changed_twice_gives_the_first_change_back() -> None:
    state, shown = played(r"esat,1 = 2\nesat,1 = 3\nu")
    assert state.trace.givens[0].array[2, 0] == 2.0
    assert "x[sat,1] is 2.0 again" in prose(shown[-1])
    assert "it was 2" in prose(shown[-2])


def test_saving_hands_the_changes_over_and_the_way_back_is_the_file() -> None:
    SAVED.clear()
    state, shown = played(r"esat,1 = 2\nsmine.yaml\nq")
    assert [((Edit("x", (2, 0), 2.0),), "mine.yaml")] == SAVED
    assert "attn explain -s mine.yaml" in prose(shown[-2])
    assert "attn explain -s mine.yaml --query sat --step" in prose(shown[-1])
    assert "Not saved" not in prose(shown[-1])
    assert state.left


def test_leaving_with_changes_that_no_file_holds_tells_them() -> None:
    _, shown = played(r"esat,1 = 2\nq")
    assert "Not saved" in prose(shown[-1])
    assert "x[sat,1] = 2." in prose(shown[-1])
    _, shown = played(r"esat,1 = 2\nsmine.yaml\necat,1 = 7\nq")
    assert "x[cat,1] = 7." in prose(shown[-1])


def test_a_file_that_is_there_already_is_an_error_and_the_changes_stay() -> None:
    state, shown = played(r"esat,1 = 2\nsthere.yaml\n")
    assert any(isinstance(block, Fault) for block in shown[-1].sections[0].blocks)
    assert state.unsaved
    assert len(state.edits) == 1


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


# Completion


def test_the_tab_key_knows_the_labels_and_the_names_of_the_page() -> None:
    state, _ = answer(played("nnn")[0], Press.WHY)
    known = completions(state)
    placed, plain_words = (
        ["The@1", "cat", "sat", "on", "the@5", "mat"],
        ["The", "cat", "sat", "on", "the", "mat"],
    )
    assert known[:6] in (placed, plain_words)
    assert {"weights[sat,cat]", "exponentials[sat,cat]", "total[sat]", "scaled_scores[sat,mat]"} <= set(known)
    for name in known:
        assert not any(
            isinstance(block, Fault)
            for block in (answer(state, Typed(name))[1] or Document("", ())).sections[0].blocks
        ), name


def test_the_examples_in_the_questions_can_be_typed() -> None:
    names = ("cat-sat-mat", "rasbt-trainable", "tensorflow-lookup", "cat-sat-mat-heads")
    for presses, press in (
        (presses, press) for presses in ("", "n", "nnnn") for press in (Press.WHY, Press.EDIT)
    ):
        for name in names:
            state, _ = answer(played(presses, name)[0], press)
            assert state.question is not None
            for example in examples(state, state.question):
                assert example in prompt(state)
                _, document = answer(state, Typed(example))
                assert document is not None
                assert not any(isinstance(block, Fault) for block in document.sections[0].blocks), example


# The names on the page are those it understands


def fault_of(presses: str, name: str = "cat-sat-mat") -> AttnError:
    """The fault that presses lead to."""
    faults = [block for block in played(presses, name)[1][-1].sections[0].blocks if isinstance(block, Fault)]
    assert len(faults) == 1
    return faults[0].error


def asked(presses: str, name: str = "cat-sat-mat") -> tuple[str, float]:
    """The number that presses ask about, and its value."""
    _, shown = played(presses, name)
    found = [block for block in shown[-1].sections[0].blocks if isinstance(block, Derivation)]
    assert found, [plain(span.words) for span in shown[-1].sections[0].blocks if isinstance(span, Prose)]
    return found[0].root.cell.name, found[0].root.cell.value


SHARES = np.exp([0.5 / 2**0.5, 1.5 / 2**0.5, 2**0.5, 0, 0.5 / 2**0.5, 1 / 2**0.5])
"""What e to the power of each scaled score of "sat" is, from the article's scores."""


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [
        ("A[sat,cat]", "weights[sat,cat]", SHARES[1] / SHARES.sum()),
        ("sat,cat", "weights[sat,cat]", SHARES[1] / SHARES.sum()),
        ("A(sat, cat)", "weights[sat,cat]", SHARES[1] / SHARES.sum()),
        ("weights sat cat", "weights[sat,cat]", SHARES[1] / SHARES.sum()),
        ("0.22", "weights[sat,cat]", SHARES[1] / SHARES.sum()),
        ("S′[sat,cat]", "scaled_scores[sat,cat]", 1.5 / 2**0.5),
        ("S'[cat]", "scaled_scores[sat,cat]", 1.5 / 2**0.5),
        ("1.0607", "scaled_scores[sat,cat]", 1.5 / 2**0.5),
        ("total", "total[sat]", SHARES.sum() / SHARES[2]),
        ("3.1308", "total[sat]", SHARES.sum() / SHARES[2]),
        ("highest", "highest[sat]", 2**0.5),
        ("E[cat]", "exponentials[sat,cat]", SHARES[1] / SHARES[2]),
        ("X[mat,1]", "x[mat,1]", 1.0),
        ("C[sat,1]", "context[sat,1]", SHARES @ [0.5, 0.5, 1, 0, 0.5, 1] / SHARES.sum()),
    ],
)
def test_a_number_is_asked_about_by_any_name_that_stands_on_the_page(
    typed: str, name: str, value: float
) -> None:
    found, its_value = asked(f"3w{typed}\\n")
    assert found == name
    assert its_value == pytest.approx(value)


def test_a_term_of_a_sum_is_told_by_the_sum_it_is_part_of() -> None:
    assert asked("4w0.1121\\n")[0] == "context[sat,1]"


def test_a_number_that_stands_twice_on_a_page_is_asked_back() -> None:
    assert fault_of("3w0.11\\n").help == "choose one by its name: weights[sat,The], weights[sat,the]"
    assert fault_of("3w9.99\\n").what == "no number of a stage shows as 9.99 on this page"


def test_a_word_of_several_numbers_is_asked_which() -> None:
    fault = fault_of("emat = 1\\n")
    assert (fault.what, fault.help) == ("`mat` has two numbers in X", "write `mat,1 = 1` or `mat,2 = 1`")
    assert fault_of("wcat\\n").help == "choose one: `x[cat,1]` or `x[cat,2]`"


def test_a_change_takes_the_symbols_of_the_page() -> None:
    assert played(r"eX[mat,2] = 1\n")[0].edits == (Edit("x", (5, 1), 1.0),)
    assert played(r"1eW_Q[1,1] = 2\n", "rasbt-trainable")[0].edits == (Edit("w_q", (0, 0), 2.0),)


@pytest.mark.parametrize("name", ["cat-sat-mat", "additive-decoder", "cat-sat-mat-heads", "luong-local-p"])
def test_every_number_that_a_page_shows_can_be_asked_about_where_that_is_offered(name: str) -> None:
    state = start(tools(name))
    for at in range(len(state.sections)):
        here = state._replace(at=at)
        if "w" not in offers(page(here)):
            continue
        results, operands = shown_cells(here.section)
        for cell in [*results, *operands]:
            assert told_by(here, cell) is not None or cell.tensor.name == "sum", (
                here.section.title,
                cell.name,
            )


@pytest.mark.parametrize("text", ["3", "weights", "A", "softmax", "Weights", "total"])
def test_stepping_starts_at_a_stage_by_its_number_name_or_symbol(text: str) -> None:
    assert start(tools(), text).section.name == "weights"


def test_stepping_starts_at_any_page_by_its_name() -> None:
    assert start(tools(), "meaning").section.name == "meaning"


def test_a_stage_that_is_nearly_named_is_asked_for() -> None:
    with pytest.raises(AttnError) as caught:
        start(tools(), "weight")
    assert caught.value.help == "did you mean `weights`? There are: scores, scaled_scores, weights, context"


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["cat-sat-mat", "cat-sat-mat-heads", "tensorflow-lookup", "luong-local-p"]),
    st.sampled_from([Question.WHY, Question.CHANGE, Question.STAGE]),
    st.text()
    | st.text(alphabet="A[]()S′',=catsx1 2.@_ₕQW−total")
    | st.sampled_from(["9" * 400, "-", ".", "0.", "−0.00", "()", "A()", "[", "A[", "x[]", "@1", "1e5", "²"]),
)
def test_whatever_is_typed_as_an_answer_is_answered(name: str, question: Question, text: str) -> None:
    state = STATES.setdefault(name, start(tools(name)))
    for at in (0, 1, len(state.sections) - 1):
        following, document = answer(state._replace(at=at, question=question), Typed(text))
        assert document is not None
        assert following.question is None


STATES: dict[str, Stepping] = {}
"""A state of every scenario, made once."""
