"""Diagrams as text: steps from left to right, in lanes where the way parts; downwards on a narrow page."""

from __future__ import annotations

import re

from attncli.document import Box, Diagram, Level
from attncli.render.lines import Line, Look, Piece, fill, indented, line_of, padded, unpadded, width

MARK = "▸"

SHAPE = re.compile(r" \d+( × \d+)+$")
"""The shape behind a word, which a small diagram leaves out."""


def diagram_lines(diagram: Diagram, look: Look) -> list[Line]:
    """A diagram from left to right if the page is wide enough for that, else from top to bottom."""
    if diagram.small:
        return small(diagram, look)
    lines = beside(diagram, look)
    return lines if max(width(line) for line in lines) <= look.measure else below(diagram, look)


def small(diagram: Diagram, look: Look) -> list[Line]:
    """The steps as words on a line, the present one marked; of several lanes, that one or all of them."""
    atoms: list[Line] = []
    for at, level in enumerate(diagram.levels):
        named = [box for box in level.boxes if box.words]
        box = next((box for box in named if box.present), named[0])
        text = Piece(SHAPE.sub("", text_of(box, look).text), "marked" if box.present else "")
        if not box.present and len(named) > 1:
            text = Piece(", ".join(shortened_to(named, look)), text.style)
        mark = [Piece(f"{MARK} ", "marked")] if box.present else []
        atoms.append([*([Piece("→ ", "rail")] if at else []), *mark, text])
    return indented(fill(atoms, look.measure - 2), 2)


def shortened_to(boxes: list[Box], look: Look) -> list[str]:
    """The words of several lanes, each word once: Linear W_Q, W_K, W_V; split."""
    texts = [SHAPE.sub("", text_of(box, look).text) for box in boxes]
    if len(set(texts)) == 1:
        return texts[:1]
    first = texts[0].split(" ")[0]
    rest = [text.removeprefix(f"{first} ") for text in texts[1:]]
    return [texts[0], *rest]


def text_of(box: Box, look: Look) -> Piece:
    """What stands in a box."""
    text = "".join(piece.text for piece in line_of(box.words, look.digits))
    return Piece(text, "marked" if box.present else "")


def beside(diagram: Diagram, look: Look) -> list[Line]:
    """The steps from left to right, and under each the shape of what comes out of it.

    There are as many lanes as any level has boxes; a level of one box stands in the middle lane.
    """
    lanes = max(len(level.boxes) for level in diagram.levels)
    lines: list[Line] = [[Piece("  ")] for _ in range(lanes)]
    shapes: Line = [Piece("  ")]
    parted = False
    for at, level in enumerate(diagram.levels):
        parts, last = len(level.boxes) > 1, at == len(diagram.levels) - 1
        size = max(*(width([text_of(box, look)]) for box in level.boxes), len(level.shape))
        for lane, box in enumerate(in_lanes(level, lanes)):
            if at:
                style = "marked" if box and box.present else "rail"
                lines[lane].append(Piece(link(lane, lanes, parted, parts, box), style))
            text = text_of(box, look) if box else Piece("")
            gap, rest = "─" if box and not text.text else " ", "─" if box and not last else " "
            lines[lane] += [text, Piece(gap + rest * (size - width([text])), "rail")]
        before = 0 if not at else 3 + (parted != parts)
        shapes += [Piece(" " * before), *padded([Piece(level.shape, "dim")], size + 1)]
        parted = parts
    if any(level.shape for level in diagram.levels):
        lines.append(shapes)
    return [unpadded(line) for line in lines]


def in_lanes(level: Level, lanes: int) -> list[Box | None]:
    """The boxes of a level, a lane each; one alone stands in the middle lane."""
    if len(level.boxes) > 1:
        return list(level.boxes)
    return [level.boxes[0] if lane == lanes // 2 else None for lane in range(lanes)]


CORNERS = {True: "┌├└", False: "┐┤┘"}
"""Where the way parts, and where it joins: in the first lane, between, in the last."""


def link(lane: int, lanes: int, parted: bool, parts: bool, box: Box | None) -> str:
    """The line that leads to a box: straight on, or where lanes part or join through a corner."""
    tip = tip_of(box)
    if parted == parts:
        return f"─{tip}" if box is not None else "   "
    if lane == lanes // 2:
        return f"─┼{tip}"
    corner = CORNERS[parts][(lane > 0) + (lane == lanes - 1)]
    return f" {corner}{tip}" if parts else f"─{corner}  "


def tip_of(box: Box | None) -> str:
    """The end of the line before a box; before one where nothing is done, the line goes on."""
    if box is not None and box.present:
        return f"{MARK} "
    return "─ " if box is None or box.words else "──"


def below(diagram: Diagram, look: Look) -> list[Line]:
    """The steps from top to bottom, each with its shape at the right."""
    room = max((len(level.shape) for level in diagram.levels), default=0)
    lines: list[Line] = []
    for at, level in enumerate(diagram.levels):
        present = any(box.present for box in level.boxes)
        several = fill(step_atoms(level, present, look), max(look.measure - 4 - room - 2, 12))
        for n, line in enumerate(several):
            mark = Piece(f"{MARK} " if present and n == 0 else "  ", "marked")
            arrow = Piece("↓ " if at and n == 0 else "  ", "rail")
            tail = [Piece(level.shape, "dim")] if n == len(several) - 1 else []
            lines.append(unpadded([mark, arrow, *padded(line, look.measure - 4 - room), *tail]))
    return lines


def repeated(text: str, times: int) -> str:
    """What is done so many times, told once; a sign for it would be read as part of a shape.

    >>> repeated("split", 3), repeated("split 2 × 3 × 1", 1), repeated("split 2 × 3 × 2", 2)
    ('split ×3', 'split 2 × 3 × 1', 'split 2 × 3 × 2 (twice)')
    """
    if times == 1:
        return text
    if SHAPE.search(text) is None:
        return f"{text} ×{times}"
    return f"{text} ({'twice' if times == 2 else f'{times} times'})"


def step_atoms(level: Level, present: bool, look: Look) -> list[Line]:
    """What is done in the boxes of a level, with commas between; what several do, once, with their number."""
    times: dict[str, int] = {}
    for box in level.boxes:
        if box.words:
            text = text_of(box, look).text
            times[text] = times.get(text, 0) + 1
    shown = [repeated(text, n) for text, n in times.items()]
    ends = [","] * (len(shown) - 1) + [""]
    style = "marked" if present else ""
    return [[Piece(text + end, style)] for text, end in zip(shown, ends, strict=False)]
