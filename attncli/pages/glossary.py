"""The page of `attn glossary`: the field's words, and who calls them something else."""

from __future__ import annotations

from collections.abc import Sequence

from attncli.document import Code, Document, Entries, Entry, Plain, Section, Words, say
from attncli.glossary import Synonym, Term

SHOWN_BY = {name: f"attn explain -s rasbt-trainable --stage {name}" for name in ("query", "key", "value")} | {
    "masked_scores": "attn explain --mask causal --stage masked_scores"
}
"""The commands that show the stages which the default example does not have."""


def glossary_page(terms: Sequence[Term]) -> Document:
    """Terms with what they mean and what else they are called."""
    rows = tuple(Entry(Plain(term.name), told(term)) for term in terms)
    return Document(
        "The words of attention",
        (Section(title="Words, and what others call them", blocks=(Entries(rows),), name="glossary"),),
    )


def told(term: Term) -> Words:
    """What is to be said of one term."""
    words = say(term.meaning)
    if term.symbol:
        words += say(" In formulas: {symbol}.", symbol=term.symbol)
    if term.synonyms:
        words += say(" Also: {others}.", others="; ".join(called(each) for each in term.synonyms))
    if term.stage:
        words += say(
            " To see it: {command}.",
            command=Code(SHOWN_BY.get(term.stage, f"attn explain --stage {term.stage}")),
        )
    return words


def called(synonym: Synonym) -> str:
    """Another word and who says it."""
    who = synonym.said_by if isinstance(synonym.said_by, str) else synonym.said_by.cited
    return " ".join(filter(None, (synonym.word, synonym.detail, f"[{who}]")))
