"""Before any number: which key will match the query best, beside the query's own word."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attncli.document import Number, Prose, Words, say
from attncli.tutor.asking import Family, Item, Option, Question
from attncli.tutor.questions.choices import judge_choice
from attncli.tutor.questions.shown import ROWS, label, needed, numbers
from attncli.tutor.subject import LONG

if TYPE_CHECKING:
    from attncli.tensor import Tensor
    from attncli.tutor.asking import Blocks
    from attncli.tutor.subject import Subject


def items(subject: Subject, stage: str) -> list[Item]:
    """One of the scores: where there are keys to choose from, and they are not all alike."""
    output = subject.stages[stage].output
    if stage != "scores" or len(contenders(subject, output)) < 2 or output.size("key") > ROWS:
        return []
    values = {round(value(output, j), 2) for j in contenders(subject, output)}
    return [Item(family="strongest", stage=stage, digits=subject.digits)] if len(values) > 1 else []


def contenders(subject: Subject, output: Tensor) -> list[int]:
    """The keys (from 0) that may be chosen: all but the query itself, and those that a mask hides."""
    keys, weights = output.axis("key"), subject.stages["weights"].output
    own = subject.query if keys.sequence and keys.sequence == subject.scenario.queries.sequence else None
    return [j for j in range(len(keys)) if j != own and weights.array[0, j] > 0]


def value(output: Tensor, j: int) -> float:
    """The score of a key."""
    return float(output.array[0, j])


def question(subject: Subject, item: Item) -> Question:
    """Which of them scores highest; of equals each is right."""
    stage = subject.stages[item.stage]
    output = stage.output
    keys = output.axis("key")
    chosen_from = contenders(subject, output)
    best = max(value(output, j) for j in chosen_from)
    own = len(chosen_from) < len(keys)
    options = tuple(
        Option(
            label(keys, j),
            math.isclose(value(output, j), best, rel_tol=1e-12, abs_tol=1e-12),
            said(output, chosen_from, j),
        )
        for j in chosen_from
    )
    ask = "Which key will score highest for {query}{beside}?"
    beside = ", among those that are listed" if own else ""
    query = label(output.axis("query"), 0)
    return Question(
        item=item,
        title=f"Before it is computed: {stage.op.title.lower()}",
        shown=vectors(subject, item),
        ask=say(ask, query=query, beside=beside),
        options=options,
        judge=judge_choice(options),
        worked=lambda: (Prose(said(output, chosen_from, leader(output, chosen_from))),),
    )


def vectors(subject: Subject, item: Item) -> Blocks:
    """The vectors that are compared, where a person can read them."""
    tensors = needed(subject, subject.before(item.stage), item.stage)
    small = [tensor for tensor in tensors if tensor.array.shape[-1] <= LONG]
    if len(small) == len(tensors):
        return numbers(subject, small)
    text = "Each vector has {n} numbers, and a score is made of all of them: that is for the machine."
    longest = max(tensor.array.shape[-1] for tensor in tensors)
    return (Prose(say(text, n=longest)),)


def leader(output: Tensor, chosen_from: list[int]) -> int:
    """The key that scores highest; the first of equals."""
    return max(chosen_from, key=lambda j: (value(output, j), -j))


def said(output: Tensor, chosen_from: list[int], j: int) -> Words:
    """What is said to whoever chooses a key: where it comes, and what beats it."""
    keys = output.axis("key")
    first = leader(output, chosen_from)
    mine, best = value(output, j), value(output, first)
    others = [other for other in chosen_from if value(output, other) < best]
    if math.isclose(mine, best, rel_tol=1e-12, abs_tol=1e-12):
        second = max(others, key=lambda other: value(output, other), default=None)
        words = say("{key}, yes: {score}.", key=label(keys, j), score=Number(mine))
        if len(others) < len(chosen_from) - 1:
            words = say(
                "{key}, yes: {score}, and it is not alone with that.", key=label(keys, j), score=Number(mine)
            )
        if second is None:
            return words
        rest = say(
            " Next is {key} with {score}.", key=label(keys, second), score=Number(value(output, second))
        )
        return words + rest
    rank = 1 + len({round(value(output, other), 12) for other in chosen_from if value(output, other) > mine})
    return say(
        "{key} scores {mine} and comes {rank}; {best} scores highest, with {top}.",
        key=label(keys, j),
        mine=Number(mine, apart=(best,)),
        rank=ordinal(rank),
        best=label(keys, first),
        top=Number(best, apart=(mine,)),
    )


def ordinal(rank: int) -> str:
    """The place of a rank in words: second, third, 4th."""
    return {1: "first", 2: "second", 3: "third"}.get(rank, f"{rank}th")


def tells(subject: Subject, item: Item) -> set[str]:
    """The scores that may be named: of all keys that may be chosen."""
    output = subject.stages[item.stage].output
    return {output.cell(0, j).name for j in contenders(subject, output)}


FAMILY = Family(
    name="strongest",
    about="which key will score highest, before any number is shown",
    items=items,
    question=question,
    tells=tells,
)
