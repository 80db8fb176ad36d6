"""Rows times a matrix: the arithmetic of every stage, and of every finer step, that is only this."""

from __future__ import annotations

from typing import Any

from attncli.arithmetic import Sum, dot
from attncli.document import Formula
from attncli.numerics.projection import linear
from attncli.tensor import Axis, Index, Tensor
from attncli.trace import Op, Stage


class Linear(Op):
    """Rows times a matrix, shifted by a bias where there is one."""

    formula = Formula("{x} {w}‹ + {b}›", "{x} {w}‹ + {b}›")
    roles: tuple[str, ...] = ("x", "w", "b")
    optional = ("b",)
    computed_by = staticmethod(linear)
    principle = (
        "The row is multiplied by one column of the matrix, number by number, and the products are added up; "
        "a bias is added where there is one."
    )

    def axes(self, x: Tensor, w: Tensor, b: Tensor | None = None, **settings: Any) -> tuple[Axis, ...]:
        return (x.axes[0], w.axes[1])

    def row_of(self, stage: Stage, position: int) -> int:
        """The row of x that a row of the output is made from."""
        return position

    def derive(self, stage: Stage, index: Index) -> Sum:
        x, w = stage.input("x"), stage.input("w")
        row, column = index
        terms = dot(x.cells(self.row_of(stage, row), None), w.cells(None, column), x.axes[1].name)
        return Sum((*terms.terms, stage.input("b").cell(column))) if stage.has("b") else terms
