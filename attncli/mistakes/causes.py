"""What a stage may have come out of: the mistakes whose numbers are near enough, and what later stages say of
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.changing import ElsewhereError, Run, run
from attncli.mistakes.precision import Precision, distance
from attncli.mistakes.standing import Standing
from attncli.mistakes.verdicts import Kind, Named, StageVerdict

if TYPE_CHECKING:
    from attncli.mistakes.mistake import Form, Mistake
    from attncli.mistakes.numbers import Numbers
    from attncli.numerics.arrays import Floats

CLEARLY = 10.0
"""How many times nearer than the next a mistake must be to be named alone."""


class Causes(Standing):
    """Looks for the mistakes that a stage comes out of, behind what was given before it."""

    def __init__(self, numbers: Numbers) -> None:
        super().__init__(numbers)
        self.mistakes = () if numbers.too_large else numbers.mistakes
        self.verdicts: list[StageVerdict] = []

    def runs(self, name: str) -> Iterator[tuple[Mistake, Form, Run]]:
        """Every form of a mistake that can come in behind what was given before this stage, and what it makes
        of the computation.
        """
        last, there = self.order.index(name), set(self.order)
        for mistake in self.mistakes:
            if any(stage in there for stage in mistake.unless):
                continue
            for form in mistake.forms:
                own = [each.stage for each in form if each.stage in there]
                if not any(stage not in self.before and self.order.index(stage) <= last for stage in own):
                    continue
                given = {each.stage for each in form if each.stage in self.before and not each.optional}
                standing = {stage: array for stage, array in self.before.items() if stage not in given}
                made = self.made(mistake, form, standing)
                if made is not None and all(self.stands(made, stage) for stage in given):
                    yield mistake, form, made

    def made(self, mistake: Mistake, form: Form, standing: Mapping[str, Floats]) -> Run | None:
        """What a form of a mistake makes of the computation, with arrays in the place of stages; None where
        it cannot be made there. With nothing in their place it is made once for all who ask.
        """
        key = mistake.name, mistake.forms.index(form)
        if not standing and key in self.numbers.runs:
            return self.numbers.runs[key]
        try:
            found = run(self.scenario, form, standing)
        except ElsewhereError:
            found = None
        if not standing:
            self.numbers.runs[key] = found
        return found

    def stands(self, made: Run, name: str) -> bool:
        """Whether what was given at a stage is what a mistake makes of it."""
        stage, precision = made.stages.get(name), self.precisions[name]
        if stage is None:
            return False
        array = self.seen(name, np.asarray(stage.output.array, dtype=np.float64))
        return distance(self.seen(name, self.before[name]), array, precision) <= 1

    def named(self, name: str, mine: Floats, precision: Precision) -> tuple[Named, ...]:
        """The mistakes whose numbers are near enough, the nearest first, each in its nearest form."""
        found = []
        for mistake, form, made in self.runs(name):
            stage = made.stages.get(name)
            if stage is None:
                continue
            array = self.seen(name, np.asarray(stage.output.array, dtype=np.float64))
            off = distance(mine, array, precision)
            if off <= 1 and not same_numbers(array, self.follow(name)):
                standing = dict(self.before)
                named = Named(mistake=mistake, form=form, distance=off, standing=standing, numbers=array)
                found.append(named)
        return tuple(sorted(found, key=lambda each: each.distance))

    def narrow(self, name: str, mine: Floats, precision: Precision) -> tuple[Named, ...]:
        """The causes found so far that this stage bears out, where it bears out any; the others of a tie are
        taken away.
        """
        borne_out: list[Named] = []
        for at, verdict in enumerate(self.verdicts):
            there = [
                (each, off)
                for each in verdict.candidates
                if (off := self.off_from(each, name, mine, precision)) <= 1
            ]
            if there:
                borne_out += [each._replace(distance=off) for each, off in there]
                self.verdicts[at] = concluded(verdict, [each for each, _ in there])
        return tuple(borne_out)

    def refute(self, name: str, borne_out: Sequence[Named] = ()) -> None:
        """Take those candidates of ties away that say something of this stage, which has another cause, where
        others say nothing of it.
        """
        forms = {id(each.form) for each in borne_out}
        for at, verdict in enumerate(self.verdicts):
            if any(id(each.form) in forms for each in verdict.candidates):
                continue
            silent = [each for each in verdict.candidates if not self.rest(each.form, name)]
            if silent:
                self.verdicts[at] = concluded(verdict, silent)

    def off_from(self, named: Named, name: str, mine: Floats, precision: Precision) -> float:
        """How far a stage is from what a cause of a stage before it makes of it: with the rest of its changes
        behind what was given since, or with none of that in its place.
        """
        rest = self.rest(named.form, name)
        ways = [(rest, self.before), (named.form, named.standing)]
        offs = []
        for form, standing in ways:
            array = self.reached(form, standing, name)
            if array is not None:
                offs.append(distance(mine, array, precision))
        return min(offs, default=np.inf)


def again_settled(verdicts: Sequence[StageVerdict]) -> Iterator[StageVerdict]:
    """The verdicts, those that are part of a cause before them with what was found out of that since."""
    for verdict in verdicts:
        if verdict.again:
            form = verdict.causes[0].form
            whole = [each for each in verdicts if any(one.form is form for one in each.candidates)]
            left = whole or [each for each in verdicts if each.candidates and each.name != verdict.name]
            verdict = verdict._replace(causes=left[0].causes if left else verdict.causes)
        yield verdict


def as_one(verdict: StageVerdict) -> StageVerdict:
    """A tie of mistakes that make the very same numbers as one cause: the one that does so in an earlier
    form, as a mask that is turned round does before a wrong sign that comes to the same.
    """
    if verdict.kind != "tie" or not alike(verdict.causes):
        return verdict
    first, second, *_ = sorted(verdict.causes, key=lambda each: each.place)
    if first.place == second.place:
        return verdict
    others = tuple(each.mistake for each in verdict.causes if each is not first)
    return verdict._replace(kind="cause", causes=(first._replace(same=others),))


def alike(causes: Sequence[Named]) -> bool:
    """Whether mistakes make the very same numbers, all of them finite."""
    first, *others = (each.numbers for each in causes)
    if first is None or not np.isfinite(first).all():
        return False
    most = np.abs(first).max(initial=0.0)
    return all(each is not None and np.abs(each - first).max(initial=0.0) <= 1e-6 * most for each in others)


def concluded(verdict: StageVerdict, candidates: Sequence[Named]) -> StageVerdict:
    """A verdict with these candidates for a cause."""
    causes = each_once(candidates)
    kind: Kind = "cause" if len(causes) == 1 else "tie"
    return verdict._replace(kind=kind, candidates=tuple(candidates), causes=causes)


def same_numbers(one: Floats, other: Floats) -> bool:
    """Whether two arrays are the same but for the last digits."""
    finite = np.isfinite(one)
    if not np.array_equal(one[~finite], other[~finite], equal_nan=True):
        return False
    most = np.abs(one[finite]).max(initial=0.0)
    return bool((np.abs(one[finite] - other[finite]) <= 1e-12 * most).all())


def each_once(found: Sequence[Named]) -> tuple[Named, ...]:
    """One of each mistake, and of those that are one by algebra, the nearest first."""
    kept: list[Named] = []
    for each in sorted(found, key=lambda named: named.distance):
        names = {each.mistake.name, *each.mistake.same_as}
        if not any(one.mistake.name in names or each.mistake.name in one.mistake.same_as for one in kept):
            kept.append(each)
    return tuple(kept)


def nearest(named: Sequence[Named]) -> tuple[Named, ...]:
    """Those that are about as near as the nearest."""
    return tuple(each for each in named if each.distance < CLEARLY * named[0].distance)
