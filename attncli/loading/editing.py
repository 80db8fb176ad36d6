"""Numbers of a file put in place of others, in the tree of the file: what is read from it then, or written, has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.fields import TENSORS
from attncli.reading.tree import Items, Node, Pairs, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attncli.loading.fields import Given
    from attncli.loading.vocabulary import Vocabulary
    from attncli.numerics.arrays import Array
    from attncli.scenario import Edit, Scenario
    from attncli.tensor import Tensor


def edit_tree(root: Node, given: Given, scenario: Scenario, edits: Iterable[Edit]) -> None:
    """Change numbers in the tree of a file: ``given`` is what it says, ``scenario`` what it and the command line make without the edits.

    An embedding is the word's: every token that stands for this word gets it. What was made at random is written out.
    """
    assert isinstance(root, Pairs)
    for name in scenario.random:
        parent_of(root, name).values[name] = rows(scenario.parameters[name].array, root)
    for edit in edits:
        tensor = tensor_of(scenario, edit.tensor)
        words = words_of(root, given, edit.tensor)
        if words is not None:
            embeddings, vocabulary = words
            (word,) = vocabulary.spellings(tensor.axes[0].labels[edit.index[0]])
            put(embeddings.values[word], edit.index[1:], edit.value)
            continue
        parent, name = parent_of(root, edit.tensor), "x" if edit.tensor == "memory" else edit.tensor
        node = parent.values.get(name)
        if not isinstance(node, Items) or depth(node) != len(edit.index):
            # The numbers stand in a file of their own, are parted by heads, or (a value that is the key) stand nowhere yet.
            node = parent.values[name] = rows(tensor.array, node or parent)
            parent.keys.setdefault(name, Scalar(parent.start, parent.end, name, True))
        put(node, edit.index, edit.value)


def tensor_of(scenario: Scenario, name: str) -> Tensor:
    """A given of a scenario by its name. Raises: KeyError if it has none of this name."""
    tensors = {
        "x": scenario.x,
        "memory": scenario.memory,
        "query": scenario.query,
        "key": scenario.key,
        "value": scenario.value,
        **scenario.parameters,
    }
    tensor = tensors.get(name)
    if tensor is None:
        raise KeyError(name)
    return tensor


def words_of(root: Pairs, given: Given, name: str) -> tuple[Pairs, Vocabulary] | None:
    """The words whose vectors are the rows of ``x`` or ``memory``, as they stand in the file; None where its rows stand there themselves."""
    if name == "memory" and given.memory is not None and given.memory.x is not None:
        return None
    own = given.memory.vocabulary if name == "memory" and given.memory is not None else None
    vocabulary = own or given.embeddings
    if name not in ("x", "memory") or vocabulary is None:
        return None
    parent = root.values["memory"] if own is not None else root
    assert isinstance(parent, Pairs)
    embeddings = parent.values["embeddings"]
    assert isinstance(embeddings, Pairs)
    return embeddings, vocabulary


def parent_of(root: Pairs, name: str) -> Pairs:
    """The mapping that a matrix of a file stands in, made where there is none yet."""
    if name == "x":
        return root
    field = "memory" if name == "memory" else "tensors" if name in TENSORS else "parameters"
    parent = root.values.get(field)
    if not isinstance(parent, Pairs):
        parent = root.values[field] = Pairs(root.start, root.end)
        root.keys.setdefault(field, Scalar(root.start, root.end, field, True))
    return parent


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


def rows(array: Array, place: Node) -> Items:
    """An array as nodes, which stand where another node stood."""
    made = Items(place.start, place.end)
    made.items = (
        [rows(each, place) for each in array]
        if array.ndim > 1
        else [number_node(float(each), place) for each in array]
    )
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
