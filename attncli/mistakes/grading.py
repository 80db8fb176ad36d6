"""Somebody's arrays against a scenario, stage by stage: which are right, which follow from one that is not,
and what that one comes out of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.causes import CLEARLY, Causes, again_settled, as_one, concluded, each_once, nearest
from attncli.mistakes.layouts import Laid, heads_first, laid_out
from attncli.mistakes.naming import sorted_out
from attncli.mistakes.numbers import Numbers
from attncli.mistakes.precision import differences, distance, precision_of
from attncli.mistakes.verdicts import WRONG, Grading, Kind, Mine, Named, StageVerdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from attncli.mistakes.precision import Precision
    from attncli.numerics.arrays import Floats
    from attncli.scenario import Scenario
    from attncli.tensor import Cell

    Taken = tuple[StageVerdict, Laid | None, Precision]

LATER = {
    "scores": ("scaled_scores", "masked_scores"),
    "scaled_scores": ("masked_scores",),
    "concatenated": ("output",),
}
"""The stages behind one that many call by its name: scores that are divided, or masked, already."""

RIGHT = ("right", "follows")


def grade_arrays(scenario: Scenario, mine: Mapping[str, Mine], numbers: Numbers | None = None) -> Grading:
    """Hold arrays that are named as stages against a scenario; ``numbers`` are those of the scenario, where
    somebody has them already.
    """
    grader = Grader(numbers or Numbers(scenario), mine)
    for name in grader.order:
        grader.take(name)
    stages = tuple(as_one(harmless(grader, verdict)) for verdict in again_settled(grader.verdicts))
    return Grading(
        scenario=scenario,
        truth=grader.truth,
        stages=stages,
        said=tuple(grader.moved),
        searched=not grader.numbers.too_large,
    )


def grade_named(
    scenario: Scenario, arrays: Mapping[str, Mine], meant: Mapping[str, str] | None = None
) -> Grading:
    """Hold arrays by the names that somebody gave them against a scenario; ``meant`` says for a stage the
    name of the array that is meant.

    Raises: AttnError E560 if none of them is a stage's, E561 if ``meant`` names what is not there.
    """
    numbers = Numbers(scenario)
    shapes = {name: stage.output.array.shape for name, stage in numbers.truth.items()}
    found = sorted_out(scenario, shapes, arrays, meant)
    graded = grade_arrays(scenario, found.mine, numbers)
    return graded._replace(said=(*found.said, *graded.said), others=found.others)


class Grader(Causes):
    """Goes through the stages in their order, with what was given before each standing in its place."""

    def __init__(self, numbers: Numbers, mine: Mapping[str, Mine]) -> None:
        super().__init__(numbers)
        self.mine = dict(mine)
        self.moved: list[str] = []
        """What is said of arrays that go by the name of a stage before theirs."""

    def take(self, name: str) -> None:
        """Judge one stage, and put it in its place."""
        taken = self.taken(name)
        if taken is None or taken[0].kind not in WRONG:
            self.put(name, taken)
            return
        for later in LATER.get(name, ()):
            if later not in self.order or later in self.mine:
                continue
            other = self.taken(later, self.mine[name])
            named = taken[0].kind in ("cause", "tie")
            if other is not None and (other[0].kind in RIGHT or (other[0].causes and not named)):
                self.mine[later] = self.mine.pop(name)
                self.moved.append(f"`{name}` is what is called `{later}` here, and is taken as that")
                self.put(name, None)
                return
        self.put(name, taken)

    def taken(self, name: str, given: Mine | None = None) -> Taken | None:
        """The verdict on what was given at a stage, and what stands there; None where nothing was given."""
        given = given or self.mine.get(name)
        if given is None:
            return None
        right = self.right(name)
        precision = precision_of(given.array, given.dtype, right)
        laid = laid_out(given.array, right.shape)
        if laid is None:
            return self.misshapen(name, given), None, precision
        laid = self.as_meant(name, laid, precision)
        verdict = self.judged(name, self.seen(name, laid.array), precision)
        verdict = verdict._replace(said=(*laid.said, *verdict.said), since=self.since)
        return verdict, laid, precision

    def put(self, name: str, taken: Taken | None) -> None:
        """Put what was given at a stage in its place for those behind it."""
        if taken is None:
            self.verdicts.append(StageVerdict(name=name, kind="missing"))
            return
        verdict, laid, precision = taken
        self.verdicts.append(verdict)
        self.strayed = self.strayed or verdict.kind in WRONG
        if laid is not None:
            self.before[name] = laid.array
            self.precisions[name] = precision
            self.followed.clear()

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
