"""Workings as text: arithmetic, row by row, in columns that line up and never lose a digit."""

from __future__ import annotations

import re

from attncli.arithmetic import Number, settled
from attncli.document import Bar, Row, Said, Value, Worked, Working
from attncli.render.arithmetic import Digits, terms
from attncli.render.lines import Line, Look, Piece, fill, fitted, line_of, padded, trimmed, width
from attncli.render.numbers import MINUS, MOST_DIGITS, as_read, operand, shown

GAP = 3
BAR = 12
"""Columns of the longest bar."""
EIGHTHS = " ▏▎▍▌▋▊▉"

Entry = Worked | Value | Bar | Said | None
Cells = list[list[Line]]


def working_lines(table: Working, digits: Digits, look: Look) -> list[Line]:
    """A Working as lines; where the page is narrow its groups of columns stand one under another."""
    rows = list(table.all_rows)
    labels = [fitted_label(row, look) for row in rows]
    groups = sorted({column.group for column in table.columns})
    at = 0
    lines: list[Line] = []
    while at < len(groups):
        # As many groups side by side as fit; at least one, however narrow the page.
        for upto in range(len(groups), at, -1):
            chosen = [i for i, column in enumerate(table.columns) if column.group in groups[at:upto]]
            drawn = draw(table, rows, labels, chosen, digits, look)
            if drawn is not None:
                break
        lines += ([[]] if lines else []) + (
            drawn if drawn is not None else squeezed(table, rows, labels, chosen, digits, look)
        )
        at = upto
    return lines


def squeezed(
    table: Working, rows: list[Row], labels: list[Line], chosen: list[int], digits: Digits, look: Look
) -> list[Line]:
    """Columns that do not fit beside each other as they are: closer together or, where even that is too wide, one half under the other."""
    drawn = draw(table, rows, labels, chosen, digits, look, squeeze=True)
    if drawn is not None:
        return drawn
    chosen = [i for i in chosen if not any(isinstance(row.entries[i], Bar) for row in rows)]
    half = (len(chosen) + 1) // 2
    first, second = (
        squeezed(table, rows, labels, part, digits, look) for part in (chosen[:half], chosen[half:])
    )
    return [*first, [], *second]


