"""Three hints to a number, each of which says more: where it comes from, the principle, the sum itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.arithmetic import cells
from attncli.document import Code, Column, Equation, Prose, Row, Words, Worked, Working, say
from attncli.pages.typing import typed as typed_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from attncli.arithmetic import Arithmetic
    from attncli.tensor import Cell, Index
    from attncli.trace import Stage
    from attncli.tutor.asking import Blocks

NAMED = 6
"""Numbers that the first hint names; of more, the first and the last."""


def hints(stage: Stage, index: Index) -> tuple[Callable[[], Blocks], ...]:
    """The hints to a cell of a stage, which is cut to a query and a head."""
    return (
        lambda: (Prose(where(stage, index)),),
        lambda: (Prose(say(stage.op.principle)),),
        lambda: (the_sum(stage, index),),
    )


def where(stage: Stage, index: Index) -> Words:
    """Which numbers it rests on, of those that the stage is handed."""
    found = list(dict.fromkeys(rests_on(stage, index)))
    by_tensor: dict[str, list[Cell]] = {}
    for cell in found:
        by_tensor.setdefault(cell.tensor.name, []).append(cell)
    parts = [part for several in by_tensor.values() for part in listed(several)]
    words = say("It rests on ")
    for at, part in enumerate(parts):
        if at:
            words += say(" and " if at == len(parts) - 1 else ", ")
        words += part
    return words + say(".")


def listed(several: list[Cell]) -> list[Words]:
    """Cells by their names; of many the first and the last."""
    if len(several) <= NAMED:
        return [(Code(symbol_name(cell)),) for cell in several]
    first, last = Code(symbol_name(several[0])), Code(symbol_name(several[-1]))
    return [say("{first} to {last}", first=first, last=last)]


def symbol_name(cell: Cell) -> str:
    """A cell by the symbol of its tensor: ``A[sat,mat]``."""
    return f"{cell.tensor.symbol.plain}{typed_cell(cell).removeprefix(cell.tensor.name)}"


def rests_on(stage: Stage, index: Index) -> Iterator[Cell]:
    """The cells of what a stage is handed that one of its own is made of, through its finer steps."""
    handed = {tensor.name for tensor in stage.inputs}
    waiting = list(cells(stage.derive(index)))
    while waiting:
        cell = waiting.pop(0)
        below = None if cell.tensor.name in handed else cell.derivation()
        if below is None:
            yield cell
        else:
            waiting[:0] = cells(below)


def the_sum(stage: Stage, index: Index) -> Working:
    """How it follows, with the numbers in it and without what it comes to."""
    cell = stage.output.cell(*index)
    tree = tree_of(stage, index)
    row = Row((Code(symbol_name(cell)),), (Worked(tree),))
    shown = tuple({each.tensor.name for each in cells(tree) if each.tensor.derive is not None})
    return Working(say("number"), (Column(say("follows from")),), (row,), shown)


def tree_of(stage: Stage, index: Index) -> Arithmetic:
    """The arithmetic of a cell, the exponential and the total of a weight written out."""
    from attncli.mistakes.slips import opened

    return opened(stage.derive(index))


def worked(stage: Stage, index: Index) -> Blocks:
    """A cell with its arithmetic and what it comes to."""
    cell = stage.output.cell(*index)
    return (Equation(stage.output.symbol, stage.formula, (cell, tree_of(stage, index))),)
