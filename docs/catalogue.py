"""Lists every mistake that attn knows, with a number that shows it, and what each built-in scenario shows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario

if TYPE_CHECKING:
    from attncli.mistakes.lint import Lint
    from attncli.mistakes.mistake import Mistake

FAMILIES = {
    "positions": "In the positions",
    "projections": "In the projections",
    "heads": "In the heads",
    "scores": "In the scores",
    "scaling": "In what the scores are divided by",
    "masks": "In the masks",
    "softmax": "In the softmax",
    "dropout": "In dropout",
    "local": "In local attention",
    "context": "In the context",
    "attentional": "In the attentional vector",
}
BASE = 100
"""The base of the sinusoids in the built-in scenarios, so that the words fit the number beneath them."""
MADE_BY = {"hand": "by hand", "rows": "with all rows at hand", "program": "by programs"}


def mistakes() -> None:
    """Print every mistake, a section a family."""
    from attncli.mistakes import catalogue

    seen = dict(examples())
    for module in catalogue.FAMILIES:
        if module.MISTAKES:
            name = module.__name__.rpartition(".")[2]
            out(f"## {FAMILIES[name]}\n")
        for mistake in module.MISTAKES:
            out("\n\n".join(told(mistake, seen.get(mistake.name, ""))) + "\n")


def showing() -> None:
    """Print what every built-in scenario shows, a line of a table each."""
    from attncli.document import plain
    from attncli.mistakes.lint import lint
    from attncli.mistakes.numbers import Numbers
    from attncli.pages.groups import in_order
    from attncli.pages.lint import asking, by_reason

    out("| scenario | asked for | shows | does not show |")
    out("|---|---|---|---|")
    for name in in_order(scenario_names()):
        looked = lint(Numbers(load_scenario(name)))
        told = plain(asking(looked)), looked.stage
        all, hidden = len(looked.counted), len(looked.hidden)
        groups = by_reason(looked)
        reasons = "; ".join(
            f"{', '.join(f'`{each.mistake.name}`' for each in group)}: {escaped(plain(why))}"
            for why, group in groups
            if group[0].why is not None and group[0].why.name != "small"
        )
        out(f"| `{name}` | `{told[1]}` of {told[0]} | {all - hidden} of {all} | {reasons} |")


def told(mistake: Mistake, example: str) -> Iterator[str]:
    """What is said of a mistake, a paragraph each; the base of positions is that of the example."""
    from attncli.document import Count, plain
    from attncli.mistakes.words import ANYWHERE, because, would

    yield f"### {mistake.name}"
    gaps = {**ANYWHERE, "base": Count(BASE)}
    text = f"*{escaped(plain(would(mistake, gaps)))}.* {escaped(plain(because(mistake, gaps)))}."
    yield f"Made {MADE_BY[mistake.by]}: {text}"
    if example:
        yield example
    if mistake.same_as:
        others = ", ".join(f"[{other}](#{other})" for other in mistake.same_as)
        yield f"By algebra it gives the numbers of {others}, and the two are told as one."
    if mistake.source:
        address, _, words = mistake.source.partition(" ")
        if words.startswith("(") and words.endswith(")"):
            words = words[1:-1]
        yield f"Seen at <{address.rstrip(':')}>{': ' if words else ''}{escaped(words)}."


def examples() -> Iterator[tuple[str, str]]:
    """Of every mistake that shows in a built-in scenario a number that shows it, of the first such one."""
    from attncli.mistakes.lint import lint
    from attncli.mistakes.numbers import Numbers
    from attncli.pages.groups import in_order

    found: dict[str, str] = {}
    for name in in_order(scenario_names()):
        looked = lint(Numbers(load_scenario(name)))
        for showing in looked.mistakes:
            if showing.mistake.name not in found and (example := numbers(looked, showing.mistake)):
                found[showing.mistake.name] = example
                yield showing.mistake.name, example


def numbers(looked: Lint, mistake: Mistake) -> str:
    """A right number and the wrong one, in the earliest cell worth asking that shows the mistake; "" if none
    does.
    """
    order = looked.numbers.order
    cells = sorted(looked.worth_asking, key=lambda cell: order.index(cell.stage))
    for form in range(len(mistake.forms)):
        wrong = looked.numbers.wrong(mistake, form)
        for cell in cells if wrong is not None else ():
            assert wrong is not None
            array = wrong.array(cell.stage)
            if array is None:
                continue
            at = index_of(looked, cell.stage, cell.cell)
            right, other = shown(looked.numbers.right(cell.stage).array[at]), shown(array[at])
            if right != other:
                name = looked.scenario.name
                return f"In `{name}` `{cell.cell}` is {right}; with it, {other}."
    return ""


def index_of(looked: Lint, stage: str, cell: str) -> tuple[int, ...]:
    """Where a cell stands by its name."""
    right = looked.numbers.right(stage)
    return next(at for at in np.ndindex(right.array.shape) if right.cell(*at).name == cell)


def shown(number: float) -> str:
    """A number at two decimals, halves away from zero, as pages have it."""
    if not np.isfinite(number):
        return "no number"
    text = str(Decimal(repr(float(number))).quantize(Decimal("0.01"), ROUND_HALF_UP))
    return text.replace("-0.00", "0.00").replace("-", "−")


def escaped(text: str) -> str:
    """A text without what Markdown would read as markup."""
    return text.replace("*", r"\*").replace("_", r"\_").replace("<", r"\<").rstrip(".")


def out(text: str) -> None:
    """Print a line into the page that cog is writing."""
    cog: Any = sys.modules["cog"]
    cog.outl(text)
