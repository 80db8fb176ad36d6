"""Numbers of a computation changed while stepping, undone, and saved."""

from __future__ import annotations

import pytest
from played import SAVED, played, prose

from attncli.document import Fault, Matrix, Section, Value, Working, plain
from attncli.scenario import Edit

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
