"""What a page says, before anybody decides how it looks: sections of blocks, blocks of words and numbers.

The set of blocks is closed: it stands in one file, however long, so that whoever adds one sees all of them,
and every renderer's match.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, assert_never

from attncli.arithmetic import Arithmetic
from attncli.record import Record
from attncli.tensor import Axis, Cell, Glyph, Index, Tensor

if TYPE_CHECKING:
    from attncli.errors import AttnError
    from attncli.sources import Source


class Plain(Record):
    """Words of our own."""

    text: str


class Token(Record):
    """A word of the reader's sentence: text from outside, set apart from ours, never read as markup."""

    text: str


class Symbol(Record):
    """A mathematical symbol."""

    glyph: Glyph


class Outside(Record):
    """A text from outside that is no word of the sentence (what an author says): shown without quotes."""

    text: str


class Number(Record):
    """A number, which the renderer rounds; one that was ``given`` is shown as it was, where it is short."""

    value: float
    given: bool = False
    apart: tuple[float, ...] = ()
    """Numbers that it must not look like: it is shown with the decimal places that tell it from them."""
    share: bool = False
    """Whether it is a share of 1, or a likeness up to 1: one just below never looks like 1 itself."""


def share(value: float, apart: tuple[float, ...] = ()) -> Number:
    """A share of 1, or a likeness up to 1."""
    return Number(value, apart=apart, share=True)


class Count(Record):
    """A whole number of things, which nobody rounds."""

    value: int


class Code(Record):
    """Something to type: a command, an option, the name of a cell."""

    text: str


Span = Plain | Token | Outside | Symbol | Number | Count | Code
Words = tuple[Span, ...]


def say(text: str, **parts: Span | Words | str | int) -> Words:
    """Words from a sentence with gaps: ``say("{key} scores {score}", key=Token("cat"), score=Number(1.5))``.

    A part may be a span, words, a plain str (text of our own) or an int (a count).

    >>> say("{n} keys", n=3)
    (Count(value=3), Plain(text=' keys'))
    """
    words: list[Span] = []
    for at, piece in enumerate(re.split(r"\{(\w+)\}", text)):
        if at % 2:
            words += spans(parts[piece])
        elif piece:
            words.append(Plain(piece))
    return tuple(words)


def spans(part: Span | Words | str | int) -> Words:
    """One part of a sentence as words."""
    if isinstance(part, str):
        return (Plain(part),)
    if isinstance(part, int):
        return (Count(part),)
    if isinstance(part, (Plain, Token, Outside, Symbol, Number, Count, Code)):
        return (part,)
    return part


def head_called(heads: Axis, position: int) -> Words:
    """What a head (from 0) is called: "head 2", and behind it its name where it has one."""
    number = str(heads.positions[position])
    if heads.labels[position] == number:
        return (Plain(f"head\u00a0{number}"),)
    return (Plain(f"head\u00a0{number} ("), Outside(heads.labels[position]), Plain(")"))


def columns_called(first: int, width: int) -> str:
    """Columns (the first from 0) in words: "column 3", "columns 3 and 4", "columns 5 to 8"."""
    if width == 1:
        return f"column {first + 1}"
    return f"columns {first + 1} {'and' if width == 2 else 'to'} {first + width}"


def plural(count: int, noun: str, several: str = "") -> str:
    """A noun as it stands behind a count: 1 key, 2 keys; 1 query, 2 queries."""
    return noun if count == 1 else several or f"{noun}s"


def sentence(words: Words) -> Words:
    """Words with a capital letter in front, where they start with words of our own."""
    if words and isinstance(words[0], Plain):
        return (Plain(words[0].text[:1].upper() + words[0].text[1:]), *words[1:])
    return words


def plain(words: Words) -> str:
    """Words as one text for programs: numbers in full, tokens as they are."""
    texts = []
    for span in words:
        match span:
            case Plain(text) | Token(text) | Outside(text) | Code(text):
                texts.append(text)
            case Symbol(glyph):
                texts.append(glyph.plain)
            case Number(value) | Count(value):
                texts.append(str(value))
    return "".join(texts)


class Formula(Record):
    """The right-hand side of an equation, in plain text and in LaTeX."""

    plain: str
    latex: str


class Prose(Record):
    """A paragraph."""

    words: Words


class Callout(Record):
    """A paragraph that must not be overlooked."""

    words: Words


class Equation(Record):
    """A formula of symbols, and the same for one cell with the numbers in it."""

    left: Glyph
    right: Formula
    example: tuple[Cell, Arithmetic] | None = None


class Entry(Record):
    """A term and what is to be said of it; ``present`` marks the one that is meant just now."""

    term: Span
    words: Words
    present: bool = False


class Entries(Record):
    """Terms with their explanations: symbols, commands, names."""

    rows: tuple[Entry, ...]


class Worked(Record):
    """Arithmetic with its numbers filled in."""

    tree: Arithmetic


class Value(Record):
    """A number of a tensor; ``follows`` is the arithmetic on this page that a reader may check it by."""

    cell: Cell
    follows: Arithmetic | None = None


class Bar(Record):
    """A number as a length, beside the one that is as long as the column."""

    value: float
    full: float


class Said(Record):
    """Words where a number might have stood ("hidden")."""

    words: Words


