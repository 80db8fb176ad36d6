"""Luong's local attention: the window round a place, and weights that fade towards its ends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.arithmetic import (
    Arithmetic,
    Count,
    Difference,
    Exp,
    Near,
    Negative,
    Number,
    Product,
    Quotient,
    Square,
    Where,
)
from attncli.document import (
    Bar,
    Block,
    Column,
    Formula,
    Row,
    Said,
    Symbol,
    Value,
    Words,
    Worked,
    Working,
    say,
)
from attncli.document import Number as Shown
from attncli.numerics.local import distances, in_window, local_weights, near, nearness, spread
from attncli.sources import LUONG_2015
from attncli.stages.mask import Mask
from attncli.stages.units import tree_of
from attncli.stages.wording import called, extreme, is_itself, joined, labelled, row
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Recorder, Stage

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


class WindowMask(Op):
    """Scores inside the window round the place, −∞ outside it and where a mask hides."""

    name = "masked_scores"
    noun = "masked score"
    title = "Look at the window alone"
    symbol = Glyph("S″", "S''")
    source = LUONG_2015.at("section 3.2")
    formula = Formula(
        "{scores} where |s − {position}| ≤ {window}‹ and {allowed} allows›, else −∞",
        r"\begin{cases} {scores} & \text{where } |s - {position}| \le {window}‹ \text{ and } {allowed}› \\ "
        r"-\infty & \text{elsewhere} \end{cases}",
    )
    roles = ("scores", "position", "allowed")
    optional = ("allowed",)
    hides = True
    computed_by = staticmethod(in_window)
    computed_with = ("window",)

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        i, j = index
        score: Arithmetic = stage.input("scores").cell(i, j)
        if stage.has("allowed"):
            score = Where(
                stage.input("allowed").cell(i, j), "nonzero", score, Number(-math.inf), "it is hidden"
            )
        place = stage.input("position").cell(i)
        condition = Near(stage.output.axis("key").positions[j], float(stage.settings["window"]))
        return Where(place, condition, score, Number(-math.inf), "it lies outside the window")

    def purpose(self, stage: Stage) -> Words:
        window = Shown(stage.settings["window"], given=True)
        words = say(
            "Local attention looks at a window: the keys at most {window} positions away from the place p, as far as the sentence reaches. A score outside it "
            "becomes −∞: the next stage turns that into a weight of exactly 0.", window=window,
        )  # fmt: skip
        if stage.has("allowed"):
            words += say(
                " So does one that the mask {allowed} hides.", allowed=Symbol(stage.input("allowed").symbol)
            )
        return words

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        query, key = stage.output.axes
        scores, place = stage.input("scores"), float(stage.input("position").array[0])
        rows = []
        for j in keys:
            inside = abs(key.positions[j] - place) <= stage.settings["window"]
            hidden = stage.has("allowed") and not stage.input("allowed").array[0, j]
            said = Said(say("outside" if not inside else "hidden" if hidden else "inside"))
            entries = (
                Said(say("{s}", s=key.positions[j])),
                Value(scores.cell(0, j)),
                said,
                Value(stage.output.cell(0, j), self.derive(stage, (0, j))),
            )
            rows.append(Row(labelled(key, j), entries, is_itself(query, 0, key, j)))
        columns = (Column(say("position s")), Column(say(scores.noun)), Column(say("window?")),
                   Column(say(self.noun)))  # fmt: skip
        return (Working(say("key"), columns, tuple(rows), (self.name,)),)

    def reading(self, stage: Stage) -> Words:
        query, key = stage.output.axes
        place, window = float(stage.input("position").array[0]), stage.settings["window"]
        inside = [j for j in range(len(key)) if abs(key.positions[j] - place) <= window]
        seen = [j for j in inside if not stage.has("allowed") or stage.input("allowed").array[0, j]]
        low, high = math.ceil(place - window), math.floor(place + window)
        clipped = low < 1 or high > len(key)
        reaches = say("From {place} − {window} to {place} + {window} the whole positions are {low} to {high}", place=Shown(place),
                      window=Shown(window, given=True), low=low, high=high)  # fmt: skip
        words = reaches + (
            say("; those that the sentence does not have are left out. ") if clipped else say(". ")
        )
        if not seen:
            return words + say(
                "Of these the mask hides every key: {query} can attend to nothing.", query=called(query, 0)
            )
        if len(seen) == len(key):
            return words + say("That is every key.")
        return words + say("{query} may attend to {n} of {all} keys: {keys}.", query=called(query, 0), n=len(seen), all=len(key),
                           keys=joined([called(key, j) for j in seen], 6))  # fmt: skip

    def overview(self, stage: Stage) -> Words:
        shut = int((~(stage.output.array > -math.inf)).sum())
        if not shut:
            return say("No key lies outside a window here.")
        return say(
            "{hidden} of {all} pairs of a query and a key are out of sight, and shown as −∞.",
            hidden=shut,
            all=int(stage.output.array.size),
        )


class OwnWindow(Mask):
    """Scores inside the window round the query's own position, −∞ elsewhere: local-m."""

    title = "Look at the window alone"
    source = LUONG_2015.at("section 3.2")

    def purpose(self, stage: Stage) -> Words:
        window = Shown(stage.settings["window"], given=True)
        return say(
            "Local attention looks at a window. In this form, called monotonic, nothing predicts where to look: the query at position t looks round position t "
            "of the keys, as if both sentences went along at the same pace. Of the keys at most {window} positions away {allowed} allows those that there are; "
            "a score outside becomes −∞, which the next stage turns into a weight of exactly 0.",
            window=window, allowed=Symbol(stage.input("allowed").symbol),
        )  # fmt: skip


