"""Mistakes in what is mixed by the weights, and in what is taken for the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.mistakes.mistake import Instead, Mistake
from attncli.numerics.mistaken.context import (
    input_itself,
    plain_average,
    plain_average_of_seen,
    turned_weights,
    unweighted_sum,
    unweighted_sum_of_seen,
    with_input,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from attncli.mistakes.mistake import Form
    from attncli.numerics.arrays import Floats
    from attncli.trace import Step


def whole(step: Step) -> bool:
    """Whether a context is a result, and not one head's part of it."""
    return not step.inputs["weights"].has("head")


def of_input(function: Callable[..., Floats]) -> tuple[Form, ...]:
    """Forms that bring what went in, the embeddings with their positions or without, into the result."""
    return tuple(
        (Instead(stage, function, {"entered": entered}, where=whole if stage == "context" else None),)
        for stage in ("context", "concatenated", "output")
        for entered in ("x", "positions")
    )


MISTAKES = (
    Mistake(
        name="keys-as-values",
        forms=((Instead("context", None, {"value": "scores.key"}),),),
        would="the keys are mixed in place of the values",
        because="The weights mix the values; the keys are there only to be compared with the query.",
        by="hand",
        source="",
    ),
    Mistake(
        name="queries-as-values",
        forms=((Instead("context", None, {"value": "scores.query"}),),),
        would="the queries are mixed in place of the values",
        because="The weights mix the values; the queries are there only to be compared with the keys.",
        by="rows",
        source="",
    ),
    Mistake(
        name="unweighted-sum",
        forms=((Instead("context", unweighted_sum),), (Instead("context", unweighted_sum_of_seen),)),
        would="the values are added up without their weights",
        because="Every value is multiplied by its weight before they are added up.",
        by="hand",
        source="",
    ),
    Mistake(
        name="plain-average",
        forms=((Instead("context", plain_average),), (Instead("context", plain_average_of_seen),)),
        would="the values are averaged, each counting the same",
        because="Every value counts by its weight: the average is a weighted one.",
        by="hand",
        source="",
    ),
    Mistake(
        name="transposed-weights",
        forms=((Instead("context", turned_weights),),),
        would="the values are mixed by a column of the weights, what all queries give to one key",
        because="A query mixes the values by its own row of the weights, what it gives to every key.",
        by="rows",
        source="",
    ),
    Mistake(
        name="residual-added",
        forms=of_input(with_input),
        would="what went in is added to what attention makes of it",
        because="Attention gives what it found alone; to add what went in is the next step of a transformer.",
        by="hand",
        source="",
    ),
    Mistake(
        name="input-returned",
        forms=of_input(input_itself),
        would="what went in comes out, as if nothing had been mixed",
        because="The result is a mixture of values, by the weights.",
        by="hand",
        source="",
    ),
)
