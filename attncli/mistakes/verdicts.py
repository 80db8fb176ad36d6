"""What is said of somebody's arrays: a verdict a stage, and one on the whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from attncli.mistakes.precision import RTOL
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.mistakes.mistake import Form, Mistake
    from attncli.mistakes.precision import Precision
    from attncli.numerics.arrays import Floats
    from attncli.scenario import Scenario
    from attncli.tensor import Cell
    from attncli.trace import Stage

Kind = Literal["right", "follows", "cause", "tie", "unknown", "not_finite", "shape", "missing"]
"""What is said of a stage: follows is right from what was given before it, a tie is several causes that
nothing tells apart.
"""

WRONG: tuple[Kind, ...] = ("cause", "tie", "unknown", "not_finite", "shape")


class Mine(Record):
    """An array of somebody's, as float64, and the type it came in."""

    array: Floats
    dtype: str

    def no_finer(self, dtype: str) -> Mine:
        """The same as of numbers no more exact than those of a type: what it was made of."""
        coarser = RTOL.get(dtype, 0.0) > RTOL.get(self.dtype, RTOL["float64"])
        return self._replace(dtype=dtype) if coarser else self


class Named(Record, kw_only=True):
    """A form of a mistake that a stage comes out of, and how near its numbers are."""

    mistake: Mistake
    form: Form
    distance: float
    """In allowed differences."""
    standing: Mapping[str, Floats]
    """What was given before it."""
    numbers: Floats | None = None
    """What the mistake makes of the stage."""
    same: tuple[Mistake, ...] = ()
    """Mistakes of which one form makes the very same numbers here, and which are told with it."""

    @property
    def place(self) -> int:
        """Which form of its mistake it is (from 0): the first is the one that its words tell."""
        return next((at for at, form in enumerate(self.mistake.forms) if form is self.form), 0)


class StageVerdict(Record, kw_only=True):
    """What is said of one stage."""

    name: str
    kind: Kind
    causes: tuple[Named, ...] = ()
    """One form of each mistake that may be the cause, the nearest first."""
    candidates: tuple[Named, ...] = ()
    """All their forms: what stands behind tells more of them."""
    again: bool = False
    """Whether it is a part of the cause of a stage before it."""
    since: str | None = None
    """The last stage that was given before it, from which on the cause may have come in."""
    said: tuple[str, ...] = ()
    """What was taken as meant."""
    precision: Precision | None = None
    difference: float | None = None
    """The largest difference from what should stand there, as a share of the largest number there."""
    off: int = 0
    of: int = 0
    """How many numbers are off, of how many."""
    furthest: tuple[Cell, float, float] | None = None
    """The cell that is furthest off, what stands there, and what should."""
    shapes: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    """The shape that it has, and the one that it should have."""


class Grading(Record, kw_only=True):
    """The verdict on somebody's arrays."""

    scenario: Scenario
    truth: Mapping[str, Stage]
    stages: tuple[StageVerdict, ...]
    said: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """What was to be given, and is not what the scenario gives."""
    searched: bool = True
    """Whether mistakes were looked for: past a size they are not."""

    @property
    def right(self) -> bool:
        """Whether every number that was given is right."""
        return not self.others and not self.wrong

    @property
    def wrong(self) -> tuple[StageVerdict, ...]:
        """The stages where something comes in that is not right."""
        return tuple(stage for stage in self.stages if stage.kind in WRONG and not stage.again)

    @property
    def first(self) -> StageVerdict | None:
        """The first stage that deviates."""
        return next(iter(self.wrong), None)

    @property
    def causes(self) -> tuple[str, ...]:
        """The names of the mistakes that are surely made, in the order of the computation."""
        named = [stage.causes[0].mistake.name for stage in self.stages if stage.kind == "cause"]
        return tuple(dict.fromkeys(named))

    def __bool__(self) -> bool:
        return self.right
