"""Stepping through a computation: where a person stands, and what can be pressed there."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from attncli.document import Block, Document, Offer, Offers, Prose, Section, Words, say
from attncli.errors import no_such_stage
from attncli.pages.changes import changes, marked_changes
from attncli.pages.explain import explain
from attncli.record import Record
from attncli.scenario import Edit, standing
from attncli.trace import Stage, Trace
from attncli.tutor.presses import Press

Edits = tuple[Edit, ...]

MOST_DIGITS = 12
"""Decimal places that results have at most."""


class Question(Enum):
    """What a person is asked to type a line for."""

    WHY = "Why which number"
    CHANGE = "Change which number, to what"
    FILE = "Save as which file"
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

    @property
    def section(self) -> Section:
        """The page that is shown."""
        return self.sections[self.at]

    @property
    def stage(self) -> Stage | None:
        """The stage that the page is about, cut to the query; None on a page of another kind."""
        name = self.section.name if self.section.step else None
        return next((stage for stage in self.trace.shown if stage.name == name), None)

    @property
    def last(self) -> bool:
        """Whether this is the last page."""
        return self.at == len(self.sections) - 1

    @property
    def unsaved(self) -> bool:
        """Whether there are edits that no file holds."""
        return self.edits != self.saved


Answer = tuple[Stepping, Document | None]
"""The state that follows, and what is shown of it; None: nothing."""


def start(tools: Tools, stage: str | None = None, digits: int = 2) -> Stepping:
    """The first page, or that of a stage. Raises: AttnError E507 if there is no such stage."""
    trace = tools.load(())
    stages = [other.name for other in trace.stages]
    if stage is not None and stage not in stages:
        raise no_such_stage(stage, stages)
    sections = pages(trace, tools, ())
    at = next((at for at, section in enumerate(sections) if section.name == stage), 0)
    return Stepping(tools=tools, original=trace, trace=trace, sections=sections, at=at, digits=digits)


def pages(trace: Trace, tools: Tools, edits: Edits) -> tuple[Section, ...]:
    """The pages of a computation: those of `attn explain`.

    The commands on its last page do not know of edits: where there are any, a page of its own stands there.
    """
    sections = explain(trace, options=tools.options).sections
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


def page(state: Stepping, *remarks: Words) -> Document:
    """The page a person stands on: the section, what there is to remark, and what can be pressed."""
    section = marked_changes(state.section, state.original) if state.edits else state.section
    query = None if state.trace.query is None else state.trace.queries.names[state.trace.query]
    return Document(state.trace.title, (section, footer(state, *remarks)), query)


def aside(state: Stepping, *blocks: Block, title: str = "") -> Document:
    """Something said between two pages, with what can be pressed."""
    return Document("", (Section(title=title, blocks=blocks, rounded=bool(title)), footer(state)))


def footer(state: Stepping, *remarks: Words) -> Section:
    """What there is to remark, and what can be pressed now, the commonest first."""
    line = on_the_line(state)
    rows = tuple(Offer(press.label, SHORT[press]) for press in offered(state) if press in line)
    return Section(title="", blocks=(*map(Prose, remarks), Offers(rows)), name="offers")


SHORT = {
    Press.NEXT: "next",
    Press.BACK: "back",
    Press.WHY: "why a number",
    Press.DEEPER: "one level deeper",
    Press.EDIT: "change one",
    Press.UNDO: "undo",
    Press.SAVE: "save",
    Press.HEAD: "next head",
    Press.HELP: "more",
    Press.LEAVE: "leave",
}
"""What stands on the line of offers; the rest is behind `?`."""


def on_the_line(state: Stepping) -> set[Press]:
    """What is offered on the line: the save of what is saved is for those who look for it."""
    return {press for press in SHORT if press is not Press.SAVE or state.unsaved}


def offered(state: Stepping) -> tuple[Press, ...]:
    """What can be pressed now and does something, in the order in which it is named."""
    able = {
        Press.NEXT: not state.last,
        Press.BACK: state.at > 0,
        Press.DEEPER: state.told is not None,
        Press.UNDO: bool(state.edits),
        Press.SAVE: True,
        Press.HEAD: state.trace.heads is not None and len(state.trace.heads) > 1,
        Press.VECTORS: state.at > 0,
        Press.DIGITS: state.digits < MOST_DIGITS,
        Press.FEWER: state.digits > 0,
    }
    return tuple(press for press in Press if able.get(press, True))


def first_change(state: Stepping) -> Section | None:
    """The first page on which a number is another than before any edit."""
    return next((section for section in state.sections if changes(section, state.original)), None)
