"""More, less, or the same: what becomes of a number if one thing about the computation were otherwise.

The other computation is made, and both numbers are told: nothing here is taken for granted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from attncli.document import Number, Prose, Words, say, sentence
from attncli.mistakes.changing import run
from attncli.record import Record
from attncli.tutor.asking import Family, Item, Option, Question
from attncli.tutor.choosing import cells_of, is_long
from attncli.tutor.questions.choices import judge_choice
from attncli.tutor.questions.choose import number_called
from attncli.tutor.questions.operands import fits_window, in_head, reckoned_from
from attncli.tutor.questions.shown import ROWS
from attncli.tutor.subject import drawing
from attncli.tutor.supposing import Change, of_context, of_weights

if TYPE_CHECKING:
    from attncli.tensor import Cell
    from attncli.tutor.subject import Subject

SAME = 1e-9
"""Numbers this close to each other, relative to the larger, are the same."""

CLEAR = 2
"""Units of the last digit asked by which a number must become another, if it does."""

MORE, LESS, ALIKE = "more", "less", "the same"


class Changed(Record):
    """A change, and the number with and without it."""

    change: Change
    before: float
    after: float

    @property
    def outcome(self) -> str:
        """What has become of the number."""
        if math.isclose(self.before, self.after, rel_tol=SAME, abs_tol=SAME):
            return ALIKE
        return MORE if self.after > self.before else LESS

    @property
    def told(self) -> Words:
        """The number before and after."""
        before, after = self.before, self.after
        if self.outcome == ALIKE:
            return say("{before} before and after", before=Number(before))
        return say(
            "{before} before, {after} after",
            before=Number(before, apart=(after,)),
            after=Number(after, apart=(before,)),
        )

    def said(self, kind: str) -> Words:
        """What is said of an answer."""
        if kind == self.outcome:
            return say(f"{kind.capitalize()}, yes: {{told}}.", told=self.told)
        return say(f"Not {kind}: {{told}}. {{because}}", told=self.told, because=self.change.because)


def items(subject: Subject, stage: str) -> list[Item]:
    """The weights and the context numbers that something changes, or leaves alone, in a way worth a thought:
    those first that it may go either way with.
    """
    if stage not in CHANGES or is_long(subject, stage) or subject.stages["weights"].output.size("key") > ROWS:
        return []
    start = "scores" if stage == "weights" else subject.before(stage)
    found = []
    for cell in cells_of(subject, stage):
        item = Item(family="what_if", stage=stage, digits=subject.digits, start=start, cell=cell.name)
        if math.isfinite(cell.value) and round(cell.value, item.digits) != 0:
            changes = telling(subject, item, cell)
            if changes and all(fits_window(posed(subject, item, cell, each)) for each in changes):
                found.append((len({each.outcome for each in changes}), item))
    return [item for _, item in sorted(found, key=lambda each: -each[0])]


def telling(subject: Subject, item: Item, cell: Cell) -> list[Changed]:
    """The changes that make another number of one, or leave each alone, so that rounding hides nothing:
    of a weight that is all but 1 already "the same" would be no more than nearly true.
    """
    found = []
    for change in CHANGES[item.stage](subject, cell):
        stages = run(change.scenario, (), change.standing).stages
        changed = Changed(change, cell.value, float(stages[item.stage].output.array[cell.index]))
        far = abs(changed.after - changed.before) >= CLEAR * 10.0**-item.digits
        if changed.outcome == ALIKE if change.keeps else far:
            found.append(changed)
    return found


def question(subject: Subject, item: Item) -> Question:
    """One of the changes, which the seed decides: first the answer, as most changes make a number less."""
    cell = next(cell for cell in cells_of(subject, item.stage) if cell.name == item.cell)
    changes = telling(subject, item, cell)
    draw = drawing(item.seed, subject.scenario.name, item.cell)
    wanted = draw.choice(sorted({each.outcome for each in changes}))
    return posed(subject, item, cell, draw.choice([each for each in changes if each.outcome == wanted]))


def posed(subject: Subject, item: Item, cell: Cell, changed: Changed) -> Question:
    """What becomes of a number with a change."""
    change = changed.change
    options = tuple(
        Option(say(kind), kind == changed.outcome, changed.said(kind)) for kind in (MORE, LESS, ALIKE)
    )
    ask = say(
        "{suppose} Would {what} be more, less, or the same?",
        suppose=change.suppose,
        what=number_called(subject, item.stage, cell),
    )
    op = subject.stages[item.stage].op
    right = say("{kind}: {told}. {because}", kind=changed.outcome, told=changed.told, because=change.because)
    return Question(
        item=item,
        title="What if?",
        shown=reckoned_from(subject, item.start, item.stage, cell, counts=False),
        ask=in_head(subject, item.stage, ask),
        options=options,
        judge=judge_choice(options),
        hints=(lambda: (Prose(say(op.principle)),),),
        worked=lambda: (Prose(sentence(right)),),
        then=change.because,
    )


CHANGES: dict[str, Callable[[Subject, Cell], Iterator[Change]]] = {
    "weights": of_weights,
    "context": of_context,
}
"""By the stage that is asked about."""

FAMILY = Family(
    name="what_if",
    about="whether a number becomes more, less, or stays the same",
    items=items,
    question=question,
)
