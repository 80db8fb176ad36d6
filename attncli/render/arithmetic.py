"""Arithmetic as a line of text: with the numbers filled in, the way a person writes it."""

from __future__ import annotations

from collections.abc import Mapping
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
    Negative,
    Number,
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
            return [factor(part, digits, first=at == 0) for at, part in enumerate(parts[:WRITTEN])] + [
                f"({len(parts) - WRITTEN} more: {rest})"
            ]
        case Sum(parts):
            return [factor(part, digits, first=at == 0) for at, part in enumerate(parts)]
        case Cell() | Number() | Count():
            return [operand(tree, digits_of(tree, digits))]
        case Difference(left, right):
            return [f"{factor(left, digits, first=True)} {MINUS} {factor(right, digits)}"]
        case Product(factors):
            return [" × ".join(factor(part, digits, first=at == 0) for at, part in enumerate(factors))]
        case Quotient(above, below):
            return [f"{factor(above, digits, first=True)} / {factor(below, digits)}"]
        case Root(of):
            return [f"√{factor(of, digits)}"]
        case Power(base, exponent):
            return [f"{factor(base, digits)}^({written(exponent, digits)})"]
        case Sine(of):
            return [f"sin({written(of, digits)})"]
        case Cosine(of):
            return [f"cos({written(of, digits)})"]
        case Exp(of):
            return [f"e^({written(of, digits)})"]
        case Square(of):
            return [f"{factor(of, digits)}²"]
        case Negative(of):
            return [f"{MINUS}{factor(of, digits)}"]
        case Tanh(of):
            return [f"tanh({written(of, digits)})"]
        case Sigmoid(of):
            return [f"sigmoid({written(of, digits)})"]
        case Largest(parts):
            several = [written(part, digits) for part in parts[: WRITTEN if len(parts) > LONG else LONG]]
            more = len(parts) - len(several)
            return [f"the largest of {', '.join(several)}{f' and {more} more' if more else ''}"]
        case _:
            assert_never(tree)


def factor(tree: Arithmetic, digits: Digits, *, first: bool = False) -> str:
    """A part of a larger expression: in brackets where it is a negative number behind an operator, or a sum."""
    text = written(tree, digits)
    plain = isinstance(tree, (Cell, Number, Count))
    if plain and text.startswith(MINUS) and not first:
        return f"({text})"
    if isinstance(tree, (Sum, Difference)):
        return f"({text})"
    if isinstance(tree, Product) and text.startswith(MINUS) and not first:
        return f"({text})"
    return text
