"""The page of `attn why`: one number, and everything it rests on."""

from __future__ import annotations

import re

from attncli.arithmetic import LONG, WRITTEN, Arithmetic, Largest, Sum, Where, cells
from attncli.document import Block, Code, Derivation, Document, Formula, Prose, Section, Symbol, Told, say
from attncli.errors import AttnError
from attncli.scenario import Scenario
from attncli.spelling import did_you_mean
from attncli.tensor import Axis, Cell, LabelError, Tensor
from attncli.trace import Stage, Trace


def why(trace: Trace, cell: str, *, depth: int = 2) -> Derivation:
    """How a cell follows: ``weights[sat,cat]``, with so many levels of numbers beneath it.

    Raises: AttnError E513 if the trace has no such cell; E508 if the depth is below 1.
    """
    if depth < 1:
        raise AttnError("E508", f"a depth of {depth} shows nothing", help="give --depth a number from 1 on")
    root, stage = find_cell(trace, cell)
    return Derivation(told(root, depth, stage.formula if stage else None), depth)


WITHOUT_HEADS = ("positions", "query", "concatenated", "output")
"""The stages of multi-head attention that have a query and no heads."""


def asked_query(text: str, scenario: Scenario) -> str | None:
    """The query whose number a cell is, as far as its text tells; for a sequence so long that one query's row is computed alone."""
    queries = scenario.queries
    name, parts = parse(text)
    if scenario.mechanism == "multi-head" and name not in WITHOUT_HEADS:
        parts = parts[1:] if len(parts) == 3 else []  # two labels may leave the head out, or the query
    if len(parts) < 2:
        return None
    try:
        return f"@{queries.positions[queries.find(parts[0])]}"
    except LabelError:
        return None


def find_cell(trace: Trace, text: str) -> tuple[Cell, Stage | None]:
    """The cell that a person means, and the stage or finer step it belongs to (None: it was given).

    Raises: AttnError E513.
    """
    name, parts = parse(text)
    for given in trace.givens:
        if given.name == name:
            return cell_of(*filled(given, parts, trace), text), None
    for stage in trace.stages:
        if stage.name == name:
            return cell_of(*filled(stage.output, parts, trace), text), stage
        for at, step in enumerate(stage.steps(0)):
            if step.name == name:
                whole = stage.output.axis("query")
                labels = with_head(step.output, parts, trace)
                front = 1 if step.output.has("head") else 0
                own = step.output.has("query") and len(labels) == len(step.output.axes)
                query = find(whole, labels[front], name) if own else own_query(trace, whole)
                step = stage.steps(query)[at]
                return cell_of(*filled(step.output, labels, trace), text), step
    finer = [step.name for stage in trace.stages for step in stage.steps(0)[:-1]]
    names = [*(given.name for given in trace.givens), *(stage.name for stage in trace.stages), *finer]
    raise AttnError(
        "E513",
        f"there is no stage or given `{name}` here",
        help=did_you_mean(name, names, f"choose one of: {', '.join(names)}"),
    )


def own_query(trace: Trace, axis: Axis) -> int:
    """The position, on a stage's query axis, of the query that the trace tells."""
    return 0 if trace.query is None or len(axis) == 1 else trace.query


def filled(tensor: Tensor, parts: list[str], trace: Trace) -> tuple[Tensor, list[str]]:
    """A tensor and the labels of a cell, those of the head and of the query that the trace tells put in where they were left out."""
    parts = with_head(tensor, parts, trace)
    if (
        not tensor.has("query")
        or len(parts) != len(tensor.axes) - 1
        or (trace.query is None and tensor.size("query") > 1)
    ):
        return tensor, parts
    at = next(i for i, axis in enumerate(tensor.axes) if axis.name == "query")
    tensor = tensor.take("query", own_query(trace, tensor.axes[at]))
    return tensor, [*parts[:at], tensor.axes[at].names[0], *parts[at:]]


def with_head(tensor: Tensor, parts: list[str], trace: Trace) -> list[str]:
    """The labels of a cell with that of the head in front, where it was left out and one head was asked for, or there is but one.

    Where one label is missing that may be the query's as well: what fits a head is taken for one.
    """
    if not tensor.has("head"):
        return parts
    heads = tensor.axis("head")
    told = 0 if len(heads) == 1 else trace.head
    missing = len(tensor.axes) - len(parts)
    if told is None or told >= len(heads) or missing not in (1, 2):
        return parts
    with_query = tensor.has("query") and (trace.query is not None or tensor.size("query") == 1)
    if missing == 2 and not with_query:
        return parts
    if (
        missing == 1
        and with_query
        and fits(heads, parts[0])
        and (trace.head is None or not fits(tensor.axes[1], parts[0]))
    ):
        return parts
    return [heads.names[told], *parts]


def fits(axis: Axis, label: str) -> bool:
    """Whether a label means a position of an axis."""
    try:
        axis.find(label)
    except LabelError:
        return False
    return True


def cell_of(tensor: Tensor, parts: list[str], text: str) -> Cell:
    """The cell of a tensor that the labels name. Raises: AttnError E513."""
    axes = tensor.axes
    if len(parts) != len(axes):
        shape = ",".join(axis.name for axis in axes)
        counted = f"{len(axes)} {'index' if len(axes) == 1 else 'indices'}"
        raise AttnError(
            "E513",
            f"`{tensor.name}` has {counted}, `{text}` gives {len(parts)}",
            help=f"write it as {tensor.name}[{shape}], for example {example(tensor)}",
        )
    return tensor.cell(*(find(axis, part, tensor.name) for axis, part in zip(axes, parts, strict=True)))


