"""What is asked about: a computation, its numbers, and what mistakes make of them."""

from __future__ import annotations

import random
from functools import cached_property
from typing import TYPE_CHECKING

from attncli.mechanisms.attend import attend
from attncli.mistakes.numbers import Numbers
from attncli.mistakes.twin import twin
from attncli.mistakes.words import facts
from attncli.tensor import Cell, Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from attncli.document import Span, Words
    from attncli.mistakes.window import Window
    from attncli.scenario import Scenario
    from attncli.tensor import Index
    from attncli.trace import Stage, Trace

LONG = 16
"""Operands past which nobody is asked to reckon a number."""


class Subject:
    """One query of a computation, and one head where there are several: the one with the most to tell."""

    def __init__(
        self, scenario: Scenario, head: int | None = None, numbers: Numbers | None = None, *, digits: int = 2
    ) -> None:
        self.scenario = scenario
        self.digits = digits
        """The decimal places that are asked for."""
        self.numbers = numbers or Numbers(scenario)
        self.asked_head = head
        self.twins: dict[int, Subject] = {}
        self.windows: dict[tuple[str, str, int], Window] = {}
        """What can be heard in answers, by the cell, the stage that is shown and the decimal places."""

    @cached_property
    def trace(self) -> Trace:
        """The computation, with the query told in detail and the head that is asked about."""
        trace = attend(self.scenario)
        return trace if trace.heads is None else trace._replace(head=self.head)

    @property
    def query(self) -> int:
        """The query that is asked about (from 0)."""
        shown = self.scenario.shown
        return len(self.scenario.queries) - 1 if shown is None else shown

    @cached_property
    def head(self) -> int:
        """The head (from 0) that is asked about: of several the one whose row has the most different numbers,
        the first of equals.
        """
        if self.asked_head is not None:
            return self.asked_head
        weights = self.numbers.right("weights")
        if not weights.has("head"):
            return 0
        rows = weights.array[:, self.query]
        return max(range(len(rows)), key=lambda h: (len(set(rows[h].round(4).tolist())), -h))

    @cached_property
    def stages(self) -> dict[str, Stage]:
        """Every stage by its name, cut to the query and the head."""
        return {stage.name: stage for stage in self.trace.told}

    @property
    def order(self) -> tuple[str, ...]:
        """The names of the stages, in the order of the computation."""
        return tuple(self.stages)

    def before(self, stage: str) -> str:
        """The name of the stage before; "" for the first."""
        at = self.order.index(stage)
        return self.order[at - 1] if at else ""

    def whole(self, name: str) -> Tensor:
        """The numbers of a stage for all queries and heads."""
        return self.numbers.right(name)

    def index(self, name: str, *position: int) -> Index:
        """A position in a stage cut to the query and the head, among all queries and heads."""
        whole, told = self.whole(name), self.stages[name].output
        own = iter(position)
        found: list[int] = []
        for axis in whole.axes:
            if axis.name == "head":
                found.append(self.trace.own_head(len(axis)))
            elif axis.name == "query" and told.has("query") and told.size("query") == 1:
                next(own)
                found.append(self.query)
            else:
                found.append(next(own))
        return tuple(found)

    def cell(self, name: str, index: Index) -> Cell:
        """A number of a stage, by its position among all queries and heads."""
        return self.whole(name).cell(*index)

    @cached_property
    def facts(self) -> dict[str, Span | Words]:
        """What fills the gaps in what is said of mistakes."""
        return facts(self.scenario, self.numbers.truth)

    def twin(self, seed: int, good: Callable[[Numbers], bool]) -> Subject | None:
        """The same words and matrices with other vectors, of which ``good`` holds; None if none is found."""
        if seed not in self.twins:
            found = twin(self.scenario, seed, good, lambda other: Numbers(other, self.numbers.mistakes))
            if found is None:
                return None
            self.twins[seed] = Subject(found.scenario, self.head, found, digits=self.digits)
        return self.twins[seed]


def drawing(*parts: object) -> random.Random:
    """Draws that follow from these alone, whatever stands in a token or a name."""
    return random.Random("/".join(map(str, parts)).encode("utf-8", "surrogatepass"))
