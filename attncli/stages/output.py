"""The output: the heads' results, side by side, times a last matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.document import (
    Block,
    Column,
    Number,
    Plain,
    Row,
    Symbol,
    Words,
    Working,
    head_called,
    say,
    sentence,
)
from attncli.sources import VASWANI_2017
from attncli.stages.linear import Linear
from attncli.stages.tables import long_rows, worked_out
from attncli.stages.wording import agreeing, asking, counted, joined, ranking, symbol_of
from attncli.tensor import Glyph
from attncli.trace import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.numerics.arrays import Floats

WORKED = 8
"""Columns of the output that are worked out; past these the first ones stand for the others."""

TIES_TOLD = 3
"""Numbers equally far from 0 that are told one by one, by their heads."""


class OutputProjection(Linear):
    """Concatenated heads times W_O, with or without a bias."""

    name = "output"
    title = "Mix the heads"
    symbol = Glyph("O", "O")
    source = VASWANI_2017.at("section 3.2.2")

    def purpose(self, stage: Stage) -> Words:
        text = "A last matrix, {w}, turns what was taken home into the result.{origin}"
        if len(stage.settings["heads"]) > 1:
            text = (
                "A last matrix, {w}, mixes what the heads have found: each number of the result may draw on "
                "all of them.{origin}"
            )
        origin = {
            "learned": " It was learned.",
            "random": " It would be learned; here it is drawn at random.",
        }
        in_a_model = " A trained model learns it."
        origin_told = origin.get(stage.settings["origin"], in_a_model)
        return say(text, w=symbol_of(stage, "w"), origin=origin_told)

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        output = stage.output
        wide = len(output.axes[1])
        columns = range(min(wide, WORKED))
        rows = tuple(Row((Plain(str(column + 1)),), worked_out(output, 0, column)) for column in columns)
        arithmetic = "heads side by side × column of W_O" + (" + b_O" if stage.has("b") else "")
        headings = (Column(say(arithmetic)), Column(say("output")))
        worked = Working(say("dim"), headings, rows, (self.name,))
        return (worked,) if wide <= WORKED else (worked, *long_rows(output))

    def reading(self, stage: Stage) -> Words:
        output, heads = stage.output.array[0], stage.settings["heads"]
        furthest = ranking([abs(float(value)) for value in output])[0].positions
        dimension = furthest[0]
        value = float(output[dimension])
        if value == 0:
            return say("All numbers of the result are 0.")
        if len(furthest) > 1:
            return self.equally_far(stage, furthest)
        words = say(
            "The number of the result that is furthest from 0 is {value}, in dimension {d}.",
            value=Number(value),
            d=dimension + 1,
        )
        if len(heads) == 1:
            return words
        return words + say(" ") + sentence(self.share(stage, dimension)) + say(".")

    def equally_far(self, stage: Stage, furthest: Sequence[int]) -> Words:
        """The numbers that are equally far from 0, and from which heads they, or the first of many, come."""
        output = stage.output.array[0]
        numbers = [say("{value} in dimension {d}", value=Number(float(output[d])), d=d + 1) for d in furthest]
        words = say(
            "Furthest from 0, and equally far, are {n} numbers of the result: {numbers}.",
            n=len(furthest),
            numbers=joined(numbers),
        )
        if len(stage.settings["heads"]) == 1:
            return words
        for d in furthest if len(furthest) <= TIES_TOLD else furthest[:1]:
            words += say(" In dimension {d}, {share}.", d=d + 1, share=self.share(stage, d))
        return words

    def share(self, stage: Stage, dimension: int) -> Words:
        """Which head brings most of one number of the output, and what the others bring."""
        parts = self.contributions(stage, dimension)
        most = int(np.argmax(parts * np.sign(stage.output.array[0, dimension])))
        words = say(
            "{head} brings {part} of it, the other ",
            head=head_called(stage.settings["heads"], most),
            part=Number(float(parts[most])),
        )
        others = len(parts) - 1
        if not np.any(np.delete(parts, most)):
            return words + say("{heads} nothing", heads=agreeing(others, "head", "heads"))
        rest = Number(sum(map(float, parts)) - float(parts[most]))
        return words + say("{heads} {rest}", heads=agreeing(others, "head", "heads together"), rest=rest)

    def contributions(self, stage: Stage, dimension: int) -> Floats:
        """What each head brings to one number of the output, the bias left aside: (heads,)."""
        products = stage.input("x").array[0] * stage.input("w").array[:, dimension]
        heads = len(stage.settings["heads"])
        parts: Floats = products.reshape(heads, -1).sum(axis=-1)  # (heads·d,) -> (heads, d) -> (heads,)
        return parts

    def overview(self, stage: Stage) -> Words:
        concatenated, w = stage.input("x"), stage.input("w")
        query = concatenated.axes[0]
        n, d = concatenated.array.shape
        return say(
            "{h} is {n} × {d}, {w} is {d} × {out}: a row of {numbers} for {query}.",
            h=Symbol(concatenated.symbol),
            w=Symbol(w.symbol),
            n=n,
            d=d,
            out=w.array.shape[1],
            numbers=counted(w.array.shape[1], "number"),
            query=say("every word") if query.sequence else asking(query, "every query"),
        )


OUTPUT = OutputProjection()
