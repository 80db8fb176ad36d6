"""What people add to embeddings in place of the sinusoids of their positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.numerics.positions import sinusoids

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats


def by_turns(angles: Floats) -> Floats:
    """The sine of every even column (from 0), the cosine of every odd one.

    Shapes: angles (n, d_model) -> the same

    >>> by_turns(np.zeros((1, 3)))
    array([[0., 1., 0.]])
    """
    waves: Floats = np.where(np.arange(angles.shape[-1]) % 2 == 0, np.sin(angles), np.cos(angles))
    return waves


def with_exponents(x: Floats, base: float, exponents: Floats) -> Floats:
    """Add sinusoids, each column with an exponent of its own: those of t / base^exponent.

    Shapes: x (n, d_model), exponents (d_model,) -> (n, d_model)

    >>> with_exponents(np.zeros((2, 2)), 10.0, np.zeros(2)).round(2)
    array([[0.  , 1.  ],
           [0.84, 0.54]])
    """
    return x + by_turns(np.arange(len(x))[:, None] / np.power(base, exponents))


def pair_exponents(d_model: int) -> Floats:
    """The exponent of each column as it should be: 2i / d_model for both columns of the pair i (from 0).

    Shapes: -> (d_model,)

    >>> pair_exponents(4)
    array([0. , 0. , 0.5, 0.5])
    """
    columns = np.arange(d_model)
    exponents: Floats = (columns - columns % 2) / d_model
    return exponents


def without_positions(x: Floats) -> Floats:
    """The embeddings as they are.

    Shapes: x (n, d_model) -> the same

    >>> without_positions(np.array([[1.0, 0.0]]))
    array([[1., 0.]])
    """
    return x


def counted_from_one(x: Floats, base: float) -> Floats:
    """Give the first row the sinusoids of position 1, and so on.

    Shapes: x (n, d_model) -> the same

    >>> counted_from_one(np.zeros((1, 2)), 100.0).round(2)
    array([[0.84, 0.54]])
    """
    n, d_model = x.shape
    return x + sinusoids(n + 1, d_model, base)[1:]


def exponent_of_every_column(x: Floats, base: float) -> Floats:
    """Take the number of the column, j, where that of the pair belongs: the exponent 2j / d_model.

    Shapes: x (n, d_model) -> the same

    >>> exponent_of_every_column(np.zeros((2, 2)), 100.0)[1].round(4)  # cos(1 / 100)
    array([0.8415, 1.    ])
    """
    d_model = x.shape[-1]
    return with_exponents(x, base, 2 * np.arange(d_model) / d_model)


def exponent_of_sine_column(x: Floats, base: float) -> Floats:
    """Take the number of the sine's column, 2i, where that of the pair belongs: the exponent 4i / d_model, of
    both columns of the pair.

    Shapes: x (n, d_model) -> the same

    >>> exponent_of_sine_column(np.zeros((2, 4)), 100.0)[1].round(4)  # the pairs of 1 and of 1 / 100
    array([0.8415, 0.5403, 0.01  , 1.    ])
    """
    d_model = x.shape[-1]
    return with_exponents(x, base, 2 * (np.arange(d_model) // 2 * 2) / d_model)


def exponent_of_own_column(x: Floats, base: float) -> Floats:
    """Give a cosine the exponent of its own column, j / d_model, where that of the sine before it belongs.

    Shapes: x (n, d_model) -> the same

    >>> exponent_of_own_column(np.zeros((2, 2)), 100.0)[1].round(4)  # cos(1 / 10)
    array([0.8415, 0.995 ])
    """
    d_model = x.shape[-1]
    return with_exponents(x, base, np.arange(d_model) / d_model)


def floored_exponent(x: Floats, base: float) -> Floats:
    """Cut the exponent 2j / d_model of the column j to a whole number: 0 in the first half, 1 in the second.

    Were it that of the pair, 2i / d_model, every column would have the exponent 0: ``one_frequency``.

    Shapes: x (n, d_model) -> the same

    >>> floored_exponent(np.zeros((2, 4)), 100.0)[1].round(4)  # sin 1, cos 1, sin(1 / 100), cos(1 / 100)
    array([0.8415, 0.5403, 0.01  , 1.    ])
    """
    d_model = x.shape[-1]
    return with_exponents(x, base, 2 * np.arange(d_model) // d_model)


def one_frequency(x: Floats, base: float, exponent: float) -> Floats:
    """Give all columns one exponent.

    Shapes: x (n, d_model) -> the same

    >>> one_frequency(np.zeros((2, 4)), 100.0, 0.0)[1].round(2)
    array([0.84, 0.54, 0.84, 0.54])
    """
    return with_exponents(x, base, np.full(x.shape[-1], exponent))


def sines_then_cosines(x: Floats, base: float) -> Floats:
    """Put the sines of all pairs of columns first, the cosines behind them.

    Shapes: x (n, d_model) -> the same

    >>> sines_then_cosines(np.zeros((1, 4)), 100.0)
    array([[0., 0., 1., 1.]])
    """
    n, d_model = x.shape
    waves = sinusoids(n, d_model, base)
    turned: Floats = np.concatenate([waves[:, ::2], waves[:, 1::2]], axis=-1)
    return x + turned


def sines_then_cosines_to_the_base(x: Floats, base: float) -> Floats:
    """The same with rates that go from 1 to the base itself in even steps; an odd last column gets nothing.

    Shapes: x (n, d_model) -> the same

    >>> sines_then_cosines_to_the_base(np.zeros((2, 4)), 100.0)[1].round(4)  # 1 / 1 and 1 / 100
    array([0.8415, 0.01  , 0.5403, 1.    ])
    """
    n, d_model = x.shape
    pairs = d_model // 2
    angles = np.arange(n)[:, None] / np.power(base, np.arange(pairs) / max(pairs - 1, 1))  # (n, pairs)
    odd = np.zeros((n, d_model % 2))
    waves: Floats = np.concatenate([np.sin(angles), np.cos(angles), odd], axis=-1)
    return x + waves


def multiplied_positions(x: Floats, base: float) -> Floats:
    """Multiply the position by base^(2i / d_model) in place of dividing it.

    Shapes: x (n, d_model) -> the same

    >>> multiplied_positions(np.zeros((2, 4)), 4.0)[1].round(4)  # the last ones of 1 · 4^(2 / 4)
    array([ 0.8415,  0.5403,  0.9093, -0.4161])
    """
    return with_exponents(x, base, -pair_exponents(x.shape[-1]))


def cosines_before_sines(x: Floats, base: float) -> Floats:
    """The cosine in every even column (from 0), the sine in every odd one.

    Shapes: x (n, d_model) -> the same

    >>> cosines_before_sines(np.zeros((1, 2)), 100.0)
    array([[1., 0.]])
    """
    angles = np.arange(len(x))[:, None] / np.power(base, pair_exponents(x.shape[-1]))
    waves: Floats = np.where(np.arange(x.shape[-1]) % 2 == 0, np.cos(angles), np.sin(angles))
    return x + waves


def first_row_alone(x: Floats, base: float) -> Floats:
    """Add nothing to the first row, and to the others what is theirs.

    Shapes: x (n, d_model) -> the same

    >>> first_row_alone(np.zeros((2, 2)), 100.0).round(2)
    array([[0.  , 0.  ],
           [0.84, 0.54]])
    """
    n, d_model = x.shape
    waves = sinusoids(n, d_model, base)
    waves[0] = 0
    return x + waves


def base_as_exponent(x: Floats, base: float) -> Floats:
    """Divide the position by (2i / d_model)^base. In the first pair that is 0, and nothing comes out.

    Shapes: x (n, d_model) -> the same

    >>> base_as_exponent(np.zeros((2, 4)), 2.0)[1].round(4)  # the last ones of 1 / 0.5²
    array([    nan,     nan, -0.7568, -0.6536])
    """
    with np.errstate(all="ignore"):
        rates = np.power(pair_exponents(x.shape[-1]), base)
        return x + by_turns(np.arange(len(x))[:, None] / rates)


def root_of_exponent(x: Floats, base: float) -> Floats:
    """Multiply the position by (2i / d_model)^(1 / base) in place of (1 / base)^(2i / d_model).

    Shapes: x (n, d_model) -> the same

    >>> root_of_exponent(np.zeros((2, 4)), 0.5)[1].round(4)  # sin 0, cos 0, then those of 0.5²
    array([0.    , 1.    , 0.2474, 0.9689])
    """
    rates: Floats = np.power(pair_exponents(x.shape[-1]), 1 / base)
    return x + by_turns(np.arange(len(x))[:, None] * rates)
