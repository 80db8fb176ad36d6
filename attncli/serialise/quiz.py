"""A sitting of questions as JSON: what was asked, what was answered, what it came to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from attncli.document import plain
from attncli.serialise.json_text import json_text

if TYPE_CHECKING:
    from attncli.tutor.asking import Given, Item
    from attncli.tutor.quizzing import Sitting
    from attncli.tutor.tally import Tally


def quiz_json(state: Sitting, found: Tally, seed: int, passed: bool | None) -> str:
    """A sitting as JSON (attn/quiz, version 1); ``passed`` is None where nothing had to be reached."""
    return json_text(
        {
            "format": "attn/quiz",
            "version": 1,
            "scenario": state.subject.scenario.name,
            "query": state.subject.trace.queries.names[state.subject.query],
            "seed": seed,
            "items": [item_values(state, item, at) for at, item in enumerate(state.items)],
            "tally": {
                "items": found.items,
                "right_at_once": found.at_once,
                "right": found.right,
                "shown": found.shown,
                "stages": {
                    stage: {"items": of, "right_at_once": once} for stage, (once, of) in found.stages.items()
                },
                "mistakes": {
                    name: {"times": times, "confirmed": sure}
                    for name, (times, sure) in found.mistakes.items()
                },
            },
            "pass": passed,
        }
    )


def item_values(state: Sitting, item: Item, at: int) -> dict[str, Any]:
    """An item, with everything that was answered to it."""
    values = {name: getattr(item, name) for name in ("family", "stage", "start", "cell", "digits", "twin")}
    attempts = [given_values(given) for given in state.history if given.item == item]
    return {"id": item.id, **values, "shown": at in state.shown, "attempts": attempts}


def given_values(given: Given) -> dict[str, Any]:
    """An answer, and what it came to."""
    verdict = given.verdict
    return {
        "text": given.text,
        "values": [number if math.isfinite(number) else None for number in verdict.values],
        "kind": verdict.kind,
        "causes": list(verdict.causes),
        "confirmed": verdict.confirmed,
        "said": plain(verdict.alone or verdict.words),
    }
