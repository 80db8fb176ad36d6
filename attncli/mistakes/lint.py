"""What a scenario can show: which mistakes its query tells from the truth and from each other, at so many
decimals, why not the others, and which cells are worth asking for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from attncli.document import say
from attncli.mistakes.cases import Case, Why, rounded
from attncli.mistakes.reasons import ENOUGH, Reasons
from attncli.mistakes.shaken import Made
from attncli.mistakes.worth import MOST_CELLS, Asked, asked, cells_told
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.mistakes.mistake import Mistake
    from attncli.mistakes.numbers import Numbers
    from attncli.scenario import Scenario

ANOTHER_SHAPE = "another-shape"
"""Why a mistake does not show whose numbers have another shape than they should."""


class Showing(Record, kw_only=True):
    """A mistake that can be made in a scenario, and whether the numbers asked for show it."""

    mistake: Mistake
    shows: bool
    forms: tuple[bool, ...]
    """Whether each of its forms that can be made there shows."""
    stages: tuple[str, ...]
    """The stages that show it, in the row of the query."""
    why: Why | None = None
    """Why it does not show."""

    @property
    def has_numbers(self) -> bool:
        """Whether it gives numbers of the right shape."""
        return self.why is None or self.why.name != ANOTHER_SHAPE


class Alike(Record):
    """Mistakes that give the same wrong numbers where is asked."""

    mistakes: tuple[str, ...]
    digits: int | None
    """The fewest decimals that tell them all apart there; None if none do."""
    cell: str | None
    """A cell, at any stage, that tells them apart at the digits asked for; None if there is none."""
    why: tuple[Why, ...]
    """Why each of them but the first looks like the first."""


class Lint(Record, kw_only=True):
    """What a scenario can show."""

    numbers: Numbers
    query: int
    stage: str
    digits: int
    mistakes: tuple[Showing, ...]
    alike: tuple[Alike, ...]
    cells: tuple[Asked, ...]
    too_large: bool = False
    """Whether it is so long that no mistake is looked for."""

    @property
    def scenario(self) -> Scenario:
        """What was looked at."""
        return self.numbers.scenario

    @property
    def hidden(self) -> tuple[Showing, ...]:
        """The mistakes that do not show."""
        return tuple(each for each in self.mistakes if not each.shows and each.has_numbers)

    @property
    def counted(self) -> tuple[Showing, ...]:
        """The mistakes that give numbers of the right shape, right or wrong."""
        return tuple(each for each in self.mistakes if each.has_numbers)

    @property
    def of_other_shapes(self) -> tuple[Showing, ...]:
        """The mistakes that give no numbers to ask for, since their shape is another."""
        return tuple(each for each in self.mistakes if not each.has_numbers)

    @property
    def worth_asking(self) -> tuple[Asked, ...]:
        """The cells that are worth asking for, the most telling first."""
        return tuple(each for each in self.cells if not each.why)

    def tells(self, name: str) -> bool:
        """Whether a mistake is told from the truth, and somewhere from every other that those make who make
        it: what only a program does confuses nobody who computes by hand.
        """
        makers = {each.mistake.name: each.mistake.by for each in self.mistakes if each.shows}
        others = [makers[other] for other in self.like(name)]
        return name in makers and all(by == "program" != makers[name] for by in others)

    def like(self, name: str) -> tuple[str, ...]:
        """The mistakes that no cell tells from this one."""
        alike = [each.mistakes for each in self.alike if each.cell is None and name in each.mistakes]
        return tuple(dict.fromkeys(other for names in alike for other in names if other != name))


def lint(numbers: Numbers, query: int | None = None, stage: str | None = None, digits: int = 2) -> Lint:
    """What a scenario can show.

    ``query`` (from 0) is the scenario's own, or the last, if left out; ``stage`` the last one. A mistake
    shows where a number in the query's row of that stage looks otherwise at so many decimals.
    """
    scenario = numbers.scenario
    if query is None:
        query = scenario.shown if scenario.shown is not None else len(scenario.queries) - 1
    if numbers.too_large:
        return Lint(
            numbers=numbers, query=query, stage=stage or "", digits=digits, mistakes=(), alike=(), cells=(),
            too_large=True,
        )  # fmt: skip
    case = Case(numbers, query, stage or numbers.order[-1], digits)
    reasons = Reasons(case)
    made = made_in(case)
    every = [each for forms in made.values() for each in forms]
    return Lint(
        numbers=numbers,
        query=query,
        stage=case.stage,
        digits=digits,
        mistakes=tuple(showing(reasons, forms) for forms in made.values()),
        alike=tuple(alike(reasons, every)),
        cells=tuple(asked(case, every, [stage] if stage else numbers.order)),
    )


def made_in(case: Case) -> dict[str, list[Made]]:
    """By its name every mistake that can be made up to the stage asked for, with the forms it has there."""
    last = case.numbers.order.index(case.stage)
    found: dict[str, list[Made]] = {}
    for mistake in case.numbers.mistakes:
        if any(name in case.numbers.truth for name in mistake.unless):
            continue
        for form in range(len(mistake.forms)):
            if case.numbers.wrong(mistake, form, last=last) is not None:
                found.setdefault(mistake.name, []).append(Made(mistake, form))
    return found


def showing(reasons: Reasons, forms: Sequence[Made]) -> Showing:
    """Whether a mistake shows, in any of its forms."""
    case = reasons.case
    shows = tuple(case.apart(made, None) for made in forms)
    return Showing(
        mistake=forms[0].mistake,
        shows=any(shows),
        forms=shows,
        stages=tuple(name for name in case.numbers.order if any(case.at(name, made) for made in forms)),
        why=None if any(shows) else why_hidden(reasons, forms),
    )


def why_hidden(reasons: Reasons, forms: Sequence[Made]) -> Why:
    """Why a mistake does not show."""
    case = reasons.case
    whole = [made for made in forms if case.looks(made) is not None]
    if not whole:
        return Why(ANOTHER_SHAPE, say("what comes out has another shape, and no numbers to ask for"))
    return reasons.why(whole[0])


def alike(reasons: Reasons, made: Sequence[Made]) -> Iterator[Alike]:
    """The mistakes that look the same as others, but not as the truth."""
    case = reasons.case
    groups: dict[bytes, list[Made]] = {}
    for each in made:
        looks = case.looks(each)
        if looks is not None and case.apart(each, None):
            groups.setdefault(looks, []).append(each)
    told: set[tuple[str, ...]] = set()
    for group in groups.values():
        apart = without_twins(group)
        names = tuple(each.mistake.name for each in apart)
        if len(names) < 2 or names in told:
            continue
        told.add(names)
        yield Alike(
            names,
            digits_apart(case, apart),
            cell_apart(case, apart),
            tuple(reasons.why(apart[0], each) for each in apart[1:]),
        )


def without_twins(group: Sequence[Made]) -> list[Made]:
    """One form of each mistake, without those that are one with another by algebra."""
    kept: list[Made] = []
    for each in group:
        one = {each.mistake.name, *each.mistake.same_as}
        if not any(one & {other.mistake.name, *other.mistake.same_as} for other in kept):
            kept.append(each)
    return kept


def digits_apart(case: Case, group: Sequence[Made]) -> int | None:
    """The fewest decimals at which all of them look different where is asked."""
    for digits in range(case.digits + 1, ENOUGH + 1):
        if len({case.looks(made, digits=digits) for made in group}) == len(group):
            return digits
    return None


def cell_apart(case: Case, group: Sequence[Made]) -> str | None:
    """The first cell of any stage, in the row of the query, that all of them look different in."""
    for name in case.numbers.order:
        rows = [case.row(name, made) for made in group]
        if any(row is None for row in rows):
            continue
        looks = np.sort(
            np.stack([rounded(row, case.digits).ravel()[:MOST_CELLS] for row in rows if row is not None]),
            axis=0,
        )
        telling = np.flatnonzero((np.diff(looks, axis=0) != 0).all(axis=0))
        if telling.size:
            return cells_told(case, name)[int(telling[0])].name
    return None


def known(name: str, mistakes: Sequence[Mistake]) -> str:
    """The name of a mistake as it was typed. Raises: AttnError E517 if none is called so."""
    from attncli.errors import AttnError
    from attncli.spelling import did_you_mean

    names = [mistake.name for mistake in mistakes]
    typed = name.strip().casefold().replace("_", "-").replace(" ", "-")
    if typed not in names:
        help = did_you_mean(typed, names, "docs/mistakes.md lists them all")
        raise AttnError("E517", f"there is no mistake `{name}`", help=help)
    return typed
