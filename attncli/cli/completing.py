"""Answers a shell that asks how the word at the cursor may go on; `attn completion` has the scripts that ask.

The shell runs `attn` with `_ATTN_COMPLETE` set to its name. Bash gives the line up to the cursor, and the end
of it that it would put another text in place of; zsh and fish give the words before the cursor, and the one
at it. The answer is a line that says `words` or `files` (the shell knows those better than we do), then a
candidate a line, for zsh and fish with a tab and a word on it behind it.

An answer is given while somebody types: whatever goes wrong, there is none, and nothing is said.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from attncli.cli.line import Line, read, spelt
from attncli.cli.shellwords import continued, split

if TYPE_CHECKING:
    import typer

    Application = Callable[[str | None], typer.Typer]

FILES = "files"
HELP = ("--help", "Show this message and exit.")


def answer(shell: str, arguments: Sequence[str], commands: Iterable[str], application: Application) -> int:
    """Print the candidates for the word at the cursor; the exit code is 0 whatever happens."""
    from attncli.cli.output import deliver

    try:
        deliver(reply(shell, arguments, commands, application))
    except Exception:  # a traceback would land in the middle of what somebody is typing
        return 0
    return 0


def reply(shell: str, arguments: Sequence[str], commands: Iterable[str], application: Application) -> bytes:
    """The answer as it is printed. Raises: whatever is wrong with the line, or with a file that it names."""
    from attncli.render.escape import harmless

    if shell == "bash":
        text, tail = arguments
        (_, *words), word = split(text)
        at_cursor = word.value
    else:
        *words, at_cursor = arguments
        at_cursor = split(at_cursor)[1].value if shell == "fish" else at_cursor
    found = candidates(words, at_cursor, commands, application)
    if found is None:
        return f"{FILES}\n".encode()
    lines = ["words"]
    for value, about in dict(found).items():
        if not value.startswith(at_cursor) or harmless(value) != value:
            continue
        if shell != "bash":
            lines.append(f"{value}\t{short(harmless(about))}" if about else value)
        elif (rest := continued(word, tail, value)) is not None:
            lines.append(rest)
    return os.fsencode("".join(f"{line}\n" for line in lines))


def short(text: str, longest: int = 72) -> str:
    """As much of a text as stands beside a candidate.

    >>> short("a long text", 7)
    'a long…'
    """
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def candidates(
    words: Sequence[str], word: str, commands: Iterable[str], application: Application
) -> Iterable[tuple[str, str]] | None:
    """Each word that may stand at the cursor, with what it means; None: a file."""
    import typer

    name = next((before for before in words if not before.startswith("-")), None)
    if name is None:
        if word.startswith("-"):
            return [HELP, ("--version", "Print the version and leave.")]
        whole: Any = typer.main.get_command(application(None))
        return [(command, whole.commands[command].get_short_help_str(200)) for command in commands]
    if name not in commands:
        return []
    command = typer.main.get_command(application(name))
    line = read(name, command.params, words[list(words).index(name) + 1 :], word)
    if line.parameter is None:
        return [*options(command.params, line), HELP] if line.word.startswith("-") else []
    from attncli.cli.candidates import values

    found = values(line)
    return None if found is None else [(line.head + value, about) for value, about in found]


def options(parameters: Sequence[Any], line: Line) -> Iterable[tuple[str, str]]:
    """The options that are not given yet; a short one only where it is typed already."""
    for parameter in parameters:
        if parameter.param_type_name == "option" and (parameter.multiple or parameter.name not in line.given):
            for name in spelt(parameter):
                if name.startswith("--") or name == line.word:
                    yield name, parameter.help or ""
