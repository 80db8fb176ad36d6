"""The fields ``parameters`` and ``tensors``: arrays by name, some of them with a part a head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.loading.given import PARAMETERS, TENSORS
from attncli.reading.matrix import array_of, shape
from attncli.reading.tree import Items, Node, Pairs, under
from attncli.reading.values import pairs_of

if TYPE_CHECKING:
    from attncli.loading.given import Arrays, Given, Numbers
    from attncli.reading.text import Faults


def parameters_of(node: Node, path: str, faults: Faults) -> Arrays | None:
    """The field ``parameters``; one that was refused is None.

    Faults: E115, E119, those of an array, E315 a bias without its matrix.
    """
    nodes = pairs_of(node, path, tuple(PARAMETERS), faults, f"write `w_q: [[1, 0], [0, 1]]` under `{path}:`")
    if nodes is None:
        return None
    arrays: dict[str, Numbers | None] = {}
    for name, value in nodes.items():
        matrix = PARAMETERS[name].matrix
        if not matrix or matrix in nodes:
            read = array_of_heads if PARAMETERS[name].role else array_of  # the others have no heads
            arrays[name] = read(value, under(path, name), PARAMETERS[name].axes, faults)
            continue
        what = f"`{name}` has no `{matrix}`: a bias is added to what its matrix makes"
        faults.add("E315", what, value, under(path, name), f"give `{matrix}` as well, or take `{name}` out")
        arrays[name] = None
    return arrays


def tensors_of(node: Node, path: str, faults: Faults) -> Arrays | None:
    """The field ``tensors``; one that was refused is None.

    Faults: E115, E119, those of an array, E306 no query or no key.
    """
    help = f"write `query:`, `key:` and `value:` under `{path}:`, rows of numbers each"
    nodes = pairs_of(node, path, TENSORS, faults, help)
    if nodes is None:
        return None
    arrays = {name: array_of_heads(value, under(path, name), 2, faults) for name, value in nodes.items()}
    for name in ("query", "key"):
        if name not in arrays:
            help = f"add a line such as `{name}: [[1, 0], [0, 1]]` under it"
            faults.add("E306", f"`{path}` has no `{name}`", node, path, help)
            arrays[name] = None
    return arrays


def array_of_heads(node: Node, path: str, ndim: int, faults: Faults) -> Numbers | None:
    """An array of so many axes, or one a head, with the heads in front.

    Faults: those of an array, E202 heads of different shapes.
    """
    if holds_heads(node, ndim):
        return stacked(node, path, ndim, faults)
    return array_of(node, path, (ndim, ndim + 1) if isinstance(node, Pairs) else ndim, faults)


def holds_heads(node: Node, ndim: int) -> bool:
    """Whether a list holds a part a head: lists one level deeper than asked for, or matrices in files."""
    if not isinstance(node, Items) or not node.items:
        return False
    first = node.items[0]
    if isinstance(first, Pairs):
        return ndim > 1
    return isinstance(first, Items) and (
        ndim == 1 or (bool(first.items) and isinstance(first.items[0], Items))
    )


def stacked(node: Node, path: str, ndim: int, faults: Faults) -> Numbers | None:
    """One matrix a head, or one row a head, with the heads in front.

    Faults: those of an array, E202 heads of different shapes.
    """
    assert isinstance(node, Items)
    parts = [array_of(item, under(path, at), ndim, faults) for at, item in enumerate(node.items, 1)]
    arrays = [part for part in parts if part is not None]
    if len(arrays) < len(parts):
        return None
    for at, array in enumerate(arrays[1:], 2):
        if array.shape != arrays[0].shape:
            what = f"head {at} of `{path}` is {shape(array)} where head 1 is {shape(arrays[0])}"
            faults.add("E202", what, node.items[at - 1], under(path, at), "give every head the same shape")
            return None
    return np.stack(arrays)


def packed(name: str, array: Numbers) -> Numbers:
    """A parameter packed: the columns of its heads side by side; of w_o, their rows one under another."""
    if array.ndim == PARAMETERS[name].axes:
        return array
    if PARAMETERS[name].role == "output" or array.ndim == 2:
        return array.reshape(
            -1, *array.shape[2:]
        )  # (heads, d_v, d_out) -> (heads·d_v, d_out); (heads, d) -> (heads·d,)
    return np.concatenate(list(array), axis=1)  # (heads, d_model, d) -> (d_model, heads·d)


def all_packed(parameters: Arrays) -> Arrays:
    """Every parameter, packed."""
    return {name: array if array is None else packed(name, array) for name, array in parameters.items()}


def add_at(given: Given, name: str, code: str, what: str, help: str, faults: Faults) -> None:
    """Notes a fault at one entry of ``parameters`` or ``tensors``."""
    field = "parameters" if name in PARAMETERS else "tensors"
    nodes = given.nodes[field]
    assert isinstance(nodes, Pairs)
    faults.add(code, what, nodes.values[name], under(field, name), help)
