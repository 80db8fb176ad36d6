"""What a question shows: the numbers to start from, and the formulas that lead to what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.document import (
    Block,
    Column,
    Matrix,
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
    """Tensors as tables: those with a number a key stand in one, a column each; the others for themselves."""
    by_key = [tensor for tensor in tensors if is_by_key(tensor)]
    blocks: list[Block] = [by_keys(subject, by_key)] if by_key else []
    for tensor in tensors:
        if tensor not in by_key:
            blocks += [Prose(say("{symbol}:", symbol=Symbol(tensor.symbol))), Matrix(tensor=tensor)]
    return tuple(blocks)


def is_by_key(tensor: Tensor) -> bool:
    """Whether a tensor of one query has one number for every key."""
    return [axis.name for axis in tensor.axes] == ["query", "key"] and tensor.size("query") == 1


def by_keys(subject: Subject, tensors: list[Tensor]) -> Working:
    """One row a key, one column a tensor; what a mask hides is said in words."""
    keys = tensors[0].axis("key")
    columns = tuple(
        Column((Symbol(tensor.symbol),) if tensor.array.dtype == bool else say(tensor.noun))
        for tensor in tensors
    )
    own = subject.query if keys.sequence == subject.scenario.queries.sequence else None
    rows = tuple(
        Row(
            label(keys, j),
            tuple(entry(tensor, j) for tensor in tensors),
            marked=j == own and bool(keys.sequence),
        )
        for j in range(len(keys))
    )
    return Working(say(keys.noun), columns, rows, tuple(tensor.name for tensor in tensors))


def entry(tensor: Tensor, j: int) -> Value | Said:
    """The number of a key, or whether it may be seen."""
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
