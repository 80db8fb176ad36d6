"""The page of `attn check`: which scenarios are valid and meet what they expect, and whatever is wrong with the others."""

from __future__ import annotations

from collections.abc import Sequence

from attncli.document import Block, Code, Document, Entries, Entry, Fault, Number, Prose, Section, Words, say
from attncli.mechanisms.expect import Checked, Compared

MOST = 8
"""Numbers of one stage that are told at most."""


def check_page(checked: Sequence[Checked]) -> Document:
    """A line a scenario, then a section for each that is not well."""
    wrong = [each for each in checked if not each.ok]
    rows = tuple(Entry(Code(each.name), verdict(each), present=not each.ok) for each in checked)
    sections = [Section(title=summary(len(checked), len(wrong)), blocks=(Entries(rows),), name="summary")]
    sections += [
        Section(title=heading(each), blocks=(Prose((Code(each.name),)), *blocks(each)), name=each.name)
        for each in wrong
    ]
    return Document("Check scenarios", tuple(sections))


def summary(all: int, wrong: int) -> str:
    """How many are well, as a heading."""
    if wrong:
        return f"{wrong} of {all} {'is' if wrong == 1 else 'are'} not well" if all > 1 else "It is not well"
    return "It is well" if all == 1 else f"All {all} are well"


def heading(checked: Checked) -> str:
    """What is wrong with a scenario, in a word or two; its name comes from outside, and stands below."""
    if checked.error is None:
        return "Numbers that do not meet"
    return "Not to be read" if checked.error.no_access else "Not valid"


def verdict(checked: Checked) -> Words:
    """What a scenario's line says."""
    if checked.error is not None:
        faults = len(checked.error.all)
        if checked.error.no_access:
            return say("cannot be read")
        return say("is not valid: {faults} {noun}", faults=faults, noun="fault" if faults == 1 else "faults")
    if not checked.compared:
        return say("is valid, and expects no numbers")
    expected = expected_words(checked.compared)
    if not checked.misses:
        return say(
            "meets {all} it expects: {expected}",
            all="all" if checked.numbers > 1 else "what",
            expected=expected,
        )
    return say(
        "misses {misses} of {numbers} it expects: {expected}",
        misses=len(checked.misses),
        numbers=checked.numbers,
        expected=expected,
    )


def expected_words(compared: Sequence[Compared]) -> str:
    """How many numbers of which stages: 36 scores, 36 weights."""
    numbers: dict[str, int] = {}
    for each in compared:
        numbers[each.stage] = numbers.get(each.stage, 0) + each.numbers
    return ", ".join(f"{count:,} of {stage}" for stage, count in numbers.items())


def blocks(checked: Checked) -> list[Block]:
    """All that is wrong with a scenario."""
    if checked.error is not None:
        return [Fault(fault) for fault in checked.error.all]
    found: list[Block] = []
    for each in checked.compared:
        if not each.misses:
            continue
        words = say(
            "Stage {stage}: each number may be off by {allowed}. {misses} of {numbers} {are} off by more:",
            stage=Code(each.stage), allowed=Number(each.atol, given=True), misses=len(each.misses), numbers=each.numbers,
            are="is" if len(each.misses) == 1 else "are",
        )  # fmt: skip
        rows = tuple(
            Entry(Code(miss.cell), say("expected {expected}, found {found}: off by {off}",
                                       expected=Number(miss.expected, given=True), found=Number(miss.found), off=Number(miss.off)))
            for miss in each.misses[:MOST]
        )  # fmt: skip
        found += [Prose(words), Entries(rows)]
        if len(each.misses) > MOST:
            found.append(
                Prose(
                    say(
                        "And {more} more. The furthest off is off by {furthest}.",
                        more=len(each.misses) - MOST,
                        furthest=Number(each.furthest),
                    )
                )
            )
    return found


def digits_for(checked: Sequence[Checked], least: int = 2, most: int = 12) -> int:
    """The decimal places that tell every number that is too far off from one that is not."""
    digits = least
    for each in (compared for one in checked for compared in one.compared):
        for miss in each.misses:
            while digits < most and (
                round(miss.off, digits) <= each.atol
                or abs(round(miss.off, digits) - miss.off) > each.atol / 10
            ):
                digits += 1
    return digits
