"""Finds the bytes of a scenario, built in or in a file of the user's; what they say is read elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from attncli.errors import AttnError, Place
from attncli.reading.text import LIMIT, SourceFile
from attncli.vectors import LEXICON

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT = "cat-sat-mat"
DEFAULT_WITH_HEADS = "cat-sat-mat-heads"
SCHEMA_LINE = b"# yaml-language-server: $schema="
"""How the first line of a scenario file begins, if it tells an editor what may stand in the others."""

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENDINGS = (".yaml", ".yml", ".json")
"""What scenario files end in."""


def scenario_names() -> list[str]:
    """The names of the built-in scenarios, the default first, the others in the order of the alphabet."""
    names = sorted(entry[:-5] for entry in os.listdir(built_in_folder()) if entry.endswith(".yaml"))
    return sorted(names, key=lambda name: name != DEFAULT)


def template() -> bytes:
    """The file that `attn new` writes: a complete scenario with a comment for whatever is commonly wanted."""
    with open(os.path.join(PACKAGE, "loading", "new.yaml"), "rb") as file:
        return for_editors(file.read())


def for_editors(data: bytes) -> bytes:
    """A scenario file whose first line leads editors to the schema installed here, wherever it will lie.

    The line is a comment that YAML language servers look for. It parts the address at white space: hence a
    URI, which has none.
    """
    from pathlib import Path

    line = SCHEMA_LINE + Path(PACKAGE, "schemas", "scenario.schema.json").as_uri().encode()
    first, newline, rest = data.partition(b"\n")
    return line + newline + rest if first.startswith(SCHEMA_LINE) else line + b"\n" + data


def built_in_source(name: str) -> SourceFile:
    """The bytes of the built-in scenario of this name. Raises: AttnError E503."""
    from pathlib import Path

    path = built_in_path(name)
    if path is None:
        raise unknown_scenario(name)
    return SourceFile(
        name, f"scenarios/{name}.yaml", bytes_of(path, f"scenarios/{name}.yaml"), Path(path).parent
    )


def surely_lacks(name: str, words: Iterable[str]) -> bool:
    """Whether the file of a built-in scenario has one of these words nowhere: it has then no vector for it.

    That is known before the file is read as a scenario.
    """
    path = built_in_path(name)
    text = bytes_of(path, name).lower() if path else b""
    return any(word.lower().encode("utf-8", "surrogatepass") not in text for word in words if word.isascii())


def open_source(name: str) -> SourceFile:
    """The bytes of the built-in scenario of this name, else of the file at this path.

    Of a file past the limit there are one byte more than that: it is then refused where it is read.

    Raises: AttnError E101 no such file, E102 it cannot be read, E503 no such built-in scenario.
    """
    from pathlib import Path

    if built_in_path(name):
        return built_in_source(name)
    bare = not name.endswith(ENDINGS) and os.path.basename(name) == name
    try:
        exists = bool(name) and os.path.lexists(name)
    except ValueError:  # a NUL byte
        exists = False
    if exists or (name and not bare):
        return SourceFile(Path(name).stem, name, bytes_of(name, name), Path(name).parent)
    raise unknown_scenario(name)


def unknown_scenario(name: str) -> AttnError:
    """E503, with the nearest name that there is."""
    from attncli.spelling import nearest

    if name == LEXICON:
        what = f"`{name}` is no scenario but word vectors for any sentence"
        help = f'give it one: `attn explain "The river bank was steep" -s {name}`'
        return AttnError("E503", what, help=help)
    near = nearest(name, scenario_names())
    help = "see those there are with `attn list scenarios`"
    if near:
        help = f"did you mean `{near}`? `attn list scenarios` shows all"
    return AttnError("E503", f"there is no built-in scenario `{name}`", help=help)


def built_in_folder() -> str:
    """The folder of the built-in scenarios.

    Beside the package's own files when installed, else the checkout's: an editable install leaves a stale
    copy elsewhere.
    """
    inside = os.path.join(PACKAGE, "scenarios")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(PACKAGE), "scenarios")


def built_in_path(name: str) -> str | None:
    """The path of the built-in scenario of this name; None if there is none."""
    if not name or os.path.basename(name) != name or "\0" in name:
        return None
    path = os.path.join(built_in_folder(), f"{name}.yaml")
    return path if os.path.isfile(path) else None


def bytes_of(path: str, shown: str) -> bytes:
    """What a file holds; ``shown`` is how an error calls it. Raises: AttnError E101, E102."""
    try:
        with open(path, "rb") as file:
            return file.read(LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise AttnError("E101", f"there is no file `{shown}`", Place(file=shown), neighbour(path)) from None
    except IsADirectoryError:
        what = f"`{shown}` is a folder where a file is expected"
        raise AttnError("E102", what, Place(file=shown), "name a file in it, such as `mine.yaml`") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        what = f"`{shown}` cannot be read: {reason[:1].lower()}{reason[1:]}"
        help = "check the file's permissions, or name another"
        raise AttnError("E102", what, Place(file=shown), help) from None


def neighbour(path: str) -> str:
    """The nearest file in the same folder or, failing that, the nearest built-in scenario."""
    from attncli.spelling import did_you_mean, nearest

    folder, base = os.path.split(path)
    try:
        files = [entry for entry in os.listdir(folder or ".") if entry.endswith(ENDINGS)]
    except (OSError, ValueError):
        files = []
    near = nearest(base, files)
    if near:
        return f"did you mean `{os.path.join(folder, near)}`?"
    otherwise = "check the path, or see the built-in scenarios with `attn list scenarios`"
    return did_you_mean(os.path.splitext(base)[0], scenario_names(), otherwise)
