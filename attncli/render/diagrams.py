"""Diagrams as text: steps from left to right, in lanes where the way parts; from top to bottom where the page is narrow."""

from __future__ import annotations

from attncli.document import Box, Diagram
from attncli.render.lines import Line, Look, Piece, fill, line_of, padded, unpadded, width

MARK = "▸"


def diagram_lines(diagram: Diagram, look: Look) -> list[Line]:
    """A diagram from left to right if the page is wide enough for that, else from top to bottom."""
    lines = beside(diagram, look)
    return lines if max(width(line) for line in lines) <= look.measure else below(diagram, look)


def text_of(box: Box, look: Look) -> Piece:
    """What stands in a box."""
    return Piece(
        "".join(piece.text for piece in line_of(box.words, look.digits)), "marked" if box.present else ""
    )


def beside(diagram: Diagram, look: Look) -> list[Line]:
    """The steps from left to right, and under each the shape of what comes out of it.

    The number of lanes is that of the level with the most boxes; a level of one box stands in the lane in the middle.
    """
    lanes = max(len(level.boxes) for level in diagram.levels)
    middle = lanes // 2
    lines: list[Line] = [[Piece("  ")] for _ in range(lanes)]
    shapes: Line = [Piece("  ")]
    parted = False
    for at, level in enumerate(diagram.levels):
        parts = len(level.boxes) > 1
        size = max(*(width([text_of(box, look)]) for box in level.boxes), len(level.shape))
        boxes = (
            list(level.boxes)
            if parts
            else [level.boxes[0] if lane == middle else None for lane in range(lanes)]
        )
        for lane, box in enumerate(boxes):
            line = lines[lane]
            if at:
                line.append(
                    Piece(link(lane, lanes, parted, parts, box), "marked" if box and box.present else "rail")
                )
            text = text_of(box, look) if box else Piece("")
            fill_with = "─" if box and at < len(diagram.levels) - 1 else " "
            gap = "─" if box and not text.text else " "
            line += [text, Piece(gap + fill_with * (size - width([text])), "rail")]
        shapes += [
            Piece(" " * (0 if not at else 4 if parted != parts else 3)),
            *padded([Piece(level.shape, "dim")], size + 1),
        ]
        parted = parts
    return [
        unpadded(line)
        for line in (*lines, *([shapes] if any(level.shape for level in diagram.levels) else []))
    ]


def link(lane: int, lanes: int, parted: bool, parts: bool, box: Box | None) -> str:
    """The line that leads to a box: straight on, or where lanes part or join through a corner."""
    tip = f"{MARK} " if box is not None and box.present else "─ " if box is None or box.words else "──"
    if parted == parts:
        return f"─{tip}" if box is not None else "   "
    if lane == lanes // 2:
        return f"─┼{tip}"
    corner = (
        ("┌" if parts else "┐")
        if lane == 0
        else ("└" if parts else "┘")
        if lane == lanes - 1
        else ("├" if parts else "┤")
    )
    return f" {corner}{tip}" if parts else f"─{corner}  "


def below(diagram: Diagram, look: Look) -> list[Line]:
    """The steps from top to bottom, each with its shape at the right."""
    room = max((len(level.shape) for level in diagram.levels), default=0)
    lines: list[Line] = []
    for at, level in enumerate(diagram.levels):
        texts: dict[str, int] = {}
        for box in level.boxes:
            if box.words:
                texts[text_of(box, look).text] = texts.get(text_of(box, look).text, 0) + 1
        shown = [f"{text} ×{times}" if times > 1 else text for text, times in texts.items()]
        present = any(box.present for box in level.boxes)
        style = "marked" if present else ""
        atoms = [[Piece(text + ("," if n < len(shown) - 1 else ""), style)] for n, text in enumerate(shown)]
        for n, line in enumerate(several := fill(atoms, max(look.measure - 4 - room - 2, 12))):
            lead = [
                Piece(f"{MARK} " if present and n == 0 else "  ", "marked"),
                Piece("↓ " if at and n == 0 else "  ", "rail"),
            ]
            tail = [Piece(level.shape, "dim")] if n == len(several) - 1 else []
            lines.append(unpadded([*lead, *padded(line, look.measure - 4 - room), *tail]))
    return lines
