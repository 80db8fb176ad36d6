"""The page of `attn list`: scenarios, mechanisms and word vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attncli.document import Code, Document, Entries, Entry, Prose, Section, Words, say
from attncli.mechanisms import MECHANISMS, Mechanism
from attncli.pages.groups import grouped
from attncli.scenario import Scenario

if TYPE_CHECKING:
    from attncli.meaning import WordVectors


def listing_page(
    scenarios: Sequence[Scenario], wanted: Sequence[str], vectors: Sequence[WordVectors] = ()
) -> Document:
    """What there is to choose from, each with a sentence on it."""
    sections = scenario_sections(scenarios) if "scenarios" in wanted else []
    if "mechanisms" in wanted:
        rows = [Entry(Code(one.name), about_mechanism(one)) for one in MECHANISMS.values()]
        sections.append(listed("Mechanisms: attn explain -m NAME", rows, "mechanisms"))
    if vectors:
        rows = [Entry(Code(one.name), about_vectors(one)) for one in vectors]
        title = "Word vectors, for any sentence: attn explain SENTENCE -s NAME"
        sections.append(listed(title, rows, "vectors"))
    return Document("What attn knows", tuple(sections))


def listed(title: str, rows: list[Entry], name: str) -> Section:
    """A section of names alone."""
    return Section(title=title, blocks=(Entries(tuple(rows)),), name=name)


def scenario_sections(scenarios: Sequence[Scenario]) -> list[Section]:
    """The scenarios by what they teach."""
    words = say("By what they teach, in a good order to go through.")
    title = "Scenarios: attn explain -s NAME"
    sections = [Section(title=title, blocks=(Prose(words),), name="scenarios")]
    for group, about, members in grouped(scenarios):
        rows = tuple(Entry(Code(one.name), say("{about}", about=one.about or one.title)) for one in members)
        blocks = (Prose(say(about)), Entries(rows))
        sections.append(Section(title=group, blocks=blocks, name="scenarios"))
    return sections


def about_mechanism(mechanism: Mechanism) -> Words:
    """What a mechanism computes, and who thought of it."""
    return say(
        "{formula}. {about} ({source})",
        formula=mechanism.formula,
        about=mechanism.about,
        source=mechanism.source.cited,
    )


def about_vectors(vectors: WordVectors) -> Words:
    """How many words there are, whose work they are, and under which licence."""
    source = vectors.source or {}
    return say(
        "{words} English words, {dims} numbers each: {author}, {title}, {year}. Licence: {licence}. {note}.",
        words=vectors.words or 0,
        dims=vectors.dims,
        **{name: str(source.get(name, "")) for name in ("author", "title", "year", "licence", "note")},
    )
