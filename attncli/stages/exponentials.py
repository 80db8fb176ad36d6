"""The finer steps of softmax: the highest score, the exponentials, their total, and shares of it."""

from __future__ import annotations

from typing import Any

from attncli.arithmetic import Arithmetic, Difference, Exp, Largest, Number, Quotient, Sum, Where
from attncli.document import Formula
from attncli.numerics.softmax import exponentials, highest, shares, total
from attncli.sources import GOODFELLOW_2016
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Stage


class Highest(Op):
    """The highest score of each row."""

    name = "highest"
    title = "Find the highest score"
    symbol = Glyph("m", "m")
    formula = Formula("max({scores})", r"\max({scores})")
    roles = ("scores",)
    source = GOODFELLOW_2016.at("section 4.1")
    computed_by = staticmethod(highest)
    hides = True
    principle = "It is the largest score of the row."

    def axes(self, scores: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return scores.axes[:-1]

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        return Largest(stage.input("scores").cells(*index, None), "key")


class Exponentials(Op):
    """e to each score less the highest."""

    name = "exponentials"
    title = "Take e to the power of each"
    symbol = Glyph("E", "E")
    formula = Formula("e^({scores} − {highest})", "e^{{scores} - {highest}}")
    roles = ("scores", "highest")
    source = GOODFELLOW_2016.at("section 4.1")
    computed_by = staticmethod(exponentials)
    principle = "It is e to the power of the score less the highest of its row."

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        score, top = stage.input("scores").cell(*index), stage.input("highest").cell(*index[:-1])
        return Where(score, "finite", Exp(Difference(score, top)), Number(0.0), "it is hidden")


class Total(Op):
    """The exponentials of a row added up."""

    name = "total"
    title = "Add them up"
    symbol = Glyph("Z", "Z")
    formula = Formula("Σ {exponentials}", r"\sum {exponentials}")
    roles = ("exponentials",)
    computed_by = staticmethod(total)
    principle = "It is the sum of the row's exponentials."

    def axes(self, exponentials: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return exponentials.axes[:-1]

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        return Sum(stage.input("exponentials").cells(*index, None), "key")


class Shares(Op):
    """Each exponential as a share of the total."""

    name = "weights"
    title = "Divide by the total"
    symbol = Glyph("A", "A")
    of_one = True
    formula = Formula("{exponentials} / {total}", r"\frac{{exponentials}}{{total}}")
    roles = ("exponentials", "total")
    computed_by = staticmethod(shares)
    principle = "A share is one exponential divided by the total of its row."

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        exponential, whole = stage.input("exponentials").cell(*index), stage.input("total").cell(*index[:-1])
        return Where(whole, "nonzero", Quotient(exponential, whole), Number(0.0), "every key is hidden")


HIGHEST, EXPONENTIALS, TOTAL, SHARES = Highest(), Exponentials(), Total(), Shares()
