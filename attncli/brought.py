"""What a query took home, and what each word brought: vectors of one space, that of the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.record import Record
from attncli.tensor import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from attncli.numerics.arrays import Floats, Singles, Truths
    from attncli.tensor import Axis
    from attncli.trace import Stage, Trace

    Sender = Callable[[Floats | Singles], Floats | Singles]

ADRIFT = 1e-6
"""A word that is sent through the matrices must arrive this near to what it brought, relative to the largest
number, or it is not the same space.
"""


class Taken(Record, kw_only=True):
    """What the query that a trace tells took home, and from whom."""

    keys: Axis
    """The words that were attended to."""
    position: int
    """Which of them the query is."""
    weights: Floats
    """What they were mixed by, (heads, n_keys); one row where there are no heads."""
    values: Floats
    """Their values, (n_keys, d), those of several heads side by side."""
    brought: Floats
    """What each of them would have made of the query, had every head attended to it alone: (n_keys, d)."""
    result: Floats
    """What the query has become: (d,)."""


class Turn(Record):
    """In two dimensions: the words that turn a direction the way it went, and those that turn it the other.

    ``dimension`` is the one (from 1) that it turned towards, where the words that turned it lie there.
    """

    towards: tuple[str, ...]
    against: tuple[str, ...]
    dimension: int | None


def taken(trace: Trace) -> Taken | None:
    """What the query took home; None where that has no meaning.

    It has none where no one query is told, the rows are not words, the query has no value of its own (as it
    attends to another sequence), or a head of it can attend to nothing.
    """
    stages = {stage.name: stage for stage in trace.shown}
    if trace.query is None or "context" not in stages:
        return None
    mixing = stages["context"]
    value, keys = mixing.input("value"), mixing.input("value").axis("key")
    sequence = trace.queries.sequence
    if sequence is None or sequence != keys.sequence or trace.query >= len(keys):
        return None
    weights: Floats = mixing.input("weights").array.reshape(-1, len(keys))  # type: ignore[assignment]  # never truths
    if not weights.any(axis=1).all():
        return None
    values: Floats = value.array  # type: ignore[assignment]  # never truths
    if value.has("head"):
        from attncli.numerics.heads import concatenated_heads

        values = concatenated_heads(values)
    last = next(stages[name] for name in ("output", "concatenated", "context") if name in stages)
    result: Floats = last.output.array[0]
    return Taken(
        keys=keys,
        position=trace.query,
        weights=weights,
        values=values,
        brought=mapped(values, stages.get("output")),
        result=result,
    )


def mapped(rows: Floats | Singles, stage: Stage | None) -> Floats:
    """Rows by the matrix of a stage, and its bias; as they are where there is no such stage."""
    if stage is None:
        return rows  # type: ignore[return-value]  # the lexicon's singles do for what is made of them
    from attncli.numerics.projection import linear

    b = stage.input("b").array if stage.has("b") else None
    return linear(rows, stage.input("w").array, b)  # type: ignore[arg-type]  # never truths


def sender(trace: Trace, found: Taken) -> Sender | None:
    """How the vector of a word that is not in the sentence becomes what that word would have brought.

    None where it cannot: its place in the sentence is part of every value, or the values are not made of
    word vectors.
    """
    stages = {stage.name: stage for stage in trace.stages}
    x = next((tensor.array for tensor in trace.givens if tensor.name == "x"), None)
    if x is None or "positions" in stages:
        return None
    value, shared, output = (stages.get(name) for name in ("value", "value_shared", "output"))

    def send(rows: Floats | Singles) -> Floats | Singles:
        rows = mapped(rows, value)
        if shared is not None:
            from attncli.numerics.heads import concatenated_heads, shared_heads, split_heads

            heads, kv_heads = len(shared.settings["heads"]), shared.settings["kv_heads"]
            rows = concatenated_heads(shared_heads(split_heads(rows, kv_heads), heads))
        return mapped(rows, output)

    own = found.brought[found.position]
    arrived = send(x[found.position : found.position + 1])[0]  # type: ignore[arg-type]  # never truths
    if arrived.shape != own.shape or np.abs(arrived - own).max() > ADRIFT * np.abs(own).max():
        return None
    return send


def looks_for_itself(trace: Trace, found: Taken) -> bool:
    """Whether the query is compared with its own key, which is the same vector, and likeness makes weight.

    That takes scores that are the dot product alone, a scale that is not negative, and nothing hidden.
    """
    stages = {stage.name: stage for stage in trace.shown}
    scores = stages["scores"]
    if set(scores.step.inputs) != {"query", "key"} or "masked_scores" in stages:
        return False
    scaled = stages.get("scaled_scores")
    factor = 1.0 if scaled is None else scaled.settings.get("scale", 1.0)
    if factor <= 0:
        return False
    query, key = scores.input("query").array, scores.input("key").array
    return bool((query[..., 0, :] == key[..., found.position, :]).all())


def rows_of(found: Taken, seen: Truths, alike: Truths) -> dict[int, str]:
    """The words of the sentence that may be named: where each stands first (from 0), and what it is called.

    Those have a weight above 0, and are not the query. The same word is one word, wherever it stands; where
    it has several values (as positions make them), each is one, and told from the others by its place.
    """
    labels, names, own = found.keys.labels, found.keys.names, found.keys.labels[found.position]
    values = [(row + 0.0).tobytes() for row in found.brought]  # 0.0 and −0.0 are one number
    several: dict[str, set[bytes]] = {own: {values[found.position]}}
    for at in seen.nonzero()[0].tolist():
        several.setdefault(labels[at], set()).add(values[at])
    first: dict[tuple[str, bytes], int] = {}
    for at in seen.nonzero()[0].tolist():
        if not (alike[at] and fold(labels[at]) == fold(own)):
            first.setdefault((fold(labels[at]), values[at]), at)
    return {at: labels[at] if len(several[labels[at]]) == 1 else names[at] for at in first.values()}


def turn_of(found: Taken, rows: dict[int, str], against: int) -> Turn | None:
    """In two dimensions, who turned the query's direction, where the word ``against`` turns it the other way.

    The cross product of the query's value with its context is the sum over the words of that with their
    values, each times its weight; so those that turn it the way it went outweigh the others.
    """
    own, context = found.brought[found.position], found.result
    if len(own) != 2 or len(found.weights) > 1:
        return None
    turned = cross(own, context)
    turns = {at: cross(own, found.brought[at]) * turned for at in rows}
    towards = [at for at in rows if turns[at] > 0]
    if not towards or against not in rows or turns[against] >= 0:
        return None
    dimension = None
    for d in (0, 1):
        leaning = [abs(row[d]) / float(np.hypot(*row)) for row in found.brought[towards]]
        was, now = (abs(row[d]) / float(np.hypot(*row)) for row in (own, context))
        if now > was and min(leaning) >= was:
            dimension = d + 1
    names = tuple(dict.fromkeys(rows[at] for at in towards))
    return Turn(names, tuple(dict.fromkeys(rows[at] for at in rows if turns[at] < 0)), dimension)


def cross(one: Floats, other: Floats) -> float:
    """Above 0 where the other vector lies to the left of the one, below 0 where it lies to its right."""
    return float(one[0] * other[1] - one[1] * other[0])
