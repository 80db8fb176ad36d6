"""Arithmetic as a line of text: with the numbers filled in, the way a person writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from attncli.arithmetic import (
    LONG,
    WRITTEN,
    Arithmetic,
    Cosine,
    Count,
    Difference,
    Exp,
    Largest,
    Logarithm,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    RoundedUp,
    Sigmoid,
    Sine,
    Square,
    Sum,
    Tanh,
    Where,
)
from attncli.render.numbers import MINUS, digits_of, operand, rest_digits
from attncli.tensor import Cell

Digits = Mapping[str, int]


def written(tree: Arithmetic, digits: Digits) -> str:
    """A tree on one line: ``1 × 0.5 + 1 × 1``."""
    return " + ".join(terms(tree, digits))


def terms(tree: Arithmetic, digits: Digits) -> list[str]:
    """A tree as the terms of a sum, each as text; one term if it is no sum."""
    match tree:
        case Where():
            return terms(tree.branch, digits)
        case Sum(parts) if len(parts) > LONG:
            rest = operand(Number(tree.rest), rest_digits(tree, digits))
            left_out = f"({len(parts) - WRITTEN} more: {rest})"
            return [*several(parts[:WRITTEN], digits), left_out]
        case Sum(parts):
            return several(parts, digits)
        case Cell() | Number() | Count():
            return [operand(tree, digits_of(tree, digits))]
        case Difference(left, right):
            return [f"{part(left, digits, first=True)} {MINUS} {part(right, digits)}"]
        case Product(factors):
            return [" × ".join(several(factors, digits))]
        case Quotient(above, below):
            return [f"{part(above, digits, first=True)} / {part(below, digits, POWER)}"]
        case Root(of):
            return [f"√{part(of, digits, WHOLE)}"]
        case Power(base, exponent):
            return [f"{part(base, digits, WHOLE)}^({written(exponent, digits)})"]
        case Sine(of):
            return [f"sin({written(of, digits)})"]
        case Cosine(of):
            return [f"cos({written(of, digits)})"]
        case Exp(of):
            return [f"e^({written(of, digits)})"]
        case Square(of):
            return [f"{part(of, digits, WHOLE)}²"]
        case Negative(of):
            return [f"{MINUS}{part(of, digits)}"]
        case Tanh(of):
            return [f"tanh({written(of, digits)})"]
        case Sigmoid(of):
            return [f"sigmoid({written(of, digits)})"]
        case Logarithm(of, base):
            return [f"log_{part(base, digits, WHOLE)}({written(of, digits)})"]
        case RoundedUp(of):
            return [f"⌈{written(of, digits)}⌉"]
        case Largest(parts):
            shown = parts[: WRITTEN if len(parts) > LONG else LONG]
            more = f" and {len(parts) - len(shown)} more" if len(parts) > len(shown) else ""
            return [f"the largest of {', '.join(written(term, digits) for term in shown)}{more}"]
        case _:
            assert_never(tree)


TERM, FACTOR, POWER, WHOLE = range(4)
"""How tightly an expression holds together as it is written: a sum hardly, a number wherever it stands."""


def tightness(tree: Arithmetic) -> int:
    """How tightly a tree holds together as it is written."""
    match tree:
        case Cell() | Number() | Count() | Sine() | Cosine() | Tanh() | Sigmoid() | Logarithm() | RoundedUp():
            return WHOLE
        case Product() | Quotient() | Negative():
            return FACTOR
        case Root() | Power() | Exp() | Square():
            return POWER
        case Sum() | Difference() | Largest():
            return TERM
        case Where():
            return tightness(tree.branch)
        case _:
            assert_never(tree)


def several(parts: Sequence[Arithmetic], digits: Digits) -> list[str]:
    """The terms of a sum, or the factors of a product."""
    return [part(tree, digits, first=at == 0) for at, tree in enumerate(parts)]


def part(tree: Arithmetic, digits: Digits, least: int = FACTOR, *, first: bool = False) -> str:
    """A part of a larger expression: in brackets where it is too loose, or its sign stands behind another."""
    if isinstance(tree, Where):
        return part(tree.branch, digits, least, first=first)
    text = written(tree, digits)
    if tightness(tree) < least or (least > FACTOR and "×10^" in text):
        return f"({text})"
    if first or not text.startswith(MINUS):
        return text
    if isinstance(tree, Product):  # its first factor alone is in the way: (−2) × 3
        return " × ".join(part(factor, digits) for factor in tree.factors)
    return f"({text})"
