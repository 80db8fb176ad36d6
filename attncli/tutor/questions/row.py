"""A short row, typed whole: which bears out what a single number leaves open."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attncli.document import Code, Prose, say
from attncli.tensor import quoted
from attncli.tutor.asking import Blocks, Family, Item, Question
from attncli.tutor.choosing import is_copy, is_long, near_boundary, operands
from attncli.tutor.hints import the_sum, where, worked
from attncli.tutor.questions.cell import starts_of, title
from attncli.tutor.questions.shown import formulas, needed, numbers
from attncli.tutor.subject import LONG
from attncli.tutor.verdict import judge, places_of, prompt

if TYPE_CHECKING:
    from attncli.tutor.asking import History, Verdict
    from attncli.tutor.subject import Subject

LENGTHS = (2, 3)
"""Numbers of a row that is asked for: of more nobody computes the last with care."""


def items(subject: Subject, stage: str) -> list[Item]:
    """The query's row of a stage, if it is short and all of it can be reckoned."""
    output = subject.stages[stage].output
    if output.array.ndim != 2 or len(output.axes[0]) != 1 or len(output.axes[1]) not in LENGTHS:
        return []
    if is_long(subject, stage):
        return []
    cells = [subject.cell(stage, subject.index(stage, 0, j)) for j in range(len(output.axes[1]))]
    if not all(math.isfinite(cell.value) for cell in cells):  # what a mask hides is nothing to reckon
        return []
    digits = subject.digits
    if any(near_boundary(cell.value, digits) or round(cell.value, digits) == 0 for cell in cells):
        return []
    trees = [cell.derivation() for cell in cells]
    if any(len(operands(subject, stage, cell)) > LONG for cell in cells) or all(
        tree is None or is_copy(tree) for tree in trees
    ):
        return []
    start = starts_of(subject, stage)[-1]
    if any(tensor.array.ndim > 2 for tensor in needed(subject, start, stage)):
        return []
    last = quoted(cells[0].labels[-1])
    name = f"{cells[0].name.removesuffix(f'{last}]')}*]"
    return [Item(family="row", stage=stage, digits=digits, start=start, cell=name)]


def question(subject: Subject, item: Item) -> Question:
    """What a row comes to."""
    stage = subject.stages[item.stage]
    n = len(stage.output.axes[1])

    def judged(text: str, history: History) -> Verdict:
        return judge(subject, item, text, history)

    def each() -> Blocks:
        return tuple(block for j in range(n) for block in worked(stage, (0, j)))

    text = "What is {row}, {all}, as in {example}?"
    example = Code(" ".join(("0.7", "0.54", "1.25")[:n]))
    return Question(
        item=item,
        title=title(subject, item),
        shown=(
            *numbers(subject, needed(subject, item.start, item.stage)),
            *formulas(subject, item.start, item.stage),
        ),
        ask=say(
            text,
            row=Code(prompt(subject, item)),
            all="both numbers" if n == 2 else f"all {n} numbers",
            example=example,
        ),
        prompt=prompt(subject, item),
        judge=judged,
        hints=(
            lambda: (Prose(where(stage, (0, 0))),),
            lambda: (Prose(say(stage.op.principle)),),
            lambda: (the_sum(stage, (0, 0)),),
        ),
        worked=each,
    )


def tells(subject: Subject, item: Item) -> set[str]:
    """The numbers of the row."""
    return {subject.cell(place.stage, place.index).name for place in places_of(subject, item)}


FAMILY = Family(name="row", about="a short row, typed", items=items, question=question, tells=tells)
