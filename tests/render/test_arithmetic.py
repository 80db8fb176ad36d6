"""Arithmetic as text: whoever calculates it as it is written gets what the tree comes to."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from render.calculator import calculated

from attncli.arithmetic import (
    Arithmetic,
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
    Sine,
    Square,
    Sum,
    Where,
    evaluate,
)
from attncli.document import Document, Equation, Formula, Section
from attncli.render.arithmetic import written
from attncli.render.lines import Look
from attncli.render.markdown import markdown
from attncli.render.text import text
from attncli.tensor import Axis, Glyph, Tensor

A, B, C = Number(8.0), Number(4.0), Number(2.0)
BELOW = Number(-2.0)
CELL = Tensor("x", Glyph("X", "X"), np.array([0.0]), (Axis.numbered("d_k", 1),)).cell(0)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (Quotient(A, Quotient(B, C)), "8 / (4 / 2)"),
        (Quotient(Quotient(A, B), C), "8 / 4 / 2"),
        (Quotient(A, Product((B, C))), "8 / (4 × 2)"),
        (Quotient(Product((A, B)), C), "8 × 4 / 2"),
        (Product((A, Quotient(B, C))), "8 × 4 / 2"),
        (Quotient(A, Root(B)), "8 / √4"),
        (Root(Quotient(A, B)), "√(8 / 4)"),
        (Root(Square(A)), "√(8²)"),
        (Square(Root(A)), "(√8)²"),
        (Square(BELOW), "(−2)²"),
        (Power(Power(A, B), C), "(8^(4))^(2)"),
        (Power(Logarithm(A, B), RoundedUp(Quotient(A, B))), "log_4(8)^(⌈8 / 4⌉)"),
        (Logarithm(Sum((A, B)), Sum((B, C))), "log_(4 + 2)(8 + 4)"),
        (Square(Sine(A)), "sin(8)²"),
        (Sum((A, Negative(B))), "8 + (−4)"),
        (Sum((Negative(A), B)), "−8 + 4"),
        (Sum((A, Quotient(BELOW, B))), "8 + (−2 / 4)"),
        (Sum((A, Product((BELOW, B)))), "8 + (−2) × 4"),
        (Product((A, Where(CELL, "nonzero", B, Sum((B, C)), "why"))), "8 × (4 + 2)"),
        (Product((A, Largest((B, C)))), "8 × (the largest of 4, 2)"),
    ],
)
def test_brackets_stand_where_without_them_another_number_would_be_read(
    tree: Arithmetic, expected: str
) -> None:
    assert written(tree, {}) == expected


def grown(trees: st.SearchStrategy[Arithmetic]) -> st.SearchStrategy[Arithmetic]:
    """Trees one level higher, of all that a calculator knows."""
    several = st.lists(trees, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Sum, several),
        st.builds(Product, several),
        st.builds(Difference, trees, trees),
        st.builds(Quotient, trees, trees),
        st.builds(Negative, trees),
        st.builds(Root, trees),
        st.builds(Exp, trees),
    )


def test_every_format_sets_the_same_brackets() -> None:
    equation = Equation(Glyph("x", "x"), Formula("a / b", "a / b"), (CELL, Quotient(A, Quotient(B, C))))
    page = Document("", (Section(title="", blocks=(equation,)),))
    assert "8 / (4 / 2)" in text(page, Look())
    assert "8 / (4 / 2)" in markdown(page, Look())


leaves = st.integers(-9, 9).map(lambda n: Number(n / 2)) | st.integers(1, 9).map(Count)


@given(st.recursive(leaves, grown, max_leaves=8))
def test_a_calculator_gets_what_the_tree_comes_to(tree: Arithmetic) -> None:
    try:
        value = evaluate(tree)
    except (ArithmeticError, ValueError):
        value = math.nan
    assume(abs(value) < 1e6)
    assert float(calculated(written(tree, {}))) == pytest.approx(value, rel=1e-6, abs=1e-6)
