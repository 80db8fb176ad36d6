"""The tree of one number: how it follows from cells, as arithmetic that can be evaluated and shown.

The set of operations is closed: all of them, and what each comes to, stand in one file, however long.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Literal, assert_never

from attncli.record import Record
from attncli.tensor import Cell


class Number(Record):
    """A number that stands in no tensor: a constant of the formula."""

    value: float


class Count(Record):
    """A whole number that counts something (d_k), and is shown without decimal places."""

    value: int


class Sum(Record):
    """Terms added up along an axis, so that Σ can be written; ``over`` is "" where they are not alike."""

    terms: tuple[Arithmetic, ...]
    over: str = ""

    @cached_property  # a page asks again and again
    def rest(self) -> float:
        """What the terms come to that are not written out where there are too many."""
        return evaluate(Sum(self.terms[WRITTEN:]))

    @cached_property
    def tensors(self) -> frozenset[str]:
        """The names of the tensors whose cells are added up."""
        return frozenset(cell.tensor.name for cell in cells(self))


class Difference(Record):
    """left − right"""

    left: Arithmetic
    right: Arithmetic


class Product(Record):
    """Factors multiplied together."""

    factors: tuple[Arithmetic, ...]


class Quotient(Record):
    """above / below"""

    above: Arithmetic
    below: Arithmetic


class Root(Record):
    """The square root."""

    of: Arithmetic


class Power(Record):
    """A base to the power of something."""

    base: Arithmetic
    exponent: Arithmetic


class Sine(Record):
    """The sine of an angle in radians."""

    of: Arithmetic


class Cosine(Record):
    """The cosine of an angle in radians."""

    of: Arithmetic


class Exp(Record):
    """e to the power of something."""

    of: Arithmetic


class Square(Record):
    """A number times itself."""

    of: Arithmetic


class Negative(Record):
    """The number on the other side of 0."""

    of: Arithmetic


class Tanh(Record):
    """The hyperbolic tangent: between −1 and 1."""

    of: Arithmetic


class Sigmoid(Record):
    """1 / (1 + e^−x): between 0 and 1."""

    of: Arithmetic


class Logarithm(Record):
    """To what power a base must be raised to give a number."""

    of: Arithmetic
    base: Arithmetic


class RoundedUp(Record):
    """The least whole number that is no smaller."""

    of: Arithmetic


class Largest(Record):
    """The largest of several numbers along an axis."""

    terms: tuple[Arithmetic, ...]
    over: str = ""


class Near(Record):
    """The condition that a number is at most so far from another."""

    to: int
    within: float


class Where(Record):
    """One number if a condition holds of a cell, else another, for a reason that is said ("it is hidden")."""

    test: Cell
    condition: Literal["nonzero", "finite"] | Near
    then: Arithmetic
    otherwise: Arithmetic
    reason: str

    @property
    def holds(self) -> bool:
        """Whether the condition holds of the cell as it is."""
        value = self.test.value
        if isinstance(self.condition, Near):
            return abs(self.condition.to - value) <= self.condition.within
        return value != 0 if self.condition == "nonzero" else math.isfinite(value)

    @property
    def branch(self) -> Arithmetic:
        """The arithmetic that applies."""
        return self.then if self.holds else self.otherwise


Leaf = Cell | Number | Count
Arithmetic = (
    Leaf
    | Sum
    | Difference
    | Product
    | Quotient
    | Root
    | Power
    | Sine
    | Cosine
    | Exp
    | Square
    | Negative
    | Tanh
    | Sigmoid
    | Logarithm
    | RoundedUp
    | Largest
    | Where
)


def dot(left: Iterable[Arithmetic], right: Iterable[Arithmetic], over: str = "") -> Sum:
    """Two rows multiplied number by number and added up along an axis.

    >>> evaluate(dot([Number(1.0), Number(2.0)], [Number(3.0), Number(4.0)]))
    11.0
    """
    return Sum(tuple(Product(pair) for pair in zip(left, right, strict=True)), over)


def evaluate(tree: Arithmetic, read: Callable[[Leaf], float] = lambda leaf: leaf.value) -> float:
    """The value of a tree. ``read`` says what a leaf is worth: as it is, or as it is shown.

    >>> evaluate(Quotient(Sum((Number(1.5), Number(0.5))), Root(Count(4))))
    1.0
    """
    match tree:
        case Cell() | Number() | Count():
            return read(tree)
        case Sum(terms):
            values = [evaluate(term, read) for term in terms]
            return math.fsum(values) if all(map(math.isfinite, values)) else sum(values)
        case Difference(left, right):
            return evaluate(left, read) - evaluate(right, read)
        case Product(factors):
            return math.prod(evaluate(factor, read) for factor in factors)
        case Quotient(above, below):
            return evaluate(above, read) / evaluate(below, read)
        case Root(of):
            return math.sqrt(evaluate(of, read))
        case Power(base, exponent):
            return math.pow(evaluate(base, read), evaluate(exponent, read))
        case Sine(of):
            return math.sin(evaluate(of, read))
        case Cosine(of):
            return math.cos(evaluate(of, read))
        case Exp(of):
            return math.exp(evaluate(of, read))
        case Square(of):
            return evaluate(of, read) ** 2
        case Negative(of):
            return -evaluate(of, read)
        case Tanh(of):
            return math.tanh(evaluate(of, read))
        case Sigmoid(of):
            return sigmoid(evaluate(of, read))
        case Logarithm(of, base):
            return logarithm(evaluate(of, read), evaluate(base, read))
        case RoundedUp(of):
            return math.ceil(evaluate(of, read))
        case Largest(terms):
            return max(evaluate(term, read) for term in terms)
        case Where():
            return evaluate(tree.branch, read)
        case _:
            assert_never(tree)


def sigmoid(x: float) -> float:
    """1 / (1 + e^−x), without overflow on either side.

    >>> sigmoid(0.0), sigmoid(-1000.0), sigmoid(1000.0)
    (0.5, 0.0, 1.0)
    """
    small = math.exp(-abs(x))
    return (1.0 if x >= 0 else small) / (1.0 + small)


def logarithm(x: float, base: float) -> float:
    """The power of a base that a number is: a whole one where it is one, which a quotient of logs may miss.

    >>> logarithm(243, 3), math.log(243) / math.log(3), logarithm(8, 4)
    (5.0, 4.999999999999999, 1.5)
    """
    power = math.log(x) / math.log(base)
    return float(round(power)) if base ** round(power) == x else power


MOST = 1.7976931348623157e308
"""The largest float: what is added up may go past it where what it comes to does not."""


def size_of_terms(tree: Arithmetic) -> float:
    """How large the numbers are that a tree adds up, signs aside: the measure of rounding errors."""
    match tree:
        case Sum(terms):
            return min(sum(abs(evaluate(term)) for term in terms), MOST)
        case Difference(left, right):
            return min(abs(evaluate(left)) + abs(evaluate(right)), MOST)
        case Where():
            return size_of_terms(tree.branch)
        case _:
            return abs(evaluate(tree))


LONG = 8
"""Terms of a sum that are all written out; every term is evaluated, whether it is written out or not."""

WRITTEN = 4
"""Terms of a longer sum that are written out, before what the others come to."""

NOISE = 4e-15
"""Rounding errors are at most this share of what was added up: a number no larger says nothing but 0."""


def settled(cell: Cell) -> float:
    """The number of a cell, or 0 where it is what rounding left of terms that cancel out: 0.1 + 0.2 − 0.3."""
    value = cell.value
    if value == 0 or abs(value) > 1e-6:
        return value
    tree = cell.derivation()
    if isinstance(tree, Where):
        tree = tree.branch
    match tree:
        case Cell():  # the same number, in another place
            return settled(tree)
        case Sum():
            return 0.0 if abs(value) <= NOISE * size_of_terms(tree) else value
        case Quotient(Cell() as left, _):  # a multiple of it
            return 0.0 if settled(left) == 0 else value
        case Product(factors):
            return 0.0 if any(isinstance(f, Cell) and settled(f) == 0 for f in factors) else value
        case _:
            return value


def cells(tree: Arithmetic) -> Iterator[Cell]:
    """The cells a number rests on, in the order they are read; of a Where only the branch that applies."""
    match tree:
        case Cell():
            yield tree
        case Number() | Count():
            return
        case Sum(terms) | Largest(terms) | Product(terms):
            for term in terms:
                yield from cells(term)
        case Difference(left, right) | Quotient(left, right):
            yield from cells(left)
            yield from cells(right)
        case Power(first, second) | Logarithm(first, second):
            yield from cells(first)
            yield from cells(second)
        case Root(of) | Exp(of) | Square(of) | Negative(of) | Tanh(of) | Sigmoid(of) | Sine(of) | Cosine(of):
            yield from cells(of)
        case RoundedUp(of):
            yield from cells(of)
        case Where():
            yield from cells(tree.branch)
        case _:
            assert_never(tree)
