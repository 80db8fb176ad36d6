"""What a wrong input says: the code, the place with its caret, the help; as text and as JSON."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command import attn, in_process_of_its_own
from rich.cells import cell_len

RAGGED = """\
title: Mine
tokens: [a, b]
embeddings:
  a: [1, 1]
  b: [1, 1, 0]
"""


def test_an_error_shows_its_place_with_a_caret_beneath_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(RAGGED)
    run = attn("explain", "-s", str(path))
    what, where, line, caret, help = run.err.splitlines()
    assert re.match(r"error\[E2\d\d\]: .*3.*2", what)
    assert where == f" --> {path}:5:6 (embeddings.b)"
    assert line.endswith("  b: [1, 1, 0]")
    assert caret.rstrip("^").endswith(" " * 5)
    assert line[caret.index("^") :] == "[1, 1, 0]"
    assert caret.count("^") == len("[1, 1, 0]")
    assert help.startswith("help: ")


def test_the_caret_stands_under_its_place_behind_wide_and_hostile_letters() -> None:
    run = attn(
        "explain",
        "-s",
        "-",
        stdin='tokens: [猫, "\\e[31m", "é"]\nx: [[1], ["猫"], nope]\n'.replace("\\e", "\x1b"),
    )
    assert run.code == 3
    lines = run.err.splitlines()
    assert "\x1b" not in run.err
    for at, line in enumerate(lines):
        if set(line.partition("|")[2].strip()) == {"^"}:
            shown = lines[at - 1]
            assert cell_len(line.rstrip()) <= cell_len(shown)


def test_all_faults_of_a_file_are_told_in_line_order_up_to_ten() -> None:
    text = "tokens: [a]\n" + "".join(f"nope{n}: {n}\n" for n in range(30))
    run = attn("explain", "-s", "-", stdin=text)
    lines = [int(line) for line in re.findall(r"<stdin>:(\d+)", run.err)]
    assert run.err.count("error[") == 10
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    "spelling", [["--json"], ["-f", "json"], ["--format", "json"], ["--format=json"], ["-fjson"]]
)
def test_an_error_under_json_is_json_on_standard_error(spelling: list[str]) -> None:
    run = attn("explain", *spelling, "-q", "nope")
    assert (run.code, run.out) == (2, "")
    fault = run.error()
    assert set(fault) == {"code", "what", "where", "help"}
    assert fault["code"] == "E504"
    assert fault["where"] is None


def test_a_fault_of_a_file_under_json_has_its_line_and_column() -> None:
    run = attn("explain", "--json", "-s", "-", stdin=RAGGED)
    assert run.code == 3
    assert run.error()["where"] == {"file": "<stdin>", "line": 5, "column": 6, "path": "embeddings.b"}


@pytest.mark.parametrize(
    "arguments", [["--nope"], ["--digits", "two"], ["--digits", "99"], ["one", "two"], ["-q"]]
)
def test_a_usage_error_under_json_is_json_too(arguments: list[str]) -> None:
    run = attn("explain", "--json", *arguments)
    assert (run.code, run.out) == (2, "")
    assert run.error()["code"].startswith("E5")


def test_a_word_that_happens_to_be_an_option_does_not_make_errors_json() -> None:
    assert attn("explain", "-q", "nope", "--", "--json").err.startswith("error[")


def test_every_word_that_the_vocabulary_lacks_is_named_once() -> None:
    run = attn("explain", "-s", "cat-sat-mat", "the dog and the cow sat and ran")
    assert run.code == 2
    first = run.err.splitlines()[0]
    assert [word for word in ("dog", "and", "cow", "ran") if first.count(f"`{word}`") != 1] == []
    assert "the, cat, sat, on, mat" in run.err


def test_a_near_miss_is_asked_about() -> None:
    assert "cat-sat-mat" in attn("explain", "-s", "cat-sat-map").err.split("help:")[1]
    assert "scaled-dot-product" in attn("explain", "-m", "scaled-dot-produkt").err.split("help:")[1]
    assert "weights" in attn("explain", "--stage", "wieghts").err.split("help:")[1]


def test_what_is_an_error_says_what_was_found_in_lower_case_without_a_full_stop() -> None:
    for arguments in (
        ["-q", "nope"],
        ["-s", "nope"],
        ["-m", "nope"],
        ["--stage", "nope"],
        ["--mask", "nope"],
        ["--scale", "nope"],
        ["doggg"],
        ["--digits", "99"],
        ["-o", "/nowhere/x.txt"],
        ["-o", "x.docx"],
        ["-f", "nope"],
    ):
        what, *_, help = attn("explain", *arguments).err.splitlines()
        text = what.partition(": ")[2]
        assert not text[0].isupper(), what
        assert not text.endswith("."), what
        assert help.startswith("help: "), arguments


def test_a_byte_order_mark_is_fine() -> None:
    run = attn("explain", "-s", "-", "--json", stdin=b"\xef\xbb\xbftokens: [a]\nx: [[1]]")
    assert run.json()["query"]["token"] == "a"


def test_json_is_yaml_too() -> None:
    assert (
        attn(
            "explain", "-s", "-", "--json", stdin='{"tokens": ["a", "b"], "x": [[1], [2]], "query": "a"}'
        ).json()["query"]["position"]
        == 1
    )


def test_numbers_that_grow_past_what_a_computer_holds_are_an_error_that_names_the_stage() -> None:
    run = attn("explain", "-s", "-", stdin="tokens: [a, b]\nx: [[1e200], [1e200]]")
    assert run.code == 3
    assert "`scores`" in run.err


@pytest.mark.law
def test_an_unreadable_scenario_exits_4(tmp_path: Path) -> None:
    assert in_process_of_its_own("explain", "-s", "/proc/self/mem").code in (3, 4)
    assert in_process_of_its_own("explain", "-s", str(tmp_path / "x.yaml" / "y.yaml")).code == 4


def test_hidden_control_characters_in_arguments_are_shown_not_obeyed() -> None:
    for arguments in (
        ["explain", "\x1b[31mdog\x07"],
        ["explain", "-q", "\x1b]0;owned\x07"],
        ["explain", "-s", "\x9b31m"],
        ["explain", "--stage", "\u202ecba"],
        ["why", "\x1b[2J[1]"],
        ["list", "\x1b[2J"],
        ["\x1b[2J"],
        ["explain", "--\x1b[2J"],
        ["explain", "--digits", "\x1b[2J"],
        ["explain", "a", "\x1b[2J"],
    ):
        run = attn(*arguments)
        assert run.code == 2
        assert not [c for c in run.err if c != "\n" and not c.isprintable()], arguments
