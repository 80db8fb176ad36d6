"""Positions: sines and cosines of a word's place, added to its embedding."""

from __future__ import annotations

from attncli.arithmetic import Arithmetic, Cosine, Count, Number, Power, Quotient, Sine, Sum
from attncli.document import Block, Column, Formula, Matrix, Row, Symbol, Value, Words, Worked, Working, say
from attncli.document import Number as Shown
from attncli.numerics.positions import with_positions
from attncli.sources import VASWANI_2017
from attncli.stages.wording import called, labelled
from attncli.tensor import Glyph, Index
from attncli.trace import Op, Stage

WORKED_OUT = 24
"""Numbers that are worked out one by one; where there are more, the example under the formula stands for them."""


class Positions(Op):
    """Embeddings with the sinusoids of their positions added."""

    name = "positions"
    title = "Add each word's position"
    symbol = Glyph("X′", "X'")
    formula = Formula(
        "{x} + sin or cos(t / {base}^(2i / d_model))",
        r"{x} + \sin \text{ or } \cos(t / {base}^{2i / d_{model}})",
    )
    roles = ("x",)
    source = VASWANI_2017.at("section 3.5")
    computed_by = staticmethod(with_positions)
    computed_with = ("base",)

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        position, column = index
        rate = Power(
            Number(stage.settings["base"]),
            Quotient(Count(column - column % 2), Count(stage.input("x").size("d_model"))),
        )
        angle = Quotient(Count(position), rate)
        return Sum((stage.input("x").cell(*index), Cosine(angle) if column % 2 else Sine(angle)))

    def purpose(self, stage: Stage) -> Words:
        return say(
            "Attention compares every word with every other and does not notice their order. So each word's place in the sentence is written into its "
            "embedding: the sine and the cosine of t, the position counted from 0, are added to {x}, in waves that grow longer from one pair of "
            "columns to the next. In the formula, 2i is the number of columns before the pair.",
            x=Symbol(stage.input("x").symbol),
        )  # fmt: skip

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        output = stage.output
        words, columns = output.axes
        keys = (
            tuple(range(len(words)))
            if len(words) <= WORKED_OUT
            else tuple(key for key in keys if key < len(words))
        )
        if len(keys) * len(columns) > WORKED_OUT:
            return (Matrix(tensor=output, rows=keys if len(keys) < len(words) else None),)
        rows = []
        for i in keys:
            entries: list[Worked | Value] = []
            for d in range(len(columns)):
                tree = self.derive(stage, (i, d))
                entries += [Worked(tree), Value(output.cell(i, d), tree)]
            rows.append(Row(labelled(words, i), tuple(entries)))
        headings = tuple(
            column
            for d in range(len(columns))
            for column in (Column(say("dimension {d}", d=d + 1), d), Column(group=d))
        )
        return (Working(say("word" if words.sequence else "row"), headings, tuple(rows), (self.name,)),)

    def reading(self, stage: Stage) -> Words:
        return self.overview(stage)

    def overview(self, stage: Stage) -> Words:
        """Two positions of one embedding, where there are any: the plainest sign of what a position does."""
        x, output = stage.input("x").array, stage.output.array
        words = stage.output.axes[0]
        twins = next(((i, j) for j in range(len(x)) for i in range(j) if (x[i] == x[j]).all()), None)
        if twins is None:
            return say(
                "Every position adds a row of its own: the same word in two places is no longer the same."
            )
        i, j = twins
        column = int(abs(output[i] - output[j]).argmax())
        return say(
            "{first} and {second} have the same embedding; with their positions added they differ, most in dimension {d}: {a} and {b}.",
            first=called(words, i), second=called(words, j), d=column + 1, a=Shown(float(output[i, column])), b=Shown(float(output[j, column])),
        )  # fmt: skip


POSITIONS = Positions()
