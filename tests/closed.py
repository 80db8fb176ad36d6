"""What every question that offers answers must keep, whichever family made it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from asked import ACCUSING, subject

from attncli.document import Document, Prose, Section, Words
from attncli.formats import write
from attncli.tutor.asking import Family, Item, Question
from attncli.tutor.questions.choices import told
from attncli.tutor.quizzing import Sitting, asked
from attncli.tutor.subject import Subject

DIGITS = 2

LINES = 22
"""Of a window of 24: the others are the prompt and the empty line before it."""

NEVER = (*ACCUSING, "wrong", "should have")

NUMBER = re.compile(r"[−-]?\d+(?:\.\d+)?")


ITEMS: dict[tuple[str, str], list[Item]] = {}
"""By family and scenario: each is looked for once."""


def items(family: Family, name: str) -> list[Item]:
    """All that a family asks of a built-in scenario."""
    if (family.name, name) not in ITEMS:
        about = subject(name)
        found = [(stage, item) for stage in about.order for item in family.items(about, stage)]
        assert all((item.family, item.stage) == (family.name, stage) for stage, item in found)
        ITEMS[family.name, name] = [item for _, item in found]
    return ITEMS[family.name, name]


def questions(family: Family, name: str, seeds: tuple[int, ...] = (0, 1)) -> Iterator[tuple[Item, Question]]:
    """The same as questions, with some seeds."""
    for item in items(family, name):
        for seed in seeds:
            seeded = item._replace(seed=seed)
            yield seeded, family.question(subject(name), seeded)


def page(about: Subject, family: Family, item: Item) -> str:
    """A question as it is shown."""
    sitting = Sitting(subject=about, families={family.name: family}, items=(item,))
    return write(asked(sitting), "text", digits=DIGITS + 2)


def text(words: Words, digits: int = DIGITS) -> str:
    """Words as they are printed, on one line."""
    section = Section(title="", blocks=(Prose(words),))
    return " ".join(write(Document("", (section,)), "text", digits=digits, width=9999).split())


def lines(words: Words) -> int:
    """Lines that words take in a window."""
    section = Section(title="", blocks=(Prose(words),))
    return len(write(Document("", (section,)), "text", digits=DIGITS).strip().splitlines())


def numbers(words: Words) -> list[float]:
    """The numbers in words, as they are printed."""
    return [float(found.replace("−", "-")) for found in NUMBER.findall(text(words))]


def keeps(about: Subject, family: Family, item: Item, question: Question) -> None:
    """Hold what every question with answers to choose from must keep."""
    options = question.options
    words = [told(option.words) for option in options]
    assert len(options) >= 3
    assert len(set(words)) == len(words)
    assert sum(option.right for option in options) == 1
    assert len({text(option.says) for option in options}) == len(options)
    for at, option in enumerate(options, 1):
        by_number = question.judge(str(at), ())
        assert by_number == question.judge(f" {at}. ", ()) == question.judge(words[at - 1], ())
        assert by_number.words == option.says
        assert by_number.right == option.right
        assert by_number.kind == ("right" if option.right else "wrong")
        said = text(option.says)
        assert not any(phrase in said.lower() for phrase in NEVER), said
        assert lines(option.says) <= 6, said
    for line in ("0", "99", "dog", "[", "1 2", "½", "-", "nan", "1e999"):
        assert question.judge(line, ()).kind in ("unread", "right", "wrong")
    told_after = text(question.then)
    assert told_after.endswith(".")
    assert not any(phrase in told_after.lower() for phrase in NEVER), told_after
    assert question.worked()
    for hint in question.hints:
        assert hint()
    assert not question.prompt
    shown = page(about, family, item)
    assert len(shown.splitlines()) <= LINES, shown
    assert max(map(len, shown.splitlines())) <= 80
