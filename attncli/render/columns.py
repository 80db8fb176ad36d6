"""The cells of a table's column as text: terms under terms, points under points, bars."""

from __future__ import annotations

from attncli.arithmetic import Number
from attncli.document import Bar, RowEntry, Said, Value, Worked
from attncli.render.arithmetic import Digits, terms
from attncli.render.lines import Line, Look, Piece, line_of
from attncli.render.numbers import MINUS, MOST_DIGITS, as_read, operand, result

BAR = 12
"""Columns of the longest bar."""
EIGHTHS = " ▏▎▍▌▋▊▉"

Cells = list[list[Line]]
"""The cells of a row or of a column, each as lines."""


def column_cells(entries: list[RowEntry], digits: Digits, results: tuple[str, ...], look: Look) -> Cells:
    """The cells of a column, each as lines; the terms of sums stand under each other."""
    worked = [terms(entry.tree, digits) if isinstance(entry, Worked) else [] for entry in entries]
    several = max(map(len, worked), default=0)
    sizes = [max((len(parts[at]) for parts in worked if at < len(parts)), default=0) for at in range(several)]
    cells: Cells = []
    for entry, parts in zip(entries, worked, strict=True):
        match entry:
            case Worked():
                text = " + ".join(part.ljust(size) for part, size in zip(parts, sizes, strict=False))
                cells.append([[Piece(text.rstrip(), "arithmetic")]])
            case Value(cell):
                name = cell.tensor.name
                text = result(cell, look.digits) if name in results else operand(cell, digits[name])
                cells.append([[Piece(text, "number")]])
            case Bar(value, full):
                cells.append([[Piece(bar(value, full), "bar")]])
            case Said(words):
                cells.append([line_of(words, look.digits)])
            case None:
                cells.append([[]])
    align_points(cells, entries, results)
    return cells


def align_points(cells: Cells, entries: list[RowEntry], results: tuple[str, ...]) -> None:
    """Set the points of a column's operands under each other.

    Exact numbers get zeros; rounded ones get spaces, for a zero would be a digit.
    """
    operands = {
        at: entry.cell
        for at, entry in enumerate(entries)
        if isinstance(entry, Value) and entry.cell.tensor.name not in results
    }
    texts = {at: cells[at][0][0].text for at in operands}
    places = max((len(text.partition(".")[2]) for text in texts.values() if "^" not in text), default=0)
    for at, cell in operands.items():
        whole, point, part = texts[at].partition(".")
        if "^" in part or "^" in whole or "∞" in whole or len(part) == places:
            continue
        printed = Number(float(texts[at].replace(MINUS, "-")))
        exact = as_read(cell, MOST_DIGITS) == as_read(printed, MOST_DIGITS)
        blanks = f"{whole}{point}{part}".ljust(len(whole) + 1 + places)
        cells[at] = [[Piece(f"{whole}.{part:0<{places}}" if exact else blanks, "number")]]


def bar(value: float, full: float, longest: int = BAR) -> str:
    """A number as a bar of block characters; one below zero is drawn lighter.

    >>> bar(1, 1, 6), bar(0.1, 1), bar(0.1, 1, 6), bar(-0.25, 1), bar(-0.25, 1, 6)
    ('██████', '█▎', '▋', '░░░', '░░')
    """
    if not full or value == 0 or abs(value) == float("inf"):
        return ""
    eighths = max(round(longest * 8 * (abs(value) / full)), 1)
    if value < 0:
        return "░" * max(round(eighths / 8), 1)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
