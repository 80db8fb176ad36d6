"""Where results go: standard output or a file, complete or with an error that says why not."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Literal

from attncli.errors import AttnError

if TYPE_CHECKING:
    from collections.abc import Callable

    from attncli.cli.look import Style
    from attncli.document import Document
    from attncli.render.lines import Line

SIGNS = (
    "×x ÷/ −- ′' ″'' ᵀ^T ∞inf Σsum ·. “\" ”\" ’' ┌+ ┐+ ┘+ ┤+ ┼+ ↓v ⌈ceil( ⌉) ₕ_h ₐ_a ₗl "
    "…... ▸> █# ▓# ▒+ ░. ─- │| ├+ └` –- →-> ≤<= ²^2 σsigma ĈC^"
)
"""Each of our own signs, and behind it what is written for it."""
ASCII = {
    **{pair[0]: pair[1:] for pair in SIGNS.split()},
    **{chr(0x2080 + n): f"_{n}" for n in range(10)},
    "√": "sqrt ",
    "\u00a0": " ",
}
"""Our own signs, for a terminal whose encoding lacks them."""
LARGE = 20 << 20
"""Bytes of a file from which on reading it takes long enough for a bar."""
PLAIN: dict[str, Any] = {"markup": False, "emoji": False, "highlight": False}
"""How a console takes text: as it is, with nothing read into it."""
PARTS_OF_A_BLOCK = "▏▎▍▌▋▊▉"


def fallback(error: UnicodeError) -> tuple[str, int]:
    """A codec error handler: our signs as ASCII, anything else as a visible escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(in_ascii, error.object[error.start : error.end])), error.end


def in_ascii(c: str) -> str:
    """A character as ASCII."""
    if c in PARTS_OF_A_BLOCK:
        return "#"
    return ASCII.get(c) or c.encode("ascii", "backslashreplace").decode()


def deliver(result: str | bytes, output: str | None = None) -> None:
    """Write a result to a file, or to standard output.

    Raises: AttnError E103 if it cannot be written. A reader that went away ends the run quietly.
    """
    if output is not None:
        if not output:
            raise AttnError("E508", "--output names no file", help="name one: --output result.txt")
        from attncli.cli.files import write_file

        write_file(output, in_utf_8(result))
        return
    if sys.stdout is None:
        help = "leave it open, or name a file: --output result.txt"
        raise AttnError("E103", "standard output is closed", help=help)
    try:
        sys.stdout.flush()
        if not hasattr(sys.stdout, "buffer"):  # a StringIO in its place
            sys.stdout.write(result if isinstance(result, str) else result.decode())
            return
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.buffer.write(result if isinstance(result, bytes) else encoded(result, encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        nowhere()
        raise SystemExit(0) from None
    except OSError as error:
        nowhere()
        what = f"standard output cannot be written: {error.strerror}"
        help = "make room, or name a file elsewhere: --output result.txt"
        raise AttnError("E103", what, help=help) from None


def deliver_data(result: str | bytes, output: str | None) -> None:
    """Write what programs read, in UTF-8 whatever the terminal takes: a replaced sign could be markup."""
    deliver(in_utf_8(result), output)


def in_utf_8(result: str | bytes) -> bytes:
    """A result as bytes; a lone surrogate is an escape, as JSON has it."""
    return result if isinstance(result, bytes) else result.encode("utf-8", "backslashreplace")


def remark(text: str) -> None:
    """Something on standard error; where that cannot be written, nothing changes."""
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
            if hasattr(sys.stderr, "buffer"):
                sys.stderr.buffer.write(encoded(text, sys.stderr.encoding or "utf-8"))
            else:  # a StringIO in its place
                sys.stderr.write(text)
            sys.stderr.flush()
    except (OSError, ValueError):
        return


def encoded(text: str, encoding: str) -> bytes:
    """A text in the terminal's encoding; what it lacks is replaced by something readable."""
    import codecs

    codecs.register_error("attn", fallback)
    return text.encode(encoding, "attn")


def nowhere() -> None:
    """Turn standard output away, so that nothing tries to flush it at the very end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def show(document: Document, style: Style) -> None:
    """A document as a person reads it, on the screen or in a file."""
    from attncli.render.lines import Look

    look = Look(style.width, style.digits)
    written, drawn = style.format.page, style.format.screen
    if written is None or (drawn and style.color == "always"):
        from attncli.render.layout import document_lines

        deliver(on_console(document_lines(document, look), style), style.output)
    elif drawn:
        deliver(written(document, look), style.output)
    else:
        deliver_data(written(document, look), style.output)


def show_part(document: Document, part: int, style: Style, rows: int) -> tuple[int, int]:
    """The part (from 0) of a document that a window of so many rows has room for; which, of how many."""
    from attncli.render.lines import Look
    from attncli.render.windows import windowfuls

    parts = windowfuls(document, Look(style.width, style.digits), rows)
    part = min(part, len(parts) - 1)
    deliver(on_console(parts[part], style))
    return part, len(parts)


def on_console(lines: list[Line], style: Style) -> str:
    """Lines as a terminal takes them, with colours where they are wanted."""
    import io

    from rich.console import Console

    from attncli.cli.look import wants_color
    from attncli.render.terminal import show_lines

    file = io.StringIO()
    coloured = wants_color(style.color, to_screen=style.output is None)
    console = Console(
        file=file,
        width=style.width,
        force_terminal=coloured,
        color_system=color_system() if coloured else None,
        no_color=not coloured,
        legacy_windows=False,
        **PLAIN,
    )
    show_lines(lines, console)
    return file.getvalue()


def color_system() -> Literal["standard", "256", "truecolor"]:
    """The colours that the terminal says it has; sixteen where it says nothing."""
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    return "256" if "256" in os.environ.get("TERM", "") else "standard"


def progress(total: int, of: str) -> Callable[[int], None] | None:
    """A bar on standard error for reading so many bytes: what moves it on, and takes it away at the end.

    None where nobody would see it.
    """
    if total < LARGE or sys.stderr is None or sys.stderr.closed or not sys.stderr.isatty():
        return None
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, **PLAIN)
    bar = Progress(
        TextColumn("reading {task.fields[of]}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    task = bar.add_task("", total=total, of=of)
    bar.start()

    def advance(done: int) -> None:
        bar.update(task, completed=done)
        if done >= total:
            bar.stop()

    return advance
