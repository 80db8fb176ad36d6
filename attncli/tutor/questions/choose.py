"""One of up to four numbers: the right one, and those that the likeliest mistakes give in its place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attncli.arithmetic import Count, Quotient, Root, Where
from attncli.document import Number, Plain, Symbol, Words, say
from attncli.mistakes.words import because, would
from attncli.stages.wording import called, is_itself
from attncli.tensor import Cell
from attncli.tutor.asking import Family, Item, Option, Question, Verdict
from attncli.tutor.choosing import cells_of, first_forms, near_boundary, worth_asking
from attncli.tutor.hints import hints, worked
from attncli.tutor.questions.cell import told_position
from attncli.tutor.questions.choices import chosen, judge_choice
from attncli.tutor.questions.operands import fits_window, in_head, noun_of, reckoned_from
from attncli.tutor.questions.shown import label
from attncli.tutor.subject import drawing
from attncli.tutor.typed import typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from attncli.mistakes.mistake import Mistake
    from attncli.mistakes.numbers import Numbers, Wrong
    from attncli.tensor import Axis
    from attncli.tutor.asking import History
    from attncli.tutor.subject import Subject

LEAST, MOST = 3, 4
"""Numbers to choose from."""

SEVERAL = 8
"""Numbers of a stage that are asked for at most."""

LIKELIEST = 5
"""Mistakes that take turns from seed to seed."""

MAKERS = ("hand", "rows", "program")
"""Who makes a mistake, the likeliest to answer here first."""

ROWS = {
    "query": "query",
    "key": "key",
    "value": "value",
    "context": "context",
    "attentional": "attentional vector",
    "output": "output",
}
"""What a row of a stage is called, where that has a name."""

FAR = 20
"""How many times larger than the right number one may be and still be worth a thought."""

MORE_DIGITS = 3
"""Decimal places beside those asked that may be needed to tell the numbers apart."""


def items(subject: Subject, stage: str) -> list[Item]:
    """The numbers of a stage that enough mistakes have a number of their own for."""
    start = start_of(subject, stage)
    found = []
    for cell in worth_asking(subject, stage, start=start)[:SEVERAL]:
        item = Item(family="choose", stage=stage, digits=subject.digits, start=start, cell=cell.name)
        wrong = likeliest(subject, item, cell, item.digits)
        if len(wrong) >= LEAST - 1 and fits_window(question(subject, item)):
            targets = tuple(mistake.name for _, mistake in wrong[:LIKELIEST])
            found.append(item._replace(targets=targets))
    return found


def start_of(subject: Subject, stage: str) -> str:
    """What is shown to start from: the stage before, or where weights are asked for the scores, so that what
    is done on the way can go wrong too.
    """
    order = subject.order
    at = order.index(stage)
    if stage == "weights":
        return "scores"
    return order[at - 2] if stage == "local_weights" else subject.before(stage)


def cell_of(subject: Subject, item: Item) -> Cell:
    """The number that is asked for."""
    return next(cell for cell in cells_of(subject, item.stage) if cell.name == item.cell)


def likeliest(subject: Subject, item: Item, cell: Cell, digits: int) -> list[tuple[str, Mistake]]:
    """The wrong numbers as they are shown, each with the likeliest mistake that gives it, the likeliest
    first: those that look like no other, are not out of all proportion, nor near where rounding turns.
    """
    right = written(cell.value, digits)
    found: dict[str, Wrong] = {}
    heard = first_forms(subject.numbers.heard(item.stage, item.start or None))
    heard.sort(key=lambda wrong: (MAKERS.index(wrong.mistake.by), not wrong.mistake.source))
    for wrong in heard:
        array = wrong.array(item.stage)
        value = math.nan if array is None else float(array[cell.index])
        if not abs(value) <= FAR * max(abs(cell.value), 1) or near_boundary(value, digits):
            continue
        if written(value, digits) != right:
            found.setdefault(written(value, digits), wrong)
    # Of mistakes at several stages one of each in turn: three ways to divide teach but one thing.
    turns: dict[str, int] = {}
    ranks = {}
    for text, wrong in found.items():
        ranks[text] = turns[wrong.at[-1]] = turns.get(wrong.at[-1], -1) + 1
    return [(text, found[text].mistake) for text in sorted(found, key=ranks.__getitem__)]


def written(value: float, digits: int) -> str:
    """A number with so many decimal places, as it stands among the answers.

    >>> written(-0.351, 2), written(-0.001, 2), written(1, 2)
    ('−0.35', '0.00', '1.00')
    """
    text = f"{value:.{digits}f}"
    return (text if float(text) else text.removeprefix("-")).replace("-", "−")


def offered(subject: Subject, item: Item, cell: Cell) -> tuple[int, dict[str, Mistake]]:
    """The wrong numbers that are offered, and how many decimal places tell them all apart."""
    draw = drawing(item.seed, subject.scenario.name, item.cell)
    for digits in range(item.digits, item.digits + MORE_DIGITS):
        several = likeliest(subject, item, cell, digits)[:LIKELIEST]
        if len(several) >= LEAST - 1:
            break
    return digits, dict(draw.sample(several, min(len(several), MOST - 1)))


def question(subject: Subject, item: Item) -> Question:
    """Which of the numbers it is, in order of size."""
    cell = cell_of(subject, item)
    digits, wrong = offered(subject, item, cell)
    right = written(cell.value, digits)
    texts = sorted({right, *wrong}, key=lambda text: float(text.replace("−", "-")))
    options = tuple(
        Option((Plain(text),), True, praised(cell, text))
        if text == right
        else Option((Plain(text),), False, told(subject, text, wrong[text]), wrong[text].name)
        for text in texts
    )
    stage, position = subject.stages[item.stage], told_position(subject, item)
    return Question(
        item=item,
        title=title(subject, item),
        shown=reckoned_from(subject, item.start, item.stage, cell),
        ask=asked(subject, item, cell),
        options=options,
        judge=judge(options),
        hints=hints(stage, position),
        worked=lambda: worked(stage, position),
        then=lesson(subject, wrong),
    )


def title(subject: Subject, item: Item) -> str:
    """From what to what it leads, where that is more than a step; else the step."""
    order = subject.order
    if item.start and order.index(item.stage) - order.index(item.start) > 1 and item.stage != "context":
        return f"From {item.start.replace('_', ' ')} to {item.stage.replace('_', ' ')}"
    return subject.stages[item.stage].op.title


def asked(subject: Subject, item: Item, cell: Cell) -> Words:
    """The number in words, and by its symbol."""
    ask = say("Which of these is {what}?", what=number_called(subject, item.stage, cell))
    return in_head(subject, item.stage, ask)


def number_called(subject: Subject, stage: str, cell: Cell) -> Words:
    """A number of a stage in words: "the weight of “mat” for “sat”"."""
    tensor = cell.tensor
    axes = [(axis, at) for axis, at in zip(tensor.axes, cell.index, strict=True) if axis.name != "head"]
    noun = noun_of(subject.stages[stage].output)
    (first, i), *others = axes
    symbol = Symbol(subject.stages[stage].output.symbol)
    if not others:
        return say("{symbol} for {row}", symbol=symbol, row=called(first, i))
    second, j = others[0]
    if second.name == "key":
        own = is_itself(first, i, second, j)
        key = say("itself") if own else called(second, j)
        if stage == "weights":
            text = "the share of its attention that {query} gives to {key}"
            return say(text, query=called(first, i), key=key)
        return say("the {noun} of {query} with {key}", noun=noun, query=called(first, i), key=key)
    name = ROWS.get(stage)
    if name is None or first.sequence is None:
        return say("number {d} of {symbol} for {row}", d=j + 1, symbol=symbol, row=row_called(first, i))
    text = "number {d} of the {name} {symbol} of {row}"
    return say(text, d=j + 1, name=name, symbol=symbol, row=called(first, i))


def row_called(axis: Axis, position: int) -> Words:
    """What a row is called: a word of the sentence, "query 1", "row 2"."""
    return called(axis, position) if axis.sequence is not None else label(axis, position)


def praised(cell: Cell, text: str) -> Words:
    """What is said of the right number: what it is made of, where that is short."""
    tree = cell.derivation()
    tree = tree.branch if isinstance(tree, Where) else tree
    match tree:
        case Quotient(Cell() as above, Root(Count(n))):
            words = say("{above} divided by √{n}", above=precise(above), n=n)
        case Quotient(Cell() as above, Cell() as below):
            words = say("{above} of {below}", above=precise(above), below=precise(below))
        case _:
            return say("{number}, yes.", number=text)
    return say("{number}, yes: {sum}.", number=text, sum=words)


def precise(cell: Cell) -> Number:
    """A number to reckon with: two decimal places more than are mostly asked."""
    return Number(round(cell.value, 4), given=True)


def told(subject: Subject, text: str, mistake: Mistake) -> Words:
    """What is said of a wrong number: what it comes out of, and what puts that right."""
    return say(
        "Not {number}: that is what comes out if {would}. {because}",
        number=text,
        would=would(mistake, subject.facts),
        because=because(mistake, subject.facts),
    )


def lesson(subject: Subject, wrong: dict[str, Mistake]) -> Words:
    """What one of the other numbers would have come out of."""
    text, mistake = next(iter(wrong.items()))
    return say("{number} comes out if {would}.", number=text, would=would(mistake, subject.facts))


def judge(options: tuple[Option, ...]) -> Callable[[str, History], Verdict]:
    """Judges a line that is to choose one: by its place, or by the number however it is written."""
    by_place = judge_choice(options)

    def judged(text: str, history: History) -> Verdict:
        answers = () if chosen(options, text) is not None else typed(text).answers
        for at, option in enumerate(options, 1):
            [span] = option.words
            assert isinstance(span, Plain)
            if any(answer.value == float(span.text.replace("−", "-")) for answer in answers):
                return by_place(str(at), history)
        return by_place(text, history)

    return judged


def twin(subject: Subject, item: Item) -> Item | None:
    """The same number asked of other vectors; None where it is not worth asking there."""
    seed = item.seed + 1

    def good(numbers: Numbers) -> bool:
        other = type(subject)(numbers.scenario, subject.head, numbers)
        return any(each.cell == item.cell for each in items(other, item.stage))

    return None if subject.twin(seed, good) is None else item._replace(twin=seed)


FAMILY = Family(
    name="choose", about="which of up to four numbers it is", items=items, question=question, twin=twin
)
