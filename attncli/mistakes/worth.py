"""Which cells of a scenario are worth asking for: how many mistakes give a wrong number there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from attncli.arithmetic import Where
from attncli.mistakes.cases import Case, rounded, row_of
from attncli.mistakes.reasons import ENOUGH
from attncli.record import Record
from attncli.tensor import Cell

if TYPE_CHECKING:
    from attncli.mistakes.shaken import Made
    from attncli.trace import Stage

NEAR = 0.02
"""Of a unit of the last decimal: a number so near to where rounding turns is rounded otherwise by mistake."""
MOST_CELLS = 4_000
"""Cells of one stage that are looked at; of larger stages the first."""


class Asked(Record):
    """A cell that may be asked for: how many mistakes give a wrong number there, and how many different ones;
    ``why`` it is not worth asking, or "".
    """

    cell: str
    stage: str
    wrong: int
    apart: int
    why: str = ""


def cells_told(case: Case, stage: str) -> list[Cell]:
    """The cells of a stage that the page of the query shows, in their order; of very many the first."""
    right = case.numbers.right(stage)
    places = np.arange(right.array.size, dtype=np.float64).reshape(right.array.shape)
    told = row_of(places, right, case.query).ravel()[:MOST_CELLS]
    return [right.cell(*map(int, np.unravel_index(int(at), right.array.shape))) for at in told]


def asked(case: Case, made: Sequence[Made], stages: Sequence[str]) -> Iterator[Asked]:
    """The cells of the query's row of some stages, the most telling first of those that are worth asking."""
    found: list[Asked] = []
    for stage in stages:
        row = case.row(stage, None)
        assert row is not None
        right = rounded(row, case.digits).ravel()[:MOST_CELLS]
        wrong = {each.mistake.name: np.zeros(len(right), bool) for each in made}
        looks = [right]
        for each in made:
            other = case.row(stage, each)
            if other is not None:
                looks.append(rounded(other, case.digits).ravel()[:MOST_CELLS])
                wrong[each.mistake.name] |= looks[-1] != right
        apart = (np.diff(np.sort(np.stack(looks), axis=0), axis=0) != 0).sum(axis=0)
        many = sum(wrong.values(), np.zeros(len(right), int))
        copied = copies(case.numbers.truth[stage], case.query)
        for cell, many_wrong, many_apart in zip(cells_told(case, stage), many, apart, strict=True):
            why = "copy" if copied else not_worth(cell.value, int(many_wrong), case.digits)
            found.append(Asked(cell.name, stage, int(many_wrong), int(many_apart), why))
    return iter(sorted(found, key=lambda each: (bool(each.why), -each.apart, -each.wrong)))


def not_worth(number: float, wrong: int, digits: int) -> str:
    """Why a cell is not worth asking for; "" where it is."""
    if not np.isfinite(number):
        return "hidden"
    if abs(number) < 10.0**-ENOUGH:
        return "zero"
    if wrong == 0:
        return "no-wrong-answer"
    past = abs(number) * 10.0**digits % 1
    return "near-a-boundary" if abs(past - 0.5) < NEAR else ""


def copies(stage: Stage, query: int) -> bool:
    """Whether the numbers of a stage are those of another, put elsewhere."""
    own = stage.at(query)
    at = next(iter(np.argwhere(np.isfinite(own.output.array))), None)
    if at is None:
        return True
    tree = own.output.cell(*(int(i) for i in at)).derivation()
    return isinstance(tree.branch if isinstance(tree, Where) else tree, Cell)
