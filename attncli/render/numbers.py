"""How a number looks, and how many digits a page must show so that a calculator gets the same results."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from attncli.arithmetic import (
    LONG,
    NOISE,
    WRITTEN,
    Arithmetic,
    Count,
    Leaf,
    Number,
    Sum,
    Where,
    cells,
    evaluate,
    settled,
    size_of_terms,
)
from attncli.tensor import Cell

if TYPE_CHECKING:
    from attncli import document

MINUS = "−"
MOST_DIGITS = 13
"""A float64 holds two or three more, which are noise after a few steps."""
LARGE, SMALL = 1e9, 1e-4
"""Numbers from the one on, and operands below the other, are written with a power of ten."""


def shown(value: float, digits: int, *, share: bool = False) -> str:
    """A result, rounded to a number of decimal places so that it does not lie.

    All zeros means exactly zero: what is nearer to it has a digit more, or a power of ten. Of a share of 1 it
    is enough that it is less than the least that is shown, and 1.00 is never one just below 1. Halves are
    rounded up, as by hand.

    >>> [shown(x, 2) for x in (0.0, 0.004, 0.00004, 0.125, 0.998, -0.001, -1.5, float("-inf"))]
    ['0.00', '0.004', '4×10^−5', '0.13', '1.00', '−0.001', '−1.50', '−∞']
    >>> [shown(x, 2, share=True) for x in (0.0, 0.004, 0.125, 0.998, 1.0, -0.001)]
    ['0.00', '<0.01', '0.13', '>0.99', '1.00', '>−0.01']
    """
    if not math.isfinite(value):
        return infinite(value)
    if abs(value) >= LARGE:
        return of_ten(with_power(value, digits))
    rounded = half_up(value, digits)
    if value == 0:
        return f"{0:.{digits}f}"
    if not rounded and not share:
        places = -Decimal(value).adjusted()
        return of_ten(with_power(value, 0) if abs(value) < SMALL else f"{half_up(value, places):f}")
    if not rounded:
        least = f"{Decimal(1).scaleb(-digits):f}"
        return f"<{least}" if value > 0 else f">{MINUS}{least}"
    if share and rounded == 1 and float(f"{value:.12g}") < 1:
        return f">{1 - Decimal(1).scaleb(-digits):f}" if digits else "<1"
    return f"{rounded:.{digits}f}".replace("-", MINUS)


def shown_apart(value: float, others: Collection[float], digits: int, *, share: bool = False) -> str:
    """A result with as many decimal places more as it takes to tell it from others that it is not.

    >>> shown_apart(0.3117, (0.3104,), 2), shown_apart(0.3117, (0.25, 0.3117), 2)
    ('0.312', '0.31')
    """
    alike = [other for other in others if other != value]

    def same(other: float) -> bool:
        return shown(value, digits, share=share) == shown(other, digits, share=share)

    while digits < MOST_DIGITS and any(map(same, alike)):
        digits += 1
    return shown(value, digits, share=share)


MOST_COUNTED = 10**15
"""Numbers of things below it are written to the last digit: a float64 still tells each from the next."""


def is_count(value: float, cell: Cell) -> bool:
    """Whether a value of a cell is a number of things, and small enough to be written to the last digit."""
    return cell.tensor.whole and abs(value) < MOST_COUNTED and value == int(value)


def result(cell: Cell, digits: int) -> str:
    """A cell as a result of its page."""
    return as_result(settled(cell), cell, digits)


def as_result(value: float, cell: Cell, digits: int) -> str:
    """A value as the cell that has it, or is said to have it, is shown: a count is not rounded."""
    if is_count(value, cell):
        return f"{int(value):,}".replace("-", MINUS)
    return shown(value, digits, share=cell.tensor.of_one)


def infinite(value: float) -> str:
    """A number that is not finite."""
    if math.isnan(value):
        return "NaN"
    return "∞" if value > 0 else f"{MINUS}∞"


def with_power(value: float, digits: int) -> str:
    """A number with a power of ten, its first factor rounded to decimal places like any number: 1.50e-07.

    Where that would lead past the largest float there is, it is cut: what is written can be read again.
    """
    exact = Decimal(f"{value:.14g}")
    text = scientific(exact, digits, ROUND_HALF_UP)
    return text if math.isfinite(float(text)) else scientific(exact, digits, ROUND_DOWN)


def scientific(exact: Decimal, digits: int, rounding: str) -> str:
    """A number as a factor from 1 to 10, rounded to decimal places, and a power of ten."""
    power, unit = exact.adjusted(), Decimal(1).scaleb(-digits)
    factor = exact.scaleb(-power).quantize(unit, rounding)
    if abs(factor) >= 10:
        power += 1
        factor = exact.scaleb(-power).quantize(unit, rounding)
    return f"{factor:f}e{power:+03d}"


def of_ten(text: str) -> str:
    """A number of programs as a page writes it, its power of ten in full: an e would stand beside Euler's.

    >>> of_ten("-2.154e-05"), of_ten("1.5e+11"), of_ten("-3")
    ('−2.154×10^−5', '1.5×10^11', '−3')
    """
    factor, power, exponent = text.partition("e")
    return f"{factor}×10^{int(exponent)}".replace("-", MINUS) if power else factor.replace("-", MINUS)


def half_up(value: float, digits: int) -> Decimal:
    """A number rounded to decimal places, halves away from zero, as it reads in 14 digits.

    >>> half_up(0.1 + 0.2, 15), half_up(-0.125, 2)
    (Decimal('0.300000000000000'), Decimal('-0.13'))
    """
    return Decimal(f"{value:.14g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def operand(leaf: Leaf | document.Number, digits: int) -> str:
    """A number to compute with: exact where it is short, else rounded; a tiny or huge one has a power of ten.

    >>> from attncli.arithmetic import Number
    >>> [operand(Number(x), 4) for x in (0.5, 1.0606601717798212, -2.0, 0.00002154, 123456789012.0)]
    ['0.5', '1.0607', '−2', '2.154×10^−5', '1.2346×10^11']
    """
    if isinstance(leaf, Count):
        return f"{leaf.value:,}".replace("-", MINUS)
    if isinstance(leaf, Cell) and is_count(leaf.value, leaf):
        return as_result(leaf.value, leaf, digits)
    return of_ten(in_digits(leaf, digits))


def in_digits(leaf: Leaf | document.Number, digits: int) -> str:
    """An operand as a program reads it, but for infinity."""
    value = settled(leaf) if isinstance(leaf, Cell) else leaf.value
    if not math.isfinite(value):
        return infinite(value)
    if isinstance(leaf, Count):
        return str(value)
    if isinstance(leaf, Cell) and is_count(value, leaf):
        return str(int(value))
    if value == 0:
        return "0"
    if abs(value) >= LARGE or abs(value) < SMALL or not half_up(value, digits):
        factor, power = with_power(value, digits if abs(value) >= LARGE else max(digits - 1, 1)).split("e")
        text = f"{factor.rstrip('0').rstrip('.') if '.' in factor else factor}e{power}"
    else:
        rounded = half_up(value, digits)
        exact = abs(float(rounded) - value) <= 1e-14 * abs(value)
        text = f"{rounded.normalize() if exact else rounded:f}"
    return text


def as_read(leaf: Leaf, digits: int) -> float:
    """What a reader takes a shown operand for."""
    text = in_digits(leaf, digits)
    return float(text.replace(MINUS, "-").replace("∞", "inf"))


class Check(NamedTuple):
    """A number that a page shows, and the arithmetic on the page that a reader will check it by."""

    cell: Cell
    tree: Arithmetic
    written: bool = True
    """Whether the arithmetic itself is on the page, where a long sum is not written out."""


def enough_digits(
    checks: Iterable[Check], results: Collection[str], digits: int, *, more: int = 2
) -> Mapping[str, int]:
    """How many decimal places each tensor's numbers need on a page, by the tensor's name.

    The ``results`` have ``digits``; everything else starts with two ``more``. Where the operands as shown do
    not give the number as shown, they get another digit, until they do, or until there are no more digits to
    show. Each cell of ``checks`` that is not of a result is shown as an operand: what follows relies on it.
    """
    checks = list(checks)
    needed: dict[str, int] = dict.fromkeys(results, digits)
    for check in checks:
        for name in (check.cell.tensor.name, *tensors(check.tree)):
            needed.setdefault(name, digits + more)
    done = False
    while not done:
        done = True
        for check in checks:
            operands = tensors(check.tree) - set(results)
            while not agrees(check, needed, results) and any(needed[name] < MOST_DIGITS for name in operands):
                for name in operands:
                    needed[name] = min(needed[name] + 1, MOST_DIGITS)
                done = False
    return needed


def agrees(check: Check, digits: Mapping[str, int], results: Collection[str]) -> bool:
    """Whether a reader who computes with the operands as shown gets the number as shown."""
    try:
        computed = as_computed(check.tree, digits, elided=check.written)
    except (ArithmeticError, ValueError):
        return False
    own = digits[check.cell.tensor.name]
    if abs(computed) <= NOISE * size_of_terms(check.tree):
        computed = 0.0
    if check.cell.tensor.name in results:
        return as_result(computed, check.cell, own) == result(check.cell, own)
    return same_number(computed, check.cell, own)


def as_computed(tree: Arithmetic, digits: Mapping[str, int], *, elided: bool) -> float:
    """What a reader gets who computes with the operands as they are written."""
    if isinstance(tree, Where):
        return as_computed(tree.branch, digits, elided=elided)

    def read(leaf: Leaf) -> float:
        return as_read(leaf, digits_of(leaf, digits))

    if elided and isinstance(tree, Sum) and len(tree.terms) > LONG:
        rest = as_read(Number(tree.rest), rest_digits(tree, digits))
        return evaluate(Sum((*tree.terms[:WRITTEN], Number(rest))), read)
    return evaluate(tree, read)


def digits_of(leaf: Leaf, digits: Mapping[str, int]) -> int:
    """The decimal places of a leaf: those of its tensor; constants are written in full."""
    return digits.get(leaf.tensor.name, MOST_DIGITS) if isinstance(leaf, Cell) else MOST_DIGITS


def rest_digits(tree: Arithmetic, digits: Mapping[str, int]) -> int:
    """The decimal places of what the unwritten terms of a sum come to: as many as any of its operands has."""
    return max((digits.get(name, MOST_DIGITS) for name in tensors(tree)), default=MOST_DIGITS)


def tensors(tree: Arithmetic) -> frozenset[str]:
    """The names of the tensors whose cells a number rests on."""
    return tree.tensors if isinstance(tree, Sum) else frozenset(cell.tensor.name for cell in cells(tree))


def same_number(computed: float, cell: Cell, digits: int) -> bool:
    """Whether a computed number is written like the cell, among operands."""
    return as_read(Number(computed), digits) == as_read(cell, digits)
