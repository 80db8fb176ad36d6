"""Where a query wants to look: the place that local-p predicts from the query alone, in finer steps."""

from __future__ import annotations

import math
from typing import Any

from attncli.arithmetic import Arithmetic, Count, Product, Sigmoid
from attncli.document import Block, Column, Formula, Prose, Row, Words, Working, say
from attncli.document import Number as Shown
from attncli.numerics.local import placed, predicted_positions
from attncli.sources import LUONG_2015
from attncli.stages.tables import worked_out
from attncli.stages.units import TANH, Activations, Mapped, UnitScores, shown_units, unit_table
from attncli.stages.wording import asking, called
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Recorder, Stage


class Placed(Op):
    """A number of any size as a place among the keys: S · sigmoid."""

    name = "alignment_position"
    title = "Bring it into the sentence"
    symbol = Glyph("p", "p")
    formula = Formula("{n_keys} · sigmoid({scores})", r"{n_keys} \cdot \operatorname{sigmoid}({scores})")
    roles = ("scores",)
    computed_by = staticmethod(placed)
    computed_with = ("n_keys",)
    principle = "The place is the number of keys times sigmoid of the score: 1 / (1 + e^−score)."

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        return Product((Count(stage.settings["n_keys"]), Sigmoid(stage.input("scores").cell(*index))))


POSITION_SUMS = Mapped("position_sums", "What each unit gets", Glyph("N_p", "N_p"))
POSITION_UNITS = Activations("position_units", "T_p")
POSITION_SCORE = UnitScores("position_score", "z")
PLACED = Placed()


class AlignmentPosition(Op):
    """p = S · sigmoid(v_p · tanh(q W_p)) for every query."""

    name = "alignment_position"
    title = "Predict where to look"
    symbol = Glyph("p", "p")
    formula = Formula(
        "{n_keys} · sigmoid({v_p} · tanh({query} {w_p}))",
        r"{n_keys} \cdot \operatorname{sigmoid}({v_p} \cdot \tanh({query} {w_p}))",
    )
    roles = ("query", "w_p", "v_p")
    source = LUONG_2015.at("equation 9")
    computed_by = staticmethod(predicted_positions)
    computed_with = ("n_keys",)
    finer = True
    principle = (
        "The place is the number of keys times a share between 0 and 1, which a small network makes of "
        "the query."
    )

    def axes(self, query: Tensor, w_p: Tensor, v_p: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return (query.axis("query"),)

    def steps(self, record: Recorder, query: Tensor, w_p: Tensor, v_p: Tensor, **settings: Any) -> None:
        sums = record(POSITION_SUMS, query, w_p)
        units = record(POSITION_UNITS, sums)
        score = record(POSITION_SCORE, units, v_p)
        record(PLACED, score, **settings)

    def purpose(self, stage: Stage) -> Words:
        return say(
            "Before any key is looked at, a small network guesses from the query alone where in the sentence "
            "{query} should look. Its units are squashed into the range from −1 to 1: {tanh}. Its result, z, "
            "can be any number; sigmoid(z) = 1 / (1\u00a0+\u00a0e^−z) lies between 0 and 1. Times {n}, how "
            "many keys there are, that is the place p, between 0 and {n}. Places are counted from 1, and p "
            "need not be a whole number.",
            query=asking(stage.output.axis("query")),
            tanh=TANH,
            n=stage.settings["n_keys"],
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        sums, units, score, place = (step.output for step in stage.steps())
        headings = ("unit", "query · column of W_p")
        network = unit_table(sums, units, shown_units(sums.axes[-1]), headings)
        rows = (Row(say("z"), worked_out(score, 0)), Row(say("p"), worked_out(place, 0)))
        columns = (Column(say("arithmetic")), Column(say("result")))
        text = "Each tanh times its number in v_p, added up, is z; {n} times sigmoid(z) is the place p:"
        below = Prose(say(text, n=stage.settings["n_keys"]))
        return (network, below, Working(say("number"), columns, rows, (self.name,)))

    def reading(self, stage: Stage) -> Words:
        place, n_keys = float(stage.output.array[0]), stage.settings["n_keys"]
        asker = called(stage.output.axis("query"), 0)
        if place == round(place):
            text = "{query} will look round position {place}" + ("." if place else ", before the first key.")
            return say(text, query=asker, place=int(place))
        if place < 1:
            text = "{query} will look round {place}, just before position 1."
            return say(text, query=asker, place=Shown(place))
        below = math.floor(place)
        return say(
            "{query} will look round {place}, between positions {below} and {above} of {n}.",
            query=asker,
            place=Shown(place),
            below=below,
            above=below + 1,
            n=n_keys,
        )

    def overview(self, stage: Stage) -> Words:
        places = stage.output.array
        low, high = Shown(float(places.min())), Shown(float(places.max()))
        before = " A place below 1 lies before the first key." if places.min() < 1 else ""
        if low == high:
            text = "A number for each query: where it will look. All look round {place}."
            return say(text + before, place=high)
        text = "A number for each query: where it will look. They lie between {low} and {high}."
        return say(text + before, low=low, high=high)


ALIGNMENT_POSITION = AlignmentPosition()
