"""Questions of every family about every built-in scenario, and what a person may answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from lessons import lessons

from attncli.document import Words, plain
from attncli.loading.scenario_file import load_scenario
from attncli.tutor.asking import Item, Question
from attncli.tutor.questions.families import FAMILIES
from attncli.tutor.subject import Subject

ACCUSING = ("you forgot", "wrong!", "simply", "easy", "obviously", "mistake of yours")


@cache
def subject(name: str) -> Subject:
    """A built-in scenario, its wrong numbers kept from question to question."""
    return Subject(load_scenario(name))


@cache
def asked(name: str, *families: str) -> tuple[tuple[Item, Question], ...]:
    """Every question that families ask about a scenario."""
    about = subject(name)
    return tuple(
        (item, FAMILIES[family].question(about, item))
        for family in families
        for stage in about.order
        for item in FAMILIES[family].items(about, stage)
    )


def everywhere(*families: str) -> Iterator[tuple[str, Item, Question]]:
    """Every question that families ask about any built-in scenario."""
    for name in lessons():
        for item, question in asked(name, *families):
            yield name, item, question


def sentence(words: Words) -> str:
    """Words as one text."""
    return plain(words)
