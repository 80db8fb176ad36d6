"""The three roles of attention: what they are called, which symbols stand for them, and what makes them."""

from __future__ import annotations

from attncli.document import Entries, Entry, Symbol, say
from attncli.tensor import Glyph
from attncli.trace import Stage, Trace

ROLES = {"query": "queries", "key": "keys", "value": "values"}
OF_WORDS = {
    "query": "query: what a word asks for",
    "key": "key: what a word offers to those that ask",
    "value": "value: what a word gives to those that attend to it",
}
OF_NUMBERS = {
    "query": "query: what one asks for",
    "key": "key: what each offers to those that ask",
    "value": "value: what each gives to those that attend to it",
}


def role_entries(trace: Trace) -> Entries:
    """Each role with its symbol and what it is for."""
    glyphs = glyphs_of(trace)
    words = OF_NUMBERS if trace.queries.sequence is None else OF_WORDS
    return Entries(tuple(Entry(Symbol(glyphs[role]), say(text)) for role, text in words.items()))


def glyphs_of(trace: Trace) -> dict[str, Glyph]:
    """The symbols of all tensors by name; a role that no tensor has is its capital letter."""
    letters = {role: Glyph(role[0].upper(), role[0].upper()) for role in ROLES}
    tensors = (*(stage.output for stage in trace.stages), *trace.givens)
    return letters | {tensor.name: tensor.symbol for tensor in tensors}


def projections(trace: Trace) -> list[Stage]:
    """The stages that make a role from embeddings, each by a matrix."""
    return [stage for stage in trace.stages if stage.name in ROLES]


def makers(count: int, *, learned: bool = True) -> str:
    """The matrices that make so many of the roles, and the verb behind them."""
    if learned:
        several = "Learned matrices, called parameters, make"
        return "A learned matrix, called a parameter, makes" if count == 1 else several
    several = "Matrices at random, in place of learned ones, make"
    return "A matrix at random, in place of a learned one, makes" if count == 1 else several
