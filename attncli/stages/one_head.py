"""What several heads attend to more than one head does that has all their columns."""

from __future__ import annotations

from attncli.stages.wording import ranking

NOTABLE = 0.01
"""A weight that is lower by less than this is told as much the same."""

MUCH = 0.05
"""Beside a head that loses this much or more, those that lose less are not told of."""


def less_in_one(several: list[list[float]], one: list[float]) -> list[tuple[int, int, float]]:
    """Heads with a key that the one head spends less on, by 0.01 or more, and their own weight for it.

    It is the key that a head prefers, where the one head spends less on that, else the one it loses most on.
    Heads that lose little are left out where others lose much; so are heads that prefer none, unless there
    are no others.
    """
    found: list[tuple[int, int, float]] = []
    alike: list[tuple[int, int, float]] = []
    for h, weights in enumerate(several):
        best = ranking(weights)[0]
        at = best.positions[0]
        if len(best.positions) > 1 or best.value - one[at] < NOTABLE:
            at = max(range(len(one)), key=lambda j: weights[j] - one[j])
        if weights[at] - one[at] >= NOTABLE:
            visible = sum(weight > 0 for weight in weights)
            (alike if len(best.positions) == visible > 1 else found).append((h, at, weights[at]))
    much = [(h, at, weight) for h, at, weight in found if weight - one[at] >= MUCH]
    return much or found or alike
