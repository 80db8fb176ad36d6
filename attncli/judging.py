"""`attncli.grade`: a function or arrays of somebody's in, a verdict out that prints itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attncli.errors import AttnError

if TYPE_CHECKING:
    from attncli.document import Document
    from attncli.mistakes.verdicts import Grading, StageVerdict
    from attncli.scenario import Scenario

SHORT = 220
"""Characters of a verdict on one line at most: a test runner shows no more of a value."""


class Verdict:
    """What is said of a function or of arrays: true where all is right, and printed as a page."""

    def __init__(self, grading: Grading, judge: str) -> None:
        self.grading = grading
        self.judge = judge
        """The scenario that it was held against."""

    @property
    def right(self) -> bool:
        """Whether every number is right."""
        return self.grading.right

    @property
    def causes(self) -> tuple[str, ...]:
        """The names of the mistakes, in the order of the computation."""
        return self.grading.causes

    @property
    def first(self) -> str | None:
        """The first stage that deviates."""
        return self.grading.first.name if self.grading.first else None

    @property
    def stages(self) -> tuple[StageVerdict, ...]:
        """The verdict on each stage."""
        return self.grading.stages

    @property
    def page(self) -> Document:
        """The verdict as it is printed."""
        from attncli.pages.grade import grade_page

        return grade_page(self.grading)

    def __bool__(self) -> bool:
        return self.right

    def __str__(self) -> str:
        from attncli.formats import write

        return write(self.page).rstrip()

    def __repr__(self) -> str:
        from attncli.pages.grade import in_short

        text = in_short(self.grading)
        return f"<{text if len(text) <= SHORT else text[: SHORT - 1] + '…'}>"


def grade(
    mine: Callable[..., Any] | Mapping[str, Any],
    *,
    judge: str | None = None,
    scenario: Scenario | str | None = None,
    takes: Sequence[str] | None = None,
    convert: Callable[[Any], Any] | None = None,
    dtype: str = "float64",
) -> Verdict:
    """Hold a function that computes attention, or its arrays by the names of stages, against right numbers.

    A function is called with the arrays of a judge: what its parameters are called says what it takes
    (``query, key, value, mask``, or ``x, w_q, w_k, w_v, w_o, heads``), or else ``takes`` does, in its order.
    A mask is True where a query may attend. Arrays are numpy's, of this ``dtype``; ``convert`` makes
    something else of each (``torch.tensor``). It returns the result, or a tuple of it and the weights, or a
    dict by the names of stages: anything that numpy.asarray takes, and tensors of PyTorch.

    ``judge`` names a built-in judge ("multi-head"), ``scenario`` any other computation.

    Raises: AttnError E560 if no array is a stage's, E563 if nobody knows what the function takes, E564 if
    there is no such judge, E566 if it gives back no numbers; and what the function raises.
    """
    from attncli.mistakes.calling import as_numbers, called
    from attncli.mistakes.grading import grade_named
    from attncli.mistakes.judges import asking, judge_for, offered

    if not callable(mine):
        if judge is None and scenario is None:
            help = 'name one: `judge="multi-head"`'
            raise AttnError("E564", "arrays are graded against a judge, and none is named", help=help)
        against = computation(judge, scenario)
        arrays = {str(name): array for name, thing in mine.items() if (array := as_numbers(thing))}
        return Verdict(grade_named(against, arrays), against.name)
    asked = asking(mine, takes)
    if judge is None and scenario is None:
        judge = judge_for(asked)
    against = computation(judge, scenario)
    given = offered(against)
    found, said = called(mine, asked, given, convert, dtype)
    grading = grade_named(against, found)
    if not grading.right:
        again, _ = called(mine, asked, given, convert, dtype)
        grading = with_chance(grading, found, again)
    grading = grading._replace(said=(*said, *grading.said))
    return Verdict(grading, against.name)


def with_chance(grading: Grading, found: Mapping[str, Any], again: Mapping[str, Any]) -> Grading:
    """A verdict that says so where a function gives other numbers each time."""
    from attncli.mistakes.calling import OTHER_NUMBERS, same_numbers

    if same_numbers(found, again):
        return grading
    return grading._replace(said=(OTHER_NUMBERS, *grading.said))


def computation(judge: str | None, scenario: Scenario | str | None) -> Scenario:
    """The scenario of a judge, or the one that is named. Raises: AttnError E564 if there is no such judge."""
    from attncli.loading.scenario_file import load_scenario

    if judge is not None:
        from attncli.mistakes.judges import scenario_of

        return load_scenario(scenario_of(judge))
    return load_scenario(scenario) if isinstance(scenario, str) else scenario  # type: ignore[return-value]
