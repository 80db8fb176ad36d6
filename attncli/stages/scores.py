"""The scores: the dot product of each query with each key."""

from __future__ import annotations

from typing import Any

import numpy as np

from attncli.arithmetic import Arithmetic, Product, Sum
from attncli.document import Block, Formula, Number, Words, say
from attncli.numerics.scores import dot_scores
from attncli.sources import VASWANI_2017
from attncli.stages.tables import key_table
from attncli.stages.wording import called, extreme, joined, key_called, ranking, row
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Stage


class DotScores(Op):
    """q · k for every query and key."""

    name = "scores"
    noun = "score"
    title = "Score each key against the query"
    symbol = Glyph("S", "S")
    formula = Formula("{query} {key}ᵀ", r"{query} {key}^{\top}")
    roles = ("query", "key")
    source = VASWANI_2017.at("section 3.2.1")
    computed_by = staticmethod(dot_scores)

    def axes(self, query: Tensor, key: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return (*query.axes[:-1], key.axis("key"))

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        query, key = stage.input("query"), stage.input("key")
        *head, i, j = index
        return Sum(
            tuple(Product((query.cell(*head, i, d), key.cell(*head, j, d))) for d in range(key.size("d_k"))),
            "d_k",
        )

    def purpose(self, stage: Stage) -> Words:
        query, key = stage.output.axes
        one = len(query) == 1
        return say(
            "How well does what {query} asks for match what each {key} offers? The dot product says it: multiply the two vectors number by number and add up. "
            "In the formula, ᵀ turns the keys' rows into columns, so that {all} at once.",
            query=called(query, 0) if one else "each word" if query.sequence else "each query", key="word" if key.sequence else "key",
            all="every key meets the query" if one else "every key meets every query",
        )  # fmt: skip

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        return (key_table(stage, keys, "query · key"),)

    def reading(self, stage: Stage) -> Words:
        query, key = stage.output.axes
        ranks = ranking(row(stage.output))
        best = ranks[0]

        def names(positions: tuple[int, ...]) -> Words:
            return joined([key_called(query, 0, key, j) for j in positions])

        if len(key) == 1:
            return say(
                "There is only one key, so nothing to compare it with: its score is {score}.",
                score=Number(best.value),
            )
        if len(ranks) == 1:
            return say("All keys score the same ({score}): nothing is preferred.", score=Number(best.value))
        equally = "" if len(best.positions) == 1 else "equally, "
        start = (
            "{query} matches {best} best ({equally}{score})"
            if best.value > 0
            else "No key scores above 0; the nearest to it: {best} ({equally}{score})"
        )
        words = say(
            start,
            query=called(query, 0),
            best=names(best.positions),
            equally=equally,
            score=Number(best.value),
        )
        if len(ranks) > 2:
            words += say(
                ", then {next} ({score})", next=names(ranks[1].positions), score=Number(ranks[1].value)
            )
        words += say(".")
        last = ranks[-1]
        if last.value == 0:
            return words + say(" At exactly 0, {last} neither {verb} it nor {points} the other way.", last=joined([called(key, j) for j in last.positions]),
                               verb="matches" if len(last.positions) == 1 else "match", points="points" if len(last.positions) == 1 else "point")  # fmt: skip
        if last.value < 0:
            return words + say(" The lowest score goes to {last} ({score}): below 0, the two vectors point in opposite directions more than in the same one.",
                               last=names(last.positions), score=Number(last.value))  # fmt: skip
        return words + say(
            " The lowest score goes to {last} ({score}).",
            last=names(last.positions),
            score=Number(last.value),
        )

    def overview(self, stage: Stage) -> Words:
        output = stage.output
        high = float(output.array[output.largest()])
        if high == output.array[output.smallest()]:
            return say("All scores are the same ({score}).", score=Number(high))
        words = say(
            "A row holds one query's scores. The highest is {high}; the lowest is {low}.",
            high=extreme(output, highest=True),
            low=extreme(output, highest=False),
        )
        query, key = output.axes
        square = len(query) == len(key) > 1 and query.sequence == key.sequence
        if square and np.array_equal(output.array, output.array.T):
            words += say(
                " The matrix is its own mirror image along the diagonal: two words score the same whichever of them asks."
            )
        return words


DOT_SCORES = DotScores()
