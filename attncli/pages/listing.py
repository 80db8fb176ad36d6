"""The page of `attn list`: scenarios and mechanisms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attncli.document import Code, Document, Entries, Entry, Prose, Section, Words, say
from attncli.mechanisms import MECHANISMS
from attncli.pages.groups import grouped
from attncli.scenario import Scenario

if TYPE_CHECKING:
    from attncli.meaning import WordVectors


def listing_page(
    scenarios: Sequence[Scenario], wanted: Sequence[str], vectors: Sequence[WordVectors] = ()
) -> Document:
    """What there is to choose from, each with a sentence on it."""
    sections = []
    if "scenarios" in wanted:
        words = say("By what they teach, in an order in which they may be gone through.")
        sections.append(
            Section(title="Scenarios: attn explain -s NAME", blocks=(Prose(words),), name="scenarios")
        )
        for group, about, members in grouped(scenarios):
            rows = tuple(
                Entry(Code(each.name), say("{about}", about=each.about or each.title)) for each in members
            )
            sections.append(Section(title=group, blocks=(Prose(say(about)), Entries(rows)), name="scenarios"))
    if "mechanisms" in wanted:
        rows = tuple(
            Entry(
                Code(mechanism.name),
                say(
                    "{formula}. {about} ({source})",
                    formula=mechanism.formula,
                    about=mechanism.about,
                    source=mechanism.source.cited,
                ),
            )
            for mechanism in MECHANISMS.values()
        )
        sections.append(
            Section(title="Mechanisms: attn explain -m NAME", blocks=(Entries(rows),), name="mechanisms")
        )
    if vectors:
        entries = tuple(Entry(Code(each.name), about_vectors(each)) for each in vectors)
        sections.append(
            Section(
                title="Word vectors, for any sentence: attn explain SENTENCE -s NAME",
                blocks=(Entries(entries),),
                name="vectors",
            )
        )
    return Document("What attn knows", tuple(sections))


def about_vectors(vectors: WordVectors) -> Words:
    """How many words there are, whose work they are, and under which licence."""
    origin = vectors.origin or {}
    return say(
        "{words} English words, {dims} numbers each: {author}, {title}, {year}. Licence: {licence}. {note}.",
        words=vectors.words or 0, dims=vectors.dims, **{name: str(origin.get(name, "")) for name in ("author", "title", "year", "licence", "note")},
    )  # fmt: skip
