"""Errors as a person and as a program read them: broken on a terminal, whole in a pipe, with a caret."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from attncli.errors import AttnError, Place
from attncli.render.errors import error_json, error_text

LINE = "  sat: [1, 1, 0]" + ", 0.25" * 20
WHAT = "row 2 of `embeddings` has 3 numbers where the others have 2"
FAULT = AttnError(
    "E201",
    WHAT,
    Place(file="mine.yaml", line=7, column=8, path="embeddings.sat", text=LINE, width=9),
    "give every word the same number of dimensions",
)


def under_the_caret(text: str) -> str:
    """What stands above the carets of an error's text."""
    lines = text.splitlines()
    at = next(at for at, line in enumerate(lines) if line.strip(" |^") == "" and "^" in line)
    start, end = lines[at].index("^"), lines[at].rindex("^")
    return lines[at - 1][start : end + 1]


def test_a_program_reads_each_sentence_on_one_line() -> None:
    lines = error_text(FAULT).splitlines()
    assert lines[0] == f"error[E201]: {WHAT}"
    assert lines[1] == " --> mine.yaml:7:8 (embeddings.sat)"
    assert lines[-1] == "help: give every word the same number of dimensions"


@pytest.mark.parametrize("width", [30, 44, 80, 200])
def test_on_a_terminal_no_sentence_is_wider_than_the_page_and_none_is_cut(width: int) -> None:
    text = error_text(FAULT, width)
    assert max(cell_len(line) for line in text.splitlines() if "-->" not in line) <= width
    told = " ".join(text.split())
    assert WHAT in told
    assert "help: give every word the same number of dimensions" in told


@pytest.mark.parametrize("width", [None, 30, 44, 80, 200])
@pytest.mark.parametrize("skipped", [0, 5])
def test_the_caret_stands_under_the_fault_however_narrow_the_page(width: int | None, skipped: int) -> None:
    place = Place(
        file="mine.yaml",
        line=7,
        column=8 + skipped,
        path="embeddings.sat",
        text=LINE,
        width=9,
        skipped=skipped,
    )
    assert under_the_caret(error_text(AttnError("E201", WHAT, place), width)) == "[1, 1, 0]"


@pytest.mark.parametrize("width", [None, 40, 80])
def test_a_fault_far_behind_stays_in_sight(width: int | None) -> None:
    place = Place(
        file="mine.json", line=1, column=140, path="x[9]", text="1, " * 46 + " oops" + ", 1" * 3, width=4
    )
    assert under_the_caret(error_text(AttnError("E301", "a word", place), width)) == "oops"


def test_every_fault_of_a_run_is_told_and_json_holds_them_whole() -> None:
    both = AttnError("E201", WHAT, FAULT.where, FAULT.help, (AttnError("E304", "`casual` is not a mask"),))
    assert error_text(both).count("error[") == 2
    faults = error_json(both)["errors"]
    assert isinstance(faults, list)
    first, second = faults
    assert first["where"] == {"file": "mine.yaml", "line": 7, "column": 8, "path": "embeddings.sat"}
    assert second == {"code": "E304", "what": "`casual` is not a mask", "where": None, "help": None}