def own_window(queries: Axis, keys: Axis, window: int, allowed: Tensor | None) -> Tensor:
    """Which keys lie in the window round each query's own position and, where there is a mask, are allowed by it."""
    inside = near(np.array(queries.positions, dtype=np.float64), len(keys), window)
    seen = inside if allowed is None else np.logical_and(inside, allowed.array)
    return Tensor("allowed", Glyph("M", "M"), seen, (queries, keys))


class Distances(Op):
    """How far each key is from the place: s − p."""

    name = "distances"
    title = "Measure how far each key is"
    symbol = Glyph("D", "D")
    formula = Formula("s − {position}", "s - {position}")
    roles = ("weights", "position")

    def compute(self, weights: Floats, position: Floats, **settings: Any) -> Floats:
        return distances(position, weights.shape[-1])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        i, j = index
        return Difference(Count(stage.output.axis("key").positions[j]), stage.input("position").cell(i))


class Nearness(Op):
    """A bell curve over the distance: 1 at the place itself."""

    name = "nearness"
    title = "Let it fade with the distance"
    symbol = Glyph("G", "G")
    formula = Formula("e^(−{distances}² / 2σ²)", r"e^{-{distances}^2 / 2\sigma^2}")
    roles = ("distances",)
    computed_by = staticmethod(nearness)
    computed_with = ("window",)

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        return Exp(
            Negative(
                Quotient(
                    Square(stage.input("distances").cell(*index)), Number(spread(stage.settings["window"]))
                )
            )
        )


class Favoured(Op):
    """Each weight times how near its key is."""

    name = "local_weights"
    title = "Multiply"
    symbol = Glyph("A′", "A'")
    formula = Formula("{weights} · {nearness}", r"{weights} \cdot {nearness}")
    roles = ("weights", "nearness")
    computed_by = staticmethod(np.multiply)

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        return Product((stage.input("weights").cell(*index), stage.input("nearness").cell(*index)))


DISTANCES, NEARNESS, FAVOURED = Distances(), Nearness(), Favoured()


