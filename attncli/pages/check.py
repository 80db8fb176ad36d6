"""The page of `attn check`: which scenarios are valid and meet what they expect, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from attncli.arithmetic import settled
from attncli.document import (
    Block,
    Code,
    Document,
    Entries,
    Entry,
    Fault,
    Number,
    Prose,
    Section,
    Words,
    plural,
    say,
)
from attncli.mechanisms.expect import Checked, Compared, Miss

MOST = 8
"""Numbers of one stage that are told at most."""

FINEST = 320
"""Decimal places that are looked at most: a float has no more."""


def check_page(scenarios: Sequence[Checked]) -> Document:
    """A line a scenario, then a section for each that does not pass."""
    wrong = [checked for checked in scenarios if not checked.ok]
    rows = [Entry(Code(checked.name), verdict(checked), present=not checked.ok) for checked in scenarios]
    title = summary(len(scenarios), len(wrong))
    sections = [Section(title=title, blocks=(Entries(tuple(rows)),), name="summary")]
    for checked in wrong:
        blocks = (Prose((Code(checked.name),)), *faults(checked))
        sections.append(Section(title=heading(checked), blocks=blocks, name=checked.name))
    return Document("Check scenarios", tuple(sections))


def summary(all: int, wrong: int) -> str:
    """How many pass, as a heading."""
    if wrong:
        return f"{wrong} of {all} {plural(wrong, 'does', 'do')} not pass" if all > 1 else "It does not pass"
    return "It passes" if all == 1 else f"All {all} pass"


def heading(checked: Checked) -> str:
    """What is wrong with a scenario, in a word or two; its name comes from outside, and stands below."""
    if checked.error is None:
        return "Numbers that do not meet"
    return "Cannot be read" if checked.error.no_access else "Not valid"


def verdict(checked: Checked) -> Words:
    """What a scenario's line says."""
    if checked.error is not None:
        if checked.error.no_access:
            return say("cannot be read")
        n = len(checked.error.all)
        return say("is not valid: {n} {faults}", n=n, faults=plural(n, "fault"))
    if not checked.compared:
        return say("is valid, and expects no numbers")
    expected = expected_words(checked.compared)
    if not checked.misses:
        as_expected = plural(checked.numbers, "the number is as expected", "all numbers are as expected")
        return say("{as_expected}: {expected}", as_expected=as_expected, expected=expected)
    text = "misses {misses} of the {numbers} numbers it expects: {expected}"
    return say(text, misses=len(checked.misses), numbers=checked.numbers, expected=expected)


def expected_words(compared: Sequence[Compared]) -> str:
    """How many numbers of which stages: 36 of scores, 36 of weights."""
    numbers: dict[str, int] = {}
    for one in compared:
        numbers[one.stage] = numbers.get(one.stage, 0) + one.numbers
    return ", ".join(f"{count:,} of {stage}" for stage, count in numbers.items())


def faults(checked: Checked) -> list[Block]:
    """All that is wrong with a scenario."""
    if checked.error is not None:
        return [Fault(fault) for fault in checked.error.all]
    return [block for compared in checked.compared if compared.misses for block in missed(compared)]


def missed(compared: Compared) -> list[Block]:
    """The numbers of a stage that are too far off."""
    n = len(compared.misses)
    text = "Stage {stage}: each number may be off by {allowed}. {misses} of {numbers} {are} off by more"
    allowed: Words = (Number(compared.atol, given=True),)
    if compared.each:
        allowed = say("half a unit of its own last digit")
    words = say(
        text,
        stage=Code(compared.stage),
        allowed=allowed,
        misses=n,
        numbers=compared.numbers,
        are=plural(n, "is", "are"),
    )
    if compared.rests_on is not None:
        text = ", by {furthest} at most. It is made of {before}, which misses too: look there first."
        furthest = Number(compared.furthest)
        return [Prose(words + say(text, furthest=furthest, before=Code(compared.rests_on)))]
    words += say(":")
    rows = tuple(Entry(Code(miss.cell), how_far(miss)) for miss in compared.misses[:MOST])
    blocks: list[Block] = [Prose(words), Entries(rows)]
    if n > MOST:
        text = "And {more} more. The furthest off is off by {furthest}."
        blocks.append(Prose(say(text, more=n - MOST, furthest=Number(compared.furthest))))
    return blocks


def how_far(miss: Miss) -> Words:
    """How far off a number is, in as many digits as tell that it is too far."""
    digits = places(miss.off, miss.atol, 2, FINEST)
    return say(
        "expected {expected}, found {found}: off by {off}",
        expected=Number(miss.expected, given=True),
        found=Number(round(settled(miss.number), digits), given=True),
        off=Number(round(miss.off, digits), given=True),
    )


def digits_for(scenarios: Sequence[Checked], least: int = 2, most: int = 12) -> int:
    """The decimal places that tell every number that is too far off from one that is not."""
    misses = [miss for checked in scenarios for miss in checked.misses]
    return max((places(miss.off, miss.atol, least, most) for miss in misses), default=least)


def places(off: float, atol: float, least: int, most: int) -> int:
    """The decimal places that tell a number that is too far off from one that is not."""
    digits = least
    while digits < most and (round(off, digits) <= atol or abs(round(off, digits) - off) > atol / 10):
        digits += 1
    return digits
