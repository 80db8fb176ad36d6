"""Projections at random, where a scenario has none and a user asks for some: they are not learned, and pages say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.errors import AttnError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from attncli.loading.fields import Given

DECIMALS = 2
"""Numbers that are read and computed with are short."""


def make_projections(given: Given, seed: int) -> tuple[str, ...]:
    """Gives ``given`` the projections it lacks, square ones; the same seed gives the same numbers. Returns their names.

    Each number is drawn from a normal distribution of variance 1 / d_model, so that a projection is about as long as what it projects
    (Glorot and Bengio 2010, section 4.2.1, for the idea).

    Raises: AttnError E532 if nothing is lacking, or there is nothing to project.
    """
    if given.tensors is not None:
        raise AttnError(
            "E532",
            "this scenario gives queries, keys and values themselves: there is nothing to project",
            help="take `--seed` away",
        )
    x = given.x if given.x is not None else given.embeddings.vectors if given.embeddings is not None else None
    assert x is not None
    d_model = x.shape[1]
    there = {name: array for name, array in (given.parameters or {}).items() if array is not None}
    heads = given.heads or 1
    kv_heads = given.kv_heads or heads
    d_head = d_v = d_model // heads
    for name, count in (("w_q", heads), ("w_k", kv_heads)):
        d_head = there[name].shape[1] // count if name in there else d_head
    if "w_v" in there:
        d_v = there["w_v"].shape[1] // kv_heads
    wanted = ["w_q", "w_k", "w_v", *(["w_o"] if given.mechanism == "multi-head" else [])]
    shapes = {
        "w_q": (d_model, heads * d_head),
        "w_k": (d_model, kv_heads * d_head),
        "w_v": (d_model, kv_heads * d_v),
        "w_o": (heads * d_v, d_model),
    }
    missing = tuple(name for name in wanted if name not in there)
    if not missing:
        raise AttnError(
            "E532",
            "this scenario has all the projections there are: none is lacking",
            help="take `--seed` away",
        )
    given.parameters = {**there, **{name: numbers(seed, name, shapes[name]) for name in missing}}
    return missing


def numbers(seed: int, name: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    """One matrix. A generator of its own for each name: what else is lacking changes nothing."""
    from random import Random

    generator = Random(f"{seed} {name}")  # Python's own keeps its numbers from version to version
    rows, columns = shape
    return np.array(
        [[round(generator.gauss(0, rows**-0.5), DECIMALS) for _ in range(columns)] for _ in range(rows)]
    )
