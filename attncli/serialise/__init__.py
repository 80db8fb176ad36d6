"""Traces and derivations as JSON and .npz: every number in full, for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, assert_never

import numpy as np

from attncli.arithmetic import (
    Arithmetic,
    Cosine,
    Count,
    Difference,
    Exp,
    Largest,
    Near,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sigmoid,
    Sine,
    Square,
    Sum,
    Tanh,
    Where,
    cells,
)
from attncli.document import Derivation, Told, plain, sentence
from attncli.errors import AttnError
from attncli.serialise.json_text import json_text
from attncli.tensor import Axis, Cell, Tensor
from attncli.trace import Note, Stage, Trace

if TYPE_CHECKING:
    from attncli.meaning import WordVectors

MOST = 2_000_000
"""Numbers that are written as JSON at most."""


def trace_json(trace: Trace, stages: Iterable[str] | None = None) -> str:
    """A trace as JSON (attn/trace, version 1), a row of numbers a line.

    ``stages`` names those that are wanted; None: all.

    Raises: AttnError E512 if that is more than two million numbers.
    """
    wanted = chosen(trace, stages)
    check_size((*trace.givens, *(stage.output for stage in wanted)))
    values: dict[str, Any] = {
        "format": "attn/trace",
        "version": 1,
        "title": trace.title,
        "mechanism": trace.mechanism,
    }
    if trace.words is not None:
        values["vectors"] = vectors_values(trace.words)
    return json_text(
        {
            **values,
            "source": source_values(trace),
            "query": query_values(trace),
            "givens": [given_values(trace, tensor) for tensor in trace.givens],
            "stages": [stage_values(stage) for stage in wanted],
            "notes": [note_values(note) for note in trace.notes],
            "result": trace.result,
        }
    )


def check_size(tensors: Iterable[Tensor]) -> None:
    """Whether so much can be written as JSON, which can be asked before a number of it is computed.

    Raises: AttnError E512 if it is more than two million numbers.
    """
    numbers = sum(tensor.array.size for tensor in tensors)
    if numbers > MOST:
        what = f"the trace holds {numbers:,} numbers, more than the {MOST:,} that are written as JSON"
        raise AttnError("E512", what, help="write it as arrays: `output=trace.npz`")


def source_values(trace: Trace) -> dict[str, Any] | None:
    """Who published the example, as plain values."""
    if not trace.source:
        return None
    return {name: value for name, value in trace.source.items() if value not in ("", None)}


def query_values(trace: Trace) -> dict[str, Any] | None:
    """The query that the trace tells, as plain values."""
    if trace.query is None:
        return None
    return {"position": trace.query + 1, "token": trace.queries.labels[trace.query]}


def given_values(trace: Trace, tensor: Tensor) -> dict[str, Any]:
    """A given as plain values; a parameter with where it comes from, where that is known, and its seed."""
    values = tensor_values(tensor)
    if trace.origins.get(tensor.name):
        values["origin"] = trace.origins[tensor.name]
    if tensor.name in trace.random:
        values["seed"] = trace.seed
    return values


def note_values(note: Note) -> dict[str, Any]:
    """A note as plain values."""
    text = plain(sentence(note.text))
    return {"code": note.code, "text": text, "stage": note.stage, "query": note.query}


def tensor_values(tensor: Tensor) -> dict[str, Any]:
    """A tensor as plain values."""
    return {
        "name": tensor.name,
        "symbol": tensor.symbol.plain,
        "axes": [axis_values(axis) for axis in tensor.axes],
        "values": array_values(tensor),
    }


def axis_values(axis: Axis) -> dict[str, Any]:
    """An axis as plain values."""
    return {"name": axis.name, "labels": list(axis.labels)}


def array_values(tensor: Tensor) -> Any:
    """An array as nested lists; JSON has no infinity, so a hidden score is null. No negative zero is kept."""
    if tensor.array.dtype == bool:
        return tensor.array.tolist()
    values = tensor.array + 0.0
    if np.isfinite(values).all():
        return values.tolist()
    finite = values.astype(object)
    finite[~np.isfinite(values)] = None
    return finite.tolist()


def stage_values(stage: Stage) -> dict[str, Any]:
    """A stage as plain values."""
    tensor = tensor_values(stage.output)
    return {
        "name": stage.name,
        "title": stage.op.title,
        "formula": {
            "plain": f"{stage.output.symbol.plain} = {stage.formula.plain}",
            "latex": f"{stage.output.symbol.latex} = {stage.formula.latex}",
        },
        "takes": [tensor.name for tensor in stage.inputs],
        "symbol": tensor["symbol"],
        "axes": tensor["axes"],
        "values": tensor["values"],
    }


def why_json(derivation: Derivation) -> str:
    """A derivation as JSON (attn/why, version 1): each cell once, the one that was asked about first."""
    return json_text(
        {
            "format": "attn/why",
            "version": 1,
            "cell": derivation.root.cell.name,
            "value": number(derivation.root.cell.value),
            "depth": derivation.depth,
            "cells": [told_values(told) for told in derivation.root.everything()],
        }
    )


def told_values(told: Told) -> dict[str, Any]:
    """One cell of a derivation as plain values."""
    tree = told.arithmetic
    return {
        "cell": told.cell.name,
        "stage": told.cell.tensor.name,
        "labels": list(told.cell.labels),
        "value": number(told.cell.value),
        "given": tree is None,
        "arithmetic": None if tree is None else tree_values(tree),
        "rests_on": [] if tree is None else list(dict.fromkeys(cell.name for cell in cells(tree))),
    }


def tree_values(tree: Arithmetic) -> dict[str, Any]:
    """An arithmetic tree as plain values: {"op": …, "of": […]}, or {"cell": …, "value": …}, {"value": …}."""
    match tree:
        case Cell():
            return {"cell": tree.name, "value": number(tree.value)}
        case Number(value) | Count(value):
            return {"value": number(value)}
        case Sum(terms, over):
            return {"op": "sum", "over": over or None, "of": [tree_values(term) for term in terms]}
        case Largest(terms, over):
            return {"op": "largest", "over": over or None, "of": [tree_values(term) for term in terms]}
        case Difference(left, right):
            return op_values("difference", left, right)
        case Product(factors):
            return op_values("product", *factors)
        case Quotient(above, below):
            return op_values("quotient", above, below)
        case Root(of):
            return op_values("root", of)
        case Power(base, exponent):
            return op_values("power", base, exponent)
        case Sine(of):
            return op_values("sine", of)
        case Cosine(of):
            return op_values("cosine", of)
        case Exp(of):
            return op_values("exp", of)
        case Square(of):
            return op_values("square", of)
        case Negative(of):
            return op_values("negative", of)
        case Tanh(of):
            return op_values("tanh", of)
        case Sigmoid(of):
            return op_values("sigmoid", of)
        case Where():
            return where_values(tree)
        case _:
            assert_never(tree)


def op_values(op: str, *parts: Arithmetic) -> dict[str, Any]:
    """An operation on parts as plain values."""
    return {"op": op, "of": [tree_values(part) for part in parts]}


def where_values(tree: Where) -> dict[str, Any]:
    """A condition, whether it holds, and the arithmetic that applies, as plain values."""
    near = tree.condition
    return {
        "op": "where",
        "test": tree.test.name,
        "is": f"within {near.within:g} of {near.to}" if isinstance(near, Near) else near,
        "holds": tree.holds,
        "reason": None if tree.holds else tree.reason,
        "of": [tree_values(tree.branch)],
    }


def vectors_values(vectors: WordVectors) -> dict[str, Any]:
    """Word vectors as plain values: their name, how many they are (null if nobody counted), their size."""
    return {"name": vectors.name, "words": vectors.words, "dims": vectors.dims}


def number(value: float) -> float | None:
    """A number as JSON can hold it."""
    return value + 0 if np.isfinite(value) else None


def chosen(trace: Trace, stages: Iterable[str] | None) -> list[Stage]:
    """The stages of these names, as they are shown; None: all."""
    return [stage for stage in trace.shown if stages is None or stage.name in stages]


def npz_bytes(trace: Trace, stages: Iterable[str] | None = None) -> bytes:
    """A trace as an .npz file that holds every given and, by name, every stage or those that are wanted."""
    tensors = (*trace.givens, *(stage.output for stage in chosen(trace, stages)))
    return packed({tensor.name: tensor.array for tensor in tensors})


def packed(arrays: Mapping[str, Any]) -> bytes:
    """Arrays by name as an .npz file.

    It is stored: numbers of 53 binary digits hardly shrink, and packing them takes a hundred times as long.
    """
    import io

    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()
