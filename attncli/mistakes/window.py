"""A question about one cell, after a stage that is shown: what can be heard in the number that is typed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from itertools import islice, product
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.mistake import Place
from attncli.mistakes.slips import Slip, slips
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.mistakes.mistake import Maker
    from attncli.mistakes.numbers import Numbers, Wrong
    from attncli.numerics.arrays import Array, Floats, Truths
    from attncli.tensor import Index

MOST_PLACES = 2_000
"""Cells of a stage that may be asked for, and of all stages together."""

BY_HAND: tuple[Maker, ...] = ("hand",)


class Answer(Record):
    """A number that somebody typed for a cell."""

    place: Place
    value: float
    places: int = 0
    """The decimal places that were typed."""
    full: bool = False
    """Whether it was typed as arithmetic, so that nothing was rounded at the end."""

    def half(self, digits: int) -> float:
        """How far a number may be from it that fits, where so many decimal places were asked for.

        Half a unit of the last digit that was asked, or typed if more were. What arithmetic is made of is
        shown with two digits more than is asked for, so that one more is sure.
        """
        return 0.5 * 10.0 ** -max(digits + 1 if self.full else digits, self.places)

    def fits(self, numbers: Floats, digits: int) -> Truths:
        """Which numbers it may be. What is not finite fits whatever is not finite.

        Shapes: any -> the same
        """
        if not np.isfinite(self.value):
            return ~np.isfinite(numbers)
        near: Truths = np.abs(numbers - self.value) <= slack(self.half(digits), abs(self.value))
        return near


def slack(half: float, size: Floats | float) -> Floats | float:
    """Half a unit, and the little that a computer's half may be off for a number of this size."""
    return half * (1 + 1e-9) + 4e-15 * size


