"""The attentional vector: what a query found and the query itself, made into what foretells the next word."""

from __future__ import annotations

from typing import Any

from attncli.document import Block, Formula, Symbol, Words, say
from attncli.numerics.attentional import attentional
from attncli.sources import LUONG_2015
from attncli.stages.tables import SHOWN_COLUMNS, WORKED_COLUMNS, long_rows
from attncli.stages.units import TANH, Activations, AttentionalSums, unit_table
from attncli.stages.wording import asking, called, counted, symbol_of, vector
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
    computed_by = staticmethod(attentional)
    finer = True
    principle = (
        "Context and query, written as one row, are multiplied by the matrix; then tanh is taken of "
        "each number."
    )

    def axes(self, context: Tensor, query: Tensor, w_c: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return (context.axis("query"), w_c.axes[1])

    def steps(self, record: Recorder, context: Tensor, query: Tensor, w_c: Tensor, **settings: Any) -> None:
        sums = record(SUMS, context, query, w_c)
        record(SQUASHED, sums)

    def purpose(self, stage: Stage) -> Words:
        context, asked = stage.input("context"), stage.input("query")
        return say(
            "The context says what {query} found, not what asked. So the query is set after it, [{c}; {q}], "
            "and a matrix, {w}, and tanh make one vector of the two. The upper {above} of the rows of {w} "
            "meet the context, the lower {below} the query. {tanh}. Luong calls the result the attentional "
            "vector: the next word of a translation is predicted from it.",
            query=asking(stage.output.axis("query")),
            c=Symbol(context.symbol),
            q=Symbol(asked.symbol),
            above=len(context.axes[1]),
            below=len(asked.axes[1]),
            tanh=TANH,
            w=symbol_of(stage, "w_c"),
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        sums, output = (step.output for step in stage.steps())
        headings = ("dim", "[context; query] · column of W_c")
        wide = len(output.axes[1])
        if wide <= SHOWN_COLUMNS:
            return (unit_table(sums, output, range(wide), headings, (self.name,)),)
        worked = unit_table(sums, output, range(WORKED_COLUMNS), headings, (self.name,))
        return (worked, *long_rows(output))

    def reading(self, stage: Stage) -> Words:
        output = stage.output
        if len(output.axes[1]) > 4:
            return ()
        text = "With what it found, {query} has become {vector}."
        return say(text, query=called(output.axes[0], 0), vector=vector(output, 0))

    def overview(self, stage: Stage) -> Words:
        text = "A row is one query's attentional vector: {numbers} between −1 and 1."
        return say(text, numbers=counted(len(stage.output.axes[1]), "number"))


ATTENTIONAL = Attentional()
