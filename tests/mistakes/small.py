"""Small scenarios and mistakes of their own for the tests of the lint."""

from __future__ import annotations

from pathlib import Path

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.lint import Lint, lint
from attncli.mistakes.mistake import Instead, Maker, Mistake
from attncli.mistakes.numbers import Numbers
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario


def mistake(name: str, *changes: Instead, by: Maker = "hand", same_as: tuple[str, ...] = ()) -> Mistake:
    return Mistake(
        name=name, forms=(changes,), would="so", because="Thus.", by=by, source="", same_as=same_as
    )


def scenario(text: str) -> Scenario:
    return load_scenario(SourceFile("mine", "mine.yaml", text.encode(), Path()))


def linted(text: str, *mistakes: Mistake, stage: str | None = None, digits: int = 2) -> Lint:
    found = scenario(text)
    return lint(Numbers(found, mistakes), found.shown, stage, digits)


NO_SCALE = mistake("no-scale", Instead("scaled_scores", lambda scores: scores))
HALF = mistake("half", Instead("scaled_scores", lambda scores, d_k: scores / (d_k / 2)))
SHIFTED = mistake("shifted", Instead("scores", lambda right: right + 1))
TWO_ROWS = mistake("two-rows", Instead("context", lambda right: right[:2]))
NO_MASK = mistake("no-mask", Instead("masked_scores", lambda scores: scores))


def tensors(query: str, key: str, value: str, more: str = "") -> str:
    """A scenario of ready-made queries, keys and values, told for the first query."""
    return f"tensors: {{query: {query}, key: {key}, value: {value}}}\nquery: 1\n{more}"


QUERY, KEY, VALUE = (
    "[[1, 2, 1], [2, 0, 1]]",
    "[[1, 0, 2], [0.5, 1, 0], [1, 1, 3]]",
    "[[1, 0], [2, 3], [5, 1]]",
)
WORDS = "x: [[1, 0.5], [0, 1], [2, 1]]\n"
