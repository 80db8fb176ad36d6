"""Two computations beside each other, as JSON (attn/compare)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attncli.comparison.numbers import Comparison
from attncli.comparison.word import OfWord
from attncli.document import plain
from attncli.serialise import array_values, axis_values, check_size, number, query_values
from attncli.serialise.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.comparison.numbers import Two
    from attncli.document import Words
    from attncli.meaning import Meaning
    from attncli.tensor import Cell, Tensor
    from attncli.trace import Trace


def compare_json(
    found: Comparison | OfWord, names: tuple[str, str], says: Sequence[Words], stage: str | None = None
) -> str:
    """Two computations as JSON (attn/compare, version 1); ``says`` are the sentences that sum it up.

    Raises: AttnError E512 if that is more than two million numbers.
    """
    by = "word" if isinstance(found, OfWord) else "number"
    values: dict[str, Any] = {
        "format": "attn/compare",
        "version": 1,
        "by": by,
        "a": side_values(names[0], found.a),
        "b": side_values(names[1], found.b),
        "says": [plain(words) for words in says],
    }
    if isinstance(found, OfWord):
        values |= {
            "values_alike": found.began,
            "results_alike": found.alike,
            "word": {"a": word_values(found.a, found.meant_a), "b": word_values(found.b, found.meant_b)},
        }
        return json_text(values)
    tensors = [two for two in found.all if stage in (None, two.name)]
    check_size([tensor for two in tensors for tensor in (two.a, two.b) if tensor is not None])
    values |= {
        "alike": found.alike,
        "first": None if found.first is None else pair_values(*found.first),
        "elsewhere": {
            "differ": found.elsewhere,
            "first": None if found.elsewhere_first is None else pair_values(*found.elsewhere_first),
        },
        "stages": [two_values(two) for two in tensors],
    }
    return json_text(values)


def side_values(name: str, trace: Trace) -> dict[str, Any]:
    """One of the two, as plain values."""
    return {
        "name": name,
        "scenario": trace.name,
        "title": trace.title,
        "mechanism": trace.mechanism,
        "query": query_values(trace),
    }


def pair_values(one: Cell, other: Cell) -> dict[str, Any]:
    """A number as A has it and as B has it, as plain values."""
    a, b = (
        bool(cell.value) if cell.tensor.array.dtype == bool else number(cell.value) for cell in (one, other)
    )
    return {"cell": one.name, "a": a, "b": b}


def two_values(two: Two) -> dict[str, Any]:
    """A tensor of both, as plain values."""
    furthest = None
    if two.how == "differs" and two.furthest is not None:
        assert two.a is not None
        assert two.b is not None
        furthest = pair_values(two.a.cell(*two.furthest), two.b.cell(*two.furthest))
    return {
        "name": two.name,
        "how": HOW[two.how],
        "numbers": two.numbers if two.how in ("same", "differs") else None,
        "differ": two.apart if two.how in ("same", "differs") else None,
        "furthest": furthest,
        "a": tensor_values(two.a),
        "b": tensor_values(two.b),
    }


HOW = {"same": "same", "differs": "differs", "shapes": "other-shape", "a": "only-a", "b": "only-b"}
"""How two tensors compare, as programs read it."""


def tensor_values(tensor: Tensor | None) -> dict[str, Any] | None:
    """A tensor as plain values; None where there is none."""
    if tensor is None:
        return None
    return {"axes": [axis_values(axis) for axis in tensor.axes], "values": array_values(tensor)}


def word_values(trace: Trace, meant: Meaning | None) -> dict[str, Any]:
    """What became of a word in one of two sentences, as plain values."""
    weights = next(stage for stage in trace.shown if stage.name == "weights").output
    return {
        "weights": tensor_values(weights),
        "result": tensor_values(trace.shown[-1].output),
        "moved": None
        if meant is None
        else [{"word": each.word, "before": each.before, "after": each.after} for each in meant.gained],
    }
