"""One number, typed: what can be heard in it depends on what is shown to start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.document import Code, Words, say
from attncli.tutor.asking import Family, Item, Question
from attncli.tutor.choosing import is_fit, operands, worth_asking
from attncli.tutor.hints import hints, worked
from attncli.tutor.questions.shown import formulas, label, needed, numbers
from attncli.tutor.verdict import judge, place_of, prompt

if TYPE_CHECKING:
    from attncli.tensor import Index
    from attncli.trace import Stage
    from attncli.tutor.asking import History, Verdict
    from attncli.tutor.subject import Subject

MOST_SHOWN = 3
"""Tensors that a question shows at most."""
FEW = 4
"""Numbers that are reckoned in the head."""
MOST = 6
"""Numbers of a stage that are asked for in a sitting at most."""


def items(subject: Subject, stage: str) -> list[Item]:
    """The numbers worth asking of a stage, after the stage before it and after the one before that."""
    found = []
    starts = starts_of(subject, stage)
    if any(tensor.array.ndim > 2 for tensor in needed(subject, starts[-1], stage)):
        return []
    for at, cell in enumerate(worth_asking(subject, stage, start=starts[0])[:MOST]):
        found.append(
            Item(
                family="cell",
                stage=stage,
                digits=subject.digits,
                start=starts[at % len(starts)],
                cell=cell.name,
            )
        )
    return found


def starts_of(subject: Subject, stage: str) -> list[str]:
    """The stages that may be shown to start from, in which the ones behind them are to be computed: two
    steps back, so that more can be heard, and one.
    """
    one = latest_input(subject, stage)
    two = latest_input(subject, one) if one else ""
    tensors = needed(subject, two, stage)
    readable = len(tensors) <= MOST_SHOWN and all(tensor.array.ndim <= 2 for tensor in tensors)
    return [two, one] if one and readable else [one]


def latest_input(subject: Subject, stage: str) -> str:
    """The last of the stages that a stage is made of; "" where it is made of what was given."""
    made = [tensor.name for tensor in subject.stages[stage].inputs if tensor.name in subject.order]
    return max(made, key=subject.order.index, default="")


def question(subject: Subject, item: Item) -> Question:
    """What a number comes to."""
    stage = subject.stages[item.stage]
    position = told_position(subject, item)

    def judged(text: str, history: History) -> Verdict:
        return judge(subject, item, text, history)

    return Question(
        item=item,
        title=title(subject, item),
        shown=(
            *numbers(subject, needed(subject, item.start, item.stage)),
            *formulas(subject, item.start, item.stage),
        ),
        ask=ask(subject, item, stage, position),
        prompt=prompt(subject, item),
        judge=judged,
        hints=hints(stage, position),
        worked=lambda: worked(stage, position),
        then=standing(stage, position),
    )


def told_position(subject: Subject, item: Item) -> Index:
    """Where the number stands in the stage cut to the query and the head."""
    place = place_of(subject, item.cell)
    whole, told = subject.whole(item.stage), subject.stages[item.stage].output
    own = dict(zip((axis.name for axis in whole.axes), place.index, strict=True))
    return tuple(0 if axis.name == "query" and len(axis) == 1 else own[axis.name] for axis in told.axes)


def title(subject: Subject, item: Item) -> str:
    """From what to what."""
    start = f"{called(subject, item.start)}s" if item.start else "what is given"
    return f"From {start} to {with_article(subject, item.stage)}"


def with_article(subject: Subject, stage: str) -> str:
    """One number of a stage, or the stage where its numbers have no name: a weight, the context."""
    noun = subject.stages[stage].output.noun
    if noun == "number":
        return f"the {called(subject, stage)}"
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def called(subject: Subject, stage: str) -> str:
    """What one number of a stage is called, or the stage itself where that is no more than a number."""
    noun = subject.stages[stage].output.noun
    return stage.replace("_", " ").removesuffix("s") if noun == "number" else noun


def ask(subject: Subject, item: Item, stage: Stage, position: Index) -> Words:
    """The question, and how it may be answered."""
    axes = stage.output.axes
    names = [axis.name for axis in axes]
    words = say("What is {cell}", cell=Code(prompt(subject, item)))
    if names == ["query", "key"]:
        key, query = label(axes[1], position[1]), label(axes[0], 0)
        itself = key == query and axes[0].sequence is not None
        text = ", the {noun} of {key} for {query}"
        words += say(text, noun=stage.output.noun, key=key, query="itself" if itself else query)
    words += say("?")
    if len(operands(subject, item.stage, subject.cell(item.stage, place_of(subject, item.cell).index))) > FEW:
        words += say(" Arithmetic will do, as in {like}: attn reckons it.", like=Code("e^0.5/(1+e^2)"))
    return words


def standing(stage: Stage, position: Index) -> Words:
    """Where a number stands among those of its row."""
    output = stage.output
    if [axis.name for axis in output.axes] != ["query", "key"]:
        return ()
    row = output.array[0].round(9).tolist()
    own, key = row[position[1]], label(output.axes[1], position[1])
    larger = sum(value > own for value in row)
    if row.count(own) > 1:
        return say(
            "{n} keys of {all} have that same {noun}.", n=row.count(own), all=len(row), noun=output.noun
        )
    if not larger:
        return say("No key has more than {key}.", key=key)
    text = "{n} of the {all} keys {have} a larger {noun}."
    have = "has" if larger == 1 else "have"
    return say(text, n=larger, all=len(row), have=have, noun=output.noun)


def twin(subject: Subject, item: Item) -> Item | None:
    """The same number of a twin in which it is worth asking for; None where none is found."""
    from attncli.mistakes.numbers import Numbers
    from attncli.tutor.subject import Subject as Other

    def good(numbers: Numbers) -> bool:
        other = Other(numbers.scenario, subject.head, numbers, digits=item.digits)
        place = place_of(subject, item.cell)
        return is_fit(other, item.stage, other.cell(item.stage, place.index), item.digits)

    seed = item.seed + 1
    return None if subject.twin(seed, good) is None else item._replace(twin=seed)


FAMILY = Family(name="cell", about="a number, typed", items=items, question=question, twin=twin)
