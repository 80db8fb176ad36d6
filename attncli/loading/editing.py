"""Numbers of a file put in place of others, in the tree of the file: what is read from it then, or written, has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.loading.tree import Items, Node, Pairs, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from attncli.loading.fields import Given
    from attncli.scenario import Edit

    Numbers = NDArray[np.float64]


def edit_tree(root: Node, given: Given, tokens: Sequence[str] | None, edits: Iterable[Edit]) -> None:
    """Change numbers in the tree of a file that was read without fault; of ``x`` and the tensors, ``tokens`` says whose rows they are.

    An embedding is the word's: every token that stands for this word gets it.

    Raises: KeyError if the file gives no such number.
    """
    assert isinstance(root, Pairs)
    for edit in edits:
        if edit.tensor == "x" and given.embeddings is not None:
            assert tokens is not None
            (word,) = given.embeddings.spellings(tokens[edit.index[0]])
            embeddings = root.values["embeddings"]
            assert isinstance(embeddings, Pairs)
            put(embeddings.values[word], edit.index[1:], edit.value)
            continue
        if edit.tensor == "memory" and given.memory is not None and given.memory.x is None:
            assert given.memory.tokens is not None
            own = root.values["memory"] if given.memory.vocabulary is not None else root
            words = given.memory.vocabulary or given.embeddings
            assert isinstance(own, Pairs)
            assert words is not None
            (word,) = words.spellings(given.memory.tokens[edit.index[0]])
            vectors = own.values["embeddings"]
            assert isinstance(vectors, Pairs)
            put(vectors.values[word], edit.index[1:], edit.value)
            continue
        parent, name, array = home(root, given, edit.tensor)
        node = parent.values.get(name)
        if not isinstance(node, Items) or depth(node) != len(edit.index):
            # The numbers stand in a file of their own, are packed otherwise, or (a value that is the key) stand nowhere yet.
            node = rows(array, node or parent)
            parent.values[name] = node
            parent.keys.setdefault(name, Scalar(parent.start, parent.end, name, True))
        put(node, edit.index, edit.value)


def home(root: Pairs, given: Given, name: str) -> tuple[Pairs, str, Numbers]:
    """The mapping that a matrix of a file stands in, or would stand in, under which name, and the matrix. Raises: KeyError."""
    if name == "x" and given.x is not None:
        return root, "x", given.x
    memory = root.values.get("memory")
    if name == "memory" and given.memory is not None and given.memory.x is not None and isinstance(memory, Pairs):
        return memory, "x", given.memory.x
    for field, arrays in (("parameters", given.parameters), ("tensors", given.tensors)):
        parent = root.values.get(field)
        if arrays is not None and isinstance(parent, Pairs):
            array = arrays.get(name, arrays.get("key") if name == "value" else None)
            if array is not None:
                return parent, name, array
    raise KeyError(name)


def put(node: Node, index: Sequence[int], value: float) -> None:
    """Put a number into rows of numbers."""
    for at in index[:-1]:
        assert isinstance(node, Items)
        node = node.items[at]
    assert isinstance(node, Items)
    node.items[index[-1]] = number_node(value, node)


def depth(node: Node) -> int:
    """How many lists stand in each other."""
    levels = 0
    while isinstance(node, Items):
        levels += 1
        node = node.items[0]
    return levels


def rows(array: Numbers, place: Node) -> Items:
    """An array as nodes, which stand where another node stood."""
    made = Items(place.start, place.end)
    made.items = [rows(each, place) for each in array] if array.ndim > 1 else [number_node(float(each), place) for each in array]
    return made


def number_node(value: float, place: Node) -> Scalar:
    """A number as it is written in full, in the place of another node."""
    return Scalar(place.start, place.end, written(value), True)


def written(value: float) -> str:
    """A number in full, a whole one without its point: what reads back as the same float.

    >>> [written(x) for x in (2.0, 0.1, -1e-7, 1e22)]
    ['2', '0.1', '-1e-07', '1e+22']
    """
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
