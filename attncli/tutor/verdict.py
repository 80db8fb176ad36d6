"""What a typed number comes to, in this order: unreadable, right, short, from an earlier number, a cause,
several, a slip, unknown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from attncli.document import Code, Number, Words, say
from attncli.mistakes.evidence import leads_to
from attncli.mistakes.matching import Cause, Match, match
from attncli.mistakes.mistake import Place
from attncli.mistakes.slips import SAID
from attncli.mistakes.window import Answer, Window
from attncli.mistakes.words import because, would
from attncli.pages.cells import find_cell
from attncli.pages.typing import typed as typed_cell
from attncli.tensor import quoted
from attncli.tutor.asking import MORE, Given, History, Item, Verdict
from attncli.tutor.hints import symbol_name
from attncli.tutor.typed import Typed, typed

if TYPE_CHECKING:
    from attncli.tutor.subject import Subject

NEARLY = 0.1
"""How near a whole number is to what is right, if it is that without its decimal places."""


def judge(subject: Subject, item: Item, text: str, history: History) -> Verdict:
    """What a line comes to that answers an item of one number, or of a row; it never raises."""
    places = places_of(subject, item)
    read = typed(text, len(places))
    if read.fault:
        return Verdict(kind="unread", words=unreadable(text, read.fault, len(places)))
    window = window_of(subject, item)
    answers = [
        Answer(place, answer.value, answer.places or 0, full=answer.places is None)
        for place, answer in zip(places, read.answers, strict=True)
    ]
    back = read_back(read, item.digits)
    if not window.wrong(answers):
        return Verdict(kind="right", words=back + said_right(subject, item, places), values=read.values)
    if short(window, answers):
        words = say(
            "{typed} is right as far as it goes; {n} decimals are asked for.", typed=code(text), n=item.digits
        )
        return Verdict(kind="short", words=words, values=read.values)
    found = judge_wrong(subject, item, window, answers, history)
    return found._replace(words=back + found.words, values=read.values)


def places_of(subject: Subject, item: Item) -> tuple[Place, ...]:
    """The places that an item asks for: one, or those of a row, whose last label is left out."""
    if item.family != "row":
        return (place_of(subject, item.cell),)
    whole = subject.whole(item.stage)
    row = item.cell.removesuffix("*]")
    first = place_of(subject, f"{row}{quoted(whole.axes[-1].names[0])}]").index
    return tuple(Place(item.stage, (*first[:-1], j)) for j in range(len(whole.axes[-1])))


def place_of(subject: Subject, name: str) -> Place:
    """The place of a cell by its name."""
    cell, _ = find_cell(subject.trace, name)
    return Place(cell.tensor.name, cell.index)


def window_of(subject: Subject, item: Item) -> Window:
    """What can be heard in the answer to an item, made once."""
    key = (item.cell, item.start, item.digits)
    if key not in subject.windows:
        start = item.start or None
        subject.windows[key] = Window(subject.numbers, places_of(subject, item)[0], start, digits=item.digits)
    return subject.windows[key]


def short(window: Window, answers: Sequence[Answer]) -> bool:
    """Whether the numbers are right but for decimal places that are missing."""
    return all(window.is_right(answer) or cut_off(window, answer) for answer in answers)


def cut_off(window: Window, answer: Answer) -> bool:
    """Whether a number is what is right, rounded to fewer places than are asked for.

    A whole number must be nearer than half of one: 1 says next to nothing of 0.5.
    """
    if answer.places >= window.digits or answer.full:
        return False
    half = 0.5 * 10.0**-answer.places * (1 + 1e-9) if answer.places else NEARLY
    return abs(window.at(answer.place)[0] - answer.value) <= half


def judge_wrong(
    subject: Subject, item: Item, window: Window, answers: Sequence[Answer], history: History
) -> Verdict:
    """What a number comes to that is not as it should be."""
    asked_by = next((given for given in reversed(history) if given.verdict.ask == item), None)
    if asked_by is not None:
        return judge_second(subject, item, asked_by, answers)
    earlier = from_earlier(subject, window, answers, history)
    if earlier is not None:
        return earlier
    found = match(window, answers)
    if found.confirmed is not None or len(found.causes) == 1:
        return told(subject, window, answers, found)
    if found.causes:
        return several(subject, item, answers, found)
    kinds = [slip.kind for slip in found.slips if slip.kind != "beside" or in_row(window, answers)]
    if kinds and len(window.wrong(answers)) == 1:
        words = say(
            "Not {wrong}. That is what comes out if {slip}.",
            wrong=first_wrong(window, answers),
            slip=SAID[kinds[0]],
        )
        return Verdict(kind="slip", words=words)
    text = "Not {wrong}, and nothing that attn knows leads there."
    words = say(text, wrong=first_wrong(window, answers))
    if found.ask is None:
        return Verdict(kind="unknown", words=words)
    ask = item_at(subject, item, found.ask)
    back = say(" One step back: what is {cell}?", cell=Code(prompt(subject, ask)))
    return Verdict(kind="unknown", words=words + back, ask=ask, alone=words)


def in_row(window: Window, answers: Sequence[Answer]) -> bool:
    """Whether a wrong number stands in the very row that is asked about: of others nobody was shown any."""
    wrong = window.wrong(answers)[0]
    *row, _ = wrong.place.index
    numbers = np.asarray(window.numbers.right(wrong.place.stage).array[tuple(row)], dtype=float)
    return bool(wrong.fits(numbers, window.digits).any())


def judge_second(subject: Subject, item: Item, first: Given, answers: Sequence[Answer]) -> Verdict:
    """What a second number comes to, which was asked for to tell what the first one comes from."""
    window = window_of(subject, first.item)
    before = [
        Answer(place, answer.value, answer.places or 0, full=answer.places is None)
        for place, answer in zip(
            places_of(subject, first.item), typed(first.text, len(first.verdict.values)).answers, strict=True
        )
    ]
    found = match(window, [*before, *answers])
    if found.causes:
        return told(subject, window, answers, found)
    own = match(window_of(subject, item), answers)
    if own.causes:
        return told(subject, window_of(subject, item), answers, own)
    text = "Not {wrong}, and nothing that attn knows leads there. {cell} is {right}; go on from that."
    cell = subject.cell(item.stage, answers[0].place.index)
    words = say(
        text,
        wrong=first_wrong(window_of(subject, item), answers),
        cell=Code(prompt(subject, item)),
        right=exact(cell.value, item.digits + MORE),
    )
    return Verdict(kind="slip" if own.slips else "unknown", words=words)


def from_earlier(
    subject: Subject, window: Window, answers: Sequence[Answer], history: History
) -> Verdict | None:
    """The verdict on what follows rightly from a wrong number that was typed earlier; None if it does not."""
    for given in reversed(history):
        numbers = given.verdict.values
        if given.verdict.right or len(numbers) != 1 or not given.item.cell or given.item.twin is not None:
            continue
        place = places_of(subject, given.item)[0]
        early = Answer(place, numbers[0])
        if len(answers) == 1 and leads_to(window, early, answers[0]):
            cell = subject.cell(place.stage, place.index)
            words = say(
                "From your {early} that is right. But {cell} is {right}: what comes out of that?",
                early=exact(numbers[0], None),
                cell=Code(typed_cell(cell)),
                right=exact(cell.value, window.digits + MORE),
            )
            return Verdict(kind="before", words=words)
    return None


def told(subject: Subject, window: Window, answers: Sequence[Answer], found: Match) -> Verdict:
    """The verdict that names what the numbers come from."""
    cause = found.confirmed or found.causes[0]
    sure = found.confirmed is not None
    mistake = cause.mistakes[0]
    words = say("Not {wrong}. That is what comes out if ", wrong=first_wrong(window, answers))
    words += would(mistake, subject.facts) + say(". ") + because(mistake, subject.facts)
    words += ingredient(window, cause)
    return Verdict(kind="cause", words=words, causes=cause.names, confirmed=sure)


def ingredient(window: Window, cause: Cause) -> Words:
    """The right number where the mistake enters, in the row and column asked about: not the answer itself."""
    stage = cause.wrongs[0].at[0]
    if stage == window.asked.stage.partition("/")[0]:
        return ()
    tensor = window.numbers.right(stage)
    own = dict(zip(window.axes(window.asked.stage), window.asked.index, strict=True))
    if not all(axis.name in own for axis in tensor.axes):
        return ()
    cell = tensor.cell(*(own[axis.name] for axis in tensor.axes))
    made = cause.wrongs[0].array(stage)
    touched = made is not None and float(made[cell.index]) != cell.value
    if not touched or not math.isfinite(cell.value):
        return ()
    return say(
        " {cell} is {value}.", cell=Code(symbol_name(cell)), value=exact(cell.value, window.digits + MORE)
    )


def several(subject: Subject, item: Item, answers: Sequence[Answer], found: Match) -> Verdict:
    """The verdict on a number that several mistakes lead to: one more tells which, where one does."""
    window = window_of(subject, item)
    names = tuple(name for cause in found.causes for name in cause.names)
    wrong = first_wrong(window, answers)
    alone = say("Not {wrong}. That is what comes out if ", wrong=wrong)
    for at, cause in enumerate(found.causes[:3]):
        alone += (say(", or if ") if at else ()) + would(cause.mistakes[0], subject.facts)
    alone += say(".")
    if found.ask is None:
        return Verdict(kind="several", words=alone, causes=names)
    ask = item_at(subject, item, found.ask)
    text = "Not {wrong}. {n} things lead to that number. One more of yours tells which: what is {cell}?"
    words = say(
        text, wrong=wrong, n=COUNTED.get(len(found.causes), "Several"), cell=Code(prompt(subject, ask))
    )
    return Verdict(kind="several", words=words, causes=names, ask=ask, alone=alone)


COUNTED = {2: "Two", 3: "Three", 4: "Four"}


def item_at(subject: Subject, item: Item, place: Place) -> Item:
    """The item that asks for one more number, after what the other one showed."""
    cell = subject.cell(place.stage, place.index)
    return item._replace(family="cell", stage=place.stage, cell=cell.name, targets=())


def prompt(subject: Subject, item: Item) -> str:
    """What an item asks for, by its symbol: ``A[sat,mat]``."""
    place = places_of(subject, item)[0]
    name = symbol_name(subject.cell(place.stage, place.index))
    if item.family != "row":
        return name
    last = quoted(subject.whole(item.stage).axes[-1].names[0])
    return f"{name.removesuffix(f',{last}]')}]"


def unreadable(text: str, fault: str, count: int) -> Words:
    """What is said of a line that is no answer."""
    like = "0.15, 3/20, 15%, e^-1/2.56" if count == 1 else " ".join(("0.15", "0.2", "0.65", "0.1")[:count])
    shown = text.strip() if len(text) <= 40 else f"{text[:39]}…"
    return say(
        "{typed} cannot be read: {fault}. Like this: {like}", typed=code(shown), fault=fault, like=Code(like)
    )


def code(text: str) -> Code:
    """What was typed, as it was."""
    return Code(text.strip())


def read_back(read: Typed, digits: int) -> Words:
    """What arithmetic came to, before it is judged."""
    if not read.reckoned:
        return ()
    words: Words = say("= ")
    for at, value in enumerate(read.values):
        words += say("; {value}" if at else "{value}", value=exact(value, digits + MORE))
    return words + say(". ")


def said_right(subject: Subject, item: Item, places: Sequence[Place]) -> Words:
    """What is said of a right answer: it, with all the digits that teach."""
    cells = [subject.cell(place.stage, place.index) for place in places]
    words: Words = ()
    for at, cell in enumerate(cells):
        words += say(", {value}" if at else "{value}", value=exact(cell.value, item.digits))
    return words + say(", yes.")


def first_wrong(window: Window, answers: Sequence[Answer]) -> Number:
    """The first number that is not as it should be, as it was typed."""
    wrong = (window.wrong(answers) or list(answers))[0]
    return exact(wrong.value, max(window.digits, wrong.places))


def exact(value: float, digits: int | None) -> Number:
    """A number in so many decimal places, or as it was typed, whatever the page rounds to."""
    return Number(value if digits is None or not math.isfinite(value) else round(value, digits), given=True)
