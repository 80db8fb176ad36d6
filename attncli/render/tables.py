"""Workings as text: arithmetic, row by row, in columns that line up and never lose a digit."""

from __future__ import annotations

import re
from copy import copy
from itertools import accumulate, groupby

from attncli.document import Bar, Column, Count, Plain, Row, RowEntry, Said, Symbol, Value, Worked, Working
from attncli.record import Record
from attncli.render.arithmetic import Digits
from attncli.render.columns import BAR, Cells, bar, column_cells
from attncli.render.lines import TIED, Line, Look, Piece, fill, fitted, line_of, padded, trimmed, width

GAP = 3
MOST_ABOVE = 2
"""Lines of a heading, where several groups of columns stand side by side."""
LONGEST_OF_OURS = 15
"""Columns that a label of our own words may take, however narrow the page."""
NARROWEST = 24
"""Columns that arithmetic must have beside bars."""


def working_lines(table: Working, digits: Digits, look: Look) -> list[Line]:
    """A Working as lines; where the page is narrow its groups of columns stand one under another.

    Each column is drawn once, and as many groups stand side by side as fit: at least one, however narrow the
    page.
    """
    drawing = Drawing(table, digits, look)
    numbered = sorted(enumerate(table.columns), key=by_group)
    groups = [[at for at, _ in columns] for _, columns in groupby(numbered, by_group)]
    lines: list[Line] = []
    while groups:
        chosen, *groups = groups
        while groups and drawing.fits([*chosen, *groups[0]]):
            chosen, groups = [*chosen, *groups[0]], groups[1:]
        lines += [[]] if lines else []
        lines += drawing.lines(chosen) if drawing.fits(chosen) else drawing.squeezed(chosen)
    return lines


def by_group(numbered: tuple[int, Column]) -> int:
    """The group of a column behind its number."""
    return numbered[1].group


