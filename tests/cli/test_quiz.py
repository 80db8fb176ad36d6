"""`attn quiz` at the command line: answers from a file, what may go wrong, what comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command import attn


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return tmp_path / "answers.txt"


def quiz(*arguments: str) -> Any:
    run = attn("quiz", *arguments, "--json")
    assert run.err == ""
    return json.loads(run.out)


def test_a_sitting_is_played_from_a_file_and_asks_the_same_for_the_same_number(answers: Path) -> None:
    answers.write_text("1\n1\n1\n")
    one, again = (attn("quiz", "--draw", "7", "--answers", str(answers)) for _ in range(2))
    assert one.code == 0
    assert one.out == again.out
    assert one.out.count(" of 10   ") == 4
    assert "--draw 7" in one.out


def test_an_empty_line_leaves_a_question_out(answers: Path) -> None:
    answers.write_text("\n\n1\n")
    found = quiz("--draw", "3", "--count", "3", "--answers", str(answers))
    assert [len(item["attempts"]) for item in found["items"]] == [0, 0, 1]
    assert found["tally"]["items"] == 1


def test_the_number_of_a_mistake_is_told_by_its_name(answers: Path) -> None:
    answers.write_text("0.09\n")
    found = quiz(
        "--family", "cell", "--stage", "weights", "--count", "1", "--draw", "2", "--answers", str(answers)
    )
    [attempt] = found["items"][0]["attempts"]
    assert attempt["kind"] in ("cause", "several")
    assert "no-scale" in attempt["causes"]
    assert attempt["confirmed"] is False
    assert found["tally"]["mistakes"] == {}


@pytest.mark.parametrize(("passing", "code"), [("0", 0), ("50", 1), ("100", 1)])
def test_the_exit_code_says_whether_enough_was_right_at_once(passing: str, code: int, answers: Path) -> None:
    answers.write_text("nonsense\n" * 10)
    run = attn("quiz", "--draw", "1", "--pass", passing, "--answers", str(answers))
    assert run.code == code


def test_a_scenario_may_stand_where_a_sentence_may(answers: Path) -> None:
    answers.write_text("")
    assert quiz("luong-dot", "--answers", str(answers))["scenario"] == "luong-dot"
    assert quiz("-s", "luong-dot", "--answers", str(answers))["scenario"] == "luong-dot"


def test_a_sentence_of_ones_own_is_asked_about_without_a_dot_product_of_a_hundred_numbers(
    answers: Path,
) -> None:
    answers.write_text("")
    found = quiz("The river bank was steep", "--query", "bank", "--draw", "1", "--answers", str(answers))
    assert found["query"] == "bank"
    assert not [item for item in found["items"] if item["family"] == "cell" and item["stage"] == "scores"]


def test_answers_come_from_standard_input_too() -> None:
    run = attn("quiz", "--draw", "1", "--answers", "-", stdin=b"1\n")
    assert run.code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--count", "0"], "E508", "--count 0"),
        (["--count", "101"], "E508", "--count 101"),
        (["--pass", "101"], "E508", "--pass 101"),
        (["--draw", "-1"], "E508", "--draw -1"),
        (["cat-sat-mta"], "E503", "did you mean `cat-sat-mat`?"),
        (["--family", "cel"], "E550", "did you mean `cell`?"),
        (["--stage", "weight"], "E507", "weights"),
        (["--from", "context", "--stage", "scores"], "E551", "no question"),
        (["-s", "karpathy-average", "--family", "cell", "--stage", "scores"], "E551", "no question"),
        (["--answers", "not-there.txt"], "E101", "not-there.txt"),
        (["-o", "x.txt"], "E508", "--output"),
        ([], "E516", "--answers answers.txt"),
        (["--head", "2"], "E530", "heads"),
    ],
)
def test_what_is_wrong_is_said_with_its_mending(
    arguments: list[str], code: str, words: str, answers: Path
) -> None:
    answers.write_text("")
    given = [] if not arguments or "--answers" in arguments else ["--answers", str(answers)]
    run = attn("quiz", *arguments, *given)
    assert f"error[{code}]" in run.err
    assert words in run.err
    assert run.code in (2, 3, 4)
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\n\x00\n", b"1" * 100_000, b"\x1b[31m\n" * 20, "–½²٣\n".encode() * 12, b"\r\n1\r\n"]
)
def test_whatever_stands_in_the_file_ends_no_sitting(data: bytes, answers: Path) -> None:
    answers.write_bytes(data)
    run = attn("quiz", "--draw", "2", "--answers", str(answers))
    assert run.code == 0
    assert "Traceback" not in run.err
    assert "\x1b[31m" not in run.out


def test_a_computation_that_is_too_large_is_refused(tmp_path: Path, answers: Path) -> None:
    import numpy as np

    answers.write_text("")
    np.savez(tmp_path / "x.npz", x=np.ones((300, 2)))
    (tmp_path / "large.yaml").write_text("x: {file: x.npz, array: x}\n")
    run = attn("quiz", "-s", str(tmp_path / "large.yaml"), "--answers", str(answers))
    assert "error[E551]" in run.err
