"""The fields of a scenario file, and who reads each; whether two of them fit is asked elsewhere."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from attncli.loading.given import Given
from attncli.reading.tree import Node, Pairs, Scalar
from attncli.reading.values import pairs_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from attncli.reading.text import Faults

    Reader = Callable[[Node, str, Faults], object]

FIELDS = {
    "title": "reading.values:text_of",
    "about": "reading.values:text_of",
    "teaches": "reading.values:text_of",
    "source": "loading.source:source_of",
    "mechanism": "loading.settings:mechanism_of",
    "sentence": "loading.vocabulary:sentence_of",
    "tokens": "loading.vocabulary:tokens_of",
    "query": "reading.values:token_of",
    "embeddings": "loading.vocabulary:vocabulary_of",
    "x": "reading.matrix:rows_of_numbers",
    "memory": "loading.memory:memory_of",
    "parameters": "loading.arrays:parameters_of",
    "origin": "loading.source:origin_of",
    "tensors": "loading.arrays:tensors_of",
    "heads": "loading.heads:count_of",
    "kv_heads": "loading.heads:count_of",
    "head_names": "loading.heads:names_of",
    "positions": "loading.positions:base_of",
    "window": "loading.settings:window_of",
    "align": "loading.settings:align_of",
    "mask": "loading.mask_field:masks_of",
    "scale": "loading.settings:scale_of",
    "expect": "loading.expectation:printed_of",
}
"""Every field of the file, with the module and the function that reads it: (node, path, faults) -> what it
says, or None and a fault.

A module is imported where a file has a field of its family: most files have few.
"""


def reader(field: str) -> Reader:
    """The function that reads a field."""
    module, _, name = FIELDS[field].partition(":")
    read: Reader = getattr(import_module(f"attncli.{module}"), name)
    return read


def read_fields(root: Node, faults: Faults) -> Given | None:
    """Every field of the file on its own, in the order of the file; None if it has no fields at all."""
    help = "write fields such as `sentence: The cat sat on the mat`, a line each"
    if isinstance(root, Scalar) and ":" in root.text:
        help = "put a space behind each colon, as in `query: sat`"
    nodes = pairs_of(root, "", tuple(FIELDS), faults, help)
    if nodes is None:
        return None
    fields: dict[str, Any] = {}
    for name, node in nodes.items():
        if type(node) is not Node:  # which was refused already
            fields[name] = reader(name)(node, name, faults)
    return Given(nodes=nodes, keys=root.keys if isinstance(root, Pairs) else {}, **fields)
