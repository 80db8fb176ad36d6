"""Positions: sines and cosines of a word's place, added to its embedding."""

from __future__ import annotations

from attncli.arithmetic import Arithmetic, Cosine, Count, Number, Power, Quotient, Sine, Sum
from attncli.document import Block, Formula, Words, say
from attncli.document import Number as Shown
from attncli.numerics.positions import with_positions
from attncli.sources import VASWANI_2017
from attncli.stages.tables import long_rows, row_table
from attncli.stages.wording import agreeing, called, symbol_of
from attncli.tensor import Glyph, Index
from attncli.trace import Op, Stage

WORKED_OUT = 24
"""Numbers that are worked out one by one; of more, the example under the formula stands for all."""


def lengths(base: float) -> str:
    """How the waves of one pair of columns differ from those of the pair before."""
    if base == 1:
        return ", in waves of one length in every pair of columns"
    longer = "longer" if base > 1 else "shorter"
    return f", in waves that grow {longer} from one pair of columns to the next"


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
    principle = (
        "To each number of the embedding a sine or a cosine of the word's position is added, counted from 0."
    )

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        x = stage.input("x")
        position, column = index
        rate = Power(
            Number(stage.settings["base"]), Quotient(Count(column - column % 2), Count(x.size("d_model")))
        )
        angle = Quotient(Count(position), rate)
        return Sum((x.cell(*index), Cosine(angle) if column % 2 else Sine(angle)))

    def purpose(self, stage: Stage) -> Words:
        columns = stage.output.size("d_model")
        return say(
            "An embedding says nothing of its word's place, and comparing two does not tell which stands "
            "first. So each word's place in the sentence is written into its embedding: {waves} of t, the "
            "position counted from 0, {added} to {x}{lengths}. In the formula, 2i is {pairs}, and "
            "d_model, how many numbers an embedding has, is {columns}. The angles are in radians: a full "
            "turn is about 6.283.",
            x=symbol_of(stage, "x"),
            waves="the sine" if columns == 1 else "the sine and the cosine",
            added=agreeing(columns, "is", "are") + " added",
            lengths=lengths(stage.settings["base"]) if columns > 2 else "",
            pairs="the number of columns before the pair" if columns > 2 else "0",
            columns=columns,
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        output = stage.output
        words, dimensions = output.axes
        few = len(words) <= WORKED_OUT
        rows = tuple(range(len(words))) if few else tuple(key for key in keys if key < len(words))
        if len(rows) * len(dimensions) > WORKED_OUT:
            return long_rows(output, rows if len(rows) < len(words) else None)
        headings = ("word" if words.sequence else "row", "dimension {n}")
        return (row_table(output, rows, range(len(dimensions)), headings, (self.name,)),)

    def reading(self, stage: Stage) -> Words:
        return self.overview(stage)

    def overview(self, stage: Stage) -> Words:
        """Two positions of one embedding, where there are any: the plainest sign of what a position does."""
        x, output = stage.input("x").array, stage.output.array
        words = stage.output.axes[0]
        pairs = ((i, j) for j in range(len(x)) for i in range(j) if (x[i] == x[j]).all())
        twins = next((pair for pair in pairs if (output[pair[0]] != output[pair[1]]).any()), None)
        if twins is None:
            return say(
                "Every position adds a row of its own: the same word in two places is no longer the same."
            )
        i, j = twins
        column = int(abs(output[i] - output[j]).argmax())
        return say(
            "{first} and {second} have the same embedding; with their positions added they differ, most in "
            "dimension {d}: {a} and {b}.",
            first=called(words, i),
            second=called(words, j),
            d=column + 1,
            a=Shown(float(output[i, column]), apart=(float(output[j, column]),)),
            b=Shown(float(output[j, column]), apart=(float(output[i, column]),)),
        )


POSITIONS = Positions()
