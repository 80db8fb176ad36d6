"""The field ``expect``: the numbers that a source printed for a stage; whether they fit it is asked
elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.loading.arrays import holds_heads, stacked
from attncli.loading.given import Printed
from attncli.reading.matrix import array_of
from attncli.reading.tree import Items, Node, Pairs, Scalar, under
from attncli.reading.values import number_of, pairs_of, token_of, wrong_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attncli.loading.given import Numbers
    from attncli.reading.text import Faults

FIELDS = ("values", "atol", "query")
FINEST = 300
"""Decimals that are counted at most: a float has no more."""


def printed_of(node: Node, path: str, faults: Faults) -> list[Printed] | None:
    """The field ``expect``.

    Faults: E115, E119, E306 no values or no atol, E314 an atol that is not positive.
    """
    if not isinstance(node, Pairs):
        help = "write `weights: {values: [[0.25, 0.75]]}` under it"
        wrong_kind(node, path, "a mapping of stages", faults, help)
        return None
    found = [
        printed_stage(stage, node.keys[stage], value, under(path, stage), faults)
        for stage, value in node.values.items()
    ]
    return [printed for printed in found if printed is not None]


def printed_stage(stage: str, key: Node, node: Node, path: str, faults: Faults) -> Printed | None:
    """What is expected of one stage."""
    before = len(faults.found)
    nodes = pairs_of(node, path, FIELDS, faults, f"write `{stage}: {{values: …}}`")
    if nodes is None:
        return None
    query = token_of(nodes["query"], under(path, "query"), faults) if "query" in nodes else None
    atol = number_of(nodes["atol"], under(path, "atol"), faults) if "atol" in nodes else None
    if atol is not None and atol <= 0:
        what = f"`atol` is {atol:g}, where a number above 0 is expected"
        help = "write half a unit of the last printed digit, such as `5.0e-5`"
        faults.add("E314", what, nodes["atol"], under(path, "atol"), help)
    if "values" not in nodes:
        if len(faults.found) == before:
            help = "write what the source printed: `values: [[0.25, 0.75]]`"
            faults.add("E306", f"`{path}` has no `values`", node, path, help)
        return None
    values = values_of(nodes["values"], under(path, "values"), faults)
    if values is None or len(faults.found) > before:
        return None
    if atol is None and isinstance(nodes["values"], Pairs):
        what = f"`{path}` has no `atol`, which values in a file need: nothing is printed there"
        faults.add("E306", what, node, path, "write how close the numbers must come: `atol: 1e-6`")
        return None
    near = half_a_unit(nodes["values"]) if atol is None else np.full(values.shape, atol)
    return Printed(stage=stage, key=key, path=path, values=values, atol=near, query=query, nodes=nodes)


def values_of(node: Node, path: str, faults: Faults) -> Numbers | None:
    """A row, rows, or rows a head."""
    if holds_heads(node, 2):
        return stacked(node, path, 2, faults)
    return array_of(node, path, (1, 2, 3) if isinstance(node, Pairs) else (1, 2), faults)


def half_a_unit(node: Node) -> Numbers:
    """Half a unit of the last digit of each number as it is written: 0.05 for 0.5, 5e-11 for 4.6e-10.

    A bare 0, which has no digit to tell, is held to as much as the finest of the others.
    """
    return units_of(node, max((decimals(number) for number in scalars(node)), default=0))


def scalars(node: Node) -> Iterator[Scalar]:
    """Every number of a list of lists."""
    if isinstance(node, Items):
        for item in node.items:
            yield from scalars(item)
    elif isinstance(node, Scalar):
        yield node


def units_of(node: Node, finest: int) -> Numbers:
    """The tolerance of each number of a list, in the shape of the list."""
    if isinstance(node, Items):
        return np.array([units_of(item, finest) for item in node.items])
    assert isinstance(node, Scalar)
    places = finest if node.text in ("0", "-0", "+0") else decimals(node)
    return np.array(float(f"5e{-places - 1}"))


def decimals(node: Scalar) -> int:
    """How many decimals a number is written with."""
    text = node.text.lower()
    if text.startswith("0x"):
        return 0
    digits, _, exponent = text.partition("e")
    count = len(digits.partition(".")[2]) - float(exponent or 0)
    return int(min(max(count, 0), FINEST))
