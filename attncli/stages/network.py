"""Scores with parameters of their own: Bahdanau's additive ones, and Luong's general, concat and location."""

from __future__ import annotations

from typing import Any

from attncli.arithmetic import Arithmetic, dot
from attncli.document import Block, Formula, Number, Prose, Symbol, Words, say, sentence
from attncli.numerics.network import additive_scores, concat_scores, general_scores
from attncli.numerics.projection import linear
from attncli.sources import BAHDANAU_2015, LUONG_2015
from attncli.stages.scores import LUONG_DOT_SCORES, Scores, told
from attncli.stages.tables import key_table, row_table
from attncli.stages.units import (
    ACTIVATIONS,
    JOINED_SUMS,
    KEY_PART,
    PAIRED_SUMS,
    QUERY_PART,
    TANH,
    UNIT_SCORES,
    left_out,
    shown_units,
    sums_table,
    worked_keys,
)
from attncli.stages.wording import Rank, agreeing, asking, called, counted, keys_called, symbol_of
from attncli.tensor import Axis, Index, Tensor
from attncli.trace import Recorder, Stage

WEIGHED = "Each unit's number times what the unit counts for, added up, is the score:"
"""What stands above the last table of a network's scores."""


class LearnedScores(Scores):
    """What the scores with parameters share: their axes, and what is said of high and low ones."""

    def axes(
        self, query: Tensor, second: Tensor, *others: Tensor | None, **settings: Any
    ) -> tuple[Axis, ...]:
        return (query.axis("query"), second.axis("key"))  # the keys, or a matrix with a column a key

    def first(self, query: Axis, key: Axis, ranks: list[Rank]) -> Words:
        best = ranks[0]
        return say(
            "For {query}, {best} {verb} highest ({score})",
            query=called(query, 0),
            best=keys_called(query, key, best.positions),
            verb=agreeing(len(best.positions), "scores", "score"),
            score=told(ranks, 0),
        )

    def last(self, query: Axis, key: Axis, ranks: list[Rank]) -> Words:
        words = super().last(query, key, ranks)
        if ranks[0].value < 0:
            words += say(
                " That all are below 0 means nothing by itself: only how far apart scores are will count."
            )
        return words


def units_called(n: int) -> Words:
    """The hidden units of a network, one by one: "its one hidden unit", "each of its 3 hidden units"."""
    return say("its one hidden unit") if n == 1 else say("each of its {n} hidden units", n=n)


class NetworkScores(LearnedScores):
    """Scores of a network of one hidden layer, told in finer steps."""

    finer = True

    def reading(self, stage: Stage) -> Words:
        v = stage.input("v_a")
        most = sum(abs(float(number)) for number in v.array)
        return super().reading(stage) + say(
            " tanh keeps every unit between −1 and 1, so no score can leave the range from {low} to {high}: "
            "the sizes of the numbers in {v}, added up.",
            low=Number(-most),
            high=Number(most),
            v=Symbol(v.symbol),
        )