class Column(Record):
    """A column of a Working. Where the page is narrow, columns of one group stay together."""

    heading: Words = ()
    group: int = 0


RowEntry = Worked | Value | Bar | Said | None


class Row(Record):
    """A row of a Working: an entry a column; ``marked`` is the row of the query itself."""

    label: Words
    entries: tuple[RowEntry, ...]
    marked: bool = False


class Working(Record):
    """The arithmetic of a stage, a row a key: what a reader follows number by number.

    ``results`` names the tensors whose numbers the page is for; what they follow from has more digits.
    """

    heading: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    results: tuple[str, ...]
    total: Row | None = None

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The rows and, where there is one, the total beneath them."""
        return (*self.rows, *([self.total] if self.total else []))


class Matrix(Record, kw_only=True):
    """A tensor of one or two axes as a table.

    ``heat`` shades its cells as shares of 1; ``marked`` is a row (from 0). ``rows`` and ``columns`` are the
    positions (from 0) that are shown; None: all. ``changed`` are cells that get an asterisk. ``truths`` are
    the words for a cell that is no number: for what is false, and for what is true.
    """

    tensor: Tensor
    heat: bool = False
    marked: int | None = None
    rows: tuple[int, ...] | None = None
    columns: tuple[int, ...] | None = None
    changed: frozenset[Index] = frozenset()
    truths: tuple[str, str] = ("hidden", "yes")

    @property
    def shown(self) -> tuple[tuple[int, ...], ...]:
        """The positions (from 0) that are shown along each axis."""
        axes = self.tensor.axes
        chosen = (self.rows, self.columns)[-len(axes) :]
        return tuple(
            tuple(range(len(axis))) if positions is None else positions
            for axis, positions in zip(axes, chosen, strict=False)
        )


class Captioned(Record):
    """A matrix with what it is called."""

    words: Words
    matrix: Matrix


class Beside(Record):
    """Small matrices side by side, as far as the page is wide enough, else one under another."""

    parts: tuple[Captioned, ...]


class Facing(Record):
    """Two things told alike, side by side where the page is wide enough, else one under the other."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]

    @property
    def both(self) -> tuple[Block, ...]:
        """The blocks of both, those on the left first."""
        return (*self.left, *self.right)


class Box(Record):
    """A thing that a diagram shows; ``present`` marks the one that is meant just now."""

    words: Words
    present: bool = False


class Level(Record):
    """A step of a diagram: what is done there, once or in several lanes, and the shape of its result."""

    boxes: tuple[Box, ...]
    shape: str = ""


class Diagram(Record):
    """Steps that lead from one to the next; where one has several boxes, the way parts into as many lanes.

    A ``small`` one is a line, for a place where the whole one was shown before.
    """

    levels: tuple[Level, ...]
    small: bool = False


class Told(Record, kw_only=True):
    """A cell, how it follows, and the cells told beneath it. ``arithmetic`` is None where it was given.

    ``formula`` is that of the cell's stage; ``left_out`` counts cells of a long sum that are not told;
    ``deeper`` are cells that a greater depth would tell.
    """

    cell: Cell
    arithmetic: Arithmetic | None
    formula: Formula | None = None
    under: tuple[Told, ...] = ()
    left_out: int = 0
    deeper: tuple[Cell, ...] = ()

    def everything(self) -> Iterator[Told]:
        """This cell and all that are told beneath it."""
        yield self
        for under in self.under:
            yield from under.everything()


class Derivation(Record):
    """A number and everything it rests on, as far down as was asked; no cell is told twice."""

    root: Told
    depth: int


class Fault(Record):
    """One fault of a file, where a page is about files: what is wrong, where, and how to mend it."""

    error: AttnError


class Offer(Record):
    """Something that can be pressed now, in a word or two."""

    press: str
    words: str


class Offers(Record):
    """What can be pressed now, on a line; ``more``: where the page goes on beyond the window."""

    rows: tuple[Offer, ...]
    more: tuple[Offer, ...] = ()


Block = (
    Prose
    | Callout
    | Equation
    | Entries
    | Working
    | Matrix
    | Beside
    | Facing
    | Diagram
    | Derivation
    | Fault
    | Offers
)


def matrices_of(block: Block) -> tuple[Matrix, ...]:
    """The matrices that a block shows."""
    match block:
        case Matrix():
            return (block,)
        case Beside(parts):
            return tuple(part.matrix for part in parts)
        case Facing():
            return tuple(matrix for part in block.both for matrix in matrices_of(part))
        case Working() | Derivation() | Diagram():
            return ()
        case Prose() | Callout() | Equation() | Entries() | Fault() | Offers():
            return ()
        case _:
            assert_never(block)


class Section(Record, kw_only=True):
    """A part of a document that can be read by itself.

    ``step`` is (2, 4) for the second of four. Without a title it has no heading.
    """

    title: str
    blocks: tuple[Block, ...]
    name: str = ""
    step: tuple[int, int] | None = None
    source: Source | None = None
    rounded: bool = False
    """Whether it shows numbers that are rounded for show, and should say so."""


class Document(Record):
    """What one command has to say. Title and query come from outside; without a title it has no head."""

    title: str
    sections: tuple[Section, ...]
    query: str | None = None
