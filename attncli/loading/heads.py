"""Heads in a scenario file: how many, what they are called, arrays with a part a head, and whether all of that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.reading.matrix import array_of, shape
from attncli.reading.tree import Items, Node, Pairs, Scalar, under
from attncli.reading.values import items_of, number, text_of, wrong_kind
from attncli.tensor import Axis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from attncli.loading.fields import Arrays, Given
    from attncli.reading.text import Faults

    Numbers = NDArray[np.float64]

MOST = 4096
"""Heads there may be: more are a slip of the finger."""

FIELDS = ("heads", "kv_heads", "head_names")
PACKED = ("w_q", "w_k", "w_v", "b_q", "b_k", "b_v")


def count_of(node: Node, path: str, faults: Faults) -> int | None:
    """The fields ``heads`` and ``kv_heads``. Faults: E119, E301 no whole number from 1 on."""
    if not isinstance(node, Scalar):
        wrong_kind(node, path, "a whole number", faults, f"write `{path}: 4`")
        return None
    value = number(node.text) if node.plain else None
    if value is not None and value.is_integer() and 1 <= value <= MOST:
        return int(value)
    faults.add(
        "E301",
        f"`{path}` is `{node.text[:20]}`, where a whole number from 1 to {MOST} is expected",
        node,
        path,
        f"write `{path}: 4`",
    )
    return None


def names_of(node: Node, path: str, faults: Faults) -> list[str] | None:
    """The field ``head_names``. Faults: E119, E312 an empty one, E332 a name twice."""
    items = items_of(node, path, "a list of names", faults, "write `head_names: [subject, place]`")
    if items is None:
        return None
    if not items:
        faults.add(
            "E312",
            f"`{path}` is an empty list, where a name a head is expected",
            node,
            path,
            "write a name a head, or take the line out",
        )
        return None
    names: list[str] = []
    for at, item in enumerate(items, 1):
        text = text_of(item, under(path, at), faults)
        if text is None:
            return None
        if text in names:
            what = f"`{text}` is the name of head {names.index(text) + 1} and of head {at}"
            faults.add("E332", what, item, under(path, at), "give every head a name of its own")
            return None
        names.append(text)
    return names


def holds_heads(node: Node, ndim: int) -> bool:
    """Whether a list holds a part a head: lists one level deeper than a matrix or a row, or matrices in files."""
    if not isinstance(node, Items) or not node.items:
        return False
    first = node.items[0]
    if ndim == 1:
        return isinstance(first, Items)
    return isinstance(first, Pairs) or (
        isinstance(first, Items) and bool(first.items) and isinstance(first.items[0], Items)
    )


def stacked(node: Node, path: str, ndim: int, faults: Faults) -> Numbers | None:
    """One matrix a head, or one row a head, with the heads in front. Faults: those of an array, E202 heads of different shapes."""
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


def packed(name: str, array: Numbers, ndim: int) -> Numbers:
    """An array with its heads in front, packed: their columns side by side; of w_o, their rows one under another."""
    if array.ndim == ndim:
        return array
    if name == "w_o" or ndim == 1:
        return array.reshape(
            -1, *array.shape[2:]
        )  # (heads, d_v, d_out) -> (heads·d_v, d_out); (heads, d) -> (heads·d,)
    return np.concatenate(list(array), axis=1)  # (heads, d_model, d) -> (d_model, heads·d)


def pack(given: Given) -> None:
    """Packs the parameters of a file that is known to fit, and was read again."""
    from attncli.loading.fields import PARAMETERS

    given.parameters = given.parameters and {
        name: array if array is None else packed(name, array, PARAMETERS[name])
        for name, array in given.parameters.items()
    }


def fit_heads(
    given: Given, mechanism: str, ndims: Mapping[str, int], faults: Faults
) -> tuple[int, int] | None:
    """How many heads queries and keys have. The parameters of ``given`` are packed; None after a fault.

    Faults: E202 as many parts as heads, E306 parts without ``heads``, E330 heads that cannot share, E331 heads the mechanism does not have.
    """
    before = len(faults.found)
    if mechanism != "multi-head" and not given.failed("mechanism"):
        _tell_headless(given, mechanism, faults)
    if any(given.failed(name) for name in ("heads", "kv_heads")):
        return None
    front = _in_front(given)
    heads = given.heads if given.heads is not None else front.get("query", (0,))[0] or None
    kv_heads = given.kv_heads if given.kv_heads is not None else front.get("key", (0,))[0] or heads
    if heads is None or kv_heads is None:
        _tell_uncounted(given, faults)
        return (1, 1) if len(faults.found) == before else None
    if heads % kv_heads:
        node = given.nodes.get("kv_heads")
        fitting = ", ".join(str(n) for n in range(1, heads + 1) if heads % n == 0)
        what = (
            f"{heads} query heads cannot share {kv_heads} key {'heads' if kv_heads > 1 else 'head'} equally"
        )
        faults.add("E330", what, node, "kv_heads", f"choose one of {fitting}")
    names = given.head_names
    if names is not None and len(names) != heads:
        there = f"there are {heads} heads" if heads > 1 else "there is 1 head"
        what = f"`head_names` has {len(names)} {'names' if len(names) > 1 else 'name'} where {there}"
        faults.add(
            "E202",
            what,
            given.nodes["head_names"],
            "head_names",
            "give every query head a name, or take the line out",
        )
    _count_parts(given, heads, kv_heads, front, ndims, faults)
    return (heads, kv_heads) if len(faults.found) == before else None


def _in_front(given: Given) -> dict[str, tuple[int, ...]]:
    """The shapes of tensors that have their heads in front."""
    return {
        name: array.shape
        for name, array in (given.tensors or {}).items()
        if array is not None and array.ndim == 3
    }


def _tell_headless(given: Given, mechanism: str, faults: Faults) -> None:
    """Whatever has to do with heads, in a scenario whose mechanism has none."""
    help = "write `mechanism: multi-head`, or take it out"
    for name in FIELDS:
        if given.has(name):
            faults.add(
                "E331",
                f"`{name}` stands beside the mechanism `{mechanism}`, which has no heads",
                given.keys.get(name),
                name,
                help,
            )
            return
    nodes = given.nodes.get("parameters")
    for name in ("w_o", "b_o"):
        if isinstance(nodes, Pairs) and name in nodes.values:
            what = f"`{name}` stands beside the mechanism `{mechanism}`, which mixes no heads"
            faults.add("E331", what, nodes.keys[name], under("parameters", name), help)
            return
    for name, sizes in _in_front(given).items():
        what = f"`{name}` is {' × '.join(map(str, sizes))}, heads in front, and the mechanism `{mechanism}` has no heads"
        _at(given, "tensors", name, "E331", what, help, faults)
        return


def _tell_uncounted(given: Given, faults: Faults) -> None:
    """Parts a head, and nothing that says how many heads there are."""
    for name, array in (given.parameters or {}).items():
        if array is not None and array.ndim == (2 if name[0] == "b" else 3):
            noun = (
                ("row" if name[0] == "b" else "matrix")
                if len(array) == 1
                else "rows"
                if name[0] == "b"
                else "matrices"
            )
            what = f"`{name}` is a list of {len(array)} {noun}, one a head, and the file has no `heads`"
            _at(given, "parameters", name, "E306", what, f"add the line `heads: {len(array)}`", faults)
            return


def _count_parts(
    given: Given,
    heads: int,
    kv_heads: int,
    front: Mapping[str, tuple[int, ...]],
    ndims: Mapping[str, int],
    faults: Faults,
) -> None:
    for name, array in (given.parameters or {}).items():
        if array is None or name not in ndims or array.ndim == ndims[name]:
            continue
        wanted = kv_heads if name[-1] in "kv" else heads
        if len(array) != wanted:
            of = "key heads" if name[-1] in "kv" and kv_heads != heads else "heads"
            what = f"`{name}` is a list of {len(array)}, where there are {wanted} {of}"
            _at(
                given,
                "parameters",
                name,
                "E202",
                what,
                f"give it {wanted}, one a head, or write it as one packed {'row' if name[0] == 'b' else 'matrix'}",
                faults,
            )
            continue
        assert given.parameters is not None
        given.parameters[name] = packed(name, array, ndims[name])
    flat = [name for name, array in (given.tensors or {}).items() if array is not None and array.ndim == 2]
    for name, sizes in front.items():
        wanted = heads if name == "query" else kv_heads
        if sizes[0] != wanted:
            what = f"`{name}` is {' × '.join(map(str, sizes))}, where {wanted} {'heads are' if wanted > 1 else 'head is'} expected in front"
            _at(
                given,
                "tensors",
                name,
                "E202",
                what,
                f"give it {wanted}, or make `{'heads' if name == 'query' else 'kv_heads'}` {sizes[0]}",
                faults,
            )
        elif flat:
            what = f"`{name}` is {' × '.join(map(str, sizes))}, heads in front, where `{flat[0]}` has none"
            _at(
                given, "tensors", name, "E202", what, "give all of them their heads in front, or none", faults
            )
            return


def fit_width(given: Given, name: str, columns: int, heads: int, faults: Faults) -> int | None:
    """The columns of one head. ``name`` is the array whose columns are cut: w_q, or x itself. Faults: E330 they cannot be cut into so many."""
    if columns % heads == 0:
        return columns // heads
    counted = f"{columns} {'columns' if columns > 1 else 'column'}"
    what = f"`{name}` has {counted}, which cannot be cut into {heads} heads of equal width"
    fitting = ", ".join(str(n) for n in range(1, columns + 1) if columns % n == 0)
    help = f"choose a number of heads that divides {columns}: {fitting}"
    where = "parameters" if name[1:2] == "_" else "tensors" if given.has("tensors") else name
    if where == name:
        field = name if given.has(name) else "embeddings"
        faults.add(
            "E330",
            what.replace(f"`{name}`", f"`{field}`"),
            given.keys.get("heads") or given.keys.get(field),
            "heads",
            help,
        )
    else:
        _at(given, where, name, "E330", what, help, faults)
    return None


def fit_output(given: Given, concatenated: int | None, faults: Faults) -> int | None:
    """The columns of the output, or None without w_o. Faults: E202 w_o does not fit the heads side by side, b_o does not fit w_o."""
    arrays: Arrays = given.parameters or {}
    w, b = arrays.get("w_o"), arrays.get("b_o")
    if w is None:
        return None
    if concatenated is not None and len(w) != concatenated:
        what = f"`w_o` is {shape(w)} where the heads side by side have {concatenated} {'columns' if concatenated > 1 else 'column'}: as many rows are expected"
        turned = w.shape[1] == concatenated
        help = (
            "swap its rows and columns (PyTorch's Linear keeps them so)"
            if turned
            else f"give `w_o` {concatenated} rows"
        )
        _at(given, "parameters", "w_o", "E202", what, help, faults)
    if b is not None and len(b) != w.shape[1]:
        what = f"`b_o` has {len(b)} {'numbers' if len(b) > 1 else 'number'} where `w_o` is {shape(w)}: {w.shape[1]} are expected, one a column"
        _at(given, "parameters", "b_o", "E202", what, f"give `b_o` {w.shape[1]} numbers", faults)
    d_out: int = w.shape[1]
    return d_out


def head_axes(given: Given) -> tuple[Axis | None, Axis | None]:
    """The axes of the query heads and, where they are fewer, of the key heads, as fields that fit lay them out."""
    front = _in_front(given)
    heads = given.heads if given.heads is not None else front["query"][0] if front else None
    if heads is None:
        return None, None
    axis = Axis("head", given.head_names) if given.head_names else Axis.numbered("head", heads)
    kv_heads = given.kv_heads if given.kv_heads is not None else front["key"][0] if front else heads
    return axis, None if kv_heads == heads else Axis.numbered("head", kv_heads)


def _at(given: Given, field: str, name: str, code: str, what: str, help: str, faults: Faults) -> None:
    """A fault at one entry of ``parameters`` or ``tensors``."""
    nodes = given.nodes[field]
    assert isinstance(nodes, Pairs)
    faults.add(code, what, nodes.values[name], under(field, name), help)
