"""Numbers, and what is asked for, put into the tree of a file: what is read from it then, or written, has
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.given import PUBLISHED, SETTINGS, TENSORS
from attncli.reading.emitting import list_node, text_node
from attncli.reading.tree import Items, Node, Pairs, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attncli.loading.asked import Asked
    from attncli.loading.given import Given, Vocabulary
    from attncli.numerics.arrays import Array
    from attncli.scenario import Edit, Scenario
    from attncli.tensor import Tensor


def put_in_place(root: Node, given: Given, scenario: Scenario, asked: Asked, edits: Sequence[Edit]) -> None:
    """Change the tree of a file so that it alone makes what it and what is asked for make together, with
    these numbers in it.

    ``given`` is what the file says, ``scenario`` what that and what is asked for make before any edit.
    """
    assert isinstance(root, Pairs)
    put_numbers(root, given, scenario, edits)
    put_origin(root, scenario, edits)
    words = asked.words
    changed = words is not None and words != list(given.words or ())
    if edits or changed or asked.computation:
        for name in PUBLISHED:
            root.values.pop(name, None)
    if words is not None and changed:
        put_words(root, words)
    if asked.query is not None:
        root.values["query"] = text_node(asked.query, root)
    for name, value in asked.settings.items():
        root.values[name] = text_node(value if isinstance(value, str) else written(value), root)
    if asked.mask:
        put_masks(root, asked.mask)
    if any(choice is not None for choice in (asked.mechanism, asked.heads, asked.seed)):
        settle(root, scenario)


def put_origin(root: Pairs, scenario: Scenario, edits: Iterable[Edit]) -> None:
    """What holds of all the parameters there are now of where they come from, or nothing."""
    changed = any(edit.tensor in scenario.parameters for edit in edits)
    origins = {scenario.origin_of(name) for name in scenario.parameters}
    if len(origins) > 1 or (changed and origins != {"made by hand"}):
        root.values.pop("origin", None)
    elif scenario.random:
        root.values["origin"] = text_node("random", root)


def put_words(root: Pairs, words: Sequence[str]) -> None:
    """Another sentence at the head of the file, in place of its own and of what was said of that."""
    for name in ("title", "tokens", "sentence", "query"):
        root.values.pop(name, None)
    if all(word.split() == [word] for word in words):
        root.values = {"sentence": text_node(" ".join(words), root), **root.values}
    else:
        root.values = {"tokens": list_node([text_node(word, root) for word in words], root), **root.values}


def put_masks(root: Pairs, masks: Sequence[str]) -> None:
    """Other masks in place of the file's; ``none`` for none."""
    root.values.pop("mask", None)
    nodes = [mask_node(mask, root) for mask in masks if mask != "none"]
    if nodes:
        root.values["mask"] = list_node(nodes, root) if len(nodes) > 1 else nodes[0]


def mask_node(mask: str, place: Node) -> Node:
    """A mask that is asked for as a file has it: ``window=2`` is ``{window: 2}``."""
    name, equals, setting = mask.partition("=")
    if not equals:
        return text_node(mask, place)
    made = Pairs(place.start, place.end)
    value = text_node(setting, place)
    made.values[name] = list_node([value], place) if name == "hidden" else value
    return made


def settle(root: Pairs, scenario: Scenario) -> None:
    """Put settings, parameters and heads of a computation in place of the file's: none may be spare."""
    from attncli.loading.parameters import needed
    from attncli.mechanisms import MECHANISMS

    fields = root.values
    mechanism = MECHANISMS[scenario.mechanism]
    scoring = mechanism.scoring or scenario.settings.get("align", "dot")
    used = {name for names in needed(mechanism, scoring) for name in names}
    for name in SETTINGS:
        if name not in used:
            fields.pop(name, None)
    parameters = Pairs(root.start, root.end)
    before = fields.pop("parameters", None)
    for name, tensor in scenario.parameters.items():
        node = before.values.get(name) if isinstance(before, Pairs) else None
        whole = isinstance(node, Items) and depth(node) == tensor.array.ndim
        parameters.values[name] = node if node is not None and whole else rows(tensor.array, root)
    if parameters.values:
        fields["parameters"] = parameters
    if "tensors" in fields:  # which have their heads in front
        return
    for name, axis in (("heads", scenario.heads), ("kv_heads", scenario.kv_heads)):
        fields.pop(name, None)
        if axis is not None:
            fields[name] = text_node(str(len(axis)), root)
    if scenario.heads is None or not scenario.heads.named:
        fields.pop("head_names", None)


def put_numbers(root: Pairs, given: Given, scenario: Scenario, edits: Iterable[Edit]) -> None:
    """Put numbers in place of others. What was made at random is written out.

    An embedding is the word's: every token that stands for this word gets it.
    """
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
            # The numbers stand in a file of their own, or are parted by heads, or stand nowhere yet: a value
            # that is the key.
            node = parent.values[name] = rows(tensor.array, node or parent)
            parent.keys.setdefault(name, text_node(name, parent))
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
    """The words whose vectors are the rows of ``x`` or ``memory``, as they stand in the file; None where its
    rows stand there themselves.
    """
    if name not in ("x", "memory"):
        return None
    own = None
    if name == "memory" and given.memory is not None:
        if given.memory.x is not None:
            return None
        own = given.memory.vocabulary
    vocabulary = own or given.embeddings
    if vocabulary is None:
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
    field = "parameters"
    if name == "memory":
        field = "memory"
    elif name in TENSORS:
        field = "tensors"
    parent = root.values.get(field)
    if not isinstance(parent, Pairs):
        parent = root.values[field] = Pairs(root.start, root.end)
        root.keys.setdefault(field, text_node(field, root))
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
    if array.ndim > 1:
        return list_node([rows(row, place) for row in array], place)
    return list_node([number_node(float(number), place) for number in array], place)


def number_node(value: float, place: Node) -> Scalar:
    """A number as it is written in full, in the place of another node."""
    return text_node(written(value), place)


def written(value: float) -> str:
    """A number in full, a whole one without its point: what reads back as the same float.

    >>> [written(x) for x in (2.0, 0.1, -1e-7, 1e22)]
    ['2', '0.1', '-1e-07', '1e+22']
    """
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
