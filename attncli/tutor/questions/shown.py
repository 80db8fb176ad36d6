"""What a question shows: the numbers to start from, and the formulas that lead to what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.document import (
    Beside,
    Block,
    Captioned,
    Column,
    Matrix,
    Number,
    Prose,
    Row,
    Said,
    Symbol,
    Token,
    Value,
    Words,
    Working,
    say,
)
from attncli.tensor import Axis, Tensor

if TYPE_CHECKING:
    from attncli.trace import Stage
    from attncli.tutor.asking import Blocks
    from attncli.tutor.subject import Subject

NARROW = 6
"""Numbers of a key that stand in one table with those of others."""
WIDE = 8
"""Numbers of a row that stand on a line."""
ROWS = 12
"""Keys that a question shows at most: the prompt is to stay in the window with them."""


def way(subject: Subject, start: str, stage: str) -> list[Stage]:
    """The stages that lead from what is shown to what is asked, in order; "" starts from what was given."""
    first = subject.order.index(start) + 1 if start else 0
    behind = subject.order[first : subject.order.index(stage) + 1]
    wanted = {stage}
    found: list[Stage] = []
    for name in reversed(behind):
        if name in wanted:
            found.insert(0, subject.stages[name])
            wanted |= {tensor.name for tensor in subject.stages[name].inputs}
    return found


def needed(subject: Subject, start: str, stage: str) -> list[Tensor]:
    """The tensors that the numbers of a stage are computed from, behind what is shown, each once, cut to the
    query and the head.
    """
    steps = way(subject, start, stage)
    made = {step.name for step in steps}
    found: dict[str, Tensor] = {}
    for step in steps:
        found |= {tensor.name: tensor for tensor in step.inputs if tensor.name not in made}
    return list(found.values())


def numbers(subject: Subject, tensors: list[Tensor]) -> Blocks:
    """Tensors as few lines as can be: what has numbers for every key stands in one table, a column each; a
    single row is a line; other matrices stand side by side.
    """
    by_key = [tensor for tensor in tensors if is_by_key(tensor) or is_of_keys(tensor)]
    rows = [tensor for tensor in tensors if tensor not in by_key and is_row(tensor)]
    others = [tensor for tensor in tensors if tensor not in by_key and tensor not in rows]
    blocks: list[Block] = [by_keys(subject, by_key)] if by_key else []
    blocks += [Prose(one_row(tensor, given=tensor.name not in subject.order)) for tensor in rows]
    if others:
        blocks.append(
            Beside(tuple(Captioned((Symbol(each.symbol),), Matrix(tensor=each)) for each in others))
        )
    return tuple(blocks)


def is_by_key(tensor: Tensor) -> bool:
    """Whether a tensor of one query has one number for every key."""
    return [axis.name for axis in tensor.axes] == ["query", "key"] and tensor.size("query") == 1


def is_of_keys(tensor: Tensor) -> bool:
    """Whether a tensor has a short row of numbers for every key."""
    return len(tensor.axes) == 2 and tensor.axes[0].name == "key" and len(tensor.axes[1]) <= NARROW


def is_row(tensor: Tensor) -> bool:
    """Whether a tensor is a short row, or a single number."""
    return tensor.array.size == tensor.array.shape[-1] <= WIDE and tensor.array.dtype != bool


def one_row(tensor: Tensor, *, given: bool) -> Words:
    """A row on a line: "Q of “sat”: [1, 0.5]"."""
    rows = tensor.axes[:-1]
    words: Words = (Symbol(tensor.symbol),)
    if rows and rows[-1].sequence is not None:
        words += say(" of {row}", row=label(rows[-1], 0))
    words += say(" = [")
    for at, value in enumerate(tensor.array.ravel().tolist()):
        words += say(", {value}" if at else "{value}", value=Number(value, given=given))
    return words + say("]")


def by_keys(subject: Subject, tensors: list[Tensor]) -> Working:
    """One row a key, one column a number of its; what a mask hides is said in words."""
    keys = tensors[0].axis("key")
    columns = tuple(Column(heading) for tensor in tensors for heading in headings(tensor))
    own = subject.query if keys.sequence == subject.scenario.queries.sequence else None
    rows = tuple(
        Row(
            label(keys, j),
            tuple(entry for tensor in tensors for entry in entries(tensor, j)),
            marked=j == own and bool(keys.sequence),
        )
        for j in range(len(keys))
    )
    computed = tuple(tensor.name for tensor in tensors if tensor.name in subject.order)
    return Working(say(keys.noun), columns, rows, computed)


def headings(tensor: Tensor) -> list[Words]:
    """What stands above the columns of a tensor."""
    if is_by_key(tensor):
        symbol: Words = (Symbol(tensor.symbol),)
        return [
            symbol if tensor.array.dtype == bool else say("{noun} {symbol}", noun=tensor.noun, symbol=symbol)
        ]
    return [say("{symbol} {dim}", symbol=Symbol(tensor.symbol), dim=name) for name in tensor.axes[1].names]


def entries(tensor: Tensor, j: int) -> list[Value | Said]:
    """The numbers of a key, or whether it may be seen."""
    if is_by_key(tensor):
        return [entry(tensor, j)]
    return [Value(tensor.cell(j, d)) for d in range(len(tensor.axes[1]))]


def entry(tensor: Tensor, j: int) -> Value | Said:
    """The number that a tensor of one query has for a key, or whether it may be seen."""
    if tensor.array.dtype == bool:
        return Said(say("visible" if tensor.array[0, j] else "hidden"))
    return Value(tensor.cell(0, j))


def label(axis: Axis, position: int) -> Words:
    """What one position of an axis is called."""
    name = axis.names[position]
    return (Token(name),) if axis.sequence is not None else say(f"{axis.noun} {name}")


def formulas(subject: Subject, start: str, stage: str) -> Blocks:
    """The formulas that lead from what is shown to what is asked, and the counts that stand in them."""
    steps = way(subject, start, stage)
    texts = [f"{step.output.symbol.plain} = {step.formula.plain}".replace(" ", "\u00a0") for step in steps]
    blocks: list[Block] = [Prose(say(";  ".join(texts)))]
    counted = {name: step.settings[name] for step in steps for name in NAMES if name in step.settings}
    if counted:
        values = " and ".join(f"{NAMES[name]} is {value:g}" for name, value in counted.items())
        blocks.append(Prose(say(f"Here {values}.")))
    return tuple(blocks)


NAMES = {"d_k": "d_k", "window": "D"}
"""How settings are written in formulas."""
