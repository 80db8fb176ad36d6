"""Tensors of a trace as tables, cut to what a person reads; and which of their cells stands for them all."""

from __future__ import annotations

from collections.abc import Sequence

from attncli.arithmetic import Arithmetic, Number, Where
from attncli.document import (
    Block,
    Callout,
    Code,
    Entry,
    Matrix,
    Plain,
    Prose,
    Symbol,
    Words,
    head_called,
    say,
    sentence,
)
from attncli.tensor import Axis, Cell, Index, Tensor
from attncli.trace import Stage, Trace

READABLE = 24
"""Rows or columns that a person reads; of longer ones the telling ones are shown."""

FEW = 12
"""How many are shown of those that are too many."""

MOST_BESIDE = 8
"""Matrices that stand side by side."""


def find_given(trace: Trace, name: str) -> Tensor | None:
    """The given of this name; None where the computation starts from others."""
    return next((tensor for tensor in trace.givens if tensor.name == name), None)


def telling_keys(trace: Trace) -> tuple[int, ...]:
    """The keys (from 0) whose rows are worth reading: all, or of many the query's own and the heaviest."""
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
    of_keys = tensor.name == "memory" or find_given(trace, "memory") is None
    rows, columns = telling(tensor, 0, keys, of_keys), telling(tensor, -1, keys, of_keys)
    row = marked(trace, tensor.axes[0])
    table = Matrix(tensor=tensor, heat=heat, marked=row, rows=rows, columns=columns)
    left: list[Words] = []
    for axis, shown, what in zip(tensor.axes, (rows, columns), ("rows", "columns"), strict=False):
        if shown is not None:
            left.append(say("{few} of {all} {what}", few=len(shown), all=len(axis), what=what))
    if not left:
        return (table,)
    first, *second = left
    rest = say(" and {second}", second=second[0]) if second else ()
    words = say(
        "Shown: {first}{rest}. {json} or {npz} has them all.",
        first=first,
        rest=rest,
        json=Code("--json"),
        npz=Code("--output all.npz"),
    )
    return (table, Prose(words))


def telling(tensor: Tensor, at: int, keys: tuple[int, ...], of_keys: bool) -> tuple[int, ...] | None:
    """The positions of an axis that are shown; None: all. ``of_keys``: keys are made of its tokens."""
    axis = tensor.axes[at]
    if len(axis) <= READABLE:
        return None
    if (axis.name == "key" or (axis.name == "token" and of_keys)) and keys and keys[-1] < len(axis):
        return keys
    return tuple(range(FEW))


def parameter_blocks(trace: Trace, stage: Stage, keys: tuple[int, ...]) -> list[Block]:
    """The parameters that a stage uses, each with what stands above it."""
    blocks: list[Block] = []
    for tensor in stage.inputs:
        if tensor.parameter:
            blocks += [Prose(parameter(trace, tensor)), *readable(tensor, trace, keys)]
    return blocks


def parameter(trace: Trace, tensor: Tensor) -> Words:
    """What stands above a matrix of parameters: whether it was learned, or is there for show alone."""
    origin, seed = trace.origins.get(tensor.name, ""), ""
    if tensor.name in trace.random:
        seed = f" (seed {trace.seed})"
    return say("{symbol}, {origin}{seed}:", symbol=Symbol(tensor.symbol), origin=CAPTIONS[origin], seed=seed)


CAPTIONS = {
    "learned": "learned",
    "random": "random, not learned",
    "made by hand": "made by hand, not learned",
    "": "as given",
}
"""What is said above a matrix of where it comes from."""


def keys_left_out(stage: Stage, keys: tuple[int, ...]) -> list[Block]:
    """A word on the keys of a stage that have no row; nothing where all have one."""
    left = stage.output.size("key") - len(keys) if stage.output.has("key") else 0
    if not left:
        return []
    text = "{n} more keys with smaller weights are not shown. {json} has them all."
    return [Prose(say(text, n=left, json=Code("--json")))]


def callouts(trace: Trace, name: str) -> list[Block]:
    """What must not be overlooked of a stage, or of what is given."""
    return [Callout(sentence(note.text)) for note in trace.notes if note.stage == name]


def head_entry(heads: Axis, head: int, mark: str, words: Words, *, present: bool) -> Entry:
    """A head (from 0) with what is to be said of it, behind its name and a mark where it has one."""
    name = head_called(heads, head)[1:2]
    return Entry(Plain(f"head {head + 1}"), (*name, Plain(mark), *words) if name else words, present)


Example = tuple[Cell, Arithmetic]
"""A cell that stands as the example under a formula, and how it follows."""


def example(stage: Stage) -> Example | None:
    """The cell that stands as the example under the formula: the largest, which the page speaks of first."""
    cell = stage.output.cell(*telling_cell(stage))
    tree = cell.derivation()
    bare = tree is None or isinstance(tree.branch if isinstance(tree, Where) else tree, Cell | Number)
    return None if tree is None or bare else (cell, tree)


def purpose(trace: Trace, stage: Stage, shown: Example | None) -> Prose:
    """What a stage does and what for; and what its example's brackets name, where that is new.

    Numbers of the same kind lie along axes of the same names, a word's own being as good as a query's.
    """
    words = sentence(trace.of_head(stage).op.purpose(trace.of_head(stage)))
    if shown is None or not words:
        return Prose(words)
    axes = shown[0].tensor.axes
    for earlier in trace.shown:
        if earlier.name == stage.name:
            break
        before = example(trace.of_head(earlier))
        if before is not None and kind_of(before[0].tensor.axes) == kind_of(axes):
            return Prose(words)
    *first, last = (f"the {noun_in_brackets(axis)}" for axis in axes)
    named = f"{', '.join(first)}{', then ' if first else ''}{last}"
    text = " The brackets after {symbol} name {named}."
    return Prose(words + say(text, symbol=Symbol(stage.output.symbol), named=named))


def kind_of(axes: Sequence[Axis]) -> tuple[str, ...]:
    """What numbers along such axes are: of a query and a key, or of a word and a dimension, and of heads."""
    *rows, last = axes
    ends = "key" if last.name == "key" else last.noun
    return (*("head" if axis.name == "head" else "row" for axis in rows), ends)


def noun_in_brackets(axis: Axis) -> str:
    """What a label in the brackets behind a symbol names."""
    if axis.name in ("query", "key"):
        return axis.name
    return "word" if axis.name == "token" and axis.sequence is not None else axis.noun


def telling_cell(stage: Stage) -> Index:
    """The largest cell; of weights, the largest that is not all of its row, for 1 / 1 tells nothing."""
    array = stage.output.array
    if stage.name != "weights" or not ((array > 0) & (array < 1)).any():
        return stage.output.largest()
    below_one = Tensor(stage.name, stage.output.symbol, array * (array < 1), stage.output.axes)
    return below_one.largest()
