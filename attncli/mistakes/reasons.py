"""Why two computations come to the same numbers in a scenario: what is special about its numbers.

A reason is never guessed. What is special is moved a little, everything else is left as it is, and it is the
reason if the two then part.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from attncli.document import Number, say
from attncli.mistakes.cases import Case, Suspect, Why, row_of
from attncli.mistakes.shaken import Made, Shaken, moved, with_everything_other
from attncli.mistakes.sizes import sizes_of
from attncli.mistakes.suspects import suspects

ENOUGH = 12
"""Decimal places at which numbers that are the same but for rounding still look the same."""
FINE = 9
"""Decimal places at which other numbers are held to what is the same to the last place."""
LARGER = 1_000
"""How many times larger the scores are of which an exponential overflows, if it can."""
TRIES = 2
"""Ways to move all numbers of a scenario before it is said that none would tell."""


class Reasons:
    """The reasons of a case, found when asked for."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def suspects(self) -> tuple[Suspect, ...]:
        """All that is special about the scenario and its query, what says most first."""
        return tuple(suspects(self.case))

    @cached_property
    def others(self) -> tuple[Shaken, ...]:
        """The same shapes with other numbers all over."""
        scenario = self.case.scenario
        return tuple(Shaken(with_everything_other(scenario, 17 * salt)) for salt in range(1, TRIES + 1))

    def why(self, one: Made, other: Made | None = None) -> Why:
        """Why a mistake looks the same as another or, left out, as the right computation."""
        case = self.case
        if not case.has_numbers(one) and not case.has_numbers(other):
            return Why("no-numbers", say("neither gives a number"))
        if other is not None and (why := self.divides_alike(one, other)):
            return why
        exact = not case.apart(one, other, digits=ENOUGH)
        sizes = sizes_of(one) | (sizes_of(other) if other else frozenset())
        for suspect in self.suspects:
            # What has to do with d_k and with another size besides is about that other one.
            fits = not suspect.of or bool(suspect.of & (sizes - {"d_k"} or sizes))
            if fits and (exact or suspect.near) and self.convicted(suspect, one, other):
                return suspect.why
        for digits in range(case.digits + 1, ENOUGH + 1):
            if case.apart(one, other, digits=digits):
                return Why("too-small", say("{digits} decimals would tell", digits=digits))
        if other is None and (why := self.moves_all(one)):
            return why
        for query, label in enumerate(case.scenario.queries.names):
            if case.apart(one, other, query=query):
                text = "{told} does not tell: {other} would"
                words = say(text, told=case.asking, other=case.called(query, label))
                return Why("another-query", words)
        if other is None and case.loses_numbers(one, self.larger):
            return Why("small", say("the scores are too small to overflow"))
        if any(case.apart(one, other, shaken, digits=FINE) for shaken in self.others):
            return Why("chance", say("by chance of these numbers"))
        if other is None and "d_model" in sizes and case.scenario.x is None:
            return Why("no-d-model", say("queries and keys are given, and there is no d_model beside d_k"))
        if other is None:
            return Why("always", say("other numbers of these shapes do not tell either"))
        return Why("always", say("they give the same there whatever the numbers"))

    def convicted(self, suspect: Suspect, one: Made, other: Made | None) -> bool:
        """Whether two part where something special is gone, and do not where it alone is left.

        What is the same to the last decimal is held to more decimals than are asked for.
        """
        here = suspect.near or suspect.query is not None
        if not self.case.apart(
            one, other, suspect.without, suspect.query, self.case.digits if here else FINE
        ):
            return False
        return suspect.kept is None or not self.case.apart(one, other, suspect.kept, digits=FINE)

    @cached_property
    def larger(self) -> Shaken:
        """The computation with scores that are larger by far."""
        scores = self.case.numbers.truth.get("scores")
        if scores is None:
            return self.case.own
        return Shaken(self.case.scenario, {"scores": moved(scores.output.array) * LARGER})

    def divides_alike(self, one: Made, other: Made) -> Why | None:
        """Whether all that a mistake does is to divide the scores by the same number as another."""
        first, second = self.divisor(one), self.divisor(other)
        if first is None or second is None or abs(first - second) > 10.0**-ENOUGH:
            return None
        number = Number(first, given=True)
        return Why("same-divisor", say("both divide the scores by {number}", number=number))

    def divisor(self, made: Made) -> float | None:
        """What the scores are divided by, of a mistake that changes nothing else."""
        scores = self.case.own.array(None, "scores")
        scaled = self.case.own.array(made, "scaled_scores")
        form = made.mistake.forms[made.form]
        if scores is None or scaled is None or any(each.at != "scaled_scores" for each in form):
            return None
        at = np.unravel_index(int(np.abs(scores).argmax()), scores.shape)
        return float(scores[at] / scaled[at]) if np.isfinite(scaled[at]) and scaled[at] else None

    def moves_all(self, one: Made) -> Why | None:
        """Whether a mistake moves all scores of the query by the same, which no weight shows."""
        weights = self.case.numbers.truth.get("weights")
        taken = None if weights is None else next(iter(weights.step.inputs.values()))
        if taken is None or taken.name not in self.case.numbers.truth:
            return None
        wrong, right = self.case.own.array(one, taken.name), taken.array
        if wrong is None:
            return None
        with np.errstate(all="ignore"):
            by = row_of(wrong - right, taken, self.case.query)
        seen = by[np.isfinite(by)]
        if seen.size < 2 or np.abs(seen).max() < 10.0**-ENOUGH:
            return None
        if (np.nanmax(by, axis=-1) - np.nanmin(by, axis=-1)).max() > 10.0**-ENOUGH:
            return None
        text = "all scores of {query} move by the same, and softmax takes their differences alone"
        return Why("all-scores-moved", say(text, query=self.case.asking))
