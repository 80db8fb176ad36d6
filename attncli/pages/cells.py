"""Which number a person means by ``weights[sat,cat]``, with or without the labels that go without saying."""

from __future__ import annotations

import re
from collections.abc import Callable

from attncli.document import plural
from attncli.errors import AttnError
from attncli.mechanisms.outline import outline
from attncli.pages.names import apart, called, everything, not_named
from attncli.pages.tables import find_given
from attncli.scenario import Scenario
from attncli.tensor import Axis, Cell, LabelError, Tensor, quoted
from attncli.trace import Stage, Trace

MOST_LABELS = 12
"""Labels of an axis that an error names."""
FEW_NUMBERS = 4
"""Numbers of a row that an error names."""


def asked_query(text: str, scenario: Scenario) -> str | None:
    """The query whose number a cell is, as far as its text tells.

    It is for a sequence so long that the row of one query is computed alone.
    """
    stages = outline(scenario)
    if "[" not in text and "(" not in text and called(text.split(" ")[0], stages.values()) is None:
        return None  # a finer step, or nothing: it tells no query
    name, labels = named(text, lambda name: called(name, stages.values()))
    axes = [axis.name for axis in stages.get(name, stages["scores"]).axes]  # finer steps have those of scores
    # With fewer labels than axes, it is open which one is left out.
    if "query" not in axes or len(labels) < max(2, len(axes)):
        return None
    queries, label = scenario.queries, labels[axes.index("query")]
    if not fits(queries, label):
        return None
    return f"@{queries.positions[queries.find(label)]}"


def find_cell(trace: Trace, text: str) -> tuple[Cell, Stage | None]:
    """The cell that a person means, and the stage or finer step it belongs to (None: it was given).

    Raises: AttnError E513.
    """
    name, labels = named(text, lambda name: called(name, everything(trace)))
    name = trace.meant(name)
    tensor = find_given(trace, name)
    if tensor is not None:
        return cell_of(*filled(tensor, labels, trace), text), None
    stage = find_stage(trace, name, labels)
    return cell_of(*filled(stage.output, labels, trace), text), stage


def named(text: str, known: Callable[[str], str | None]) -> tuple[str, list[str]]:
    """A cell as typed, parted into the name of its tensor and its labels.

    ``known`` gives the name behind what a person may call it. What is called by its name needs no brackets.

    Raises: AttnError E513 if the text is not of this form.
    """
    parts = apart(text)
    found = None if parts is None else known(parts[0])
    if parts is not None and found is not None:
        return found, parse(f"{found}[{parts[1]}]")[1] if parts[1] else []
    name, labels = parse(text)
    return known(name) or name, labels


def find_stage(trace: Trace, name: str, labels: list[str]) -> Stage:
    """The stage or finer step of this name, a step as it is behind the query of the labels.

    Raises: AttnError E513.
    """
    for stage in trace.stages:
        if stage.name == name:
            return stage
        for at, step in enumerate(stage.steps(0)):
            if step.name == name:
                return stage.steps(query_of(trace, stage, step, labels))[at]
    raise not_named(name, trace)


def query_of(trace: Trace, stage: Stage, step: Stage, labels: list[str]) -> int:
    """The position of the query that the labels of a finer step name, or else of the one the trace tells."""
    queries = stage.output.axis("query")
    labels = with_head(step.output, labels, trace)
    if step.output.has("query") and len(labels) == len(step.output.axes):
        return find(queries, labels[1 if step.output.has("head") else 0], step.name)
    return own_query(trace, queries)


def own_query(trace: Trace, axis: Axis) -> int:
    """The position, on a stage's query axis, of the query that the trace tells."""
    return 0 if trace.query is None or len(axis) == 1 else trace.query


def filled(tensor: Tensor, labels: list[str], trace: Trace) -> tuple[Tensor, list[str]]:
    """A tensor and the labels of its cell, with head and query filled in where they go without saying."""
    labels = with_head(tensor, labels, trace)
    if not tells_query(tensor, trace) or len(labels) != len(tensor.axes) - 1:
        return tensor, labels
    at = next(i for i, axis in enumerate(tensor.axes) if axis.name == "query")
    tensor = tensor.take("query", own_query(trace, tensor.axes[at]))
    return tensor, [*labels[:at], tensor.axes[at].names[0], *labels[at:]]


def tells_query(tensor: Tensor, trace: Trace) -> bool:
    """Whether the query of a tensor's cell goes without saying."""
    return tensor.has("query") and (trace.query is not None or tensor.size("query") == 1)


