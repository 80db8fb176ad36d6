"""Trees of attn/why, as a program that has read docs/json.md works them out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

Tree = dict[str, Any]

UNARY: dict[str, Callable[[float], float]] = {
    "root": math.sqrt,
    "exp": math.exp,
    "sine": math.sin,
    "cosine": math.cos,
    "square": lambda x: x * x,
    "negative": lambda x: -x,
    "tanh": math.tanh,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)) if x > -700 else 0.0,
    "rounded_up": lambda x: float(math.ceil(x - 1e-12)),  # for logarithms, which miss whole numbers
    "where": lambda x: x,
}
BINARY: dict[str, Callable[[float, float], float]] = {
    "difference": lambda x, y: x - y,
    "quotient": lambda x, y: x / y,
    "power": math.pow,
    "logarithm": math.log,
}
OF_ANY: dict[str, Callable[[list[float]], float]] = {"sum": sum, "largest": max, "product": math.prod}


def number(holder: Tree) -> float:
    """The number of a leaf or a cell; null stands for −∞."""
    return -math.inf if holder["value"] is None else float(holder["value"])


def worth(tree: Tree) -> float:
    """What a tree comes to."""
    if "op" not in tree:
        return number(tree)
    numbers, op = [worth(part) for part in tree["of"]], tree["op"]
    if op in OF_ANY:
        assert set(tree) == ({"op", "of"} if op == "product" else {"op", "of", "over"})
        return OF_ANY[op](numbers)
    if op in BINARY:
        left, right = numbers
        return BINARY[op](left, right)
    (only,) = numbers
    return UNARY[op](only)


def size(tree: Tree) -> float:
    """How large the numbers are that a tree adds up, signs aside: the measure of rounding errors."""
    if tree.get("op") in ("sum", "difference"):
        return sum(abs(worth(part)) for part in tree["of"])
    return size(tree["of"][0]) if tree.get("op") == "where" else abs(worth(tree))


def parts(tree: Tree) -> Iterator[Tree]:
    """A tree and every tree in it."""
    yield tree
    for part in tree.get("of", ()):
        yield from parts(part)
