"""The fields of heads: how many there are, and what they are called; and the axes that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.reading.tree import Node, Scalar, under
from attncli.reading.values import items_of, number, text_of, wrong_kind
from attncli.tensor import Axis

if TYPE_CHECKING:
    from attncli.loading.given import Given
    from attncli.reading.text import Faults

MOST = 4096
"""Heads there may be: more are a slip of the finger."""


def count_of(node: Node, path: str, faults: Faults) -> int | None:
    """The fields ``heads`` and ``kv_heads``. Faults: E119, E301 no whole number from 1 on."""
    help = f"write `{path}: 4`"
    if not isinstance(node, Scalar):
        wrong_kind(node, path, "a whole number", faults, help)
        return None
    value = number(node.text) if node.plain else None
    if value is not None and value.is_integer() and 1 <= value <= MOST:
        return int(value)
    what = f"`{path}` is `{node.text[:20]}`, where a whole number from 1 to {MOST} is expected"
    faults.add("E301", what, node, path, help)
    return None


def names_of(node: Node, path: str, faults: Faults) -> list[str] | None:
    """The field ``head_names``. Faults: E119, E312 an empty one, E332 a name twice."""
    items = items_of(node, path, "a list of names", faults, "write `head_names: [subject, place]`")
    if items is None:
        return None
    if not items:
        what = f"`{path}` is an empty list, where a name a head is expected"
        faults.add("E312", what, node, path, "write a name a head, or take the line out")
        return None
    names: dict[str, int] = {}
    for at, item in enumerate(items, 1):
        text = text_of(item, under(path, at), faults)
        if text is None:
            return None
        if text in names:
            what = f"`{text}` is the name of head {names[text]} and of head {at}"
            faults.add("E332", what, item, under(path, at), "give every head a name of its own")
            return None
        names[text] = at
    return list(names)


def head_axes(given: Given) -> tuple[Axis, Axis | None]:
    """The axes of the query heads and, where they are fewer, of the key heads, of fields with heads."""
    front = given.heads_in_front
    heads = given.heads if given.heads is not None else front["query"]
    axis = Axis("head", given.head_names) if given.head_names else Axis.numbered("head", heads)
    kv_heads = given.kv_heads if given.kv_heads is not None else front.get("key", heads)
    return axis, None if kv_heads == heads else Axis.numbered("head", kv_heads)
