"""YAML text as a tree of nodes that know where they stand; refuses what no file of ours may use.

What a node means is asked elsewhere. The nodes and the one loader that makes them stand together, however
long, so that whoever adds a kind of node sees what else YAML may send.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from attncli.errors import AttnError, Place
    from attncli.reading.text import Faults, Mark, Text

DEEPEST = 64
"""Lists and mappings that may stand in one another."""

SLIPS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What PyYAML raises, beside its own YAMLError, on about one damaged file in a hundred."""


class Node:
    """A stretch of the text; as it is, one that was refused already and about which nothing more is said."""

    __slots__ = ("end", "start")

    def __init__(self, start: Mark, end: Mark) -> None:
        self.start = start
        self.end = end


class Scalar(Node):
    """A single value: its text, and whether that was written without quotes."""

    __slots__ = ("plain", "text")

    def __init__(self, start: Mark, end: Mark, text: str, plain: bool) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.plain = plain


class Items(Node):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, start: Mark, end: Mark) -> None:
        super().__init__(start, end)
        self.items: list[Node] = []


class Pairs(Node):
    """A mapping: every name as it is written, with its value and the name's own place."""

    __slots__ = ("keys", "values")

    def __init__(self, start: Mark, end: Mark) -> None:
        super().__init__(start, end)
        self.values: dict[str, Node] = {}
        self.keys: dict[str, Scalar] = {}


def under(path: str, part: str | int) -> str:
    """The path of a part of what stands at this path; the parts of a list are numbered from 1.

    >>> under("parameters", "w_q"), under("x", 2)
    ('parameters.w_q', 'x[2]')
    """
    if isinstance(part, int):
        return f"{path}[{part}]"
    return f"{path}.{part}" if path else part


def parser_class() -> Any:
    """PyYAML's parser: the one in C where it was built."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_tree(faults: Faults) -> Node:
    """The tree of the one document in ``faults.text``, made from events without recursion.

    What can be read past is noted in ``faults``.

    Raises: AttnError E111 not YAML, E113 nested deeper than 64, E118 empty, with the faults before it.
    """
    from yaml import events

    scalar, alias, document = events.ScalarEvent, events.AliasEvent, events.DocumentStartEvent
    list_start, list_end = events.SequenceStartEvent, events.SequenceEndEvent
    mapping_start, mapping_end = events.MappingStartEvent, events.MappingEndEvent
    builder = Builder(faults)
    stack = builder.stack
    documents = 0
    for event in parser_events(faults):
        kind = type(event)
        if kind is scalar:
            node = Scalar(event.start_mark, event.end_mark, event.value, not event.style)
            if event.anchor or event.tag or (event.style == '"' and not event.value.isascii()):
                builder.add(builder.checked(node, event))
            elif stack and type(stack[-1]) is Items:
                stack[-1].items.append(node)  # nearly every node of a file of numbers takes this way
            else:
                builder.add(node)
        elif kind is list_start or kind is mapping_start:
            builder.open(event, (Items if kind is list_start else Pairs)(event.start_mark, event.end_mark))
        elif kind is list_end or kind is mapping_end:
            builder.close(event.end_mark)
        elif kind is alias:
            builder.alias(event)
        elif kind is document:
            documents += 1
            if documents > 1:
                what = "a second document begins here, where a file holds one"
                place = faults.text.place(event.start_mark.line, event.start_mark.column, 3)
                faults.add("E120", what, place, help="take out this `---` and what follows it")
                break
    root = builder.root
    if root is None or (isinstance(root, Scalar) and root.plain and not root.text):
        expected = faults.text.kind
        what = f"the file is empty, where a {expected.noun} is expected"
        faults.add("E118", what, None, help=expected.beginning)
        raise faults.error()
    return root


def parser_events(faults: Faults) -> Iterator[Any]:
    """PyYAML's events, up to the end of the text. Raises: AttnError E111, with the faults before it."""
    import yaml

    last: Mark | None = None
    try:
        next_event = parser_class()(yaml_text(faults.text)).get_event
    except yaml.YAMLError as error:
        raise not_yaml(error, faults) from None
    while True:
        try:
            event = next_event()
        except yaml.YAMLError as error:
            raise not_yaml(error, faults) from None
        except SLIPS:
            from attncli.reading.syntax import explain_crash

            explain_crash(last, faults)
            raise faults.error() from None
        if event is None:
            return
        yield event
        last = event.end_mark


