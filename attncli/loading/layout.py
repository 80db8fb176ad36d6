"""The tensors of a scenario, laid out from fields that were found to fit; checks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.fields import LEARNED
from attncli.loading.fitting import tensor_axes, token_axis
from attncli.record import Record
from attncli.tensor import Axis, Glyph, Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from attncli.loading.fields import Given

    Numbers = NDArray[np.float64]


class Parts(Record, kw_only=True):
    """What a scenario computes with."""

    queries: Axis
    keys: Axis
    x: Tensor | None
    query: Tensor | None
    key: Tensor | None
    value: Tensor | None
    parameters: dict[str, Tensor]
    heads: Axis | None = None
    kv_heads: Axis | None = None
    memory: Tensor | None = None


def lay_out(given: Given, tokens: Sequence[str] | None) -> Parts:
    """The parts that the fields make of these tokens (None: the rows are numbered)."""
    heads = kv_heads = None
    if given.heads is not None or (
        given.tensors is not None
        and any(array is not None and array.ndim == 3 for array in given.tensors.values())
    ):
        from attncli.loading.heads import head_axes

        heads, kv_heads = head_axes(given)
    arrays = given.tensors
    if arrays is not None:
        query, key = arrays["query"], arrays["key"]
        value = arrays.get("value", key)
        assert query is not None
        assert key is not None
        assert value is not None
        queries, keys = tensor_axes(tokens, query.shape[-2], key.shape[-2])
        shared = kv_heads or heads
        unequal = query.shape[-1] != key.shape[-1] and heads is None
        return Parts(
            queries=queries,
            keys=keys,
            x=None,
            query=_given("query", query, queries, heads, unequal=unequal),
            key=_given("key", key, keys, shared),
            value=_given("value", value, keys, shared),
            parameters=_parameters(given, None, None, unequal=unequal) | _learned(given, keys),
            heads=heads,
            kv_heads=kv_heads,
        )
    if given.embeddings is not None:
        assert tokens is not None
        numbers = given.embeddings.rows(tokens)
    else:
        assert given.x is not None
        numbers = given.x
    token = token_axis(tokens, len(numbers))
    x = Tensor("x", Glyph("X", "X"), numbers, (token, Axis.numbered("d_model", numbers.shape[1])))
    memory, asked, offered = None, x, numbers  # keys and values are made of what is asked
    if given.memory is not None:
        from attncli.loading.memory import memory_axis, memory_rows

        offered = memory_rows(given.memory, given.embeddings)
        columns = Axis.numbered("d_memory", offered.shape[1])
        memory = asked = Tensor(
            "memory", Glyph("H", "H"), offered, (memory_axis(given.memory, len(offered)), columns)
        )
    queries, keys = token.renamed("query"), asked.axes[0].renamed("key")
    arrays = given.parameters or {}
    w_q, w_k = arrays.get("w_q"), arrays.get("w_k")
    unequal = (
        heads is None
        and (numbers if w_q is None else w_q).shape[1] != (offered if w_k is None else w_k).shape[1]
    )
    parameters = _parameters(given, x, asked, unequal=unequal)
    placed = given.positions is not None  # then a role without a matrix takes what x has become
    moved = placed and memory is None
    return Parts(
        queries=queries,
        keys=keys,
        x=x,
        query=None if placed or "w_q" in parameters else _given("query", numbers, queries, unequal=unequal),
        key=None if moved or "w_k" in parameters else _given("key", offered, keys),
        value=None if moved or "w_v" in parameters else _given("value", offered, keys),
        parameters=parameters | _learned(given, keys),
        heads=heads,
        kv_heads=kv_heads,
        memory=memory,
    )


def _learned(given: Given, keys: Axis) -> dict[str, Tensor]:
    """The parameters of mechanisms with scores of their own."""
    if LEARNED.keys().isdisjoint(given.parameters or {}):
        return {}
    from attncli.loading.parameters import learned_tensors

    return learned_tensors(given, keys)


def _given(
    name: str, numbers: Numbers, rows: Axis, heads: Axis | None = None, *, unequal: bool = False
) -> Tensor:
    letter = name[0].upper()
    axes = (rows, Axis.numbered("d_v" if name == "value" else "d_q" if unequal else "d_k", numbers.shape[-1]))
    return Tensor(
        name, Glyph(letter, letter), numbers, axes if numbers.ndim == 2 or heads is None else (heads, *axes)
    )


def _parameters(given: Given, x: Tensor | None, asked: Tensor | None, *, unequal: bool) -> dict[str, Tensor]:
    """The projections, under the axes of what they are multiplied with."""
    parameters = {}
    for name in ("w_q", "w_k", "w_v", "w_o", "b_q", "b_k", "b_v", "b_o"):
        array = (given.parameters or {}).get(name)
        if array is not None:
            parameters[name] = _parameter(name, array, x if name[2] == "q" else asked, unequal=unequal)
    return parameters


def _parameter(name: str, numbers: Numbers, of: Tensor | None, *, unequal: bool) -> Tensor:
    symbol = f"{name[0].upper() if name[0] == 'w' else name[0]}_{name[2].upper()}"
    columns = Axis.numbered(
        {"v": "d_v", "o": "d_out", "q": "d_q" if unequal else "d_k"}.get(name[2], "d_k"), numbers.shape[-1]
    )
    rows = Axis.numbered("d_v", len(numbers)) if of is None or name[2] == "o" else of.axes[1]
    axes = (rows, columns) if numbers.ndim == 2 else (columns,)
    return Tensor(name, Glyph(symbol, symbol), numbers, axes, parameter=True)
