"""Softmax: scores become weights, told in four finer steps."""

from __future__ import annotations

import math
from typing import Any

from attncli.arithmetic import Difference, Quotient, Sum
from attncli.document import (
    Bar,
    Block,
    Column,
    Formula,
    Number,
    Row,
    Said,
    Value,
    Words,
    Worked,
    Working,
    head_called,
    say,
    sentence,
    share,
)
from attncli.numerics.softmax import softmax
from attncli.sources import BAHDANAU_2015, LUONG_2015, VASWANI_2017, Source
from attncli.stages.exponentials import EXPONENTIALS, HIGHEST, SHARES, TOTAL
from attncli.stages.one_head import less_in_one
from attncli.stages.tables import Entry, key_row, summed, value_of
from attncli.stages.wording import (
    Rank,
    agreeing,
    all_called,
    all_seen,
    called,
    counted,
    extreme,
    key_called,
    keys_called,
    ranking,
    row,
)
from attncli.tensor import Axis, Glyph, Tensor
from attncli.trace import Note, Op, Recorder, Stage


class Softmax(Op):
    """Scores to weights: positive shares of 1, the higher the score the larger."""

    name = "weights"
    title = "Turn scores into weights"
    symbol = Glyph("A", "A")
    noun = "weight"
    of_one = True
    formula = Formula("softmax({scores})", r"\operatorname{softmax}({scores})")
    roles = ("scores",)
    computed_by = staticmethod(softmax)
    finer = True
    principle = (
        "A weight is a share: e to the key's own score, divided by the sum of e to all the keys' scores."
    )

    def __init__(self, source: Source) -> None:
        self.source = source

    def steps(self, record: Recorder, scores: Tensor, **settings: Any) -> None:
        top = record(HIGHEST, scores)
        exps = record(EXPONENTIALS, scores, top)
        whole = record(TOTAL, exps)
        record(SHARES, exps, whole)

    def purpose(self, stage: Stage) -> Words:
        text = (
            "Softmax turns scores into shares of 1. Raising e, about 2.718, to the power of each score makes "
            "it positive and lets the large ones stand out; dividing by their total makes shares."
        )
        subtracted = (
            " The highest {score}{top} is subtracted first: that changes no weight, and keeps the "
            "exponentials from growing too large to hold."
        )
        scores = stage.input("scores")
        if stage.output.size("query") > 1:
            return say(text + subtracted, score=scores.noun, top=" of each row")
        top = max(row(scores))
        if not math.isfinite(top):
            return say(text)
        return say(text + subtracted, score=scores.noun, top=say(", {top},", top=Number(top)))

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        query, key = stage.output.axes
        scores = stage.input("scores")
        top, exps, whole, last = (step.output for step in stage.steps())
        full = max(row(last))
        numbers = [value_of(exps, 0, j) for j in keys]
        rows = []
        for j, number in zip(keys, numbers, strict=True):
            score, weight = scores.cell(0, j), value_of(last, 0, j)
            power: Entry = Said(say("hidden"))
            if score.value > -math.inf:
                power = Worked(Difference(score, top.cell(0)))
            bar = Bar(weight.cell.value, full) if full else None
            rows.append(key_row(query, key, j, power, number, weight, bar))
        named = set(keys)
        others = [j for j in range(len(key)) if j not in named]
        if others:
            left = summed("others", exps.symbol, exps.array[0, others]).cell(0)
            whole_share = summed("others_weights", last.symbol, last.array[0, others], of_one=True).cell(0)
            numbers.append(Value(left))
            together = (None, numbers[-1], Value(whole_share, Quotient(left, whole.cell(0))), None)
            rows.append(Row(counted(len(others), "other"), together))
        added = Sum(tuple(number.cell for number in numbers), "key")
        sum_of_weights = Tensor(
            "sum", last.symbol, last.array.sum(axis=-1), (last.axis("query"),), of_one=True
        )
        total = (None, Value(whole.cell(0), added), Value(sum_of_weights.cell(0)), None)
        kind = scores.noun.removesuffix(" score")
        headings = (f"{kind} −\u00a0highest", "e to that", "÷\u00a0total: weight", "")
        columns = tuple(Column(say(heading)) for heading in headings)
        results = (self.name, "sum", "others_weights")
        return (Working(say("key"), columns, tuple(rows), results, Row(say("total"), total)),)

    def reading(self, stage: Stage) -> Words:
        query, key = stage.output.axes
        weights, scores = row(stage.output), row(stage.input("scores"))
        visible = [j for j, score in enumerate(scores) if score > -math.inf]
        asker = called(query, 0)
        if not visible:
            text = "Every key is hidden from {query}, so all weights are exactly 0: it attends to nothing."
            return say(text, query=asker)
        if len(visible) == 1:
            text = "{query} can see one key only, {key}, and so spends all its attention there: 1."
            return say(text, query=asker, key=key_called(query, 0, key, visible[0]))
        seen = set(visible)
        ranks = ranking([weight if j in seen else -math.inf for j, weight in enumerate(weights)])
        if len(ranks) == 1:
            return say(
                "{keys} weigh the same ({weight}): {query} attends to them alike.",
                keys=all_seen(len(visible), len(key)),
                weight=share(ranks[0].value),
                query=asker,
            )
        told = tuple(dict.fromkeys(rank.value for rank in (*ranks[:2], ranks[-1])))

        def on(rank: Rank) -> Words:
            return say(
                "{weight} of its attention on {each}{names}",
                weight=share(rank.value, apart=told),
                each=agreeing(len(rank.positions), "", "each of "),
                names=keys_called(query, key, rank.positions),
            )

        words = say("The weights are shares: {query} spends {best}", query=asker, best=on(ranks[0]))
        if len(ranks) > 2:
            words += say(", then {next}", next=on(ranks[1]))
        hidden = len(key) - len(visible)
        return words + say(".") + self.least(query, key, ranks[-1], told, hidden) + self.of_hidden(hidden)

    def least(self, query: Axis, key: Axis, last: Rank, told: tuple[float, ...], hidden: int) -> Words:
        """What is said of the keys that weigh least, in digits that tell them from others that are told."""
        names = keys_called(query, key, last.positions)
        if last.value > 0:
            return say(
                " The least goes to {last} ({weight}{each}): softmax leaves {nobody} with nothing.",
                last=names,
                weight=share(last.value, apart=told),
                each=" each" if len(last.positions) > 1 else "",
                nobody="no visible key" if hidden else "no key",
            )
        return say(
            " So far below the highest, {last} {gets} a share too small for the computer to tell from 0.",
            last=names,
            gets=agreeing(len(last.positions), "gets", "get"),
        )

    def of_hidden(self, hidden: int) -> Words:
        """What is said of the hidden keys."""
        if not hidden:
            return ()
        text = agreeing(hidden, " The hidden key weighs exactly 0.", " The {n} hidden keys weigh exactly 0.")
        return say(text, n=hidden)

    def brief(self, stage: Stage) -> Words:
        query, key = stage.output.axes
        weights = row(stage.output)
        if not any(weights):
            return say("nothing: every key is hidden")
        ranks = ranking([weight if weight else -math.inf for weight in weights])
        told = tuple(rank.value for rank in ranks[:2])

        def on(rank: Rank) -> Words:
            return say(
                "{names} {weight}{each}",
                names=keys_called(query, key, rank.positions),
                weight=share(rank.value, apart=told),
                each=agreeing(len(rank.positions), "", " each"),
            )

        best = ranks[0]
        if len(best.positions) == len(key) > 1:
            alike = "both alike, {weight} each" if len(key) == 2 else "all {n} alike, {weight} each"
            return say(alike, n=len(key), weight=share(best.value))
        if len(ranks) == 1:
            return on(best)
        following = ranks[1]
        if following.value * 2 < best.value:
            return on(best) + say(", no other more than {weight}", weight=share(following.value, apart=told))
        return on(best) + say(", then ") + on(following)

    def against_one(self, stage: Stage, single: Stage) -> Words:
        heads = stage.output.axis("head")
        query, key = stage.output.axes[1:]
        one = row(single.output)
        found = less_in_one([row(stage.head(h).output) for h in range(len(heads))], one)
        if not found:
            return say(
                "Here every head spends its attention much as the one head does: no weight of the one head "
                "is lower by as much as 0.01."
            )
        words: Words = ()
        for h, j, weight in found:
            head = head_called(heads, h)
            words += say(
                "{head} spends {weight} on {key}, the one head {other}",
                head=say("; ") + head if words else sentence(head),
                weight=share(weight),
                key=key_called(query, 0, key, j),
                other=share(one[j]),
            )
        if len({j for _, j, _ in found}) > 1:
            return words + say(
                ". What several heads keep apart, one has to share out. Vaswani et al.: “With a single "
                "attention head, averaging inhibits this.”"
            )
        return words + say(". The one head makes one mixture for everything, and has less for this.")

    def overview(self, stage: Stage) -> Words:
        output = stage.output
        if not output.array.any():
            return say("All weights are 0: nothing may attend to anything.")
        blind = not output.array.any(axis=-1).all()
        return say(
            "A row shows how one query spends its attention, and adds up to 1{but}. The largest weight is "
            "{largest}. The fuller the block after a weight, the nearer it is to the largest of its matrix.",
            largest=extreme(output, highest=True),
            but=", or to 0 where nothing may be attended to" if blind else "",
        )

    def notes(self, stage: Stage) -> tuple[Note, ...]:
        query = stage.output.axis("query")
        empty = stage.output.array.sum(axis=-1) == 0  # (n_queries,) or (heads, n_queries)
        notes = []
        for i in range(len(query)):
            if not empty[..., i].any():
                continue
            where: Words = ()
            if stage.output.has("head") and not empty[:, i].all():
                heads = [int(h) for h in empty[:, i].nonzero()[0]]
                where = say("In {heads}, ", heads=all_called(stage.output.axis("head"), heads))
            words = say(
                "{where}{query} may attend to no key at all: its weights and its context are exactly 0 "
                "(never NaN).",
                where=where,
                query=called(query, i),
            )
            notes.append(Note("sees-nothing", words, self.name, query.names[i]))
        return tuple(notes)


SOFTMAX = Softmax(VASWANI_2017.at("equation 1"))
BAHDANAU_SOFTMAX = Softmax(BAHDANAU_2015.at("equation 6"))
LUONG_SOFTMAX = Softmax(LUONG_2015.at("equation 7"))
LOCATION_SOFTMAX = Softmax(LUONG_2015.at("equation 8"))
