"""The mask: scores that must not count become −∞."""

from __future__ import annotations

import math

from attncli.arithmetic import Arithmetic, Number, Where
from attncli.document import Block, Column, Formula, Said, Value, Words, Working, say
from attncli.numerics.masks import masked
from attncli.sources import VASWANI_2017
from attncli.stages.tables import key_row, value_of
from attncli.stages.wording import agreeing, all_called, called, symbol_of
from attncli.tensor import Glyph, Index
from attncli.trace import Op, Stage


class Mask(Op):
    """Scores where the mask allows, −∞ elsewhere."""

    name = "masked_scores"
    title = "Hide what must not be seen"
    symbol = Glyph("S″", "S''")
    noun = "masked score"
    formula = Formula(
        "{scores} where {allowed} allows, else −∞",
        r"\begin{cases} {scores} & \text{where } {allowed} \\ -\infty & \text{elsewhere} \end{cases}",
    )
    roles = ("scores", "allowed")
    source = VASWANI_2017.at("section 3.2.3")
    computed_by = staticmethod(masked)
    hides = True
    principle = "A score that the mask hides becomes −∞; every other stays as it is."

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        allowed = stage.input("allowed")  # heads share it, or each has its own
        test, score = allowed.cell(*index[-len(allowed.axes) :]), stage.input("scores").cell(*index)
        return Where(test, "nonzero", score, Number(-math.inf), "it is hidden")

    def purpose(self, stage: Stage) -> Words:
        return say(
            "The mask {allowed} says which keys each query may attend to. A score that must not count "
            "becomes −∞, minus infinity: e to that power is 0, so the next stage gives a weight of "
            "exactly 0.",
            allowed=symbol_of(stage, "allowed"),
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        query, key = stage.output.axes
        scores, allowed = stage.input("scores"), stage.input("allowed")
        rows = []
        for j in keys:
            said = Said(say("yes" if allowed.array[0, j] else "hidden"))
            rows.append(key_row(query, key, j, Value(scores.cell(0, j)), said, value_of(stage.output, 0, j)))
        columns = (Column(say(scores.noun)), Column(say("may attend?")), Column(say(self.noun)))
        return (Working(say("key"), columns, tuple(rows), (self.name,)),)

    def reading(self, stage: Stage) -> Words:
        query, key = stage.output.axes
        hidden = [j for j, allowed in enumerate(stage.input("allowed").array.reshape(-1)) if not allowed]
        asker = called(query, 0)
        if not hidden:
            return say("Nothing is hidden from {query}: it may attend to every key.", query=asker)
        if len(hidden) == len(key):
            return say("Every key is hidden from {query}: it can attend to nothing.", query=asker)
        return say(
            "{query} may attend to {n} of {all} keys. Hidden from it{because}: {hidden}.",
            query=asker,
            n=len(key) - len(hidden),
            all=len(key),
            because=because(stage, hidden),
            hidden=all_called(key, hidden, 6),
        )

    def overview(self, stage: Stage) -> Words:
        allowed = stage.input("allowed").array
        hidden, pairs = int(allowed.size - allowed.sum()), int(allowed.size)
        if not hidden:
            return say("The mask hides nothing here.")
        text = "{hidden} of {all} pairs of a query and a key {are} hidden, and shown as −∞."
        return say(text, hidden=hidden, all=pairs, are=agreeing(hidden, "is", "are"))


def because(stage: Stage, hidden: list[int]) -> str:
    """Why keys are hidden, where a causal mask is the reason; else nothing."""
    query, key = stage.output.axes
    same = query.sequence is not None and query.sequence == key.sequence
    causal = same and stage.settings.get("causal", False)
    if not causal or any(key.positions[j] <= query.positions[0] for j in hidden):
        return ""
    return agreeing(len(hidden), ", because it comes later", ", because they come later")


MASK = Mask()
