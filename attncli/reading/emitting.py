"""A tree as the YAML text that it would be read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attncli.reading.tree import Items, Node, Pairs, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIGNS = "\x85\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""What parts lines or turns the letters round it, in an editor too: it is written as an escape."""

WIDE = 120
"""Columns that rows of numbers are broken at."""


def emitted(root: Node) -> str:
    """A tree as YAML: mappings a name a line, rows of numbers a row a line."""
    import yaml

    text: str = yaml.emit(document(root), Dumper=yaml.SafeDumper, width=WIDE, allow_unicode=True)
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in SIGNS})


def document(root: Node) -> Iterator[Any]:
    """The events of a document, as PyYAML's parser would give them."""
    from yaml import events

    yield events.StreamStartEvent()
    yield events.DocumentStartEvent(explicit=False)
    yield from node_events(root)
    yield events.DocumentEndEvent(explicit=False)
    yield events.StreamEndEvent()


def node_events(node: Node) -> Iterator[Any]:
    """The events of a node and all that stands in it."""
    from yaml import events

    match node:
        case Scalar():
            # Plain wherever YAML lets it be: in a field of ours quotes change nothing.
            style = '"' if any(sign in node.text for sign in SIGNS) else None
            yield events.ScalarEvent(None, None, (True, True), node.text, style=style)
        case Items():
            flow = not any(isinstance(item, (Items, Pairs)) for item in node.items)
            yield events.SequenceStartEvent(None, None, True, flow_style=flow)
            for item in node.items:
                yield from node_events(item)
            yield events.SequenceEndEvent()
        case Pairs():
            yield events.MappingStartEvent(None, None, True, flow_style=False)
            for name, value in node.values.items():
                yield from node_events(Scalar(node.start, node.end, name, True))
                yield from node_events(value)
            yield events.MappingEndEvent()


class Start:
    """The beginning of a text."""

    line = 0
    column = 0


NOWHERE = Node(Start(), Start())
"""Where a node stands that was made and not read."""


def text_node(value: str, place: Node) -> Scalar:
    """A text as a node, in the place of another."""
    return Scalar(place.start, place.end, value, True)


def list_node(nodes: Sequence[Node], place: Node) -> Items:
    """Nodes as a list, in the place of another node."""
    made = Items(place.start, place.end)
    made.items = list(nodes)
    return made
