"""Whether a scenario will have the stages that its file expects numbers of, in the shapes that they have
there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.fitting import row_named
from attncli.mechanisms import MECHANISMS
from attncli.mechanisms.outline import outline, stage_names, with_roles
from attncli.reading.text import MOST_FAULTS
from attncli.reading.tree import Pairs, under
from attncli.scenario import Expectation
from attncli.spelling import counted, did_you_mean, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from attncli.loading.given import Given, Printed
    from attncli.reading.text import Faults
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor


def fit_expectations(given: Given, scenario: Scenario, faults: Faults) -> tuple[Expectation, ...]:
    """What the file expects of the stages that its scenario will have.

    Faults: E202 and E204 other shapes, E308 and E309 no such row, E313 a stage that is not among them.
    """
    tensors = with_roles(outline(scenario))
    reasons = why_absent(scenario)
    for name in expected_stages(given, [*tensors, *reasons], tensors, faults):
        if name not in tensors:
            what = f"`{name}` is not a stage of this scenario: {reasons[name]}"
            add_at_name(given, "E313", what, name, "take it out, or expect another stage", faults)
    there = [printed for printed in given.expect or () if printed.stage in tensors]
    fit = [fit_expectation(printed, tensors[printed.stage], faults) for printed in there]
    return tuple(expectation for expectation in fit if expectation is not None)


def refuse_unknown_stages(given: Given, faults: Faults) -> None:
    """Whether what a file expects are stages at all, where a fault leaves open which of them it will have.

    Faults: E313.
    """
    known = stage_names()
    expected_stages(given, known, known, faults)


def expected_stages(given: Given, known: Collection[str], listed: Iterable[str], faults: Faults) -> list[str]:
    """The stages that a file expects something of.

    Faults: E313 a name that is none's, with the nearest or those that are listed.
    """
    node = given.nodes["expect"]
    names = list(node.values) if isinstance(node, Pairs) else []
    there = set(known)
    unknown = [name for name in names if name not in there]
    for name in unknown[:MOST_FAULTS]:
        help = did_you_mean(name, known, f"name one of {quoted(listed, 20)}")
        add_at_name(given, "E313", f"`{name}` is not a stage", name, help, faults)
    return [name for name in names if name in there]


def add_at_name(given: Given, code: str, what: str, name: str, help: str, faults: Faults) -> None:
    """Notes a fault at the name of a stage."""
    node = given.nodes["expect"]
    assert isinstance(node, Pairs)
    faults.add(code, what, node.keys[name], under("expect", name), help)


def why_absent(scenario: Scenario) -> dict[str, str]:
    """Why a scenario may be without a stage that others have."""
    mechanism = MECHANISMS[scenario.mechanism]
    unscaled = f"`{mechanism.name}` does not scale"
    if scenario.scale == "none":
        unscaled = "its scale is `none`"
    reasons = {
        "positions": "it has no `positions`",
        "scaled_scores": unscaled,
        "masked_scores": "nothing is masked",
        "attentional": "there is no `w_c`",
        "output": "it has no `w_o`",
        "concatenated": "its mechanism has no heads",
    }
    for name in ("alignment_position", "local_weights"):
        reasons[name] = f"`{mechanism.name}` predicts no position"
    of_heads = ("query_heads", "key_heads", "value_heads")
    reasons |= dict.fromkeys(of_heads, "its tensors have their heads in front")
    reasons |= dict.fromkeys(("key_shared", "value_shared"), "every query head has a key head of its own")
    if not mechanism.heads:
        headless = (*of_heads, "key_shared", "value_shared", "output")
        reasons |= dict.fromkeys(headless, "its mechanism has no heads")
    return reasons


def fit_expectation(printed: Printed, tensor: Tensor, faults: Faults) -> Expectation | None:
    """What is expected of a stage, if that has such rows and columns. Faults: E202, E204, E308, E309."""
    axes = list(tensor.axes)
    heads = axes.pop(0) if tensor.has("head") else None
    row = None
    if printed.query is not None:
        row = row_named(printed.query, axes[0], printed.nodes["query"], under(printed.path, "query"), faults)
        if row is None:
            return None
    if len(axes) == 1:
        fits = has_numbers(printed, len(axes[0]), faults)
    elif heads is None:
        fits = has_rows(printed, len(axes[0]), len(axes[1]), faults)
    else:
        fits = has_heads(printed, len(heads), len(axes[0]), len(axes[1]), faults)
    return Expectation(printed.stage, printed.values, printed.atol, row) if fits else None


def has_numbers(printed: Printed, height: int, faults: Faults) -> bool:
    """Whether there is one number a query. Faults: E202."""
    numbers = height if printed.query is None else 1
    if printed.values.shape == (numbers,):
        return True
    wanted = f"`{printed.stage}` has a number a query, {numbers} in all"
    what = f"`{values(printed)}` is {sizes(printed)}, where {wanted}"
    add(printed, "E202", what, f"write one list of {counted(numbers, 'number')}", faults)
    return False


def has_rows(printed: Printed, height: int, width: int, faults: Faults) -> bool:
    """Whether there are rows as the stage has them, or the row of one query. Faults: E202, E204."""
    stage, found = printed.stage, printed.values.shape
    if printed.query is not None:
        return has_row(printed, width, faults)
    if found == (height, width):
        return True
    if len(found) == 1:
        what = f"`{values(printed)}` is a single row, where all rows of `{stage}` are expected"
        help = "name the row's token behind it, as in `query: sat`, or write all rows"
        add(printed, "E204", what, help, faults)
    elif len(found) > 2:
        what = f"`{values(printed)}` has heads in front, where rows of `{stage}` are expected"
        add(printed, "E204", what, "write its rows once", faults)
    else:
        what = f"`{values(printed)}` is {sizes(printed)}, where `{stage}` is {height} × {width}"
        add(printed, "E202", what, f"give {height} × {width} numbers, or name one row with `query`", faults)
    return False


def has_row(printed: Printed, width: int, faults: Faults) -> bool:
    """Whether there is the row of one query. Faults: E202, E204."""
    if printed.values.shape == (width,):
        return True
    if printed.values.ndim > 1:
        what = f"`{values(printed)}` is {sizes(printed)}, where the row of one query is expected"
        add(printed, "E204", what, "write one list of numbers, or take `query` out", faults)
    else:
        what = (
            f"`{values(printed)}` has {sizes(printed)} numbers, where a row of `{printed.stage}` has {width}"
        )
        add(printed, "E202", what, f"give {width} numbers", faults)
    return False


def has_heads(printed: Printed, heads: int, height: int, width: int, faults: Faults) -> bool:
    """Whether there are rows of every head, or a row of every head. Faults: E202, E204."""
    found = printed.values.shape
    wanted = (heads, height, width) if printed.query is None else (heads, width)
    if found == wanted:
        return True
    if len(found) == len(wanted):
        shape = " × ".join(map(str, wanted))
        what = f"`{values(printed)}` is {sizes(printed)}, where `{printed.stage}` is {shape}"
        add(printed, "E202", what, f"give {shape} numbers, heads first", faults)
        return False
    rows, help = (
        "rows a head of `{stage}` are",
        "write a list with the rows of one head after another, or name one row with `query`",
    )
    if printed.query is not None:
        rows, help = "a row a head of `{stage}` is", "write a list with one row a head"
    axes = f"{len(found)} {'axes' if len(found) > 1 else 'axis'}"
    what = f"`{values(printed)}` has {axes}, where {rows.format(stage=printed.stage)} expected"
    add(printed, "E204", what, help, faults)
    return False


def values(printed: Printed) -> str:
    """The path of the numbers."""
    return under(printed.path, "values")


def sizes(printed: Printed) -> str:
    """The shape of the numbers, as errors name it."""
    return " × ".join(map(str, printed.values.shape))


def add(printed: Printed, code: str, what: str, help: str, faults: Faults) -> None:
    """Notes a fault at the numbers."""
    faults.add(code, what, printed.nodes["values"], values(printed), help)
