"""The scores: the dot product of each query with each key."""

from __future__ import annotations

from typing import Any

import numpy as np

from attncli.arithmetic import Arithmetic, dot, settled
from attncli.document import Block, Formula, Number, Words, say
from attncli.numerics.scores import dot_scores
from attncli.sources import LUONG_2015, VASWANI_2017
from attncli.stages.tables import key_table
from attncli.stages.wording import (
    TIE,
    Rank,
    agreeing,
    all_called,
    asking,
    called,
    extreme,
    keys_called,
    ranking,
    row,
)
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Stage


class Scores(Op):
    """What all kinds of scores share: their stage, and what is said of the highest and the lowest."""

    name = "scores"
    title = "Score each key against the query"
    symbol = Glyph("S", "S")
    noun = "score"

    def title_of(self, stage: Stage, *, every: bool) -> str:
        return "Score each key against each query" if every else self.title

    def reading(self, stage: Stage) -> Words:
        query, key = stage.output.axes
        ranks = ranking(row(stage.output))
        best = ranks[0]
        if len(key) == 1:
            text = "There is only one key, so nothing to compare it with: its score is {score}."
            return say(text, score=Number(best.value))
        if len(ranks) == 1:
            return say("All keys score the same ({score}): nothing is preferred.", score=Number(best.value))
        following: Words = ()
        if len(ranks) > 2:
            names = keys_called(query, key, ranks[1].positions)
            following = say(", then {next} ({score})", next=names, score=told(ranks, 1))
        return self.first(query, key, ranks) + following + say(".") + self.last(query, key, ranks)

    def first(self, query: Axis, key: Axis, ranks: list[Rank]) -> Words:
        """What is said of the keys that score highest."""
        raise NotImplementedError

    def last(self, query: Axis, key: Axis, ranks: list[Rank]) -> Words:
        """What is said of the keys that score lowest."""
        names = keys_called(query, key, ranks[-1].positions)
        text = " The lowest score goes to {last} ({score})."
        if len(ranks[-1].positions) > 1:
            text = " The lowest scores go to {last} ({score} each)."
        return say(text, last=names, score=told(ranks, -1))

    def overview(self, stage: Stage) -> Words:
        output = stage.output
        high, low = (float(output.array[at]) for at in (output.largest(), output.smallest()))
        if high - low <= TIE * abs(high):
            return say(
                "All scores are the same ({score}).", score=Number(settled(output.cell(*output.largest())))
            )
        return say(
            "A row holds one query's scores. The highest is {high}; the lowest is {low}.",
            high=extreme(output, highest=True, apart=(low,)),
            low=extreme(output, highest=False, apart=(high,)),
        )


def told(ranks: list[Rank], at: int) -> Number:
    """The score of a rank, in digits that tell it from the others that are told: best, next and last."""
    return Number(ranks[at].value, apart=tuple(rank.value for rank in (*ranks[:2], ranks[-1])))


class DotScores(Scores):
    """q · k for every query and key."""

    formula = Formula("{query} {key}ᵀ", r"{query} {key}^{\top}")
    roles = ("query", "key")
    source = VASWANI_2017.at("section 3.2.1")
    computed_by = staticmethod(dot_scores)
    principle = "A score multiplies query and key dimension by dimension, and adds the products up."

    def axes(self, query: Tensor, key: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return (*query.axes[:-1], key.axis("key"))

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        query, key = stage.input("query"), stage.input("key")
        *head, i, j = index
        return dot(query.cells(*head, i, None), key.cells(*head, j, None), key.axes[-1].name)

    def purpose(self, stage: Stage) -> Words:
        query, key = stage.output.axes
        return say(
            "How well does what {query} asks for match what each {key} offers? The dot product says it: "
            "multiply the two vectors number by number and add up. In the formula, ᵀ turns the keys' rows "
            "into columns, so that every key meets {queries} at once.",
            query=asking(query, "each word" if query.sequence else "each query"),
            key="word" if key.sequence else "key",
            queries="the query" if len(query) == 1 else "every query",
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        return (key_table(stage.output, keys, "query · key"),)

    def first(self, query: Axis, key: Axis, ranks: list[Rank]) -> Words:
        best = ranks[0]
        text = "No key scores above 0; the nearest to it: {best} ({equally}{score})"
        if best.value > 0:
            text = "{query} matches {best} best ({equally}{score})"
        names = keys_called(query, key, best.positions)
        equally = agreeing(len(best.positions), "", "equally, ")
        return say(text, query=called(query, 0), best=names, equally=equally, score=told(ranks, 0))

    def last(self, query: Axis, key: Axis, ranks: list[Rank]) -> Words:
        last = ranks[-1]
        if last.value > 0:
            return super().last(query, key, ranks)
        if last.value < 0:
            return say(
                " The lowest score goes to {last} ({score}): below 0, the two vectors point in opposite "
                "directions more than in the same one.",
                last=keys_called(query, key, last.positions),
                score=told(ranks, -1),
            )
        n = len(last.positions)
        return say(
            " At exactly 0, {last} neither {matches} it nor {points} the other way.",
            last=all_called(key, last.positions),
            matches=agreeing(n, "matches", "match"),
            points=agreeing(n, "points", "point"),
        )

    def overview(self, stage: Stage) -> Words:
        words, scores = super().overview(stage), stage.output.array
        query, key = stage.output.axes
        square = len(query) == len(key) > 1 and query.sequence == key.sequence
        if square and scores.max() > scores.min() and np.array_equal(scores, scores.T):
            words += say(
                " The matrix is its own mirror image along the diagonal: two words score the same whichever "
                "of them asks."
            )
        return words


class LuongDotScores(DotScores):
    """q · k, as Luong has it: never scaled."""

    source = LUONG_2015.at("section 3.1")


DOT_SCORES = DotScores()
LUONG_DOT_SCORES = LuongDotScores()
