"""Other ways to lay out the same numbers: which are taken as meant, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attncli.numerics.arrays import Floats

Shape = tuple[int, ...]

TURNS = (
    ((1, 0, 2), "its heads stand in the second axis, and are put first"),
    ((0, 2, 1), "its last two axes are exchanged, and are turned back"),
    ((1, 2, 0), "its heads stand in the last axis, and are put first"),
    ((1, 0), "its rows and columns are exchanged, and are turned back"),
)
"""How axes may stand otherwise than they should, and what is said of it."""


class Laid(Record):
    """An array in the shape it should have, and what was done to that end."""

    array: Floats
    said: tuple[str, ...] = ()


def laid_out(array: Floats, wanted: Shape) -> Laid | None:
    """The array in the shape that is wanted, if it is that but for its layout.

    >>> laid_out(np.zeros((1, 5, 2, 3)), (2, 5, 3)).said
    ('its 1 leading axis of size 1 is left out', 'its heads stand in the second axis, and are put first')
    """
    squeezed = without_batch(array, wanted)
    if squeezed.array.shape == wanted:
        return squeezed
    return next(turned(squeezed, wanted), None)


def without_batch(array: Floats, wanted: Shape) -> Laid:
    """The array without axes of size 1 in front that it should not have, or with those that it lacks."""
    shape = array.shape
    count = 0
    while len(shape) - count > len(wanted) and shape[count] == 1:
        count += 1
    if count:
        word = "axis" if count == 1 else "axes"
        is_are = "is" if count == 1 else "are"
        text = f"its {count} leading {word} of size 1 {is_are} left out"
        return Laid(array.reshape(shape[count:]), (text,))
    if shape == (*wanted, 1):
        return Laid(array[..., 0], ("its last axis of size 1 is left out",))
    if (1,) * (len(wanted) - len(shape)) + shape == wanted:
        return Laid(array.reshape(wanted))
    return Laid(array)


def turned(laid: Laid, wanted: Shape) -> Iterator[Laid]:
    """Every way to turn the axes of an array so that it has the shape that is wanted."""
    array = laid.array
    if array.ndim != len(wanted) or sorted(array.shape) != sorted(wanted):
        return
    for turn, said in TURNS:
        if len(turn) == array.ndim and tuple(array.shape[axis] for axis in turn) == wanted:
            yield Laid(np.ascontiguousarray(array.transpose(turn)), (*laid.said, said))


def heads_first(laid: Laid, wanted: Shape) -> Iterator[Laid]:
    """An array whose shape fits as it is, with its heads put first, where they may stand elsewhere."""
    for turn, said in TURNS:
        if turn[0] and len(turn) == laid.array.ndim:
            array = laid.array.transpose(turn)
            if array.ndim == 3 and array.shape == wanted:
                yield Laid(np.ascontiguousarray(array), (*laid.said, said))
