"""Mistakes in what makes queries, keys and values of the embeddings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from attncli.mistakes.mistake import Form, Instead, Mistake
from attncli.numerics.mistaken.projections import (
    every_third_column,
    third_of_each_head,
    transposed_projection,
    unprojected,
    without_bias,
)

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats
    from attncli.trace import Step

ROLES = ("query", "key", "value")


def has_bias(step: Step) -> bool:
    """Whether a bias is added."""
    return "b" in step.inputs


def of_words(step: Step) -> bool:
    """Whether a projection is of the words that ask, and not of a memory."""
    return step.inputs["x"].name != "memory"


def given(*roles: str) -> Callable[[Step], bool]:
    """Whether what stands in some roles was given, and no stage has made it."""
    return lambda step: all(role in step.inputs and step.inputs[role].derive is None for role in roles)


def in_roles(becomes: Callable[..., Floats], *roles: str) -> Form:
    """The same mistake in several roles, all of which must be projected."""
    return tuple(Instead(role, becomes) for role in roles)


def by_layers(**of: str) -> Form:
    """In some roles the matrix of another, and its bias, if it has one."""
    return tuple(
        Instead(role, None, {"w": f"w_{other[0]}", "b": f"b_{other[0]}?"}) for role, other in of.items()
    )


def by_matrices(**of: str) -> Form:
    """In some roles the matrix of another, but the bias that should be there, if there is any."""
    return tuple(Instead(role, None, {"w": f"w_{other[0]}"}, where=has_bias) for role, other in of.items())


def without_biases(*roles: str) -> Form:
    """In these roles no bias, as far as they have one."""
    return tuple(Instead(role, without_bias, where=has_bias, optional=True) for role in roles)


SHARED = (
    {"key": "query", "value": "query"},
    {"query": "key", "value": "key"},
    {"query": "value", "key": "value"},
    {"query": "key"},
    {"value": "key"},
    {"key": "value"},
    {"value": "query"},
)
"""Whose matrix is used in which roles beside its own; that of the queries for the keys has its own name."""

ORDERS = ("qvk", "kvq", "vqk", "vkq")
"""What queries, keys and values are cut from; that queries and keys change places is told of scores."""


def by_order(order: str) -> Form:
    """Each role cut from where another stands, with the bias that stands there."""
    takes = zip(ROLES, order, strict=True)
    return tuple(
        Instead(role, None, {"w": f"w_{own}", "b": f"b_{own}?"}, where=of_words) for role, own in takes
    )


def dealt_in_threes() -> Form:
    """The columns of all three matrices side by side, dealt out to the roles one by one."""
    takes = {name: name for name in ("w_q", "w_k", "w_v")} | {
        name: f"{name}?" for name in ("b_q", "b_k", "b_v")
    }
    return tuple(
        Instead(role, partial(every_third_column, part=part), takes, where=of_words)
        for part, role in enumerate(ROLES)
    )


def cut_by_heads_first() -> Form:
    """The columns of all three matrices side by side, cut into heads, and each head into three.

    The first two changes change nothing: they see to it that both are projected, and of the same words.
    """
    takes = {role: role for role in ROLES}
    return (
        Instead("key", None, where=of_words),
        Instead("value", None, where=of_words),
        *(
            Instead(f"{role}_heads", partial(third_of_each_head, part=part), takes | {"w": "query.w"})
            for part, role in enumerate(ROLES)
        ),
    )


MISTAKES = (
    Mistake(
        name="projection-transposed",
        forms=(
            in_roles(transposed_projection, "query", "key", "value"),
            *(in_roles(transposed_projection, role) for role in ROLES),
        ),
        would="a matrix is turned: its rows are used as its columns",
        because="The embeddings are multiplied by the columns of the matrix, each of which makes one number.",
        by="hand",
        source="https://github.com/rasbt/LLMs-from-scratch/issues/857: "
        "matrices laid out as (out, in) and used as (in, out), unseen because both are equal",
    ),
    Mistake(
        name="projection-left-out",
        forms=(
            in_roles(unprojected, "query", "key", "value"),
            in_roles(unprojected, "query", "key"),
            in_roles(unprojected, "query"),
            in_roles(unprojected, "key"),
        ),
        would="embeddings are compared as they are, without a matrix",
        because="Before they are compared, the embeddings are multiplied by a matrix.",
        by="hand",
        source="https://github.com/broadinstitute/CellCap/issues/40: no projections before the attention",
    ),
    Mistake(
        name="values-unprojected",
        forms=(in_roles(unprojected, "value"),),
        would="the embeddings themselves are mixed, without W_V",
        because="What is mixed are the values, and these are the embeddings times W_V.",
        by="hand",
        source="https://github.com/maoyunyao/JOINT/issues/2: "
        "asked why the values have no layer; there it was meant",
    ),
    Mistake(
        name="one-matrix-for-several-roles",
        forms=tuple(form(**of) for of in SHARED for form in (by_layers, by_matrices)),
        would="one matrix makes several of the queries, keys and values",
        because="Each matrix has one role only: W_Q makes queries, W_K keys, W_V values.",
        by="hand",
        source="https://github.com/yflyzhang/AnnotatedTransformer/issues/1: the values go through k_proj",
    ),
    Mistake(
        name="query-matrix-for-keys",
        forms=(by_layers(key="query"), by_matrices(key="query")),
        would="the keys are made by W_Q",
        because="The keys are made by a matrix of their own, W_K.",
        by="hand",
        source="https://github.com/594422814/TransformerTrack/issues/33: "
        "asked why one matrix makes queries and keys",
    ),
    Mistake(
        name="bias-left-out",
        forms=(
            without_biases(*ROLES, "output"),
            without_biases(*ROLES),
            *((Instead(role, without_bias, where=has_bias),) for role in (*ROLES, "output")),
        ),
        would="the bias is not added",
        because="To the product with the matrix the bias is added, the same in every row.",
        by="hand",
        source="https://github.com/sbryngelson/ANEForge/pull/253: "
        "a model's biases of queries, keys and values were not read from its file",
    ),
    Mistake(
        name="swapped-cross-roles",
        forms=(
            (
                Instead("query", None, {"x": "memory"}),
                *(Instead(role, None, {"x": "query.x", "memory": "memory"}) for role in ("key", "value")),
            ),
            (
                Instead("alignment_position", None, {"query": "key"}, where=given("query"), optional=True),
                Instead(
                    "scores",
                    None,
                    {"query": "key", "key": "query", "memory": "memory"},
                    where=given("query", "key"),
                ),
                Instead("context", None, {"value": "query"}, where=given("value")),
                Instead("attentional", None, {"query": "key"}, where=given("query"), optional=True),
            ),
            (
                Instead("query_heads", None, {"packed": "memory"}, where=given("packed")),
                Instead("key_heads", None, {"packed": "query_heads.packed"}, where=given("packed")),
                Instead("value_heads", None, {"packed": "query_heads.packed"}, where=given("packed")),
            ),
        ),
        would="the memory asks, and X is asked",
        because="In cross-attention X asks: the queries come from X, the keys and values from the memory.",
        by="hand",
        source="https://github.com/humza909/LLM_Survey/issues/2: "
        "a survey has the queries come from the encoder, keys and values from the decoder",
    ),
    Mistake(
        name="memory-ignored",
        forms=(
            tuple(Instead(role, None, {"x": "query.x", "memory": "memory"}) for role in ("key", "value")),
            (
                Instead("scores", None, {"key": "x", "memory": "memory"}, where=given("key")),
                Instead("context", None, {"value": "x"}, where=given("value")),
            ),
            tuple(
                Instead(f"{role}_heads", None, {"packed": "x", "memory": "memory"}, where=given("packed"))
                for role in ("key", "value")
            ),
        ),
        would="keys and values are made of X, and the memory is left aside",
        because="In cross-attention only the queries come from X: keys and values come from the memory.",
        by="hand",
        source="https://github.com/keitakurita/Practical_NLP_in_PyTorch/issues/1: "
        "a decoder takes keys and values from itself and not from the encoder",
    ),
    Mistake(
        name="packed-qkv-cut-the-wrong-way",
        forms=(*map(by_order, ORDERS), dealt_in_threes(), cut_by_heads_first()),
        would="W_Q, W_K and W_V are packed side by side, and cut apart again in another way",
        because="Packed side by side, all columns of W_Q stand first, then all of W_K, then all of W_V.",
        by="program",
        source="https://github.com/awslabs/slapo/pull/46: "
        "packed as [q0 q1 …, k0 k1 …, v0 v1 …] by one part, read as [q0 k0 v0, …] by another",
    ),
)
