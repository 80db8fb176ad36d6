"""The page of `attn glossary`: the field's words, and who calls them something else."""

from __future__ import annotations

from collections.abc import Sequence

from attncli.document import Code, Document, Entries, Entry, Plain, Section, Words, say
from attncli.glossary import Synonym, Term

SHOWN_BY = {
    "query": "attn explain -s rasbt-trainable --stage query",
    "key": "attn explain -s rasbt-trainable --stage key",
    "value": "attn explain -s rasbt-trainable --stage value",
    "masked_scores": "attn explain --mask causal --stage masked_scores",
}
"""The commands that show the stages which the default example does not have."""


def glossary_page(terms: Sequence[Term]) -> Document:
    """Terms with what they mean and what else they are called."""
    rows = Entries(tuple(Entry(Plain(term.name), about(term)) for term in terms))
    section = Section(title="Words, and what others call them", blocks=(rows,), name="glossary")
    return Document("The words of attention", (section,))


def about(term: Term) -> Words:
    """What is to be said of one term."""
    words = say(term.meaning)
    if term.symbol:
        words += say(" In formulas: {symbol}.", symbol=term.symbol)
    if term.synonyms:
        words += say(" Also: {others}.", others="; ".join(map(called, term.synonyms)))
    if term.stage:
        command = SHOWN_BY.get(term.stage, f"attn explain --stage {term.stage}")
        words += say(" To see it: {command}.", command=Code(command))
    return words


def called(synonym: Synonym) -> str:
    """Another word and who says it."""
    return " ".join(filter(None, (synonym.word, synonym.detail, f"[{synonym.who}]")))
