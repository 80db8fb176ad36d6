"""The page of `attn list`: scenarios and mechanisms."""

from __future__ import annotations

from collections.abc import Sequence

from attncli.document import Code, Document, Entries, Entry, Section, say
from attncli.mechanisms import MECHANISMS
from attncli.scenario import Scenario


def listing_page(scenarios: Sequence[Scenario], wanted: Sequence[str]) -> Document:
    """What there is to choose from, each with a sentence on it."""
    sections = []
    if "scenarios" in wanted:
        rows = tuple(Entry(Code(scenario.name), say("{about}", about=scenario.about or scenario.title)) for scenario in scenarios)
        sections.append(Section("Scenarios: attn explain -s NAME", (Entries(rows),), "scenarios"))
    if "mechanisms" in wanted:
        rows = tuple(
            Entry(Code(mechanism.name), say("{formula}. {about} ({source})", formula=mechanism.formula, about=mechanism.about, source=mechanism.source.cited))
            for mechanism in MECHANISMS.values()
        )
        sections.append(Section("Mechanisms: attn explain -m NAME", (Entries(rows),), "mechanisms"))
    return Document("What attn knows", tuple(sections))
