"""Scaling the scores: by the root of the keys' dimensions, or by a number of the reader's own."""

from __future__ import annotations

import math

import numpy as np

from attncli.arithmetic import Arithmetic, Count, Number, Product, Quotient, Root
from attncli.document import Block, Formula, Words, say
from attncli.document import Number as Shown
from attncli.numerics.scores import multiplied, scaled_by_root
from attncli.sources import VASWANI_2017
from attncli.stages.tables import key_table
from attncli.tensor import Glyph, Index
from attncli.trace import Op, Stage

MOST_TOLD = 700.0
"""Distances of two scores of which e to the power of them can still be told."""


class Scaling(Op):
    """What both kinds of scaling share: their stage, their table, what they do to the spread."""

    name = "scaled_scores"
    title = "Scale the scores"
    symbol = Glyph("S′", "S'")
    noun = "scaled score"
    roles = ("scores",)
    heading = ""

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        return (key_table(stage.output, keys, self.heading),)

    def reading(self, stage: Stage) -> Words:
        return self.spread(stage, one=True)

    def overview(self, stage: Stage) -> Words:
        return self.spread(stage, one=False)

    def spread(self, stage: Stage, *, one: bool) -> Words:
        """What scaling did to the distance between the highest and the lowest score."""
        before, after = stage.input("scores").array, stage.output.array
        if before.size == 1:
            return say("There is one score only, which nothing stands apart from.")
        wide, now = (float(each.max()) - float(each.min()) for each in (before, after))
        if wide == 0:
            return say("The scores are all equal, and stay so.")
        if max(wide, now) == math.inf:
            return say("From the highest score to the lowest it is further than a computer can hold.")
        if np.array_equal(before, after):
            return say("Here this changes nothing.")
        if now == 0:
            return say("Now all scores are the same: what they said is gone.")
        text = "The highest score was {before} above the lowest; now it is {after} above it{ratio}."
        if wide == now:
            text = "The highest score is {after} above the lowest, as it was{ratio}."
        ratio: Words = ()
        if one and now <= MOST_TOLD:
            ratio = say(
                ": if neither is hidden, softmax gives the highest {ratio} times the weight of the lowest",
                ratio=Shown(math.exp(now)),
            )
        words = say(text, before=Shown(wide, apart=(now,)), after=Shown(now, apart=(wide,)), ratio=ratio)
        turned = before.argmax() == after.argmin() and before.argmin() == after.argmax()
        return words + say(" Their order is turned round.") if turned else words


class ScaleByRoot(Scaling):
    """Scores divided by √d_k."""

    formula = Formula(
        "{scores} / √d_k = {scores} / √{d_k}",
        r"\frac{{scores}}{\sqrt{d_{k}}} = \frac{{scores}}{\sqrt{{d_k}}}",
    )
    source = VASWANI_2017.at("section 3.2.1, footnote 4")
    computed_by = staticmethod(scaled_by_root)
    computed_with = ("d_k",)
    heading = "score / √d_k"
    principle = "Every score is divided by the square root of d_k, which is how many numbers a key has."

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        return Quotient(stage.input("scores").cell(*index), Root(Count(stage.settings["d_k"])))

    def purpose(self, stage: Stage) -> Words:
        d_k: int = stage.settings["d_k"]
        root = d_k**0.5
        return say(
            "The more numbers a query and a key have, the further apart their scores tend to lie: a sum of "
            "d_k independent products, each 0 on average and about 1 in size, is about √d_k in size. If "
            "scores lie far apart, softmax, a stage to come, gives one key nearly everything, and its slope, "
            "through which a model learns, goes to 0. So the scores are divided by the root of d_k, which is "
            "how many numbers a key has{heads}. Here d_k is {d_k} and its root is {root}.",
            heads=" in a head" if stage.part_of else "",
            d_k=d_k,
            root=int(root) if root == int(root) else Shown(root),
        )


class Multiply(Scaling):
    """Scores multiplied by a number that the scenario or the command line names."""

    formula = Formula("{scale} · {scores}", r"{scale} \, {scores}")
    computed_by = staticmethod(multiplied)
    computed_with = ("scale",)
    heading = "scale × score"
    principle = "Every score is multiplied by the one number that the scenario gives as its scale."

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        return Product((Number(stage.settings["scale"]), stage.input("scores").cell(*index)))

    def purpose(self, stage: Stage) -> Words:
        scale: float = stage.settings["scale"]
        text = "Every score is multiplied by one number, here {scale}{divided}. {order}{temperature}"
        temperature: Words = ()
        divided = ""
        if 0 < scale < 1 and (1 / scale).is_integer():
            divided = f", which is the same as to divide it by {1 / scale:.0f}"
        order = "The larger that number, the more the best match stands out."
        if scale > 0 and math.isfinite(1 / scale):
            told = " What scores are divided by, here {t}, is the temperature: a high one evens weights out."
            temperature = say(told, t=Shown(1 / scale, given=True))
        if scale == 0:
            order = "Multiplied by 0, they are all 0."
        elif scale < 0:
            order = "It is negative and so turns their order round: the worst match will stand out."
        given = Shown(scale, given=True)
        return say(text, scale=given, order=order, divided=divided, temperature=temperature)


SCALE = ScaleByRoot()
MULTIPLY = Multiply()
