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
from attncli.tensor import Axis, Cell, Tensor
from attncli.trace import Stage, Trace

if TYPE_CHECKING:
    from attncli.meaning import WordVectors

ESCAPES = {
    **{code: f"\\u{code:04x}" for code in range(0x20)},
    0x22: '\\"',
    0x5C: "\\\\",
    0x08: "\\b",
    0x09: "\\t",
    0x0A: "\\n",
    0x0C: "\\f",
    0x0D: "\\r",
}
"""What JSON does not take in a string as it is."""

MOST = 2_000_000
"""Numbers that are written as JSON at most."""


def trace_json(trace: Trace, stages: Iterable[str] | None = None) -> str:
    """A trace as JSON (attn/trace, version 1), a row of numbers a line; ``stages`` names those that are wanted, None all.

    Raises: AttnError E512 if that is more than two million numbers.
    """
    wanted = chosen(trace, stages)
    numbers = sum(tensor.array.size for tensor in (*trace.givens, *(stage.output for stage in wanted)))
    if numbers > MOST:
        what = f"the trace holds {numbers:,} numbers, more than the {MOST:,} that are written as JSON"
        raise AttnError("E512", what, help="write it as arrays: `output=trace.npz`")
    query = (
        None
        if trace.query is None
        else {"position": trace.query + 1, "token": trace.queries.labels[trace.query]}
    )
    vectors = {"vectors": vectors_values(trace.words)} if trace.words is not None else {}
    return json_text(
        {
            "format": "attn/trace",
            "version": 1,
            "title": trace.title,
            "mechanism": trace.mechanism,
            **vectors,
            "source": {name: value for name, value in trace.origin.items() if value not in ("", None)}
            if trace.origin
            else None,
            "query": query,
            "givens": [
                {**tensor_values(tensor), **({"seed": trace.seed} if tensor.name in trace.random else {})}
                for tensor in trace.givens
            ],
            "stages": [stage_values(stage) for stage in wanted],
            "notes": [
                {
                    "code": note.code,
                    "text": plain(sentence(note.text)),
                    "stage": note.stage,
                    "query": note.query,
                }
                for note in trace.notes
            ],
            "result": trace.result,
        }
    )


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
    """An array as nested lists; JSON has no infinity, so a hidden score is null, and no negative zero is kept."""
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
        "takes": [each.name for each in stage.inputs],
        "symbol": tensor["symbol"],
        "axes": tensor["axes"],
        "values": tensor["values"],
    }


