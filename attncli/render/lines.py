"""Lines of styled text, and what every block needs to make them: widths, wrapping, padding, words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from attncli.document import Code, Count, Number, Outside, Plain, Span, Symbol, Token, Words
from attncli.render.escape import LONGEST_TEXT, LONGEST_WORD, harmless, shortened
from attncli.render.numbers import operand, shown_apart

MEASURE = 78
"""The longest line of prose that reads well."""


TIED = "\u00a0"
"""A space of our own words at which no line is broken."""


class Piece(NamedTuple):
    """Text of one style. Styles are names; what they look like is the terminal's business."""

    text: str
    style: str = ""


Line = list[Piece]


class Look(NamedTuple):
    """How wide the page is and to how many decimal places results are rounded."""

    width: int = 80
    digits: int = 2

    @property
    def room(self) -> int:
        """The columns between the margins."""
        return max(self.width - 2, 20)

    @property
    def measure(self) -> int:
        """The columns that prose and rules take."""
        return min(self.room, MEASURE)


def width(line: Iterable[Piece]) -> int:
    """The columns that a line takes on a terminal."""
    total = 0
    for text, _ in line:  # the hottest loop of a page; most of it is ASCII, of which a letter is a column
        total += len(text) if text.isascii() and text.isprintable() else cell_len(text)
    return total


def padded(line: Line, columns: int, *, right: bool = False) -> Line:
    """A line filled up with spaces, behind it or before it."""
    gap = Piece(" " * max(columns - width(line), 0))
    return [gap, *line] if right else [*line, gap]


def unpadded(line: Line) -> Line:
    """A line without the blank pieces at its end."""
    while line and not line[-1].text.strip():
        line = line[:-1]
    return line


def trimmed(line: Line) -> Line:
    """A line without white space at its end."""
    line = unpadded(line)
    return [*line[:-1], Piece(line[-1].text.rstrip(), line[-1].style)] if line else []


def outside(text: str, longest: int = LONGEST_WORD) -> str:
    """A text from outside as it is shown: harmless, on one line, and not endless."""
    return shortened(harmless(text), longest)


def fitted(text: str, columns: int) -> str:
    """A text cut to a number of columns, with an ellipsis where something was cut."""
    if cell_len(text) <= columns:
        return text
    return set_cell_size(text, columns - 1).rstrip() + "…"


def piece(span: Span, digits: int, *, quotes: bool = True) -> Piece:
    """One span of words."""
    match span:
        case Plain(text):
            return Piece(text)
        case Token(text):
            text = outside(text)
            return Piece(f"“{text}”" if quotes else text, "token")
        case Outside(text):
            return Piece(outside(text, LONGEST_TEXT))
        case Symbol(glyph):
            return Piece(glyph.plain, "symbol")
        case Number(given=True):
            return Piece(operand(span, digits + 2), "number")
        case Number(value, apart=others, share=share):
            return Piece(shown_apart(value, others, digits, share=share), "number")
        case Count(value):
            return Piece(f"{value:,}")
        case Code(text):
            return Piece(harmless(text), "code")


def line_of(words: Words, digits: int, *, quotes: bool = True) -> Line:
    """Words on one line, however long."""
    return [piece(span, digits, quotes=quotes) for span in words]


def wrapped(words: Words, look: Look, columns: int) -> list[Line]:
    """Words broken into lines at spaces; what is longer than a line is broken anywhere."""
    return fill(atoms(words, look.digits), columns)


def atoms(words: Words, digits: int) -> list[Line]:
    """Words cut where a line may be broken: at spaces of our own text and of code, never in a token."""
    result: list[Line] = [[]]
    for span in words:
        one = piece(span, digits)
        if isinstance(span, (Plain, Code, Outside)):
            first, *rest = one.text.split(" ")
            result[-1] += [Piece(first.replace(TIED, " "), one.style)] if first else []
            result += [[Piece(text.replace(TIED, " "), one.style)] if text else [] for text in rest]
        else:
            result[-1].append(one)
    return [atom for atom in result if atom]


def fill(pieces: Sequence[Line], columns: int, *, cut: bool = True) -> list[Line]:
    """Atoms set into lines of at most so many columns; one that is longer is cut, or else sticks out."""
    lines: list[Line] = []
    room = 0
    for atom in pieces:
        for part in broken(atom, columns) if cut else [atom]:
            size, style = width(part), part[0].style
            if lines and size + 1 <= room:
                lines[-1] += [Piece(" ", style if lines[-1][-1].style == style else ""), *part]
                room -= size + 1
            else:
                lines.append(list(part))
                room = columns - size
    return lines


def broken(atom: Line, columns: int) -> list[Line]:
    """An atom cut into parts that fit, if it does not fit itself."""
    if width(atom) <= columns:
        return [atom]
    parts: list[Line] = [[]]
    for text, style in atom:
        for character in text:
            if parts[-1] and width(parts[-1]) + cell_len(character) > columns:
                parts.append([])
            if parts[-1] and parts[-1][-1].style == style:
                parts[-1][-1] = Piece(parts[-1][-1].text + character, style)
            else:
                parts[-1].append(Piece(character, style))
    return parts


def indented(lines: Iterable[Line], by: int) -> list[Line]:
    """Lines moved to the right."""
    return [[Piece(" " * by), *line] if line else [] for line in lines]


def apart(left: Line, right: Line, columns: int) -> list[Line]:
    """Two texts at the two ends of a line, or on two lines where they do not fit beside each other."""
    if width(left) + 2 + width(right) <= columns:
        return [[*left, Piece(" " * (columns - width(left) - width(right))), *right]]
    at_the_right = fill(split(right), columns)
    return [*fill(split(left), columns), *(padded(line, columns, right=True) for line in at_the_right)]


def split(line: Line) -> list[Line]:
    """The words of a line, each with its style."""
    return [[Piece(word, style)] for text, style in line for word in text.split()]