def with_head(tensor: Tensor, labels: list[str], trace: Trace) -> list[str]:
    """The labels of a cell with that of the head in front, where it was left out and goes without saying.

    It does where one head was asked for, or there is but one. Where one label is missing that may be the
    query's as well: what fits a head is taken for one.
    """
    if not tensor.has("head"):
        return labels
    heads = tensor.axis("head")
    missing = len(tensor.axes) - len(labels)
    if (trace.head is None and len(heads) > 1) or missing not in (1, 2):
        return labels
    own = trace.own_head(len(heads))
    if missing == 2:
        return [heads.names[own], *labels] if tells_query(tensor, trace) else labels
    is_head = tells_query(tensor, trace) and fits(heads, labels[0])
    if is_head and (trace.head is None or not fits(tensor.axes[1], labels[0])):
        return labels
    return [heads.names[own], *labels]


def fits(axis: Axis, label: str) -> bool:
    """Whether a label means a position of an axis."""
    try:
        axis.find(label)
    except LabelError:
        return False
    return True


def cell_of(tensor: Tensor, labels: list[str], text: str) -> Cell:
    """The cell of a tensor that the labels name. Raises: AttnError E513."""
    axes = tensor.axes
    if len(labels) == len(axes) - 1 and all(map(fits, axes, labels)):
        if len(axes[-1]) > 1:
            raise several(tensor, labels, text)
        labels = [*labels, axes[-1].names[0]]
    if len(labels) != len(axes):
        what = (
            f"`{tensor.name}` has {len(axes)} {plural(len(axes), 'index', 'indices')}, "
            f"`{text}` gives {len(labels) or 'none'}"
        )
        shape, first = ",".join(axis.name for axis in axes), tensor.cell(*(0 for _ in axes)).name
        raise AttnError("E513", what, help=f"write it as {tensor.name}[{shape}], for example {first}")
    return tensor.cell(*(find(axis, label, tensor.name) for axis, label in zip(axes, labels, strict=True)))


def several(tensor: Tensor, labels: list[str], text: str) -> AttnError:
    """E513: a row was named where a number of it is wanted."""
    last = tensor.axes[-1]
    row = ",".join(
        quoted(axis.names[axis.find(label)]) for axis, label in zip(tensor.axes, labels, strict=False)
    )
    few = [f"`{tensor.name}[{f'{row},' if row else ''}{quoted(name)}]`" for name in last.names[:FEW_NUMBERS]]
    what = f"`{text}` is {len(last)} numbers, not one"
    return AttnError("E513", what, help=f"choose one: {either(few, len(last))}")


def either(few: list[str], count: int) -> str:
    """The first few of so many names as a choice: a, b or c; a, b, c, …"""
    if len(few) < count:
        return ", ".join([*few, "…"])
    return " or ".join(filter(None, (", ".join(few[:-1]), few[-1])))


def find(axis: Axis, label: str, name: str) -> int:
    """The position of a label on an axis of the tensor of this name. Raises: AttnError E513."""
    try:
        return axis.find(label)
    except LabelError as error:
        if error.candidates:
            what = f"`{label}` stands at {len(error.candidates)} places of the {axis.name} axis"
            help = f"choose one: {', '.join(error.candidates)}"
        else:
            what = f"the {axis.name} axis of `{name}` has no `{label}`"
            more = ", …" if len(axis) > MOST_LABELS else ""
            help = f"choose one of: {', '.join(axis.names[:MOST_LABELS])}{more}"
        raise AttnError("E513", what, help=help) from None


def parse(text: str) -> tuple[str, list[str]]:
    r"""A cell as typed, parted into the stage and the labels. What stands in quotes is a label to the letter.

    Raises: AttnError E513 if the text is not of this form.

    >>> parse('weights[ sat ,"a, b"]')
    ('weights', ['sat', 'a, b'])
    """
    name, bracket, rest = text.strip().partition("[")
    if not bracket or not rest.endswith("]"):
        help = 'write a stage and its labels in brackets: "weights[sat,cat]"'
        raise AttnError("E513", f"`{text}` is not a cell", help=help)
    labels: list[str] = []
    rest = rest[:-1] + ","
    while rest:
        found = re.match(r'\s*"((?:[^"\\]|\\.)*)"\s*,', rest, re.DOTALL)
        if found:
            labels.append(re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL))
            rest = rest[found.end() :]
        elif rest.lstrip().startswith('"'):
            what = f"`{text}` opens a quotation mark and does not close it before the next comma"
            raise AttnError("E513", what, help='close it, as in weights[sat,","]')
        else:
            label, _, rest = rest.partition(",")
            labels.append(label.strip())
    return name.strip(), labels
