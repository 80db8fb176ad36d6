"""Somebody's arrays against a scenario, stage by stage: which are right, which follow from one that is not,
and what that one comes out of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.changing import ElsewhereError, run
from attncli.mistakes.layouts import Laid, heads_first, laid_out
from attncli.mistakes.naming import sorted_out
from attncli.mistakes.numbers import MOST
from attncli.mistakes.precision import differences, distance, precision_of, with_hidden
from attncli.mistakes.verdicts import WRONG, Grading, Kind, Mine, Named, StageVerdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from attncli.mistakes.changing import Run
    from attncli.mistakes.mistake import Form, Mistake
    from attncli.mistakes.precision import Precision
    from attncli.numerics.arrays import Floats
    from attncli.scenario import Scenario
    from attncli.tensor import Cell
    from attncli.trace import Stage

CLEARLY = 10.0
"""How many times nearer than the next a mistake must be to be named alone."""


def grade_arrays(
    scenario: Scenario,
    mine: Mapping[str, Mine],
    mistakes: Sequence[Mistake] | None = None,
    truth: Mapping[str, Stage] | None = None,
) -> Grading:
    """Hold arrays that are named as stages against a scenario; ``truth`` is what comes out of it, if that is
    known.
    """
    if mistakes is None:
        from attncli.mistakes.catalogue import MISTAKES

        mistakes = MISTAKES
    grader = Grader(scenario, mine, mistakes, truth or run(scenario, ()).stages)
    for name in grader.truth:
        grader.take(name)
    stages = tuple(as_one(harmless(grader, verdict)) for verdict in again_settled(grader.verdicts))
    return Grading(scenario=scenario, truth=grader.truth, stages=stages, searched=grader.searched)


def grade_named(
    scenario: Scenario,
    arrays: Mapping[str, Mine],
    meant: Mapping[str, str] | None = None,
    mistakes: Sequence[Mistake] | None = None,
) -> Grading:
    """Hold arrays by the names that somebody gave them against a scenario; ``meant`` says for a stage the
    name of the array that is meant.

    Raises: AttnError E560 if none of them is a stage's, E561 if ``meant`` names what is not there.
    """
    truth = run(scenario, ()).stages
    shapes = {name: stage.output.array.shape for name, stage in truth.items()}
    found = sorted_out(scenario, shapes, arrays, meant)
    graded = grade_arrays(scenario, found.mine, mistakes, truth)
    return graded._replace(said=found.said, others=found.others)


class Grader:
    """Goes through the stages in their order, with what was given before each standing in its place."""

    def __init__(
        self,
        scenario: Scenario,
        mine: Mapping[str, Mine],
        mistakes: Sequence[Mistake],
        truth: Mapping[str, Stage],
    ) -> None:
        from attncli.mechanisms.attend import pairs_of

        self.scenario = scenario
        self.mine = mine
        self.truth = truth
        self.order = tuple(self.truth)
        self.searched = pairs_of(scenario) <= MOST
        self.mistakes = mistakes if self.searched else ()
        self.before: dict[str, Floats] = {}
        """What stands in the place of the stages so far."""
        self.precisions: dict[str, Precision] = {}
        self.followed: dict[str, Floats] = {}
        self.verdicts: list[StageVerdict] = []
        self.strayed = False
        """Whether a stage so far deviates."""

    @property
    def since(self) -> str | None:
        """The last stage that was given so far."""
        return next(reversed(self.before), None)

    def right(self, name: str) -> Floats:
        """The true numbers of a stage."""
        return np.asarray(self.truth[name].output.array, dtype=np.float64)

    def take(self, name: str) -> None:
        """Judge one stage, and put it in its place."""
        given = self.mine.get(name)
        if given is None:
            self.verdicts.append(StageVerdict(name=name, kind="missing"))
            return
        right = self.right(name)
        laid = laid_out(given.array, right.shape)
        if laid is None:
            self.verdicts.append(self.misshapen(name, given))
            self.strayed = self.strayed or self.verdicts[-1].kind in WRONG
            return
        precision = precision_of(given.array, given.dtype, right)
        laid = self.as_meant(name, laid, precision)
        verdict = self.judged(name, self.seen(name, laid.array), precision)
        self.verdicts.append(verdict._replace(said=(*laid.said, *verdict.said), since=self.since))
        self.before[name] = laid.array
        self.precisions[name] = precision
        self.strayed = self.strayed or verdict.kind in WRONG

    def as_meant(self, name: str, laid: Laid, precision: Precision) -> Laid:
        """An array with its heads put first, where it is right so and not otherwise; −1e9 is left as it is,
        since a row that holds nothing else goes on with it, but it is said what it stands for.
        """
        right, seen = self.right(name), self.seen(name, laid.array)
        if (np.isneginf(seen) & np.isfinite(laid.array)).any():
            least = f"{laid.array.min():.3g}".replace("-", "−")
            laid = laid._replace(said=(*laid.said, f"{least} stands for −∞"))
        if distance(seen, right, precision) <= 1:
            return laid
        ways = heads_first(laid, right.shape)
        return next((each for each in ways if distance(each.array, right, precision) <= 1), laid)

    def misshapen(self, name: str, given: Mine) -> StageVerdict:
        """What is said of an array that has another shape than its stage, whatever its layout."""
        right, squeezed = self.right(name), given.array
        while squeezed.ndim > 1 and squeezed.shape[0] == 1:
            squeezed = squeezed[0]
        precision = precision_of(given.array, given.dtype, right)
        if right.ndim == 3 and squeezed.shape == right.shape[1:] and self.truth[name].output.has("head"):
            mean = right.mean(axis=0)
            if distance(squeezed, mean, precision) <= 1:
                said = ("it is the mean of all heads, and right as such",)
                return StageVerdict(name=name, kind="right", said=said, precision=precision)
        verdict = StageVerdict(
            name=name,
            kind="shape",
            shapes=(given.array.shape, right.shape),
            precision=precision,
            since=self.since,
        )
        found = [
            Named(mistake=mistake, form=form, distance=0.0, standing=dict(self.before))
            for mistake, form, found in self.runs(name)
            if found.broken is not None
            and found.broken.stage == name
            and found.broken.shape in (given.array.shape, squeezed.shape)
        ]
        return verdict._replace(causes=each_once(found))

    def judged(self, name: str, mine: Floats, precision: Precision) -> StageVerdict:
        """What is said of an array in the shape of its stage."""
        verdict = self.found(name, mine, precision)
        if verdict is None and precision.coarser is not None:
            precision = precision.coarser
            verdict = self.found(name, mine, precision)
            if verdict is not None and verdict.kind in ("right", "follows"):
                verdict = verdict._replace(said=("it is as exact as numbers of 32 bits are",))
        if verdict is None:
            verdict = self.random(name, mine, precision) or self.unexplained(name, mine, precision)
        expected = self.right(name) if verdict.kind == "right" else self.expected(name)
        return measured(verdict, self.truth[name].output.cell, mine, expected, precision)

    def found(self, name: str, mine: Floats, precision: Precision) -> StageVerdict | None:
        """A verdict where numbers are near enough to something; None where they are to nothing."""
        best = self.plain(name, mine, precision)
        if best is not None and best[0] <= 0.1:
            return best[1]
        named = self.named(name, mine, precision)
        if best is not None and (not named or best[0] < CLEARLY * named[0].distance):
            return best[1]
        if not named:
            return None
        self.refute(name)
        return concluded(StageVerdict(name=name, kind="cause"), nearest(named))

    def plain(self, name: str, mine: Floats, precision: Precision) -> tuple[float, StageVerdict] | None:
        """Right, or right from what was given before it, or a part of a cause that was found before it: how
        far from that, and what is said; None where it is none of these.
        """
        off = distance(mine, self.right(name), precision)
        still = self.narrow(name, mine, precision) if self.strayed else ()
        if off <= 1 and (off <= 0.1 or not self.before):
            return off, StageVerdict(name=name, kind="right")
        behind = distance(mine, self.follow(name), precision)
        if min(off, behind) <= 1:
            near = off <= CLEARLY and not self.strayed  # but for what rounding before it makes of it
            kind: Kind = "right" if off <= 1 or near else "follows"
            return min(off, behind), StageVerdict(name=name, kind=kind)
        if not still:
            return None
        own = [each for each in still if self.rest(each.form, name)]
        if not own:
            return still[0].distance, StageVerdict(name=name, kind="follows")
        self.refute(name, still)
        return own[0].distance, StageVerdict(name=name, kind="cause", causes=(own[0],), again=True)

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

    def rest(self, form: Form, name: str) -> Form:
        """The changes of a form behind what was given so far, up to a stage."""
        last = self.order.index(name)
        there = self.order[: last + 1]
        return tuple(each for each in form if each.stage not in self.before and each.stage in there)

    def reached(self, form: Form, standing: Mapping[str, Floats], name: str) -> Floats | None:
        """What comes out of a stage with a form of a mistake; None where that does not reach it."""
        try:
            stage = run(self.scenario, form, standing).stages.get(name)
        except ElsewhereError:
            return None
        if stage is None:
            return None
        return self.seen(name, np.asarray(stage.output.array, dtype=np.float64))

    def seen(self, name: str, array: Floats) -> Floats:
        """The numbers of a stage, with what is as good as −∞ at −∞."""
        return with_hidden(array, self.right(name)) if self.truth[name].op.hides else array

    def expected(self, name: str) -> Floats:
        """What should come out of a stage: what is right or, where a stage before deviates, what follows."""
        return self.follow(name) if self.strayed else self.right(name)

    def follow(self, name: str) -> Floats:
        """What comes out of a stage from what was given before it."""
        if not self.before:
            return self.right(name)
        if name not in self.followed:
            array = self.reached((), self.before, name)
            self.followed[name] = self.right(name) if array is None else array
        return self.followed[name]

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
                try:
                    made = run(self.scenario, form, standing)
                except ElsewhereError:
                    continue
                if all(self.stands(made, stage) for stage in given):
                    yield mistake, form, made

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

    def random(self, name: str, mine: Floats, precision: Precision) -> StageVerdict | None:
        """The verdict where numbers are 0 or the right ones times one factor, as dropout leaves them."""
        from attncli.mistakes import dropout

        if not self.mistakes or not name.endswith("weights"):
            return None
        if dropout.recognised(mine, self.expected(name), precision.rtol) is None:
            return None
        cause = Named(mistake=dropout.LEFT_ON, form=(), distance=0.0, standing=dict(self.before))
        return StageVerdict(name=name, kind="cause", causes=(cause,))

    def unexplained(self, name: str, mine: Floats, precision: Precision) -> StageVerdict:
        """The verdict where numbers are near to nothing that is known."""
        right = self.expected(name)
        if self.same_softmax(name, mine, precision):
            said = ("the same number is added to every score of a row, which the softmax takes away again",)
            return StageVerdict(name=name, kind="right", said=said)
        broken = ~np.isfinite(mine) & np.isfinite(right)
        return StageVerdict(name=name, kind="not_finite" if broken.any() else "unknown")

    def same_softmax(self, name: str, mine: Floats, precision: Precision) -> bool:
        """Whether scores differ from those that should stand there by one number a row, which changes no
        weight.
        """
        behind = self.order[self.order.index(name) + 1 :]
        if not name.endswith("scores") or "weights" not in behind:
            return False
        right = self.expected(name)
        finite = np.isfinite(right)
        if not np.array_equal(right[~finite], mine[~finite]) or not np.isfinite(mine[finite]).all():
            return False
        with np.errstate(all="ignore"):
            apart = np.where(finite, mine - right, np.nan)
            spread = np.nanmax(apart, axis=-1) - np.nanmin(apart, axis=-1)
        most = np.maximum(np.abs(right[finite]).max(initial=0.0), np.abs(mine[finite]).max(initial=0.0))
        return bool((spread <= 2 * precision.rtol * most).all())


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
    """A tie of mistakes that make the very same numbers as one cause, where one of them alone does so in its
    first form: a mask that is turned round, say, and one form of a wrong sign.
    """
    firsts = [each for each in verdict.causes if each.first_form]
    if verdict.kind != "tie" or len(firsts) != 1 or not alike(verdict.causes):
        return verdict
    others = tuple(each.mistake for each in verdict.causes if each is not firsts[0])
    return verdict._replace(kind="cause", causes=(firsts[0]._replace(same=others),))


def alike(causes: Sequence[Named]) -> bool:
    """Whether mistakes make the very same numbers, all of them finite."""
    first, *others = (each.numbers for each in causes)
    if first is None or not np.isfinite(first).all():
        return False
    most = np.abs(first).max(initial=0.0)
    return all(each is not None and np.abs(each - first).max(initial=0.0) <= 1e-6 * most for each in others)


def measured(
    verdict: StageVerdict, cell: Callable[..., Cell], mine: Floats, expected: Floats, precision: Precision
) -> StageVerdict:
    """A verdict with how far the numbers are from those that should stand there."""
    apart = differences(mine, expected, precision)
    index = tuple(int(i) for i in np.unravel_index(int(apart.argmax()), apart.shape))
    finite = np.isfinite(mine) & np.isfinite(expected)
    largest = float(np.abs(expected[np.isfinite(expected)]).max(initial=0.0)) or 1.0
    with np.errstate(all="ignore"):
        off = np.abs(np.where(finite, mine - expected, 0.0)).max(initial=0.0) / largest
    return verdict._replace(
        precision=precision,
        difference=float(off) if finite.all() or apart.max() < np.inf else float("inf"),
        off=int((apart > 1).sum()),
        of=int(apart.size),
        furthest=(cell(*index), float(mine[index]), float(expected[index])),
    )


def harmless(grader: Grader, verdict: StageVerdict) -> StageVerdict:
    """A stage with other numbers that the stages behind it were not made of, as they are right: another way
    to compute the same.
    """
    if verdict.kind not in WRONG or verdict.kind == "shape":
        return verdict
    at = grader.order.index(verdict.name)
    behind = [each for each in grader.verdicts[at + 1 :] if each.kind != "missing"]
    if not behind or any(each.kind != "right" for each in behind):
        return verdict
    made = {name: array for name, array in grader.before.items() if grader.order.index(name) <= at}
    for each in behind:
        from_mine = grader.reached((), made, each.name)
        precision = each.precision
        if from_mine is None or precision is None:
            continue
        if distance(grader.before[each.name], from_mine, precision) > 1:
            text = "it has other numbers, and what stands behind it is right: the same, computed another way"
            return verdict._replace(kind="right", causes=(), said=(*verdict.said, text))
    return verdict
