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

BY_PLACE = "key: only its position counts here; its vector is not used"


def looks_at_keys(trace: Trace) -> bool:
    """Whether keys are compared with queries; a location score is of the query and of a position."""
    return trace.stage("scores").has("key")


def role_entries(trace: Trace) -> Entries:
    """Each role with its symbol and what it is for."""
    glyphs = glyphs_of(trace)
    words = dict(OF_NUMBERS if trace.queries.sequence is None else OF_WORDS)
    if not looks_at_keys(trace):
        words["key"] = BY_PLACE
    return Entries(tuple(Entry(Symbol(glyphs[role]), say(text)) for role, text in words.items()))


def glyphs_of(trace: Trace) -> dict[str, Glyph]:
    """The symbols of all tensors by name; a role that no tensor has is its capital letter."""
    letters = {role: Glyph(role[0].upper(), role[0].upper()) for role in ROLES}
    tensors = (*(stage.output for stage in trace.stages), *trace.givens)
    return letters | {tensor.name: tensor.symbol for tensor in tensors}


def projections(trace: Trace) -> list[Stage]:
    """The stages that make a role from embeddings, each by a matrix."""
    return [stage for stage in trace.stages if stage.name in ROLES]


def makers(trace: Trace, stages: list[Stage]) -> str:
    """The matrices that make these roles, and the verb behind them."""
    origins = {trace.origins.get(stage.input("w").name, "") for stage in stages}
    several, one = MAKERS[origins.pop()] if len(origins) == 1 else MIXED
    return one if len(stages) == 1 else several


def together(roles: list[str]) -> str:
    """Several roles as a list: "queries", "queries and keys", "queries, keys and values"."""
    return " and ".join(part for part in (", ".join(roles[:-1]), roles[-1]) if part)


MAKERS = {
    "learned": ("Learned matrices, called parameters, make", "A learned matrix, called a parameter, makes"),
    "random": (
        "Random matrices, in place of learned ones, make",
        "A random matrix, in place of a learned one, makes",
    ),
    "made by hand": (
        "Matrices made by hand, in place of learned ones, make",
        "A matrix made by hand, in place of a learned one, makes",
    ),
    "": (
        "Matrices of the kind that models learn, called parameters, make",
        "A matrix of the kind that models learn, called a parameter, makes",
    ),
}
"""Several matrices that make roles, and one, by where they come from."""

MIXED = ("Matrices of the kind that models learn, here partly random, make", "")
"""Where they come from different places: a person asked for those that a file lacks."""
