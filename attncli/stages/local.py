"""Luong's local attention: weights that fade towards the ends of the window, told in three finer steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.arithmetic import Arithmetic, Count, Difference, Exp, Negative, Number, Product, Quotient, Square
from attncli.document import Bar, Block, Column, Formula, Row, Said, Value, Words, Working, say, share
from attncli.document import Number as Shown
from attncli.numerics.local import distances, local_weights, nearness, spread
from attncli.sources import LUONG_2015
from attncli.stages.tables import key_row, value_of, worked_out
from attncli.stages.wording import TIE, called, extreme, row
from attncli.tensor import Glyph, Index, Tensor
from attncli.trace import Op, Recorder, Stage

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


class Distances(Op):
    """How far each key is from the place: s − p."""

    name = "distances"
    title = "Measure how far each key is"
    symbol = Glyph("D", "D")
    formula = Formula("s − {position}", "s - {position}")
    roles = ("weights", "position")
    principle = "It is the key's position, counted from 1, less the place that the query looks at."

    def compute(self, weights: Floats, position: Floats, **settings: Any) -> Floats:
        return distances(position, weights.shape[-1])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        i, j = index
        return Difference(Count(stage.output.axis("key").positions[j]), stage.input("position").cell(i))


class Nearness(Op):
    """A bell curve over the distance: 1 at the place itself."""

    name = "nearness"
    title = "Let it fade with the distance"
    of_one = True
    symbol = Glyph("G", "G")
    formula = Formula("e^(−{distances}² / 2σ²)", r"e^{-{distances}^2 / 2\sigma^2}")
    roles = ("distances",)
    computed_by = staticmethod(nearness)
    computed_with = ("window",)
    principle = "It is e to the power of minus the squared distance over 2σ², with σ half of the window."

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        squared = Square(stage.input("distances").cell(*index))
        return Exp(Negative(Quotient(squared, Number(spread(stage.settings["window"])))))


class Favoured(Op):
    """Each weight times how near its key is."""

    name = "local_weights"
    title = "Multiply"
    of_one = True
    symbol = Glyph("A′", "A'")
    formula = Formula("{weights} · {nearness}", r"{weights} \cdot {nearness}")
    roles = ("weights", "nearness")
    computed_by = staticmethod(np.multiply)
    principle = (
        "A weight is multiplied by the nearness of its key; the row is not brought back to a sum of 1."
    )

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        return Product((stage.input("weights").cell(*index), stage.input("nearness").cell(*index)))


DISTANCES, NEARNESS, FAVOURED = Distances(), Nearness(), Favoured()


class LocalWeights(Op):
    """a · e^(−(s − p)² / 2σ²), σ = D / 2: weights that favour keys near the place."""

    name = "local_weights"
    title = "Favour the keys near the place"
    of_one = True
    symbol = Glyph("A′", "A'")
    formula = Formula(
        "{weights} · e^(−(s − {position})² / 2σ²)", r"{weights} \cdot e^{-(s - {position})^2 / 2\sigma^2}"
    )
    roles = ("weights", "position")
    source = LUONG_2015.at("equation 10")
    computed_by = staticmethod(local_weights)
    computed_with = ("window",)
    finer = True
    principle = (
        "A weight is multiplied by how near its key is to the place: e^(−distance² / 2σ²), with σ = D / 2."
    )

    def steps(self, record: Recorder, weights: Tensor, position: Tensor, **settings: Any) -> None:
        away = record(DISTANCES, weights, position)
        near = record(NEARNESS, away, **settings)
        record(FAVOURED, weights, near)

    def purpose(self, stage: Stage) -> Words:
        window = stage.settings["window"]
        return say(
            "A window has hard ends, and its middle is where the query wants to look. So each weight is "
            "multiplied by a bell curve that is 1 at the place p and falls to 0.14 at the window's ends: σ, "
            "its width, is half of the window's reach to one side, {window} / 2, so that 2σ² is {spread}. "
            "That is what lets the place be learned: moved a little, it changes the weights in the window a "
            "little.",
            window=Shown(window, given=True),
            spread=Shown(spread(window), given=True),
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        away, near, last = (step.output for step in stage.steps())
        query, key = stage.output.axes
        weights = stage.input("weights")
        full = max(row(weights))
        place = float(stage.input("position").array[0])
        rows = []
        for j in keys:
            if weights.array[0, j] == 0:
                away_from_it = abs(key.positions[j] - place) > stage.settings["window"]
                nothing = (
                    Said(say("outside" if away_from_it else "weight 0")),
                    None,
                    None,
                    None,
                    None,
                    value_of(last, 0, j),
                    None,
                )
                rows.append(key_row(query, key, j, *nothing))
                continue
            entries = (entry for step in (away, near, last) for entry in worked_out(step, 0, j))
            rows.append(key_row(query, key, j, *entries, Bar(last.cell(0, j).value, full)))
        columns = (
            *(Column(say(heading)) for heading in ("s − p", "", "e^(−(s − p)² / 2σ²)", "")),
            *(Column(say(heading), 1) for heading in ("weight × that", "local weight", "")),
        )
        sums = Tensor("sum", last.symbol, last.array.sum(axis=-1), (last.axis("query"),), of_one=True)
        total = Row(say("total"), (None, None, None, None, None, Value(sums.cell(0)), None))
        return (Working(say("key"), columns, tuple(rows), (self.name, "sum"), total),)

    def reading(self, stage: Stage) -> Words:
        weights, local = row(stage.input("weights")), row(stage.output)
        query, key = stage.output.axes
        if sum(weights) == 0:
            return say("With nothing to attend to there is nothing to favour: all are 0.")
        if abs(sum(local) - 1) < 1e-12:
            return say("All the weight lies at the place itself, where the curve is 1: nothing changes.")
        words = say(
            "They add up to {total}, not to 1: the paper's equation does not bring them back to shares, so "
            "{query} takes home only {total} of a full mixture.",
            total=share(sum(local), apart=(1.0,)),
            query=called(query, 0),
        )
        before, after = (max(range(len(key)), key=shares.__getitem__) for shares in (weights, local))
        if before != after and weights[before] - weights[after] <= TIE * weights[before]:
            text = " Several keys had the largest weight; of these {after}, nearer to the place, now has it."
            return words + say(text, after=called(key, after))
        if before != after:
            return words + say(
                " {before} had the largest weight; nearer to the place, {after} now has it.",
                before=called(key, before),
                after=called(key, after),
            )
        return words + say(
            " {best} still has the largest weight: {weight}; before, it was {old}.",
            best=called(key, after),
            weight=share(local[after], apart=(weights[after],)),
            old=share(weights[after], apart=(local[after],)),
        )

    def overview(self, stage: Stage) -> Words:
        sums = stage.output.array.sum(axis=-1)
        low, high = float(sums.min()), float(sums.max())
        text = "The rows need no longer add up to 1: they add up to between {low} and {high}."
        if high == 0:
            return say("With nothing to attend to there is nothing to favour: all are 0.")
        if low > 1 - 1e-12:
            text = "All the weight lies at the places themselves, where the curve is 1: nothing changes."
        elif high - low <= TIE * high:
            text = "A row no longer adds up to 1, but to {low}."
        words = say(text, low=share(low, apart=(1.0, high)), high=share(high, apart=(1.0, low)))
        return words + say(
            " The largest local weight is {largest}.", largest=extreme(stage.output, highest=True)
        )


LOCAL_WEIGHTS = LocalWeights()
