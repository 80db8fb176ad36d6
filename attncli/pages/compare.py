"""The page of `attn compare`: two computations beside each other, or one word in two sentences."""

from __future__ import annotations

from attncli.comparison.numbers import Comparison, Two
from attncli.comparison.word import OfWord
from attncli.document import Document, Words, sentence
from attncli.pages.compare_sides import Side, next_section
from attncli.pages.compare_stages import differing_sections, overview, stage_section
from attncli.pages.compare_word import summary as summary_of_word
from attncli.pages.compare_word import word_sections
from attncli.pages.compare_words import summary


def compare_page(found: Comparison | OfWord, a: Side, b: Side, stage: str | None = None) -> Document:
    """Two computations beside each other; one stage alone, where it is named.

    Raises: AttnError E507 if neither has such a stage.
    """
    trace = found.a
    query = None if trace.query is None else trace.queries.names[trace.query]
    title = trace.title if trace.title == found.b.title else f"{trace.title} / {found.b.title}"
    if isinstance(found, OfWord):
        return Document(title, (*word_sections(found, a, b), next_section(a, b)), query)
    if stage is not None:
        return Document(title, (stage_section(found, named(found, stage)),), query)
    sections = [overview(found, a, b, sentences(found)), *differing_sections(found)]
    return Document(title, (*sections, next_section(a, b)), query)


def sentences(found: Comparison | OfWord, *, typed: bool = True) -> list[Words]:
    """The sentences that sum a comparison up; ``typed``: they may name options."""
    if isinstance(found, OfWord):
        return [sentence(words) for words in summary_of_word(found)]
    return [sentence(words) for words in summary(found, typed=typed)]


def named(found: Comparison, stage: str) -> Two:
    """The stage of this name in either. Raises: AttnError E507."""
    from attncli.errors import AttnError
    from attncli.pages.names import stage_called

    there = {two.name: two for two in found.stages}
    if stage in there:
        return there[stage]
    try:
        return there[stage_called(found.a, stage)]
    except AttnError:
        return there[stage_called(found.b, stage)]