def fitted_label(row: Row, look: Look) -> Line:
    """A row's label, cut to a quarter of the page."""
    line = line_of(row.label, look.digits, quotes=False)
    room = max(look.room // 4, 8)
    return (
        line
        if width(line) <= room
        else [Piece(fitted("".join(piece.text for piece in line), room), line[0].style)]
    )


class Grid:
    """The columns of a table that stand side by side: their cells as lines, how wide each is, what is written above it."""

    def __init__(
        self, table: Working, rows: list[Row], chosen: list[int], digits: Digits, look: Look
    ) -> None:
        self.chosen = chosen
        self.gap = GAP
        self.entries = [[row.entries[i] for row in rows] for i in chosen]
        self.cells = [column_cells(entries, digits, table.results, look) for entries in self.entries]
        self.words = [
            [
                Piece(word, "dim")
                for piece in line_of(table.columns[i].heading, look.digits)
                for word in piece.text.split()
            ]
            for i in chosen
        ]
        self.sizes = [
            max(longest(cells), *(width([word]) for word in words), 0)
            for cells, words in zip(self.cells, self.words, strict=True)
        ]
        self.rights = [
            all(isinstance(entry, (Value, Said, type(None))) for entry in entries) for entries in self.entries
        ]

    @property
    def wide(self) -> int:
        """The columns that all of it takes."""
        return sum(self.gap + size for size in self.sizes)

    def drop_bars(self) -> None:
        """Leave out the bars: they say nothing that the numbers do not."""
        keep = [
            n
            for n, entries in enumerate(self.entries)
            if not any(isinstance(entry, Bar) for entry in entries)
        ]
        for name in ("chosen", "entries", "cells", "sizes", "words", "rights"):
            setattr(self, name, [getattr(self, name)[n] for n in keep])

    def squeeze(self, over: int) -> None:
        """Break the widest arithmetic into lines, so that the table gets narrower by as much."""
        if over <= 0:
            return
        sums = [
            n for n, entries in enumerate(self.entries) if any(isinstance(entry, Worked) for entry in entries)
        ]
        widest = max(sums, key=lambda n: self.sizes[n], default=None)
        if widest is not None:
            target = max(self.sizes[widest] - over, 12)
            self.cells[widest] = [rewrapped(cell, target) for cell in self.cells[widest]]
            self.sizes[widest] = max(
                longest(self.cells[widest]), *(width([word]) for word in self.words[widest]), 0
            )

    def headings(self, room: int) -> tuple[Cells, list[int], list[bool]]:
        """The headings, their widths and sides. One extends over the columns behind it that have none of their own.

        Headings stand on one line where the page has room for that, else they are broken to the width of what is under them.
        """
        starts = [n for n in range(len(self.sizes)) if self.words[n] or n == 0 or self.is_bar(n)]
        spans = [range(start, end) for start, end in zip(starts, [*starts[1:], len(self.sizes)], strict=True)]
        whole = [sum(width([word]) + 1 for word in self.words[span[0]]) - 1 for span in spans]
        under = [sum(self.sizes[n] for n in span) + self.gap * (len(span) - 1) for span in spans]
        one_line = sum(self.gap + max(pair) for pair in zip(whole, under, strict=True)) <= room
        heads: Cells = []
        for span, head, below in zip(spans, whole, under, strict=True):
            heads.append(
                fill([[word] for word in self.words[span[0]]], max(below, head) if one_line else below)
                or [[]]
            )
            self.sizes[span[-1]] += max(max(width(line) for line in heads[-1]) - below, 0)
        under = [sum(self.sizes[n] for n in span) + self.gap * (len(span) - 1) for span in spans]
        return heads, under, [self.rights[span[0]] for span in spans]

    def is_bar(self, n: int) -> bool:
        """Whether a column holds bars."""
        return any(isinstance(entry, Bar) for entry in self.entries[n])


def longest(cells: Cells) -> int:
    """The columns that the longest line of a column's cells takes."""
    return max(width(line) for cell in cells for line in cell)


def draw(
    table: Working,
    rows: list[Row],
    labels: list[Line],
    chosen: list[int],
    digits: Digits,
    look: Look,
    *,
    squeeze: bool = False,
) -> list[Line] | None:
    """Some columns of a table as lines; None if they do not fit. A column alone is drawn whatever it takes, for numbers are never cut."""
    if table.total is not None and all(table.total.entries[i] is None for i in chosen):
        rows, labels = rows[:-1], labels[:-1]  # nothing is added up in these columns
    label_width = max(width(label) for label in [*labels, line_of(table.heading, look.digits)])
    grid = Grid(table, rows, chosen, digits, look)

    def over() -> int:
        return grid.wide - (look.room - 2 - label_width)

    if over() > 0 and squeeze:
        grid.drop_bars()
        while over() > 0 and grid.gap > 1:
            grid.gap -= 1
        grid.squeeze(over())
    if over() > 0 and not (squeeze and len(grid.chosen) == 1):
        return None
    room = look.room - 2 - label_width
    heads, spans, sides = grid.headings(room)
    lines = rendered_row(
        line_of(table.heading, look.digits), heads, spans, sides, label_width, grid.gap, "dim", bottom=True
    )
    for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
        style = "marked" if row.marked else "total" if row is table.total else ""
        lines += rendered_row(
            label,
            [cells[number] for cells in grid.cells],
            grid.sizes,
            grid.rights,
            label_width,
            grid.gap,
            style,
            marked=row.marked,
        )
    return lines


def column_cells(entries: list[Entry], digits: Digits, results: tuple[str, ...], look: Look) -> Cells:
    """The cells of a column, each as lines; the terms of sums stand under each other."""
    worked = [terms(entry.tree, digits) if isinstance(entry, Worked) else [] for entry in entries]
    several = max(map(len, worked), default=0)
    sizes = [max((len(each[at]) for each in worked if at < len(each)), default=0) for at in range(several)]
    cells: Cells = []
    for entry, parts in zip(entries, worked, strict=True):
        match entry:
            case Worked():
                text = " + ".join(part.ljust(size) for part, size in zip(parts, sizes, strict=False))
                cells.append([[Piece(text.rstrip(), "arithmetic")]])
            case Value(cell):
                name = cell.tensor.name
                text = shown(settled(cell), look.digits) if name in results else operand(cell, digits[name])
                cells.append([[Piece(text, "number")]])
            case Bar(value, full):
                cells.append([[Piece(bar(value, full), "bar")]])
            case Said(words):
                cells.append([line_of(words, look.digits)])
            case None:
                cells.append([[]])
    align_points(cells, entries, results)
    return cells


def align_points(cells: Cells, entries: list[Entry], results: tuple[str, ...]) -> None:
    """Set the points of a column's operands under each other: exact numbers get zeros, rounded ones spaces, for a zero would be a digit."""
    operands = {
        at: entry.cell
        for at, entry in enumerate(entries)
        if isinstance(entry, Value) and entry.cell.tensor.name not in results
    }
    texts = {at: cells[at][0][0].text for at in operands}
    places = max((len(text.partition(".")[2]) for text in texts.values() if "e" not in text), default=0)
    for at, cell in operands.items():
        whole, point, part = texts[at].partition(".")
        if "e" in part or "e" in whole or "∞" in whole or len(part) == places:
            continue
        exact = as_read(cell, MOST_DIGITS) == as_read(
            Number(float(texts[at].replace(MINUS, "-"))), MOST_DIGITS
        )
        text = (
            f"{whole}.{part:0<{places}}" if exact else f"{whole}{point}{part}".ljust(len(whole) + 1 + places)
        )
        cells[at] = [[Piece(text, "number")]]


def bar(value: float, full: float) -> str:
    """A number as a bar of block characters; one below zero is drawn lighter."""
    if not full or value == 0 or abs(value) == float("inf"):
        return ""
    eighths = max(round(BAR * 8 * abs(value) / full), 1)
    if value < 0:
        return "░" * max(round(eighths / 8), 1)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def rewrapped(cell: list[Line], columns: int) -> list[Line]:
    """Arithmetic broken before its plus signs, or, where a term does not fit, before any sign; never inside a number."""
    text = "".join(piece.text for line in cell for piece in line)
    parts = [" ".join(part.split()) for part in text.split(" + ")]
    atoms: list[str] = []
    for at, part in enumerate(parts):
        term = part if at == 0 else f"+ {part}"
        atoms += [term] if len(term) <= columns else re.split(r" (?=[×−/] )", term)
    return fill([[Piece(atom, "arithmetic")] for atom in atoms], columns, cut=False) or [[]]


def rendered_row(
    label: Line,
    cells: Cells,
    sizes: list[int],
    rights: list[bool],
    label_width: int,
    gap: int,
    style: str,
    *,
    marked: bool = False,
    bottom: bool = False,
) -> list[Line]:
    """One row of a table, as many lines as its tallest cell; results stand on the last of them."""
    height = max(1, *(len(cell) for cell in cells))
    lines = []
    for at in range(height):
        named = at == (height - 1 if bottom else 0)
        line: Line = [
            Piece("▸ " if marked and at == 0 else "  ", "marked"),
            *padded(label if named else [], label_width),
        ]
        for cell, size, right in zip(cells, sizes, rights, strict=True):
            low = right or bottom
            index = at - (height - len(cell)) if low else at
            line += [
                Piece(" " * gap),
                *padded(cell[index] if 0 <= index < len(cell) else [], size, right=right),
            ]
        lines.append([Piece(piece.text, piece.style or style) for piece in trimmed(line)])
    return lines
