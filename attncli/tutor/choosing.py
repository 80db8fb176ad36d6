"""Which numbers of a stage are worth asking for: they tell what was done, and can be reckoned by hand."""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from attncli.arithmetic import (
    Arithmetic,
    Count,
    Number,
    Product,
    Quotient,
    Sum,
    Where,
    cells,
    evaluate,
    settled,
)
from attncli.tensor import Cell
from attncli.tutor.subject import LONG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from attncli.mistakes.numbers import Wrong
    from attncli.tensor import Index
    from attncli.tutor.subject import Subject

BOUNDARY = 0.05
"""How near to a rounding boundary, in units of the last digit asked, a number is not asked for: what was
reckoned from numbers that are rounded themselves may fall on either side of it.
"""

LOOKED_AT, WEIGHED = 400, 40
"""Numbers of a stage that are looked at, and of those that may be asked for so many are weighed against one
another.
"""


def worth_asking(subject: Subject, stage: str, start: str | None = None) -> list[Cell]:
    """The numbers of a stage that are worth asking for, the best first, none where there are none.

    Never one that is hidden, or 0, or no more than a copy of another, or made of more numbers than a person
    would reckon with, or near a rounding boundary at the digits asked. Of the others the one at which most
    mistakes of one who was shown ``start`` have numbers of their own, then the one made of the fewest. Left
    out, the start is the stage before; "" is what was given.
    """
    if is_long(subject, stage):
        return []
    shown, digits = subject.before(stage) if start is None else start, subject.digits
    first = islice(cells_of(subject, stage), LOOKED_AT)
    fit = list(islice((cell for cell in first if is_fit(subject, stage, cell, digits)), WEIGHED))
    tell = {cell: telling(subject, stage, shown, cell.index, digits) for cell in fit}
    count = {cell: len(operands(subject, stage, cell)) for cell in fit}
    return sorted(fit, key=lambda cell: (-tell[cell], count[cell]))


def is_long(subject: Subject, stage: str) -> bool:
    """Whether a stage is reckoned from vectors so long that nobody reads them off a page."""
    tensors = subject.stages[stage].inputs
    return any(
        len(axis) > LONG for tensor in tensors for axis in tensor.axes if axis.name not in ("query", "key")
    )


def cells_of(subject: Subject, stage: str) -> Iterator[Cell]:
    """The numbers of a stage, cut to the query and the head; where it has a row a word, the query's own row
    first.
    """
    told = subject.stages[stage].output
    rows, *columns = map(len, told.axes)
    sequence = told.axes[0].sequence
    own = sequence is not None and sequence == subject.scenario.queries.sequence and rows > 1
    order = sorted(range(rows), key=lambda row: row != subject.query) if own else range(rows)
    for row in order:
        for position in np.ndindex(*columns):
            yield subject.cell(stage, subject.index(stage, row, *position))


def is_fit(subject: Subject, stage: str, cell: Cell, digits: int) -> bool:
    """Whether a number may be asked for at all."""
    value, tree = cell.value, cell.derivation()
    if tree is None or not math.isfinite(value) or settled(cell) == 0:
        return False
    if not shows(value, digits) or near_boundary(value, digits) or is_copy(tree):
        return False
    return len(operands(subject, stage, cell)) <= LONG


def shows(value: float, digits: int) -> bool:
    """Whether the digits asked show a number for what it is: not as a 0 or a 1 that it is not quite."""
    rounded = round(value, digits)
    return rounded != 0 and (rounded != 1 or math.isclose(value, 1, rel_tol=1e-12))


def near_boundary(value: float, digits: int) -> bool:
    """Whether a number is so near to where rounding turns that an honest answer may be the other one.

    >>> near_boundary(0.2449996, 2), near_boundary(0.2443, 2), near_boundary(-0.245, 2)
    (True, False, True)
    """
    units = abs(value) * 10.0**digits
    if not math.isfinite(units):
        return False
    return abs(units - math.floor(units) - 0.5) <= BOUNDARY + 1e-9


def is_copy(tree: Arithmetic) -> bool:
    """Whether a number is no more than another one in another place: once what is 0 is left out of a sum,
    and what is multiplied or divided by 1 is taken as it is.
    """
    match tree:
        case Cell() | Number() | Count():
            return True
        case Where():
            return is_copy(tree.branch)
        case Sum(terms):
            left = [term for term in terms if evaluate(term) != 0]
            return not left or (len(left) == 1 and is_copy(left[0]))
        case Product(factors):
            left = [factor for factor in factors if evaluate(factor) != 1]
            return not left or (len(left) == 1 and is_copy(left[0]))
        case Quotient(above, below):
            return evaluate(below) == 1 and is_copy(above)
        case _:
            return False


def operands(subject: Subject, stage: str, cell: Cell) -> set[str]:
    """The names of the numbers that a person reckons with to get one of a stage: finer steps are looked
    through, and terms of a sum that are 0 do not count.
    """
    own = {tensor.name for tensor in subject.stages[stage].inputs}
    found: set[str] = set()
    seen: set[str] = set()
    open_cells = [cell]
    while open_cells and len(found) <= LONG:
        following = open_cells.pop()
        tree = following.derivation()
        for each in counting(tree) if tree is not None else ():
            if each.tensor.name in own or each.tensor.derive is None:
                found.add(each.name)
            elif each.name not in seen:
                seen.add(each.name)
                open_cells.append(each)
    return found


def counting(tree: Arithmetic) -> Iterator[Cell]:
    """The cells of a tree that its number rests on, without those of terms that are 0."""
    tree = tree.branch if isinstance(tree, Where) else tree
    if isinstance(tree, Sum):
        for term in tree.terms:
            if evaluate(term) != 0:
                yield from counting(term)
    else:
        yield from cells(tree)


def wrong_numbers(subject: Subject, stage: str, start: str, index: Index) -> Iterator[tuple[Wrong, float]]:
    """What stands at a place (among all queries and heads) with each mistake that can be made behind
    ``start``, as far as it is a number.
    """
    for wrong in subject.numbers.heard(stage, start or None):
        array = wrong.array(stage)
        if array is not None and math.isfinite(array[index]):
            yield wrong, float(array[index])


def first_forms(found: Iterable[Wrong]) -> list[Wrong]:
    """Of each mistake the first of its forms that can be made: of this one at least its sentence is told."""
    kept: dict[str, Wrong] = {}
    for wrong in found:
        kept.setdefault(wrong.mistake.name, wrong)
    return list(kept.values())


def telling(subject: Subject, stage: str, start: str, index: Index, digits: int) -> int:
    """How many mistakes have a number of their own at a place, at the digits asked."""
    right = round(float(subject.whole(stage).array[index]), digits)
    names: dict[float, set[str]] = {}
    for wrong, value in wrong_numbers(subject, stage, start, index):
        # Mistakes that are one by algebra count as one.
        name = min((wrong.mistake.name, *wrong.mistake.same_as))
        names.setdefault(round(value, digits), set()).add(name)
    return sum(len(causes) == 1 for value, causes in names.items() if value != right)
