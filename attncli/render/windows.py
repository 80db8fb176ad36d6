"""A document in windowfuls: whole where a window holds it, else in parts that break between its blocks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

from attncli.document import Document, Offers
from attncli.render.layout import Chunk, offer_lines, rule, section_chunks, title_pieces
from attncli.render.lines import Line, Look, Piece, fitted, indented, width

LEAST = 2
"""Lines of a part at least, however low the window is."""
TIGHTEST = 7
"""How many kinds of blank lines are given up, one after another: see ``apart``."""
IN_RULE = 4
"""From here on the title stands in its rule."""


class Unit(NamedTuple):
    """Lines that stand together, and whether a blank line parts them from those above."""

    lines: list[Line]
    blank: bool


def windowfuls(document: Document, look: Look, rows: int) -> list[list[Line]]:
    """A document as the parts that a window of so many rows shows one after another.

    Blank lines are given up where that makes fewer parts. What can be pressed stands beneath each part; what
    is remarked, beneath the first.
    """
    made: list[list[list[Line]]] = []
    chunks = [section_chunks(section, look) for section in document.sections]
    for tight in range(TIGHTEST + 1):
        made.append(parts(document, chunks, look, rows - 1, tight))  # a row is the cursor's
        if len(made[-1]) == 1:
            if tight and len(made[-1][0]) < rows:
                [loose] = parts(document, chunks, look, sys.maxsize, tight - 1)
                made[-1] = [loosened(made[-1][0], loose, rows - 1)]
            break
    return min(made, key=lambda cut: (max(map(len, cut)) >= rows, len(cut)))


def loosened(lines: list[Line], loose: list[Line], rows: int) -> list[Line]:
    """Lines with as many of the blank ones back that they were given up last, as there is room for."""
    spare, kept = rows - len(lines), iter(lines)
    made: list[Line] = []
    following = next(kept, None)
    for line in loose:
        if following is not None and line == following:
            made.append(line)
            following = next(kept, None)
        elif line:  # its head is another one, and nothing can be matched
            return lines
        elif spare > 0:
            made.append(line)
            spare -= 1
    return made


def parts(
    document: Document, chunks: Sequence[Sequence[Chunk]], look: Look, rows: int, tight: int
) -> list[list[Line]]:
    """The parts of a document, whose sections have these chunks, with so many kinds of blanks given up."""
    *body, last = chunks
    offers = next((block for block in document.sections[-1].blocks if isinstance(block, Offers)), None)
    end: list[Line] = []
    on: list[Line] = []
    if offers is None:
        body, last = list(chunks), []
    else:
        last = last[:-1]
        end, on = offer_lines(offers, look), offer_lines(Offers(offers.more), look)
    remarks = joined(units(last, tight))
    foot = [*([[], *remarks] if remarks else []), *([[]] if not tight and end else [])]
    head = title(document, look, tight)
    stand = [unit for section in body for unit in units(section, tight)]
    whole = [*head, *joined(stand), *foot, *end]
    if len(whole) <= rows or not stand:
        return [indented(whole, 1)]
    again: Line = [Piece(f"… {document.sections[0].title}", "dim")]
    cut = packed(stand, rows, len(head) + len(foot), 1, max(len(on), len(end)) + (not tight))
    made = []
    for at, lines in enumerate(cut):
        above = head if at == 0 else [again]
        beneath = foot if at == 0 else foot[len(foot) - (not tight) :]
        made.append(indented([*above, *lines, *beneath, *(end if at == len(cut) - 1 else on)], 1))
    return made


def title(document: Document, look: Look, tight: int) -> list[Line]:
    """The head of a page: its title and query over a rule, or in it; a long one, as far as it goes."""
    pieces = title_pieces(document, look)
    if pieces is None:
        return []
    left, right = pieces
    across = look.measure - width([left, *right]) - 2
    if tight >= IN_RULE and across < 3:
        return [[Piece(fitted(left.text, look.measure), "title")]]
    if tight < IN_RULE:
        return [*whole_title(left, right, look), *([] if tight else [[]])]
    return [
        [left, Piece(f" {'─' * (across if right else across + 1)}{' ' if right else ''}", "rule"), *right]
    ]


def whole_title(left: Piece, right: Line, look: Look) -> list[Line]:
    """The title over its rule."""
    from attncli.render.lines import apart as far_apart

    return [*far_apart([left], right, look.measure), rule(look)]


def units(chunks: Sequence[Chunk], tight: int) -> list[Unit]:
    """The chunks of a section, those that a heading or a sentence introduces together with it."""
    made: list[Unit] = []
    before: Chunk | None = None
    for chunk in chunks:
        blank = before is not None and apart(before, chunk, tight)
        first, *rest = groups(chunk.lines)
        if before is not None and before.kind in ("heading", "lead"):
            above = made.pop()
            made.append(Unit([*above.lines, *([[]] if blank else []), *first], above.blank))
        else:
            made.append(Unit(first, blank))
        made += [Unit(lines, True) for lines in rest]
        before = chunk
    return made


def groups(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of a chunk, parted at its blank lines: a wide table breaks into groups of columns."""
    made: list[list[Line]] = [[]]
    for line in lines:
        if width(line):
            made[-1].append(line)
        elif made[-1]:
            made.append([])
    return [group for group in made if group] or [[]]


def apart(above: Chunk, beneath: Chunk, tight: int) -> bool:
    """Whether a blank line stands between two chunks.

    The first to go are those of the frame, then those under a sentence that ends in a colon, those at an
    example, those at heading and source, those at tables, and last those between paragraphs.
    """
    kinds = {above.kind, beneath.kind}
    if tight >= 2 and above.kind == "lead":
        return False
    if tight >= 3 and "example" in kinds:
        return False
    if tight >= 5 and not kinds.isdisjoint(("heading", "foot")):
        return False
    return tight < 6 or (tight < 7 and "table" not in kinds)


def joined(stand: Sequence[Unit]) -> list[Line]:
    """Units one under another."""
    lines: list[Line] = []
    for at, unit in enumerate(stand):
        lines += [[], *unit.lines] if at and unit.blank else unit.lines
    return lines


def packed(stand: Sequence[Unit], rows: int, first: int, other: int, foot: int) -> list[list[Line]]:
    """Units in as few windows as hold them; ``first`` and ``other`` are the lines that frame a part.

    A unit that is higher than a window is broken in the middle, any other between two.
    """
    made: list[list[Line]] = [[]]

    def room() -> int:
        taken = first if len(made) == 1 else other
        return max(rows - taken - foot, LEAST) - len(made[-1])

    for unit in stand:
        lines: list[Line] = [*([[]] if unit.blank and made[-1] else []), *unit.lines]
        if len(lines) > room() and made[-1] and (len(unit.lines) <= rows - other - foot or room() < LEAST):
            made.append([])
            lines = list(unit.lines)
        while len(lines) > room():
            fits = room()
            made[-1] += lines[:fits]
            lines = lines[fits:]
            made.append([])
        made[-1] += lines
    return [lines for lines in made if lines]
