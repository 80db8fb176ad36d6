"""The field ``expect``: the numbers a source printed for a stage, and whether they have the shape that stage will have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.reading.matrix import array_of
from attncli.reading.text import MOST_FAULTS
from attncli.reading.tree import Items, Node, Pairs, Scalar, under
from attncli.reading.values import number_of, pairs_of, text_of, wrong_kind
from attncli.record import Record
from attncli.scenario import Expectation
from attncli.tensor import LabelError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from attncli.loading.fields import Given
    from attncli.loading.fitting import Fit
    from attncli.reading.text import Faults
    from attncli.tensor import Axis

STAGES = {
    "positions": ("key", "d_model"),
    "query": ("query", "d_q"),
    "key": ("key", "d_k"),
    "value": ("key", "d_v"),
    "alignment_position": ("query", ""),
    "scores": ("query", "key"),
    "scaled_scores": ("query", "key"),
    "masked_scores": ("query", "key"),
    "weights": ("query", "key"),
    "local_weights": ("query", "key"),
    "context": ("query", "d_v"),
    "attentional": ("query", "d_out"),
}
"""Every stage there may be without heads, with the axes it has."""

HEADED = {
    "positions": ("key", "d_model"),
    "query": ("query", "d_q"),
    "key": ("key", "d_k"),
    "value": ("key", "d_v"),
    "query_heads": ("head", "query", "d_head"),
    "key_heads": ("kv_head", "key", "d_head"),
    "value_heads": ("kv_head", "key", "d_v_head"),
    "key_shared": ("head", "key", "d_head"),
    "value_shared": ("head", "key", "d_v_head"),
    "scores": ("head", "query", "key"),
    "scaled_scores": ("head", "query", "key"),
    "masked_scores": ("head", "query", "key"),
    "weights": ("head", "query", "key"),
    "context": ("head", "query", "d_v_head"),
    "concatenated": ("query", "d_heads"),
    "output": ("query", "d_out"),
}
"""The same with heads: those of the queries (head), and those of keys and values (kv_head)."""

IN_FRONT = {
    "query": ("head", "query", "d_head"),
    "key": ("kv_head", "key", "d_head"),
    "value": ("kv_head", "key", "d_v_head"),
}
"""Queries, keys and values that came with their heads in front."""

_FIELDS = ("values", "atol", "query")
_FINEST = 300


class Printed(Record, kw_only=True):
    """What a file expects of one stage, before it is known whether that fits."""

    stage: str
    key: Node
    path: str
    values: NDArray[np.float64]
    atol: float
    query: str | None
    nodes: Mapping[str, Node]


def printed_of(node: Node, path: str, faults: Faults) -> list[Printed] | None:
    """The field ``expect``. Faults: E115, E119, E306 no values or no atol, E313 no such stage, E314 an atol that is not positive."""
    if not isinstance(node, Pairs):
        wrong_kind(
            node, path, "a mapping of stages", faults, "write `weights: {values: [[0.25, 0.75]]}` under it"
        )
        return None
    found = []
    before = len(faults.found)
    for stage, value in node.values.items():
        if stage in STAGES or stage in HEADED:
            printed = _one(stage, node.keys[stage], value, under(path, stage), faults)
            if printed:
                found.append(printed)
            continue
        if len(faults.found) - before >= MOST_FAULTS:
            break
        from attncli.spelling import did_you_mean, quoted

        help = did_you_mean(stage, HEADED, f"name one of {quoted(STAGES)}")
        faults.add("E313", f"`{stage}` is not a stage", node.keys[stage], under(path, stage), help)
    return found


def _one(stage: str, key: Node, node: Node, path: str, faults: Faults) -> Printed | None:
    before = len(faults.found)
    nodes = pairs_of(node, path, _FIELDS, faults, f"write `{stage}: {{values: …}}`")
    if nodes is None:
        return None
    query = text_of(nodes["query"], under(path, "query"), faults) if "query" in nodes else None
    atol = number_of(nodes["atol"], under(path, "atol"), faults) if "atol" in nodes else None
    if "atol" in nodes and atol is not None and atol <= 0:
        faults.add(
            "E314",
            f"`atol` is {atol:g}, where a number above 0 is expected",
            nodes["atol"],
            under(path, "atol"),
            "write half a unit of the last printed digit, such as `5.0e-5`",
        )
    if "values" not in nodes:
        if len(faults.found) == before:
            faults.add(
                "E306",
                f"`{path}` has no `values`",
                node,
                path,
                "write what the source printed: `values: [[0.25, 0.75]]`",
            )
        return None
    values = _values_of(nodes["values"], under(path, "values"), faults)
    if values is None or len(faults.found) > before:
        return None
    if atol is None and isinstance(nodes["values"], Pairs):
        faults.add(
            "E306",
            f"`{path}` has no `atol`, which values in a file need: nothing is printed there",
            node,
            path,
            "write how close the numbers must come: `atol: 1e-6`",
        )
        return None
    return Printed(
        stage=stage,
        key=key,
        path=path,
        values=values,
        atol=atol or _half_a_unit(nodes["values"]),
        query=query,
        nodes=nodes,
    )


def _values_of(node: Node, path: str, faults: Faults) -> NDArray[np.float64] | None:
    """A row, rows, or rows a head."""
    if isinstance(node, Items) and node.items and isinstance(node.items[0], Items):
        from attncli.loading.heads import holds_heads, stacked

        if holds_heads(node, 2):
            return stacked(node, path, 2, faults)
    return array_of(node, path, (1, 2, 3) if isinstance(node, Pairs) else (1, 2), faults)


def absent_with_heads(given: Given, fitted: Fit) -> dict[str, str]:
    """The stages of heads that a scenario with heads does not have, and why."""
    absent = {} if "w_o" in (given.parameters or {}) else {"output": "it has no `w_o`"}
    if fitted.in_front:
        absent |= dict.fromkeys(
            ("query_heads", "key_heads", "value_heads"), "its tensors have their heads in front"
        )
    if fitted.sizes.get("head") == fitted.sizes.get("kv_head"):
        absent |= dict.fromkeys(("key_shared", "value_shared"), "every query head has a key head of its own")
    return absent


def _half_a_unit(node: Node) -> float:
    """Half a unit of the last digit that any of the values has: 0.05 for 0.5, 0.5 for whole numbers."""
    return float(f"5e{-_decimals(node) - 1}")


def _decimals(node: Node) -> int:
    if isinstance(node, Items):
        return max((_decimals(item) for item in node.items), default=0)
    text = node.text.lower() if isinstance(node, Scalar) else ""
    if text.startswith("0x"):
        return 0
    digits, _, exponent = text.partition("e")
    decimals = len(digits.partition(".")[2]) - float(exponent or 0)
    return int(min(max(decimals, 0), _FINEST))


def fitting(
    printed: list[Printed],
    axes: Mapping[str, Axis | None],
    sizes: Mapping[str, int | None],
    absent: Mapping[str, str],
    faults: Faults,
    *,
    headed: bool = False,
    in_front: bool = False,
) -> tuple[Expectation, ...]:
    """What is expected, once it has the shape of its stage; an axis or a size that is None is not known, and nothing is said of it.

    ``headed``: the mechanism has heads; ``in_front``: the tensors have them already.

    Faults: E202, E308, E309, E313 a stage this scenario does not have (``absent``: why not).
    """
    fit = []
    for one in printed:
        if one.stage in absent:
            faults.add(
                "E313",
                f"`{one.stage}` is not a stage of this scenario: {absent[one.stage]}",
                one.key,
                one.path,
                "take it out, or expect another stage",
            )
            continue
        if not headed and one.stage not in STAGES:
            faults.add(
                "E313",
                f"`{one.stage}` is not a stage of this scenario: its mechanism has no heads",
                one.key,
                one.path,
                "take it out, or expect another stage",
            )
            continue
        *heads, rows, columns = (
            IN_FRONT[one.stage]
            if in_front and one.stage in IN_FRONT
            else (HEADED if headed else STAGES)[one.stage]
        )
        axis = axes[rows]
        row = None
        if one.query is not None and axis is not None:
            row = row_named(one.query, axis, one.nodes["query"], under(one.path, "query"), faults)
            if row is None:
                continue
        height, width = (
            len(axis) if axis else None,
            len(known) if (known := axes.get(columns)) else sizes.get(columns),
        )
        if heads:
            if _has_shape_with_heads(one, sizes.get(heads[0]), height, width, faults):
                fit.append(Expectation(one.stage, one.values, one.atol, row))
        elif _has_shape(one, height, width, faults):
            fit.append(Expectation(one.stage, one.values, one.atol, row))
    return tuple(fit)


def _has_shape_with_heads(
    one: Printed, heads: int | None, height: int | None, width: int | None, faults: Faults
) -> bool:
    """Whether what was printed has the heads in front. Faults: E202, E204."""
    node, path = one.nodes["values"], under(one.path, "values")
    found = one.values.shape
    axes = [heads, *([] if one.query is not None else [height]), width]
    names = "a row a head" if one.query is not None else "rows a head"
    if len(found) != len(axes):
        verb = "is" if one.query is not None else "are"
        what = f"`{path}` has {len(found)} {'axes' if len(found) > 1 else 'axis'}, where {names} of `{one.stage}` {verb} expected"
        help = (
            "write a list with one row a head"
            if one.query is not None
            else "write a list with the rows of one head after another, or name one row with `query`"
        )
        faults.add("E204", what, node, path, help)
        return False
    wanted = tuple(known or size for known, size in zip(axes, found, strict=True))
    if wanted == found:
        return True
    shapes = [" × ".join(map(str, each)) for each in (found, wanted)]
    faults.add(
        "E202",
        f"`{path}` is {shapes[0]}, where `{one.stage}` is {shapes[1]}",
        node,
        path,
        f"give {shapes[1]} numbers, heads first",
    )
    return False


def _has_shape(one: Printed, height: int | None, width: int | None, faults: Faults) -> bool:
    shape = " × ".join(map(str, one.values.shape))
    node, path = one.nodes["values"], under(one.path, "values")
    if not STAGES.get(one.stage, ("", "all"))[1]:  # one number a query
        numbers = 1 if one.query is not None else height or one.values.shape[0]
        if one.values.shape == (numbers,):
            return True
        help = f"write one list of {numbers} number{'' if numbers == 1 else 's'}"
        faults.add(
            "E202",
            f"`{path}` is {shape}, where `{one.stage}` has a number a query, {numbers} in all",
            node,
            path,
            help,
        )
        return False
    if one.query is not None:
        if one.values.ndim > 1:
            faults.add(
                "E204",
                f"`{path}` is {shape}, where the row of one query is expected",
                node,
                path,
                "write one list of numbers, or take `query` out",
            )
        elif width is not None and one.values.shape != (width,):
            faults.add(
                "E202",
                f"`{path}` has {shape} numbers, where a row of `{one.stage}` has {width}",
                node,
                path,
                f"give {width} numbers",
            )
        else:
            return True
        return False
    if one.values.ndim == 1:
        faults.add(
            "E204",
            f"`{path}` is a single row, where all rows of `{one.stage}` are expected",
            node,
            path,
            "name the row's token behind it, as in `query: sat`, or write all rows",
        )
    elif one.values.ndim > 2:
        faults.add(
            "E204",
            f"`{path}` has heads in front, where rows of `{one.stage}` are expected",
            node,
            path,
            "write its rows once",
        )
    elif (height or one.values.shape[0], width or one.values.shape[1]) != one.values.shape:
        wanted = f"{height or one.values.shape[0]} × {width or one.values.shape[1]}"
        faults.add(
            "E202",
            f"`{path}` is {shape}, where `{one.stage}` is {wanted}",
            node,
            path,
            f"give {wanted} numbers, or name one row with `query`",
        )
    else:
        return True
    return False


def row_named(text: str, axis: Axis, node: Node, path: str, faults: Faults) -> int | None:
    """The position (from 0) of the token a file means. Faults: E308 there is none, E309 there are several."""
    try:
        return axis.find(text)
    except LabelError as error:
        from attncli.spelling import did_you_mean, quoted

        if error.candidates:
            faults.add(
                "E309",
                f"`{text}` stands at several positions: {quoted(error.candidates)}",
                node,
                path,
                f'write the one that is meant, as in `"{error.candidates[0]}"`',
            )
        else:
            help = did_you_mean(text, axis.labels, f'choose a token, or its position, as in `"@{len(axis)}"`')
            faults.add("E308", f"`{text}` is not among the tokens {quoted(axis.names)}", node, path, help)
        return None
