"""Where results go, in which colours and encodings, and what happens when they cannot go there."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from command import attn, in_process_of_its_own, shell

ESCAPE = "\x1b["


# Closed pipes, full disks, closed streams


@pytest.mark.law
@pytest.mark.parametrize(
    "line",
    [
        "explain",
        "explain --json",
        "explain --all",
        "why 'context[sat,1]' --depth 9",
        "list",
        "schema scenario",
        "--help",
        "explain --help",
        "--version",
    ],
)
def test_a_closed_pipe_ends_quietly(line: str) -> None:
    run = shell(f"attn {line} | true")
    assert (run.code, run.err) == (0, "")


@pytest.mark.law
def test_a_reader_of_one_line_gets_it() -> None:
    run = shell("attn explain --json | head -1")
    assert (run.out, run.err, run.code) == ("{\n", "", 0)


@pytest.mark.law
@pytest.mark.parametrize(
    "line", ["explain", "list", "schema scenario", "why 'total[sat]'", "--help", "explain -h", "--version"]
)
def test_a_full_disk_exits_4_with_one_error_and_no_traceback(line: str) -> None:
    run = shell(f"attn {line} > /dev/full")
    assert run.code == 4
    assert run.err.count("error[E103]") == 1
    assert "No space left" in run.err
    assert "Traceback" not in run.err


@pytest.mark.law
def test_a_full_disk_is_told_as_json_under_json() -> None:
    run = shell("attn explain --json > /dev/full")
    assert run.code == 4
    assert run.error()["code"] == "E103"


@pytest.mark.law
@pytest.mark.parametrize("line", ["explain", "explain --json", "list", "--version", "--help"])
def test_a_closed_standard_output_is_an_error_that_says_so(line: str) -> None:
    run = shell(f"attn {line} >&-")
    assert run.code == 4
    assert "standard output is closed" in run.err


@pytest.mark.law
def test_a_closed_standard_error_changes_nothing() -> None:
    assert shell("attn explain -q nope 2>&-").code == 2
    assert shell("attn explain 'cat on' --json 2>&-").json()["query"]["token"] == "on"
    assert shell("attn explain 'cat on' --json 2>/dev/full").json()["query"]["token"] == "on"


# Standard input


@pytest.mark.law
@pytest.mark.parametrize(
    "arguments", [["explain"], ["explain", "--json"], ["why", "total[sat]"], ["list"], ["explain", "the cat"]]
)
def test_nothing_waits_for_an_input_that_never_ends(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    try:
        assert in_process_of_its_own(*arguments, stdin=reading).code == 0
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.law
@pytest.mark.parametrize("arguments", [["explain", "-"], ["explain", "-s", "-"], ["why", "total[sat]", "-"]])
def test_a_terminal_is_not_waited_for_when_a_dash_asks_for_standard_input(arguments: list[str]) -> None:
    primary, secondary = os.openpty()
    try:
        run = in_process_of_its_own(*arguments, stdin=secondary)
    finally:
        os.close(primary)
        os.close(secondary)
    assert run.code == 2
    assert "terminal" in run.err
    assert run.out == ""


@pytest.mark.law
@pytest.mark.parametrize("option", ["-", "-s -"])
def test_a_closed_standard_input_is_an_error_that_says_so(option: str) -> None:
    run = shell(f"attn explain {option} <&-")
    assert run.code == 2
    assert "standard input is closed" in run.err


@pytest.mark.law
@pytest.mark.parametrize(("option", "proposed"), [("-", "attn explain -"), ("-s -", "attn explain -s -")])
def test_the_help_of_an_unread_input_proposes_the_same_option(option: str, proposed: str) -> None:
    assert proposed in shell(f"attn explain {option} <&-").err


@pytest.mark.law
def test_an_empty_standard_input_is_an_empty_sentence() -> None:
    run = in_process_of_its_own("explain", "-")
    assert run.code == 2
    assert "empty" in run.err


@pytest.mark.law
def test_a_sentence_that_is_not_utf8_is_refused_or_shown_but_never_a_bug() -> None:
    assert in_process_of_its_own("explain", "-", stdin=b"caf\xe9").code in (2, 3)
    assert in_process_of_its_own("explain", "-s", "-", stdin=b"title: caf\xe9").code in (3, 4)


def test_results_go_to_standard_output_and_all_else_to_standard_error() -> None:
    run = attn("explain", "cat on", "--json")
    assert json.loads(run.out)
    assert run.err.startswith("note: ")
    wrong = attn("explain", "-q", "nope")
    assert (wrong.out, wrong.err[:9]) == ("", "error[E50")


# Files


def test_a_file_that_is_there_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "page.txt"
    target.write_text("old " * 10_000)
    target.chmod(0o640)
    before = target.stat().st_ino
    assert attn("explain", "-o", str(target)).code == 0
    assert target.read_text() == attn("explain").out
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert target.stat().st_ino != before  # written beside it and put in its place
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("{}")
    (tmp_path / "link.json").symlink_to("real.json")
    assert attn("explain", "-o", str(tmp_path / "link.json")).code == 0
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text())["format"] == "attn/trace"


def test_a_page_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "page.txt"
    target.write_text("old")
    assert attn("explain", "-q", "nope", "-o", str(target)).code == 2
    assert target.read_text() == "old"


@pytest.mark.parametrize("kind", ["folder", "no such folder", "a file as a folder", "full"])
def test_a_place_that_cannot_be_written_exits_4_and_names_it(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_text("")
    target = {
        "folder": str(tmp_path),
        "no such folder": str(tmp_path / "none" / "page.txt"),
        "a file as a folder": str(tmp_path / "file" / "page.txt"),
        "full": "/dev/full",
    }[kind]
    run = attn("explain", "-o", target)
    assert run.code == 4
    assert target in run.err
    assert "error[E103]" in run.err
    assert "help: " in run.err
    assert run.out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_the_missing_folder_is_named_in_the_help(tmp_path: Path) -> None:
    run = attn("explain", "-o", str(tmp_path / "none" / "page.txt"))
    assert f"`{tmp_path / 'none'}`" in run.err.split("help: ")[1]


def test_a_device_is_written_as_it_is() -> None:
    assert attn("explain", "-f", "text", "-o", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


def test_a_file_that_may_not_be_written_is_kept(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    target = tmp_path / "page.txt"
    target.write_text("old")
    target.chmod(0o444)
    # The superuser may write everything, and so becomes another user; all is imported before, for that one
    # may not be able to read it.
    script = (
        "import os, sys; from attncli.cli.files import write_file; "
        "os.geteuid() or os.setuid(65534); write_file(sys.argv[1], b'new')"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run(
        [sys.executable, "-c", script, str(target)], capture_output=True, env=env, check=False
    )
    assert b"E103" in run.stderr
    assert target.read_text() == "old"


# Colour


@pytest.mark.parametrize(
    ("tty", "env", "color", "coloured"),
    [
        (True, {}, None, True),
        (False, {}, None, False),
        (True, {"NO_COLOR": "1"}, None, False),
        (True, {"NO_COLOR": ""}, None, True),
        (True, {"NO_COLOR": "0"}, None, False),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, None, False),
        (True, {"NO_COLOR": "1"}, "always", True),
        (True, {"CLICOLOR": "0"}, None, False),
        (True, {"CLICOLOR": "1"}, None, True),
        (False, {"CLICOLOR": "1"}, None, False),
        (True, {"FORCE_COLOR": "0"}, None, False),
        (True, {"TERM": "dumb"}, None, False),
        (True, {"TERM": "dumb", "FORCE_COLOR": "1"}, None, True),
        (True, {"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, None, True),
        (True, {}, "never", False),
        (True, {"FORCE_COLOR": "1"}, "never", False),
        (False, {"FORCE_COLOR": "1"}, None, True),
        (False, {"CLICOLOR_FORCE": "1"}, None, True),
        (False, {"CLICOLOR_FORCE": "0"}, None, False),
        (False, {"FORCE_COLOR": ""}, None, False),
        (False, {}, "always", True),
    ],
)
def test_colour_follows_the_option_then_the_environment_then_the_terminal(
    tty: bool, env: dict[str, str], color: str | None, coloured: bool
) -> None:
    options = [] if color is None else ["--color", color]
    page = attn("explain", "--no-step", *options, env=env, tty=tty)
    assert page.code == 0
    assert (ESCAPE in page.out) is coloured


def test_text_is_never_coloured_unless_it_is_asked_for() -> None:
    assert ESCAPE not in attn("explain", "-f", "text", tty=True).out


def test_json_is_never_coloured() -> None:
    assert (
        ESCAPE not in attn("explain", "--json", "--color", "always", env={"FORCE_COLOR": "1"}, tty=True).out
    )


def test_a_file_is_not_coloured_because_a_terminal_looks_on(tmp_path: Path) -> None:
    target = tmp_path / "page.txt"
    attn("explain", "-f", "terminal", "-o", str(target), tty=True)
    assert ESCAPE not in target.read_text()


def test_errors_on_a_terminal_say_the_same_as_without_one() -> None:
    def bare(text: str) -> str:
        return re.sub(r"\x1b\[[\d;]*m", "", text)

    assert bare(attn("explain", "-q", "nope", tty=True).err) == attn("explain", "-q", "nope").err


def test_whoever_has_no_colour_reads_the_same_page() -> None:
    for arguments in (
        ["explain"],
        ["explain", "--all", "--mask", "causal"],
        ["why", "context[sat,1]"],
        ["list"],
    ):
        coloured = attn(*arguments, "--color", "always").out
        assert [line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", coloured).splitlines()] == attn(
            *arguments
        ).out.splitlines()


# Encodings


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "utf-16", "koi8-r"])
def test_a_page_survives_every_encoding_of_a_terminal(encoding: str) -> None:
    for arguments in (
        ["explain"],
        ["explain", "--all", "--mask", "causal"],
        ["why", "weights[sat,cat]"],
        ["list"],
        ["--help"],
        ["explain", "--help"],
    ):
        run = attn(*arguments, encoding=encoding)
        assert run.code == 0
        assert run.out.count("\n") > 5


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_our_own_signs_have_readable_fallbacks(encoding: str) -> None:
    for arguments in (
        ["explain", "--mask", "causal"],
        ["explain", "--all", "--mask", "causal"],
        ["why", "weights[sat,cat]", "--depth", "9"],
        ["list"],
        ["explain", "-s", "rasbt-trainable"],
        ["explain", "--scale", "2"],
        ["explain", "-s", "luong-local-p"],
        ["explain", "-s", "luong-dot"],
    ):
        page = attn(*arguments, encoding=encoding).out
        assert not re.findall(r"\\[xu]", page)


@pytest.mark.law
def test_an_encoding_from_the_environment_is_obeyed_by_the_process() -> None:
    for encoding in ("ascii", "latin-1", "ascii:strict"):
        run = in_process_of_its_own(
            "explain", "--stage", "weights", env={"PYTHONIOENCODING": encoding}, encoding="latin-1"
        )
        assert run.code == 0
        assert "sat - highest" in run.out or "scaled - highest" in run.out
    assert in_process_of_its_own("explain", "-q", "n\xf6", env={"PYTHONIOENCODING": "ascii"}).err.startswith(
        "error[E504]: `n\\xf6`"
    )


def test_a_narrow_encoding_does_not_move_the_columns() -> None:
    wide, narrow = (
        attn("explain", "--stage", "scores").out,
        attn("explain", "--stage", "scores", encoding="ascii").out,
    )
    rows = [line for line in wide.splitlines() if " × " in line and "   " in line.strip()]
    for line in rows:
        at = wide.splitlines().index(line)
        assert narrow.splitlines()[at].find(" x ") == line.find(" × ")


def test_json_is_utf8_whatever_the_terminal_says() -> None:
    scenario = "tokens: [naïve, 猫]\nx: [[1], [2]]\nquery: 猫"
    run = attn("explain", "-s", "-", "--json", stdin=scenario, encoding="ascii")
    assert json.loads(run.raw)["query"]["token"] == "猫"


# The command line's own bytes


@pytest.mark.law
@pytest.mark.parametrize(
    "arguments",
    [
        [b"explain", b"caf\xe9"],
        [b"explain", b"-q", b"\xff"],
        [b"explain", b"-s", b"\xff"],
        [b"explain", b"-s", b"\xff.yaml"],
        [b"why", b"\xff[1]"],
        [b"why", b"weights[sat,\xff]"],
        [b"\xff"],
        [b"explain", b"--\xff"],
        [b"explain", b"-o", b"/nowhere/\xff.txt"],
        [b"explain", b"--stage", b"\xff"],
        [b"list", b"\xff"],
        [b"explain", b"--json", b"-q", b"\xff"],
    ],
)
def test_arguments_that_are_not_utf8_are_refused_readably(arguments: list[bytes]) -> None:
    run = in_process_of_its_own(*arguments)
    assert run.code in (2, 4)
    assert "Traceback" not in run.err
    assert run.err


@pytest.mark.law
def test_a_file_name_that_is_not_utf8_is_written(tmp_path: Path) -> None:
    target = os.fsencode(tmp_path) + b"/caf\xe9.json"
    assert in_process_of_its_own(b"explain", b"-o", target).code == 0
    with open(target, "rb") as file:
        assert json.load(file)["format"] == "attn/trace"
