"""The picture of a session in the README: `python docs/picture.py` makes docs/session.svg anew from what the
commands print on a terminal.

The commands run in a real pseudo-terminal; Rich reads their colours and draws. No font is fetched: each piece
of text is told how wide it is, so that columns line up in whatever monospaced font the reader has.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pexpect  # type: ignore[import-untyped]  # it has no types of its own
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "session.svg"
STEPPING = 'attn explain "The cat sat on the mat" --query sat --step --stage weights'
SESSION = [STEPPING]
"""What is typed in the picture, a command a line."""
KEYS = {STEPPING: r"wcat\nemat,2 = 1\n"}
"""Of a command that waits for keys, those that are pressed; the pages are what a person gets by them."""
COLUMNS = 80
LOOKS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLUMNS", "LINES")
THEME = TerminalTheme(
    (24, 27, 33),
    (226, 229, 233),
    [
        (72, 79, 88),
        (255, 123, 114),
        (105, 203, 127),
        (226, 184, 80),
        (108, 170, 255),
        (204, 160, 255),
        (86, 205, 214),
        (226, 229, 233),
    ],
)
"""Colours that can be read on the picture's own dark ground, whether the page is light or dark."""
FONTS = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace'

GAP = Style(italic=False)
"""Changes nothing, but parts a line where columns are parted: each piece of it stands at its own place,
however wide the font is.
"""


def printed(command: str, columns: int = COLUMNS) -> str:
    """What a command prints on a terminal of 16 colours, escape sequences included.

    Raises: ValueError if it fails, or does more to the terminal than to colour text, which a picture of lines
    cannot show.
    """
    surroundings = {name: value for name, value in os.environ.items() if name not in LOOKS}
    surroundings |= {"TERM": "xterm", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    with tempfile.TemporaryDirectory() as folder:
        words = shlex.split(command)[1:]
        arguments = ["-m", "attncli", *words, *(["--presses", KEYS[command]] if command in KEYS else [])]
        child = pexpect.spawn(
            sys.executable,
            arguments,
            cwd=folder,
            dimensions=(24, columns),
            env=surroundings,
            timeout=30,
            encoding="utf-8",
        )
        output = str(child.read()).replace("\r\n", "\n")
        child.close()
    if child.exitstatus != 0:
        raise ValueError(f"{command}: exit code {child.exitstatus}\n{output}")
    if re.search(r"[\x00-\x09\x0b-\x1a\x1c-\x1f]|\x1b(?!\[[\d;]*m)", output):
        raise ValueError(f"{command}: more than text and colours\n{output!r}")
    return output


def picture(session: Sequence[str], columns: int = COLUMNS) -> str:
    """The session as SVG: each command behind a dollar sign, then what it prints."""
    console = Console(
        record=True,
        width=columns,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
        legacy_windows=False,
    )
    for at, command in enumerate(session):
        console.print(
            Text.assemble(*([] if at == 0 else ["\n"]), ("$ ", "dim"), (command, "bold")), soft_wrap=True
        )
        page = Text.from_ansi(printed(command, columns).rstrip())
        for gap in re.finditer(r"(?m)^ +| {2,}", page.plain):
            page.stylize(GAP, *gap.span())
        console.print(page, soft_wrap=True)
    svg = console.export_svg(title="attn", theme=THEME, unique_id="attn")
    svg = re.sub(r" *@font-face \{.*?\}\n", "", svg, flags=re.DOTALL).replace("Fira Code, monospace", FONTS)
    svg = svg.replace('class="attn-matrix">', 'class="attn-matrix" xml:space="preserve">')
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE).rstrip() + "\n"


if __name__ == "__main__":
    PICTURE.write_text(picture(SESSION), encoding="utf-8", newline="\n")
