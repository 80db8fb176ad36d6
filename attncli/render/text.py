"""Documents as plain text: what stands on the screen, without colour."""

from __future__ import annotations

from collections.abc import Iterable

from attncli.document import Document
from attncli.render.layout import document_lines
from attncli.render.lines import Line, Look


def text(document: Document, look: Look) -> str:
    """A document as lines of plain text, each ended, none with white space at its end."""
    return text_of(document_lines(document, look))


def text_of(lines: Iterable[Line]) -> str:
    """Lines as plain text."""
    return "".join("".join(piece.text for piece in line).rstrip() + "\n" for line in lines)