def fitted_label(row: Row, look: Look) -> Line:
    """A row's label, cut to a quarter of the page; words of our own are short, and have room for two."""
    line = line_of(row.label, look.digits, quotes=False)
    ours = all(isinstance(span, (Plain, Count, Symbol)) for span in row.label)
    room = max(look.room // 4, LONGEST_OF_OURS if ours else 8)
    if width(line) <= room:
        return line
    return [Piece(fitted("".join(piece.text for piece in line), room), line[0].style)]


class Drawing:
    """A table whose columns are drawn, each once, before it is decided which of them stand side by side."""

    def __init__(self, table: Working, digits: Digits, look: Look) -> None:
        self.table = table
        self.look = look
        self.heading = line_of(table.heading, look.digits)
        self.labels = [fitted_label(row, look) for row in table.all_rows]
        above = width(self.heading)
        self.label_widths = list(accumulate(map(width, self.labels), max, initial=above))
        self.columns = [drawn_column(table, at, digits, look) for at in range(len(table.columns))]

    def height(self, chosen: list[int]) -> int:
        """How many rows some columns have: there is no total where nothing is added up in them."""
        total = self.table.total
        blank = total is not None and all(total.entries[at] is None for at in chosen)
        return len(self.labels) - 1 if blank else len(self.labels)

    def grid(self, chosen: list[int]) -> tuple[Grid, int]:
        """Some columns side by side, and the room that they have."""
        label_width = self.label_widths[self.height(chosen)]
        return Grid([copy(self.columns[at]) for at in chosen], label_width), self.look.room - 2 - label_width

    def fits(self, chosen: list[int]) -> bool:
        """Whether some columns fit side by side as they are, with headings that can be read."""
        grid, room = self.grid(chosen)
        if grid.wide > room:
            return False
        if len({self.table.columns[at].group for at in chosen}) == 1:
            return True
        # Broken over so many lines nobody reads them; fewer groups leave them more room.
        return all(len(slot.cell) <= MOST_ABOVE for slot in grid.headings(room))

    def lines(self, chosen: list[int], *, squeeze: bool = False) -> list[Line]:
        """Some columns as lines; ``squeeze`` where they do not fit as they are."""
        grid, room = self.grid(chosen)
        if squeeze:
            grid.squeeze(room)
        lines = grid.row(self.heading, grid.headings(room), "dim", bottom=True)
        rows = self.table.all_rows[: self.height(chosen)]
        for at, (row, label) in enumerate(zip(rows, self.labels, strict=False)):
            cells = [
                Slot(column.cells[at], column.size, column.right, column.is_bar) for column in grid.columns
            ]
            style = "total" if row is self.table.total else ""
            lines += grid.row(label, cells, "marked" if row.marked else style, marked=row.marked)
        return lines

    def squeezed(self, chosen: list[int]) -> list[Line]:
        """Columns that do not fit as they are: closer together, or one half under the other.

        A column alone is drawn whatever it takes, for numbers are never cut.
        """
        grid, room = self.grid(chosen)
        grid.squeeze(room)
        if grid.wide <= room or len(grid.columns) == 1:
            return self.lines(chosen, squeeze=True)
        chosen = [at for at in chosen if not self.columns[at].is_bar]
        half = (len(chosen) + 1) // 2
        return [*self.squeezed(chosen[:half]), [], *self.squeezed(chosen[half:])]


class Drawn:
    """A column as it is drawn: its cells as lines, the words above it, how wide it is."""

    def __init__(self, entries: list[RowEntry], cells: Cells, words: Line) -> None:
        self.entries = entries
        self.cells = cells
        self.words = words
        self.is_bar = any(isinstance(entry, Bar) for entry in entries)
        self.is_worked = any(isinstance(entry, Worked) for entry in entries)
        self.right = all(isinstance(entry, (Value, Said, type(None))) for entry in entries)
        self.size = self.needed

    def shorten(self) -> None:
        """Draw a column of bars at half their length, without the words above, which need more room."""
        self.words = []
        self.cells = [
            [[Piece(bar(entry.value, entry.full, BAR // 2), "bar")]] if isinstance(entry, Bar) else cell
            for entry, cell in zip(self.entries, self.cells, strict=True)
        ]
        self.size = self.needed

    @property
    def needed(self) -> int:
        """The columns that the longest line of the cells takes, or the longest word above them."""
        longest = max(width(line) for cell in self.cells for line in cell)
        return max(longest, *(width([word]) for word in self.words), 0)


def drawn_column(table: Working, at: int, digits: Digits, look: Look) -> Drawn:
    """A column (from 0) of a table."""
    entries = [row.entries[at] for row in table.all_rows]
    heading = line_of(table.columns[at].heading, look.digits)
    text = "".join(piece.text for piece in heading)
    words = [Piece(word.replace(TIED, " "), "dim") for word in text.split(" ") if word]
    return Drawn(entries, column_cells(entries, digits, table.results, look), words)


class Slot(Record):
    """A cell as lines, how wide its place is, and whether it stands at the right of it."""

    cell: list[Line]
    size: int
    right: bool
    low: bool = False
    """Whether it stands beside the last line of the others, as what stands at the right does."""


class Grid:
    """The columns of a table that stand side by side, behind labels of a width."""

    def __init__(self, columns: list[Drawn], label_width: int) -> None:
        self.columns = columns
        self.label_width = label_width
        self.gap = GAP

    @property
    def wide(self) -> int:
        """The columns that all of it takes."""
        return sum(self.gap + column.size for column in self.columns)

    def squeeze(self, room: int) -> None:
        """Make the table narrower: closer together, its widest arithmetic in lines, its bars half as long; or
        without bars, where arithmetic takes more lines beside them.
        """
        bars = [column for column in self.columns if column.is_bar]
        worked = [column for column in self.columns if column.is_worked]
        widest = max(worked, key=lambda column: column.size, default=None)
        for column in bars:
            column.shorten()
        self.move_together(room)
        if self.wide <= room:
            return
        if widest is None:
            self.columns = [column for column in self.columns if not column.is_bar]
            self.gap = GAP
            self.move_together(room)
            return
        taken = sum(self.gap + column.size for column in bars)
        target = widest.size - (self.wide - room)
        beside, alone = (
            [rewrapped(cell, max(to, 12)) for cell in widest.cells] for to in (target, target + taken)
        )
        keep = taken and target >= NARROWEST and sum(map(len, beside)) == sum(map(len, alone))
        if not keep:
            self.columns = [column for column in self.columns if not column.is_bar]
        if self.wide > room:
            widest.cells = beside if keep else alone
            widest.size = widest.needed
            self.move_apart(widest, room)

    def move_together(self, room: int) -> None:
        """Leave less room between the columns, as far as that is wanted."""
        while self.wide > room and self.gap > 1:
            self.gap -= 1

    def move_apart(self, widest: Drawn, room: int) -> None:
        """Leave more room between the columns, if the arithmetic takes no more lines for that."""
        to = widest.size + room - self.wide - len(self.columns)
        narrower = copy(widest)
        if to < widest.size:
            narrower.cells = [rewrapped(cell, max(to, 12)) for cell in widest.cells]
            narrower.size = narrower.needed
        same = sum(map(len, narrower.cells)) == sum(map(len, widest.cells))
        if self.gap == 1 and same and narrower.size <= to:
            widest.cells, widest.size, self.gap = narrower.cells, narrower.size, 2

    def headings(self, room: int) -> list[Slot]:
        """The headings. One extends over the columns behind it that have none of their own.

        They stand on one line where the page has room for that, else they are broken to what is under them.
        """
        starts = [n for n, column in enumerate(self.columns) if column.words or n == 0 or column.is_bar]
        ends = [*starts[1:], len(self.columns)]
        spans = [self.columns[start:end] for start, end in zip(starts, ends, strict=True)]
        whole = [sum(width([word]) + 1 for word in span[0].words) - 1 for span in spans]
        under = [self.size_of(span) for span in spans]
        one_line = sum(self.gap + max(pair) for pair in zip(whole, under, strict=True)) <= room
        slots = []
        for span, head, below in zip(spans, whole, under, strict=True):
            words = [[word] for word in span[0].words]
            lines = fill(words, max(below, head) if one_line else below) or [[]]
            span[-1].size += max(max(width(line) for line in lines) - below, 0)
            slots.append(Slot(lines, self.size_of(span), span[0].right))
        return slots

    def size_of(self, span: list[Drawn]) -> int:
        """The columns that some columns of the table take together."""
        return sum(column.size for column in span) + self.gap * (len(span) - 1)

    def row(
        self, label: Line, slots: list[Slot], style: str, *, marked: bool = False, bottom: bool = False
    ) -> list[Line]:
        """A row of as many lines as its tallest cell; what stands at the right or bottom ends on the last."""
        height = max(1, *(len(slot.cell) for slot in slots))
        lines = []
        for at in range(height):
            named = at == (height - 1 if bottom else 0)
            mark = Piece("▸ " if marked and at == 0 else "  ", "marked")
            line: Line = [mark, *padded(label if named else [], self.label_width)]
            for slot in slots:
                low = slot.right or slot.low or bottom
                index = at - (height - len(slot.cell)) if low else at
                text = slot.cell[index] if 0 <= index < len(slot.cell) else []
                line += [Piece(" " * self.gap), *padded(text, slot.size, right=slot.right)]
            lines.append([Piece(piece.text, piece.style or style) for piece in trimmed(line)])
        return lines


def rewrapped(cell: list[Line], columns: int) -> list[Line]:
    """Arithmetic broken before its plus signs, or any sign where a term is long; never inside a number."""
    text = " ".join("".join(piece.text for piece in line) for line in cell)
    parts = [" ".join(part.split()) for part in text.split(" + ")]
    atoms: list[str] = []
    for at, part in enumerate(parts):
        term = part if at == 0 else f"+ {part}"
        atoms += [term] if len(term) <= columns else re.split(r" (?=[×−/] )", term)
    return fill([[Piece(atom, "arithmetic")] for atom in atoms], columns, cut=False) or [[]]
