"""Stepping at the command line: when it steps, what --presses plays, what is saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import attn


def test_presses_play_a_session_without_a_terminal() -> None:
    run = attn("explain", "--presses", r"nwcat\nq")
    assert (run.code, run.err) == (0, "")
    assert run.out.count("The cat sat on the mat  ") == 2
    assert "scores[sat,cat] = 1.5000" in run.out
    assert "attn explain --query sat --step --stage scores" in run.out


def test_presses_that_run_out_end_quietly() -> None:
    run = attn("explain", "--presses", "n")
    assert run.code == 0
    assert "To come back" not in run.out


@pytest.mark.parametrize("page", ["givens", "meaning", "next"])
def test_a_page_that_is_no_stage_is_told_apart_from_what_there_is_not(page: str) -> None:
    assert attn("explain", "--stage", page, "--presses", "q").code == 0
    run = attn("explain", "--stage", page, "--no-step")
    assert f"error[E507]: `{page}` is a page, not a stage" in run.err
    assert "`--step`" in run.err


def test_a_stage_is_where_stepping_begins() -> None:
    run = attn("explain", "--stage", "weights", "--presses", "q")
    assert "3 of 4" in run.out
    assert "The words as numbers" not in run.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--step"], "E516"),
        (["--presses", "q", "--no-step"], "E508"),
        (["--presses", "q", "--json"], "E508"),
        (["--step", "-o", "x.npz"], "E508"),
        (["--presses", "q", "-o", "x.txt"], "E508"),
        (["--presses", "q", "--stage", "nope"], "E507"),
        (["--presses", "q", "-q", "dog"], "E504"),
    ],
)
def test_stepping_where_it_cannot_be_is_refused(arguments: list[str], code: str) -> None:
    run = attn("explain", *arguments)
    assert run.code == 2
    assert f"[{code}]" in run.err or f'"{code}"' in run.err


def test_nothing_waits_where_there_is_no_terminal() -> None:
    assert "What next" in attn("explain").out
    assert attn("explain").out == attn("explain", "--no-step").out


def test_an_edited_scenario_is_saved_and_shows_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = attn("explain", "the cat sat", "--mask", "causal", "--presses", r"esat,1 = 2\nsmine\nq")
    assert run.code == 0
    text = (tmp_path / "mine.yaml").read_text()
    assert (
        text.splitlines()[1] == "# Made with attn explain from cat-sat-mat, with x[sat,1] = 2 in place of 1."
    )
    assert "attn explain -s mine.yaml" in run.out
    assert text.startswith("# yaml-language-server: $schema=file://")
    assert attn("check", "mine.yaml").code == 0
    again = attn("explain", "-s", "mine.yaml", "--json").json()
    assert again["query"] == {"position": 3, "token": "sat"}
    assert again["givens"][0]["values"] == [[0.5, 0], [0.5, 1], [2, 1]]


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("mine")
    run = attn("explain", "--presses", r"esat,1 = 2\nsmine.yaml\nsmine.txt\nq")
    assert "E104" in run.out
    assert "E508" in run.out
    assert (tmp_path / "mine.yaml").read_text() == "mine"
    assert "Not saved" in run.out


def test_a_scenario_from_standard_input_can_be_played_edited_and_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "sentence: a b\nquery: b\nembeddings: {a: [1, 0], b: [0, 1]}\n"
    run = attn("explain", "-s", "-", "--presses", r"ea,1 = 2\nsmine\nq", stdin=text)
    assert run.code == 0
    assert attn("explain", "-s", "mine.yaml", "--json").json()["givens"][0]["values"] == [[2, 0], [0, 1]]


def test_hostile_words_are_harmless_in_pages_prompts_and_comments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (
        'tokens: ["a\\nx: 1", "\\e[31m"]\nembeddings: {"a\\nx: 1": [1, 0], "\\e[31m": [0, 1]}\nquery: "@2"\n'
    )
    run = attn("explain", "-s", "-", "--presses", r"e@1,1 = 2\nnw@1\n\x1b?smine\nq", stdin=text)
    assert run.code == 0
    assert "\x1b" not in run.out
    assert attn("check", "mine.yaml").code == 0


def test_pages_can_be_played_as_markdown() -> None:
    assert "`↵` next · `b` back" in attn("explain", "--presses", "n", "-f", "markdown").out


@pytest.mark.parametrize("at", range(7))
def test_the_way_back_leads_to_the_page_that_was_left(at: int) -> None:
    way = attn("explain", "--presses", "n" * at + "q").out.rpartition("page: attn ")[2].split()
    assert ("--stage" in way) == (at > 0)
    again = attn(*(word for word in way if word != "--step"), "--presses", "q").out
    assert again.rpartition("page: attn ")[2].split() == way
