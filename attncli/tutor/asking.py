"""What a question is: data that names it, what is shown and asked, what an answer comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from attncli.document import Block, Words
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.tutor.subject import Subject

Blocks = tuple[Block, ...]

Kind = Literal["right", "short", "unread", "cause", "several", "slip", "before", "unknown", "wrong"]
"""What an answer comes to. ``short`` (right as far as it goes, with too few decimals) and ``unread`` are no
attempts. ``cause``: it is what a mistake gives; ``several``: one more number tells which; ``slip``: of the
arithmetic; ``before``: it follows rightly from an earlier wrong number; ``unknown``: nothing that attn knows
leads there; ``wrong``: of a choice.
"""

MORE = 2
"""Decimal places that a question shows beyond those it asks for: with as many as are asked for, a quarter of
the answers that are computed rightly from what is shown come out wrong; with two more one in a hundred.
"""

NO_ATTEMPT: tuple[Kind, ...] = ("short", "unread")


class Item(Record, kw_only=True):
    """A question as data: it can be printed, kept and made again, and so it is the question's identity."""

    family: str
    """The file of tutor/questions/ that makes a question of it."""
    stage: str
    """The stage that is asked about."""
    start: str = ""
    """The stage whose numbers are shown to start from; "" for what was given."""
    cell: str = ""
    """The number that is asked for, as `attn why` takes it; or the row: ``weights[sat]``."""
    digits: int = 2
    """Decimal places that are asked for."""
    seed: int = 0
    """What decides which of several is asked, and the order of choices."""
    twin: int | None = None
    """The seed of the twin that it is asked of; None: of the scenario itself."""
    targets: tuple[str, ...] = ()
    """The mistakes that it is asked for."""

    @property
    def id(self) -> str:
        """One line that names it, and no other item of the same scenario."""
        twin = "" if self.twin is None else f"/twin{self.twin}"
        way = f"{self.start}..{self.stage}"
        return "/".join((self.family, way, self.cell, str(self.digits), f"{self.seed}{twin}"))


class Option(Record):
    """One answer of a question that offers some; ``says`` is what is said to whoever chooses it."""

    words: Words
    right: bool
    says: Words
    cause: str = ""
    """The mistake that leads to it."""


class Verdict(Record, kw_only=True):
    """What an answer comes to, and what is said of it."""

    kind: Kind
    words: Words
    """At most six lines of 80 columns: the number, never the person."""
    values: tuple[float, ...] = ()
    """The numbers that were typed, as they were read."""
    causes: tuple[str, ...] = ()
    """The mistakes that fit."""
    confirmed: bool = False
    """Whether a second number, a row, or arithmetic in full bears the one cause out."""
    ask: Item | None = None
    """What is asked next, to tell which of several it is."""
    alone: Words = ()
    """What is said in its place where nothing further is asked."""

    @property
    def right(self) -> bool:
        """Whether it answers the question."""
        return self.kind == "right"


class Given(Record):
    """An answer that was given in a sitting, with what it was the answer to, and what it came to."""

    item: Item
    text: str
    verdict: Verdict


History = tuple[Given, ...]


class Question(Record, kw_only=True):
    """A question, ready to be asked."""

    item: Item
    title: str
    """From what to what: "From scores to weights"."""
    shown: Blocks
    """What is needed to answer; it fits a window together with the prompt."""
    ask: Words
    prompt: str = ""
    """What stands before the answer: ``A[sat,mat]``; "" where an answer is chosen."""
    options: tuple[Option, ...] = ()
    """The answers to choose from, numbered from 1; none where a number is typed."""
    judge: Callable[[str, History], Verdict]
    """What a typed line comes to, after what was answered before; it never raises."""
    hints: tuple[Callable[[], Blocks], ...] = ()
    """Each says more than the one before: where the number comes from, the principle, the sum without its
    result.
    """
    worked: Callable[[], Blocks]
    """The answer, with its arithmetic."""
    then: Words = ()
    """One sentence that teaches, after the right answer."""


class Family(Record, kw_only=True):
    """A kind of question: which of them are worth asking of a stage, and what makes a question of one."""

    name: str
    about: str
    """What it asks, in a few words."""
    items: Callable[[Subject, str], list[Item]]
    """Those worth asking of a stage, the best first; none where nothing is."""
    question: Callable[[Subject, Item], Question]
    """An item as a question."""
    tells: Callable[[Subject, Item], set[str]] | None = None
    """The cells whose numbers are told to whoever answers: they are not asked for in the same sitting."""
    tells_all: bool = False
    """Whether its question shows numbers of every stage, and so must be the last of a sitting."""
    twin: Callable[[Subject, Item], Item | None] | None = None
    """The same asked of a twin of the computation, made then and kept by the subject, for one who was shown
    the answer; None where no twin will do.
    """
