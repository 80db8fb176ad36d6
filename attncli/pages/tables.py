"""Tensors of a trace as tables, cut to what a person reads; and which of their cells stands as the example."""

from __future__ import annotations

from attncli.arithmetic import Arithmetic, Number, Where
from attncli.document import Block, Code, Matrix, Prose, Symbol, Words, say
from attncli.tensor import Axis, Cell, Index, Tensor
from attncli.trace import Stage, Trace

READABLE = 24
"""Rows or columns that a person reads; of longer ones the telling ones are shown."""

FEW = 12
"""How many are shown of those that are too many."""


def telling_keys(trace: Trace) -> tuple[int, ...]:
    """The keys (from 0) whose rows are worth reading: all, or of too many the query's own and those with the largest weights."""
    weights = next(stage for stage in trace.told if stage.name == "weights").output
    size = weights.size("key")
    if size <= READABLE:
        return tuple(range(size))
    if trace.query is None:
        return tuple(range(FEW))
    best = sorted(range(size), key=lambda j: (-weights.array[0, j], j))[: FEW - 1]
    own = marked(trace, weights.axis("key"))
    return tuple(sorted(best if own is None else {*best, own}))


def marked(trace: Trace, axis: Axis) -> int | None:
    """The position on an axis of the word that is told in detail, where it has one."""
    if axis.name == "head":
        return trace.head or 0
    if trace.query is None or len(axis) < 2 or (axis.name != "query" and axis.sequence is None):
        return None
    return trace.query if axis.sequence == trace.queries.sequence and trace.query < len(axis) else None


def readable(tensor: Tensor, trace: Trace, keys: tuple[int, ...], *, heat: bool = False) -> tuple[Block, ...]:
    """A tensor as a table, cut to what a person reads, with a word on what was left out."""
    of_keys = tensor.name == "memory" or not any(given.name == "memory" for given in trace.givens)
    rows, columns = telling(tensor, 0, keys, of_keys), telling(tensor, -1, keys, of_keys)
    left: list[Words] = []
    for axis, shown, what in ((tensor.axes[0], rows, "rows"), (tensor.axes[-1], columns, "columns")):
        if shown is not None and (what == "rows" or len(tensor.axes) > 1):
            left.append(say("{few} of {all} {what}", few=len(shown), all=len(axis), what=what))
    table = Matrix(
        tensor=tensor,
        heat=heat,
        marked=marked(trace, tensor.axes[0]),
        rows=rows,
        columns=columns if len(tensor.axes) > 1 else rows,
    )
    if not left:
        return (table,)
    words = say("Shown: {first}{rest}. {json} or {npz} has them all.", first=left[0], rest=() if len(left) < 2 else say(" and {second}", second=left[1]),
                json=Code("--json"), npz=Code("--output all.npz"))  # fmt: skip
    return (table, Prose(words))


def telling(tensor: Tensor, at: int, keys: tuple[int, ...], of_keys: bool) -> tuple[int, ...] | None:
    """The positions of an axis that are shown; None for all. ``of_keys``: keys are made of its tokens, if it has any."""
    axis = tensor.axes[at]
    if len(axis) <= READABLE:
        return None
    if (axis.name == "key" or (axis.name == "token" and of_keys)) and keys and keys[-1] < len(axis):
        return keys
    return tuple(range(FEW))


def parameter(trace: Trace, tensor: Tensor) -> Words:
    """What stands above a matrix of parameters: whether it was learned, or is there for show alone."""
    if tensor.name in trace.random:
        return say(
            "{symbol}, random, not learned (seed {seed}):", symbol=Symbol(tensor.symbol), seed=str(trace.seed)
        )
    return say("{symbol}, learned:", symbol=Symbol(tensor.symbol))


def example(stage: Stage) -> tuple[Cell, Arithmetic] | None:
    """The cell that stands as the example under the formula: the largest, which the page speaks of first."""
    cell = stage.output.cell(*telling_cell(stage))
    tree = cell.derivation()
    bare = tree is None or isinstance(tree.branch if isinstance(tree, Where) else tree, Cell | Number)
    return None if tree is None or bare else (cell, tree)


def telling_cell(stage: Stage) -> Index:
    """The largest cell; of weights, the largest that is not all of its row, for 1 / 1 tells nothing."""
    array = stage.output.array
    if stage.name != "weights" or not ((array > 0) & (array < 1)).any():
        return stage.output.largest()
    below_one = Tensor(stage.name, stage.output.symbol, array * (array < 1), stage.output.axes)
    return below_one.largest()
