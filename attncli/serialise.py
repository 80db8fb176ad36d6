"""Traces and derivations as JSON and .npz: every number in full, for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, assert_never

import numpy as np

from attncli.arithmetic import (
    Arithmetic,
    Cell,
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
from attncli.mechanisms import MECHANISMS
from attncli.scenario import Scenario
from attncli.tensor import Axis, Tensor
from attncli.trace import Stage, Trace

if TYPE_CHECKING:
    from attncli.glossary import Term
    from attncli.meaning import Neighbours, WordVectors
    from attncli.mechanisms.expect import Checked, Compared

ESCAPES = {**{code: f"\\u{code:04x}" for code in range(0x20)}, 0x22: '\\"', 0x5C: "\\\\", 0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r"}
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
        raise AttnError(
            "E512", f"the trace holds {numbers:,} numbers, more than the {MOST:,} that are written as JSON", help="write it as arrays: --output trace.npz"
        )
    query = None if trace.query is None else {"position": trace.query + 1, "token": trace.queries.labels[trace.query]}
    vectors = {"vectors": vectors_values(trace.words)} if trace.words is not None else {}
    return json_text(
        {
            "format": "attn/trace",
            "version": 1,
            "title": trace.title,
            "mechanism": trace.mechanism,
            **vectors,
            "source": {name: value for name, value in trace.origin.items() if value not in ("", None)} if trace.origin else None,
            "query": query,
            "givens": [{**tensor_values(tensor), **({"seed": trace.seed} if tensor.name in trace.random else {})} for tensor in trace.givens],
            "stages": [stage_values(stage) for stage in wanted],
            "notes": [{"code": note.code, "text": plain(sentence(note.text)), "stage": note.stage, "query": note.query} for note in trace.notes],
            "result": trace.result,
        }
    )


def tensor_values(tensor: Tensor) -> dict[str, Any]:
    """A tensor as plain values."""
    return {"name": tensor.name, "symbol": tensor.symbol.plain, "axes": [axis_values(axis) for axis in tensor.axes], "values": array_values(tensor)}


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
        "formula": {"plain": f"{stage.output.symbol.plain} = {stage.formula.plain}", "latex": f"{stage.output.symbol.latex} = {stage.formula.latex}"},
        "takes": [each.name for each in stage.step.inputs],
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
            return {"op": "sum" if isinstance(tree, Sum) else "largest", "over": over or None, "of": [tree_values(term) for term in terms]}
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
            is_what = f"within {condition.within:g} of {condition.to}" if isinstance(condition, Near) else condition
            return {"op": "where", "test": test.name, "is": is_what, "holds": tree.holds, "reason": None if tree.holds else reason, "of": [chosen]}
        case _:
            assert_never(tree)


def list_json(scenarios: Sequence[Scenario], wanted: Sequence[str], vectors: Sequence[WordVectors] = ()) -> str:
    """What there is to choose from as JSON (attn/list, version 1)."""
    values: dict[str, Any] = {"format": "attn/list", "version": 1}
    if "scenarios" in wanted:
        values["scenarios"] = [
            {"name": each.name, "title": each.title, "teaches": each.teaches, "mechanism": each.mechanism, "about": each.about} for each in scenarios
        ]
    if "mechanisms" in wanted:
        values["mechanisms"] = [
            {"name": each.name, "title": each.title, "formula": each.formula, "about": each.about, "source": each.source.cited} for each in MECHANISMS.values()
        ]
    if "vectors" in wanted:
        values["vectors"] = [{**vectors_values(each), "source": each.origin} for each in vectors]
    return json_text(values)


def vectors_values(vectors: WordVectors) -> dict[str, Any]:
    """Word vectors as plain values: what they are called, how many there are (null where nobody counted) and of how many numbers."""
    return {"name": vectors.name, "words": vectors.words, "dims": vectors.dims}


def check_json(checked: Sequence[Checked], told: Callable[[AttnError], Mapping[str, object]]) -> str:
    """What was checked as JSON (attn/check, version 1); ``told`` makes the values of a fault, as attn/error has them."""
    return json_text(
        {
            "format": "attn/check",
            "version": 1,
            "ok": all(each.ok for each in checked),
            "scenarios": [
                {
                    "name": each.name,
                    "ok": each.ok,
                    "valid": each.error is None,
                    "compared": [compared_values(compared) for compared in each.compared],
                    "errors": [] if each.error is None else [dict(told(fault)) for fault in each.error.all],
                }
                for each in checked
            ],
        }
    )


def compared_values(compared: Compared) -> dict[str, Any]:
    """One comparison as plain values."""
    return {
        "stage": compared.stage,
        "row": compared.row,
        "numbers": compared.numbers,
        "atol": compared.atol,
        "furthest": number(compared.furthest),
        "misses": [{"cell": miss.cell, "expected": miss.expected, "found": number(miss.found), "off": number(miss.off)} for miss in compared.misses],
    }


def glossary_json(terms: Sequence[Term]) -> str:
    """Terms of the glossary as JSON (attn/glossary, version 1)."""
    values = [
        {
            "name": term.name,
            "meaning": term.meaning,
            "symbol": term.symbol or None,
            "stage": term.stage or None,
            "synonyms": [
                {"word": each.word, "detail": each.detail or None, "said_by": each.said_by if isinstance(each.said_by, str) else each.said_by.cited}
                for each in term.synonyms
            ],
        }
        for term in terms
    ]
    return json_text({"format": "attn/glossary", "version": 1, "terms": values})


def near_json(found: Neighbours) -> str:
    """The nearest words as JSON (attn/near, version 1)."""
    return json_text(
        {
            "format": "attn/near",
            "version": 1,
            "word": found.word,
            "spelling": found.spelling,
            "vectors": found.source,
            "dims": found.dims,
            "near": [{"word": each.word, "cosine": number(each.similarity)} for each in found.near],
        }
    )


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
    arrays: dict[str, Any] = {tensor.name: tensor.array for tensor in (*trace.givens, *(stage.output for stage in chosen(trace, stages)))}
    np.savez_compressed(file, **arrays)
    return file.getvalue()
