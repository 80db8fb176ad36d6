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
    from attncli.render.lines import Look

ASCII = {
    "×": "x", "÷": "/", "−": "-", "√": "sqrt ", "′": "'", "″": "''", "ᵀ": "^T", "∞": "inf", "Σ": "sum", "·": ".", "“": '"', "”": '"', "’": "'",
    "┌": "+", "┐": "+", "┘": "+", "┤": "+", "┼": "+", "↓": "v", "⌈": "ceil(", "⌉": ")", "ₕ": "_h", "ₐ": "_a", "ₗ": "l", "\u00a0": " ",
    **{chr(0x2080 + n): f"_{n}" for n in range(10)},
    "…": "...", "▸": ">", "█": "#", "▓": "#", "▒": "+", "░": ".", "─": "-", "│": "|", "├": "+", "└": "`", "–": "-", "→": "->",
    "≤": "<=", "²": "^2", "σ": "sigma", "Ĉ": "C^",
}  # fmt: skip
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
    return "".join(
        "#" if c in PARTS_OF_A_BLOCK else ASCII.get(c) or c.encode("ascii", "backslashreplace").decode()
        for c in error.object[error.start : error.end]
    ), error.end


def deliver(result: str | bytes, output: str | None = None) -> None:
    """Write a result to a file, or to standard output.

    Raises: AttnError E103 if it cannot be written. A reader that went away ends the run quietly.
    """
    if output is not None:
        if not output:
            raise AttnError("E508", "--output names no file", help="name one: --output result.txt")
        write_file(
            output, result if isinstance(result, bytes) else result.encode("utf-8", "backslashreplace")
        )
        return
    if sys.stdout is None:
        raise AttnError(
            "E103", "standard output is closed", help="leave it open, or name a file: --output result.txt"
        )
    try:
        sys.stdout.flush()
        if not hasattr(sys.stdout, "buffer"):  # a StringIO in its place
            sys.stdout.write(result if isinstance(result, str) else result.decode())
            return
        sys.stdout.buffer.write(
            result if isinstance(result, bytes) else encoded(result, sys.stdout.encoding or "utf-8")
        )
        sys.stdout.flush()
    except BrokenPipeError:
        nowhere()
        raise SystemExit(0) from None
    except OSError as error:
        nowhere()
        raise AttnError(
            "E103",
            f"standard output cannot be written: {error.strerror}",
            help="make room, or name a file elsewhere: --output result.txt",
        ) from None


def deliver_data(result: str | bytes, output: str | None) -> None:
    """Write what is read by programs: UTF-8 whatever the terminal's encoding, each character as it is.

    A sign put in place of another could be markup. A lone surrogate is an escape, as JSON has it.
    """
    deliver(result.encode("utf-8", "backslashreplace") if isinstance(result, str) else result, output)


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


def write_file(path: str, data: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then into it. Raises: AttnError E103."""
    target = os.path.realpath(path)
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, "wb") as file:  # a device or a pipe is written as it is; a folder refuses
                file.write(data)
            return
        beside = f"{target}.{os.getpid()}.tmp"
        try:
            with open(beside, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if os.path.exists(target):
                os.chmod(beside, os.stat(target).st_mode & 0o7777)
                if not os.access(target, os.W_OK):
                    raise PermissionError(13, "Permission denied")
            os.replace(beside, target)
        except BaseException:
            if os.path.exists(beside):
                os.unlink(beside)
            raise
    except OSError as error:
        folder = os.path.dirname(path) or "."
        missing = not os.path.isdir(folder)
        help = f"make the folder `{folder}` first" if missing else "choose another file"
        raise AttnError(
            "E103", f"`{path}` cannot be written: {(error.strerror or str(error)).lower()}", help=help
        ) from None


def check_ending(name: str, example: str) -> None:
    """Whether a file of this name can be a scenario. Raises: AttnError E508, with an example of what can be typed."""
    if not name.lower().endswith((".yaml", ".yml")):
        what = f"`{name}` is no name for a scenario file, which ends in .yaml or .yml"
        raise AttnError("E508", what, help=f"name it so: `{example}`")


def create_file(path: str, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all. Raises: AttnError E103, E104 if something is there already."""
    try:
        with open(path, "xb") as file:
            try:
                file.write(data)
                file.flush()
            except BaseException:
                os.unlink(path)
                raise
    except FileExistsError:
        raise AttnError(
            "E104",
            f"`{path}` is there already, and is left as it is",
            help="choose another name, or take that one away first",
        ) from None
    except (OSError, ValueError) as error:
        folder = os.path.dirname(path) or "."
        help = "choose another name" if os.path.isdir(folder) else f"make the folder `{folder}` first"
        reason = error.strerror if isinstance(error, OSError) else None
        raise AttnError(
            "E103", f"`{path}` cannot be written: {(reason or str(error)).lower()}", help=help
        ) from None


def show(document: Document, style: Style) -> None:
    """A document as a person reads it, on the screen or in a file."""
    from attncli.render.lines import Look

    look = Look(style.width, style.digits)
    written, drawn = style.format.page, style.format.screen
    if written is None or (drawn and style.color == "always"):
        deliver(on_console(document, look, style), style.output)
    elif drawn:
        deliver(written(document, look), style.output)
    else:
        deliver_data(written(document, look), style.output)


def on_console(document: Document, look: Look, style: Style) -> str:
    """A document as a terminal takes it, with colours where they are wanted."""
    import io

    from rich.console import Console

    from attncli.cli.look import wants_color
    from attncli.render.terminal import show as show_on

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
    show_on(document, look, console)
    return file.getvalue()


def color_system() -> Literal["standard", "256", "truecolor"]:
    """The colours that the terminal says it has; sixteen where it says nothing."""
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    return "256" if "256" in os.environ.get("TERM", "") else "standard"


def progress(total: int, of: str) -> Callable[[int], None] | None:
    """A bar on standard error for reading so many bytes: what moves it on, and takes it away at the end; None where nobody would see it."""
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
