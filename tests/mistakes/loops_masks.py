"""What is done in place of setting hidden scores to −∞, pair by pair, written from the words alone."""

from __future__ import annotations

import math
from collections.abc import Callable

Matrix = list[list[float]]
Truths = list[list[bool]]


def pair_by_pair(
    scores: Matrix, seen: Truths, if_seen: Callable[[float], float], if_hidden: Callable[[float], float]
) -> Matrix:
    """One thing is done to what may be seen, another to what is hidden."""
    return [
        [if_seen(s) if may else if_hidden(s) for s, may in zip(row, truths, strict=True)]
        for row, truths in zip(scores, seen, strict=True)
    ]


def hidden_becomes(scores: Matrix, seen: Truths, fill: float) -> Matrix:
    """A hidden score becomes a number."""
    return pair_by_pair(scores, seen, lambda s: s, lambda _: fill)


def hidden_plus(scores: Matrix, seen: Truths, term: float) -> Matrix:
    """A number is added to a hidden score."""
    return pair_by_pair(scores, seen, lambda s: s, lambda s: s + term)


def zero_becomes(scores: Matrix, seen: Truths, fill: float) -> Matrix:
    """A score that happens to be 0 is taken for a hidden one, and becomes what those do."""
    return pair_by_pair(scores, seen, lambda s: s if s else fill, lambda _: fill)


def seen_becomes(scores: Matrix, seen: Truths, fill: float) -> Matrix:
    """What may be seen is hidden, and the rest is shown."""
    return pair_by_pair(scores, seen, lambda _: fill, lambda s: s)


def seen_plus(scores: Matrix, seen: Truths, term: float) -> Matrix:
    """The same, with a number added."""
    return pair_by_pair(scores, seen, lambda s: s + term, lambda s: s)


def multiplied(scores: Matrix, seen: Truths) -> Matrix:
    """Each score is multiplied by the mask, 1 where it allows and 0 where it hides."""
    return pair_by_pair(scores, seen, lambda s: s * 1, lambda s: s * 0)


def mask_added(scores: Matrix, seen: Truths) -> Matrix:
    """The mask is added to the scores as a number, 1 for true and 0 for false."""
    return pair_by_pair(scores, seen, lambda s: s + 1, lambda s: s + 0)


def products_added(scores: Matrix, seen: Truths) -> Matrix:
    """−∞ times 1 or 0 is added to each score."""
    return pair_by_pair(scores, seen, lambda s: s + 0 * -math.inf, lambda s: s + 1 * -math.inf)


def plain_exponential(scores: Matrix) -> Matrix:
    """e to the power of each score less the highest of its row, whatever that is."""
    rows = []
    for row in scores:
        highest = math.nan if any(math.isnan(s) for s in row) else max(row)
        rows.append([math.exp(s - highest) for s in row])
    return rows


def rows_for_columns(n: int, hidden: list[int], *, causal: bool) -> Truths:
    """The rows with the numbers of the hidden keys are hidden, and not their columns."""
    return [[i not in hidden and (j <= i or not causal) for j in range(n)] for i in range(n)]


def exchanged(seen: Truths) -> Truths:
    """Rows and columns are exchanged."""
    return [[seen[j][i] for j in range(len(seen))] for i in range(len(seen[0]))]


def causal(n_queries: int, n_keys: int, corner: str, further: int = 0) -> Truths:
    """A query sees the keys up to its own position, or so many further.

    Counted from the first ones at the top left, and from the last ones at the bottom right.
    """
    rows = []
    for i in range(n_queries):
        own = i if corner == "top-left" else n_keys - (n_queries - i)
        rows.append([j <= own + further for j in range(n_keys)])
    return rows


def window(n_queries: int, n_keys: int, corner: str, before: int, after: int) -> Truths:
    """A query sees so many keys before its own position and so many after it."""
    rows = []
    for i in range(n_queries):
        own = i if corner == "top-left" else n_keys - (n_queries - i)
        rows.append([own - before <= j <= own + after for j in range(n_keys)])
    return rows


def window_round(places: list[float], n_keys: int, before: float, after: float) -> Truths:
    """A query sees the keys, the first at 1, so far before its place and so far after it."""
    return [[place - before <= key <= place + after for key in range(1, n_keys + 1)] for place in places]


def both(one: Truths, other: Truths) -> Truths:
    """What two masks allow together."""
    return [[a and b for a, b in zip(x, y, strict=True)] for x, y in zip(one, other, strict=True)]
