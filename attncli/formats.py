"""Anything that was computed or told, in any format: the last step of the library's way, without printing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from attncli.document import Derivation, Document
from attncli.errors import AttnError

if TYPE_CHECKING:
    from attncli.trace import Trace

Format = Literal["text", "markdown", "json", "npz"]


@overload
def write(what: Trace, format: Literal["npz"], *, width: int = ..., digits: int = ...) -> bytes: ...
@overload
def write(
    what: Trace | Document | Derivation,
    format: Literal["text", "markdown", "json"] = ...,
    *,
    width: int = ...,
    digits: int = ...,
) -> str: ...
def write(
    what: Trace | Document | Derivation, format: Format = "text", *, width: int = 80, digits: int = 2
) -> str | bytes:
    """A trace, a document or a derivation in a format.

    "text" is the page a person reads, ``width`` columns wide, results rounded to ``digits`` decimal places; "markdown" is the same
    page as GitHub-flavoured Markdown, of no width. "json" is attn/trace or attn/why, with numbers in full; "npz" holds every given and
    stage of a trace by name.

    Raises: AttnError E508 if the format cannot hold it (a document is words, and has no JSON); E512 if a trace is too large for JSON.
    """
    if format == "json" and not isinstance(what, Document):
        from attncli.serialise import trace_json, why_json

        return why_json(what) if isinstance(what, Derivation) else trace_json(what)
    if format == "npz" and not isinstance(what, (Document, Derivation)):
        from attncli.serialise import npz_bytes

        return npz_bytes(what)
    if format not in ("text", "markdown"):
        raise AttnError(
            "E508",
            f"a {type(what).__name__.lower()} cannot be written as `{format}`",
            help="write the trace as json or npz, a document as text",
        )
    from attncli.pages.explain import explain
    from attncli.pages.why import why_page
    from attncli.render.lines import Look

    document = (
        what
        if isinstance(what, Document)
        else why_page(what)
        if isinstance(what, Derivation)
        else explain(what)
    )
    if format == "markdown":
        from attncli.render.markdown import markdown

        return markdown(document, Look(width, digits))
    from attncli.render.text import text

    return text(document, Look(width, digits))
