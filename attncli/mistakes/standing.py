"""Arrays of somebody's in the place of stages of a computation: what should come out behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.changing import ElsewhereError, run
from attncli.mistakes.precision import Precision, with_hidden

if TYPE_CHECKING:
    from attncli.mistakes.mistake import Form
    from attncli.mistakes.numbers import Numbers
    from attncli.numerics.arrays import Floats


class Standing:
    """What was given so far, and what follows from it."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.scenario = numbers.scenario
        self.truth = numbers.truth
        self.order = numbers.order
        self.before: dict[str, Floats] = {}
        """What stands in the place of the stages so far."""
        self.precisions: dict[str, Precision] = {}
        """How exact each of them is."""
        self.followed: dict[str, Floats] = {}
        self.strayed = False
        """Whether a stage so far deviates."""

    @property
    def since(self) -> str | None:
        """The last stage that was given so far."""
        return next(reversed(self.before), None)

    def right(self, name: str) -> Floats:
        """The true numbers of a stage."""
        return np.asarray(self.truth[name].output.array, dtype=np.float64)

    def seen(self, name: str, array: Floats) -> Floats:
        """The numbers of a stage, with what is as good as −∞ at −∞."""
        return with_hidden(array, self.right(name)) if self.truth[name].op.hides else array

    def reached(self, form: Form, standing: Mapping[str, Floats], name: str) -> Floats | None:
        """What comes out of a stage with a form of a mistake; None where that does not reach it."""
        try:
            stage = run(self.scenario, form, standing).stages.get(name)
        except ElsewhereError:
            return None
        if stage is None:
            return None
        return self.seen(name, np.asarray(stage.output.array, dtype=np.float64))

    def follow(self, name: str) -> Floats:
        """What comes out of a stage from what was given before it."""
        if not self.before:
            return self.right(name)
        if name not in self.followed:
            array = self.reached((), self.before, name)
            self.followed[name] = self.right(name) if array is None else array
        return self.followed[name]

    def expected(self, name: str) -> Floats:
        """What should come out of a stage: what is right or, where a stage before deviates, what follows."""
        return self.follow(name) if self.strayed else self.right(name)

    def rest(self, form: Form, name: str) -> Form:
        """The changes of a form behind what was given so far, up to a stage."""
        last = self.order.index(name)
        there = self.order[: last + 1]
        return tuple(each for each in form if each.stage not in self.before and each.stage in there)
