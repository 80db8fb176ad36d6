"""The context: what a query takes home, the values mixed by its weights."""

from __future__ import annotations

import math
from typing import Any

from attncli.arithmetic import Arithmetic, Product, Sum, dot
from attncli.document import Block, Formula, Row, Symbol, Value, Words, Worked, Working, say, share
from attncli.numerics.context import weighted_sum
from attncli.sources import BAHDANAU_2015, LUONG_2015, VASWANI_2017, Source
from attncli.stages.tables import WORKED_COLUMNS, Entry, key_row, long_rows, summed, two_columns
from attncli.stages.wording import called, counted, is_itself, ranking, row, vector
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Stage


class Context(Op):
    """Weights times values."""

    name = "context"
    title = "Mix the values"
    symbol = Glyph("C", "C")
    formula = Formula("{weights} {value}", "{weights} {value}")
    roles = ("weights", "value")
    computed_by = staticmethod(weighted_sum)
    principle = (
        "Each key's value is multiplied by the key's weight, and the products are added up, a dimension "
        "at a time."
    )

    def __init__(self, source: Source) -> None:
        self.source = source

    def axes(self, weights: Tensor, value: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return (*weights.axes[:-1], value.axis("d_v"))

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        weights, value = stage.inputs
        *head, i, d = index
        return dot(weights.cells(*head, i, None), value.cells(*head, None, d), "key")

    def purpose(self, stage: Stage) -> Words:
        query, key = stage.output.axis("query"), stage.input("value").axis("key")
        text = (
            "Multiply every {word}'s value by its weight and add up, dimension by dimension: what {query} "
            "takes home is called its context, a mixture of the values."
        )
        if len(query) > 1:
            text = (
                "Multiply every {word}'s value by its weight and add up: what each query takes home is "
                "called its context, a mixture of the values."
            )
        if key.sequence and len(key) > 1:
            text += " Any word that a query may attend to is one step away, however far off it stands."
        return say(text, query=called(query, 0), word="word" if key.sequence else "key")

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        output, weights, value = stage.output, stage.input("weights"), stage.input("value")
        query, key = weights.axes
        columns = range(min(len(value.axes[1]), WORKED_COLUMNS))
        products = weights.array[0][:, None] * value.array  # (n_keys, 1) (n_keys, d_v) -> (n_keys, d_v)
        terms = [Tensor(f"term {d}", self.symbol, products[:, d], (key,)) for d in columns]
        named = set(keys)
        others = [j for j in range(len(key)) if j not in named]
        left = [summed(f"others {d}", self.symbol, products[others, d]) for d in columns]

        def entries(j: int) -> list[Entry]:
            trees = [Product((weights.cell(0, j), value.cell(j, d))) for d in columns]
            return [entry for d in columns for entry in (Worked(trees[d]), Value(terms[d].cell(j), trees[d]))]

        def numbers_alone(values: list[Value]) -> tuple[Entry, ...]:
            return tuple(entry for value in values for entry in (None, value))

        rows = [key_row(query, key, j, *entries(j)) for j in keys]
        last = [(left[d].cell(0),) if others else () for d in columns]
        sums = [Sum((*(terms[d].cell(j) for j in keys), *last[d]), "key") for d in columns]
        if others:
            together = numbers_alone([Value(left[d].cell(0)) for d in columns])
            rows.append(Row(counted(len(others), "other"), together))
        total = Row(say("total"), numbers_alone([Value(output.cell(0, d), sums[d]) for d in columns]))
        headings = two_columns("weight × value, dimension {n}", columns)
        worked = Working(say("key"), headings, tuple(rows), (self.name,), total)
        return (worked,) if len(columns) == len(value.axes[1]) else (worked, *long_rows(output))

    def reading(self, stage: Stage) -> Words:
        weights, value = stage.inputs
        query, key = weights.axes
        shares = row(weights)
        asker = called(query, 0)
        if sum(shares) == 0:
            return say("With nothing to attend to, {query} takes home zeros.", query=asker)
        top = max(range(len(shares)), key=shares.__getitem__)
        if shares[top] == 1:
            text = "All the weight lies on one key, so the context is the value of {key}, unchanged."
            return say(text, key=called(key, top))
        alike = ranking([share or -math.inf for share in shares])
        average: Words = ()
        if len(alike) == 1 and sum(shares) > 1 - 1e-12:
            n = len(alike[0].positions)
            average = say(
                "The {n} values that weigh anything weigh the same: it is their plain average.", n=n
            )
        if len(value.axes[1]) > 4:
            return average or self.between(stage, sum(shares))
        return self.changed(stage, sum(shares)) + (say(" ") + average if average else ())

    def changed(self, stage: Stage, total: float) -> Words:
        """What has become of the query's own value, or where its context lies, by weights of this total."""
        weights, value = stage.inputs
        query, key = weights.axes
        context = vector(stage.output, 0)
        if total < 1 - 1e-12:
            return say(
                "The context is {context}. The weights add up to {total} only, so it is that much nearer to "
                "0 than a mixture of the values would be.",
                context=context,
                total=share(total, apart=(1.0,)),
            )
        own = next((j for j in range(len(key)) if is_itself(query, 0, key, j)), None)
        if own is None:
            text = (
                "The context is {context}: each number lies between the smallest and the largest of its "
                "column of {value}."
            )
            return say(text, context=context, value=Symbol(value.symbol))
        return say(
            "By itself, {query} had the value {value}. Mixed with the others it has become {context}.",
            query=called(query, 0),
            value=vector(value, own),
            context=context,
        )

    def between(self, stage: Stage, total: float) -> Words:
        """Where the numbers of a context lie that is too long to stand in a sentence."""
        if total < 1 - 1e-12:
            text = (
                "The weights add up to {total} only, so the context is that much nearer to 0 than a mixture "
                "of the values would be."
            )
            return say(text, total=share(total, apart=(1.0,)))
        text = (
            "Each number of the context lies between the smallest and the largest of its column of {value}."
        )
        return say(text, value=Symbol(stage.input("value").symbol))

    def overview(self, stage: Stage) -> Words:
        text = "A row is what one query takes home: {numbers}, as many as a value has."
        return say(text, numbers=counted(stage.output.size("d_v"), "number"))


CONTEXT = Context(VASWANI_2017.at("equation 1"))
BAHDANAU_CONTEXT = Context(BAHDANAU_2015.at("equation 5"))
LUONG_CONTEXT = Context(LUONG_2015.at("section 3.1"))
