"""A scenario file of a person's own, made from another: its fields as they are, with the edits and what the command line put in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attncli.errors import AttnError
from attncli.loading.asked import NOTHING, Asked
from attncli.loading.editing import depth, edit_tree, rows, written
from attncli.loading.fields import read_fields
from attncli.loading.kind import SCENARIO
from attncli.loading.library import open_source
from attncli.loading.scenario_file import load
from attncli.reading.matrix import array_of
from attncli.reading.text import LIMIT, Faults, Source, decode
from attncli.reading.tree import Items, Node, Pairs, Scalar, read_tree, under

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attncli.scenario import Edit, Scenario

PUBLISHED = ("source", "expect", "about", "teaches")
"""What holds of the example as it was published, and of no other."""

WIDE = 120
"""Columns that rows of numbers are broken at."""


def scenario_text(
    source: str | Source, asked: Asked = NOTHING, edits: Sequence[Edit] = (), heading: str = ""
) -> str:
    """The text of a scenario file that computes what ``load`` with the same arguments does; matrices from files stand in it as numbers.

    ``heading`` is a comment at its head. Everything is known to load.

    Raises: AttnError E105 if that is more than a scenario file may hold.
    """
    if isinstance(source, str):
        source = open_source(source)
    scenario = load(source, asked)
    faults = Faults(decode(source, SCENARIO))
    root = read_tree(faults)
    given = read_fields(root, faults)
    assert given is not None
    assert isinstance(root, Pairs)
    own = given.tokens if given.tokens is not None else given.sentence
    words = own if asked.words is None else asked.words
    edit_tree(root, given, scenario, edits)
    fields = root.values
    changed = words is not None and list(words) != own
    if edits or changed or asked.computation:
        for name in PUBLISHED:
            fields.pop(name, None)
    if words is not None and changed:
        for name in ("title", "tokens", "sentence", "query"):
            fields.pop(name, None)
        parted = any(word.split() != [word] for word in words)
        tokens: list[Node] = [text(word, root) for word in words]
        sentence = listed(tokens, root) if parted else text(" ".join(words), root)
        root.values = fields = {"tokens" if parted else "sentence": sentence, **fields}
    for name, value in (("query", asked.query), ("mechanism", asked.mechanism), ("scale", asked.scale)):
        if value is not None:
            fields[name] = text(value if isinstance(value, str) else written(value), root)
    if asked.mask:
        fields.pop("mask", None)
        if several := [mask_node(each, root) for each in asked.mask if each != "none"]:
            fields["mask"] = listed(several, root) if len(several) > 1 else several[0]
    if any(each is not None for each in (asked.mechanism, asked.heads, asked.seed)):
        settle(root, scenario)
    inline(root, "", faults)
    result = heading + emitted(root)
    if len(result.encode()) > LIMIT:
        raise AttnError(
            "E105",
            "the scenario's numbers make more than 1 MiB (1,048,576 bytes) of text, which is all that a scenario file may hold",
            help="copy its file and its tensor files, and change the number there",
        )
    return result


def settle(root: Pairs, scenario: Scenario) -> None:
    """Put the settings, parameters and heads of a computation in place of those that its mechanism, heads or seed do not use: a file may not have them."""
    from attncli.loading.parameters import SETTINGS, needed

    fields = root.values
    used = {name for names in needed(scenario.mechanism, scenario.align) for name in names}
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
            fields[name] = text(str(len(axis)), root)
    if scenario.heads is None or scenario.heads.labels == tuple(str(at) for at in scenario.heads.positions):
        fields.pop("head_names", None)


def text(value: str, place: Node) -> Scalar:
    """A text as a node."""
    return Scalar(place.start, place.end, value, True)


def listed(nodes: list[Node], place: Node) -> Items:
    """Nodes as a list."""
    made = Items(place.start, place.end)
    made.items = nodes
    return made


def mask_node(mask: str, place: Node) -> Node:
    """A mask of the command line as a file has it: ``window=2`` is ``{window: 2}``."""
    name, equals, setting = mask.partition("=")
    if not equals:
        return text(mask, place)
    made = Pairs(place.start, place.end)
    made.values[name] = listed([text(setting, place)], place) if name == "hidden" else text(setting, place)
    return made


def inline(node: Node, path: str, faults: Faults) -> None:
    """Put the numbers of tensor files in the place of their names: paths are relative to the folder of a file, and this will be another."""
    if not isinstance(node, Pairs) or path.endswith("embeddings"):
        return
    for name, value in node.values.items():
        place = under(path, name)
        if (
            isinstance(value, Pairs)
            and isinstance(value.values.get("file"), Scalar)
            and name not in ("embeddings", "source")
        ):
            array = array_of(value, place, (1, 2, 3), faults)
            assert array is not None
            node.values[name] = rows(array, value)
        elif isinstance(value, Pairs):
            inline(value, place, faults)


def emitted(root: Node) -> str:
    """A tree as YAML: mappings a name a line, rows of numbers a row a line."""
    import yaml

    result: str = yaml.emit(_document(root), Dumper=yaml.SafeDumper, width=WIDE, allow_unicode=True)
    return result


def _document(root: Node) -> Iterator[Any]:
    from yaml import events

    yield events.StreamStartEvent()
    yield events.DocumentStartEvent(explicit=False)
    yield from _events(root)
    yield events.DocumentEndEvent(explicit=False)
    yield events.StreamEndEvent()


def _events(node: Node) -> Iterator[Any]:
    from yaml import events

    match node:
        case Scalar():
            # Plain wherever YAML lets it be: in a field of ours a text is what is written, with quotes or without.
            yield events.ScalarEvent(None, None, (True, True), node.text)
        case Items():
            flow = not any(isinstance(item, (Items, Pairs)) for item in node.items)
            yield events.SequenceStartEvent(None, None, True, flow_style=flow)
            for item in node.items:
                yield from _events(item)
            yield events.SequenceEndEvent()
        case Pairs():
            yield events.MappingStartEvent(None, None, True, flow_style=False)
            for name, value in node.values.items():
                yield from _events(Scalar(node.start, node.end, name, True))
                yield from _events(value)
            yield events.MappingEndEvent()
