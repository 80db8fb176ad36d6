"""Mistakes in how scores become weights."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.mistake import Instead, Mistake
from attncli.numerics.mistaken.softmax import (
    all_to_the_first_highest,
    all_to_the_highest,
    bare,
    bare_divided_by_others,
    divided_by_other_totals,
    less_and_divided_by_others,
    not_softmaxed,
    over_axes,
    over_everything,
    overflown,
    powers_of_two,
    seen_scores,
    shares_of_hidden_scores,
    shares_of_scores,
    shares_of_the_others,
    sigmoids,
    softmax_twice,
    undivided,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from attncli.mistakes.mistake import Form
    from attncli.numerics.arrays import Floats
    from attncli.trace import Step


def in_heads(step: Step) -> bool:
    """Whether there are several heads to a softmax."""
    scores = step.inputs["scores"]
    return scores.has("head") and scores.size("head") > 1


def instead(*functions: Callable[..., Floats]) -> tuple[Form, ...]:
    """Forms that put another function in the place of the softmax."""
    return tuple((Instead("weights", function),) for function in functions)


EMPTY = (0.0, np.nan)
"""What becomes of weights where all that the softmax runs over is hidden: there is no total to divide by."""

MISTAKES = (
    Mistake(
        name="softmax-axis",
        forms=tuple((Instead("weights", partial(over_axes, axes=(-2,), empty=empty)),) for empty in EMPTY),
        would="the softmax runs over the queries: the weights of each key, and not those of each query, add "
        "up to 1",
        because="The softmax runs along each query's row, over the keys: a query has a whole of 1 to spend.",
        by="rows",
        source="https://github.com/labmlai/annotated_deep_learning_paper_implementations/issues/146 "
        "(the softmax of a published implementation ran over the wrong axis; its author agreed)",
    ),
    Mistake(
        name="softmax-over-heads",
        forms=tuple(
            (Instead("weights", partial(over_axes, axes=axes, empty=empty), where=in_heads),)
            for axes in ((-3,), (-3, -1))  # over the heads alone, and over the keys of all heads
            for empty in EMPTY
        ),
        would="the softmax runs over the heads, and not in each head by itself",
        because="The softmax runs over the keys, in each head by itself: each row of each head adds up to 1.",
        by="rows",
        source="https://github.com/facebookresearch/detr/issues/247 (the keys of all heads shared one "
        "softmax; its authors agreed)",
    ),
    Mistake(
        name="softmax-over-the-whole-matrix",
        forms=(
            *instead(partial(over_axes, axes=(-2, -1), empty=0.0)),
            (Instead("weights", over_everything, where=in_heads),),
        ),
        would="one softmax runs over the whole matrix: all its weights together add up to 1",
        because="Every query has a softmax of its own: each row adds up to 1.",
        by="rows",
        source="",
    ),
    Mistake(
        name="softmax-twice",
        forms=instead(softmax_twice),
        would="the softmax is taken twice, the second time of the weights",
        because="The softmax is taken once: its result is the weights, and a second one levels them out.",
        by="hand",
        source="",
    ),
    Mistake(
        name="totals-without-keepdims",
        forms=instead(divided_by_other_totals, less_and_divided_by_others, bare_divided_by_others),
        would="each exponential is divided by the total of another row: the totals lie in a row where they "
        "should stand in a column",
        because="Every row is divided by its own total; with arrays, the totals keep their axis "
        "(keepdims=True).",
        by="program",
        source="",
    ),
    Mistake(
        name="normalise-without-exp",
        forms=instead(shares_of_scores, shares_of_hidden_scores),
        would="each score is divided by the total of the scores, without e to the power of it",
        because="First e to the power of each score, which makes all of them positive, then shares of the "
        "total.",
        by="hand",
        source="",
    ),
    Mistake(
        name="exp-without-normalising",
        forms=instead(undivided),
        would="e to the power of each score less the highest is taken, and not divided by the total",
        because="The exponentials are divided by their total, so that the weights add up to 1.",
        by="hand",
        source="",
    ),
    Mistake(
        name="bare-exponentials",
        forms=instead(bare),
        would="e to the power of each score is taken, and nothing else",
        because="The exponentials are divided by their total, so that the weights add up to 1.",
        by="hand",
        source="",
    ),
    Mistake(
        name="no-softmax",
        forms=instead(not_softmaxed, seen_scores),
        would="the scores themselves stand in the place of the weights",
        because="The scores go through the softmax first: it makes positive shares of 1 of them.",
        by="hand",
        source="",
    ),
    Mistake(
        name="sigmoid",
        forms=instead(sigmoids),
        would="each score is put between 0 and 1 by itself, as 1 / (1 + e^−score)",
        because="In the softmax the keys share a whole of 1: what one gets, the others lose.",
        by="hand",
        source="",
    ),
    Mistake(
        name="powers-of-two",
        forms=instead(powers_of_two),
        would="2 to the power of each score is taken in place of e",
        because="The softmax takes e, about 2.718, to the power of each score.",
        by="hand",
        source="",
    ),
    Mistake(
        name="winner-takes-all",
        forms=instead(all_to_the_first_highest, all_to_the_highest),
        would="all the weight goes to the highest score",
        because="The softmax is soft: every key that is seen gets a share, the highest score the largest.",
        by="hand",
        source="",
    ),
    Mistake(
        name="total-of-others",
        forms=instead(shares_of_the_others),
        would="each exponential is divided by the total of the others, its own being left out",
        because="The total is of all exponentials of the row, that of the key itself among them.",
        by="hand",
        source="",
    ),
    Mistake(
        name="no-maximum-and-overflow",
        # The same numbers as ever wherever the type can hold them: that is right, and no mistake.
        forms=instead(*(partial(overflown, dtype=dtype) for dtype in (np.float16, np.float32, np.float64))),
        would="the highest score is not taken off first, and e to the power of a score is more than the type "
        "of number can hold, or so little that it holds 0",
        because="The highest score of the row is taken off every score first: the weights stay what they "
        "are, and no power is larger than 1.",
        by="program",
        source="https://github.com/pytorch/executorch/pull/18407 (scores of 151 made infinities, and NaN of "
        "them, in float32)",
    ),
)
