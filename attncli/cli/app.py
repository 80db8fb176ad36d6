"""The `attn` command: its subcommands, its exit codes, and the one place where an error is told."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext, redirect_stdout
from importlib import import_module
from itertools import pairwise
from typing import Annotated, Any

import typer

from attncli.errors import AttnError, ExitCode

USAGE_ERROR: Any = typer.BadParameter.__base__
"""What Typer raises for a command line it does not understand; it exports the special cases alone."""

COMMANDS = {
    "explain": "explain",
    "multihead": "multihead",
    "why": "why",
    "sweep": "sweep",
    "compare": "compare",
    "near": "near",
    "quiz": "quiz",
    "check": "check",
    "grade": "grade",
    "lint": "lint",
    "cost": "cost",
    "new": "new",
    "show": "show",
    "list": "listing",
    "glossary": "glossary",
    "schema": "schema",
    "completion": "completion",
}
"""The commands in the order of the help, each with its module, which has a function of the same name."""


NO_VALUES = ("help", "-help", "-?", "/?")
"""What asks for the help of a command, and is no sentence, file or term to be told of."""


def application(command: str | None = None) -> typer.Typer:
    """The application: one command alone, or the whole with all of them.

    Typer turns every command it is given into a parser, which costs more than running one.
    """
    app = typer.Typer(
        name="attn",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    if command is None:
        app.callback()(attn)
    for name in COMMANDS if command is None else [command]:
        module = import_module(f"attncli.cli.{COMMANDS[name]}")
        app.command(name)(getattr(module, COMMANDS[name]))
    return app


def print_version(asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        from attncli import __version__

        print(f"attn {__version__}")
        raise typer.Exit


help = "Print the version and leave."
Version = Annotated[bool, typer.Option("--version", "-V", callback=print_version, is_eager=True, help=help)]


def attn(version: Version = False) -> None:
    """Learn the attention mechanism one number at a time.

    \b
    attn explain "The cat sat on the mat" --query sat
    attn why "weights[sat,cat]"
    """


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code (docs/commands.md lists them). Errors are told on standard error."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if shell := os.environ.get("_ATTN_COMPLETE"):
            from attncli.cli.completing import answer

            return answer(shell, arguments, COMMANDS, application)
        return run(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except AttnError as error:
        tell(error, arguments)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception:
        import traceback

        from attncli.cli.output import remark

        what = "attn: this is a bug in attn, not a mistake of yours. The lines above say where."
        remark(f"{traceback.format_exc()}{what}\n")
        return ExitCode.BUG


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code.

    Raises: AttnError E500 for a command line that is not understood, and whatever the command raises.
    """
    from attncli.cli.output import deliver

    if not arguments:
        from attncli.cli.look import is_terminal, terminal_width

        if is_terminal():
            from attncli.cli.welcome import welcome

            deliver(welcome(terminal_width()))
            return ExitCode.DONE
    arguments = as_meant(arguments or ["--help"])
    command = arguments[0] if arguments[0] in COMMANDS else None
    name = f"attn {command}" if command else "attn"
    # Typer prints help past everything that knows of full disks and closed pipes: catch it, then deliver it.
    prints = not {"-h", "--help", "--version"}.isdisjoint(arguments)
    with redirect_stdout(io.StringIO()) if prints else nullcontext() as caught:
        try:
            words = arguments[1:] if command else arguments
            code = application(command)(args=words, prog_name=name, standalone_mode=False)
        except USAGE_ERROR as error:
            from attncli.cli.meant import refused

            raise refused(error, command, words) from None
    if caught is not None:
        deliver(caught.getvalue())
    return code if isinstance(code, int) else ExitCode.DONE


def as_meant(arguments: Sequence[str]) -> Sequence[str]:
    """The arguments, as they were meant where they are plainly meant otherwise. Raises: AttnError E500."""
    if arguments[0] not in COMMANDS:
        if arguments[0] in ("--", "--help", "--version") and len(arguments) == 1:
            return arguments
        from attncli.cli.meant import understood

        arguments = understood(arguments, COMMANDS)
    if arguments[1:2] and arguments[1] in NO_VALUES and arguments[0] != "near":
        return [arguments[0], "--help"]
    if any(len(word) > 3 and word[0] == "-" and word[1:].isalpha() for word in arguments):
        from attncli.cli.meant import with_two_dashes

        return with_two_dashes(arguments)
    return arguments


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether the arguments ask for JSON, however they spell it, and however wrong the rest of them is."""
    if "--" in arguments:
        arguments = arguments[: arguments.index("--")]
    one_word = any(argument in ("--json", "--format=json", "-fjson", "-f=json") for argument in arguments)
    two_words = (("-f", "json"), ("--format", "json"))
    return one_word or any(pair in two_words for pair in pairwise(arguments))


def error_width() -> int | None:
    """The columns of the terminal that errors are read on; None where a program reads them."""
    try:
        return max(os.get_terminal_size(sys.stderr.fileno()).columns, 20) if sys.stderr.isatty() else None
    except (OSError, ValueError, AttributeError):
        return None


def tell(error: AttnError, arguments: Sequence[str]) -> None:
    """Print an error of these arguments on standard error."""
    from attncli.cli.faults import in_options
    from attncli.cli.output import remark
    from attncli.render.errors import error_json, error_text

    error = in_options(error, arguments)
    if wants_json(arguments):
        import json

        remark(json.dumps(error_json(error), indent=2) + "\n")
    else:
        remark(error_text(error, error_width()))
