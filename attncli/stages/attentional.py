"""The attentional vector: what the query found and the query itself, made into the vector that predicts the next word."""

from __future__ import annotations

from typing import Any

from attncli.document import Block, Column, Formula, Row, Symbol, Value, Words, Worked, Working, say
from attncli.numerics.attentional import attentional
from attncli.sources import LUONG_2015
from attncli.stages.units import Activations, AttentionalSums, tree_of
from attncli.stages.wording import called, vector
from attncli.tensor import Axis, Glyph, Tensor
from attncli.trace import Op, Recorder, Stage

SUMS = AttentionalSums()
SQUASHED = Activations("attentional", "Ĉ")


class Attentional(Op):
    """tanh([c; q] W_c) for every query."""

    name = "attentional"
    title = "Join what was found with the query"
    symbol = Glyph("Ĉ", r"\hat{C}")
    formula = Formula("tanh([{context}; {query}] {w_c})", r"\tanh([{context}; {query}] {w_c})")
    roles = ("context", "query", "w_c")
    source = LUONG_2015.at("equation 5")
    finer = True
    computed_by = staticmethod(attentional)

    def axes(self, context: Tensor, query: Tensor, w_c: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return (context.axis("query"), w_c.axes[1])

    def steps(self, record: Recorder, context: Tensor, query: Tensor, w_c: Tensor, **settings: Any) -> None:
        record(SQUASHED, record(SUMS, context, query, w_c))

    def purpose(self, stage: Stage) -> Words:
        one = stage.output.size("query") == 1
        return say(
            "The context says what {query} found, not what asked. So the query is set behind it, [c; q], and a learned matrix, {w}, and tanh make one vector "
            "of the two. Luong calls it the attentional vector: the next word of a translation is predicted from it.",
            query=called(stage.output.axis("query"), 0) if one else "each query", w=Symbol(stage.input("w_c").symbol),
        )  # fmt: skip

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        sums, output = (step.output for step in stage.steps())
        rows = []
        for at in range(len(output.axes[1])):
            tree, squashed = tree_of(sums, 0, at), tree_of(output, 0, at)
            rows.append(
                Row(
                    say("{n}", n=at + 1),
                    (Worked(tree), Value(sums.cell(0, at), tree), Value(output.cell(0, at), squashed)),
                )
            )
        columns = (Column(say("[context; query] · column of W_c")), Column(say("sum")), Column(say("tanh")))
        return (Working(say("dim"), columns, tuple(rows), (self.name,)),)

    def reading(self, stage: Stage) -> Words:
        if len(stage.output.axes[1]) > 4:
            return ()
        return say(
            "With what it found, {query} has become {vector}.",
            query=called(stage.output.axes[0], 0),
            vector=vector(stage.output.array[0]),
        )

    def overview(self, stage: Stage) -> Words:
        return say(
            "A row is one query's attentional vector: {n} numbers between −1 and 1.",
            n=len(stage.output.axes[1]),
        )


ATTENTIONAL = Attentional()