def why_json(derivation: Derivation) -> str:
    """A derivation as JSON (attn/why, version 1): each cell once, the one that was asked about first."""
    told = list(derivation.root.everything())
    return json_text(
        {
            "format": "attn/why",
            "version": 1,
            "cell": derivation.root.cell.name,
            "value": number(derivation.root.cell.value),
            "depth": derivation.depth,
            "cells": [told_values(one) for one in told],
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
    """An arithmetic tree as plain values: {"op": …, "of": […]}, its leaves {"cell": …, "value": …} or {"value": …}."""
    match tree:
        case Cell():
            return {"cell": tree.name, "value": number(tree.value)}
        case Number(value) | Count(value):
            return {"value": number(value)}
        case Sum(terms, over) | Largest(terms, over):
            return {
                "op": "sum" if isinstance(tree, Sum) else "largest",
                "over": over or None,
                "of": [tree_values(term) for term in terms],
            }
        case Difference(left, right):
            return {"op": "difference", "of": [tree_values(left), tree_values(right)]}
        case Product(factors):
            return {"op": "product", "of": [tree_values(factor) for factor in factors]}
        case Quotient(above, below):
            return {"op": "quotient", "of": [tree_values(above), tree_values(below)]}
        case Root(of):
            return {"op": "root", "of": [tree_values(of)]}
        case Power(base, exponent):
            return {"op": "power", "of": [tree_values(base), tree_values(exponent)]}
        case Sine(of):
            return {"op": "sine", "of": [tree_values(of)]}
        case Cosine(of):
            return {"op": "cosine", "of": [tree_values(of)]}
        case Exp(of):
            return {"op": "exp", "of": [tree_values(of)]}
        case Square(of):
            return {"op": "square", "of": [tree_values(of)]}
        case Negative(of):
            return {"op": "negative", "of": [tree_values(of)]}
        case Tanh(of):
            return {"op": "tanh", "of": [tree_values(of)]}
        case Sigmoid(of):
            return {"op": "sigmoid", "of": [tree_values(of)]}
        case Where(test, condition, _, _, reason):
            chosen = tree_values(tree.branch)
            is_what = (
                f"within {condition.within:g} of {condition.to}" if isinstance(condition, Near) else condition
            )
            return {
                "op": "where",
                "test": test.name,
                "is": is_what,
                "holds": tree.holds,
                "reason": None if tree.holds else reason,
                "of": [chosen],
            }
        case _:
            assert_never(tree)


def vectors_values(vectors: WordVectors) -> dict[str, Any]:
    """Word vectors as plain values: what they are called, how many there are (null where nobody counted) and of how many numbers."""
    return {"name": vectors.name, "words": vectors.words, "dims": vectors.dims}


def number(value: float) -> float | None:
    """A number as JSON can hold it."""
    return value + 0 if np.isfinite(value) else None


def json_text(values: Mapping[str, Any]) -> str:
    """Values as JSON, indented, but with a row of numbers or words on one line."""
    pieces: list[str] = []
    add_json(values, "", pieces)
    return "".join(pieces) + "\n"


def add_json(value: Any, indent: str, pieces: list[str]) -> None:
    """Add the text of a value to the pieces."""
    inner = indent + "  "
    if isinstance(value, dict) and value and not short(value):
        for at, (name, each) in enumerate(value.items()):
            pieces.append(f"{',' if at else '{'}\n{inner}{one_line(name)}: ")
            add_json(each, inner, pieces)
        pieces.append(f"\n{indent}}}")
    elif isinstance(value, list) and value and isinstance(value[0], (list, dict)):
        for at, each in enumerate(value):
            pieces.append(f"{',' if at else '['}\n{inner}")
            add_json(each, inner, pieces)
        pieces.append(f"\n{indent}]")
    else:
        pieces.append(one_line(value))


def one_line(value: Any) -> str:
    """A value as JSON on one line: what json.dumps(value, ensure_ascii=False) gives, which a test holds it to.

    Importing json brings its decoder along, which costs a run 2 % of its time. Infinities and NaN must not come here.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value.translate(ESCAPES)}"'
        case list():
            return f"[{', '.join(map(repr if set(map(type, value)) == {float} else one_line, value))}]"
        case dict():
            return f"{{{', '.join(f'{one_line(name)}: {one_line(each)}' for name, each in value.items())}}}"
        case _:
            return repr(value)


def short(value: Mapping[str, Any]) -> bool:
    """Whether an object reads well on one line: a name and labels, a source."""
    length = 0
    for each in value.values():
        if isinstance(each, dict) or (isinstance(each, list) and each and isinstance(each[0], (list, dict))):
            return False
        length += len(each) if isinstance(each, (str, list)) else 1
    return length <= 64


def chosen(trace: Trace, stages: Iterable[str] | None) -> list[Stage]:
    """The stages of these names, as they are shown; None: all."""
    return [stage for stage in trace.shown if stages is None or stage.name in stages]


def npz_bytes(trace: Trace, stages: Iterable[str] | None = None) -> bytes:
    """A trace as an .npz file that holds every given and, by name, every stage or those that are wanted."""
    import io

    file = io.BytesIO()
    arrays: dict[str, Any] = {
        tensor.name: tensor.array
        for tensor in (*trace.givens, *(stage.output for stage in chosen(trace, stages)))
    }
    np.savez_compressed(file, **arrays)
    return file.getvalue()