class AdditiveScores(NetworkScores):
    """v_a · tanh(q W_a + k U_a + b_a) for every query and key."""

    formula = Formula(
        "{v_a} · tanh({query} {w_a} + {key} {u_a}‹ + {b_a}›)",
        r"{v_a} \cdot \tanh({query} {w_a} + {key} {u_a}‹ + {b_a}›)",
    )
    roles = ("query", "key", "w_a", "u_a", "v_a", "b_a")
    optional = ("b_a",)
    source = BAHDANAU_2015.at("appendix A.1.2")
    computed_by = staticmethod(additive_scores)
    principle = (
        "The query's part and the key's part are added up for each unit; tanh, times what the unit "
        "counts for, and all units' numbers added up."
    )

    def steps(self, record: Recorder, *inputs: Tensor | None, **settings: Any) -> None:
        query, key, w_a, u_a, v_a, b_a = inputs
        query_part = record(QUERY_PART, query, w_a)
        key_part = record(KEY_PART, key, u_a)
        sums = record(PAIRED_SUMS, query_part, key_part, b_a)
        units = record(ACTIVATIONS, sums)
        record(UNIT_SCORES, units, v_a)

    def purpose(self, stage: Stage) -> Words:
        return say(
            "How well do {query} and each key go together? Here a small network says it. {units} takes the "
            "dot product of the query with a column of {w}, and of the key with a column of {u}, adds the "
            "two up{bias}, and squashes the sum into the range from −1 to 1: {tanh}. {v} says how much each "
            "unit counts. Query and key need not be equally long. A trained model learns all these "
            "numbers.",
            tanh=TANH,
            query=asking(stage.output.axis("query")),
            units=sentence(units_called(len(stage.input("v_a").array))),
            w=symbol_of(stage, "w_a"),
            u=symbol_of(stage, "u_a"),
            v=symbol_of(stage, "v_a"),
            bias=" with a bias" if stage.has("b_a") else "",
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        query_part, key_part, sums, units, scores = (step.output for step in stage.steps())
        symbol = {role: Symbol(stage.input(role).symbol) for role in ("query", "key", "w_a", "u_a")}
        chosen = shown_units(sums.axes[-1])
        worked = worked_keys(scores, keys, len(sums.axes[-1]))
        brings = "First what the query brings to each unit, {q} = {query} {w_a}:"
        key_brings = (
            "What each key brings to it, {k} = {key} {u_a}. No query is in this yet, so it can be made once "
            "for all of them:"
        )
        added = (
            "The two are added up, which is why this attention is called additive, and tanh squashes the sum:"
        )
        terms = "query's +\u00a0key's" + (" +\u00a0bias" if stage.has("b_a") else "")
        return (
            Prose(say(brings, q=Symbol(query_part.symbol), **symbol)),
            row_table(query_part, (0,), chosen, ("query", "query · column {n} of W_a")),
            Prose(say(key_brings, k=Symbol(key_part.symbol), **symbol)),
            row_table(key_part, worked, chosen, ("key", "key · column {n} of U_a")),
            Prose(say(added)),
            sums_table(sums, units, worked, f"{terms}, unit\u00a0{{n}}"),
            *left_out(scores, keys, worked, sums.axes[-1]),
            Prose(say(WEIGHED)),
            key_table(scores, keys, "tanh × v_a, unit by unit"),
        )


class ConcatScores(NetworkScores):
    """v_a · tanh([q; k] W_a) for every query and key."""

    formula = Formula("{v_a} · tanh([{query}; {key}] {w_a})", r"{v_a} \cdot \tanh([{query}; {key}] {w_a})")
    roles = ("query", "key", "w_a", "v_a")
    source = LUONG_2015.at("section 3.1")
    computed_by = staticmethod(concat_scores)
    principle = (
        "Query and key as one row go through the matrix and tanh; what each unit makes is weighed and "
        "added up."
    )

    def steps(
        self, record: Recorder, query: Tensor, key: Tensor, w_a: Tensor, v_a: Tensor, **settings: Any
    ) -> None:
        sums = record(JOINED_SUMS, query, key, w_a)
        units = record(ACTIVATIONS, sums)
        record(UNIT_SCORES, units, v_a)

    def purpose(self, stage: Stage) -> Words:
        return say(
            "How well do {query} and each key go together? The key is set after the query, [{q}; {k}], and a "
            "small network reads the two as one long vector: {units} takes its dot product with a column of "
            "{w} and squashes that into the range from −1 to 1: {tanh}. {v} says how much each unit counts. "
            "The upper rows of {w} meet the query, the lower ones the key: cut there, it is additive "
            "attention's pair of matrices.",
            q=symbol_of(stage, "query"),
            k=symbol_of(stage, "key"),
            tanh=TANH,
            query=asking(stage.output.axis("query")),
            units=units_called(len(stage.input("v_a").array)),
            w=symbol_of(stage, "w_a"),
            v=symbol_of(stage, "v_a"),
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        sums, units, scores = (step.output for step in stage.steps())
        worked = worked_keys(scores, keys, len(sums.axes[-1]))
        return (
            Prose(say("What each unit makes of the query and, after it, the key:")),
            sums_table(sums, units, worked, "[query; key] · column {n} of W_a"),
            *left_out(scores, keys, worked, sums.axes[-1]),
            Prose(say(WEIGHED)),
            key_table(scores, keys, "tanh × v_a, unit by unit"),
        )


class GeneralScores(LearnedScores):
    """q W_a · k for every query and key."""

    formula = Formula("{query} {w_a} {key}ᵀ", r"{query} {w_a} {key}^{\top}")
    roles = ("query", "key", "w_a")
    source = LUONG_2015.at("section 3.1")
    computed_by = staticmethod(general_scores)
    finer = True
    principle = (
        "The query is multiplied by the matrix; the dot product of what comes out with the key is the score."
    )

    def steps(self, record: Recorder, query: Tensor, key: Tensor, w_a: Tensor, **settings: Any) -> None:
        query_part = record(QUERY_PART, query, w_a)
        record(LUONG_DOT_SCORES, query_part, key)

    def purpose(self, stage: Stage) -> Words:
        query, key, w_a = (stage.input(role) for role in ("query", "key", "w_a"))
        d_q, d_k = len(query.axes[1]), len(key.axes[1])
        plain = say(
            "needs two lists of the same length, and here a query has {of_query}, a key {of_key}.",
            of_query=counted(d_q, "number"),
            of_key=d_k,
        )
        if d_q == d_k:
            plain = say("would compare dimension 1 with dimension 1" + (", 2 with 2." if d_q > 1 else "."))
        return say(
            "How well does {query} match each key? A plain dot product {plain} The matrix {w} "
            "({d_q} × {d_k}), which a model learns, says which dimension of a query is to meet which of a "
            "key: it turns the query into the keys' terms, and the dot product follows.",
            query=asking(stage.output.axis("query")),
            plain=plain,
            w=Symbol(w_a.symbol),
            d_q=d_q,
            d_k=d_k,
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        query_part, scores = (step.output for step in stage.steps())
        turned = say(
            "The query in the keys' terms, {q} = {x} {w}:",
            q=Symbol(query_part.symbol),
            x=symbol_of(stage, "query"),
            w=symbol_of(stage, "w_a"),
        )
        return (
            Prose(turned),
            row_table(query_part, (0,), shown_units(query_part.axes[-1]), ("query", "dimension {n}")),
            Prose(say("Its dot product with each key is the score:")),
            key_table(scores, keys, "query in the keys' terms · key"),
        )


class LocationScores(LearnedScores):
    """q W_a: a score a position, whatever key stands there."""

    formula = Formula("{query} {w_a}", "{query} {w_a}")
    roles = ("query", "w_a")
    source = LUONG_2015.at("equation 8")
    computed_by = staticmethod(linear)
    principle = (
        "The query is multiplied by the matrix's column for that position and added up: the key is not asked."
    )

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        query, w_a = stage.inputs
        i, j = index
        return dot(query.cells(i, None), w_a.cells(None, j), query.axes[1].name)

    def purpose(self, stage: Stage) -> Words:
        key = stage.output.axis("key")
        return say(
            "Which position does {query} want to look at? The keys are not looked at for this: {w} has one "
            "column for each position, and the dot product of the query with that column is the position's "
            "score, whatever word stands there. This {w} has {columns}, for sentences of {words}; the paper "
            "uses the first columns for shorter ones and ignores words past the last.",
            query=asking(stage.output.axis("query")),
            w=symbol_of(stage, "w_a"),
            columns=counted(len(key), "column"),
            words=counted(len(key), "word" if key.sequence else "key"),
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        return (key_table(stage.output, keys, "query · column of the position"),)


ADDITIVE_SCORES = AdditiveScores()
CONCAT_SCORES = ConcatScores()
GENERAL_SCORES = GeneralScores()
LOCATION_SCORES = LocationScores()