class LocalWeights(Op):
    """a · e^(−(s − p)² / 2σ²), σ = D / 2: weights that favour keys near the place."""

    name = "local_weights"
    title = "Favour the keys near the place"
    symbol = Glyph("A′", "A'")
    formula = Formula(
        "{weights} · e^(−(s − {position})² / 2σ²)", r"{weights} \cdot e^{-(s - {position})^2 / 2\sigma^2}"
    )
    roles = ("weights", "position")
    source = LUONG_2015.at("equation 10")
    finer = True
    computed_by = staticmethod(local_weights)
    computed_with = ("window",)

    def steps(self, record: Recorder, weights: Tensor, position: Tensor, **settings: Any) -> None:
        away = record(DISTANCES, weights, position)
        near = record(NEARNESS, away, **settings)
        record(FAVOURED, weights, near)

    def purpose(self, stage: Stage) -> Words:
        window = stage.settings["window"]
        return say(
            "A window has hard ends, and its middle is where the query wants to look. So each weight is multiplied by a bell curve that is 1 at the place p "
            "and falls to 0.14 at the window's ends: σ, its width, is half the window, {window} / 2, so that 2σ² is {spread}. That is what lets the place be "
            "learned: moved a little, it changes every weight a little.",
            window=Shown(window, given=True), spread=Shown(spread(window), given=True),
        )  # fmt: skip

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        away, near, last = (step.output for step in stage.steps())
        query, key = stage.output.axes
        weights = stage.input("weights")
        full = max(row(weights))
        rows = []
        for j in keys:
            local = Value(last.cell(0, j), tree_of(last, 0, j))
            entries: tuple[Worked | Value | Bar | Said | None, ...] = (
                Said(say("weight 0")),
                None,
                None,
                None,
                None,
                local,
                None,
            )
            if weights.array[0, j] != 0:
                far, bell, made = (tree_of(tensor, 0, j) for tensor in (away, near, last))
                gap, fade, local = (
                    Value(away.cell(0, j), far),
                    Value(near.cell(0, j), bell),
                    Value(last.cell(0, j), made),
                )
                entries = (
                    Worked(far),
                    gap,
                    Worked(bell),
                    fade,
                    Worked(made),
                    local,
                    Bar(last.cell(0, j).value, full),
                )
            rows.append(Row(labelled(key, j), entries, is_itself(query, 0, key, j)))
        columns = (
            Column(say("s − p")), Column(), Column(say("e^(−(s − p)² / 2σ²)")), Column(),
            Column(say("weight × that"), 1), Column(say("local weight"), 1), Column((), 1),
        )  # fmt: skip
        sums = Tensor("sum", last.symbol, last.array.sum(axis=-1), (last.axis("query"),))
        total = Row(say("total"), (None, None, None, None, None, Value(sums.cell(0)), None))
        return (Working(say("key"), columns, tuple(rows), (self.name, "sum"), total),)

    def reading(self, stage: Stage) -> Words:
        weights, local = row(stage.input("weights")), row(stage.output)
        query, key = stage.output.axes
        if sum(weights) == 0:
            return say("With nothing to attend to there is nothing to favour: all are 0.")
        before, after = (max(range(len(key)), key=lambda j: each[j]) for each in (weights, local))
        if abs(sum(local) - 1) < 1e-12:
            return say("All the weight lies at the place itself, where the curve is 1: nothing changes.")
        words = say("They add up to {total}, not to 1: the paper does not bring them back to shares, so {query} takes home that much less.",
                    total=Shown(sum(local)), query=called(query, 0))  # fmt: skip
        if before != after:
            return words + say(
                " {before} had the largest weight; nearer to the place, {after} now has it.",
                before=called(key, before),
                after=called(key, after),
            )
        return words + say(
            " {best} keeps the largest, {weight} of {old}.",
            best=called(key, after),
            weight=Shown(local[after]),
            old=Shown(weights[after]),
        )

    def overview(self, stage: Stage) -> Words:
        sums = stage.output.array.sum(axis=-1)
        return say("A row no longer adds up to 1: here between {low} and {high}. The largest local weight is {largest}.", low=Shown(float(sums.min())),
                   high=Shown(float(sums.max())), largest=extreme(stage.output, highest=True))  # fmt: skip


WINDOW_MASK = WindowMask()
OWN_WINDOW = OwnWindow()
LOCAL_WEIGHTS = LocalWeights()
