"""Whether one slip may be all that is wrong with some numbers: until that is ruled out, no cause is sure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.changing import run
from attncli.mistakes.slips import rounded
from attncli.mistakes.walking import line

if TYPE_CHECKING:
    from attncli.mistakes.mistake import Place
    from attncli.mistakes.slips import Slip
    from attncli.mistakes.window import Answer, Window


def may_be_a_slip(window: Window, answers: Sequence[Answer]) -> bool:
    """Whether one slip may be all that is wrong: right everywhere else, but where it is carried on to.

    That is ruled out by two wrong numbers, neither of which is what the other one leads to, unless everything
    was rounded first; or by arithmetic in full that no slip leads to.
    """
    wrong = window.wrong(answers)
    lines = [line(window.numbers, answer.place) for answer in wrong]
    for i, one in enumerate(wrong):
        for j, other in enumerate(wrong[:i]):
            passed = one.place in lines[j] or other.place in lines[i]
            if not (passed or leads_to(window, one, other) or leads_to(window, other, one)):
                return rounds_first(window, wrong)
    return not any(answer.full and not fitting_slips(window, answer) for answer in wrong)


def leads_to(window: Window, early: Answer, late: Answer) -> bool:
    """Whether one number is what comes out where another one stands in its place, and all else is right."""
    numbers, names = window.numbers, (early.place.stage, late.place.stage)
    if any("/" in name for name in names) or numbers.order.index(names[0]) >= numbers.order.index(names[1]):
        return False
    array = np.array(numbers.right(names[0]).array, dtype=float)
    array[early.place.index] = early.value
    made = run(numbers.scenario, (), {names[0]: array}).stages[names[1]].output.array
    return bool(late.fits(made[late.place.index], window.digits))


def rounds_first(window: Window, wrong: Sequence[Answer]) -> bool:
    """Whether all of the numbers come out where what they are made of is rounded first, each time: a habit,
    and no misconception.
    """
    fits = [
        answer.fits(np.array(list(rounded(window.numbers, answer.place))), window.digits) for answer in wrong
    ]
    return bool(np.all(fits, axis=0).any())


def fitting_slips(window: Window, answer: Answer) -> tuple[Slip, ...]:
    """The slips that lead to a number, one of each kind."""
    found = window.slips(answer.place, max(window.digits + answer.full, answer.places))
    fit = answer.fits(np.array([slip.value for slip in found]), window.digits)
    return tuple({slip.kind: slip for slip, fits in zip(found, fit, strict=True) if fits}.values())


def passed_on(window: Window, answers: Sequence[Answer]) -> frozenset[Place]:
    """The places whose number is passed on to one that was typed."""
    return frozenset().union(*(line(window.numbers, answer.place) for answer in answers))
