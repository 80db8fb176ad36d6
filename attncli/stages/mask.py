"""The mask: scores that must not count become −∞."""

from __future__ import annotations

import math

from attncli.arithmetic import Arithmetic, Number, Where
from attncli.document import Block, Column, Formula, Row, Said, Symbol, Value, Words, Working, say
from attncli.numerics.masks import masked
from attncli.sources import VASWANI_2017
from attncli.stages.wording import called, is_itself, joined, labelled
from attncli.tensor import Glyph, Index
from attncli.trace import Op, Stage


class Mask(Op):
    """Scores where the mask allows, −∞ elsewhere."""

    name = "masked_scores"
    noun = "masked score"
    title = "Hide what must not be seen"
    symbol = Glyph("S″", "S''")
    formula = Formula(
        "{scores} where {allowed} allows, else −∞",
        r"\begin{cases} {scores} & \text{where } {allowed} \\ -\infty & \text{elsewhere} \end{cases}",
    )
    roles = ("scores", "allowed")
    source = VASWANI_2017.at("section 3.2.3")
    hides = True
    computed_by = staticmethod(masked)

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        allowed = stage.input("allowed")  # heads share it, or each has its own
        return Where(
            allowed.cell(*index[-len(allowed.axes) :]),
            "nonzero",
            stage.input("scores").cell(*index),
            Number(-math.inf),
            "it is hidden",
        )

    def purpose(self, stage: Stage) -> Words:
        return say(
            "The mask {allowed} says which keys each query may attend to. A score that must not count becomes −∞: "
            "the next stage turns that into a weight of exactly 0.",
            allowed=Symbol(stage.input("allowed").symbol),
        )  # fmt: skip

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        query, key = stage.output.axes
        scores, allowed = stage.input("scores"), stage.input("allowed")
        rows = []
        for j in keys:
            said = Said(say("yes" if allowed.array[0, j] else "hidden"))
            entries = (
                Value(scores.cell(0, j)),
                said,
                Value(stage.output.cell(0, j), self.derive(stage, (0, j))),
            )
            rows.append(Row(labelled(key, j), entries, is_itself(query, 0, key, j)))
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
        same = query.sequence is not None and query.sequence == key.sequence
        later = (
            stage.settings.get("causal", False)
            and same
            and all(key.positions[j] > query.positions[0] for j in hidden)
        )
        return say(
            "{query} may attend to {n} of {all} keys. Hidden from it{because}: {hidden}.", query=asker, n=len(key) - len(hidden), all=len(key),
            because=", because they come later" if later and len(hidden) > 1 else ", because it comes later" if later else "",
            hidden=joined([called(key, j) for j in hidden], 6),
        )  # fmt: skip

    def overview(self, stage: Stage) -> Words:
        allowed = stage.input("allowed").array
        hidden = int(allowed.size - allowed.sum())
        if not hidden:
            return say("The mask hides nothing here.")
        return say(
            "{hidden} of {all} pairs of a query and a key are hidden, and shown as −∞.",
            hidden=hidden,
            all=int(allowed.size),
        )


MASK = Mask()
