"""Scores that are no dot product of query and key alone: Bahdanau's additive ones, and Luong's general, concat and location."""

from __future__ import annotations

from typing import Any

from attncli.arithmetic import Arithmetic, Product, Sum
from attncli.document import Block, Formula, Number, Prose, Symbol, Words, say
from attncli.numerics.network import additive_scores, concat_scores, general_scores
from attncli.numerics.projection import linear
from attncli.sources import BAHDANAU_2015, LUONG_2015
from attncli.stages.scores import DotScores
from attncli.stages.tables import key_table
from attncli.stages.units import (
    ACTIVATIONS,
    JOINED_SUMS,
    KEY_PART,
    PAIRED_SUMS,
    QUERY_PART,
    UNIT_SCORES,
    few,
    left_out,
    score_table,
    sums_table,
    worked_rows,
)  # fmt: skip
from attncli.stages.wording import called, extreme, joined, key_called, ranking, row
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Recorder, Stage


class LearnedScores(Op):
    """What the scores with learned parameters share: their stage, and what is said of the highest and the lowest."""

    name = "scores"
    noun = "score"
    title = "Score each key against the query"
    symbol = Glyph("S", "S")

    def axes(
        self, query: Tensor, key: Tensor, *parameters: Tensor | None, **settings: Any
    ) -> tuple[Axis, ...]:
        return (query.axis("query"), key.axis("key"))

    def reading(self, stage: Stage) -> Words:
        query, key = stage.output.axes
        ranks = ranking(row(stage.output))
        best, last = ranks[0], ranks[-1]

        def names(positions: tuple[int, ...]) -> Words:
            return joined([key_called(query, 0, key, j) for j in positions])

        if len(key) == 1:
            return say(
                "There is only one key, so nothing to compare it with: its score is {score}.",
                score=Number(best.value),
            )
        if len(ranks) == 1:
            return say("All keys score the same ({score}): nothing is preferred.", score=Number(best.value))
        words = say("For {query}, {best} {score_} highest ({score})", query=called(query, 0), best=names(best.positions),
                    score_="scores" if len(best.positions) == 1 else "score", score=Number(best.value))  # fmt: skip
        if len(ranks) > 2:
            words += say(
                ", then {next} ({score})", next=names(ranks[1].positions), score=Number(ranks[1].value)
            )
        words += say(
            ". The lowest score goes to {last} ({score}).",
            last=names(last.positions),
            score=Number(last.value),
        )
        if best.value < 0:
            words += say(
                " That all are below 0 means nothing by itself: only how far apart scores are will count."
            )
        return words

    def overview(self, stage: Stage) -> Words:
        output = stage.output
        high = float(output.array[output.largest()])
        if high == output.array[output.smallest()]:
            return say("All scores are the same ({score}).", score=Number(high))
        high_words, low_words = extreme(output, highest=True), extreme(output, highest=False)
        return say(
            "A row holds one query's scores. The highest is {high}; the lowest is {low}.",
            high=high_words,
            low=low_words,
        )


