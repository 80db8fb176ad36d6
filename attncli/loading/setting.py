"""Values put in place of parts of a scenario file before it is checked: `embeddings.cat=[2, 1]`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attncli.errors import AttnError
from attncli.loading.given import PUBLISHED
from attncli.loading.kind import SCENARIO
from attncli.loading.paths import Path, put_at, read_path
from attncli.reading.text import SET, Faults, Text
from attncli.reading.tree import Items, Node, Pairs, Scalar, read_tree
from attncli.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from attncli.loading.asked import Asked

OF_WORDS = {"sentence": "sentence", "tokens": "tokens", "query": "query"}
"""What chooses the words, which has arguments of its own."""

OPTIONS = ("mechanism", "mask", "scale", "heads", "seed")
"""What may be asked for by a single value, and is then what the argument of this name is."""

SPLIT = re.compile(r'(?:[^="]|"(?:[^"\\]|\\.)*")*=')
"""A path, whose names may be in quotes, up to the sign behind it."""

EXAMPLE = "write a path, `=` and a value: `set=embeddings.cat=[2, 1]`"


class Setting(Record):
    """One value to be set: where, what, and from which column of the text on."""

    text: str
    path: Path
    column: int

    @property
    def value(self) -> str:
        """What is set, as it is written."""
        return self.text[self.column :]


class Mark(Record):
    """A point in the text of a file, or of what stands behind it."""

    line: int
    column: int


def read_setting(text: str) -> Setting:
    """A path and its value. Raises: AttnError E581 if it is none, E582 if it is for another argument."""
    found = SPLIT.match(text)
    if found is None:
        raise AttnError("E581", f"`set={text}` has no `=`, with a value behind it", help=EXAMPLE)
    at = found.end() - 1
    path = read_path(text[:at].strip())
    if path is None:
        raise AttnError("E581", f"`set={text}` begins with no path", help=EXAMPLE)
    if not text[at + 1 :].strip():
        raise AttnError("E581", f"`set={text}` has no value behind its `=`", help=EXAMPLE)
    if path.parts[0] in OF_WORDS and len(path.parts) == 1:
        name = OF_WORDS[path.parts[0]]
        what = f"`set={text}` chooses words, for which there is `{name}=…`"
        raise AttnError("E582", what, help=f"take `{name}=…` in place of `set=…`")
    return Setting(text, path, at + 1)


def as_arguments(asked: Asked) -> Asked:
    """What is asked for, with the single values that are set as the arguments that they are.

    Raises: AttnError E508 where an argument is given too, E581, E582.
    """
    rest: list[str] = []
    found: dict[str, str] = {}
    for text in asked.set:
        setting = read_setting(text)
        name, value = setting.path.parts[0], setting.value.strip()
        if len(setting.path.parts) > 1 or name not in OPTIONS or value[0] in "[{\"'":
            rest.append(text)
            continue
        if name in found or getattr(asked, name) not in (None, ()):
            given = found.get(name, getattr(asked, name))
            given = given[0] if isinstance(given, tuple | list) else given
            what = f"`set={text}` and `{name}={given}` ask for two things"
            raise AttnError("E508", what, help="leave one of them out")
        found[name] = value
    fields: dict[str, object] = {"set": tuple(rest)}
    for name, value in found.items():
        if name == "mask":
            fields[name] = (value,)
        elif name in ("heads", "seed"):
            if not (value.removeprefix("-").isascii() and value.removeprefix("-").isdecimal()):
                what = f"`set={name}={value}` is no whole number"
                raise AttnError("E581", what, help=f"write one: `set={name}=2`")
            fields[name] = int(value)
        else:
            fields[name] = value
    return asked._replace(**fields)


def vectors_set(asked: Asked) -> list[str]:
    """The words that get a vector."""
    paths = [read_setting(text).path.parts for text in asked.set]
    return [parts[1] for parts in paths if parts[0] == "embeddings" and len(parts) == 2]


def put_settings(root: Node, settings: Sequence[str], faults: Faults, words: Collection[str]) -> None:
    """Change the tree of a file so that it has these values; what was published of it holds no longer.

    Raises: AttnError E580 a path that leads nowhere, E581, E582; E1xx for a value that is no YAML.
    """
    if not isinstance(root, Pairs):
        return  # which is told when its fields are read
    for text in settings:
        setting = read_setting(text)
        put_at(root, setting.path, value_of(setting, faults), faults, words)
        first = setting.path.parts[0]
        if first != "title":
            for name in PUBLISHED:
                if name != first:
                    root.values.pop(name, None)
        origin = root.values.get("origin")
        if first == "parameters" and isinstance(origin, Scalar) and origin.text != "made by hand":
            root.values.pop("origin")


def value_of(setting: Setting, faults: Faults) -> Node:
    """The tree of a value, whose places are those of a line behind the file. Raises: AttnError E1xx."""
    first = faults.text.put_behind(setting.text)
    blank = " " * setting.column + setting.value
    own = Faults(Text(SET, blank, faults.text.folder, SCENARIO))
    node = read_tree(own)
    own.raise_any()
    move(node, first)
    return node


def move(node: Node, lines: int) -> None:
    """Count the lines of a node, and of all in it, from another one on."""
    node.start = Mark(node.start.line + lines, node.start.column)
    node.end = Mark(node.end.line + lines, node.end.column)
    if isinstance(node, Items):
        for item in node.items:
            move(item, lines)
    if isinstance(node, Pairs):
        for value in node.values.values():
            move(value, lines)
        for key in node.keys.values():
            move(key, lines)
