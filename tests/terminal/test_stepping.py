"""Stepping in a real terminal: keys, lines, signals; whatever happens, the terminal is left as it was."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]
import pyte
import pytest

pytestmark = pytest.mark.law

ROOT = Path(__file__).parents[2]
COLOURS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM")
LOOKS = (*COLOURS, "COLUMNS", "LINES", "LC_ALL", "PYTHONIOENCODING", "PYTHONUTF8")
PLAIN = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
ENDS = rb"q(\x1b\[[0-9;]*m)* leave(\x1b\[[0-9;]*m)*\s"
"""The end of what is offered: it is the person's turn."""


@contextmanager
def stepping(*arguments: str, columns: int = 80, env: Mapping[str, str] | None = None) -> Iterator[Any]:
    """A session that waits for its first key, and that leaves the terminal as it was."""
    surroundings = {name: value for name, value in os.environ.items() if name not in LOOKS}
    surroundings |= PLAIN | {"TERM": "xterm-256color", "INPUTRC": "/dev/null"} | dict(env or {})
    words, size = ["-m", "attncli", "explain", *arguments], (24, columns)
    child = pexpect.spawn(sys.executable, words, dimensions=size, env=surroundings, timeout=20)
    before = termios.tcgetattr(child.child_fd)
    child.expect(ENDS)
    try:
        yield child
        child.expect(pexpect.EOF)
        assert termios.tcgetattr(child.child_fd)[:4] == before[:4]
    finally:
        child.close(force=True)


def test_a_person_steps_asks_edits_undoes_saves_and_leaves(tmp_path: Path) -> None:
    with stepping() as child:
        child.send("n")
        child.expect_exact("1 of 4")
        child.expect(ENDS)
        child.send("\x1b[C")
        child.expect_exact("2 of 4")
        child.expect(ENDS)
        child.send("\x1b[D")
        child.expect_exact("1 of 4")
        child.expect(ENDS)
        child.send("w")
        child.expect_exact("as in")
        child.send("c\t\r")
        child.expect_exact("1 × 0.5 + 1 × 1".encode())
        child.expect(ENDS)
        child.send("e")
        child.expect_exact("as in")
        child.send("sat,1 = 2\r")
        child.expect_exact("before")
        child.expect_exact("it was 1")
        child.expect(ENDS)
        child.send("u")
        child.expect_exact("1 again")
        child.expect(ENDS)
        child.send("s")
        child.expect_exact("as in")
        child.send(f"{tmp_path}/mine\r")
        child.expect_exact("Saved")
        child.expect(ENDS)
        child.send("q")
        child.expect_exact("To come back to this page")
    assert child.exitstatus == 0
    assert (tmp_path / "mine.yaml").is_file()


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 0), ("q", 0)])
def test_control_c_and_d_and_q_end_it_with_the_line_how_to_come_back(key: str, code: int) -> None:
    with stepping() as child:
        child.send(key)
        child.expect_exact("To come back to this page")
    assert child.exitstatus == code


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_control_c_or_d_takes_a_question_back_and_a_second_one_leaves(key: str) -> None:
    with stepping() as child:
        child.send("w")
        child.expect_exact("as in")
        if key == "\x03":
            child.send("ca")
            child.expect_exact("? ca")  # a terminal throws away at Ctrl-C what was not read yet
        child.send(key)
        child.expect(ENDS)
        child.send(key)
        child.expect_exact("To come back to this page")
    assert child.exitstatus == (130 if key == "\x03" else 0)


SIGNALS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGPIPE", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGPROF")


@pytest.mark.parametrize("presses", ["", "w", "e", "s"])
@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_to_end_ends_it_with_the_terminal_as_it_was(name: str, presses: str) -> None:
    number = getattr(signal, name)
    with stepping() as child:
        if presses:
            child.send(presses)
            child.expect_exact("as in")
            time.sleep(0.05)
        child.kill(number)
    assert child.exitstatus == 128 + number


@pytest.mark.parametrize("presses", ["", "w"])
def test_an_alarm_ends_nothing(presses: str) -> None:
    with stepping() as child:
        child.send(presses)
        for _ in range(3):
            child.kill(signal.SIGALRM)
            time.sleep(0.05)
        child.send("cat,1\r" if presses else "n")
        child.expect_exact("Why this number?" if presses else "1 of 4")
        child.expect(ENDS)
        child.send("q")
    assert child.exitstatus == 0


def test_a_signal_right_after_many_resizes_is_heard() -> None:
    with stepping() as child:
        child.send("w")
        child.expect_exact("as in")
        for at in range(40):
            child.setwinsize(20 + at % 7, 60 + at)
        child.kill(signal.SIGTERM)
    assert child.exitstatus == 143


@pytest.mark.parametrize("presses", ["", "n", "w", "wca\t\t", "e", "s", "9wx"])
def test_a_terminal_that_goes_away_ends_it_quietly_and_leaves_nothing_behind(presses: str) -> None:
    surroundings = {name: value for name, value in os.environ.items() if name not in LOOKS}
    read, write = os.pipe()
    code = "import sys; from attncli.cli.app import main; sys.argv[1:] = ['explain']; sys.exit(main())"
    main, side = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=side,
        stdout=side,
        stderr=write,
        env=surroundings | PLAIN | {"TERM": "xterm"},
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    ) as child:
        os.close(side)
        os.close(write)
        seen = b""
        while b" leave" not in seen:
            seen += os.read(main, 4096)
        os.write(main, presses.encode())
        time.sleep(0.4)
        os.close(main)
        assert child.wait(timeout=10) == 129
    assert os.read(read, 4096) == b""
    os.close(read)


