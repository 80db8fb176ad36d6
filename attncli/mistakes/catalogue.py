"""Every mistake that is known, in the order of the stages they are made at: a file a family."""

from __future__ import annotations

from attncli.mistakes import (
    attentional,
    context,
    dropout,
    heads,
    local,
    masks,
    positions,
    projections,
    scaling,
    scores,
    softmax,
)

FAMILIES = (
    positions,
    projections,
    heads,
    scores,
    scaling,
    masks,
    softmax,
    dropout,
    local,
    context,
    attentional,
)

MISTAKES = tuple(mistake for family in FAMILIES for mistake in family.MISTAKES)

BY_NAME = {mistake.name: mistake for mistake in MISTAKES}
