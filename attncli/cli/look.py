"""How it comes out: what is told of a computation, in which format, where to, how wide, in which colours."""

import os
import sys

from attncli.cli import options as o
from attncli.errors import AttnError, out_of_range
from attncli.formats import ENDINGS, FORMATS, Format
from attncli.record import Record

WIDTHS = (20, 500)
"""The fewest and the most columns of a page: beyond them it cannot be read."""
COLORS = ("auto", "always", "never")


class Telling(Record):
    """What is told of a computation, and whether page by page: the options as they were given."""

    every: o.Every = False
    stage: o.StageName = None
    step: o.Step = None
    presses: o.Presses = None
    predict: o.Predict = False


class Wanted(Record, kw_only=True):
    """How it is to come out: the options as they were given."""

    format: o.Format = None
    json: o.Json = False
    output: o.Output = None
    digits: o.Digits = 2
    width: o.Width = None
    color: o.Color = "auto"


class Style(Record, kw_only=True):
    """How it comes out: the format, where it goes, how wide, with how many digits and colours."""

    format: Format
    output: str | None
    digits: int
    width: int
    color: str
    fixed: bool = False
    """Whether the width was asked for, and is not that of the window."""


def style(wanted: Wanted, allowed: list[str]) -> Style:
    """The look, checked; ``allowed`` names the formats that there can be. Raises: AttnError E508."""
    format = format_of(wanted)
    if format not in allowed:
        what = f"there is no format `{format}` here"
        raise AttnError("E508", what, help=f"choose one of: {', '.join(allowed)}")
    if not FORMATS[format].printed and not wanted.output:
        raise AttnError("E508", "arrays cannot be printed", help="name a file: --output trace.npz")
    if not 0 <= wanted.digits <= 12:
        raise out_of_range(f"--digits {wanted.digits}", 0, 12)
    least, most = WIDTHS
    if wanted.width is not None and not least <= wanted.width <= most:
        raise out_of_range(f"--width {wanted.width}", least, most)
    if wanted.color not in COLORS:
        what = f"there is no --color `{wanted.color}`"
        raise AttnError("E508", what, help=f"choose one of: {', '.join(COLORS)}")
    return Style(
        format=FORMATS[format],
        output=wanted.output,
        digits=wanted.digits,
        width=wanted.width or terminal_width(),
        color=wanted.color,
        fixed=wanted.width is not None,
    )


def format_of(wanted: Wanted) -> str:
    """The name of the format: as it is said, else by the file's ending, else by who reads it."""
    if wanted.json:
        if wanted.format not in (None, "json"):
            what = f"--json and --format {wanted.format} ask for two formats"
            raise AttnError("E508", what, help="leave one of them out")
        return "json"
    if wanted.format is not None:
        return wanted.format
    if not wanted.output:
        on_screen = is_terminal() or wants_color(wanted.color, to_screen=True)
        return "terminal" if on_screen else "text"
    ending = os.path.splitext(wanted.output)[1].lower()
    if not ending:
        return "text"
    if ending not in ENDINGS:
        help = f"choose one of {', '.join(sorted(ENDINGS))}, or say --format"
        raise AttnError("E508", f"the ending `{ending}` names no format", help=help)
    return ENDINGS[ending].name


def steps(look: Style, telling: Telling) -> bool:
    """Whether a person goes through the pages one by one.

    So it is if they ask for it, or on a terminal unless it is one stage alone that is wanted.

    Raises: AttnError E508 if that is asked for where it cannot be, E516 if nobody is there to press anything.
    """
    if telling.step is False and telling.presses is not None:
        raise AttnError("E508", "--presses steps, and --no-step does not", help="leave one of them out")
    if telling.step is False and telling.predict:
        raise AttnError(
            "E508",
            "--predict asks before each page, and --no-step does not step",
            help="leave one of them out",
        )
    if telling.every and telling.predict:
        raise AttnError(
            "E508", "--predict asks about one query, and --all tells all", help="leave one of them out"
        )
    asked = bool(telling.step) or telling.presses is not None or telling.predict
    if asked and (look.output is not None or not look.format.holds("page")):
        other = "--output" if look.output is not None else f"--format {look.format.name}"
        what = f"stepping shows pages one after another, and {other} writes one result"
        raise AttnError("E508", what, help=f"leave {other} out, or do not step")
    if telling.presses is not None:
        return True
    there = is_terminal() and sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()
    if asked and not there:
        what = "stepping needs a terminal for input and output, and here is none"
        raise AttnError("E516", what, help="leave --step out, or play it: `--presses nnbq`")
    on_screen = look.format.name == "terminal" and look.output is None
    return there and (asked or (telling.step is None and telling.stage is None and on_screen))


def is_terminal() -> bool:
    """Whether a person reads standard output as it is written."""
    return sys.stdout is not None and not sys.stdout.closed and sys.stdout.isatty()


def wants_color(choice: str, *, to_screen: bool) -> bool:
    """Whether the page is coloured: as --color says, else the environment, else if a terminal reads it."""
    if choice != "auto":
        return choice == "always"
    says = os.environ.get
    if says("NO_COLOR"):
        return False
    if any(says(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    if "0" in (says("CLICOLOR"), says("FORCE_COLOR")) or says("TERM") == "dumb":
        return False
    return to_screen and is_terminal()


def terminal_width() -> int:
    """The columns of the terminal, 80 where there is none, not less and not more than a page can have."""
    least, most = WIDTHS
    return min(max(terminal_size()[0] or 80, least), most)


def terminal_size() -> tuple[int, int]:
    """The columns and rows of the terminal, as the surroundings say or else the terminal; 0: not known."""
    try:
        size = tuple(os.get_terminal_size(sys.__stdout__.fileno())) if sys.__stdout__ else (0, 0)
    except (OSError, ValueError):
        size = (0, 0)
    said = [os.environ.get(name, "") for name in ("COLUMNS", "LINES")]
    columns, rows = (int(text) if text.isdecimal() else 0 for text in said)
    return columns or size[0], rows or size[1]
