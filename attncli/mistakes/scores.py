"""Mistakes in how queries and keys are compared."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.mistake import Instead, Mistake
from attncli.numerics.mistaken.scores import (
    cosines,
    first_products,
    first_unit,
    mapped_by_columns,
    rectified,
    sums_key_first,
    sums_of_added,
    sums_of_tiled,
    sums_of_tiled_parts,
    sums_themselves,
    sums_without_bias,
    units_added,
    unmapped,
)

if TYPE_CHECKING:
    from attncli.trace import Step


def by_dot_product(step: Step) -> bool:
    """Whether a score is the dot product of a query and a key, and nothing else."""
    return step.op.roles == ("query", "key")


def into_keys_terms(step: Step) -> bool:
    """Whether a matrix turns a query into the keys' terms: general scores, and not additive ones."""
    return step.inputs["w"].axes[-1].name == "d_k"


def into_units(step: Step) -> bool:
    """Whether a matrix hands a query to hidden units: additive scores, and not general ones."""
    return step.inputs["w"].axes[-1].name == "d_hidden"


def with_bias(step: Step) -> bool:
    """Whether there is a bias."""
    return "b_a" in step.inputs


UNMAPPED = (Instead("scores/query_part", unmapped, where=into_units), Instead("scores/key_part", unmapped))

MISTAKES = (
    Mistake(
        name="swapped-query-key",
        forms=((Instead("scores", None, {"query": "scores.key", "key": "scores.query"}),),),
        would="each key asks, and the queries are what it is compared with",
        because="The score in row i and column j is that of query i with key j.",
        by="rows",
        source="",
    ),
    Mistake(
        name="first-product-only",
        forms=(
            (Instead("scores", first_products, where=by_dot_product),),
            (Instead("scores/scores", first_products),),
            (Instead("scores/scores", first_unit),),
        ),
        would="a score is its first product alone",
        because="A score adds up all its products, one for each place of the two lists that meet.",
        by="hand",
        source="",
    ),
    Mistake(
        name="cosine",
        forms=(
            (Instead("scores", partial(cosines, of_nothing=np.nan), where=by_dot_product),),
            (Instead("scores", partial(cosines, of_nothing=0.0), where=by_dot_product),),
        ),
        would="the dot product is divided by the lengths of the two vectors, which makes it their cosine",
        because="The score is the dot product itself, in which the lengths of the two vectors count.",
        by="hand",
        source="",
    ),
    Mistake(
        name="matrix-left-out",
        forms=((Instead("scores/query_part", unmapped, where=into_keys_terms),),),
        would="query and key are multiplied without W_a between them",
        because="The query goes through W_a first, which turns it into the keys' terms.",
        by="hand",
        source="",
    ),
    Mistake(
        name="matrix-transposed",
        forms=((Instead("scores/query_part", mapped_by_columns, where=into_keys_terms),),),
        would="the rows and the columns of W_a are exchanged",
        because="The rows of W_a meet the query, and its columns the key.",
        by="hand",
        source="",
    ),
    Mistake(
        name="concat-as-sum",
        forms=(
            (Instead("scores/sums", partial(sums_of_added, lower=False)),),
            (Instead("scores/sums", partial(sums_of_added, lower=True)),),
        ),
        would="query and key are added up, and not set one behind the other",
        because="[q; k] is one longer list: the upper rows of W_a meet the query, the lower ones the key.",
        by="hand",
        source="",
    ),
    Mistake(
        name="concat-order",
        forms=((Instead("scores/sums", sums_key_first),),),
        would="the key is set before the query",
        because="The query comes first: the upper rows of W_a meet it, and the lower ones the key.",
        by="hand",
        source="",
    ),
    Mistake(
        name="no-tanh",
        forms=((Instead("scores/activations", sums_themselves),),),
        would="the units' sums are weighed as they are, without tanh",
        because="Each sum goes through tanh, which squashes it into −1 … 1, before v_a weighs it.",
        by="hand",
        source="",
    ),
    Mistake(
        name="relu-for-tanh",
        forms=((Instead("scores/activations", rectified),),),
        would="a unit's sum is kept where it is above 0 and set to 0 elsewhere, in place of tanh",
        because="Each sum goes through tanh, which keeps its sign and squashes it into −1 … 1.",
        by="hand",
        source="",
    ),
    Mistake(
        name="units-unweighted",
        forms=((Instead("scores/scores", units_added),),),
        would="the units are added up without v_a",
        because="Each unit's number is multiplied by its number in v_a, and then they are added up.",
        by="hand",
        source="",
    ),
    Mistake(
        name="parameters-left-out",
        forms=(UNMAPPED, (*UNMAPPED, Instead("scores/scores", units_added))),
        would="query and key are added up as they are, without W_a and U_a",
        because="The query goes through W_a and the key through U_a before the two are added up.",
        by="hand",
        source="https://www.tensorflow.org/api_docs/python/tf/keras/layers/AdditiveAttention "
        "(a layer that leaves the matrices to its caller: reduce_sum(tanh(query + key)))",
    ),
    Mistake(
        name="swapped-units",
        forms=(
            (
                Instead("scores/query_part", None, {"w": "scores.u_a"}),
                Instead("scores/key_part", None, {"w": "scores.w_a"}),
            ),
        ),
        would="the query goes through U_a and the key through W_a",
        because="W_a is the matrix of the query, and U_a that of the keys.",
        by="hand",
        source="",
    ),
    Mistake(
        name="unit-bias-left-out",
        forms=((Instead("scores/sums", sums_without_bias, where=with_bias),),),
        would="b_a is left out of the units' sums",
        because="Each unit adds up the query's part, the key's part and its number in b_a.",
        by="hand",
        source="",
    ),
    Mistake(
        name="queries-tiled",
        forms=((Instead("scores/sums", sums_of_tiled_parts),), (Instead("scores/sums", sums_of_tiled),)),
        would="the queries are laid out over and over for the pairs, and not each once for every key",
        because="Every pair in row i has query i: that query is repeated for all keys before the next.",
        by="program",
        source="",
    ),
)
