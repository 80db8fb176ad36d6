"""What a query's page of a scenario shows of two computations, and what there may be that makes them look the
same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from attncli.document import Token, Words, say
from attncli.mistakes.shaken import Made, Shaken, with_array, with_everything_other
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.mistakes.numbers import Numbers
    from attncli.numerics.arrays import Array, Floats
    from attncli.tensor import Tensor


OTHER = 31
"""How the numbers are moved where all of them are."""
NO_NUMBER = float(np.finfo(np.float64).max)
"""How a cell looks that has no number: like nothing that has one."""


class Why(Record):
    """A reason: its name for programs, and the sentence, without a full stop, that says it."""

    name: str
    words: Words


class Suspect(Record, kw_only=True):
    """What may be the reason, and a computation without it."""

    why: Why
    without: Shaken
    query: int | None = None
    """The query (from 0) that is told in that computation; None: the same."""
    kept: Shaken | None = None
    """A computation whose numbers are all other ones, but in what is special: it must not tell either. None
    where there is none such.
    """
    of: frozenset[str] = frozenset()
    """The sizes that a mistake must have to do with; none: it may be any."""
    near: bool = False
    """Whether it makes numbers look the same that are not quite the same."""


def rounded(array: Array, digits: int) -> Floats:
    """Numbers as they look, times ten to the number of digits; what is no number looks like nothing else.

    A half is rounded away from zero, as on a page, also where the last bit of it was lost on the way.
    """
    with np.errstate(all="ignore"):
        size = np.floor(np.abs(array) * 10.0**digits + 0.5 + 1e-6)
        looks = np.where(np.isfinite(array), np.sign(array) * size, NO_NUMBER)
    return np.asarray(looks + 0.0)


def row_of(array: Array, right: Tensor, query: int) -> Array:
    """The numbers of a stage that the page of a query shows: its row, or all where there are no queries."""
    at = next((i for i, axis in enumerate(right.axes) if axis.name == "query"), None)
    if at is None or array.shape[at] == 1:
        return array
    return array[(slice(None),) * at + (slice(query, query + 1),)]


class Case:
    """A scenario with the query that is told, the stage that is asked for, and how exactly."""

    def __init__(self, numbers: Numbers, query: int, stage: str, digits: int) -> None:
        self.numbers = numbers
        self.scenario = numbers.scenario
        self.query = query
        self.stage = stage
        self.digits = digits
        self.own = Shaken(numbers.scenario, runs=numbers.runs)

    def row(self, stage: str, made: Made | None, within: Shaken | None = None) -> Array | None:
        """The query's row of a stage with a mistake, or the right one (None); None where there is none."""
        array = (within or self.own).array(made, stage)
        return None if array is None else row_of(array, self.numbers.right(stage), self.query)

    def at(self, stage: str, made: Made) -> bool:
        """Whether a mistake shows in the query's row of a stage."""
        wrong, right = self.row(stage, made), self.row(stage, None)
        if wrong is None or right is None:
            return False
        return not np.array_equal(rounded(wrong, self.digits), rounded(right, self.digits))

    def looks(
        self,
        made: Made | None,
        within: Shaken | None = None,
        query: int | None = None,
        digits: int | None = None,
    ) -> bytes | None:
        """How the numbers asked for look with a mistake, or rightly (None); None where there are none."""
        shaken = within or self.own
        array, right = shaken.array(made, self.stage), shaken.array(None, self.stage)
        if array is None or right is None:
            return None
        axes = self.numbers.right(self.stage)
        row = row_of(array, axes, self.query if query is None else query)
        return rounded(row, self.digits if digits is None else digits).tobytes()

    def loses_numbers(self, made: Made, within: Shaken) -> bool:
        """Whether a mistake has no number where there should be one, in another computation."""
        wrong, right = self.row(self.stage, made, within), self.row(self.stage, None, within)
        if wrong is None or right is None:
            return False
        return bool((np.isfinite(right) & ~np.isfinite(wrong)).any())

    def has_numbers(self, made: Made | None) -> bool:
        """Whether any of the numbers asked for is one."""
        row = self.row(self.stage, made)
        return row is not None and bool(np.isfinite(row).any())

    def apart(
        self,
        one: Made | None,
        other: Made | None,
        within: Shaken | None = None,
        query: int | None = None,
        digits: int | None = None,
    ) -> bool:
        """Whether two look different there."""
        first, second = (self.looks(made, within, query, digits) for made in (one, other))
        return first is not None and second is not None and first != second

    def otherwise(self, arrays: Mapping[str, Array] | None = None) -> Shaken:
        """The computation with all numbers that are given moved, but for these."""
        scenario = with_everything_other(self.scenario, OTHER)
        for name, array in (arrays or {}).items():
            scenario = with_array(scenario, name, array)
        return Shaken(scenario)

    @cached_property
    def asking(self) -> Words:
        """What the told query is called."""
        return self.called(self.query, self.scenario.queries.names[self.query])

    def called(self, query: int, label: str) -> Words:
        """What a query is called: a word in quotes, or "query 2"."""
        if self.scenario.queries.labels[query] == str(query + 1):
            return say(f"query {label}")
        return (Token(label),)
