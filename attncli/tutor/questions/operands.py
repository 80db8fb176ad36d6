"""What a question about one number shows: the numbers it is made of, and no others; and how high that is."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from attncli.arithmetic import cells
from attncli.document import (
    Beside,
    Captioned,
    Column,
    Entries,
    Matrix,
    Number,
    Prose,
    Row,
    Symbol,
    Value,
    Words,
    Working,
    head_called,
    plain,
    say,
)
from attncli.tutor.questions.shown import entry, formulas, label, needed
from attncli.tutor.quizzing import SHORT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.document import Block, Said
    from attncli.tensor import Axis, Cell, Tensor
    from attncli.tutor.asking import Blocks, Question
    from attncli.tutor.subject import Subject

WINDOW, WIDTH = 24, 74
"""Lines of a window, and characters of a line that are surely there for words."""

AROUND = 5
"""Lines of a question beside what is shown, asked and offered: its title, what can be typed, the prompt."""

NUMBER = 9
"""Characters that a number in a table takes, with the gap before it."""


def reckoned_from(subject: Subject, start: str, stage: str, cell: Cell, *, counts: bool = True) -> Blocks:
    """The numbers that one number of a stage is made of, from what is shown on, and the formulas; with the
    ``counts`` that stand in them, for who is to reckon.
    """
    parts = [Part(tensor, cell) for tensor in needed(subject, start, stage)]
    by_key = [part for part in parts if part.by_key]
    others = [part for part in parts if not part.by_key]
    blocks: list[Block] = [table(subject, by_key)] if by_key else []
    tables = [part for part in others if part.size > 1]
    if len(tables) == 2 and tables[0].meets(tables[1]):
        blocks.append(met(subject, *tables))
    elif tables:
        blocks.append(Beside(tuple(part.captioned for part in tables)))
    blocks += [Prose(part.sentence) for part in others if part.size == 1]
    told = formulas(subject, start, stage)
    return (*blocks, *(told if counts else told[:1]))


class Part:
    """The part of a tensor that a number is made of: the rows and columns that hold it."""

    def __init__(self, tensor: Tensor, cell: Cell) -> None:
        self.tensor = tensor
        places = self.places(cell) or list(np.ndindex(*tensor.array.shape))
        self.at = [tuple(sorted({place[i] for place in places})) for i in range(len(tensor.axes))]

    def places(self, cell: Cell) -> list[tuple[int, ...]]:
        """Where the cells stand that the number is made of; none where none of this tensor is."""
        names = {self.tensor.cell(*place).name: place for place in np.ndindex(*self.tensor.array.shape)}
        found: list[tuple[int, ...]] = []
        seen: set[str] = set()
        following = [cell]
        while following:
            tree = following.pop().derivation()
            for each in cells(tree) if tree is not None else ():
                if each.name in names:
                    found.append(names[each.name])
                elif each.name not in seen:
                    seen.add(each.name)
                    following.append(each)
        return found

    @property
    def by_key(self) -> bool:
        """Whether it has one number for every key."""
        names = [axis.name for axis in self.tensor.axes]
        if names == ["query", "key"]:
            return len(self.at[0]) == 1
        return names[:1] == ["key"] and len(names) == 2 and len(self.at[1]) == 1 and len(self.at[0]) > 1

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return prod(map(len, self.at))

    @property
    def sentence(self) -> Words:
        """It in words, where it is one number."""
        value = float(self.tensor.array[tuple(at[0] for at in self.at)])
        symbol, number = Symbol(self.tensor.symbol), Number(round(value, 4), given=True)
        return say("{symbol} is {number} here.", symbol=symbol, number=number)

    def meets(self, other: Part) -> bool:
        """Whether it is a row, and the other a column as long."""
        if len(self.at) != 2 or len(other.at) != 2:
            return False
        return len(self.at[0]) == 1 == len(other.at[1]) and self.at[1] == other.at[0]

    @property
    def captioned(self) -> Captioned:
        """It as a table with its symbol."""
        rows, columns = (self.at[0], self.at[1]) if len(self.at) == 2 else (None, self.at[-1])
        return Captioned(
            (Symbol(self.tensor.symbol),), Matrix(tensor=self.tensor, rows=rows, columns=columns)
        )

    @property
    def heading(self) -> Words:
        """What stands above its column in a table by keys."""
        if self.tensor.array.dtype == bool:
            return (Symbol(self.tensor.symbol),)
        if self.tensor.axes[0].name == "query":
            return say("{noun} {symbol}", noun=noun_of(self.tensor), symbol=Symbol(self.tensor.symbol))
        return say("{symbol}, dim {d}", symbol=Symbol(self.tensor.symbol), d=self.at[1][0] + 1)

    def entry(self, j: int) -> Value | Said:
        """What stands in it for a key."""
        if self.tensor.axes[0].name == "query":
            return entry(self.tensor, j)
        return Value(self.tensor.cell(j, self.at[1][0]))


def met(subject: Subject, row: Part, column: Part) -> Working:
    """A row and the column that it is multiplied by, number beside number."""
    (i,), (j,) = row.at[0], column.at[1]
    rows, columns = row.tensor.axes[0], column.tensor.axes[1]
    headings = (
        say("{symbol}, {row}", symbol=Symbol(row.tensor.symbol), row=label(rows, i)),
        say("{symbol}, {column}", symbol=Symbol(column.tensor.symbol), column=label(columns, j)),
    )
    entries = tuple(
        Row(say(str(d + 1)), (Value(row.tensor.cell(i, d)), Value(column.tensor.cell(d, j))))
        for d in row.at[1]
    )
    names = computed(subject, row, column)
    return Working(say(row.tensor.axes[1].noun), tuple(map(Column, headings)), entries, names)


def in_head(subject: Subject, stage: str, ask: Words) -> Words:
    """A question about a stage, and in which head it is asked, where there are several."""
    whole = subject.whole(stage)
    if not whole.has("head"):
        return ask
    heads = whole.axis("head")
    return say("In {head}: ", head=head_called(heads, subject.trace.own_head(len(heads)))) + ask


def noun_of(tensor: Tensor) -> str:
    """What one of the numbers of a tensor is called, as far as it has a name: "local weight"."""
    return tensor.name.replace("_", " ").removesuffix("s") if tensor.noun == "number" else tensor.noun


def table(subject: Subject, parts: Sequence[Part]) -> Working:
    """One row a key, one column a tensor."""
    keys: Axis = parts[0].tensor.axis("key")
    own = subject.query if keys.sequence == subject.scenario.queries.sequence else None
    rows = tuple(
        Row(label(keys, j), tuple(part.entry(j) for part in parts), marked=j == own and bool(keys.sequence))
        for j in range(len(keys))
    )
    columns = tuple(Column(part.heading) for part in parts)
    return Working(say(keys.noun), columns, rows, computed(subject, *parts))


def computed(subject: Subject, *parts: Part) -> tuple[str, ...]:
    """The tensors that were computed, and are rounded; what was given is shown as it was, if it is short."""
    return tuple(part.tensor.name for part in parts if part.tensor.name in subject.order)


def fits_window(question: Question) -> bool:
    """Whether a question surely fits a window, with the prompt and room for an answer."""
    options = [option.words for option in question.options]
    told = words_height(question.ask) + offered_height(options)
    return AROUND + sum(map(height, question.shown)) + told <= WINDOW


def height(block: Block) -> int:
    """Lines that a block takes at most, with the empty one behind it."""
    match block:
        case Prose(words):
            return words_height(words)
        case Matrix():
            return rows_of(block) + 2
        case Beside(parts):
            return beside_height([part.matrix for part in parts])
        case Working():
            return len(block.all_rows) + 2
        case Entries(rows):
            return 1 + sum(words_height(row.words) - 1 for row in rows)
        case _:
            return WINDOW


def rows_of(matrix: Matrix) -> int:
    """The rows of a table."""
    return len(matrix.shown[0]) if len(matrix.shown) > 1 else 1


def width_of(matrix: Matrix) -> int:
    """Characters that a table takes at most."""
    rows, columns = matrix.tensor.axes[0], matrix.shown[-1]
    labels = max(len(rows.noun), *map(len, rows.names))
    return 4 + labels + len(columns) * NUMBER


def beside_height(matrices: Sequence[Matrix]) -> int:
    """Lines that tables side by side take, as many of them in a row as there is room for."""
    heights: list[int] = []
    left = 0
    for matrix in matrices:
        wide = width_of(matrix)
        if not heights or wide > left:
            heights.append(0)
            left = WIDTH
        heights[-1] = max(heights[-1], rows_of(matrix) + 3)
        left -= wide
    return sum(heights)


def words_height(words: Words) -> int:
    """Lines that a paragraph takes, with the empty one behind it."""
    return 2 + len(plain(words)) // WIDTH


def offered_height(options: Sequence[Words]) -> int:
    """Lines that the answers to choose from take, with the empty one behind them."""
    lengths = [len(plain(option)) for option in options]
    if any(length > SHORT for length in lengths):
        return 1 + sum(1 + length // WIDTH for length in lengths)
    return 2 + sum(length + 6 for length in lengths) // WIDTH
