"""What was meant by a command line that is none: done where it is plain, else said in a line to copy.

Imported only once something is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from attncli.errors import AttnError
from attncli.pages.typing import shell

HELP = ("-h", "--help", "help", "-help", "--h", "-?", "?", "/?", "man", "usage")
VERSION = ("--version", "-V", "-v", "--v", "-version", "version", "--Version")
START = "begin with `attn explain`, which shows a small example page by page; `attn list` has the others"

INSTEAD = {
    word: command
    for command, words in {
        "explain": ("visualize", "visualise", "draw", "plot", "display", "attention", "self-attention"),
        "multihead": ("heads", "head", "multi-head", "multi_head", "mha"),
        "near": ("nearest", "similar", "neighbours", "neighbors", "neighbour", "like", "closest"),
        "check": ("validate", "test", "verify"),
        "grade": ("judge", "diagnose", "debug", "assess", "mark"),
        "new": ("create", "init", "make", "template"),
        "show": ("print", "view", "open", "dump"),
        "list": ("ls", "examples", "scenarios", "mechanisms", "models"),
        "glossary": ("define", "definition", "dictionary", "words", "terms"),
    }.items()
    for word in words
}
"""Other words for what a command does."""

TO_START = (
    *("learn", "start", "begin", "tutorial", "tutor", "tour", "course", "lesson", "lessons"),
    *("intro", "demo", "run", "go", "teach", "step"),
)
"""What people type who want to begin."""

EXAMPLES = {
    "why": 'attn why "weights[sat,cat]"',
    "near": "attn near bank",
    "check": "attn check mine.yaml",
    "grade": "attn grade mine.npz --judge multi-head",
    "new": "attn new mine.yaml",
    "show": "attn show cat-sat-mat",
    "schema": "attn schema scenario",
    "completion": "attn completion bash",
}
"""A line of each command that does not go without an argument."""

FROM = ("--from", "--scenario", "-s")
"""What people give `attn new` who want to begin with an example."""

OF_ONE = {"explain": "sentence", "multihead": "sentence", "why": "sentence", "glossary": "term"}
"""What may be of several words, by the commands that take it last."""


def understood(arguments: Sequence[str], commands: Collection[str]) -> list[str]:
    """The command line that was meant by one that does not begin with a command.

    Raises: AttnError E500, with what to type, where that is not plain.
    """
    first, *rest = arguments
    if first == "attn" and rest:
        return rest if rest[0] in commands else understood(rest, commands)
    if first in HELP:
        if rest and rest[0] not in commands and not rest[0].startswith("-"):
            raise no_command(rest[0], rest, commands)
        return [*rest[:1], "--help"] if rest and rest[0] in commands else ["--help"]
    if first in VERSION:
        return ["--version"]
    if first.casefold() in commands:
        return [first.casefold(), *rest]
    if first == "-":
        return ["explain", *arguments]
    if first.startswith("-"):
        raise command_first(arguments, commands)
    words = first.split()
    if len(words) > 1 and words[0] in commands:
        line = " ".join([words[0], shell(" ".join(words[1:])), *map(shell, rest)])
        what = f"there is no command `{first}`"
        raise AttnError("E500", what, help=f"quote what stands behind the command alone: `attn {line}`")
    if len(words) > 1 and "[" not in first:
        return ["explain", *arguments]
    raise no_command(first, arguments, commands)


def command_first(arguments: Sequence[str], commands: Collection[str]) -> AttnError:
    """E500: options in front of the command, or without one."""
    command = next((word for word in arguments if word in commands), "explain")
    rest = list(arguments)
    if command in rest:
        rest.remove(command)
    line = " ".join(["attn", command, *map(shell, rest)])
    what = f"`{arguments[0]}` stands where a command is expected"
    return AttnError("E500", what, help=f"put the command first: `{line}`")


def no_command(word: str, arguments: Sequence[str], commands: Collection[str]) -> AttnError:
    """E500: no command is called so; the help is what was surely meant."""
    return AttnError("E500", f"there is no command `{word}`", help=instead(word, arguments, commands))


def instead(word: str, arguments: Sequence[str], commands: Collection[str]) -> str:
    """What to type in place of a word that is no command."""
    from attncli.cli.named import named_thing
    from attncli.spelling import nearest

    plain = word.casefold()
    spoken, options = taken_apart(arguments)
    if plain in TO_START or not any(map(str.isalnum, plain)):
        return START
    if plain in INSTEAD and len(spoken) < 3:
        return f"did you mean `attn {INSTEAD[plain]}`?"
    if named := named_thing(word):
        return f"did you mean `attn explain {named}`?"
    if "[" in word:
        return f"did you mean `attn why {shell(word)}`?"
    if near := nearest(plain, commands):
        return f"did you mean `attn {near}`?"
    if len(spoken) > 1 and word == arguments[0]:
        line = " ".join([shell(" ".join(spoken)), *map(shell, options)])
        return f"a sentence goes in quotes: `attn explain {line}`"
    from attncli.glossary import find

    if find(word):
        return f"`attn glossary {shell(word)}` tells what it means; `attn --help` shows all commands"
    return f"to explain a sentence: `attn explain {shell(word)}`; all commands: `attn --help`"


def refused(error: Any, command: str | None, words: Sequence[str]) -> AttnError:
    """E500 for what Typer does not understand, with what to type."""
    from attncli.render.escape import LONGEST_TEXT, shortened

    said = shortened(error.format_message().rstrip("."), LONGEST_TEXT)  # it quotes what was typed, in any way
    what = said[:1].lower() + said[1:]
    help = f"see what there is with `attn {command} --help`" if command else "see `attn --help`"
    if command is None or error.ctx is None:
        return AttnError("E500", what, help=help)
    if what.startswith("missing argument") and command in EXAMPLES:
        help = f"give it one, as in `{EXAMPLES[command]}`"
    elif command == "new" and what.startswith(tuple(f"no such option: {name}" for name in FROM)):
        help = "to start from an example: `attn show cat-sat-mat --output mine.yaml`"
    elif what.startswith("got unexpected extra argument"):
        spoken, options = taken_apart(words)
        if command == "near":
            what = "several words stand where one is expected"
            help = f"ask for one at a time, as in `attn near {shell(spoken[0])}`"
        elif command in OF_ONE:
            what = f"several words stand where one {OF_ONE[command]} is expected"
            help = in_one(command, spoken, options)
    return AttnError("E500", what, help=help)


def in_one(command: str, spoken: list[str], options: list[str]) -> str:
    """How several words are typed as one, or what the others are, where the first is a sentence already."""
    first = 1 if command == "why" else 0
    start, rest = list(map(shell, spoken[: first + 1])), spoken[first + 1 :]
    after = list(map(shell, options))
    if " " in spoken[first]:
        if len(rest) == 1 and " " not in rest[0]:
            line = " ".join(["attn", command, *start, "--query", shell(rest[0]), *after])
            return f"name the query so: `{line}`"
        return f"one sentence at a time, as in `{' '.join(['attn', command, *start, *after])}`"
    start[first] = shell(" ".join(spoken[first:]))
    return f"put the {OF_ONE[command]} in quotes: `{' '.join(['attn', command, *start, *after])}`"


def known_options() -> dict[str, bool]:
    """The options by their names, as they are typed, and whether each takes a value."""
    from attncli.cli.choice import Choice
    from attncli.cli.look import Telling, Wanted
    from attncli.cli.options import declared, spellings

    options = declared(Choice) | declared(Telling) | declared(Wanted)
    named = {"--depth": True, "--count": True, "-n": True, "--format": True, "-f": True}
    for each in options.values():
        names = [part for name in spellings(each) for part in name.split("/")]
        named |= {name: each.metavar is not None or name in named for name in names}
    return named


def taken_apart(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words that are no options, and the options with their values."""
    takes = [name for name, value in known_options().items() if value]
    spoken: list[str] = []
    options: list[str] = []
    left: Iterator[str] = iter(words)
    for word in left:
        if word == "--":
            spoken += left
        elif word.startswith("-") and word != "-":
            options += [word, *([next(left, "")] if word in takes else [])]
        else:
            spoken.append(word)
    return spoken, options


def with_two_dashes(words: Sequence[str]) -> list[str]:
    """The words with two dashes before every long option that was written with one: -query is no -q uery."""
    known = known_options()
    return [f"-{word}" if f"-{word}" in known else word for word in words]
