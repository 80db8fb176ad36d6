"""How it comes out: the format, where it goes, how wide, with how many digits and colours, and whether it is stepped through."""

import os
import sys

from attncli.errors import AttnError
from attncli.record import Record


class Style(Record, kw_only=True):
    """How it comes out: the format, where it goes, how wide, with how many digits and colours."""

    format: str
    output: str | None
    digits: int
    width: int
    color: str
    fixed: bool = False
    """Whether the width was asked for, and is not that of the window."""


FORMATS = ("terminal", "text", "markdown", "json", "npz")
PAGE_FORMATS = ("terminal", "text", "markdown", "json")
"""Those of commands that make no arrays."""
ENDINGS = {".json": "json", ".md": "markdown", ".npz": "npz", ".txt": "text"}


def style(
    format: str | None,
    json: bool,
    output: str | None,
    digits: int,
    width: int | None,
    color: str,
    allowed: tuple[str, ...] = FORMATS,
) -> Style:
    """The options of the look, checked. Raises: AttnError E508."""
    if json and format not in (None, "json"):
        raise AttnError(
            "E508", f"--json and --format {format} ask for two formats", help="leave one of them out"
        )
    ending = os.path.splitext(output)[1].lower() if output else ""
    chosen = "json" if json else format
    if chosen is None:
        chosen = (
            ENDINGS.get(ending, "text")
            if output
            else "terminal"
            if wants_color(color, to_screen=True) or is_terminal()
            else "text"
        )
        if output and ending not in ENDINGS and ending:
            raise AttnError(
                "E508",
                f"the ending `{ending}` names no format",
                help=f"choose one of {', '.join(ENDINGS)}, or say --format",
            )
    if chosen not in allowed:
        raise AttnError(
            "E508", f"there is no format `{chosen}` here", help=f"choose one of: {', '.join(allowed)}"
        )
    if chosen == "npz" and not output:
        raise AttnError("E508", "arrays cannot be printed", help="name a file: --output trace.npz")
    if not 0 <= digits <= 12:
        raise AttnError("E508", f"--digits {digits} is out of range", help="choose from 0 to 12")
    if width is not None and not 20 <= width <= 500:
        raise AttnError("E508", f"--width {width} is out of range", help="choose from 20 to 500")
    if color not in ("auto", "always", "never"):
        raise AttnError("E508", f"there is no --color `{color}`", help="choose one of: auto, always, never")
    return Style(
        format=chosen,
        output=output,
        digits=digits,
        width=width or terminal_width(),
        color=color,
        fixed=width is not None,
    )


def steps(look: Style, step: bool | None, presses: str | None, stage: str | None) -> bool:
    """Whether a person goes through the pages one by one: asked for, or on a terminal unless it is one stage alone that is wanted.

    Raises: AttnError E508 if that is asked for where it cannot be, E516 if nobody is there to press anything.
    """
    if step is False and presses is not None:
        raise AttnError("E508", "--presses steps, and --no-step does not", help="leave one of them out")
    asked = bool(step) or presses is not None
    if asked and (look.output is not None or look.format not in ("terminal", "text", "markdown")):
        other = "--output" if look.output is not None else f"--format {look.format}"
        raise AttnError(
            "E508",
            f"stepping shows pages one after another, and {other} writes one result",
            help=f"leave {other} out, or do not step",
        )
    if presses is not None:
        return True
    there = is_terminal() and sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()
    if asked and not there:
        raise AttnError(
            "E516",
            "stepping needs a terminal for input and output, and here is none",
            help="leave --step out, or play it: `--presses nnbq`",
        )
    return there and (
        asked or (step is None and stage is None and look.format == "terminal" and look.output is None)
    )


def is_terminal() -> bool:
    """Whether a person reads standard output as it is written."""
    return sys.stdout is not None and not sys.stdout.closed and sys.stdout.isatty()


def wants_color(choice: str, *, to_screen: bool) -> bool:
    """Whether the page is coloured: what --color says, else the environment, else whether a terminal reads it."""
    if choice != "auto":
        return choice == "always"
    environment = os.environ
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    if (
        environment.get("CLICOLOR") == "0"
        or environment.get("FORCE_COLOR") == "0"
        or environment.get("TERM") == "dumb"
    ):
        return False
    return to_screen and is_terminal()


def terminal_width() -> int:
    """The columns of the terminal, 80 where there is none; what is too narrow or too wide to read is brought to 20 and 500."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return min(max(int(columns), 20), 500)
    try:
        size = os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 80
    except (OSError, ValueError):
        return 80
    return min(max(size or 80, 20), 500)
