"""How many numbers a key has, and what else is as many: why other divisors give the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attncli.document import Plain, Span, Symbol, Words, say
from attncli.mistakes.cases import Suspect, Why
from attncli.mistakes.changing import needed
from attncli.mistakes.shaken import Shaken, wider
from attncli.tensor import Glyph

if TYPE_CHECKING:
    from attncli.mistakes.cases import Case
    from attncli.mistakes.mistake import Instead
    from attncli.mistakes.shaken import Made
    from attncli.scenario import Scenario

D_K = Symbol(Glyph("d_k", "d_k"))


def of_sizes(case: Case) -> Iterator[Suspect]:
    """How many numbers a key has, where that is its own root, or something else is as many."""
    scores = case.numbers.truth.get("scores")
    if scores is None or "key" not in scores.step.inputs:
        return
    d_k = scores.input("key").array.shape[-1]
    longer = wider(case.scenario)
    if longer is None:
        return
    own = {
        1: "{d_k} is 1, and so is its root",
        2: "{d_k} is 2, and its half is 1",
        4: "{d_k} is 4, and its half is its root",
    }
    if d_k in own:
        yield of_size(case, f"d-k-is-{d_k}", say(own[d_k], d_k=D_K), longer, "d_k" if d_k > 1 else "")
    others = {
        "d_model": None if case.scenario.x is None else case.scenario.x.array.shape[-1],
        "heads": None if case.scenario.heads is None else len(case.scenario.heads),
        "keys": len(case.scenario.keys),
    }
    called: dict[str, Span] = {
        "d_model": Symbol(Glyph("d_model", "d_{model}")),
        "heads": Plain("the number of heads"),
        "keys": Plain("the number of keys"),
    }
    for name, count in others.items():
        if count == d_k:
            words = say("{d_k} is {n}, and so is {other}", d_k=D_K, n=d_k, other=called[name])
            yield of_size(case, f"d-k-is-{name.replace('_', '-')}", words, longer, name)


def of_size(case: Case, name: str, words: Words, longer: Scenario, size: str) -> Suspect:
    """That d_k is as it is; ``size`` is what a mistake must have to do with, "" for anything."""
    without, kept = Shaken(longer), case.otherwise()
    return Suspect(why=Why(name, words), without=without, kept=kept, of=frozenset([size] if size else []))


def sizes_of(made: Made) -> frozenset[str]:
    """The sizes that a mistake has to do with."""
    return frozenset(size for instead in made.mistake.forms[made.form] for size in sizes_in(instead))


def sizes_in(instead: Instead) -> set[str]:
    """The sizes that a change takes: that of a key is told, that of X is read off, others off the scores."""
    names = {*instead.takes, *(needed(instead.becomes) if instead.becomes else ())}
    kinds = {"d_k": "d_k", "x": "d_model"}
    return {kinds[name] for name in names if name in kinds} or {"heads", "keys"}
