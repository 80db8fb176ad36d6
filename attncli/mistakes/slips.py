"""Slips: what comes out where a step is understood, and one number of it goes wrong. Read off the tree of the
cell; none of them says anything of what a person thinks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from attncli.arithmetic import (
    Cosine,
    Difference,
    Exp,
    Negative,
    Number,
    Product,
    Quotient,
    Root,
    Sigmoid,
    Sine,
    Square,
    Sum,
    Tanh,
    Where,
    evaluate,
)
from attncli.record import Record
from attncli.tensor import Cell

if TYPE_CHECKING:
    from attncli.arithmetic import Arithmetic
    from attncli.mistakes.mistake import Place
    from attncli.mistakes.numbers import Numbers
    from attncli.numerics.arrays import Array
    from attncli.trace import Stage

Kind = Literal["left-out", "sign", "beside", "rounded", "swapped", "point", "product"]

SAID: dict[Kind, str] = {
    "left-out": "one term is left out",
    "sign": "a sign is turned",
    "beside": "the number beside it is taken",
    "rounded": "the numbers are rounded before they are put in",
    "swapped": "two digits are swapped",
    "point": "the decimal point stands elsewhere",
    "product": "one product is off by 1",
}
"""Every kind of slip, as the end of the sentence "0.39 is what comes out if …"."""

UNARY = (Root, Exp, Square, Negative, Tanh, Sigmoid, Sine, Cosine)

ROUNDED = (1, 2)
"""To how many decimals inputs are rounded by those who round them first."""


class Slip(Record):
    """A number that a slip leads to."""

    kind: Kind
    value: float


def slips(numbers: Numbers, place: Place, digits: int) -> tuple[Slip, ...]:
    """What slips make of one cell of a stage, or of a finer step, that is asked for to so many digits."""
    stage = stage_at(numbers, place.stage)
    right = float(stage.output.array[place.index])
    if not math.isfinite(right):
        return ()
    found = [
        *(Slip("beside", value) for value in beside(Cell(stage.output, place.index))),
        *(Slip("rounded", value) for value in rounded(numbers, place)),
        Slip("sign", -right),
        *(Slip("point", right * factor) for factor in (10.0, 100.0, 0.1, 0.01)),
        *(Slip("swapped", value) for value in swapped(right, digits)),
        *within(opened(stage.derive(place.index))),
    ]
    return tuple(slip for slip in found if math.isfinite(slip.value))


def stage_at(numbers: Numbers, name: str) -> Stage:
    """A stage, or a finer step, of the truth."""
    whole, _, finer = name.partition("/")
    stage = numbers.truth[whole]
    return next(step for step in stage.steps() if step.name == finer) if finer else stage


def rounded(numbers: Numbers, place: Place) -> Iterator[float]:
    """A cell, where everything it is made of is rounded first: to one decimal, to two."""
    step = stage_at(numbers, place.stage).step
    for decimals in ROUNDED:
        arrays = (tensor and rounded_array(tensor.array, decimals) for tensor in step.in_order)
        with np.errstate(all="ignore"):
            yield float(step.op.compute(*arrays, **step.settings)[place.index])


def rounded_array(array: Array, decimals: int) -> Array:
    """An array rounded; truths stay what they are."""
    return array if array.dtype == bool else array.round(decimals)


def beside(cell: Cell) -> Iterator[float]:
    """The numbers to the left and to the right of a cell, above it and below it."""
    array = cell.tensor.array
    for axis in range(max(0, array.ndim - 2), array.ndim):
        for step in (-1, 1):
            at = cell.index[axis] + step
            if 0 <= at < array.shape[axis]:
                yield float(array[(*cell.index[:axis], at, *cell.index[axis + 1 :])])


def swapped(right: float, digits: int) -> Iterator[float]:
    """The number with two digits in each other's place, as it is written with so many decimals."""
    text = f"{right:.{digits}f}"
    at = [i for i, sign in enumerate(text) if sign.isdigit()]
    for i, j in pairwise(at):
        if text[i] != text[j]:
            signs = list(text)
            signs[i], signs[j] = signs[j], signs[i]
            yield float("".join(signs))


def opened(tree: Arithmetic) -> Arithmetic:
    """A tree in which the arithmetic of finer steps stands in their place: exponential and total of a weight,
    the sum in a tanh.
    """
    match tree:
        case Where():
            return opened(tree.branch)
        case Quotient(Cell() as above, Cell() as below):
            return Quotient(above.derivation() or above, below.derivation() or below)
        case Tanh(Cell() as of):
            return Tanh(of.derivation() or of)
        case _:
            return tree


def within(tree: Arithmetic) -> Iterator[Slip]:
    """What a tree comes to with one slip somewhere in it."""
    match tree:
        case Cell():
            yield from (Slip("beside", value) for value in beside(tree))
        case Sum(terms):
            yield from in_sum(terms)
        case Product(factors):
            yield from in_product(factors)
        case Difference(left, right):
            a, b = evaluate(left), evaluate(right)
            yield Slip("sign", a + b)
            yield from (Slip(slip.kind, slip.value - b) for slip in within(left))
            yield from (Slip(slip.kind, a - slip.value) for slip in within(right))
        case Quotient(above, below):
            a, b = evaluate(above), evaluate(below)
            yield from (Slip(slip.kind, slip.value / b) for slip in within(above) if b)
            yield from (Slip(slip.kind, a / slip.value) for slip in within(below) if slip.value)
        case Where():
            yield from within(tree.branch)
        case Root(of) | Exp(of) | Square(of) | Negative(of) | Tanh(of) | Sigmoid(of) | Sine(of) | Cosine(of):
            for slip in within(of):
                value = applied(tree, slip.value)
                if value is not None:
                    yield Slip(slip.kind, value)


def applied(tree: Arithmetic, value: float) -> float | None:
    """What a function of one number comes to of another; None where it comes to nothing."""
    assert isinstance(tree, UNARY)
    try:
        return evaluate(type(tree)(Number(value)))
    except (ValueError, OverflowError):
        return None


def in_sum(terms: tuple[Arithmetic, ...]) -> Iterator[Slip]:
    """One term left out, one with its sign turned, one with a slip in itself."""
    values = [evaluate(term) for term in terms]
    total = math.fsum(values)
    for term, value in zip(terms, values, strict=True):
        if len(terms) > 1:
            yield Slip("left-out", total - value)
        yield Slip("sign", total - 2 * value)
        yield from (Slip(slip.kind, total - value + slip.value) for slip in within(term))


def in_product(factors: tuple[Arithmetic, ...]) -> Iterator[Slip]:
    """The product off by one, or one factor with a slip in itself."""
    values = [evaluate(factor) for factor in factors]
    product = math.prod(values)
    yield Slip("product", product - 1)
    yield Slip("product", product + 1)
    for i, factor in enumerate(factors):
        others = math.prod(values[:i] + values[i + 1 :])
        yield from (Slip(slip.kind, others * slip.value) for slip in within(factor))
