"""Which stage comes next: before it is seen, and told by what each needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.document import Plain, Prose, Words, say
from attncli.stages.wording import agreeing, joined
from attncli.tutor.asking import Family, Item, Option, Question
from attncli.tutor.questions.choices import judge_choice
from attncli.tutor.questions.operands import fits_window
from attncli.tutor.subject import drawing

if TYPE_CHECKING:
    from attncli.tutor.subject import Subject

WORTH = ("masked_scores", "scaled_scores", "weights")
"""Of these the first that there is: what stands between a score and a weight, and where."""

AFTER = ("local_weights", "concatenated")
"""These as well, where there are such. Behind them all but one are done, and nothing is left to choose."""

LEAST, MOST = 3, 4
"""Stages to choose from."""


def items(subject: Subject, stage: str) -> list[Item]:
    """What comes between scores and weights; and what comes behind, where that is more than mixing values."""
    worth = {next(name for name in WORTH if name in subject.stages), *AFTER}
    before = subject.before(stage)
    if stage not in worth or not before:
        return []
    item = Item(family="order", stage=stage, digits=subject.digits, start=before)
    wrong = others(subject, stage)
    if len(wrong) < LEAST - 1 or not any(lacking(subject, name, before) for name in wrong):
        return []
    return [item] if fits_window(question(subject, item)) else []


def title(subject: Subject, stage: str) -> str:
    """What a stage is called."""
    return subject.stages[stage].op.title


def lacking(subject: Subject, stage: str, after: str) -> list[str]:
    """The stages that one needs and that come behind another."""
    done = subject.order[: subject.order.index(after) + 1]
    needs = [tensor.name for tensor in subject.stages[stage].inputs if tensor.name in subject.stages]
    return [name for name in needs if name not in done]


def others(subject: Subject, stage: str) -> list[str]:
    """The stages that surely do not come next: those that are done, and those that lack something."""
    before = subject.before(stage)
    done = subject.order[: subject.order.index(stage)]
    titles = {title(subject, stage), title(subject, before)}
    found = []
    for name in subject.order:
        known = title(subject, name) in titles
        if name != stage and not known and (name in done or lacking(subject, name, before)):
            found.append(name)
            titles.add(title(subject, name))
    return found


def question(subject: Subject, item: Item) -> Question:
    """Which stage comes next, of some in an order of their own."""
    before = subject.before(item.stage)
    draw = drawing(item.seed, subject.scenario.name, item.stage)
    wrong = others(subject, item.stage)
    # Those that come later are worth more thought than those that are done.
    done = subject.order[: subject.order.index(item.stage)]
    draw.shuffle(wrong)
    wrong.sort(key=lambda name: name in done)
    offered = [item.stage, *wrong[: MOST - 1]]
    draw.shuffle(offered)
    options = tuple(
        Option((Plain(title(subject, name)),), name == item.stage, said(subject, item.stage, name))
        for name in offered
    )
    ask = say(f"One step is done: “{title(subject, before)}”. Which comes next?")
    stage = subject.stages[item.stage]
    return Question(
        item=item,
        title="What comes next?",
        shown=(),
        ask=ask,
        options=options,
        judge=judge_choice(options),
        hints=(lambda: (Prose(hint(subject, before)),),),
        worked=lambda: (Prose(say(f"“{stage.op.title}”. {stage.op.principle}")),),
        then=say(stage.op.principle),
    )


def hint(subject: Subject, before: str) -> Words:
    """What there is so far."""
    output = subject.stages[before].output
    return say(f"What there is now is {output.symbol.plain} = {subject.stages[before].formula.plain}.")


def said(subject: Subject, stage: str, name: str) -> Words:
    """What is said to whoever chooses a stage: what it lacks, or that it is done."""
    called = f"“{title(subject, name)}”"
    if name == stage:
        inputs = subject.stages[name].inputs
        words = joined([(Plain(tensor.symbol.plain),) for tensor in inputs])
        there = agreeing(len(inputs), "which is there", "and they are there")
        return say(f"{called}, yes: it takes {{inputs}}, {there}.", inputs=words)
    missing = lacking(subject, name, subject.before(stage))
    if not missing:
        return say(f"Not {called}: that is done, and what came out of it is {symbol(subject, name)}.")
    first = missing[0]
    words = say(f"Not {called}: it takes {symbol(subject, first)}, which is not there yet.")
    if first == stage:  # the answer is not given away
        return words
    return words + say(f" That comes of “{title(subject, first)}”.")


def symbol(subject: Subject, stage: str) -> str:
    """The symbol of what comes out of a stage."""
    return subject.stages[stage].output.symbol.plain


FAMILY = Family(name="order", about="which stage comes next", items=items, question=question)
