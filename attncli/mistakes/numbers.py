"""The true numbers of a computation, and every wrong one at each place: made when asked for, and kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.changing import BrokenError, ElsewhereError, Run, run
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.mistakes.mistake import Maker, Mistake
    from attncli.numerics.arrays import Array
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor
    from attncli.trace import Stage

MOST = 50_000
"""Pairs of a query and a key, in all heads, past which no mistake is looked for."""


class Wrong(Record, kw_only=True):
    """A computation with one form of a mistake in it."""

    mistake: Mistake
    form: int
    """Which of its forms (from 0)."""
    at: tuple[str, ...]
    """The stages that are changed, in the order of the computation."""
    stages: Mapping[str, Stage]
    broken: BrokenError | None

    def array(self, place: str) -> Array | None:
        """The numbers of a stage, or of a finer step (``weights/total``); None behind where it breaks off."""
        tensor = tensor_at(self.stages, place)
        return None if tensor is None else tensor.array


class Numbers:
    """The truth of a scenario, and what mistakes make of it.

    ``mistakes`` are those that are looked for; all that are known, if left out.
    """

    def __init__(self, scenario: Scenario, mistakes: Sequence[Mistake] | None = None) -> None:
        self.scenario = scenario
        self.runs: dict[tuple[str, int], Run | None] = {}
        if mistakes is None:
            from attncli.mistakes.catalogue import MISTAKES

            mistakes = MISTAKES
        self.mistakes = mistakes

    @cached_property
    def truth(self) -> Mapping[str, Stage]:
        """Every stage by its name, in order, for all queries."""
        return run(self.scenario, ()).stages

    @property
    def order(self) -> tuple[str, ...]:
        """The names of the stages, in the order of the computation."""
        return tuple(self.truth)

    @property
    def too_large(self) -> bool:
        """Whether the computation is so long that no mistake is looked for."""
        from attncli.mechanisms.attend import pairs_of

        return pairs_of(self.scenario) > MOST

    def right(self, place: str) -> Tensor:
        """The true numbers of a stage, or of a finer step. Raises: KeyError if there is none such."""
        tensor = tensor_at(self.truth, place)
        if tensor is None:
            raise KeyError(place)
        return tensor

    def heard(
        self, end: str, start: str | None = None, by: Collection[Maker] = ("hand", "rows", "program")
    ) -> Iterator[Wrong]:
        """The mistakes that can be heard at ``end``, a stage or a finer step, of one who was shown ``start``.

        Those are the ones that are made behind the one (None: anywhere) and not behind the other; of those
        whose numbers do not reach that far none.
        """
        if self.too_large:
            return
        last = self.order.index(end.partition("/")[0])
        first = -1 if start is None else self.order.index(start.partition("/")[0])
        for mistake in self.mistakes:
            if mistake.by not in by:
                continue
            for form in range(len(mistake.forms)):
                wrong = self.wrong(mistake, form, first, last)
                if wrong is not None and wrong.array(end) is not None:
                    yield wrong

    def wrong(self, mistake: Mistake, form: int, first: int = -1, last: int | None = None) -> Wrong | None:
        """A computation with a mistake in it, if it can be made there, behind one stage and up to another."""
        last = len(self.order) - 1 if last is None else last

        def within(names: Collection[str]) -> bool:
            return all(first < self.order.index(name) <= last for name in names)

        changes = [each for each in mistake.forms[form] if each.stage in self.truth]
        if not changes or any(name in self.truth for name in mistake.unless):
            return None
        if not within([each.stage for each in changes if not each.optional]):
            return None
        key = mistake.name, form
        if key not in self.runs:
            try:
                self.runs[key] = run(self.scenario, mistake.forms[form])
            except ElsewhereError:
                self.runs[key] = None
        found = self.runs[key]
        if found is None or not within(found.at):
            return None
        return Wrong(mistake=mistake, form=form, at=found.at, stages=found.stages, broken=found.broken)


def tensor_at(stages: Mapping[str, Stage], place: str) -> Tensor | None:
    """What came out of a stage, or of one of its finer steps; None if it is not there."""
    name, _, finer = place.partition("/")
    stage = stages.get(name)
    if stage is None or not finer:
        return stage.output if stage else None
    with np.errstate(all="ignore"):
        return next((step.output for step in stage.steps() if step.name == finer), None)
