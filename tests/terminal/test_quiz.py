"""A sitting of questions in a real terminal: lines, Ctrl-C; the terminal is left as it was."""

from __future__ import annotations

import os
import sys
import termios
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pytest

pytestmark = pytest.mark.law

ROOT = Path(__file__).parents[2]
PLAIN = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "NO_COLOR": "1", "TERM": "xterm", "INPUTRC": "/dev/null"}


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("end", ["q\r", "\x03", "\x04"])
def test_a_person_is_asked_answers_is_hinted_shown_and_leaves(columns: int, end: str) -> None:
    words = ["-m", "attncli", "quiz", "--family", "cell", "--stage", "weights", "--count", "2", "--draw", "7"]
    child = pexpect.spawn(
        sys.executable, words, dimensions=(24, columns), env={**os.environ, **PLAIN}, timeout=20
    )
    before = termios.tcgetattr(child.child_fd)
    try:
        child.expect(r"decimals\? ")
        child.send("nonsense\r")
        child.expect("cannot be")
        child.expect(r"decimals\? ")
        child.send("h\r")
        child.expect("It rests on")
        child.expect(r"decimals\? ")
        child.send("0.5\r")
        child.expect("Not 0.5")
        child.expect(r"decimals\? ")
        child.send("\r")
        child.expect("other numbers")
        child.expect("leave")
        child.send("\r")
        child.expect("2 of 3")
        child.expect(r"decimals\? ")
        child.send(end)
        child.expect("The end")
        child.expect(pexpect.EOF)
        assert termios.tcgetattr(child.child_fd)[:4] == before[:4]
        child.close()
        assert child.exitstatus == 0
    finally:
        child.close(force=True)
