"""Matrices side by side, each under its caption, in as many rows as the page needs."""

from __future__ import annotations

from attncli.document import Beside
from attncli.render.lines import Line, Look, Piece, padded, unpadded, width, wrapped
from attncli.render.matrices import matrix_lines

GAP = 3


def beside_lines(beside: Beside, look: Look) -> list[Line]:
    """The matrices from left to right, in several rows where there are too many for the page."""
    drawn = []
    for part in beside.parts:
        body = matrix_lines(part.matrix, look)
        columns = max(width(line) for line in body)
        caption = wrapped(part.words, look, max(columns - 2, 16))
        size = max(columns, *(width(line) + 2 for line in caption))
        drawn.append((size, [[Piece("  "), *line] for line in caption], body))
    lines: list[Line] = []
    at = 0
    while at < len(drawn):
        upto = at + 1
        while upto < len(drawn) and sum(size + GAP for size, *_ in drawn[at : upto + 1]) - GAP <= look.room:
            upto += 1
        lines += [*([[]] if lines else []), *joined(drawn[at:upto])]
        at = upto
    return lines


def joined(drawn: list[tuple[int, list[Line], list[Line]]]) -> list[Line]:
    """Drawn matrices as lines across all of them; captions of several lines end on the same one."""
    captions = max(len(caption) for _, caption, _ in drawn)
    columns = [[*([[]] * (captions - len(caption))), *caption, *body] for _, caption, body in drawn]
    lines = []
    for at in range(max(map(len, columns))):
        line: Line = []
        for (size, _, _), column in zip(drawn, columns, strict=True):
            line += padded(column[at] if at < len(column) else [], size + GAP)
        lines.append(unpadded(line))
    return lines
