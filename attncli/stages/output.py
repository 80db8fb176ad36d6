"""The output: the heads' results, side by side, times a last learned matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.arithmetic import Arithmetic, Product, Sum
from attncli.document import (
    Block,
    Column,
    Formula,
    Matrix,
    Number,
    Plain,
    Row,
    Symbol,
    Value,
    Words,
    Worked,
    Working,
    head_called,
    say,
    sentence,
)
from attncli.numerics.projection import linear
from attncli.sources import VASWANI_2017
from attncli.stages.wording import called
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Stage

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats

WORKED = 8
"""Columns of the output that are worked out; past these the first ones stand for the others."""


class OutputProjection(Op):
    """Concatenated heads times W_O, with or without a bias."""

    name = "output"
    title = "Mix the heads"
    symbol = Glyph("O", "O")
    formula = Formula("{concatenated} {w}‹ + {b}›", "{concatenated} {w}‹ + {b}›")
    roles = ("concatenated", "w", "b")
    optional = ("b",)
    source = VASWANI_2017.at("section 3.2.2")
    computed_by = staticmethod(linear)

    def axes(self, concatenated: Tensor, w: Tensor, b: Tensor | None, **settings: Any) -> tuple[Axis, ...]:
        return (concatenated.axes[0], w.axes[1])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        concatenated, w = stage.input("concatenated"), stage.input("w")
        query, column = index
        terms: tuple[Arithmetic, ...] = tuple(
            Product((concatenated.cell(query, k), w.cell(k, column))) for k in range(len(w.axes[0]))
        )
        return Sum((*terms, stage.input("b").cell(column))) if stage.has("b") else Sum(terms, "d_v")

    def purpose(self, stage: Stage) -> Words:
        if stage.settings["random"]:
            return say(
                "A last matrix, {w}, mixes what the heads have found. It would be learned; here it is drawn at random.",
                w=Symbol(stage.input("w").symbol),
            )
        if len(stage.settings["heads"]) == 1:
            return say(
                "A last learned matrix, {w}, turns what was taken home into the result.",
                w=Symbol(stage.input("w").symbol),
            )
        return say(
            "A last learned matrix, {w}, mixes what the heads have found: each number of the result may draw on all of them.",
            w=Symbol(stage.input("w").symbol),
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        output = stage.output
        wide = len(output.axes[1])
        rows = []
        for column in range(min(wide, WORKED)):
            tree = self.derive(stage, (0, column))
            rows.append(Row((Plain(str(column + 1)),), (Worked(tree), Value(output.cell(0, column), tree))))
        heading = "heads side by side × column of W_O" + (" + b_O" if stage.has("b") else "")
        worked = Working(say("dim"), (Column(say(heading)), Column(say("output"))), tuple(rows), (self.name,))
        return (worked,) if wide <= WORKED else (worked, Matrix(tensor=output))

    def reading(self, stage: Stage) -> Words:
        output = stage.output.array[0]
        dimension = int(np.abs(output).argmax())
        value = float(output[dimension])
        if value == 0:
            return say("All numbers of the result are 0.")
        if len(stage.settings["heads"]) == 1:
            return say(
                "The largest number of the result is {value}, in dimension {d}.",
                value=Number(value),
                d=dimension + 1,
            )
        parts = self.contributions(stage, dimension)
        most = int(np.argmax(parts * np.sign(value)))
        rest = float(parts.sum() - parts[most])
        words = say(
            "The number of the result that is furthest from 0 is {value}, in dimension {d}. {head} brings {part} of it", value=Number(value), d=dimension + 1,
            head=sentence(head_called(stage.settings["heads"], most)), part=Number(float(parts[most])),
        )  # fmt: skip
        if not np.any(np.delete(parts, most)):
            return (
                words + say(", the other heads nothing.")
                if len(parts) > 2
                else words + say(", the other head nothing.")
            )
        return words + say(
            ", the other {heads} {rest}.",
            heads="heads together" if len(parts) > 2 else "head",
            rest=Number(rest),
        )

    def contributions(self, stage: Stage, dimension: int) -> Floats:
        """What each head brings to one number of the output, the bias left aside: (heads,)."""
        products = stage.input("concatenated").array[0] * stage.input("w").array[:, dimension]
        parts: Floats = products.reshape(len(stage.settings["heads"]), -1).sum(
            axis=-1
        )  # (heads·d,) -> (heads,)
        return parts

    def overview(self, stage: Stage) -> Words:
        concatenated, w = stage.input("concatenated"), stage.input("w")
        return say(
            "{h} is {n} × {d}, {w} is {d} × {out}: a row of {out} numbers for {each}.", h=Symbol(concatenated.symbol), w=Symbol(w.symbol),
            n=concatenated.array.shape[0], d=concatenated.array.shape[1], out=w.array.shape[1],
            each="every word" if concatenated.axes[0].sequence else "every query" if len(concatenated.axes[0]) > 1 else called(concatenated.axes[0], 0),
        )  # fmt: skip


OUTPUT = OutputProjection()
