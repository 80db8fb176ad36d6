"""What people do to scores, or to weights, in place of setting hidden scores to −∞.

``right`` is what the true mask makes of the scores: what is finite in it may be seen, whatever the kind of
mask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.numerics.masks import causal_allowed

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats, Truths


def unmasked(scores: Floats) -> Floats:
    """The scores as they are, with nothing hidden.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> unmasked(np.array([[1.0, 2.0]]))
    array([[1., 2.]])
    """
    return scores


def filled(right: Floats, fill: float) -> Floats:
    """Set what is hidden to a number that is not −∞.

    Shapes: right (..., n_queries, n_keys) -> the same

    >>> filled(np.array([[1.0, -np.inf]]), 0.0)
    array([[1., 0.]])
    """
    return np.where(np.isfinite(right), right, fill)


def hidden_plus(scores: Floats, right: Floats, term: float) -> Floats:
    """Add a number to what is hidden, and keep it.

    Shapes: scores, right (..., n_queries, n_keys) -> the same

    >>> hidden_plus(np.array([[1.0, 2.0]]), np.array([[1.0, -np.inf]]), 5.0)
    array([[1., 7.]])
    """
    return np.where(np.isfinite(right), scores, scores + term)


def times_mask(scores: Floats, right: Floats) -> Floats:
    """Multiply by 1 what may be seen and by 0 what is hidden.

    Shapes: scores, right (..., n_queries, n_keys) -> the same

    >>> times_mask(np.array([[1.0, 2.0]]), np.array([[1.0, -np.inf]]))
    array([[1., 0.]])
    """
    result: Floats = scores * np.isfinite(right)
    return result


def plus_mask(scores: Floats, right: Floats) -> Floats:
    """Add 1 to what may be seen and 0 to what is hidden.

    Shapes: scores, right (..., n_queries, n_keys) -> the same

    >>> plus_mask(np.array([[1.0, 2.0]]), np.array([[1.0, -np.inf]]))
    array([[2., 2.]])
    """
    result: Floats = scores + np.isfinite(right)
    return result


def plus_product(scores: Floats, right: Floats) -> Floats:
    """Add −∞ times 1 to what is hidden, and −∞ times 0, which is no number, to what may be seen.

    Shapes: scores, right (..., n_queries, n_keys) -> the same

    >>> plus_product(np.array([[1.0, 2.0]]), np.array([[1.0, -np.inf]]))
    array([[ nan, -inf]])
    """
    with np.errstate(invalid="ignore"):
        result: Floats = scores + ~np.isfinite(right) * -np.inf
    return result


def zeros_hidden(right: Floats, fill: float) -> Floats:
    """Hide what is 0, in the belief that only what is hidden is.

    Shapes: right (..., n_queries, n_keys) -> the same

    >>> zeros_hidden(np.array([[1.0, 0.0, -np.inf]]), -9.0)
    array([[ 1., -9., -9.]])
    """
    return np.where(np.isfinite(right) & (right != 0), right, fill)


def turned_round(scores: Floats, right: Floats, fill: float) -> Floats:
    """Set what may be seen to a low number, and keep what is to be hidden.

    Shapes: scores, right (..., n_queries, n_keys) -> the same

    >>> turned_round(np.array([[1.0, 2.0]]), np.array([[1.0, -np.inf]]), -np.inf)
    array([[-inf,   2.]])
    """
    return np.where(np.isfinite(right), fill, scores)


def seen_plus(scores: Floats, right: Floats, term: float) -> Floats:
    """Add a low number to what may be seen, and keep what is to be hidden.

    Shapes: scores, right (..., n_queries, n_keys) -> the same

    >>> seen_plus(np.array([[1.0, 2.0]]), np.array([[1.0, -np.inf]]), -5.0)
    array([[-4.,  2.]])
    """
    return np.where(np.isfinite(right), scores + term, scores)


def weights_of_seen(right: Floats, seen: Floats) -> Floats:
    """Set the weight of what is hidden to 0 and leave the others as they are.

    Shapes: right, the weights (..., n_queries, n_keys), seen, the masked scores, the same -> the same

    >>> weights_of_seen(np.array([[0.25, 0.75]]), np.array([[1.0, -np.inf]]))
    array([[0.25, 0.  ]])
    """
    result: Floats = right * np.isfinite(seen)
    return result


def weights_filled(right: Floats, seen: Floats, fill: float) -> Floats:
    """Set the weight of what is hidden to what its score should have been.

    Shapes: right, the weights (..., n_queries, n_keys), seen, the masked scores, the same -> the same

    >>> weights_filled(np.array([[0.25, 0.75]]), np.array([[1.0, -np.inf]]), -np.inf)
    array([[0.25, -inf]])
    """
    return np.where(np.isfinite(seen), right, fill)


def plain_exponentials(scores: Floats, highest: Floats) -> Floats:
    """e to each score less the highest of its row, whatever that is: no numbers if it is infinite.

    Shapes: scores (..., n_queries, n_keys), highest (..., n_queries) -> as scores

    >>> plain_exponentials(np.array([[0.0, 0.0], [-np.inf, -np.inf]]), np.array([0.0, -np.inf]))
    array([[ 1.,  1.],
           [nan, nan]])
    """
    with np.errstate(invalid="ignore"):
        result: Floats = np.exp(scores - highest[..., None])
    return result


def rows_hidden(scores: Floats, allowed: Truths, fill: float) -> Floats:
    """Lay what is hidden of the keys over the queries: whole rows, and no columns; a causal mask stays.

    Shapes: scores (..., n, n), allowed (..., n, n) whose rows are alike but for a causal mask -> as scores

    >>> rows_hidden(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[True, False], [True, False]]), -np.inf)
    array([[  1.,   2.],
           [-inf, -inf]])
    """
    keys = allowed[..., -1, :]  # (..., n): the last row, from which a causal mask hides nothing
    n = keys.shape[-1]
    alike = bool((allowed == keys[..., None, :]).all())
    before = np.ones((n, n), dtype=bool) if alike else causal_allowed(n, n)
    return np.where(before & keys[..., :, None], scores, fill)


def mask_transposed(scores: Floats, allowed: Truths) -> Floats:
    """Lay the mask over the scores with rows and columns exchanged.

    Shapes: scores (..., n, n), allowed (..., n, n) -> as scores

    >>> mask_transposed(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[True, False], [True, True]]))
    array([[  1.,   2.],
           [-inf,   4.]])
    """
    return np.where(allowed.swapaxes(-1, -2), scores, -np.inf)


def causal_transposed(scores: Floats, causal: Truths, others: Truths) -> Floats:
    """Show what comes after, and hide what comes before; other masks stay as they are.

    Shapes: scores (..., n, n), causal (n, n), others (..., n, n) -> as scores

    >>> causal, others = np.array([[True, False], [True, True]]), np.array([[True, False], [True, False]])
    >>> causal_transposed(np.array([[1.0, 2.0], [3.0, 4.0]]), causal, others)
    array([[  1., -inf],
           [-inf, -inf]])
    """
    return np.where(causal.swapaxes(-1, -2) & others, scores, -np.inf)


def without_itself(scores: Floats, right: Floats, causal: Truths, fill: float) -> Floats:
    """Hide the key at a query's own position too.

    Shapes: scores, right (..., n_queries, n_keys), causal (n_queries, n_keys) -> as scores

    >>> scores = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> without_itself(scores, scores, np.array([[True, False], [True, True]]), -9.0)
    array([[-9., -9.],
           [ 3., -9.]])
    """
    return np.where(np.isfinite(right) & moved(causal, -1), scores, fill)


def without_itself_plus(scores: Floats, right: Floats, causal: Truths, term: float) -> Floats:
    """The same, with a low number added to what is hidden, in place of standing there.

    Shapes: scores, right (..., n_queries, n_keys), causal (n_queries, n_keys) -> as scores

    >>> scores = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> without_itself_plus(scores, scores, np.array([[True, False], [True, True]]), -9.0)
    array([[-8., -7.],
           [ 3., -5.]])
    """
    return np.where(np.isfinite(right) & moved(causal, -1), scores, scores + term)


def with_next(scores: Floats, causal: Truths, others: Truths) -> Floats:
    """Show the key after a query's own position too.

    Shapes: scores (..., n_queries, n_keys), causal (n_queries, n_keys), others (..., n_queries, n_keys)
        -> as scores

    >>> causal, everything = np.array([[True, False, False], [True, True, False]]), np.ones((2, 3), bool)
    >>> with_next(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), causal, everything)
    array([[  1.,   2., -inf],
           [  4.,   5.,   6.]])
    """
    return np.where(moved(causal, 1) & others, scores, -np.inf)


def from_other_corner(scores: Floats, causal: Truths, others: Truths, fill: float) -> Floats:
    """Begin a causal mask at the top left where it should end at the bottom right, or the other way round.

    Shapes: scores (..., n_queries, n_keys), causal (n_queries, n_keys), others (..., n_queries, n_keys)
        -> as scores

    >>> causal, everything = np.array([[True, True, False], [True, True, True]]), np.ones((2, 3), bool)
    >>> from_other_corner(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), causal, everything, -np.inf)
    array([[  1., -inf, -inf],
           [  4.,   5., -inf]])
    """
    other = causal_allowed(*causal.shape, bottom_right=begins_top_left(causal))
    return np.where(other & others, scores, fill)


def moved(causal: Truths, by: int) -> Truths:
    """A causal mask whose border lies so many keys further on.

    Shapes: causal (n_queries, n_keys) -> the same

    >>> moved(np.array([[True, False], [True, True]]), -1).astype(int)
    array([[0, 0],
           [1, 0]])
    """
    n_queries, n_keys = causal.shape
    late = 0 if begins_top_left(causal) else n_keys - n_queries
    return np.tri(n_queries, n_keys, late + by, dtype=bool)


def begins_top_left(causal: Truths) -> bool:
    """Whether the first query of a causal mask sees the first key alone.

    >>> begins_top_left(np.array([[True, True, False], [True, True, True]]))
    False
    """
    return np.array_equal(causal, causal_allowed(*causal.shape))
