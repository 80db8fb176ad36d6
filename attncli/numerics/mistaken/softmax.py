"""What people make weights of scores by, in place of a softmax along each query's row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.numerics.local import sigmoid
from attncli.numerics.softmax import exponentials, highest, shares, softmax, total

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

    from attncli.numerics.arrays import Floats


def over_axes(scores: Floats, axes: tuple[int, ...], empty: float = 0.0) -> Floats:
    """A softmax over other axes than the last alone: shares of all that stands along them.

    What is hidden (−∞) weighs 0; where everything along the axes is hidden, all is ``empty``.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> over_axes(np.array([[0.0, 1.0], [0.0, -np.inf]]), (-2,))
    array([[0.5, 1. ],
           [0.5, 0. ]])
    """
    top = scores.max(axis=axes, keepdims=True)
    powers = np.exp(scores - np.where(np.isfinite(top), top, 0.0))
    whole = powers.sum(axis=axes, keepdims=True)
    return np.where(whole == 0, empty, powers / np.where(whole == 0, 1.0, whole))


def over_everything(scores: Floats) -> Floats:
    """One softmax over all scores there are, those of all heads together.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> over_everything(np.zeros((2, 1, 2))).ravel()
    array([0.25, 0.25, 0.25, 0.25])
    """
    return over_axes(scores, tuple(range(scores.ndim)))


def softmax_twice(right: Floats) -> Floats:
    """A softmax of the weights.

    Shapes: right (..., n_queries, n_keys) -> the same

    >>> softmax_twice(np.array([[0.0, 1.0]])).round(4)
    array([[0.2689, 0.7311]])
    """
    return softmax(right)


def divided_by_other_totals(scores: Floats) -> Floats:
    """The exponentials of a query, each divided by the total of the query with its key's number.

    e^(s_ij − m_i) / Σ_l e^(s_jl − m_j): what comes of totals in a row where they should stand in a column.

    Shapes: scores (..., n_queries, n_keys) -> the same; there must be as many keys as queries, or one query
    Raises: ValueError where numpy cannot set such totals against the exponentials.

    >>> divided_by_other_totals(np.log([[1.0, 1.0], [1.0, 4.0]])).round(4)
    array([[0.5  , 0.8  ],
           [0.125, 0.8  ]])
    """
    powers = exponentials(scores, highest(scores))
    made: Floats = powers / total(powers)  # (..., n_queries, n_keys) (..., n_queries): the totals lie across
    return made


def less_and_divided_by_others(scores: Floats) -> Floats:
    """As ``divided_by_other_totals``, the highest scores being taken off in the same wrong way.

    e^(s_ij − m_j) / Σ_l e^(s_jl − m_l)

    Shapes: scores (..., n_queries, n_keys) -> the same; there must be as many keys as queries, or one query
    Raises: ValueError where numpy cannot set such rows against the scores.

    >>> less_and_divided_by_others(np.log([[1.0, 1.0], [1.0, 4.0]])).round(4)
    array([[0.8  , 0.125],
           [0.8  , 0.5  ]])
    """
    powers = np.exp(scores - scores.max(axis=-1))
    made: Floats = powers / powers.sum(axis=-1)
    return made


def bare_divided_by_others(scores: Floats) -> Floats:
    """As ``divided_by_other_totals``, without the highest scores being taken off.

    e^s_ij / Σ_l e^s_jl

    Shapes: scores (..., n_queries, n_keys) -> the same; there must be as many keys as queries, or one query
    Raises: ValueError where numpy cannot set such totals against the exponentials.

    >>> bare_divided_by_others(np.log([[1.0, 1.0], [1.0, 4.0]])).round(4)
    array([[0.5, 0.2],
           [0.5, 0.8]])
    """
    powers = np.exp(scores - scores.max())
    made: Floats = powers / powers.sum(axis=-1)
    return made


def shares_of_scores(scores: Floats) -> Floats:
    """Each score as a share of its row's total; a hidden score is left out, and weighs 0.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> shares_of_scores(np.array([[1.0, 3.0, -np.inf]]))
    array([[0.25, 0.75, 0.  ]])
    """
    seen = seen_scores(scores)
    shared: Floats = seen / seen.sum(axis=-1, keepdims=True)
    return shared


def shares_of_hidden_scores(scores: Floats) -> Floats:
    """Each score as a share of its row's total, −∞ among them.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> shares_of_hidden_scores(np.array([[1.0, 3.0]]))
    array([[0.25, 0.75]])
    """
    shared: Floats = scores / scores.sum(axis=-1, keepdims=True)
    return shared


def undivided(scores: Floats) -> Floats:
    """e to the power of each score less the highest, not divided by their total.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> undivided(np.array([[0.0, 1.0]])).round(4)
    array([[0.3679, 1.    ]])
    """
    return exponentials(scores, highest(scores))


def bare(scores: Floats) -> Floats:
    """e to the power of each score.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> bare(np.array([[0.0, 1.0]])).round(4)
    array([[1.    , 2.7183]])
    """
    return np.exp(scores)


def not_softmaxed(scores: Floats) -> Floats:
    """The scores as they are.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> not_softmaxed(np.array([[0.0, 1.0]]))
    array([[0., 1.]])
    """
    return scores


def seen_scores(scores: Floats) -> Floats:
    """The scores as they are, and 0 where they are hidden.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> seen_scores(np.array([[2.0, -np.inf]]))
    array([[2., 0.]])
    """
    return np.where(np.isneginf(scores), 0.0, scores)


def sigmoids(scores: Floats) -> Floats:
    """Each score by itself between 0 and 1: 1 / (1 + e^−s).

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> sigmoids(np.array([[0.0, -np.inf]]))
    array([[0.5, 0. ]])
    """
    return sigmoid(scores)


def powers_of_two(scores: Floats) -> Floats:
    """Shares of 2 to the power of each score.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> powers_of_two(np.array([[0.0, 1.0]])).round(4)
    array([[0.3333, 0.6667]])
    """
    return softmax(scores * np.log(2.0))


def all_to_the_first_highest(scores: Floats) -> Floats:
    """1 for the highest score of each row, the first of several; 0 for every other.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> all_to_the_first_highest(np.array([[2.0, 2.0, 0.0]]))
    array([[1., 0., 0.]])
    """
    first = np.arange(scores.shape[-1]) == scores.argmax(axis=-1)[..., None]
    return np.where(first & np.isfinite(scores), 1.0, 0.0)


def all_to_the_highest(scores: Floats) -> Floats:
    """The highest scores of each row share the weight of 1; every other has 0.

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> all_to_the_highest(np.array([[2.0, 2.0, 0.0]]))
    array([[0.5, 0.5, 0. ]])
    """
    won = (scores == highest(scores)[..., None]) & np.isfinite(scores)
    return shares(won.astype(float), won.sum(axis=-1))


def shares_of_the_others(scores: Floats) -> Floats:
    """Each exponential divided by the total of the other ones of its row.

    e^s_ij / Σ_(l≠j) e^s_il

    Shapes: scores (..., n_queries, n_keys) -> the same

    >>> shares_of_the_others(np.log([[1.0, 2.0, 1.0]])).round(4)
    array([[0.3333, 1.    , 0.3333]])
    """
    powers = exponentials(scores, highest(scores))
    n_keys = powers.shape[-1]
    others = powers @ (
        1.0 - np.eye(n_keys)
    )  # (..., n_queries, n_keys) (n_keys, n_keys); exact, as 0 · x is 0
    return np.where(powers == 0, 0.0, powers / others)


def overflown(scores: Floats, right: Floats, dtype: DTypeLike) -> Floats:
    """Shares of e to the power of each score, with no highest score taken off, in a type of numbers.

    As they should be where the type can hold the exponentials of a row and their total; where it cannot, what
    is divided is infinite, or nothing: NaN, and 0 beside it.

    Shapes: scores and right (..., n_queries, n_keys) -> the same

    >>> scores = np.array([[1.0, 12.0], [0.0, 0.0]])
    >>> overflown(scores, np.array([[0.0, 1.0], [0.5, 0.5]]), np.float16)
    array([[0. , nan],
           [0.5, 0.5]])
    """
    with np.errstate(all="ignore"):
        powers = np.exp(scores.astype(dtype))
        whole = powers.sum(axis=-1, keepdims=True, dtype=dtype)
        made = (powers / whole).astype(np.float64)
    blind = np.isneginf(scores).all(axis=-1, keepdims=True)
    held = blind | (np.isfinite(whole) & (whole > 0))
    return np.where(held, right, made)
