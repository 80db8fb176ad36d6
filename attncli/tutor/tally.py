"""What a sitting of questions came to: a fold over what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attncli.document import Block, Code, Count, Document, Entries, Entry, Prose, Section, plural, say
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.tutor.quizzing import Sitting


class Tally(Record, kw_only=True):
    """What a sitting came to: a fold over what was answered."""

    items: int
    """Those that were answered or shown."""
    at_once: int
    right: int
    """Right at last, those at once among them."""
    shown: int
    stages: Mapping[str, tuple[int, int]]
    """By stage: right at once, of how many."""
    mistakes: Mapping[str, tuple[int, int]]
    """By mistake: how often its number was given, and how often that was borne out."""

    @property
    def percent(self) -> float:
        """How many were right at once, of a hundred."""
        return 100 * self.at_once / self.items if self.items else 0.0


def tally(state: Sitting) -> Tally:
    """What was right at once, at last, and shown; and which mistakes were heard."""
    at_once = right = shown = 0
    stages: dict[str, tuple[int, int]] = {}
    mistakes: dict[str, tuple[int, int]] = {}
    reached = 0
    for at, item in enumerate(state.items):
        answers = [given for given in state.history if given.item == item]
        was_shown = at in state.shown
        if not answers and not was_shown:
            continue
        reached += 1
        first = bool(answers) and answers[0].verdict.right and at not in (*state.helped, *state.shown)
        last = any(given.verdict.right for given in answers)
        at_once, right, shown = at_once + first, right + (last and not was_shown), shown + was_shown
        done, of = stages.get(item.stage, (0, 0))
        stages[item.stage] = (done + first, of + 1)
    for given in state.history:
        if given.verdict.kind in ("cause", "wrong") and given.verdict.causes:
            name = given.verdict.causes[0]  # of several that are told as one, the one whose words were said
            times, sure = mistakes.get(name, (0, 0))
            mistakes[name] = (times + 1, sure + given.verdict.confirmed)
    return Tally(items=reached, at_once=at_once, right=right, shown=shown, stages=stages, mistakes=mistakes)


def end_page(state: Sitting, command: str, new: str) -> Document:
    """The end of a sitting: what it came to, and how to go on; ``command`` asks the same, ``new`` others."""
    found = tally(state)
    text = "{items} {questions}: {once} right at once, {later} after a second look, {shown} shown."
    blocks: list[Block] = [
        Prose(
            say(
                text,
                items=Count(found.items),
                questions=plural(found.items, "question"),
                once=Count(found.at_once),
                later=Count(found.right - found.at_once),
                shown=Count(found.shown),
            )
        )
    ]
    rows = []
    for stage, (once, of) in found.stages.items():
        rows.append(Entry(Code(stage), say("{once} of {of} at once", once=once, of=of)))
    for name, (times, sure) in found.mistakes.items():
        if sure:
            rows.append(Entry(Code(name), say("{n} {times}", n=times, times=plural(times, "time"))))
    if rows:
        blocks.append(Entries(tuple(rows)))
    again = (Entry(Code(command), say("asks the same again")), Entry(Code(new), say("asks others")))
    blocks.append(Entries(again))
    return Document("", (Section(title="The end", blocks=tuple(blocks), name="end"),))
