"""From a cell to the cells it is made of: which number to ask for where nothing explains one, and which ones
are no more than another one passed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.arithmetic import (
    Cosine,
    Difference,
    Exp,
    Largest,
    Negative,
    Power,
    Product,
    Quotient,
    Root,
    Sigmoid,
    Sine,
    Square,
    Sum,
    Tanh,
    Where,
    cells,
    evaluate,
)
from attncli.mistakes.mistake import Place
from attncli.tensor import Cell

if TYPE_CHECKING:
    from attncli.arithmetic import Arithmetic
    from attncli.mistakes.numbers import Numbers


def derivation(numbers: Numbers, place: Place) -> Arithmetic | None:
    """How a cell follows, of a stage or of a finer step."""
    return numbers.right(place.stage).cell(*place.index).derivation()


def place_of(numbers: Numbers, cell: Cell) -> Place | None:
    """The place of a cell among the stages; None for what was given, and for a finer step."""
    tensor = cell.tensor
    if tensor.name not in numbers.truth:
        return None
    whole = zip(tensor.axes, cell.index, strict=True)  # a stage cut to one query knows which it was
    return Place(tensor.name, tuple(axis.positions[i] - 1 for axis, i in whole))


def line(numbers: Numbers, place: Place) -> frozenset[Place]:
    """A place with those before it that it passes on, one number made of one: what is wrong there is wrong
    here, whatever the cause.
    """
    found = {place}
    while True:
        tree = derivation(numbers, place)
        inputs = () if tree is None else tuple(cells(tree))
        places = {place_of(numbers, cell) for cell in inputs if cell.tensor.derive is not None}
        before = places.pop() if len(places) == 1 else None
        if before is None or before in found:
            return frozenset(found)
        found.add(before)
        place = before


def before(numbers: Numbers, place: Place, start: str | None = None) -> Place | None:
    """The cell of a stage before that weighs most in a cell; None where all before it was given, or shown:
    what came out up to ``start``.
    """
    tree = derivation(numbers, place)
    while tree is not None:
        cell = heaviest(tree)
        if cell is None:
            return None
        found = place_of(numbers, cell)
        if found is not None and found.stage != place.stage:
            shown = -1 if start is None else numbers.order.index(start.partition("/")[0])
            return found if numbers.order.index(found.stage) > shown else None
        tree = cell.derivation()
    return None


def heaviest(tree: Arithmetic) -> Cell | None:
    """The computed cell that weighs most in a tree; None where none is computed."""
    match tree:
        case Cell():
            return tree if tree.tensor.derive is not None else None
        case Sum(terms) | Largest(terms):
            ranked = sorted(terms, key=lambda term: -abs(evaluate(term)))
            return next((cell for cell in map(heaviest, ranked) if cell is not None), None)
        case Product(parts):
            return next((cell for cell in map(heaviest, parts) if cell is not None), None)
        case Difference(left, right) | Quotient(left, right) | Power(left, right):
            return heaviest(left) or heaviest(right)
        case Where():
            return heaviest(tree.branch)
        case Root(of) | Exp(of) | Square(of) | Negative(of) | Tanh(of) | Sigmoid(of) | Sine(of) | Cosine(of):
            return heaviest(of)
        case _:
            return None
