"""Paths into the tree of a scenario file: `embeddings.cat`, `x[2][1]`; the parts of a list count from 1."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attncli.errors import AttnError
from attncli.loading.editing import rows
from attncli.loading.fields import FIELDS
from attncli.loading.given import PARAMETERS, TENSORS
from attncli.reading.emitting import text_node
from attncli.reading.matrix import array_of
from attncli.reading.tree import Items, Node, Pairs, Scalar, under
from attncli.record import Record
from attncli.spelling import did_you_mean, quoted
from attncli.tensor import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from attncli.reading.text import Faults

PART = re.compile(r'\.?"((?:[^"\\]|\\.)*)"|\[\s*(\d{1,9})\s*\]|\.?([^.\[\]"=]+)')
"""One part of a path: a name in quotes, a position in brackets, or a name."""

NAMES = {"parameters": tuple(PARAMETERS), "tensors": TENSORS, "memory": ("sentence", "tokens", "x")}
"""What may be named in a field, whether the file has it or not."""


class Path(Record):
    """A path, part by part, and the text that was typed."""

    text: str
    parts: tuple[str, ...]


def read_path(text: str) -> Path | None:
    """The parts of a path; None where it is none.

    >>> read_path('embeddings.cat[2]').parts, read_path('embeddings."a.b"').parts, read_path("x[") is None
    (('embeddings', 'cat', '2'), ('embeddings', 'a.b'), True)
    """
    parts, at = [], 0
    while at < len(text):
        found = PART.match(text, at)
        if found is None or (at == 0 and text[0] == "."):
            return None
        quoted_name, position, name = found.groups()
        if quoted_name is not None:
            parts.append(re.sub(r"\\(.)", r"\1", quoted_name))
        else:
            parts.append((position or name).strip())
        at = found.end()
    return Path(text, tuple(parts)) if parts and all(parts) else None


def put_at(root: Pairs, path: Path, value: Node, faults: Faults, words: Collection[str]) -> None:
    """Put a node where a path leads; ``words`` are those that may get a vector which have none.

    Raises: AttnError E580 if there is no such place, and those of a tensor file that the path leads into.
    """
    node: Node = root
    way = ""
    for at, part in enumerate(path.parts):
        last = at == len(path.parts) - 1
        if isinstance(node, Items):
            place = position_in(node, part, way, path)
            if last:
                node.items[place] = value
                return
            way, node = under(way, place + 1), opened(node.items, place, under(way, place + 1), faults)
            continue
        if not isinstance(node, Pairs):
            raise no_such(path, f"`{way}` is a single value, which has no parts", help=f"set `{way}` itself")
        name = name_in(node, part, way, path, words if last else ())
        way = under(way, name)
        if last:
            node.values[name] = value
            node.keys.setdefault(name, text_node(name, value))
            return
        if name not in node.values:
            made = node.values[name] = Pairs(value.start, value.end)
            node.keys[name] = text_node(name, made)
        node = opened(node.values, name, way, faults)


def opened(container: list[Node] | dict[str, Node], at: int | str, way: str, faults: Faults) -> Node:
    """The node at a place of a list or a mapping; in place of a tensor file, the numbers in it."""
    node: Node = container[at]  # type: ignore[index]  # a position in a list, a name in a mapping
    words = way.rpartition(".")[2] in ("embeddings", "source")
    if isinstance(node, Pairs) and isinstance(node.values.get("file"), Scalar) and not words:
        array = array_of(node, way, (1, 2, 3), faults)
        if array is None:
            raise faults.error()
        node = container[at] = rows(array, node)  # type: ignore[index]
    return node


def position_in(node: Items, part: str, way: str, path: Path) -> int:
    """The position (from 0) in a list that a part of a path means. Raises: AttnError E580."""
    count = len(node.items)
    if part.isascii() and part.isdecimal() and 1 <= int(part) <= count:
        return int(part) - 1
    what = f"`{way}` has no `{part}`, where a position from 1 to {count} is expected"
    raise no_such(path, what, help=f"choose one of them, such as `{under(way, count)}`")


def name_in(node: Pairs, part: str, way: str, path: Path, words: Iterable[str]) -> str:
    """The name in a mapping that a part of a path means. Raises: AttnError E580."""
    there = list(node.values)
    if not way:
        there = list(FIELDS)
    elif way in NAMES:
        there = list(dict.fromkeys([*there, *NAMES[way]]))
    if part in there:
        if not way and part not in node.values and len(path.parts) > 1 and part != "parameters":
            raise no_such(path, f"the scenario has no `{part}`", help=f"set `{part}` as a whole")
        return part
    alike = [name for name in there if fold(name) == fold(part)]
    if len(alike) == 1:
        return alike[0]
    if way == "embeddings" and fold(part) in map(fold, words):
        return part
    what = f"`{way}` has no `{part}`" if way else f"a scenario has no `{part}`"
    shown = [under(way, name) for name in there]
    help = did_you_mean(under(way, part), shown, f"choose one of: {quoted(shown)}")
    raise no_such(path, what, help=help)


def no_such(path: Path, why: str, help: str) -> AttnError:
    """E580: a path that leads nowhere."""
    return AttnError("E580", f"`set={path.text}=…` leads nowhere: {why}", help=help)
