"""The tensors of a scenario, laid out from fields that were found to fit; checks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.fitting import tensor_axes, token_axis
from attncli.record import Record
from attncli.tensor import Axis, Glyph, Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from attncli.loading.fields import Given

    Numbers = NDArray[np.float64]


class Parts(Record):
    """What a scenario computes with."""

    queries: Axis
    keys: Axis
    x: Tensor | None
    query: Tensor | None
    key: Tensor | None
    value: Tensor | None
    parameters: dict[str, Tensor]


def lay_out(given: Given, tokens: Sequence[str] | None) -> Parts:
    """The parts that the fields make of these tokens (None: the rows are numbered)."""
    arrays = given.tensors
    if arrays is not None:
        query, key = arrays["query"], arrays["key"]
        value = arrays.get("value", key)
        assert query is not None
        assert key is not None
        assert value is not None
        queries, keys = tensor_axes(tokens, len(query), len(key))
        return Parts(queries, keys, None, _given("query", query, queries), _given("key", key, keys), _given("value", value, keys), {})
    if given.embeddings is not None:
        assert tokens is not None
        numbers = given.embeddings.rows(tokens)
    else:
        assert given.x is not None
        numbers = given.x
    token = token_axis(tokens, len(numbers))
    queries, keys = token.renamed("query"), token.renamed("key")
    x = Tensor("x", Glyph("X", "X"), numbers, (token, Axis.numbered("d_model", numbers.shape[1])))
    parameters = {}
    for name in ("w_q", "w_k", "w_v", "b_q", "b_k", "b_v"):
        array = (given.parameters or {}).get(name)
        if array is not None:
            parameters[name] = _parameter(name, array)
    return Parts(
        queries,
        keys,
        x,
        None if "w_q" in parameters else _given("query", numbers, queries),
        None if "w_k" in parameters else _given("key", numbers, keys),
        None if "w_v" in parameters else _given("value", numbers, keys),
        parameters,
    )


def _given(name: str, numbers: Numbers, rows: Axis) -> Tensor:
    letter = name[0].upper()
    return Tensor(name, Glyph(letter, letter), numbers, (rows, Axis.numbered("d_v" if name == "value" else "d_k", numbers.shape[1])))


def _parameter(name: str, numbers: Numbers) -> Tensor:
    symbol = f"{name[0].upper() if name[0] == 'w' else name[0]}_{name[2].upper()}"
    columns = Axis.numbered("d_v" if name[2] == "v" else "d_k", numbers.shape[-1])
    axes = (Axis.numbered("d_model", len(numbers)), columns) if numbers.ndim == 2 else (columns,)
    return Tensor(name, Glyph(symbol, symbol), numbers, axes)
