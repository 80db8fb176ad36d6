"""What scenarios can show, as JSON (attn/lint)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attncli.document import plain
from attncli.serialise.json_text import json_text

if TYPE_CHECKING:
    from attncli.mistakes.lint import Alike, Lint, Showing
    from attncli.mistakes.worth import Asked

MOST = 1_000
"""Cells of one scenario that are written at most: the best of them."""


def lint_json(lints: Sequence[Lint], targets: Sequence[str] = ()) -> str:
    """What scenarios can show as JSON (attn/lint, version 1)."""
    return json_text(
        {"format": "attn/lint", "version": 1, "scenarios": [lint_values(lint, targets) for lint in lints]}
    )


def lint_values(lint: Lint, targets: Sequence[str]) -> dict[str, Any]:
    """What a scenario can show, as plain values."""
    return {
        "scenario": lint.scenario.name,
        "query": {"position": lint.query + 1, "token": lint.scenario.queries.labels[lint.query]},
        "stage": lint.stage or None,
        "digits": lint.digits,
        "too_large": lint.too_large,
        "targets": [{"name": name, "told": lint.tells(name)} for name in targets],
        "mistakes": [showing_values(each) for each in lint.mistakes],
        "alike": [alike_values(each) for each in lint.alike],
        "cells": [cell_values(each) for each in lint.cells[:MOST]],
    }


def showing_values(each: Showing) -> dict[str, Any]:
    """A mistake and whether it shows, as plain values."""
    return {
        "name": each.mistake.name,
        "by": each.mistake.by,
        "shows": each.shows,
        "forms": list(each.forms),
        "stages": list(each.stages),
        "why": None if each.why is None else each.why.name,
        "text": None if each.why is None else plain(each.why.words),
    }


def alike_values(each: Alike) -> dict[str, Any]:
    """Mistakes that look alike, as plain values."""
    return {
        "mistakes": list(each.mistakes),
        "apart_from_digits": each.digits,
        "apart_at": each.cell,
        "why": [{"why": why.name, "text": plain(why.words)} for why in each.why],
    }


def cell_values(each: Asked) -> dict[str, Any]:
    """A cell that may be asked for, as plain values."""
    return {
        "cell": each.cell,
        "stage": each.stage,
        "wrong": each.wrong,
        "apart": each.apart,
        "worth_asking": not each.why,
        "why": each.why or None,
    }
