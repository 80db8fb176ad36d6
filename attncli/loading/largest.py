"""Where in a file the largest number stands, for when what is computed from it grows too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.reading.tree import Items, Node, Pairs, Scalar, under
from attncli.reading.values import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attncli.errors import Place
    from attncli.loading.given import Given, Numbers
    from attncli.reading.text import Faults


def largest_given(given: Given, faults: Faults) -> tuple[str, Place] | None:
    """The number of a file that is furthest from 0, in words, and its place; None where it gives none.

    Of an array in a file of its own the place is where that is named.
    """
    arrays = [(abs(array).max(), node, path) for node, path, array in arrays_of(given)]
    if not isinstance(given.scaling, str):
        arrays.append((abs(given.scaling), given.nodes.get("scale"), "scale"))
    found = [(size, node, path) for size, node, path in arrays if node is not None]
    if not found:
        return None
    _, node, path = max(found, key=lambda one: one[0])
    if isinstance(node, Pairs) and "file" in node.values:
        file = node.values["file"]
        name = file.text if isinstance(file, Scalar) else path
        return f"in the array of `{name}`", faults.text.span(node, path)
    scalars = list(scalars_of(node, path))
    if not scalars:
        return None
    scalar, at = max(scalars, key=lambda one: abs(number(one[0].text) or 0.0))
    return f"`{scalar.text}`", faults.text.span(scalar, at)


def arrays_of(given: Given) -> Iterator[tuple[Node | None, str, Numbers]]:
    """Every array that a file gives, with its node and its path."""
    if given.embeddings is not None:
        yield given.nodes.get("embeddings"), "embeddings", given.embeddings.vectors
    if given.x is not None:
        yield given.nodes.get("x"), "x", given.x
    if given.memory is not None:
        nodes = given.memory.nodes
        if given.memory.x is not None:
            yield nodes.get("x"), "memory.x", given.memory.x
        if given.memory.vocabulary is not None:
            yield nodes.get("embeddings"), "memory.embeddings", given.memory.vocabulary.vectors
    for field in ("parameters", "tensors"):
        parent = given.nodes.get(field)
        for name, array in (getattr(given, field) or {}).items():
            if array is not None and isinstance(parent, Pairs):
                yield parent.values.get(name), under(field, name), array


def scalars_of(node: Node, path: str) -> Iterator[tuple[Scalar, str]]:
    """Every value of lists and mappings, with its path."""
    if isinstance(node, Items):
        for at, item in enumerate(node.items, 1):
            yield from scalars_of(item, under(path, at))
    elif isinstance(node, Pairs):
        for name, value in node.values.items():
            yield from scalars_of(value, under(path, name))
    elif isinstance(node, Scalar):
        yield node, path
