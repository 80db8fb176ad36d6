"""Softmax: scores become weights, told in four finer steps."""

from __future__ import annotations

import math
from typing import Any

from attncli.arithmetic import Arithmetic, Difference, Exp, Largest, Number, Quotient, Sum, Where
from attncli.document import (
    Bar,
    Block,
    Column,
    Formula,
    Row,
    Said,
    Value,
    Words,
    Worked,
    Working,
    head_called,
    say,
    sentence,
)
from attncli.document import Number as Shown
from attncli.numerics.softmax import exponentials, highest, shares, softmax, total
from attncli.sources import GOODFELLOW_2016, VASWANI_2017
from attncli.stages.wording import (
    Rank,
    called,
    extreme,
    is_itself,
    joined,
    key_called,
    labelled,
    ranking,
    row,
)
from attncli.tensor import Axis, Cell, Glyph, Index, Tensor
from attncli.trace import Note, Op, Recorder, Stage


class Highest(Op):
    """The highest score of each row."""

    name = "highest"
    title = "Find the highest score"
    symbol = Glyph("m", "m")
    formula = Formula("max({scores})", r"\max({scores})")
    roles = ("scores",)
    hides = True
    source = GOODFELLOW_2016.at("section 4.1")
    computed_by = staticmethod(highest)

    def axes(self, scores: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return scores.axes[:-1]

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        scores = stage.input("scores")
        return Largest(tuple(scores.cell(*index, j) for j in range(scores.size("key"))), "key")


class Exponentials(Op):
    """e to each score less the highest."""

    name = "exponentials"
    title = "Take e to the power of each"
    symbol = Glyph("E", "E")
    formula = Formula("e^({scores} − {highest})", "e^{{scores} - {highest}}")
    roles = ("scores", "highest")
    source = GOODFELLOW_2016.at("section 4.1")
    computed_by = staticmethod(exponentials)

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        score, top = stage.input("scores").cell(*index), stage.input("highest").cell(*index[:-1])
        return Where(score, "finite", Exp(Difference(score, top)), Number(0.0), "it is hidden")


class Total(Op):
    """The exponentials of a row added up."""

    name = "total"
    title = "Add them up"
    symbol = Glyph("Z", "Z")
    formula = Formula("Σ {exponentials}", r"\sum {exponentials}")
    roles = ("exponentials",)
    computed_by = staticmethod(total)

    def axes(self, exponentials: Tensor, **settings: Any) -> tuple[Axis, ...]:
        return exponentials.axes[:-1]

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        exps = stage.input("exponentials")
        return Sum(tuple(exps.cell(*index, j) for j in range(exps.size("key"))), "key")


class Shares(Op):
    """Each exponential as a share of the total."""

    name = "weights"
    title = "Divide by the total"
    symbol = Glyph("A", "A")
    formula = Formula("{exponentials} / {total}", r"\frac{{exponentials}}{{total}}")
    roles = ("exponentials", "total")
    computed_by = staticmethod(shares)

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        exponential, whole = stage.input("exponentials").cell(*index), stage.input("total").cell(*index[:-1])
        return Where(whole, "nonzero", Quotient(exponential, whole), Number(0.0), "every key is hidden")


HIGHEST, EXPONENTIALS, TOTAL, SHARES = Highest(), Exponentials(), Total(), Shares()


class Softmax(Op):
    """Scores to weights: positive shares of 1, the higher the score the larger."""

    name = "weights"
    title = "Turn scores into weights"
    symbol = Glyph("A", "A")
    formula = Formula("softmax({scores})", r"\operatorname{softmax}({scores})")
    roles = ("scores",)
    source = VASWANI_2017.at("equation 1")
    finer = True
    computed_by = staticmethod(softmax)

    def steps(self, record: Recorder, scores: Tensor, **settings: Any) -> None:
        top = record(HIGHEST, scores)
        exps = record(EXPONENTIALS, scores, top)
        whole = record(TOTAL, exps)
        record(SHARES, exps, whole)

    def purpose(self, stage: Stage) -> Words:
        start = say(
            "Softmax turns scores into shares of 1. Raising e, about 2.718, to the power of each score makes it positive and lets the large ones stand out; "
            "dividing by their total makes shares."
        )
        if stage.output.size("query") > 1:
            return start + say(
                " The highest score of each row is subtracted first: that changes no weight, and keeps the exponentials from growing too large to hold."
            )
        top = max(row(stage.input("scores")))
        if not math.isfinite(top):
            return start
        return start + say(
            " The highest score, {top}, is subtracted first: that changes no weight, and keeps the exponentials from growing too large to hold.",
            top=Shown(top),
        )

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        query, key = stage.output.axes
        scores = stage.input("scores")
        top, exps, whole, last = (step.output for step in stage.steps())
        full = max(row(last))
        rows = []
        for j in keys:
            weight, exponential = last.cell(0, j), exps.cell(0, j)
            difference = Difference(scores.cell(0, j), top.cell(0))
            power: Worked | Said = (
                Worked(difference) if scores.cell(0, j).value > -math.inf else Said(say("hidden"))
            )
            share = weight.derivation()
            entries = (
                power,
                Value(exponential, exponential.derivation()),
                Value(weight, share),
                Bar(weight.value, full) if full else None,
            )
            rows.append(Row(labelled(key, j), entries, is_itself(query, 0, key, j)))
        columns = (
            Column(say("{kind} − highest", kind=scores.noun.removesuffix(" score"))),
            Column(say("e to that")), Column(say("÷ total: weight")), Column(),
        )  # fmt: skip
        others = [j for j in range(len(key)) if j not in set(keys)]
        if others:
            left = Tensor(
                "others", exps.symbol, exps.array[0, others].sum(keepdims=True), (Axis.numbered("key", 1),)
            )
            share_left = Tensor(
                "others_weights",
                last.symbol,
                last.array[0, others].sum(keepdims=True),
                (Axis.numbered("key", 1),),
            )
            rows.append(
                Row(
                    say("{n} others", n=len(others)),
                    (
                        None,
                        Value(left.cell(0)),
                        Value(share_left.cell(0), Quotient(left.cell(0), whole.cell(0))),
                        None,
                    ),
                )
            )
        shown: list[Cell] = [
            entry.cell for each in rows for entry in each.entries[1:2] if isinstance(entry, Value)
        ]
        sum_of_weights = Tensor("sum", last.symbol, last.array.sum(axis=-1), (last.axis("query"),))
        total_row = Row(
            say("total"),
            (None, Value(whole.cell(0), Sum(tuple(shown), "key")), Value(sum_of_weights.cell(0)), None),
        )
        return (Working(say("key"), columns, tuple(rows), (self.name, "sum", "others_weights"), total_row),)

    def reading(self, stage: Stage) -> Words:
        query, key = stage.output.axes
        weights, scores = row(stage.output), row(stage.input("scores"))
        visible = [j for j, score in enumerate(scores) if score > -math.inf]
        hidden = len(key) - len(visible)
        asker = called(query, 0)

        def names(positions: tuple[int, ...]) -> Words:
            return joined([key_called(query, 0, key, j) for j in positions])

        if not visible:
            return say(
                "Every key is hidden from {query}, so all weights are exactly 0: it attends to nothing.",
                query=asker,
            )
        if len(visible) == 1:
            return say(
                "{query} can see one key only, {key}, and so spends all its attention there: 1.",
                query=asker,
                key=key_called(query, 0, key, visible[0]),
            )
        ranks = ranking([weights[j] if j in set(visible) else -math.inf for j in range(len(key))])
        best, last = ranks[0], ranks[-1]
        if len(ranks) == 1:
            return say("All {n} keys it can see weigh the same ({weight}): {query} attends to them alike, and the result will be their plain average.",
                       n=len(visible), weight=Shown(best.value), query=asker)  # fmt: skip

        def on(rank: Rank) -> Words:
            return say(
                "{weight} of its attention on {each}{names}",
                weight=Shown(rank.value),
                each="each of " if len(rank.positions) > 1 else "",
                names=names(rank.positions),
            )

        words = say("The weights are shares: {query} spends {best}", query=asker, best=on(best))
        if len(ranks) > 2:
            words += say(", then {next}", next=on(ranks[1]))
        words += say(".")
        if last.value > 0:
            words += say(" The least goes to {last} ({weight}): softmax leaves {nobody} with nothing.", last=names(last.positions), weight=Shown(last.value),
                         nobody="no visible key" if hidden else "no key")  # fmt: skip
        else:
            words += say(" So far below the highest, {last} {gets} a share too small for the computer to tell from 0.", last=names(last.positions),
                         gets="gets" if len(last.positions) == 1 else "get")  # fmt: skip
        if hidden == 1:
            words += say(" The hidden key weighs exactly 0.")
        elif hidden:
            words += say(" The {n} hidden keys weigh exactly 0.", n=hidden)
        return words

    def brief(self, stage: Stage) -> Words:
        query, key = stage.output.axes
        weights = row(stage.output)
        if not any(weights):
            return say("nothing: every key is hidden")
        ranks = ranking([weight if weight else -math.inf for weight in weights])
        best = ranks[0]
        if len(best.positions) == len(key) > 1:
            return say("all {n} alike, {weight} each", n=len(key), weight=Shown(best.value))
        names = joined([key_called(query, 0, key, j) for j in best.positions])
        words = say("{names} {weight}", names=names, weight=Shown(best.value))
        if len(best.positions) > 1:
            words += say(" each")
        if len(ranks) == 1:
            return words
        following = ranks[1]
        if following.value * 2 < best.value:
            return words + say(", no other more than {weight}", weight=Shown(following.value))
        names = joined([key_called(query, 0, key, j) for j in following.positions])
        return words + say(
            ", then {names} {weight}{each}",
            names=names,
            weight=Shown(following.value),
            each=" each" if len(following.positions) > 1 else "",
        )

    def against_one(self, stage: Stage, single: Stage) -> Words:
        heads = stage.output.axis("head")
        query, key = stage.output.axes[1:]
        one = row(single.output)
        found: list[tuple[int, int, float]] = []
        for h in range(len(heads)):
            weights = row(stage.head(h).output)
            best = ranking(weights)[0]
            if len(best.positions) == 1 and best.value * len(key) > 1 + 1e-9:
                found.append((h, best.positions[0], best.value))
        if not found:
            return say(
                "None of the heads prefers any one key here, so there is nothing that one head could average away."
            )
        words: Words = ()
        for at, (h, j, weight) in enumerate(found):
            start = "; " if at else ""
            words += say("{start}{head} spends {weight} on {key}, the one head {other}", start=start, head=sentence(head_called(heads, h)) if not at else
                         head_called(heads, h), weight=Shown(weight), key=key_called(query, 0, key, j), other=Shown(one[j]))  # fmt: skip
        words += say(".")
        lost = sum(one[j] < weight for _, j, weight in found)
        if lost == len(found) > 1:
            return words + say(
                " What several heads keep apart, one has to share out: “With a single attention head, averaging inhibits this.”"
            )
        if lost == len(found):
            return words + say(" The one head shares out what this head keeps together.")
        if not lost:
            return words + say(" Here the one head loses nothing by it.")
        return words + say(" On {n} of these {all} the one head spends less.", n=lost, all=len(found))

    def overview(self, stage: Stage) -> Words:
        output = stage.output
        if not output.array.any():
            return say("All weights are 0: nothing may attend to anything.")
        return say(
            "A row shows how one query spends its attention, and adds up to 1{but}. The largest weight is {largest}. "
            "The darker the block behind a weight, the larger it is.",
            largest=extreme(output, highest=True),
            but="" if output.array.any(axis=-1).all() else ", or to 0 where nothing may be attended to",
        )  # fmt: skip

    def notes(self, stage: Stage) -> tuple[Note, ...]:
        query = stage.output.axis("query")
        empty = stage.output.array.sum(axis=-1) == 0
        several = stage.output.has("head")
        notes = []
        for i in range(len(query)):
            heads = [h for h in range(stage.output.size("head")) if empty[h, i]] if several else []
            if not (heads if several else empty[i]):
                continue
            where: Words = ()
            if several and len(heads) < stage.output.size("head"):
                where = say(
                    "In {heads}, ", heads=joined([called(stage.output.axis("head"), h) for h in heads])
                )
            words = say("{where}{query} may attend to no key at all: its weights and its context are exactly 0 (never NaN).",
                        where=where, query=called(query, i))  # fmt: skip
            notes.append(Note("sees-nothing", words, self.name, query.names[i]))
        return tuple(notes)


SOFTMAX = Softmax()