class NetworkScores(LearnedScores):
    """Scores of a network of one hidden layer, told in finer steps."""

    finer = True

    def reading(self, stage: Stage) -> Words:
        v = stage.input("v_a")
        most = float(abs(v.array).sum())
        return super().reading(stage) + say(
            " tanh keeps every unit between −1 and 1, so no score can leave the range from {low} to {high}: the sizes of the numbers in {v}, added up.",
            low=Number(-most), high=Number(most), v=Symbol(v.symbol),
        )  # fmt: skip


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

    def steps(self, record: Recorder, *inputs: Tensor | None, **settings: Any) -> None:
        query, key, w_a, u_a, v_a, b_a = inputs
        query_part = record(QUERY_PART, query, w_a)
        key_part = record(KEY_PART, key, u_a)
        sums = record(PAIRED_SUMS, query_part, key_part, b_a)
        units = record(ACTIVATIONS, sums)
        record(UNIT_SCORES, units, v_a)

    def purpose(self, stage: Stage) -> Words:
        w_a, u_a, v_a = (Symbol(stage.input(name).symbol) for name in ("w_a", "u_a", "v_a"))
        one = stage.output.size("query") == 1
        return say(
            "How well do {query} and each key go together? Here a small network says it. Each of its {n} hidden units takes a mixture of the query "
            "(a column of {w}) and a mixture of the key (a column of {u}), adds the two up{bias}, and squashes the sum into the range from −1 to 1 with tanh. "
            "{v} says how much each unit counts. Query and key need not be equally long, and everything in the network is learned.",
            query=called(stage.output.axis("query"), 0) if one else "each query", n=stage.input("v_a").array.shape[0], w=w_a, u=u_a, v=v_a,
            bias=" with a bias" if stage.has("b_a") else "",
        )  # fmt: skip

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        query_part, key_part, sums, units, scores = (step.output for step in stage.steps())
        worked = few(scores, keys, len(sums.axes[-1]))
        terms = "query's + key's + bias" if stage.has("b_a") else "query's + key's"
        return (
            Prose(say("First what the query brings to each unit, {q} = {x} {w}:", q=Symbol(query_part.symbol), x=Symbol(stage.input("query").symbol),
                      w=Symbol(stage.input("w_a").symbol))),
            worked_rows(query_part, (0,), "query", "query · column {unit} of W_a"),
            Prose(say("What each key brings to it, {k} = {x} {u}. No query is in this yet, so it can be made once for all of them:", k=Symbol(key_part.symbol),
                      x=Symbol(stage.input("key").symbol), u=Symbol(stage.input("u_a").symbol))),
            worked_rows(key_part, worked, "key", "key · column {unit} of U_a"),
            Prose(say("The two are added up, which is why this attention is called additive, and tanh squashes the sum:")),
            sums_table(sums, units, worked, f"{terms}, unit {{unit}}"),
            *left_out(scores, keys, worked, sums.axes[-1]),
            Prose(say("Each unit's number times what the unit counts for, added up, is the score:")),
            score_table(scores, keys, "tanh × v_a, unit by unit"),
        )  # fmt: skip


class ConcatScores(NetworkScores):
    """v_a · tanh([q; k] W_a) for every query and key."""

    formula = Formula("{v_a} · tanh([{query}; {key}] {w_a})", r"{v_a} \cdot \tanh([{query}; {key}] {w_a})")
    roles = ("query", "key", "w_a", "v_a")
    source = LUONG_2015.at("section 3.1")
    computed_by = staticmethod(concat_scores)

    def steps(
        self, record: Recorder, query: Tensor, key: Tensor, w_a: Tensor, v_a: Tensor, **settings: Any
    ) -> None:
        sums = record(JOINED_SUMS, query, key, w_a)
        units = record(ACTIVATIONS, sums)
        record(UNIT_SCORES, units, v_a)

    def purpose(self, stage: Stage) -> Words:
        one = stage.output.size("query") == 1
        return say(
            "How well do {query} and each key go together? The key is set behind the query, [q; k], and a small network reads the two as one long vector: "
            "each of its {n} hidden units multiplies it by a column of {w} and squashes the sum into the range from −1 to 1 with tanh; {v} says how much each "
            "unit counts. The upper rows of {w} meet the query, the lower ones the key: cut there, it is additive attention's pair of matrices.",
            query=called(stage.output.axis("query"), 0) if one else "each query", n=stage.input("v_a").array.shape[0], w=Symbol(stage.input("w_a").symbol),
            v=Symbol(stage.input("v_a").symbol),
        )  # fmt: skip

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        sums, units, scores = (step.output for step in stage.steps())
        worked = few(scores, keys, len(sums.axes[-1]))
        return (
            Prose(say("What each unit makes of the query and, behind it, the key:")),
            sums_table(sums, units, worked, "[q; k] · column {unit} of W_a"),
            *left_out(scores, keys, worked, sums.axes[-1]),
            Prose(say("Each unit's number times what the unit counts for, added up, is the score:")),
            score_table(scores, keys, "tanh × v_a, unit by unit"),
        )


