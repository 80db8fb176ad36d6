"""The finer steps of scores by a network, and their tables: parts of query and key, sums, tanh, units."""

from __future__ import annotations

from typing import Any

from attncli.arithmetic import Arithmetic, Sum, Tanh, dot
from attncli.document import Block, Column, Formula, Prose, Row, Value, Words, Worked, Working, say
from attncli.numerics.attentional import attentional_sums
from attncli.numerics.network import activations, joined_sums, paired_sums, unit_scores
from attncli.stages.linear import Linear
from attncli.stages.tables import key_row, value_of, worked_out
from attncli.stages.wording import called
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Stage

WORKED_OUT = 32
"""Cells of a step that are worked out one by one; past these the best key's row stands for the others."""

WORKED_UNITS = 6
"""Hidden units that are worked out; past these the first ones stand for the others."""


TANH = "tanh(x) = (e^x\u00a0−\u00a0e^−x) / (e^x\u00a0+\u00a0e^−x), with e about 2.718"
"""What tanh is, said once on a page that needs it."""


class Mapped(Linear):
    """Rows times a matrix, without a bias: a query's part, a key's part."""

    formula = Formula("{x} {w}", "{x} {w}")
    roles = ("x", "w")

    def __init__(self, name: str, title: str, symbol: Glyph) -> None:
        self.name = name
        self.title = title
        self.symbol = symbol


class PairedSums(Op):
    """The query's part, the key's part and the bias, where there is one, added up for every pair and unit."""

    name = "sums"
    title = "Add the two parts up"
    symbol = Glyph("N", "N")
    formula = Formula("{query_part} + {key_part}‹ + {b_a}›", "{query_part} + {key_part}‹ + {b_a}›")
    roles = ("query_part", "key_part", "b_a")
    optional = ("b_a",)
    computed_by = staticmethod(paired_sums)
    principle = "A unit adds what the query brings to what the key brings, and the bias where there is one."

    def axes(
        self, query_part: Tensor, key_part: Tensor, b_a: Tensor | None, **settings: Any
    ) -> tuple[Axis, ...]:
        return (query_part.axes[0], key_part.axes[0], query_part.axes[1])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        i, j, unit = index
        parts = (stage.input("query_part").cell(i, unit), stage.input("key_part").cell(j, unit))
        return Sum((*parts, stage.input("b_a").cell(unit)) if stage.has("b_a") else parts)


