"""A twin of a computation: the same words and matrices, other vectors, made of the scenario's own numbers."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.numbers import Numbers

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor

TRIES = 40
"""Other vectors that are tried: what can be found at all is found within eight, mostly."""

ROLES = ("x", "memory", "query", "key", "value")
"""What has the vectors of words, in the order in which it is given."""


def twin(
    scenario: Scenario,
    seed: int,
    good: Callable[[Numbers], bool],
    numbers: Callable[[Scenario], Numbers] = Numbers,
) -> Numbers | None:
    """A twin of which ``good`` holds; None where none of a few tries is one.

    The same seed makes the same. What is the same array in the scenario (Q, K and V without matrices) stays
    the same. Matrices, words, masks and settings are untouched.
    """
    for attempt in range(TRIES):
        mixed = numbers(shuffled(scenario, random.Random(f"{seed}/{attempt}")))
        if good(mixed):
            return mixed
    return None


def shuffled(scenario: Scenario, draw: random.Random) -> Scenario:
    """The scenario with the numbers of its words' vectors in other places, each among those of its tensor."""
    done: list[tuple[Tensor, Floats]] = []
    changed: dict[str, Tensor] = {}
    for role in ROLES:
        tensor = getattr(scenario, role)
        if tensor is None:
            continue
        same = next((new for old, new in done if alike(old, tensor)), None)
        if same is None:
            same = other_order(np.asarray(tensor.array, dtype=np.float64), draw)
            done.append((tensor, same))
        changed[role] = tensor.like(same, tensor.axes, None)
    return scenario._replace(**changed, expect=(), about="", source=None)


def alike(one: Tensor, other: Tensor) -> bool:
    """Whether two tensors hold the same numbers."""
    return np.array_equal(one.array, other.array)


def other_order(array: Floats, draw: random.Random) -> Floats:
    """The numbers of an array in another order.

    Words of one spelling have one vector, and so equal rows stay equal.
    """
    rows = array.reshape(-1, array.shape[-1])
    kinds, which = np.unique(rows, axis=0, return_inverse=True)
    numbers = kinds.ravel().tolist()
    draw.shuffle(numbers)
    mixed = np.array(numbers, dtype=np.float64).reshape(kinds.shape)[which.ravel()]
    return mixed.reshape(array.shape)
