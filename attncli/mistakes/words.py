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

ANYWHERE: dict[str, Span] = {
    "d_k": Plain("d_k"),
    "root": Plain("√d_k"),
    "d_model": Plain("d_model"),
    "heads": Plain("the number of heads"),
    "n_keys": Plain("the number of keys"),
    "window": Plain("D"),
    "base": Plain("the base"),
}
"""Every gap there may be, and what stands in it where no computation is meant."""


def facts(scenario: Scenario, stages: Mapping[str, Stage]) -> dict[str, Span]:
    """What fills the gaps in a computation, as far as it has that."""
    found: dict[str, Span] = dict(ANYWHERE)
    scores = stages.get("scores")
    if scores is not None and "key" in scores.step.inputs:
        d_k = scores.input("key").array.shape[-1]
        found |= {"d_k": Count(d_k), "root": Number(math.sqrt(d_k))}
    if scores is not None:
        found["n_keys"] = Count(scores.output.array.shape[-1])
    if scenario.x is not None:
        found["d_model"] = Count(scenario.x.array.shape[-1])
    if scenario.heads is not None:
        found["heads"] = Count(len(scenario.heads))
    if "window" in scenario.settings:
        found["window"] = Count(scenario.settings["window"])
    if scenario.positions is not None:
        found["base"] = Number(scenario.positions, given=True)
    return found


def would(mistake: Mistake, gaps: Mapping[str, Span] = ANYWHERE) -> Words:
    """The end of the sentence "0.39 is what comes out if …"."""
    return say(mistake.would, **gaps)


def because(mistake: Mistake, gaps: Mapping[str, Span] = ANYWHERE) -> Words:
    """The sentence that puts it right."""
    return say(mistake.because, **gaps)
