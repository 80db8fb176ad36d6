"""Programs that compute attention rightly, each in a way of its own and in numbers of some type: who is held
against a judge, and must be accused of nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attncli.mistakes.verdicts import Mine
from attncli.scenario import Scenario

Numbers = NDArray[Any]
Rounding = Callable[[Numbers], Numbers]


def to_bfloat16(array: Numbers) -> Numbers:
    """Numbers with the 8 significant bits that a bfloat16 has, to even."""
    bits = np.ascontiguousarray(array, dtype=np.float32).view(np.uint32)
    rounded: Numbers = ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).astype(np.uint32).view(np.float32)
    return np.where(np.isfinite(array), rounded, array).astype(np.float32)


TYPES: dict[str, Rounding] = {
    "float64": lambda array: np.asarray(array, np.float64),
    "float32": lambda array: np.asarray(array, np.float32),
    "float16": lambda array: np.asarray(array, np.float16),
    "bfloat16": to_bfloat16,
}
"""How each type rounds: after every operation."""

STYLES = (
    "plain",
    "without the highest",
    "queries divided",
    "queries and keys divided by the fourth root",
    "masked after the softmax, and renormalised",
    "-1e9",
    "-10000",
    "the least number of the type",
    "heads summed after rows of their own",
    "powers of two",
    "a constant added",
    "rounded",
    "of 32 bits, kept as 64",
    "torch's shapes",
    "averaged weights",
)
"""Ways to compute the same."""


def program(scenario: Scenario, style: str, dtype: str) -> dict[str, Mine]:
    """What a right program makes of a judge with dot products, stage by stage, as it would name them."""
    cast = TYPES["float32" if style == "of 32 bits, kept as 64" else dtype]
    given = {name: cast(np.asarray(tensor.array)) for name, tensor in scenario.parameters.items()}
    heads, kv_heads = len(scenario.query_heads), len(scenario.key_heads)
    in_heads = scenario.mechanism == "multi-head"
    stages: dict[str, Numbers] = {}

    def linear(x: Numbers, role: str) -> Numbers:
        made = cast(x @ given[f"w_{role}"])
        return cast(made + given[f"b_{role}"]) if f"b_{role}" in given else made

    def role(name: str) -> Numbers:
        tensor = getattr(scenario, name)
        if tensor is not None:
            return cast(tensor.array)
        source = scenario.x if name == "query" or scenario.memory is None else scenario.memory
        assert source is not None
        stages[name] = linear(cast(source.array), name[0])
        return stages[name]

    query, key, value = role("query"), role("key"), role("value")
    if in_heads:
        query = query.reshape(len(query), heads, -1).transpose(1, 0, 2)
        key = key.reshape(len(key), kv_heads, -1).transpose(1, 0, 2)
        value = value.reshape(len(value), kv_heads, -1).transpose(1, 0, 2)
        stages |= {"query_heads": query, "key_heads": key, "value_heads": value}
        key, value = np.repeat(key, heads // kv_heads, 0), np.repeat(value, heads // kv_heads, 0)
    root = cast(np.sqrt(np.array(float(query.shape[-1]))))
    if scenario.mechanism == "dot-product":
        root = cast(np.array(1.0))
    match style:
        case "queries divided":
            scores = cast(cast(query / root) @ key.swapaxes(-1, -2))
        case "queries and keys divided by the fourth root":
            fourth = cast(np.sqrt(root))
            scores = cast(cast(query / fourth) @ cast(key / fourth).swapaxes(-1, -2))
        case _:
            raw = cast(query @ key.swapaxes(-1, -2))
            scores = cast(raw / root)
            if style != "powers of two":
                stages["scores"] = raw
    stages["scaled_scores"] = scores
    if style == "a constant added":
        scores = stages["scaled_scores"] = cast(scores + cast(np.array(1.0)))
    allowed = None if scenario.allowed is None else scenario.allowed.array
    if allowed is not None and style != "masked after the softmax, and renormalised":
        least = {"-1e9": -1e9, "-10000": -1e4, "the least number of the type": -6e4}.get(style, -np.inf)
        if dtype == "float16" and least == -1e9:
            least = -6e4
        scores = stages["masked_scores"] = np.where(allowed, scores, cast(np.array(least)))
    highest = cast(np.array(0.0)) if style == "without the highest" else scores.max(-1, keepdims=True)
    if style == "powers of two":
        scores = cast(scores * cast(np.log2(np.e)))
        powers = cast(np.exp2(cast(scores - scores.max(-1, keepdims=True))))
    else:
        powers = cast(np.exp(cast(scores - highest)))
    weights = cast(powers / cast(powers.sum(-1, keepdims=True)))
    if allowed is not None and style == "masked after the softmax, and renormalised":
        weights = cast(weights * allowed)
        weights = cast(weights / cast(weights.sum(-1, keepdims=True)))
    stages["weights"] = weights
    stages["context"] = cast(weights @ value)
    if in_heads:
        together = stages["context"].transpose(1, 0, 2).reshape(query.shape[1], -1)
        stages["concatenated"] = together
        if style == "heads summed after rows of their own" and "w_o" in given:
            width = stages["context"].shape[-1]
            parts = [
                cast(stages["context"][at] @ given["w_o"][at * width : (at + 1) * width])
                for at in range(heads)
            ]
            output = cast(sum(parts[1:], parts[0]))
            stages["output"] = cast(output + given["b_o"]) if "b_o" in given else output
            del stages["concatenated"]
        elif "w_o" in given:
            stages["output"] = linear(together, "o")
    if style == "torch's shapes":
        stages = {
            name: array[None] if array.ndim == 2 else array.transpose(1, 0, 2)[None]
            for name, array in stages.items()
            if name not in ("scores", "scaled_scores", "masked_scores", "weights")
        }
    if style == "averaged weights" and in_heads:
        stages = {"weights": cast(weights.mean(0)), **{n: a for n, a in stages.items() if n == "output"}}
    if style == "rounded":
        stages = {name: cast(np.round(array.astype(float), 4)) for name, array in stages.items()}
    kept = "float64" if style == "of 32 bits, kept as 64" else dtype
    kept = "float32" if kept == "bfloat16" else kept
    return {name: Mine(array.astype(np.float64), kept) for name, array in stages.items()}
