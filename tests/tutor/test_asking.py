"""Numbers that are asked about while stepping: the names on the page are those it understands."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from played import offers, played, tools

from attncli.document import Derivation, Document, Fault, Prose, plain
from attncli.errors import AttnError
from attncli.pages.cells import find_cell
from attncli.pages.explain import explain
from attncli.scenario import Edit
from attncli.tutor.answers import answer
from attncli.tutor.completion import completions, examples, prompt
from attncli.tutor.presses import Press, Typed
from attncli.tutor.printed import on_its_pages, shown_cells, told_by
from attncli.tutor.stepper import Question, Stepping, offered, page, start

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
            before, _ = played(presses, name)
            if press not in offered(before):
                continue
            state, _ = answer(before, press)
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
    assert fault_of("3w0.3\\n").what == "no number of a stage shows as 0.3 on this page"
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
            assert told_by(here.trace, here.stage, cell) is not None or cell.tensor.name == "sum", (
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


@pytest.mark.law
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


def test_where_no_number_can_be_asked_about_the_press_asks_nothing() -> None:
    at = start(tools(), "meaning").at
    state, shown = played("n" * at + "w")
    assert state.section.name == "meaning"
    assert state.question is None
    prose = shown[-1].sections[0].blocks[0]
    assert isinstance(prose, Prose)
    assert "w does nothing here" in plain(prose.words)


@pytest.mark.parametrize("name", ["cat-sat-mat", "cat-sat-mat-heads", "additive-decoder", "yeh-mha"])
def test_every_number_of_the_pages_leads_to_names_that_can_be_asked_about(name: str) -> None:
    trace = start(tools(name)).trace
    shown = [cell for section in explain(trace).sections for part in shown_cells(section) for cell in part]
    for text in {f"{cell.value:.{digits}f}" for cell in shown for digits in (2, 4)}:
        error = on_its_pages(trace, text, 2)
        assert error.code == "E513"
        names = re.findall(r"\w+(?:\[[^\]]*\])", error.help or "")
        assert names, (text, error.help)
        for each in names:
            find_cell(trace, each)