def find(axis: Axis, part: str, name: str) -> int:
    """The position of a label on an axis. Raises: AttnError E513."""
    try:
        return axis.find(part)
    except LabelError as error:
        if error.candidates:
            raise AttnError(
                "E513",
                f"`{part}` stands at {len(error.candidates)} places of the {axis.name} axis",
                help=f"choose one: {', '.join(error.candidates)}",
            ) from None
        names = ", ".join(axis.names[:12]) + (", …" if len(axis) > 12 else "")
        raise AttnError(
            "E513", f"the {axis.name} axis of `{name}` has no `{part}`", help=f"choose one of: {names}"
        ) from None


def example(tensor: Tensor) -> str:
    """A cell of a tensor as it is typed."""
    return tensor.cell(*(0 for _ in tensor.axes)).name


def parse(text: str) -> tuple[str, list[str]]:
    r"""A cell as typed, parted into the stage and the labels. What stands in quotes is a label to the letter.

    Raises: AttnError E513 if the text is not of this form.

    >>> parse('weights[ sat ,"a, b"]')
    ('weights', ['sat', 'a, b'])
    """
    name, bracket, rest = text.strip().partition("[")
    if not bracket or not rest.endswith("]"):
        raise AttnError(
            "E513",
            f"`{text}` is not a cell",
            help='write a stage and its labels in brackets: "weights[sat,cat]"',
        )
    labels: list[str] = []
    rest = rest[:-1] + ","
    while rest:
        quoted = re.match(r'\s*"((?:[^"\\]|\\.)*)"\s*,', rest, re.DOTALL)
        if quoted:
            labels.append(re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL))
            rest = rest[quoted.end() :]
        elif rest.lstrip().startswith('"'):
            raise AttnError(
                "E513",
                f"`{text}` opens a quotation mark and does not close it before the next comma",
                help='close it, as in weights[sat,","]',
            )
        else:
            label, _, rest = rest.partition(",")
            labels.append(label.strip())
    return name.strip(), labels


class Node:
    """A cell on its way to being told: what hangs beneath it is known only when the level above is done."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.under: list[Node] = []
        self.left_out = 0
        self.deeper: tuple[Cell, ...] = ()

    def told(self, formula: Formula | None = None) -> Told:
        """The node as it is told."""
        return Told(
            cell=self.cell,
            arithmetic=self.cell.derivation(),
            formula=formula,
            under=tuple(node.told() for node in self.under),
            left_out=self.left_out,
            deeper=self.deeper,
        )


def told(root: Cell, depth: int, formula: Formula | None) -> Told:
    """A cell and what it rests on, level by level, so that each cell is told once: where it stands nearest to the top.

    Numbers that were given are not told beneath others: they stand in the arithmetic, and follow from nothing.
    """
    top = Node(root)
    seen = {root.name}
    level = [top]
    for step in range(depth + 1):
        if not level:
            break
        following: list[Node] = []
        for node in level:
            tree = node.cell.derivation()
            fresh = [] if tree is None else fresh_cells(tree, seen)
            if step == depth:
                node.deeper = tuple(fresh)
            else:
                node.under = [Node(cell) for cell in fresh]
                node.left_out = 0 if tree is None else len(fresh_cells(tree, seen, all=True))
                following += node.under
        level = following
    return top.told(formula)


def fresh_cells(tree: Arithmetic, seen: set[str], *, all: bool = False) -> list[Cell]:
    """The computed cells of a tree that were not seen before, as far as the tree is written out; they count as seen now."""
    tree = tree.branch if isinstance(tree, Where) else tree
    if isinstance(tree, (Sum, Largest)) and len(tree.terms) > LONG and not all:
        tree = Sum(tree.terms[:WRITTEN])
    fresh = []
    for cell in cells(tree):
        if cell.name not in seen and cell.tensor.derive is not None:
            if not all:
                seen.add(cell.name)
            fresh.append(cell)
    return fresh


def why_page(derivation: Derivation, title: str = "") -> Document:
    """A derivation as a page."""
    root = derivation.root
    blocks: list[Block] = [derivation, *given_blocks(root)]
    deeper = [cell for one in root.everything() for cell in one.deeper]
    if deeper:
        more = f" and {len(deeper) - 1} more" if len(deeper) > 1 else ""
        words = say(
            "One level deeper, with {cell}{more}: {depth}",
            cell=Code(deeper[0].name),
            more=more,
            depth=Code(f"--depth {derivation.depth + 1}"),
        )
        blocks.append(Prose(words))
    return Document(
        title or root.cell.name,
        (Section(title="Why this number?", blocks=tuple(blocks), name="why", rounded=True),),
    )


def given_blocks(root: Told) -> list[Prose]:
    """What is to be said of a number that was given."""
    if root.arithmetic is not None:
        return []
    return [
        Prose(
            say(
                "This number is given: it is part of {symbol}, which the scenario brings, and follows from nothing.",
                symbol=Symbol(root.cell.tensor.symbol),
            )
        )
    ]
