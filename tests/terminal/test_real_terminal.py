"""attn in a real terminal: a pseudo-terminal that is read by an emulator, as a person would see it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pyte
import pytest

pytestmark = pytest.mark.law

ROOT = Path(__file__).parents[2]
LOOKS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLUMNS", "LINES")


class Seen:
    """What a run showed: the lines of the screen and of what scrolled away, and their colours."""

    def __init__(self, columns: int, *arguments: str, **env: str) -> None:
        surroundings = {name: value for name, value in os.environ.items() if name not in LOOKS}
        surroundings |= {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"} | env
        words, size = ["-m", "attncli", *arguments], (24, columns)
        child = pexpect.spawn(sys.executable, words, dimensions=size, env=surroundings, timeout=20)
        self.raw: bytes = child.read()
        child.close()
        self.code = child.exitstatus
        # So long that nothing scrolls away, and wider than was said: too long a line is seen, not wrapped.
        self.screen = pyte.Screen(columns + 100, self.raw.count(b"\n") + 2)
        pyte.ByteStream(self.screen).feed(self.raw)

    @property
    def lines(self) -> list[str]:
        """The lines, without white space at their ends."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def colours(self) -> set[str]:
        """The colours of the characters that are not blank."""
        return {cell.fg for row in self.screen.buffer.values() for cell in row.values() if cell.data.strip()}

    @property
    def bold(self) -> str:
        """The characters in bold."""
        return "".join(cell.data for row in self.screen.buffer.values() for cell in row.values() if cell.bold)


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_page_fits_the_terminal_and_is_coloured(columns: int) -> None:
    seen = Seen(columns, "explain", "--no-step")
    assert seen.code == 0
    assert max(map(len, seen.lines)) <= columns
    assert next(line for line in seen.lines if "───" in line) == " " + "─" * (min(columns, 80) - 2)
    assert len(seen.colours) > 3
    assert "The cat sat on the mat" in seen.bold
    assert any("▸ sat" in line for line in seen.lines)


@pytest.mark.parametrize("columns", [40, 80])
def test_the_matrices_fit_the_terminal(columns: int) -> None:
    seen = Seen(columns, "explain", "--all", "--mask", "causal", "--no-step")
    assert max(map(len, seen.lines)) <= columns
    assert len(seen.colours) > 3


def test_no_color_leaves_no_colour_and_the_same_words() -> None:
    bare, coloured = Seen(80, "explain", "--no-step", NO_COLOR="1"), Seen(80, "explain", "--no-step")
    assert b"\x1b" not in bare.raw
    assert bare.colours == {"default"}
    assert bare.lines == coloured.lines


def test_a_dumb_terminal_gets_plain_text() -> None:
    assert b"\x1b" not in Seen(80, "explain", "--no-step", TERM="dumb").raw


def test_standard_input_that_is_the_terminal_is_refused_at_once() -> None:
    seen = Seen(80, "explain", "-")
    assert seen.code == 2
    assert "standard input is a terminal" in " ".join(seen.lines)


def test_hostile_words_do_not_reach_the_terminal() -> None:
    seen = Seen(80, "explain", "-q", "\x1b]0;owned\x07\x1b[2J")
    assert seen.code == 2
    assert seen.screen.title == ""
    assert "\\x1b]0;owned\\x07" in "".join(seen.lines)
