"""The projections: embeddings times a learned matrix make queries, keys and values."""

from __future__ import annotations

from typing import Any

from attncli.arithmetic import Arithmetic, Product, Sum
from attncli.document import Block, Column, Formula, Matrix, Row, Symbol, Value, Words, Worked, Working, say
from attncli.numerics.projection import linear
from attncli.sources import VASWANI_2017
from attncli.stages.wording import called, labelled, vector
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Stage

WORKED_OUT = 24
"""Cells of a projection that are worked out one by one; past these one row stands for the others."""

PURPOSES = {
    "query": "What does each {word} ask for? Multiply its embedding by a matrix, {w}, that was learned for just this question: the answer is its query.",
    "key": "What does each {word} offer to those that ask? A matrix learned for that, {w}, makes its key. Queries will be compared with keys.",
    "value": "What does each {word} give when it is attended to? A matrix learned for that, {w}, makes its value. Values are what will be mixed.",
}


AT_RANDOM = {
    "query": "What does each {word} ask for? A matrix learned for just this question would say it. {w} is only drawn at random, so its queries mean nothing.",
    "key": "What does each {word} offer to those that ask? A matrix learned for that would say it. {w} is drawn at random, and so are the matches it finds.",
    "value": "What does each {word} give when it is attended to? A matrix learned for that would say it. {w} is only drawn at random.",
}


class Projection(Op):
    """One of the three projections, with or without a bias."""

    formula = Formula("{x} {w}‹ + {b}›", "{x} {w}‹ + {b}›")
    roles = ("x", "w", "b")
    optional = ("b",)
    source = VASWANI_2017.at("section 3.2.2")
    computed_by = staticmethod(linear)

    def __init__(self, name: str, names: str) -> None:
        self.name = name
        self.title = f"Make the {names}"
        self.symbol = Glyph(name[0].upper(), name[0].upper())

    def axes(self, x: Tensor, w: Tensor, b: Tensor | None, **settings: Any) -> tuple[Axis, ...]:
        return (x.axes[0].renamed("query" if self.name == "query" else "key"), w.axes[1])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        x, w = stage.input("x"), stage.input("w")
        row, column = row_of(stage, index[0]), index[1]
        terms: tuple[Arithmetic, ...] = tuple(
            Product((x.cell(row, k), w.cell(k, column))) for k in range(len(x.axes[1]))
        )
        if stage.has("b"):
            return Sum((*terms, stage.input("b").cell(column)))
        return Sum(terms, x.axes[1].name)

    def purpose(self, stage: Stage) -> Words:
        purposes = AT_RANDOM if stage.settings["random"] else PURPOSES
        return say(
            purposes[self.name],
            w=Symbol(stage.input("w").symbol),
            word="word" if stage.output.axes[0].sequence else "row",
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        output = stage.output
        rows = range(len(output.axes[0])) if output.has("query") else keys
        columns = range(len(output.axes[1]))
        whole = len(rows) * len(columns) <= WORKED_OUT
        worked = Working(
            say("word" if output.axes[0].sequence else output.axes[0].name),
            tuple(
                column
                for d in columns
                for column in (Column(say("dimension {d}", d=d + 1), d), Column(group=d))
            ),
            tuple(
                Row(
                    labelled(output.axes[0], i),
                    tuple(
                        entry
                        for d in columns
                        for entry in (
                            Worked(output_tree(output, (i, d))),
                            Value(output.cell(i, d), output_tree(output, (i, d))),
                        )
                    ),
                )
                for i in (rows if whole else rows[:1])
            ),
            (output.name,),
        )
        return (worked,) if whole else (worked, Matrix(tensor=output))

    def reading(self, stage: Stage) -> Words:
        output = stage.output
        if not output.has("query") or len(output.axes[1]) > 4:
            return ()
        return say("{word} asks with {query}.", word=called(output.axes[0], 0), query=vector(output.array[0]))

    def overview(self, stage: Stage) -> Words:
        x, w = stage.input("x"), stage.input("w")
        return say(
            "{x} is {n} × {d_model}, {w} is {d_model} × {d_k}: a row of {d_k} numbers for every {word}.",
            x=Symbol(x.symbol), w=Symbol(w.symbol), n=x.array.shape[0], d_model=x.array.shape[1], d_k=w.array.shape[1],
            word="word" if x.axes[0].sequence else "row of it",
        )  # fmt: skip


def row_of(stage: Stage, position: int) -> int:
    """The row of x that a row of the output is made from: x stays whole where the output is cut to one query."""
    return stage.output.axes[0].positions[position] - 1


def output_tree(output: Tensor, index: Index) -> Arithmetic:
    """The derivation of a cell that has one."""
    assert output.derive is not None
    return output.derive(index)


PROJECTIONS = {
    "query": Projection("query", "queries"),
    "key": Projection("key", "keys"),
    "value": Projection("value", "values"),
}
