"""The finer steps of scores by a network, and their tables: the parts of query and key, the sums, tanh, what each unit counts for."""

from __future__ import annotations

from typing import Any

from attncli.arithmetic import Arithmetic, Product, Sum, Tanh
from attncli.document import (
    Bar,
    Block,
    Column,
    Formula,
    Prose,
    Row,
    Symbol,
    Value,
    Words,
    Worked,
    Working,
    say,
)
from attncli.numerics.attentional import attentional_sums
from attncli.numerics.network import activations, joined_sums, paired_sums, unit_scores
from attncli.numerics.projection import linear
from attncli.stages.wording import called, is_itself, labelled, row
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Stage

WORKED_OUT = 32
"""Cells of a step that are worked out one by one; past these the best key's row stands for the others."""

WORKED_UNITS = 6
"""Hidden units that are worked out; past these the first ones stand for the others."""


class Mapped(Op):
    """Rows times a matrix, without a bias: a query's part, a key's part."""

    roles = ("x", "w")
    formula = Formula("{x} {w}", "{x} {w}")
    computed_by = staticmethod(linear)

    def __init__(self, name: str, title: str, symbol: Glyph) -> None:
        self.name = name
        self.title = title
        self.symbol = symbol

    def axes(self, x: Tensor, w: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return (x.axes[0], w.axes[1])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        x, w = stage.input("x"), stage.input("w")
        i, c = index
        return Sum(
            tuple(Product((x.cell(i, k), w.cell(k, c))) for k in range(len(x.axes[1]))), x.axes[1].name
        )


class PairedSums(Op):
    """The query's part and the key's part added up, with the bias where there is one, for every pair and unit."""

    name = "sums"
    title = "Add the two parts up"
    symbol = Glyph("N", "N")
    formula = Formula("{query_part} + {key_part}‹ + {b_a}›", "{query_part} + {key_part}‹ + {b_a}›")
    roles = ("query_part", "key_part", "b_a")
    optional = ("b_a",)
    computed_by = staticmethod(paired_sums)

    def axes(
        self, query_part: Tensor, key_part: Tensor, b_a: Tensor | None, **settings: Any
    ) -> tuple[Axis, ...]:
        return (query_part.axes[0], key_part.axes[0], query_part.axes[1])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        i, j, unit = index
        parts = [stage.input("query_part").cell(i, unit), stage.input("key_part").cell(j, unit)]
        return Sum((*parts, *((stage.input("b_a").cell(unit),) if stage.has("b_a") else ())))


class JoinedSums(Op):
    """A matrix over the query and, behind it, the key, for every pair and unit."""

    name = "sums"
    title = "Map the two, one behind the other"
    symbol = Glyph("N", "N")
    formula = Formula("[{query}; {key}] {w_a}", "[{query}; {key}] {w_a}")
    roles = ("query", "key", "w_a")
    computed_by = staticmethod(joined_sums)

    def axes(self, query: Tensor, key: Tensor, w_a: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return (query.axis("query"), key.axis("key"), w_a.axes[1])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        query, key, w_a = stage.inputs
        i, j, unit = index
        d_q, d_k = len(query.axes[1]), len(key.axes[1])
        first = [Product((query.cell(i, d), w_a.cell(d, unit))) for d in range(d_q)]
        return Sum((*first, *(Product((key.cell(j, d), w_a.cell(d_q + d, unit))) for d in range(d_k))))


class AttentionalSums(Op):
    """A matrix over the context and, behind it, the query."""

    name = "attentional_sums"
    title = "Map the two, one behind the other"
    symbol = Glyph("N", "N")
    formula = Formula("[{context}; {query}] {w_c}", "[{context}; {query}] {w_c}")
    roles = ("context", "query", "w_c")
    computed_by = staticmethod(attentional_sums)

    def axes(self, context: Tensor, query: Tensor, w_c: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return (context.axis("query"), w_c.axes[1])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        context, query, w_c = stage.inputs
        i, out = index
        d_v, d_q = len(context.axes[1]), len(query.axes[1])
        first = [Product((context.cell(i, d), w_c.cell(d, out))) for d in range(d_v)]
        return Sum((*first, *(Product((query.cell(i, d), w_c.cell(d_v + d, out))) for d in range(d_q))))


class Activations(Op):
    """tanh of every number."""

    title = "Squash each into −1 … 1"
    formula = Formula("tanh({sums})", r"\tanh({sums})")
    roles = ("sums",)
    computed_by = staticmethod(activations)

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

    def __init__(self, name: str, symbol: str) -> None:
        self.name = name
        self.symbol = Glyph(symbol, symbol)

    def axes(self, activations: Tensor, v: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return activations.axes[:-1]

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        units, v = stage.input("activations"), stage.input("v")
        return Sum(
            tuple(Product((units.cell(*index, unit), v.cell(unit))) for unit in range(v.array.shape[0])),
            v.axes[0].name,
        )


QUERY_PART = Mapped("query_part", "What the query brings", Glyph("Q′", "Q'"))
KEY_PART = Mapped("key_part", "What each key brings", Glyph("K′", "K'"))
PAIRED_SUMS = PairedSums()
JOINED_SUMS = JoinedSums()
ACTIVATIONS = Activations()
UNIT_SCORES = UnitScores("scores", "S")


def tree_of(tensor: Tensor, *index: int) -> Arithmetic:
    """How a computed cell follows."""
    tree = tensor.cell(*index).derivation()
    assert tree is not None
    return tree


def shown_units(axis: Axis) -> tuple[range, Words]:
    """The units that are worked out, and what is to be said where some are not."""
    units = range(min(len(axis), WORKED_UNITS))
    if len(units) == len(axis):
        return units, ()
    return units, say("The first {few} of {all} units are worked out.", few=len(units), all=len(axis))


def worked_rows(
    tensor: Tensor, rows: tuple[int, ...], heading: str, what: str, *, marked: int | None = None
) -> Working:
    """Rows of a tensor worked out, a group of columns a unit: the arithmetic and what it comes to."""
    units, _ = shown_units(tensor.axes[-1])
    columns = tuple(
        column for unit in units for column in (Column(say(what, unit=unit + 1), unit), Column(group=unit))
    )
    made = []
    for i in rows:
        entries: list[Worked | Value] = []
        for unit in units:
            tree = tree_of(tensor, i, unit)
            entries += [Worked(tree), Value(tensor.cell(i, unit), tree)]
        made.append(Row(labelled(tensor.axes[0], i), tuple(entries), i == marked))
    return Working(say(heading), columns, tuple(made), ())


def sums_table(sums: Tensor, units: Tensor, keys: tuple[int, ...], what: str) -> Working:
    """The sums of the one query with each key, and tanh of each: a group of columns a unit."""
    query, key, _ = sums.axes
    chosen, _ = shown_units(sums.axes[-1])
    columns = tuple(
        column
        for unit in chosen
        for column in (
            Column(say(what, unit=unit + 1), unit),
            Column(say("sum"), unit),
            Column(say("tanh"), unit),
        )
    )
    rows = []
    for j in keys:
        entries: list[Worked | Value] = []
        for unit in chosen:
            tree, squashed = tree_of(sums, 0, j, unit), tree_of(units, 0, j, unit)
            entries += [
                Worked(tree),
                Value(sums.cell(0, j, unit), tree),
                Value(units.cell(0, j, unit), squashed),
            ]
        rows.append(Row(labelled(key, j), tuple(entries), is_itself(query, 0, key, j)))
    return Working(say("key"), columns, tuple(rows), ())


def score_table(scores: Tensor, keys: tuple[int, ...], what: str) -> Working:
    """The scores of the one query, a row a key."""
    query, key = scores.axes
    full = max(abs(value) for value in row(scores))
    rows = []
    for j in keys:
        tree = tree_of(scores, 0, j)
        rows.append(
            Row(
                labelled(key, j),
                (Worked(tree), Value(scores.cell(0, j), tree), Bar(scores.cell(0, j).value, full)),
                is_itself(query, 0, key, j),
            )
        )
    return Working(say("key"), (Column(say(what)), Column(say("score")), Column()), tuple(rows), ("scores",))


def few(scores: Tensor, keys: tuple[int, ...], units: int) -> tuple[int, ...]:
    """The keys whose units are worked out one by one: all, or of too many the best alone."""
    if len(keys) * min(units, WORKED_UNITS) <= WORKED_OUT:
        return keys
    best = max(keys, key=lambda j: float(scores.array[0, j]))
    return (best,)


def left_out(
    scores: Tensor, keys: tuple[int, ...], worked: tuple[int, ...], units: Axis
) -> tuple[Block, ...]:
    """A word on what was not worked out."""
    words: Words = ()
    if len(worked) < len(keys):
        words += say(
            "Worked out is {best}, which scores best; the other keys go the same way.",
            best=called(scores.axes[1], worked[0]),
        )
    _, of_units = shown_units(units)
    if of_units:
        words += (*(say(" ") if words else ()), *of_units)
    return (Prose(words),) if words else ()


def defined(symbol: Glyph, text: str) -> Prose:
    """A sentence before a table, with the symbol of what it makes."""
    return Prose(say(text, symbol=Symbol(symbol)))