def not_yaml(error: Exception, faults: Faults) -> AttnError:
    """Every fault of the file, with the one that the parser gave up at."""
    from attncli.reading.syntax import explain

    explain(error, faults)
    return faults.error()


class Builder:
    """The containers that are open, each with its path and, in a mapping, the name that awaits its value."""

    __slots__ = ("faults", "paths", "root", "stack", "waiting")

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.root: Node | None = None
        self.stack: list[Any] = []
        self.paths: list[str] = []
        self.waiting: list[Node | None] = []

    def add(self, node: Node) -> None:
        """Puts a finished or a newly opened node where it belongs: as an item, a name or a value."""
        if not self.stack:
            self.root = node
            return
        container = self.stack[-1]
        if type(container) is Items:
            container.items.append(node)
            return
        key = self.waiting[-1]
        if key is None:
            self.waiting[-1] = node
            return
        self.waiting[-1] = None
        if type(key) is Scalar:
            self.pair(container, key, node)
        elif type(key) is not Node:
            what = f"a {kind_of(key)} stands where a name is expected"
            self.faults.add("E119", what, key, self.paths[-1], "write a single word before the colon")

    def pair(self, container: Pairs, key: Scalar, node: Node) -> None:
        """Enters a name and its value, unless the name is none or stands there already."""
        name, path = key.text, self.paths[-1]
        if not name and key.plain and self.before(key).rstrip(" ,").endswith("?"):
            from attncli.reading.slips import needs_quotes

            what, help = needs_quotes("?")
            column = self.before(key).rfind("?")
            place = self.faults.text.place(key.start.line, column, 1, path)
            self.faults.add("E111", what, place, help=help)
        elif not name and key.plain:
            self.faults.add("E119", "there is no name before the colon", key, path, "write `name: value`")
        elif name in container.keys:
            first = container.keys[name].start.line + 1
            where = f"in `{path}`" if path else "in the file"
            what = f"`{name}` stands twice {where}: in line {first} and in line {key.start.line + 1}"
            self.faults.add("E114", what, key, under(path, name), "take one of them out")
        elif type(node) is Scalar and not node.text and node.plain and key.plain and ":" in name:
            from attncli.reading.slips import name_without_blank

            meant = name_without_blank(key, path, self.faults)
            container.keys.setdefault(meant or name, key)
            container.values.setdefault(meant or name, Node(node.start, node.end) if meant else node)
        elif not (name == "<<" and type(node) is Node):  # a merge of what was refused: told already
            container.keys[name] = key
            container.values[name] = node

    def before(self, key: Scalar) -> str:
        """What stands in the line of a name before it."""
        lines, line = self.faults.text.lines, key.start.line
        return lines[line][: key.start.column] if line < len(lines) else ""

    def open(self, event: Any, node: Items | Pairs) -> None:
        """Opens a list or mapping; a refused one is read all the same, so that its own faults are found."""
        if len(self.stack) == DEEPEST:
            what = f"this is nested deeper than {DEEPEST} lists and mappings, the most there may be"
            help = "close the brackets: a matrix is a list of rows, two deep"
            self.faults.add("E113", what, node, help=help)
            raise self.faults.error()
        path = self.path()
        self.add(self.checked(node, event))
        self.paths.append(path)
        self.stack.append(node)
        self.waiting.append(None)

    def close(self, end: Mark) -> None:
        """Closes the container opened last."""
        self.stack.pop().end = end
        self.paths.pop()
        self.waiting.pop()

    def alias(self, event: Any) -> None:
        """Refuses ``*name``."""
        node = Node(event.start_mark, event.end_mark)
        what = f"`*{event.anchor}` is an alias, {self.forbidden()}"
        text = self.in_quotes(node, f"*{event.anchor}", "put it in quotes if it is a text")
        help = f"write out what it stands for, or {text}"
        self.faults.add("E116", what, node, self.path(), help)
        self.add(node)

    def checked(self, node: Node, event: Any) -> Node:
        """The node, or a refused one where it has a tag or half a character; an anchor is only noted."""
        if event.anchor:
            anchor = f"&{event.anchor}"
            what = f"`{anchor}` is an anchor, {self.forbidden()}"
            help = f"take `{anchor}` out, or {self.in_quotes(node, anchor, 'put the text in quotes')}"
            self.faults.add("E116", what, self.start_of(node, anchor), help=help)
            if type(node) is Scalar and not node.text and node.plain and not event.tag:
                return Node(node.start, node.end)  # nothing is left of it
        if event.tag:
            standard = event.tag.startswith("tag:yaml.org,2002:")
            tag = "!!" + event.tag.rpartition(":")[2] if standard else event.tag
            tag = tag.rstrip(",]}")  # the parser in Python takes them for a part of it
            what = f"`{tag}` is a tag, {self.forbidden()}"
            otherwise = "put a text in quotes: what a value is follows from its field"
            help = f"take `{tag}` out, or {self.in_quotes(node, tag, otherwise)}"
            self.faults.add("E117", what, self.start_of(node, tag), help=help)
            return Node(node.start, node.end)
        if type(node) is Scalar and any("\ud800" <= char <= "\udfff" for char in node.text):
            what = "an escape in this text is half a character"
            self.faults.add("E111", what, node, self.path(), "write the character itself, without `\\u`")
            return Node(node.start, node.end)
        return node

    def in_quotes(self, node: Node, sign: str, otherwise: str) -> str:
        """How to quote what may be a text that begins with a sign of YAML's."""
        from attncli.reading.slips import in_quotes, written

        word = written(self.faults.text, node)
        own = word == sign or (type(node) is Scalar and sign[:1] == "!" and sign[:2] != "!!")
        return f"put it in quotes if it is a text: {in_quotes(word)}" if own else otherwise

    def forbidden(self) -> str:
        """The end of a sentence about what YAML knows and no file of ours."""
        return f"which a {self.faults.text.kind.noun} file may not use"

    def start_of(self, node: Node, words: str) -> Place:
        """The place of what a node begins with."""
        return self.faults.text.place(node.start.line, node.start.column, len(words), self.path())

    def path(self) -> str:
        """The path of the next node."""
        if not self.stack:
            return ""
        container, key = self.stack[-1], self.waiting[-1]
        if type(container) is Items:
            return under(self.paths[-1], len(container.items) + 1)
        return under(self.paths[-1], key.text) if type(key) is Scalar else self.paths[-1]


def kind_of(node: Node) -> str:
    """What a node is, as an error names it."""
    if isinstance(node, Items):
        return "list"
    return "mapping" if isinstance(node, Pairs) else "single value"


HALVES = r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|.)"
"""A character of JSON written as two halves, or any escape, so that no backslash is taken for another's."""


def yaml_text(text: Text) -> str:
    """The text as the parser is to see it.

    JSON may indent with tabs, and writes rare characters as two halves; YAML does neither.
    """
    shown = text.text
    if not (text.file.endswith(".json") or shown.lstrip()[:1] == "{"):
        return shown
    shown = shown.replace("\t", " ")
    if "\\ud" not in shown and "\\uD" not in shown:
        return shown
    import re

    return re.sub(HALVES, joined, shown, flags=re.DOTALL)


def joined(match: re.Match[str]) -> str:
    """The whole character as YAML escapes it, of one that is written as two halves."""
    high, low = match.groups()
    if not high:
        return match.group()
    return f"\\U{0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00:08x}"
