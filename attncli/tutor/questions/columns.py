"""Whose columns are whose, where there are heads: how they are cut, met, shared and put together again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attncli.document import Plain, Prose, Words, columns_called, head_called, plural, say, sentence
from attncli.record import Record
from attncli.stages.heads import heads_from, taken
from attncli.tutor.asking import Family, Item, Option, Question
from attncli.tutor.questions.choices import judge_choice
from attncli.tutor.questions.operands import fits_window
from attncli.tutor.subject import drawing

if TYPE_CHECKING:
    from attncli.tensor import Axis
    from attncli.tutor.subject import Subject

LEAST, MOST = 3, 4
"""Answers to choose from."""


class Posed(Record):
    """What is asked, the answers with what is said of each (the right one first), and why it is so."""

    ask: Words
    answers: tuple[tuple[str, Words], ...]
    because: Words


def items(subject: Subject, stage: str) -> list[Item]:
    """One of each stage that moves columns; none where there is one head, or nothing to be confused."""
    if stage not in POSED:
        return []
    item = Item(family="columns", stage=stage, digits=subject.digits, start=subject.before(stage))
    posed = POSED[stage](subject, stage, item.seed)
    if posed is None or len(posed.answers) < LEAST:
        return []
    return [item] if fits_window(question(subject, item)) else []


def question(subject: Subject, item: Item) -> Question:
    """Whose columns they are; which head is asked about the seed decides."""
    posed = POSED[item.stage](subject, item.stage, item.seed)
    assert posed is not None
    right = posed.answers[0][0]
    answers = list(posed.answers[:MOST])
    drawing(item.seed, subject.scenario.name, item.stage).shuffle(answers)
    options = tuple(Option((Plain(text),), text == right, says) for text, says in answers)
    op = subject.stages[item.stage].op
    return Question(
        item=item,
        title="Whose columns?",
        shown=(),
        ask=posed.ask,
        options=options,
        judge=judge_choice(options),
        hints=(lambda: (Prose(say(op.principle)),),),
        worked=lambda: (Prose(posed.answers[0][1] + say(" ") + posed.because),),
        then=posed.because,
    )


def drawn(subject: Subject, stage: str, seed: int, n: int) -> int:
    """The head (from 0) that is asked about."""
    return drawing(seed, subject.scenario.name, stage, "head").randrange(n)


def distinct(answers: list[tuple[str, Words]]) -> tuple[tuple[str, Words], ...]:
    """Answers, each once: of equals the first."""
    return tuple({text: (text, says) for text, says in reversed(answers)}[text] for text in dict(answers))


ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(n: int) -> str:
    """Every so many, from 2 on, in words."""
    return ORDINALS[n - 2] if n < 11 else f"{n}th"


def strided(head: int, heads: int, width: int) -> str:
    """The columns of a head if the heads took turns.

    >>> strided(1, 4, 2), strided(0, 3, 3)
    ('columns 2 and 6', 'columns 1, 4 and 7')
    """
    columns = [str(head + 1 + heads * each) for each in range(width)]
    if width == 1:
        return f"column {columns[0]}"
    if width > 3:
        return f"columns {columns[0]}, {columns[1]}, …, {columns[-1]}"
    return f"columns {', '.join(columns[:-1])} and {columns[-1]}"


class Cut(Record):
    """How columns are parted among heads, and which head is asked about."""

    heads: Axis
    width: int
    head: int
    of_keys: bool = False
    """Whether the heads are those of the keys, of which there are fewer."""

    def called(self, head: int) -> Words:
        """What a head is called."""
        return say(f"key head\u00a0{head + 1}") if self.of_keys else head_called(self.heads, head)

    def of(self, head: int) -> str:
        """The columns of a head."""
        return columns_called(head * self.width, self.width)

    @property
    def neighbour(self) -> int:
        """A head beside the one that is asked about."""
        return self.head + 1 if self.head + 1 < len(self.heads) else self.head - 1

    @property
    def everything(self) -> str:
        """All the columns there are."""
        return f"all {len(self.heads) * self.width} columns"

    def answers(self, right: str, all_of_them: str) -> tuple[tuple[str, Words], ...]:
        """The right columns, and those that are taken for them."""
        n, mine = len(self.heads), self.of(self.head)
        turns = strided(self.head, n, self.width)
        other = self.called(self.neighbour)
        taken_turns = f"that is every {ordinal(n)} column. A head's columns stand together."
        return distinct(
            [
                (mine, say(f"{mine.capitalize()}, yes: {right}")),
                (turns, say(f"Not {turns}: {taken_turns}")),
                (self.everything, say(f"Not {self.everything}: {all_of_them}")),
                (
                    self.of(self.neighbour),
                    say(f"Not {self.of(self.neighbour)}: those are for {{other}}.", other=other),
                ),
            ]
        )

    @property
    def because(self) -> Words:
        """Which columns the first two heads have."""
        first, second = self.called(0), self.called(1)
        text = f"{{first}} has {self.of(0)}, {{second}} {self.of(1)}."
        return sentence(say(text, first=first, second=second))


def cut(subject: Subject, stage: str, seed: int) -> Posed | None:
    """Which columns a head gets."""
    whole = subject.numbers.truth[stage]
    heads, _, columns = whole.output.axes
    n, width = len(heads), len(columns)
    if n == 1:
        return None
    parts = Cut(heads, width, drawn(subject, stage, seed, n), stage == "key_heads")
    name, all_of = whole.input("packed").symbol.plain, n * width
    kind = "key heads" if parts.of_keys else "heads"
    text = f"{name} has {all_of} columns, and there are {n} {kind}. Which of the columns does {{head}} get?"
    share = f"each of the {n} heads gets {all_of} / {n} = {width} of them, and sees no others."
    before = parts.of(parts.head - 1)
    mine = "the first ones." if parts.head == 0 else f"they stand together, behind {before}."
    return Posed(say(text, head=parts.called(parts.head)), parts.answers(mine, share), parts.because)


def met(subject: Subject, stage: str, seed: int) -> Posed | None:
    """Which columns of the keys a head compares with those of the query."""
    whole = subject.numbers.truth[stage]
    heads, _, columns = whole.output.axes
    if len(heads) == 1:
        return None
    if "key_shared" in subject.stages:
        return cut(subject, stage, seed)
    parts = Cut(heads, len(columns), drawn(subject, stage, seed, len(heads)))
    mine, keys = parts.of(parts.head), whole.input("packed").symbol.plain
    queries = subject.numbers.truth["query_heads"].input("packed").symbol.plain
    called = head_called(heads, parts.head)
    ask = say(f"{{head}} has {mine} of {queries}. Which of {keys} do they meet?", head=called)
    return Posed(
        sentence(ask),
        parts.answers(
            f"the same of {keys} as of {queries}.",
            f"a head has no more of {keys} than of {queries}, and that is {mine}.",
        ),
        say("A head compares its part of a query with the same part of each key."),
    )


def shared(subject: Subject, stage: str, seed: int) -> Posed | None:
    """Which key head a query head uses."""
    whole = subject.numbers.truth[stage]
    heads: Axis = whole.settings["heads"]
    n, kv = len(heads), whole.settings["kv_heads"]
    if kv == 1:
        return None
    head = drawn(subject, stage, seed, n)
    mine = taken(whole, head)

    def group(which: int) -> str:
        own = [h + 1 for h in range(n) if taken(whole, h) == which]
        return heads_from(own[0], own[-1])

    others = [which for which in range(kv) if which != mine][: MOST - 2]
    several = "both of them" if kv == 2 else f"all {kv} of them"
    answers = [
        (f"key head {mine + 1}", say(f"Key head {mine + 1}, yes: it is for {group(mine)}.")),
        *((f"key head {at + 1}", say(f"Not key head {at + 1}: that is for {group(at)}.")) for at in others),
        (several, say(f"Not {several}: a query head is compared with the keys of one key head.")),
    ]
    ask = say(
        f"There are {n} query heads and {kv} key heads. Which key head does {{head}} use?",
        head=head_called(heads, head),
    )
    because = say(f"Neighbours share: key head 1 is for {group(0)}, key head 2 for {group(1)}.")
    return Posed(ask, tuple(answers), because)


def put_together(subject: Subject, stage: str, seed: int) -> Posed | None:
    """Where in the whole row stands what a head has brought."""
    whole = subject.numbers.truth[stage]
    heads: Axis = whole.settings["heads"]
    n, width = len(heads), whole.input("context").size("d_v")
    if n == 1:
        return None
    parts = Cut(heads, width, drawn(subject, stage, seed, n))
    symbol = whole.output.symbol.plain
    numbers = f"{width} {plural(width, 'number')}"
    text = f"Each of the {n} heads brings {numbers} for a query. Which columns of {symbol} are {{head}}'s?"
    ask = say(text, head=head_called(heads, parts.head))
    before = parts.of(parts.head - 1)
    mine = "it comes first." if parts.head == 0 else f"behind {before}, which are for the head before."
    side = f"the heads stand side by side, each in {width} of the {n * width} columns."
    return Posed(ask, parts.answers(mine, side), parts.because)


POSED: dict[str, Callable[[Subject, str, int], Posed | None]] = {
    "query_heads": cut,
    "key_heads": met,
    "key_shared": shared,
    "concatenated": put_together,
}
"""By the stage that is asked about."""

FAMILY = Family(name="columns", about="which columns belong to which head", items=items, question=question)
