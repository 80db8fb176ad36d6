"""Errors as text: what is wrong, the place with a caret under it, how to mend it; and as JSON."""

from __future__ import annotations

import re

from attncli.errors import AttnError, Place
from attncli.render.escape import harmless, shortened

QUOTED = 240
"""Characters of a quoted word that an error shows; the middle of a longer one is left out."""


def error_text(error: AttnError) -> str:
    """All faults of a run, one below the other."""
    return "\n".join(one_error(each) for each in error.all)


def one_error(error: AttnError) -> str:
    """One fault."""
    lines = [f"error[{error.code}]: {told(error.what)}"]
    if error.where is not None:
        lines += place_lines(error.where)
    if error.help:
        lines.append(f"help: {told(error.help)}")
    return "\n".join(lines) + "\n"


def told(text: str) -> str:
    """A sentence of an error, its quoted words harmless and none of them endless."""
    return re.sub(f"`([^`]{{{QUOTED},}})`", lambda quoted: f"`{shortened(quoted[1], QUOTED)}`", harmless(text))


def place_lines(place: Place) -> list[str]:
    """The file and line, the line itself, and a caret under the smallest stretch that is wrong."""
    from rich.cells import cell_len

    where = harmless(place.file) + (f":{place.line}" if place.line else "") + (f":{place.column}" if place.line and place.column else "")
    lines = [f" --> {where}" + (f" ({harmless(place.path)})" if place.path else "")]
    if not place.line or not place.text.strip():
        return lines
    gutter = str(place.line)
    dots = "…" if place.skipped else ""
    lines.append(f"{gutter} | {dots}{harmless(place.text)}")
    if place.column:
        start = place.column - 1 - place.skipped
        before, under = dots + harmless(place.text[:start]), harmless(place.text[start : start + place.width])
        lines.append(f"{' ' * len(gutter)} | {' ' * cell_len(before)}{'^' * max(cell_len(under), 1)}")
    return lines


def error_json(error: AttnError) -> dict[str, object]:
    """All faults of a run as plain values: attn/error, version 1."""
    return {"format": "attn/error", "version": 1, "errors": [error_values(each) for each in error.all]}


def error_values(error: AttnError) -> dict[str, object]:
    """One fault as plain values."""
    place = error.where
    where = None if place is None else {"file": place.file, "line": place.line, "column": place.column, "path": place.path}
    return {"code": error.code, "what": error.what, "where": where, "help": error.help}
