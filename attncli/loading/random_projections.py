"""Projections at random, where a scenario has none and a user asks for some: they are not learned, and pages
say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.errors import AttnError

if TYPE_CHECKING:
    from attncli.loading.given import Given, Numbers

DECIMALS = 2
"""Numbers that are read and computed with are short."""


def projected_at_random(given: Given, seed: int) -> Given:
    """The scenario with the projections it lacks, square ones; the same seed gives the same numbers.

    Each number is drawn from a normal distribution of variance 1 / d_model, so that a projection is about as
    long as what it projects (Glorot and Bengio 2010, section 4.2.1, for the idea).

    Raises: AttnError E532 if nothing is lacking, or there is nothing to project.
    """
    if given.tensors is not None:
        what = "this scenario gives queries, keys and values themselves: there is nothing to project"
        raise AttnError("E532", what, help="take `seed=…` away")
    there = given.arrays
    missing = {name: shape for name, shape in shapes_of(given).items() if name not in there}
    if not missing:
        what = "this scenario has all the projections there are: none is lacking"
        raise AttnError("E532", what, help="take `seed=…` away")
    made = {name: numbers(seed, name, shape) for name, shape in missing.items()}
    return given._replace(parameters={**there, **made}, random=tuple(made), seed=seed)


def shapes_of(given: Given) -> dict[str, tuple[int, int]]:
    """The shapes of the projections that a scenario may have, beside those that it has: what meets has one
    width in every head.
    """
    asking = given.projected
    assert asking is not None
    d_model = d_memory = asking.shape[1]
    if given.memory is not None:
        from attncli.loading.memory import memory_rows

        d_memory = memory_rows(given.memory, given.embeddings).shape[1]
    there = given.arrays
    heads = given.heads or 1
    kv_heads = given.kv_heads or heads
    d_query, d_key, d_v = d_model // heads, d_memory // heads, d_memory // heads
    if given.scoring == "dot":  # then a query and a key are compared number by number
        d_query = d_key = width_of(given, heads, kv_heads, d_query)
    if "w_v" in there:
        d_v = there["w_v"].shape[1] // kv_heads
    shapes = {
        "w_q": (d_model, heads * d_query),
        "w_k": (d_memory, kv_heads * d_key),
        "w_v": (d_memory, kv_heads * d_v),
    }
    return shapes | {"w_o": (heads * d_v, d_model)} if given.variant.heads else shapes


def width_of(given: Given, heads: int, kv_heads: int, width: int) -> int:
    """The columns of a query and a key in one head, as the matrix that there is already has them."""
    for name, count in (("w_q", heads), ("w_k", kv_heads)):
        if name in given.arrays:
            width = given.arrays[name].shape[1] // count
    return width


def numbers(seed: int, name: str, shape: tuple[int, int]) -> Numbers:
    """One matrix. A generator of its own for each name: what else is lacking changes nothing."""
    from random import Random

    generator = Random(f"{seed} {name}")  # Python's own keeps its numbers from version to version
    rows, columns = shape
    drawn = [generator.gauss(0, rows**-0.5) for _ in range(rows * columns)]
    return np.array([round(number, DECIMALS) for number in drawn]).reshape(shape)
