"""Every format, told once: its name, what it can hold and who writes it; and anything in any of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, overload

from attncli.errors import AttnError
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.document import Derivation, Document
    from attncli.render.lines import Look
    from attncli.trace import Trace

Kind = Literal["page", "trace", "answer", "table"]
"""What there is to write: words for a person, the numbers of a trace, what a command answers a program, rows
of a table.
"""
Rows = Sequence[Sequence[str | float]]


class Format(Record, kw_only=True):
    """A format, and what it can hold: what it has a writer for."""

    name: str
    ending: str | None = None
    """Of the files that are in this format, if nobody says otherwise."""
    page: Callable[[Document, Look], str | bytes] | None = None
    trace: Callable[[Trace, Sequence[str] | None], str | bytes] | None = None
    """Writes the stages that are named, None all, and what was given."""
    table: Callable[[Rows], str] | None = None
    """Writes rows, the first of them headings."""
    answer: bool = False
    """Whether answers are data in it: JSON, which each command makes for itself."""
    screen: bool = False
    """Whether a page in it is for a screen: in its encoding, and in colours, which the command line adds."""
    printed: bool = True
    """Whether it can be printed; what cannot needs a file."""

    def holds(self, kind: Kind) -> bool:
        """Whether this can be written in it."""
        return bool(getattr(self, kind)) or (kind == "page" and self.screen)


def text_page(document: Document, look: Look) -> str:
    """A document as plain text."""
    from attncli.render.text import text

    return text(document, look)


def markdown_page(document: Document, look: Look) -> str:
    """A document as GitHub-flavoured Markdown."""
    from attncli.render.markdown import markdown

    return markdown(document, look)


def json_trace(trace: Trace, stages: Sequence[str] | None) -> str:
    """A trace as attn/trace. Raises: AttnError E512 if it is too large."""
    from attncli.serialise import trace_json

    return trace_json(trace, stages)


def npz_trace(trace: Trace, stages: Sequence[str] | None) -> bytes:
    """A trace as arrays by name."""
    from attncli.serialise import npz_bytes

    return npz_bytes(trace, stages)


def csv_table(rows: Rows) -> str:
    """Rows as CSV that is no formula anywhere."""
    from attncli.serialise.csv_text import csv_text

    return csv_text(rows)


TABLE = (
    Format(name="terminal", screen=True),
    Format(name="text", ending=".txt", page=text_page, screen=True),
    Format(name="markdown", ending=".md", page=markdown_page),
    Format(name="json", ending=".json", trace=json_trace, answer=True),
    Format(name="npz", ending=".npz", trace=npz_trace, printed=False),
    Format(name="csv", ending=".csv", table=csv_table),
)
"""All formats, in the order in which they are listed."""

FORMATS = {format.name: format for format in TABLE}
ENDINGS = {format.ending: format for format in TABLE if format.ending}


def formats_for(*kinds: Kind) -> list[str]:
    """The names of the formats that can hold one of these."""
    return [format.name for format in TABLE if any(map(format.holds, kinds))]


Text = Literal["text", "markdown", "json"]
Bytes = Literal["npz"]


@overload
def write(what: Trace, format: Bytes, *, width: int = ..., digits: int = ...) -> bytes: ...
@overload
def write(
    what: Trace | Document | Derivation, format: Text = ..., *, width: int = ..., digits: int = ...
) -> str: ...
def write(
    what: Trace | Document | Derivation, format: Text | Bytes = "text", *, width: int = 80, digits: int = 2
) -> str | bytes:
    """A trace, a document or a derivation in a format.

    "text" is the page a person reads, ``width`` columns wide, results rounded to ``digits`` decimal places;
    "markdown" is the same page as GitHub-flavoured Markdown, of no width. "json" is attn/trace or attn/why,
    with numbers in full; "npz" holds every given and stage of a trace by name.

    Raises: AttnError E508 if the format cannot hold it (a document is words, and has no JSON), E512 if it is
    too large for JSON.
    """
    from attncli.document import Derivation, Document

    chosen = FORMATS.get(format)
    if chosen is not None and chosen.trace and not isinstance(what, Document | Derivation):
        return chosen.trace(what, None)
    if chosen is not None and chosen.answer and isinstance(what, Derivation):
        from attncli.serialise import why_json

        return why_json(what)
    if chosen is None or chosen.page is None:
        numbers = " or ".join(each.name for each in TABLE if each.trace)
        kind = type(what).__name__.lower()
        fault = f"a {kind} cannot be written as `{format}`"
        raise AttnError("E508", fault, help=f"write the trace as {numbers}, a document as text")
    from attncli.render.lines import Look

    return chosen.page(page_of(what), Look(width, digits))


def page_of(what: Trace | Document | Derivation) -> Document:
    """The page that tells it."""
    from attncli.document import Derivation, Document

    if isinstance(what, Document):
        return what
    if isinstance(what, Derivation):
        from attncli.pages.why import why_page

        return why_page(what)
    from attncli.pages.explain import explain

    return explain(what)
