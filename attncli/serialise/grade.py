"""A verdict on somebody's arrays as JSON: attn/grade, as docs/json.md tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attncli.document import plain
from attncli.mistakes.words import facts, would
from attncli.serialise import number
from attncli.serialise.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attncli.mistakes.verdicts import Grading, StageVerdict
    from attncli.mistakes.words import Gap


def grade_json(grading: Grading) -> str:
    """A verdict as JSON (attn/grade, version 1)."""
    gaps = facts(grading.scenario, grading.truth)
    return json_text(
        {
            "format": "attn/grade",
            "version": 1,
            "scenario": grading.scenario.name,
            "right": grading.right,
            "first": grading.first.name if grading.first else None,
            "causes": list(grading.causes),
            "other_givens": list(grading.others),
            "accepted": list(grading.said),
            "stages": [stage_values(verdict, gaps) for verdict in grading.stages],
        }
    )


def stage_values(verdict: StageVerdict, gaps: Mapping[str, Gap]) -> dict[str, Any]:
    """The verdict on a stage, as plain values; of one that was not given no more than that."""
    values: dict[str, Any] = {
        "name": verdict.name,
        "given": verdict.kind != "missing",
        "verdict": verdict.kind,
    }
    if verdict.precision is not None:
        values |= {"dtype": verdict.precision.dtype, "rtol": verdict.precision.rtol}
        values["rounded_to"] = verdict.precision.places
    if verdict.difference is not None:
        values |= {"largest_difference": number(verdict.difference), "off": verdict.off, "of": verdict.of}
    if verdict.causes:
        values["causes"] = [
            {
                "name": each.mistake.name,
                "would": plain(would(each.mistake, gaps)),
                "same_numbers": [one.name for one in each.same],
            }
            for each in verdict.causes
        ]
        values["again"] = verdict.again
        values["from"] = verdict.since
    if verdict.kind not in ("right", "missing") and verdict.furthest is not None:
        cell, found, expected = verdict.furthest
        values["furthest"] = {"cell": cell.name, "value": number(found), "expected": number(expected)}
    if verdict.shapes is not None:
        shape, wanted = verdict.shapes
        values["shape"] = {"found": list(shape), "expected": list(wanted)}
    if verdict.said:
        values["accepted"] = list(verdict.said)
    return values
