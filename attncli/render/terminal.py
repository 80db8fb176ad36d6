"""Lines for a terminal, in colour where there is any."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.segment import Segment, Segments
from rich.style import Style

from attncli.document import Document
from attncli.render.layout import document_lines
from attncli.render.lines import Line, Look

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {
    "title": "bold",
    "query": "cyan",
    "heading": "bold",
    "formula": "magenta",
    "symbol": "magenta",
    "token": "cyan",
    "marked": "bold cyan",
    "total": "bold",
    "code": "green",
    "bar": "blue",
    "callout": "bold yellow",
    "dim": "dim",
    "rail": "dim",
    "rule": "dim",
    "heat0": "dim",
    "heat2": "bold blue",
    "heat3": "bold cyan",
    "heat4": "bold green",
    "error": "bold red",
    "help": "green",
}
"""What the styles look like. Nothing depends on them: whoever has no colour reads the same page."""


def show(document: Document, look: Look, console: Console) -> None:
    """Print a document on a console, which knows whether it has colours."""
    show_lines(document_lines(document, look), console)


def show_lines(lines: Iterable[Line], console: Console) -> None:
    """Print lines on a console, which knows whether it has colours."""
    cache = {name: Style.parse(style) for name, style in STYLES.items()}
    for line in lines:
        segments = [*(Segment(text, cache.get(style)) for text, style in line), Segment.line()]
        console.print(Segments(segments), end="", soft_wrap=True)
