"""Which of some rows is the softmax of a row of scores: some are out by what every softmax is like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.document import Number, Plain, Prose, Words, say
from attncli.mistakes.words import because, would
from attncli.stages.wording import called
from attncli.tutor.asking import Family, Item, Option, Question
from attncli.tutor.choosing import first_forms
from attncli.tutor.questions.choices import judge_choice
from attncli.tutor.questions.choose import MAKERS, written
from attncli.tutor.questions.operands import fits_window, in_head
from attncli.tutor.questions.shown import numbers
from attncli.tutor.subject import drawing

if TYPE_CHECKING:
    from attncli.mistakes.mistake import Mistake
    from attncli.numerics.arrays import Array, Floats
    from attncli.tensor import Tensor
    from attncli.tutor.subject import Subject

LEAST, MOST = 3, 3
"""Rows to choose from."""

KEYS = (2, 8)
"""Keys that a row has at least and at most: one alone tells nothing, and more are not read."""

APART = 5
"""Units of the last digit asked by which some number of a row must differ, to be told from the right one."""

LIKELIEST = 6
"""Rows that take turns from seed to seed."""

LARGEST = 1000
"""A number of a row past which nobody takes it for a weight."""


def items(subject: Subject, stage: str) -> list[Item]:
    """The row of weights, where several mistakes make another of the same scores."""
    if stage != "weights":
        return []
    n = subject.stages[stage].output.size("key")
    item = Item(family="which_softmax", stage=stage, digits=subject.digits, start=subject.before(stage))
    if not KEYS[0] <= n <= KEYS[1] or len(confused(subject, item)) < LEAST - 1:
        return []
    return [item] if fits_window(question(subject, item)) else []


def row(subject: Subject, array: Array) -> Floats:
    """The row of the query and the head that is asked about."""
    index = subject.index("weights", 0, 0)
    return np.asarray(array[index[:-1]], dtype=np.float64)


def confused(subject: Subject, item: Item) -> list[tuple[Floats, Mistake]]:
    """Other rows that are made of the same scores, each with the likeliest mistake that makes it."""
    right = row(subject, subject.whole(item.stage).array)
    found: list[tuple[Floats, Mistake]] = []
    heard = first_forms(subject.numbers.heard(item.stage, item.start))
    heard.sort(key=lambda wrong: MAKERS.index(wrong.mistake.by))
    for wrong in heard:
        array = wrong.array(item.stage)
        assert array is not None
        other = row(subject, array)
        rows = [right, *(each for each, _ in found)]
        if (np.abs(other) < LARGEST).all() and all(apart(other, each, item.digits) for each in rows):
            found.append((other, wrong.mistake))
    return found


def apart(one: Floats, other: Floats, digits: int) -> bool:
    """Whether two rows are told from each other at the digits asked."""
    return bool(np.abs(one - other).max() >= APART * 10.0**-digits)


def question(subject: Subject, item: Item) -> Question:
    """Which row it is, of three in an order of their own."""
    stage = subject.stages[item.stage]
    scores = stage.input("scores")
    draw = drawing(item.seed, item.stage)
    wrong = confused(subject, item)[:LIKELIEST]
    right = row(subject, subject.whole(item.stage).array)
    rows: list[tuple[Floats, Mistake | None]] = [
        (right, None),
        *draw.sample(wrong, min(len(wrong), MOST - 1)),
    ]
    draw.shuffle(rows)
    options = tuple(
        Option(
            (Plain(listed(each, item.digits)),),
            mistake is None,
            say(PRAISE) if mistake is None else told(subject, each, mistake),
            "" if mistake is None else mistake.name,
        )
        for each, mistake in rows
    )
    query = called(stage.output.axis("query"), 0)
    text = "Which of these rows is the softmax of the {noun}s of {query}?"
    ask = say(text, noun=scores.noun, query=query)
    return Question(
        item=item,
        title="Which is the softmax?",
        shown=numbers(subject, [scores]),
        ask=in_head(subject, item.stage, ask),
        options=options,
        judge=judge_choice(options),
        hints=(lambda: (Prose(say(HINT)),), lambda: (Prose(say(stage.op.principle)),)),
        worked=lambda: (Prose(say("It is {row}.", row=listed(right, item.digits))), Prose(say(LAW))),
        then=say(LAW),
    )


HINT = "Look at the order of the scores, at their signs, and at what each row adds up to."

LAW = "A softmax keeps the order of the scores, has no number below 0, and adds up to 1."

PRAISE = "That is it: shares that add up to 1, the larger the higher the score."


def listed(values: Floats, digits: int) -> str:
    """A row of numbers."""
    return "\u00a0\u00a0".join(written(float(value), digits) for value in values)


def scores_of(subject: Subject) -> Tensor:
    """The scores that the softmax is taken of, of all queries and heads."""
    return subject.numbers.truth["weights"].input("scores")


def is_lawful(values: Floats, scores: Floats) -> bool:
    """Whether a row has all that every softmax has: the order of the scores, no sign, a total of 1."""
    order = np.argsort(scores, kind="stable")
    rising = bool((np.diff(values[order]) >= -1e-12).all())
    return rising and bool((values >= 0).all()) and abs(float(values.sum()) - 1) < 0.01


def told(subject: Subject, values: Floats, mistake: Mistake) -> Words:
    """What is said of another row: what it adds up to, and what it comes out of."""
    total = float(values.sum())
    added = () if abs(total - 1) < 0.01 else say("It adds up to {total}. ", total=Number(total, apart=(1.0,)))
    return say(
        "Not that one. {added}It is what comes out if {would}. {because}",
        added=added,
        would=would(mistake, subject.facts),
        because=because(mistake, subject.facts),
    )


FAMILY = Family(
    name="which_softmax",
    about="which of some rows is the softmax of the scores",
    items=items,
    question=question,
)
