"""From numbers to what they may come from, and to the number that would tell.

Of one number alone the words are "comes out if": only what is ``confirmed`` may be counted and kept. Where
nothing fits, the place that is asked for is before the one that was asked about: is that right, too, then the
step behind it is to be shown; else it is a question, and a window, of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.evidence import fitting_slips, leads_to, may_be_a_slip, passed_on
from attncli.mistakes.walking import before
from attncli.mistakes.window import Answer
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.mistakes.mistake import Mistake, Place
    from attncli.mistakes.numbers import Wrong
    from attncli.mistakes.slips import Slip
    from attncli.mistakes.window import Window
    from attncli.numerics.arrays import Floats, Truths

MOST_TRIED = 12
"""Places of which it is tried whether a slip there, carried on, leads to what was typed."""

EDGE = 0.02
"""A number so near to a rounding boundary, in units of its last digit, is not asked for if it can be helped:
whoever computes with what is shown may round it to the other side.
"""


class Cause(Record):
    """What numbers may come from: one mistake, or several that cannot be told apart here."""

    mistakes: tuple[Mistake, ...]
    wrongs: tuple[Wrong, ...]
    """The forms of them that give these numbers."""

    @property
    def names(self) -> tuple[str, ...]:
        """What the mistakes are called."""
        return tuple(mistake.name for mistake in self.mistakes)


class Match(Record, kw_only=True):
    """What some numbers may come from, and what to ask for next."""

    right: bool
    """Whether all of them are as they should be."""
    causes: tuple[Cause, ...]
    slips: tuple[Slip, ...]
    """The slips that lead to the first of them that is wrong: candidates beside the causes."""
    confirmed: Cause | None
    """The one cause that the numbers bear out, and no slip does."""
    ask: Place | None
    """The place whose number would tell what is left apart; where nothing fits, the place before that weighs
    most. None where nothing more can be told.
    """


def match(window: Window, answers: Sequence[Answer]) -> Match:
    """What the numbers that were typed may come from, and what to ask for next.

    They are one number for what was asked, or several of its row, which must fit throughout; and behind them
    what was typed for the places that were asked for since.
    """
    wrong = window.wrong(answers)
    if not wrong:
        return Match(right=True, causes=(), slips=(), confirmed=None, ask=None)
    found, sure = causes(window, answers), confirmed(window, answers)
    ask = None if sure else follow_up(window, answers)
    if not found and len(wrong) == len(answers):
        ask = before(window.numbers, window.asked, window.start)
        ask = None if ask in {answer.place for answer in answers} else ask
    return Match(right=False, causes=found, slips=fitting_slips(window, wrong[0]), confirmed=sure, ask=ask)


def causes(window: Window, answers: Sequence[Answer]) -> tuple[Cause, ...]:
    """The mistakes that all the numbers may come from."""
    return tuple(cause_of(window, group) for group in window.parted(window.fitting(answers)))


def cause_of(window: Window, group: Sequence[int]) -> Cause:
    """Forms of mistakes that are told as one."""
    wrongs = tuple(window.wrongs[i] for i in group)
    mistakes = {wrong.mistake.name: wrong.mistake for wrong in wrongs}
    return Cause(tuple(mistakes.values()), wrongs)


def confirmed(window: Window, answers: Sequence[Answer]) -> Cause | None:
    """The one cause that the numbers bear out: a second wrong number, a row, or arithmetic in full. None
    where there is none or more than one, or where a slip may be all that is wrong.
    """
    left = causes(window, answers)
    return left[0] if len(left) == 1 and not may_be_a_slip(window, answers) else None


def follow_up(window: Window, answers: Sequence[Answer]) -> Place | None:
    """The place whose number leaves the fewest causes, whatever it is: a slip, with which all others are
    right, being one of them. Among equals the first of the window's places. None where no number would tell
    anything.
    """
    groups = window.parted(window.fitting(answers))
    if not groups or not window.places:
        return None
    made = window.made[[i for group in groups for i in group]]
    slip = may_be_a_slip(window, answers)
    left, order = remaining(window, groups, answers, slip=slip)
    best, least = None, len(groups) + slip
    for column in order[:MOST_TRIED]:
        place, most = window.places[column], int(left[:, column].max())
        if most >= least:
            break
        if slip:
            values = made[:, column]
            carried = [leads_to(window, Answer(place, value), answers[0]) for value in values]
            most = max(most, int((left[: len(made), column] + carried).max()))
        if most < least:
            best, least = place, most
    return best


def remaining(
    window: Window, groups: Sequence[Sequence[int]], answers: Sequence[Answer], *, slip: bool
) -> tuple[Floats, list[int]]:
    """How many causes are left by each number that may be typed at each place, and the places that were not
    asked for yet, the most telling first.

    Shapes: -> (n_typed, n_places), at most n_places
    """
    made, right = window.made[[i for group in groups for i in group]], window.right
    owner = np.array([g for g, group in enumerate(groups) for _ in group])
    # Whoever makes one of the mistakes would type this; and whoever slipped, what is right.
    typed = np.vstack([made, right]) if slip else made
    # (n_typed, 1, n_places) (n_made, n_places) -> (n_typed, n_made, n_places)
    fits = window.same(typed[:, None, :], made)
    left = np.sum([fits[:, owner == g].any(axis=1) for g in range(len(groups))], axis=0)
    if slip:
        unclear = passed_on(window, answers)
        left = left + (window.same(typed, right) | np.array([place in unclear for place in window.places]))
    order = np.lexsort((np.arange(left.shape[1]), on_edge(window, typed), left.max(axis=0)))
    asked = {answer.place for answer in answers}
    return left, [int(column) for column in order if window.places[column] not in asked]


def on_edge(window: Window, typed: Floats) -> Truths:
    """The places where a number that may be typed lies near to a rounding boundary.

    Shapes: typed (n_typed, n_places) -> (n_places,)
    """
    with np.errstate(invalid="ignore"):
        beyond: Floats = np.abs(typed) * 10.0**window.digits % 1
        near: Truths = np.logical_or.reduce(np.abs(beyond - 0.5) < EDGE, axis=0)
    return near