class JoinedSums(Op):
    """A matrix over the query and, behind it, the key, for every pair and unit."""

    name = "sums"
    title = "Map the two, one behind the other"
    symbol = Glyph("N", "N")
    formula = Formula("[{query}; {key}] {w_a}", "[{query}; {key}] {w_a}")
    roles = ("query", "key", "w_a")
    computed_by = staticmethod(joined_sums)
    principle = (
        "Query and key are written as one row, which is multiplied by one column of the matrix and added up."
    )

    def axes(self, query: Tensor, key: Tensor, w_a: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return (query.axis("query"), key.axis("key"), w_a.axes[1])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        query, key, w_a = stage.inputs
        i, j, unit = index
        return dot((*query.cells(i, None), *key.cells(j, None)), w_a.cells(None, unit))


class AttentionalSums(Op):
    """A matrix over the context and, behind it, the query."""

    name = "attentional_sums"
    title = "Map the two, one behind the other"
    symbol = Glyph("N", "N")
    formula = Formula("[{context}; {query}] {w_c}", "[{context}; {query}] {w_c}")
    roles = ("context", "query", "w_c")
    computed_by = staticmethod(attentional_sums)
    principle = (
        "Context and query are written as one row, which is multiplied by one column of the matrix and "
        "added up."
    )

    def axes(self, context: Tensor, query: Tensor, w_c: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return (context.axis("query"), w_c.axes[1])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        context, query, w_c = stage.inputs
        i, out = index
        return dot((*context.cells(i, None), *query.cells(i, None)), w_c.cells(None, out))


class Activations(Op):
    """tanh of every number."""

    title = "Squash each into −1 … 1"
    formula = Formula("tanh({sums})", r"\tanh({sums})")
    roles = ("sums",)
    computed_by = staticmethod(activations)
    principle = "tanh is taken of each number by itself; the result lies between −1 and 1."

    def __init__(self, name: str = "activations", symbol: str = "T") -> None:
        self.name = name
        self.symbol = Glyph(symbol, symbol)

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        return Tanh(stage.input("sums").cell(*index))


class UnitScores(Op):
    """The units' numbers, each times what its unit counts for, added up."""

    title = "Weigh the units and add up"
    formula = Formula("{activations} {v}", "{activations} {v}")
    roles = ("activations", "v")
    computed_by = staticmethod(unit_scores)
    principle = "Each unit's number is multiplied by what the unit counts for, and the products are added up."

    def __init__(self, name: str, symbol: str) -> None:
        self.name = name
        self.symbol = Glyph(symbol, symbol)

    def axes(self, activations: Tensor, v: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return activations.axes[:-1]

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        units, v = stage.inputs
        return dot(units.cells(*index, None), v.cells(None), v.axes[0].name)


QUERY_PART = Mapped("query_part", "What the query brings", Glyph("Q′", "Q'"))
KEY_PART = Mapped("key_part", "What each key brings", Glyph("K′", "K'"))
PAIRED_SUMS = PairedSums()
JOINED_SUMS = JoinedSums()
ACTIVATIONS = Activations()
UNIT_SCORES = UnitScores("scores", "S")


def shown_units(axis: Axis) -> range:
    """The units that are worked out."""
    return range(min(len(axis), WORKED_UNITS))


def squashed(sums: Tensor, units: Tensor, *index: int) -> tuple[Worked, Value, Value]:
    """A unit as three entries of a table: what it gets, what that comes to, and tanh of it."""
    return (*worked_out(sums, *index), value_of(units, *index))


def unit_table(
    sums: Tensor, units: Tensor, chosen: range, headings: tuple[str, str], results: tuple[str, ...] = ()
) -> Working:
    """Some units of the one query, a row a unit."""
    heading, arithmetic = headings
    columns = (Column(say(arithmetic)), Column(say("sum")), Column(say("tanh")))
    rows = (Row(say("{n}", n=unit + 1), squashed(sums, units, 0, unit)) for unit in chosen)
    return Working(say(heading), columns, tuple(rows), results)


def sums_table(sums: Tensor, units: Tensor, keys: tuple[int, ...], arithmetic: str) -> Working:
    """The sums of one query with each key, and tanh of each: three columns a unit, {n} in their heading."""
    query, key, _ = sums.axes
    chosen = shown_units(sums.axes[-1])
    columns = [
        Column(words, unit)
        for unit in chosen
        for words in (say(arithmetic, n=unit + 1), say("sum"), say("tanh"))
    ]
    rows = [
        key_row(query, key, j, *(entry for unit in chosen for entry in squashed(sums, units, 0, j, unit)))
        for j in keys
    ]
    return Working(say("key"), tuple(columns), tuple(rows), ())


def worked_keys(scores: Tensor, keys: tuple[int, ...], units: int) -> tuple[int, ...]:
    """The keys whose units are worked out one by one: all, or of too many the best alone."""
    if len(keys) * min(units, WORKED_UNITS) <= WORKED_OUT:
        return keys
    return (max(keys, key=lambda j: float(scores.array[0, j])),)


def left_out(
    scores: Tensor, keys: tuple[int, ...], worked: tuple[int, ...], units: Axis
) -> tuple[Block, ...]:
    """A word on what was not worked out."""
    words: Words = ()
    if len(worked) < len(keys):
        best = called(scores.axes[1], worked[0])
        text = "Worked out is {best}, which scores best; the other keys go the same way."
        words = say(text, best=best)
    few = len(shown_units(units))
    if few < len(units):
        words += say(" ") if words else ()
        words += say("The first {few} of {all} units are worked out.", few=few, all=len(units))
    return (Prose(words),) if words else ()
