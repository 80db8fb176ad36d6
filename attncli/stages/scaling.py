"""Scaling the scores: by the root of the keys' dimensions, or by a number of the reader's own."""

from __future__ import annotations

import math

from attncli.arithmetic import Arithmetic, Count, Number, Product, Quotient, Root
from attncli.document import Block, Formula, Words, say
from attncli.document import Number as Shown
from attncli.numerics.scores import multiplied, scaled_by_root
from attncli.sources import VASWANI_2017
from attncli.stages.tables import key_table
from attncli.stages.wording import row
from attncli.tensor import Glyph, Index
from attncli.trace import Op, Stage


class Scaling(Op):
    """What both kinds of scaling share: their stage, their table, what they do to the spread."""

    name = "scaled_scores"
    title = "Scale the scores"
    symbol = Glyph("S′", "S'")
    noun = "scaled score"
    roles = ("scores",)
    source = VASWANI_2017.at("section 3.2.1")
    heading = ""

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        return (key_table(stage.output, keys, self.heading),)

    def reading(self, stage: Stage) -> Words:
        before, after = row(stage.input("scores")), row(stage.output)
        return spread(max(before) - min(before), max(after) - min(after))

    def overview(self, stage: Stage) -> Words:
        before, after = stage.input("scores").array, stage.output.array
        return spread(float(before.max()) - float(before.min()), float(after.max()) - float(after.min()))


def spread(before: float, after: float) -> Words:
    """What scaling did to the distance between the highest and the lowest score."""
    if before == 0:
        return say("The scores are all equal, and stay so.")
    if max(before, after) == math.inf:
        return say("From the highest score to the lowest it is further than a computer can hold.")
    if before == after:
        return say("Here this changes nothing.")
    if after == 0:
        return say("Multiplied by 0, all scores are the same: what they said is gone.")
    text = "From the highest score to the lowest it was {before}; now it is {after}."
    return say(text, before=Shown(before), after=Shown(after))


class ScaleByRoot(Scaling):
    """Scores divided by √d_k."""

    formula = Formula(
        "{scores} / √d_k = {scores} / √{d_k}",
        r"\frac{{scores}}{\sqrt{d_{k}}} = \frac{{scores}}{\sqrt{{d_k}}}",
    )
    computed_by = staticmethod(scaled_by_root)
    computed_with = ("d_k",)
    heading = "score / √d_k"

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        return Quotient(stage.input("scores").cell(*index), Root(Count(stage.settings["d_k"])))

    def purpose(self, stage: Stage) -> Words:
        d_k: int = stage.settings["d_k"]
        root = d_k**0.5
        return say(
            "The longer the vectors, the larger their dot products grow, and large differences would make "
            "the next stage listen to one key alone. Dividing by the root of d_k, the number of dimensions "
            "of a key, evens that out. Here d_k is {d_k} and its root is {root}.",
            d_k=d_k,
            root=int(root) if root == int(root) else Shown(root),
        )


class Multiply(Scaling):
    """Scores multiplied by a number that the scenario or the command line names."""

    formula = Formula("{scale} · {scores}", r"{scale} \, {scores}")
    computed_by = staticmethod(multiplied)
    computed_with = ("scale",)
    heading = "scale × score"

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        return Product((Number(stage.settings["scale"]), stage.input("scores").cell(*index)))

    def purpose(self, stage: Stage) -> Words:
        scale: float = stage.settings["scale"]
        text = "This scenario multiplies every score by a number of its own, {scale}. {order}"
        order = "The larger it is, the more the best match stands out."
        if scale == 0:
            order = "By 0, that makes all of them equal."
        elif scale < 0:
            order = "It is negative and so turns their order round: the worst match will stand out."
        return say(text, scale=Shown(scale, given=True), order=order)


SCALE = ScaleByRoot()
MULTIPLY = Multiply()