class GeneralScores(LearnedScores):
    """q W_a · k for every query and key."""

    formula = Formula("{query} {w_a} {key}ᵀ", r"{query} {w_a} {key}^{\top}")
    roles = ("query", "key", "w_a")
    source = LUONG_2015.at("section 3.1")
    finer = True
    computed_by = staticmethod(general_scores)

    def steps(self, record: Recorder, query: Tensor, key: Tensor, w_a: Tensor, **settings: Any) -> None:
        record(MATCHED, record(QUERY_PART, query, w_a), key)

    def purpose(self, stage: Stage) -> Words:
        query, key, w_a = (stage.input(name) for name in ("query", "key", "w_a"))
        one = stage.output.size("query") == 1
        return say(
            "How well does {query} match each key? A plain dot product would compare dimension 1 with dimension 1, 2 with 2. The learned matrix {w} "
            "({d_q} × {d_k}) says which dimension of a query is to meet which of a key: it turns the query into the keys' terms, and the dot product follows.",
            query=called(stage.output.axis("query"), 0) if one else "each query", w=Symbol(w_a.symbol), d_q=len(query.axes[1]), d_k=len(key.axes[1]),
        )  # fmt: skip

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        query_part, scores = (step.output for step in stage.steps())
        return (
            Prose(say("The query in the keys' terms, {q} = {x} {w}:", q=Symbol(query_part.symbol), x=Symbol(stage.input("query").symbol),
                      w=Symbol(stage.input("w_a").symbol))),
            worked_rows(query_part, (0,), "query", "dimension {unit}"),
            Prose(say("Its dot product with each key is the score:")),
            score_table(scores, keys, "query in the keys' terms · key"),
        )  # fmt: skip


class Matched(DotScores):
    """The dot product of a query in the keys' terms with each key."""

    source = LUONG_2015.at("section 3.1")

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        query, key = stage.input("query"), stage.input("key")
        i, j = index
        return Sum(
            tuple(Product((query.cell(i, d), key.cell(j, d))) for d in range(len(key.axes[1]))),
            key.axes[1].name,
        )


MATCHED = Matched()


class LocationScores(LearnedScores):
    """q W_a: a score a position, whatever key stands there."""

    formula = Formula("{query} {w_a}", "{query} {w_a}")
    roles = ("query", "w_a")
    source = LUONG_2015.at("equation 8")
    computed_by = staticmethod(linear)

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        query, w_a = stage.input("query"), stage.input("w_a")
        i, j = index
        return Sum(
            tuple(Product((query.cell(i, d), w_a.cell(d, j))) for d in range(len(query.axes[1]))),
            query.axes[1].name,
        )

    def purpose(self, stage: Stage) -> Words:
        one = stage.output.size("query") == 1
        return say(
            "Which position does {query} want to look at? The keys are not looked at for this: {w} has a column a position, and the dot product of the query "
            "with that column is the position's score, whatever word stands there. So {w} fits sentences of {n} keys and no others.",
            query=called(stage.output.axis("query"), 0) if one else "each query", w=Symbol(stage.input("w_a").symbol), n=stage.output.size("key"),
        )  # fmt: skip

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        return (key_table(stage, keys, "query · column of the position"),)


class LuongDotScores(DotScores):
    """q · k, as Luong has it: never scaled."""

    source = LUONG_2015.at("section 3.1")


ADDITIVE_SCORES = AdditiveScores()
CONCAT_SCORES = ConcatScores()
GENERAL_SCORES = GeneralScores()
LOCATION_SCORES = LocationScores()
LUONG_DOT_SCORES = LuongDotScores()
