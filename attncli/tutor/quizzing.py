"""A sitting of questions: where a person stands in it, and what follows from each line that is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from attncli.document import (
    Block,
    Code,
    Document,
    Entries,
    Entry,
    Offer,
    Offers,
    Prose,
    Section,
    Words,
    plain,
    say,
)
from attncli.pages.why import why, why_page
from attncli.record import Record
from attncli.tutor.asking import MORE, NO_ATTEMPT, Family, Given, History, Item, Option, Question

if TYPE_CHECKING:
    from attncli.tutor.subject import Subject

SHORT = 16
"""Characters of an answer up to which answers stand side by side."""

TIED = "\u00a0"

DEPTH = 2
"""Levels that are told of a number that was asked for."""


class Sitting(Record, kw_only=True):
    """Where a person stands in a sitting. ``at`` counts the items from 0."""

    subject: Subject
    families: Mapping[str, Family]
    items: tuple[Item, ...]
    at: int = 0
    aside: Item | None = None
    """What is asked meanwhile, to tell which of several causes it is."""
    history: History = ()
    hints: int = 0
    """How many were given for the question that stands."""
    tried: bool = True
    """Whether something was answered since the last hint."""
    helped: tuple[int, ...] = ()
    """The items (by their place) that a hint was given for, and those that were shown."""
    shown: tuple[int, ...] = ()
    waiting: bool = False
    """Whether the question is answered, and nothing moves on before Enter."""
    left: bool = False
    alone: bool = False
    """Whether nobody is there: each item takes one line, and nothing further is asked."""

    @property
    def item(self) -> Item:
        """What is asked now."""
        return self.aside or self.items[self.at]

    @property
    def about(self) -> Subject:
        """What it is asked of: the computation, or a twin of it."""
        return self.subject if self.item.twin is None else self.subject.twins[self.item.twin]

    @property
    def question(self) -> Question:
        """The question that stands."""
        return self.families[self.item.family].question(self.about, self.item)

    @property
    def done(self) -> bool:
        """Whether there is nothing more to be asked."""
        return self.left or self.at >= len(self.items)

    @property
    def prompt(self) -> str:
        """What stands before the answer."""
        if self.waiting:
            return ""
        question = self.question
        if not question.prompt:
            return "? "
        decimals = "decimal" if self.item.digits == 1 else "decimals"
        return f"{question.prompt}, {self.item.digits} {decimals}? "


Followed = tuple[Sitting, tuple[Document, ...]]
"""The sitting that follows, and what is shown of it, one after another."""


def digits_of(document: Document, digits: int) -> int:
    """The decimal places of what is shown: a question has more than it asks for."""
    return digits + (
        MORE if any(section.name in ("question", "hint") for section in document.sections) else 0
    )


def asked(state: Sitting) -> Document:
    """The question that stands, with what is offered."""
    question = state.question
    number = f"{state.at + 1} of {len(state.items)}"
    blocks: list[Block] = [*question.shown, Prose(question.ask)]
    if question.options:
        blocks.append(listed(question.options))
    title = f"{number}   {question.title}"
    section = Section(title=title, blocks=tuple(blocks), name="question")
    return Document("", (section,) if state.alone else (section, footer(state)))


def listed(options: tuple[Option, ...]) -> Prose | Entries:
    """The answers to choose from, each behind its number: on one line if they are short, else a line each."""
    if any(len(plain(option.words)) > SHORT for option in options):
        return Entries(tuple(Entry(Code(str(at)), option.words) for at, option in enumerate(options, 1)))
    words: Words = ()
    for at, option in enumerate(options, 1):
        gap = "" if at == 1 else f"{TIED}{TIED} "  # blanks alone would become one
        words += say(f"{gap}{{at}}{TIED}", at=Code(str(at))) + option.words
    return Prose(words)


def footer(state: Sitting) -> Section:
    """What can be typed now."""
    if state.waiting:
        rows = [Offer("↵", "next question"), Offer("w", "why"), Offer("q", "leave")]
    else:
        rows = [Offer("h", "a hint"), Offer("s", "show me"), Offer("?", "help"), Offer("q", "leave")]
        if not state.question.hints:
            del rows[0]
    return Section(title="", blocks=(Offers(tuple(rows)),), name="offers")


def said(state: Sitting, *blocks: Block) -> Document:
    """Something said of an answer, with what can be typed."""
    section = Section(title="", blocks=blocks, name="said")
    return Document("", (section,) if state.alone else (section, footer(state)))


def answer(state: Sitting, line: str | None) -> Followed:
    """What follows from a line; None: nobody is there any more."""
    text = None if line is None else line.strip()
    if state.alone:
        return after(state) if text == "" else written(state, text)
    if text is None or text == "q":
        return leave(state)
    if state.waiting:
        return ANSWERED.get(text, hinted)(state)
    command = COMMANDS.get(text)
    return command(state) if command else judged(state, text)


def written(state: Sitting, text: str | None) -> Followed:
    """What an answer comes to that was written down beforehand; None: there are no more."""
    if text is None:
        return leave(state)
    verdict = state.question.judge(text, state.history)
    state = state._replace(history=(*state.history, Given(state.item, text, verdict)))
    document = said(state, Prose(verdict.alone or verdict.words))
    state, following = after(state)
    return state, (document, *following)


def hinted(state: Sitting) -> Followed:
    """A line where nothing is asked."""
    words = say("That is answered. {enter} goes on.", enter=Code("↵"))
    return state, (said(state, Prose(words)),)


def judged(state: Sitting, text: str) -> Followed:
    """What an answer comes to."""
    question = state.question
    verdict = question.judge(text, state.history)
    blocks: list[Block] = [Prose(verdict.words)]
    if verdict.kind in NO_ATTEMPT:
        return state, (said(state, *blocks),)
    state = state._replace(history=(*state.history, Given(state.item, text, verdict)), tried=True)
    if verdict.right:
        if state.aside is not None:  # the number before is right: back to what was asked at first
            return again(state._replace(aside=None), *blocks)
        if question.then:
            blocks.append(Prose(question.then))
        state = state._replace(waiting=True)
        return state, (said(state, *blocks),)
    if verdict.ask is not None:
        return again(state._replace(aside=verdict.ask), *blocks)
    if state.aside is not None:
        return again(state._replace(aside=None), *blocks)
    return state, (said(state, *blocks),)


def again(state: Sitting, *before: Block) -> Followed:
    """Ask what stands now, behind something that was said: what is asked meanwhile was just named there."""
    if state.aside is not None:
        return state, (said(state, *before),)
    question = state.question
    words = say("Once more: {cell}?", cell=Code(question.prompt)) if question.prompt else question.ask
    return state, (said(state, *before, Prose(words)),)


def go_on(state: Sitting) -> Followed:
    """To the next question."""
    return after(state)


def after(state: Sitting) -> Followed:
    """The next question, or the end."""
    state = state._replace(at=state.at + 1, aside=None, hints=0, tried=True, waiting=False)
    return state, () if state.done else (asked(state),)


def hint(state: Sitting) -> Followed:
    """The next hint, with an attempt between two."""
    hints = state.question.hints
    if not hints:
        return state, (said(state, Prose(say("There is no hint for this one; {s} shows it.", s=Code("s")))),)
    if not state.tried:
        text = "Try once before the next hint; {s} shows the answer."
        return state, (said(state, Prose(say(text, s=Code("s")))),)
    given = min(state.hints, len(hints) - 1)
    helped = (*state.helped, state.at)
    state = state._replace(hints=state.hints + 1, tried=False, helped=helped)
    section = Section(title="", blocks=hints[given](), name="hint")
    return state, (Document("", (section, footer(state))),)


def show(state: Sitting) -> Followed:
    """The answer, worked out; then the same with other numbers, where that can be asked."""
    blocks = state.question.worked()
    if state.aside is not None:
        return again(state._replace(aside=None), *blocks)
    state = state._replace(shown=(*state.shown, state.at), waiting=True)
    twin = state.families[state.item.family].twin
    other = twin(state.subject, state.item) if twin is not None and state.item.twin is None else None
    if other is not None:
        blocks += (Prose(say("Next, the same with other numbers.")),)
        state = state._replace(items=(*state.items[: state.at + 1], other, *state.items[state.at + 1 :]))
    return state, (said(state, *blocks),)


def tell_why(state: Sitting) -> Followed:
    """Why the number that was asked for is what it is."""
    item = state.item
    if not item.cell or item.family == "row":
        return state, (said(state, *state.question.worked()),)
    derivation = why(state.about.trace, item.cell, depth=DEPTH)
    section = why_page(derivation, proposes=False).sections[0]
    return state, (said(state, *section.blocks),)


def help_page(state: Sitting) -> Followed:
    """All that can be typed."""
    return state, (said(state, Entries(tuple(Entry(Code(key), say(text)) for key, text in HELP))),)


HELP = (
    ("0.16", "a number, with as many decimals as are asked for; 0,16 and 16% are read too"),
    ("e^1/(1+e^2)", "arithmetic, which attn reckons; √2, sqrt(2), ×, · and ÷ are read too"),
    ("0.7 0.54", "a row, where one is asked for"),
    ("2", "where answers are listed: the number of one, or its words"),
    ("h", "a hint; each says more than the one before"),
    ("s", "show me: the answer with its arithmetic"),
    ("w", "why: once it is answered, what the number follows from"),
    ("↵", "show it, or, once it is answered, go on"),
    ("q", "leave"),
)


def leave(state: Sitting) -> Followed:
    """Away."""
    return state._replace(left=True), ()


ANSWERED: dict[str, Callable[[Sitting], Followed]] = {"": go_on, "n": go_on, "w": tell_why, "?": help_page}
COMMANDS: dict[str, Callable[[Sitting], Followed]] = {
    "": show,
    "s": show,
    "h": hint,
    "w": show,
    "?": help_page,
}
