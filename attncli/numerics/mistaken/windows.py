"""Windows that are one position too wide or too narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.numerics.local import distances
from attncli.numerics.masks import window_allowed

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats, Truths


def window_beside_masks(
    scores: Floats, window: Truths, beside_window: Truths, before: int, after: int
) -> Floats:
    """A window that reaches so many positions further on either side; other masks stay as they are.

    Shapes: scores (..., n_queries, n_keys), window (n_queries, n_keys), beside_window
        (..., n_queries, n_keys) -> as scores

    >>> window, everything = window_allowed(3, 3, 1), np.ones((3, 3), bool)
    >>> window_beside_masks(np.ones((3, 3)), window, everything, -1, -1)
    array([[  1., -inf, -inf],
           [-inf,   1., -inf],
           [-inf, -inf,   1.]])
    """
    found = size_and_corner(window)
    other = window
    if found is not None:
        size, late = found
        n_queries, n_keys = window.shape
        # (n_keys,) (n_queries, 1) -> (n_queries, n_keys)
        apart = np.arange(n_keys) - (np.arange(n_queries) + late)[:, None]
        other = (apart >= -size - before) & (apart <= size + after)
    return np.where(other & beside_window, scores, -np.inf)


def size_and_corner(window: Truths) -> tuple[int, int] | None:
    """How many positions a window reaches on either side, and by how many keys its middle lies later than
    the query's number; None where that does not show, since it hides everything, or nothing.

    Shapes: window (n_queries, n_keys)

    >>> size_and_corner(window_allowed(2, 5, 1, bottom_right=True))
    (1, 3)
    """
    n_queries, n_keys = window.shape
    if window.all():
        return None
    for bottom_right in (False, True):
        late = n_keys - n_queries if bottom_right else 0
        apart = np.abs(np.arange(n_keys) - (np.arange(n_queries) + late)[:, None])
        size = int(apart[window].max(initial=-1))
        whole = window_allowed(n_queries, n_keys, size, bottom_right=bottom_right)
        if size >= 0 and np.array_equal(whole, window):
            return size, late
    return None


def window_of_place(
    scores: Floats, position: Floats, window: float, before: int, after: int, allowed: Truths | None = None
) -> Floats:
    """A window round a predicted place that reaches so many positions further on either side.

    Shapes: scores (n_queries, n_keys), position (n_queries,), allowed (n_queries, n_keys) -> as scores

    >>> window_of_place(np.array([[5.0, 6.0, 7.0]]), np.array([1.5]), 1, 1, 1)
    array([[5., 6., 7.]])
    """
    apart = distances(position, scores.shape[-1])
    seen = (apart >= -window - before) & (apart <= window + after)
    return np.where(seen if allowed is None else seen & allowed, scores, -np.inf)


def window_of_itself(scores: Floats, window: float, before: int, after: int) -> Floats:
    """The same round each query's own position.

    Shapes: scores (n_queries, n_keys) -> the same

    >>> window_of_itself(np.array([[5.0, 6.0, 7.0]]), 1, 0, -1)
    array([[  5., -inf, -inf]])
    """
    return window_of_place(scores, np.arange(1.0, len(scores) + 1), window, before, after)


def window_of_itself_masked(scores: Floats, mask: Truths, window: float, before: int, after: int) -> Floats:
    """The same where a mask hides besides.

    Shapes: scores, mask (n_queries, n_keys) -> as scores

    >>> window_of_itself_masked(np.array([[5.0, 6.0, 7.0]]), np.array([[False, True, True]]), 1, 1, 1)
    array([[-inf,   6.,   7.]])
    """
    return window_of_place(scores, np.arange(1.0, len(scores) + 1), window, before, after, mask)
