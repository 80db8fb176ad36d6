"""A scenario file of a person's own, made from another: its fields as they are, with numbers and what is
asked for put in their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.errors import AttnError
from attncli.loading.asked import NOTHING, Asked
from attncli.loading.editing import put_in_place, rows
from attncli.loading.scenario_file import loaded
from attncli.reading.emitting import emitted
from attncli.reading.matrix import array_of
from attncli.reading.text import LIMIT, Faults, SourceFile
from attncli.reading.tree import Items, Node, Pairs, Scalar, under

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.scenario import Edit


def scenario_text(
    source: str | SourceFile, asked: Asked = NOTHING, edits: Sequence[Edit] = (), heading: str = ""
) -> str:
    """The text of a scenario file that computes what ``load`` with the same arguments does; matrices from
    files stand in it as numbers.

    ``heading`` is a comment at its head. Everything is known to load.

    Raises: AttnError E105 if that is more than a scenario file may hold, and whatever it would raise itself.
    """
    found = loaded(source, asked)
    put_in_place(found.root, found.given, found.scenario, asked, edits)
    inline(found.root, "", found.faults)
    text = heading + emitted(found.root)
    if len(text.encode()) > LIMIT:
        size = "more than 1 MiB (1,048,576 bytes) of text, which is all that a scenario file may hold"
        help = "copy its file and its tensor files, and change the number there"
        raise AttnError("E105", f"the scenario's numbers make {size}", help=help)
    # What is written is read once before it is: a file that cannot be loaded again would be lost work.
    loaded(SourceFile("saved", "what would be saved", text.encode(), None), NOTHING)
    return text


def inline(node: Node, path: str, faults: Faults) -> None:
    """Put the numbers of tensor files in the place of their names: paths are relative to the folder of a
    file, and this will be another.
    """
    if isinstance(node, Items):  # a matrix a head, each perhaps in a file
        node.items = [inlined(item, under(path, at), faults) for at, item in enumerate(node.items, 1)]
    if not isinstance(node, Pairs) or path.endswith("embeddings"):
        return
    for name, value in node.values.items():
        if name in ("embeddings", "source"):
            inline(value, under(path, name), faults)
        else:
            node.values[name] = inlined(value, under(path, name), faults)


def inlined(node: Node, path: str, faults: Faults) -> Node:
    """The numbers of a tensor file in its place; any other node as it is, with those in it put in place."""
    if isinstance(node, Pairs) and isinstance(node.values.get("file"), Scalar):
        array = array_of(node, path, (1, 2, 3), faults)
        assert array is not None
        return rows(array, node)
    inline(node, path, faults)
    return node
