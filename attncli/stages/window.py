"""Luong's local attention: the window round a place, outside which a query sees nothing."""

from __future__ import annotations

import math

import numpy as np

from attncli.arithmetic import Arithmetic, Near, Number, Where
from attncli.document import Block, Column, Formula, Said, Value, Words, Working, say
from attncli.document import Number as Shown
from attncli.numerics.local import in_window, near
from attncli.sources import LUONG_2015
from attncli.stages.mask import Mask
from attncli.stages.tables import key_row, value_of
from attncli.stages.wording import agreeing, all_called, called, counted, symbol_of
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Stage


class WindowMask(Op):
    """Scores inside the window round the place, −∞ outside it and where a mask hides."""

    name = "masked_scores"
    title = "Look at the window alone"
    symbol = Glyph("S″", "S''")
    noun = "masked score"
    formula = Formula(
        "{scores} where |s − {position}| ≤ {window}‹ and {allowed} allows›, else −∞",
        r"\begin{cases} {scores} & \text{where } |s - {position}| \le {window}‹ \text{ and } {allowed}› \\ "
        r"-\infty & \text{elsewhere} \end{cases}",
    )
    roles = ("scores", "position", "allowed")
    optional = ("allowed",)
    source = LUONG_2015.at("section 3.2")
    computed_by = staticmethod(in_window)
    computed_with = ("window",)
    hides = True
    principle = (
        "A score becomes −∞ if its key is further than D from the place, or hidden by a mask; others stay."
    )

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        i, j = index
        score: Arithmetic = stage.input("scores").cell(i, j)
        if stage.has("allowed"):
            allowed = stage.input("allowed").cell(i, j)
            score = Where(allowed, "nonzero", score, Number(-math.inf), "it is hidden")
        inside = Near(stage.output.axis("key").positions[j], float(stage.settings["window"]))
        place = stage.input("position").cell(i)
        return Where(place, inside, score, Number(-math.inf), "it lies outside the window")

    def purpose(self, stage: Stage) -> Words:
        words = say(
            "Local attention looks at a window: the keys at most {window} away from the place p, as far as "
            "the sentence reaches. A score outside it becomes −∞, minus infinity: e to that power is 0, so "
            "the next stage gives a weight of exactly 0.",
            window=counted(stage.settings["window"], "position"),
        )
        if stage.has("allowed"):
            allowed = symbol_of(stage, "allowed")
            words += say(" A score that the mask {allowed} hides becomes −∞ too.", allowed=allowed)
        return words

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        query, key = stage.output.axes
        scores = stage.input("scores")
        rows = []
        for j in keys:
            position, score = Said(say("{s}", s=key.positions[j])), Value(scores.cell(0, j))
            result = value_of(stage.output, 0, j)
            rows.append(key_row(query, key, j, position, score, Said(say(standing(stage, j))), result))
        columns = tuple(Column(say(text)) for text in ("position s", scores.noun, "window?", self.noun))
        return (Working(say("key"), columns, tuple(rows), (self.name,)),)

    def reading(self, stage: Stage) -> Words:
        query, key = stage.output.axes
        place, window = float(stage.input("position").array[0]), stage.settings["window"]
        low, high = math.ceil(place - window), math.floor(place + window)
        clipped = low < 1 or high > len(key)
        words = say(
            "From {place} − {window} to {place} + {window} the whole positions are {low} to {high}{clipped} ",
            place=Shown(place),
            window=Shown(window, given=True),
            low=low,
            high=high,
            clipped="; those that the sentence does not have are left out." if clipped else ".",
        )
        seen = [j for j in range(len(key)) if standing(stage, j) == "inside"]
        asker = called(query, 0)
        if not seen:
            nothing = "Of these the mask hides every key: {query} can attend to nothing."
            return words + say(nothing, query=asker)
        if len(seen) == len(key):
            return words + say("That is every key.")
        return words + say(
            "{query} may attend to {n} of {all} keys: {keys}.",
            query=asker,
            n=len(seen),
            all=len(key),
            keys=all_called(key, seen, 6),
        )

    def overview(self, stage: Stage) -> Words:
        scores = stage.output.array
        hidden = int((~(scores > -math.inf)).sum())
        if not hidden:
            return say("No key lies outside a window here.")
        text = "{hidden} of {all} pairs of a query and a key {are} out of sight, and shown as −∞."
        return say(text, hidden=hidden, all=int(scores.size), are=agreeing(hidden, "is", "are"))


def standing(stage: Stage, j: int) -> str:
    """Where key j stands for the query that a stage is cut to: inside the window, outside, or hidden."""
    place = float(stage.input("position").array[0])
    if abs(stage.output.axis("key").positions[j] - place) > stage.settings["window"]:
        return "outside"
    return "hidden" if stage.has("allowed") and not stage.input("allowed").array[0, j] else "inside"


class OwnWindow(Mask):
    """Scores inside the window round the query's own position, −∞ elsewhere: local-m."""

    title = "Look at the window alone"
    source = LUONG_2015.at("section 3.2")

    def purpose(self, stage: Stage) -> Words:
        return say(
            "Local attention looks at a window. In this form, called monotonic, nothing predicts where to "
            "look: the query at position t looks round position t of the keys, as if both sentences went "
            "along at the same pace. {allowed} allows the keys at most {window} away, as far as the sentence "
            "reaches. A score outside becomes −∞, minus infinity: e to that power is 0, so the next stage "
            "gives a weight of exactly 0.",
            window=counted(stage.settings["window"], "position"),
            allowed=symbol_of(stage, "allowed"),
        )


def own_window(queries: Axis, keys: Axis, window: int, allowed: Tensor | None) -> Tensor:
    """Which keys lie in the window round each query's own position, and are not hidden by a mask."""
    inside = near(np.array(queries.positions, dtype=np.float64), len(keys), window)
    seen = inside if allowed is None else np.logical_and(inside, allowed.array)
    return Tensor("allowed", Glyph("M", "M"), seen, (queries, keys))


WINDOW_MASK = WindowMask()
OWN_WINDOW = OwnWindow()
