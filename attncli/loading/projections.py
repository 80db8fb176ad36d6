"""What projections make of the embeddings and of the memory, and whether the queries they make can meet the
keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.arrays import add_at
from attncli.loading.given import BIASES, PROJECTIONS, TENSORS, Fit
from attncli.reading.matrix import shape
from attncli.record import Record
from attncli.spelling import counted, expected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attncli.loading.given import Given, Numbers
    from attncli.reading.text import Faults
    from attncli.tensor import Axis


class Projected(Record):
    """What a role is made of: rows of numbers, and what an error calls them."""

    name: str
    rows: Numbers


Sources = dict[str, Projected]
"""What each role is made of, as far as it is known."""


def project(
    given: Given, axis: Axis | None, name: str, rows: Numbers, counts: tuple[int, int], faults: Faults
) -> Fit:
    """What the parameters make of these rows and, in cross-attention, of the memory.

    Faults: E202, those of the memory.
    """
    offered: Projected | None = Projected(name, rows)
    sources: Sources = {"query": Projected(name, rows)}
    key_axis = axis
    if given.has("memory"):
        from attncli.loading.memory import fit_memory

        memory = fit_memory(given, faults)
        key_axis = memory.axis
        offered = None if memory.numbers is None else Projected(memory.name, memory.numbers)
    if offered is not None:
        sources |= {"key": offered, "value": offered}
    queries, keys = axis and axis.renamed("query"), key_axis and key_axis.renamed("key")
    if given.failed("parameters"):
        return Fit(queries=queries, keys=keys)
    widths: dict[str, int | None] = dict.fromkeys(TENSORS)
    for role, source in sources.items():
        widths[role] = width_of(given, role, source, faults)
    d_q, d_k = widths["query"], widths["key"]
    heads, kv_heads = counts
    if d_q and d_k and d_q * kv_heads != d_k * heads and not given.may_differ:
        tell_unequal(given, d_q, d_k, sources, counts, faults)
        d_k = None
    return Fit(queries=queries, keys=keys, d_q=d_q, d_k=d_k if d_q else None, d_v=widths["value"])


def width_of(given: Given, role: str, source: Projected, faults: Faults) -> int | None:
    """The columns of a role, as its matrix and its bias make them.

    Faults: E202 a matrix or a bias that does not fit.
    """
    parameters = given.parameters or {}
    name = PROJECTIONS[role]
    d_model: int = source.rows.shape[1]
    if name not in parameters:
        return d_model
    matrix, bias_name = parameters[name], BIASES[name]
    bias = parameters.get(bias_name)
    if matrix is None:
        return None
    if matrix.shape[0] != d_model:  # it may be turned about: nothing more follows from it
        wanted = f"{expected(d_model, 'row')}, one a column of `{source.name}`"
        what = f"`{name}` is {shape(matrix)} where `{source.name}` is {shape(source.rows)}: {wanted}"
        help = f"give `{name}` {counted(d_model, 'row')}"
        if matrix.shape[1] == d_model:
            help = "swap its rows and columns (PyTorch's Linear keeps them so)"
        add_at(given, name, "E202", what, help, faults)
        return None
    width: int = matrix.shape[1]
    if bias is not None and len(bias) != width:
        found = counted(len(bias), "number")
        wanted = f"{expected(width, 'number')}, one a column"
        what = f"`{bias_name}` has {found} where `{name}` is {shape(matrix)}: {wanted}"
        add_at(given, bias_name, "E202", what, f"give `{bias_name}` {counted(width, 'number')}", faults)
    return width


def tell_unequal(
    given: Given, d_q: int, d_k: int, sources: Sources, counts: tuple[int, int], faults: Faults
) -> None:
    """Faults: E202 at whatever can be changed so that queries and keys are equally long."""
    heads, kv_heads = counts
    shapes = {name: shape(given.arrays[name]) for name in ("w_q", "w_k") if name in given.arrays}
    if not shapes and given.has("memory"):
        tell_unequal_memory(given, sources, faults)
        return
    if not shapes:  # x meets itself: it is the heads that do not
        columns = f"the {d_q} columns of a query and {kv_heads} those of a key"
        what = f"{heads} heads share {columns}, where both are the same"
        help = "take `kv_heads` out, or give `parameters` a `w_k` with fewer columns"
        faults.add("E202", what, given.keys.get("kv_heads"), "kv_heads", help)
        return
    last = "w_k" if "w_k" in shapes else "w_q"
    if heads != kv_heads:
        columns = f"the columns of a query ({d_q}) and {kv_heads} those of a key ({d_k})"
        what = f"{heads} heads share {columns}: a head's part of the one cannot meet that of the other"
        help = f"give `w_q` a multiple of {heads} columns"
        if d_q % heads == 0:
            help = f"give `w_k` {kv_heads} × {d_q // heads} = {kv_heads * (d_q // heads)} columns"
        add_at(given, last, "E202", what, help, faults)
        return
    unprojected = sources["query" if last == "w_k" else "key"]
    other = f"`{unprojected.name}`, unprojected, is {shape(unprojected.rows)}"
    if len(shapes) == 2:
        other = f"`w_q` is {shapes['w_q']}"
    meet = f"queries of {counted(d_q, 'number')} cannot meet keys of {d_k}"
    help = f"give `{last}` {counted(d_q if last == 'w_k' else d_k, 'column')}"
    add_at(given, last, "E202", f"`{last}` is {shapes[last]} where {other}: {meet}", help, faults)


def tell_unequal_memory(given: Given, sources: Mapping[str, Projected], faults: Faults) -> None:
    """Faults: E202 at a memory with rows of another length than those that ask, and no matrix between."""
    asks, memory = sources["query"], sources["key"]
    d_q, d_k = asks.rows.shape[1], memory.rows.shape[1]
    asking = f"`{asks.name}`, which makes the queries, is {shape(asks.rows)}"
    sizes = f"`{memory.name}` is {shape(memory.rows)} where {asking}"
    what = f"{sizes}: queries of {counted(d_q, 'number')} cannot meet keys of {d_k}"
    help = f"give the memory's vectors {counted(d_q, 'number')}, or `parameters` a `w_k` of {d_k} × {d_q}"
    faults.add("E202", what, given.nodes["memory"], "memory", help)
