"""What is said of a mistake: its sentences, with the facts of a computation in their gaps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attncli.document import Count, Number, Plain, Span, Words, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attncli.mistakes.mistake import Mistake
    from attncli.scenario import Scenario
    from attncli.trace import Stage

Gap = Span | Words

ANYWHERE: dict[str, Gap] = {
    "d_k": Plain("d_k"),
    "whole": Plain("d_k"),
    "half": Plain("d_k / 2"),
    "divisor": Plain("√d_k"),
    "scaled": Plain("divided by √d_k"),
    "undivided": Plain("undivided"),
    "model_root": Plain("√d_model"),
    "keys_root": Plain("the root of the number of keys"),
    "heads_root": Plain("the root of the number of heads"),
    "corner": Plain("either the first query sees the first key alone, or the last query sees every key"),
    "root": Plain("√d_k"),
    "d_model": Plain("d_model"),
    "heads": Plain("the number of heads"),
    "n_keys": Plain("the number of keys"),
    "window": Plain("D"),
    "base": Plain("the base"),
}
"""Every gap there may be, and what stands in it where no computation is meant."""


def facts(scenario: Scenario, stages: Mapping[str, Stage]) -> dict[str, Gap]:
    """What fills the gaps in a computation, as far as it has that."""
    found: dict[str, Gap] = dict(ANYWHERE)
    scores = stages.get("scores")
    if scores is not None and "key" in scores.step.inputs:
        d_k = scores.input("key").array.shape[-1]
        found |= {"d_k": Count(d_k), "root": Number(math.sqrt(d_k))}
        found |= {"whole": say("d_k = {d_k}", d_k=d_k), "half": say("d_k / 2 = {half}", half=exact(d_k / 2))}
        found["divisor"] = rooted("d_k", d_k)
        found["scaled"] = say("divided by {root}", root=rooted("d_k", d_k))
    if scores is not None:
        n_keys = scores.output.array.shape[-1]
        found["n_keys"] = Count(n_keys)
        found["keys_root"] = say("the root of how many keys there are, √{n}", n=n_keys)
    if scenario.x is not None:
        d_model = scenario.x.array.shape[-1]
        found |= {"d_model": Count(d_model), "model_root": rooted("d_model", d_model)}
    if scenario.heads is not None:
        found["heads"] = Count(len(scenario.heads))
        found["heads_root"] = say("the root of how many heads there are, √{n}", n=len(scenario.heads))
    packed = stages.get("query_heads")
    if packed is not None and scenario.x is None:
        found["model_root"] = rooted("d_model", packed.input("packed").array.shape[-1])
    if "window" in scenario.settings:
        found["window"] = Count(scenario.settings["window"])
    if scenario.positions is not None:
        found["base"] = Number(scenario.positions, given=True)
    scaling = stages.get("scaled_scores")
    factor = None if scaling is None else scaling.settings.get("scale")
    if factor is not None:
        scale = Number(factor, given=True)
        found["scaled"] = say("multiplied by {scale}", scale=scale)
        found["undivided"] = say("as they are, and not multiplied by {scale}", scale=scale)
    size = next((mask.partition("=")[2] for mask in scenario.mask if mask.startswith("window=")), None)
    if size is not None and "window" not in scenario.settings:
        found["window"] = Count(int(size))
    if any(mask.startswith("causal") for mask in scenario.mask):
        late = "causal=bottom-right" in scenario.mask
        text = "the last query sees every key" if late else "the first query sees the first key alone"
        found["corner"] = Plain(text)
    return found


def exact(value: float) -> Count | Number:
    """A number, without decimal places if it is whole."""
    return Count(int(value)) if value == int(value) else Number(value)


def rooted(name: str, n: int) -> Words:
    """A root with what it is: "√d_k = 2"."""
    return say("√{name} = {root}", name=name, root=exact(math.sqrt(n)))


def would(mistake: Mistake, gaps: Mapping[str, Gap] = ANYWHERE) -> Words:
    """The end of the sentence "0.39 is what comes out if …"."""
    return say(mistake.would, **gaps)


def because(mistake: Mistake, gaps: Mapping[str, Gap] = ANYWHERE) -> Words:
    """The sentence that puts it right."""
    return say(mistake.because, **gaps)
