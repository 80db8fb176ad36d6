"""The projections: embeddings times a matrix make queries, keys and values."""

from __future__ import annotations

from typing import Any

from attncli.document import Block, Symbol, Words, say
from attncli.sources import VASWANI_2017
from attncli.stages.linear import Linear
from attncli.stages.tables import SHOWN_COLUMNS, WORKED_COLUMNS, long_rows, row_table
from attncli.stages.wording import called, counted, symbol_of, vector
from attncli.tensor import Axis, Glyph, Tensor
from attncli.trace import Stage

WORKED_OUT = 24
"""Cells of a projection that are worked out one by one; past these one row stands for the others."""

MATRIX = (
    " A matrix is a table of numbers: multiply the embedding number by number with its first column and add "
    "up{bias}; that is the first number of the query."
)
ITS_BIAS = ", and add the first number of {b}"
"""What a matrix is, told where the first one is used, and what a bias adds to it."""

LEARNED = {
    "query": (
        "What does each {word} ask for? Multiply its embedding by a matrix, {w}, that was learned for just "
        "this question: the answer is its query.{matrix}"
    ),
    "key": ("What does each {word} offer to those that ask? A matrix learned for that, {w}, makes its key."),
    "value": (
        "What does each {word} give when it is attended to? A matrix learned for that, {w}, makes its value. "
        "Values are what will be mixed."
    ),
}
"""What the projections are for, of matrices that were learned."""

IN_A_MODEL = {
    "query": (
        "What does each {word} ask for? Multiply its embedding by a matrix, {w}: the answer is its query."
        "{matrix} A trained model learns a matrix for just this question."
    ),
    "key": (
        "What does each {word} offer to those that ask? A matrix, {w}, makes its key. A trained model learns "
        "a matrix for just this."
    ),
    "value": (
        "What does each {word} give when it is attended to? A matrix, {w}, makes its value. Values are what "
        "will be mixed. A trained model learns a matrix for just this."
    ),
}
"""Of matrices that were not, or of which nobody says so: learning is said of models."""

AT_RANDOM = {
    "query": (
        "What does each {word} ask for? Multiply its embedding by a matrix, {w}: the answer is its query."
        "{matrix} A trained model learns a matrix for just this question; {w} is only drawn at random, so "
        "its queries mean nothing."
    ),
    "key": (
        "What does each {word} offer to those that ask? A matrix, {w}, makes its key. A trained model learns "
        "a matrix for just this; {w} is only drawn at random, so its keys mean nothing."
    ),
    "value": (
        "What does each {word} give when it is attended to? A matrix, {w}, makes its value. Values are what "
        "will be mixed. A trained model learns a matrix for just this; {w} is only drawn at random."
    ),
}
"""Of matrices that were drawn at random."""


class Projection(Linear):
    """One of the three projections, with or without a bias."""

    source = VASWANI_2017.at("section 3.2.2")

    def __init__(self, name: str, plural: str) -> None:
        self.name = name
        self.title = f"Make the {plural}"
        self.symbol = Glyph(name[0].upper(), name[0].upper())

    def axes(self, x: Tensor, w: Tensor, b: Tensor | None = None, **settings: Any) -> tuple[Axis, ...]:
        return (x.axes[0].renamed("query" if self.name == "query" else "key"), w.axes[1])

    def row_of(self, stage: Stage, position: int) -> int:
        # x stays whole where the output is cut to one query.
        return stage.output.axes[0].positions[position] - 1

    def purpose(self, stage: Stage) -> Words:
        purposes = {"learned": LEARNED, "random": AT_RANDOM}.get(stage.settings["origin"], IN_A_MODEL)
        word = "word" if stage.output.axes[0].sequence else "row"
        matrix = say(MATRIX, bias=say(ITS_BIAS, b=symbol_of(stage, "b")) if stage.has("b") else "")
        return say(purposes[self.name], w=symbol_of(stage, "w"), word=word, matrix=matrix)

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        output = stage.output
        axis, wide = output.axes[0], len(output.axes[1])
        rows = range(len(axis)) if output.has("query") else keys
        whole = len(rows) * wide <= WORKED_OUT
        columns = range(wide if wide <= SHOWN_COLUMNS else WORKED_COLUMNS)
        headings = ("word" if axis.sequence else axis.name, "dimension {n}")
        worked = row_table(output, rows if whole else rows[:1], columns, headings, (self.name,))
        few = keys if len(keys) < len(axis) and not output.has("query") else None
        return (worked,) if whole else (worked, *long_rows(output, few))

    def reading(self, stage: Stage) -> Words:
        output = stage.output
        if not output.has("query") or len(output.axes[1]) > 4:
            return ()
        return say("{word} asks with {query}.", word=called(output.axes[0], 0), query=vector(output, 0))

    def overview(self, stage: Stage) -> Words:
        x, w = stage.input("x"), stage.input("w")
        n, d_model = x.array.shape
        return say(
            "{x} is {n} × {d_model}, {w} is {d_model} × {d_k}: a row of {numbers} for every {word}.",
            x=Symbol(x.symbol),
            w=Symbol(w.symbol),
            n=n,
            d_model=d_model,
            d_k=w.array.shape[1],
            numbers=counted(w.array.shape[1], "number"),
            word="word" if x.axes[0].sequence else say("row of {x}", x=Symbol(x.symbol)),
        )


PROJECTIONS = {
    "query": Projection("query", "queries"),
    "key": Projection("key", "keys"),
    "value": Projection("value", "values"),
}