@pytest.mark.parametrize("presses", ["", "w"])
def test_a_terminal_that_goes_away_without_a_signal_ends_it_too(presses: str) -> None:
    """As when attn is no part of the terminal's session, which a hang-up tells."""
    surroundings = {name: value for name, value in os.environ.items() if name not in LOOKS}
    main, side = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "attncli", "explain"],
        stdin=side,
        stdout=side,
        stderr=subprocess.PIPE,
        env=surroundings | PLAIN | {"TERM": "xterm"},
        start_new_session=True,
    ) as child:
        os.close(side)
        seen = b""
        while b" leave" not in seen:
            seen += os.read(main, 4096)
        os.write(main, presses.encode())
        time.sleep(0.4)
        os.close(main)
        assert child.wait(timeout=10) == 129
        assert child.stderr is not None
        assert child.stderr.read() == b""


def test_a_page_that_is_taller_than_the_window_starts_at_its_top_and_waits() -> None:
    with stepping("-s", "additive-decoder") as child:
        screen = pyte.Screen(80, 24)
        stream = pyte.ByteStream(screen)
        stream.feed(child.before + child.after)
        assert "A decoder looks back while it writes" in screen.display[0]
        child.send("\r")
        child.expect(ENDS)
        stream.feed(child.before + child.after)
        assert any("↵ next" in line for line in screen.display)
        child.send("\x1b[5~")
        child.expect(ENDS)
        stream.feed(child.before + child.after)
        assert any("↵ more" in line for line in screen.display)
        child.send("q")


def test_control_z_stops_it_and_it_comes_back_with_the_same_page() -> None:
    """Under a shell, which alone can stop a job and fetch it back."""
    surroundings = {name: value for name, value in os.environ.items() if name not in LOOKS}
    surroundings |= PLAIN | {"TERM": "dumb", "PS1": "ready> "}
    plainly = ["--norc", "--noprofile", "-i"]
    shell = pexpect.spawn("bash", plainly, dimensions=(24, 80), env=surroundings, timeout=20)
    shell.expect_exact("ready> ")
    shell.sendline(f"{sys.executable} -m attncli explain")
    shell.expect(ENDS)
    shell.send("n")
    shell.expect_exact("1 of 4")
    shell.expect(ENDS)
    shell.send("\x1a")
    shell.expect_exact("Stopped")
    shell.sendline("stty -a")
    shell.expect(r"[ ;]icanon")
    shell.expect_exact("ready> ")
    shell.sendline("fg")
    shell.expect_exact("1 of 4")
    shell.expect(ENDS)
    shell.send("q")
    shell.expect_exact("To come back")
    shell.expect_exact("ready> ")
    shell.close(force=True)


def test_a_paste_of_a_thousand_letters_presses_nothing() -> None:
    with stepping() as child:
        child.send("qn" * 500)
        time.sleep(0.5)
        child.send("n")
        child.expect_exact("1 of 4")
        child.expect(ENDS)
        child.send("q")
    assert child.exitstatus == 0


def test_a_line_that_is_typed_faster_than_it_is_asked_for_is_not_lost() -> None:
    with stepping() as child:
        child.send("nwcat\r")
        child.expect_exact("Why this number?")
        child.expect(ENDS)
        child.send("wsa")
        child.expect_exact("? sa")
        child.send("t\r")
        child.expect_exact("scores[sat,sat]")
        child.expect(ENDS)
        child.send("q")
    assert child.exitstatus == 0


def test_what_was_typed_ahead_is_not_left_for_the_shell() -> None:
    with stepping() as child:
        child.send("qrm x")
        child.expect_exact("To come back")
    assert child.exitstatus == 0


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_every_page_fits_the_window_and_follows_its_size(columns: int) -> None:
    with stepping(columns=columns) as child:
        seen = child.before + child.after
        for _ in range(5):
            child.send("n")
            child.expect(ENDS)
            seen += child.before + child.after
        assert widest(seen) <= columns
        child.setwinsize(24, 60)
        child.send("2")
        child.expect(ENDS)
        assert 40 <= widest(child.before + child.after) <= 60
        child.send("q")


def widest(raw: bytes) -> int:
    """The columns that the longest line takes."""
    screen = pyte.Screen(400, raw.count(b"\n") + 2)
    pyte.ByteStream(screen).feed(raw)
    return max(len(line.rstrip()) for line in screen.display)


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_without_colour_nothing_but_text_is_written(env: dict[str, str]) -> None:
    with stepping(env=env) as child:
        seen = child.before
        child.send("n")
        child.expect(ENDS)
        assert b"\x1b[3" not in seen + child.before
        assert b"\x1b[1m" not in seen + child.before
        child.send("q")


def test_a_locale_that_is_not_utf_8_gets_signs_it_has() -> None:
    with stepping(
        env={"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    ) as child:
        child.send("n")
        child.expect_exact("S = Q K^T")
        child.expect(ENDS)
        child.send("w")
        child.expect_exact("as in")
        child.send("cat\r")
        child.expect_exact("1 x 0.5 + 1 x 1")
        child.expect(ENDS)
        child.send("q")
    assert child.exitstatus == 0
