"""Queries and keys of any length, drawn at random with mean 0 and variance 1: those of `why-the-root`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.tensor import Axis

if TYPE_CHECKING:
    from collections.abc import Callable

    from attncli.numerics.arrays import Floats
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor

SEED = 1
"""The seed of the numbers in the file of `why-the-root`."""
DECIMALS = 2
"""Numbers that are read and computed with are short."""


def vectors(seed: int, name: str, rows: int, size: int) -> Floats:
    """So many vectors of so many numbers, each number drawn from a normal distribution of variance 1.

    Each vector has a generator of its own, named for the seed, the tensor and the row (from 1), and takes its
    numbers in their order: a longer vector begins with the numbers of the shorter one.

    Shapes: -> (rows, size)

    >>> vectors(1, "query", 2, 3)[:, :2].tolist() == vectors(1, "query", 2, 2).tolist()
    True
    """
    from random import Random

    made = []
    for row in range(1, rows + 1):
        generator = Random(f"{seed} {name} {row}")  # Python's own keeps its numbers from version to version
        made.append([round(generator.gauss(0, 1), DECIMALS) for _ in range(size)])
    return np.array(made)


def is_drawn(scenario: Scenario) -> bool:
    """Whether the queries and keys of a scenario are those that the rule draws; no others are redrawn."""
    return all(
        tensor is not None
        and tensor.array.ndim == 2
        and np.array_equal(tensor.array, vectors(SEED, tensor.name, *tensor.array.shape))
        for tensor in (scenario.query, scenario.key)
    )


def drawn_anew(scenario: Scenario, longest: int, seed: int = SEED) -> Callable[[int], Scenario]:
    """The scenario with vectors of any length up to ``longest``, drawn from a seed; its values stay."""
    drawn = {}
    for tensor in (scenario.query, scenario.key):
        assert tensor is not None
        drawn[tensor.name] = vectors(seed, tensor.name, len(tensor.axes[0]), longest)

    def cut(tensor: Tensor | None, d_k: int) -> Tensor:
        assert tensor is not None
        rows, own = tensor.axes
        array = drawn[tensor.name][:, :d_k]
        return tensor.like(array, (rows, Axis.numbered(own.name, d_k)), None)

    def of_length(d_k: int) -> Scenario:
        query, key = cut(scenario.query, d_k), cut(scenario.key, d_k)
        return scenario._replace(query=query, key=key, largest=None)

    return of_length
