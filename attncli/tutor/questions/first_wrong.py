"""A mistake that was planted: tables of every stage, and the question where it enters."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from attncli.document import Prose, Symbol, Words, say
from attncli.mistakes.words import because, would
from attncli.tutor.asking import Family, Item, Option, Question
from attncli.tutor.questions.choices import judge_choice
from attncli.tutor.questions.shown import ROWS, by_keys, is_by_key, numbers

if TYPE_CHECKING:
    from attncli.mistakes.numbers import Wrong
    from attncli.tensor import Tensor
    from attncli.trace import Stage
    from attncli.tutor.asking import Blocks
    from attncli.tutor.subject import Subject

COLUMNS = 8
"""Numbers of a row that is shown at most."""
SHOWN = 4
"""Stages that are shown at least two of, and at most so many: the last ones, and the prompt, fit a window."""


def items(subject: Subject, stage: str) -> list[Item]:
    """The mistakes that enter at this stage, and are seen there first; of what stands before it, as well."""
    tables = told_stages(subject)
    if stage not in tables[1:]:
        return []
    heard = subject.numbers.heard(tables[-1], by=("hand", "rows"))
    planted = {
        wrong.mistake.name for wrong in heard if wrong.at == (stage,) and shows(subject, wrong, tables)
    }
    return [
        Item(family="first_wrong", stage=stage, digits=subject.digits, targets=(name,))
        for name in sorted(planted)
    ]


def told_stages(subject: Subject) -> list[str]:
    """The stages whose numbers are shown: those with a row a query that a person can read."""
    fit = []
    for name, stage in subject.stages.items():
        array = stage.output.array
        if array.ndim == 2 and stage.output.has("query") and array.shape[0] == 1:
            limit = ROWS if is_by_key(stage.output) else COLUMNS
            fit += [name] if array.shape[1] <= limit else []
    return fit[-SHOWN:]


def shows(subject: Subject, wrong: Wrong, tables: list[str]) -> bool:
    """Whether a mistake is to be seen first where it enters, in numbers that can be written down."""
    first, finite = None, True
    for name in tables:
        told = planted(subject, wrong, name)
        if told is None:
            return False
        finite = finite and not np.isnan(told.array).any()
        right = subject.stages[name].output.array
        if first is None and not np.array_equal(told.array.round(2), right.round(2)):
            first = name
    return finite and first == wrong.at[0]


def planted(subject: Subject, wrong: Wrong, name: str) -> Tensor | None:
    """The row of a stage with a mistake in the computation: its numbers, for nobody derives a mistake."""
    stage: Stage | None = wrong.stages.get(name)
    if stage is None:
        return None
    told = subject.trace.of_head(stage.at(subject.query)).output
    return told.like(told.array, told.axes, None)


def question(subject: Subject, item: Item) -> Question:
    """Where the first number is that is not as it should be."""
    tables = told_stages(subject)
    wrong = the_wrong(subject, item, tables)
    shown = [tensor for name in tables if (tensor := planted(subject, wrong, name)) is not None]
    at = tables.index(item.stage)
    options = tuple(
        Option(say("{symbol}", symbol=Symbol(tensor.symbol)), k == at, said(subject, wrong, tables, k, at))
        for k, tensor in enumerate(shown)
    )
    text = "Somebody has computed this, and one stage is not made of those before it as it should be: which?"
    return Question(
        item=item,
        title="Find the first stage that is off",
        shown=(*rows(subject, shown), way(subject, tables)),
        ask=say(text),
        options=options,
        judge=judge_choice(options),
        worked=lambda: (Prose(said(subject, wrong, tables, at, at)),),
    )


def the_wrong(subject: Subject, item: Item, tables: list[str]) -> Wrong:
    """The form of the planted mistake, of several that show one by the item's seed."""
    heard = subject.numbers.heard(tables[-1], by=("hand", "rows"))
    forms = [wrong for wrong in heard if wrong.mistake.name in item.targets and wrong.at == (item.stage,)]
    return random.Random(item.seed).choice([wrong for wrong in forms if shows(subject, wrong, tables)])


def rows(subject: Subject, shown: list[Tensor]) -> Blocks:
    """The tables: those by key in one, others for themselves."""
    by_key = [tensor for tensor in shown if is_by_key(tensor)]
    others = [tensor for tensor in shown if tensor not in by_key]
    return (*((by_keys(subject, by_key),) if by_key else ()), *numbers(subject, others))


def way(subject: Subject, tables: list[str]) -> Prose:
    """The formulas of the stages, as they should be."""
    stages = [subject.stages[name] for name in tables]
    texts = [
        f"{stage.output.symbol.plain} = {stage.formula.plain}".replace(" ", "\u00a0") for stage in stages
    ]
    return Prose(say(";  ".join(texts)))


def said(subject: Subject, wrong: Wrong, tables: list[str], chosen: int, at: int) -> Words:
    """What is said to whoever chooses a stage."""
    symbol = Symbol(subject.stages[tables[chosen]].output.symbol)
    if chosen < at:
        return say("{symbol} is as it should be. Look further on.", symbol=symbol)
    if chosen > at:
        return say(
            "{symbol} follows rightly from what stands before it. Look at what goes into it.", symbol=symbol
        )
    facts = subject.facts
    words = say("{symbol}, yes. These numbers come out if ", symbol=symbol) + would(wrong.mistake, facts)
    return words + say(". ") + because(wrong.mistake, facts)


FAMILY = Family(
    name="first_wrong", about="where a planted mistake enters", items=items, question=question, tells_all=True
)
