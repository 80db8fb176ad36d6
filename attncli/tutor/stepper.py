"""Stepping through a computation: where a person stands, and what can be pressed there.

A state says what can be pressed in it, and a page ends with that: they stand in one file, however long.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from attncli.document import (
    Block,
    Document,
    Offer,
    Offers,
    Prose,
    Section,
    Value,
    Words,
    Working,
    matrices_of,
    say,
)
from attncli.pages.changes import changes, marked_changes
from attncli.pages.explain import explain
from attncli.pages.names import stage_called
from attncli.record import Record
from attncli.scenario import Edit, standing
from attncli.trace import Stage, Trace
from attncli.tutor.parting import page_of, paged
from attncli.tutor.presses import Press

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.tutor.asking import Question as Asked

Edits = tuple[Edit, ...]


class View(Record):
    """What the window shows: the part (from 0) of a document, and how many of them it has room for."""

    document: Document
    part: int = 0
    parts: int = 1

    @property
    def more(self) -> bool:
        """Whether the document goes on beyond the window."""
        return self.part < self.parts - 1


EMPTY = View(Document("", ()))
"""Nothing, before anything is shown."""

MOST_DIGITS = 12
"""Decimal places that results have at most."""


class Question(Enum):
    """What a person is asked to type a line for."""

    WHY = "Ask about which number"
    CHANGE = "Change which number to what"
    FILE = "Save it under which name"
    STAGE = "Which stage"


class Tools(Record):
    """What a stepper is handed, for it knows no files: to compute with edits, to save them, what led here."""

    load: Callable[[Edits], Trace]
    """The computation with these edits. Raises: AttnError if their numbers grow too large."""
    save: Callable[[Edits, str], str]
    """Writes a scenario file of this name; returns what leads to it. Raises: AttnError if it cannot."""
    options: str
    """The options of the command line that lead to the computation without edits."""
    query: str
    """The option that leads to its query: ``--query sat``, ``--all``."""
    scenario: Callable[[Edits], Scenario] | None = None
    """The scenario with these edits, for questions about it; None where nothing is asked."""


class Stepping(Record, kw_only=True):
    """Where a person stands in a computation. ``at`` counts the pages from 0."""

    tools: Tools
    original: Trace
    """The computation before any edit."""
    trace: Trace
    sections: tuple[Section, ...]
    at: int = 0
    digits: int = 2
    edits: Edits = ()
    saved: Edits = ()
    """The edits that a file holds already."""
    place: str | None = None
    """The options that lead to that file."""
    told: tuple[str, int] | None = None
    """The number that was just asked about, and how many levels of it were told."""
    question: Question | None = None
    begun: str = ""
    """What of the answer to the question is there already."""
    left: bool = False
    page_view: View = EMPTY
    """What is shown of the page, or was before something else was said."""
    aside_view: View | None = None
    """What is shown that is no page."""
    predicts: bool = False
    """Whether a question stands before each stage."""
    standing: Asked | None = None
    """The question that waits for a guess."""
    furthest: int = 0
    """The page furthest on that was shown (from 0)."""
    rounded_on: str = ""
    """The title of the page that said, once for the sitting, that numbers are rounded."""

    @property
    def view(self) -> View:
        """What the window shows now."""
        return self.aside_view or self.page_view

    @property
    def more(self) -> bool:
        """Whether what is shown, or the page that it was said of, goes on."""
        return self.view.more or self.page_view.more

    def seen(self, part: int, parts: int) -> Stepping:
        """The state once it is known how much of it the window has room for."""
        view = self.view._replace(part=part, parts=parts)
        return self._replace(page_view=view) if self.aside_view is None else self._replace(aside_view=view)

    @property
    def section(self) -> Section:
        """The page that is shown."""
        return self.sections[self.at]

    @property
    def stage(self) -> Stage | None:
        """The stage that the page is about, cut to the query; None on a page of another kind."""
        return stage_of(self.trace, self.section)

    @property
    def last(self) -> bool:
        """Whether this is the last page."""
        return self.at == len(self.sections) - 1

    @property
    def unsaved(self) -> bool:
        """Whether there are edits that no file holds."""
        return self.edits != self.saved


def stage_of(trace: Trace, section: Section) -> Stage | None:
    """The stage that a page is about, cut to the query; None for a page of another kind."""
    name = section.name if section.step else None
    return next((stage for stage in trace.shown if stage.name == name), None)


Answer = tuple[Stepping, Document | None]
"""The state that follows, and what is shown of it; None: nothing."""


def start(tools: Tools, stage: str | None = None, digits: int = 2, *, predicts: bool = False) -> Stepping:
    """The first page, or that of a stage. Raises: AttnError E507 if there is no such stage."""
    trace = tools.load(())
    sections = pages(trace, tools, ())
    at = 0 if stage is None else page_called(trace, sections, stage)
    return Stepping(
        tools=tools,
        original=trace,
        trace=trace,
        sections=sections,
        at=at,
        digits=digits,
        predicts=predicts,
        furthest=at,
    )


def page_called(trace: Trace, sections: tuple[Section, ...], text: str) -> int:
    """The page (from 0) that a text means: a stage by its name, symbol or number, or another by its name.

    Raises: AttnError E507.
    """
    if text == "0":
        return 0
    named = any(section.name == text for section in sections)
    return page_of(sections, text if named else stage_called(trace, text))


def pages(trace: Trace, tools: Tools, edits: Edits) -> tuple[Section, ...]:
    """The pages of a computation: those of `attn explain`.

    The commands on its last page do not know of edits: where there are any, a page of its own stands there.
    """
    sections = paged(explain(trace, options=tools.options).sections)
    if not edits:
        return sections
    changed = len(standing(edits))
    words = say("You have changed {n} {noun}.", n=changed, noun="number" if changed == 1 else "numbers")
    return (
        *(section for section in sections if section.name != "next"),
        Section(title="The end", blocks=(Prose(words),), name="next"),
    )


def with_edits(state: Stepping, edits: Edits) -> Stepping:
    """The present page of the computation with these edits. Raises: AttnError if it cannot be computed."""
    trace = state.tools.load(edits)._replace(head=state.trace.head)
    sections = pages(trace, state.tools, edits)
    return state._replace(trace=trace, sections=sections, edits=edits, at=min(state.at, len(sections) - 1))


def page(state: Stepping, *remarks: Words, above: Words = ()) -> Document:
    """The page a person stands on: the section, what there is to remark, and what can be pressed; ``above``
    it what a guess came to.
    """
    section = marked_changes(state.section, state.original) if state.edits else state.section
    if above:
        section = section._replace(blocks=(Prose(above), *section.blocks))
    if state.rounded_on not in ("", section.title):
        section = section._replace(rounded=False)
    query = None if state.trace.query is None else state.trace.queries.names[state.trace.query]
    state = state._replace(page_view=EMPTY, aside_view=None)
    return Document(state.trace.title, (section, footer(state, *remarks)), query)


def aside(state: Stepping, *blocks: Block, title: str = "") -> Document:
    """Something said between two pages, with what can be pressed."""
    state = state._replace(aside_view=EMPTY)
    return Document("", (Section(title=title, blocks=blocks), footer(state)))


def fresh(state: Stepping, document: Document) -> Stepping:
    """The state in which a new document is shown: a page, or something said of it."""
    if document.sections[0].name != state.section.name:
        return state._replace(aside_view=View(document))
    rounded_on = state.rounded_on
    if not rounded_on and state.section.rounded and any(map(computes, state.section.blocks)):
        rounded_on = state.section.title
    furthest = max(state.furthest, state.at)
    return state._replace(page_view=View(document), aside_view=None, rounded_on=rounded_on, furthest=furthest)


def computes(block: Block) -> bool:
    """Whether a block shows a computed number that has more decimals than any page has room for.

    A page of which that is so says that it rounds.
    """
    if isinstance(block, Working):
        entries = (entry for row in block.all_rows for entry in row.entries)
        return any(endless(entry.cell.value) for entry in entries if isinstance(entry, Value))
    tensors = (matrix.tensor for matrix in matrices_of(block))
    return any(
        any(map(endless, tensor.array.ravel().tolist())) for tensor in tensors if tensor.derive is not None
    )


def endless(value: float) -> bool:
    """Whether a number is no short decimal."""
    return math.isfinite(value) and abs(round(value, MOST_DIGITS) - value) > 1e-14 * max(1, abs(value))


def footer(state: Stepping, *remarks: Words) -> Section:
    """What there is to remark, and what can be pressed now, the commonest first."""
    line = [press for press in offered(state) if press in on_the_line(state)]
    short = SHORT if Press.WHY in line else {**SHORT, Press.EDIT: "change a number"}
    rest = [Offer(press.label, short[press]) for press in line if press is not Press.NEXT]
    going_on, following = Offer(Press.NEXT.label, "more"), Offer(Press.NEXT.label, SHORT[Press.NEXT])
    here = []
    if Press.NEXT in line:
        here = [going_on if state.more else following]
    offers = Offers((*here, *rest), (going_on, *rest))
    return Section(title="", blocks=(*map(Prose, remarks), offers), name="offers")


SHORT = {
    Press.NEXT: "next",
    Press.BACK: "back",
    Press.UP: "this page",
    Press.WHY: "why a number",
    Press.DEEPER: "one level deeper",
    Press.EDIT: "change one",
    Press.UNDO: "undo",
    Press.COMPARE: "compare",
    Press.SAVE: "save",
    Press.HEAD: "next head",
    Press.PREDICT: "be asked",
    Press.HELP: "help",
    Press.LEAVE: "leave",
}
"""What stands on the line of offers; the rest is behind `?`."""


def on_the_line(state: Stepping) -> set[Press]:
    """What is offered on the line: the save of what is saved is for those who look for it."""
    line = set(SHORT)
    if not state.unsaved:
        line.remove(Press.SAVE)
    if state.aside_view is None:
        line.remove(Press.UP)
    if state.predicts or state.at > 0:
        line.remove(Press.PREDICT)
    return line


def has_numbers(state: Stepping) -> bool:
    """Whether a number stands on the page that is told by a stage, or was given."""
    return state.at == 0 or state.stage is not None


def offered(state: Stepping) -> tuple[Press, ...]:
    """What can be pressed now and does something, in the order in which it is named."""
    able = {
        Press.NEXT: not state.last or state.more,
        Press.BACK: state.at > 0,
        Press.UP: state.aside_view is not None or state.view.part > 0,
        Press.DOWN: state.more,
        Press.WHY: has_numbers(state),
        Press.DEEPER: state.told is not None,
        Press.UNDO: bool(state.edits),
        Press.COMPARE: bool(state.edits),
        Press.SAVE: True,
        Press.HEAD: state.trace.heads is not None and len(state.trace.heads) > 1,
        Press.PREDICT: state.tools.scenario is not None and state.trace.query is not None,
        Press.VECTORS: state.at > 0,
        Press.DIGITS: state.digits < MOST_DIGITS,
        Press.FEWER: state.digits > 0,
    }
    if state.standing is not None:  # whatever shows the page would show the answer
        return tuple(press for press in BESIDE_A_QUESTION if able.get(press, True))
    return tuple(press for press in Press if able.get(press, True))


BESIDE_A_QUESTION = (Press.NEXT, Press.BACK, Press.DOWN, Press.PREDICT, Press.HELP, Press.LEAVE)
"""What can be pressed while a question waits for a guess."""


def first_change(state: Stepping) -> Section | None:
    """The first page on which a number is another than before any edit."""
    return next((section for section in state.sections if changes(section, state.original)), None)