class Window:
    """Which mistakes can be heard in a question, and what they make of every cell that could be asked for
    besides.

    ``asked`` is the cell that is asked for, ``start`` the stage that is shown (None: what was given alone),
    ``digits`` the decimal places that are asked for; ``by`` says whose mistakes are looked for. Everything is
    made when first asked for, and kept.
    """

    def __init__(
        self,
        numbers: Numbers,
        asked: Place,
        start: str | None = None,
        *,
        digits: int = 2,
        by: Collection[Maker] = BY_HAND,
    ) -> None:
        self.numbers = numbers
        self.asked = asked
        self.start = start
        self.digits = digits
        self.by = by
        self.slipped: dict[tuple[Place, int], tuple[Slip, ...]] = {}

    @cached_property
    def wrongs(self) -> tuple[Wrong, ...]:
        """Every form of every mistake that can be heard here."""
        heard = self.numbers.heard(self.asked.stage, self.start, self.by)
        return tuple(wrong for wrong in heard if "program" in self.by or self.can_be_written(wrong))

    def can_be_written(self, wrong: Wrong) -> bool:
        """Whether a person can write down what comes of a form of a mistake in the row that is asked about:
        NaN is nobody's answer, and −∞ no weight.
        """
        for name in self.stages:
            whole, axes = wrong.array(name), self.axes(name)
            if whole is None:
                continue
            of_query = "query" in axes and "query" in self.position
            row = np.take(whole, self.position["query"], axes.index("query")) if of_query else whole
            hides = self.numbers.truth[name].op.hides
            if np.isnan(row).any() or not (hides or np.isfinite(row).all()):
                return False
        return True

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The stages behind the one that is shown, up to the one that is asked about."""
        order, (name, _, finer) = self.numbers.order, self.asked.stage.partition("/")
        first = -1 if self.start is None else order.index(self.start.partition("/")[0])
        return order[first + 1 : order.index(name) + (not finer)]

    @cached_property
    def position(self) -> dict[str, int]:
        """Where the cell that is asked about stands on each axis, by its name."""
        return dict(zip(self.axes(self.asked.stage), self.asked.index, strict=True))

    def axes(self, name: str) -> list[str]:
        """What the axes of a stage are called."""
        return [axis.name for axis in self.numbers.right(name).axes]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every cell that may be asked for: those of the query that is asked about, none that is hidden, and
        of finer steps only the one that is asked about.

        Other heads come last; else the earliest stage first, and in it what is in the same row and column.
        """
        names = self.stages if "/" not in self.asked.stage else (*self.stages, self.asked.stage)
        found = []
        for order, name in enumerate(names):
            axes = self.axes(name)
            for index in islice(self.row(name), MOST_PLACES):
                there = dict(zip(axes, index, strict=True))
                other = {axis for axis in there if self.position.get(axis, there[axis]) != there[axis]}
                found.append((("head" in other, order, len(other), index), Place(name, index)))
        return tuple(place for _, place in sorted(found, key=lambda each: each[0]))[:MOST_PLACES]

    def row(self, name: str) -> Iterator[Index]:
        """The cells of a stage that are of the query that is asked about, and not hidden."""
        axes, shape = self.axes(name), self.numbers.right(name).array.shape
        ranges = [
            (self.position["query"],) if axis == "query" and axis in self.position else range(size)
            for axis, size in zip(axes, shape, strict=True)
        ]
        hidden = self.hidden(name)
        return (index for index in product(*ranges) if hidden is None or not hidden[index])

    def hidden(self, name: str) -> Truths | None:
        """Which pairs of a stage a mask hides; None of a stage before the mask, and of one without pairs."""
        order = self.numbers.order
        if "masked_scores" not in order or order.index(name.partition("/")[0]) < order.index("masked_scores"):
            return None
        if self.axes(name)[-2:] != ["query", "key"]:
            return None
        found: Truths = np.isneginf(self.numbers.right("masked_scores").array)
        return found

    @cached_property
    def columns(self) -> dict[Place, int]:
        """Where a place stands among the places."""
        return {place: i for i, place in enumerate(self.places)}

    @cached_property
    def by_stage(self) -> tuple[tuple[str, list[int], tuple[list[int], ...]], ...]:
        """The places of each stage: where they stand among the places, and their positions on each axis."""
        found = []
        for name in dict.fromkeys(place.stage for place in self.places):
            columns = [i for i, place in enumerate(self.places) if place.stage == name]
            indices = zip(*(self.places[i].index for i in columns), strict=True)
            found.append((name, columns, tuple(map(list, indices))))
        return tuple(found)

    def gathered(self, read: Callable[[str], Array | None]) -> Floats:
        """The numbers of all places, from where the arrays of stages are read: (n_places,)"""
        numbers = np.full(len(self.places), np.nan)
        for name, columns, indices in self.by_stage:
            array = read(name)
            if array is not None:
                numbers[columns] = array[indices]
        return numbers

    @cached_property
    def right(self) -> Floats:
        """The true number of every place: (n_places,)"""
        return self.gathered(lambda name: self.numbers.right(name).array)

    @cached_property
    def made(self) -> Floats:
        """What every form of a mistake makes of every place: (n_wrongs, n_places)"""
        rows = [self.gathered(wrong.array) for wrong in self.wrongs]
        return np.array(rows).reshape(len(rows), len(self.places))

    def at(self, place: Place) -> tuple[float, Floats]:
        """The true number of a place, and what every form of a mistake makes of it: (n_wrongs,)"""
        column = self.columns.get(place)
        if column is not None:
            return float(self.right[column]), self.made[:, column]
        arrays = (wrong.array(place.stage) for wrong in self.wrongs)
        made = [np.nan if array is None else array[place.index] for array in arrays]
        return float(self.numbers.right(place.stage).array[place.index]), np.array(made, dtype=float)

    def slips(self, place: Place, digits: int) -> tuple[Slip, ...]:
        """What slips make of a place that is typed to so many digits."""
        if (place, digits) not in self.slipped:
            self.slipped[place, digits] = slips(self.numbers, place, digits)
        return self.slipped[place, digits]

    def is_right(self, answer: Answer) -> bool:
        """Whether a number is as it should be."""
        return bool(answer.fits(np.array([self.at(answer.place)[0]]), self.digits)[0])

    def wrong(self, answers: Sequence[Answer]) -> list[Answer]:
        """The numbers that are not as they should be."""
        return [answer for answer in answers if not self.is_right(answer)]

    def fitting(self, answers: Sequence[Answer]) -> list[int]:
        """The forms of mistakes that make every one of the numbers, as positions among the wrongs."""
        left = np.ones(len(self.wrongs), dtype=bool)
        for answer in answers:
            left &= answer.fits(self.at(answer.place)[1], self.digits)
        return [int(i) for i in left.nonzero()[0]]

    def parted(self, fitting: Sequence[int]) -> list[list[int]]:
        """Forms of mistakes by what they are told as: those of one mistake, of mistakes that are the same by
        algebra, and of mistakes that give the same numbers wherever one may ask here.
        """
        groups: list[list[int]] = []
        for i in fitting:
            same = [group for group in groups if any(self.told_as_one(i, j) for j in group)]
            groups = [group for group in groups if group not in same]
            groups.append(sorted([i, *(j for group in same for j in group)]))
        return sorted(groups)

    def told_as_one(self, i: int, j: int) -> bool:
        """Whether two forms of mistakes are told as one."""
        one, other = self.wrongs[i].mistake, self.wrongs[j].mistake
        if one.name == other.name or one.name in other.same_as or other.name in one.same_as:
            return True
        a, b = self.made[i], self.made[j]
        return bool((self.same(a, b) & self.same(b, a)).all())

    def same(self, typed: Floats, numbers: Floats) -> Truths:
        """Whether numbers, typed to as many places as are asked for, fit others.

        Shapes: any two that can be set against each other
        """
        half = 0.5 * 10.0**-self.digits
        with np.errstate(invalid="ignore"):
            near = np.abs(typed.round(self.digits) - numbers) <= slack(half, np.abs(typed))
        same: Truths = np.where(np.isfinite(typed), near, ~np.isfinite(numbers))
        return same
