"""Errors as text: what is wrong, the place with a caret under it, how to mend it; and as JSON."""

from __future__ import annotations

import re

from rich.cells import cell_len

from attncli.errors import AttnError, Place
from attncli.render.escape import harmless, shortened
from attncli.render.lines import Piece, fill

QUOTED = 240
"""Characters of a quoted word that an error shows; the middle of a longer one is left out."""


def error_text(error: AttnError, width: int | None = None) -> str:
    """All faults of a run, one below the other; in lines of a width for a person, whole for a program."""
    return "\n".join(one_error(fault, width) for fault in error.all)


def one_error(error: AttnError, width: int | None) -> str:
    """One fault."""
    lines = broken(f"error[{error.code}]: {sentence(error.what)}", width, "  ")
    if error.where is not None:
        lines += place_lines(error.where, width)
    if error.help:
        lines += broken(f"help: {sentence(error.help)}", width, "      ")
    return "\n".join(lines) + "\n"


def broken(text: str, width: int | None, indent: str) -> list[str]:
    """A sentence in lines, the following ones indented."""
    if width is None:
        return [text]
    lines = fill([[Piece(word)] for word in text.split(" ")], width - len(indent), cut=False)
    first, *rest = ("".join(piece.text for piece in line) for line in lines)
    return [first, *(indent + line for line in rest)]


def sentence(text: str) -> str:
    """A sentence of an error, its quoted words harmless and none of them endless."""
    long = f"`([^`]{{{QUOTED},}})`"
    return re.sub(long, lambda quoted: f"`{shortened(quoted[1], QUOTED)}`", harmless(text))


def place_lines(place: Place, width: int | None) -> list[str]:
    """The file and line, the line itself, and a caret under the smallest stretch that is wrong."""
    line = f":{place.line}" if place.line else ""
    column = f":{place.column}" if place.line and place.column else ""
    path = f" ({harmless(place.path)})" if place.path else ""
    lines = [f" --> {harmless(place.file)}{line}{column}{path}"]
    if not place.line or not place.text.strip():
        return lines
    gutter = str(place.line)
    text, start, skipped = place.text, (place.column or 1) - 1 - place.skipped, place.skipped
    room = max((width or len(text) + 1) - len(gutter) - 4, 20)
    if len(text) > room:  # keep the fault in sight on a narrow screen
        cut = max(min(start - room // 2, len(text) - room), 0)
        text, start, skipped = text[cut : cut + room], start - cut, skipped + cut
    dots = "…" if skipped else ""
    lines.append(f"{gutter} | {dots}{harmless(text)}")
    if place.column:
        before, under = dots + harmless(text[:start]), harmless(text[start : start + place.width])
        lines.append(f"{' ' * len(gutter)} | {' ' * cell_len(before)}{'^' * max(cell_len(under), 1)}")
    return lines


def error_json(error: AttnError) -> dict[str, object]:
    """All faults of a run as plain values: attn/error, version 1."""
    return {"format": "attn/error", "version": 1, "errors": [error_values(fault) for fault in error.all]}


def error_values(error: AttnError) -> dict[str, object]:
    """One fault as plain values."""
    where = None if error.where is None else place_values(error.where)
    return {"code": error.code, "what": error.what, "where": where, "help": error.help}


def place_values(place: Place) -> dict[str, object]:
    """Where a fault stands."""
    return {"file": place.file, "line": place.line, "column": place.column, "path": place.path}
