"""Mistakes in how weights favour the keys near a place."""

from __future__ import annotations

from functools import partial

import numpy as np

from attncli.mistakes.mistake import Instead, Mistake
from attncli.numerics.mistaken.local import (
    distances_from_zero,
    distances_to_whole,
    in_window_from_zero,
    renormalised,
    softmax_of_products,
    softmax_of_sums,
    unfavoured,
    wide_nearness,
)

PLACE = {"position": "masked_scores.position", "window": "masked_scores.window"}

UNFAVOURED = Instead("local_weights/local_weights", unfavoured)
FROM_ZERO = Instead("local_weights/distances", distances_from_zero)

MISTAKES = (
    Mistake(
        name="gaussian-left-out",
        forms=((UNFAVOURED,),),
        would="the weights stay as the softmax makes them, without the bell curve",
        because="Each weight is multiplied by the bell curve e^(−(s − p)² / 2σ²), which is 1 at the place p.",
        by="hand",
        source="",
    ),
    Mistake(
        name="gaussian-renormalised",
        forms=((Instead("local_weights/local_weights", renormalised),),),
        would="the weights are brought back to shares of 1 after the bell curve",
        because="Nothing follows the bell curve: the weights keep the sum that it leaves them.",
        by="hand",
        source="",
    ),
    Mistake(
        name="gaussian-inside-the-softmax",
        # e^(s + x) is e^s · e^x: with the exponent added, the local weights are those renormalised, but the
        # weights before them are not, and with the curve multiplied in, neither are.
        forms=(
            (Instead("weights", softmax_of_products, PLACE), UNFAVOURED),
            (Instead("weights", softmax_of_sums, PLACE), UNFAVOURED),
        ),
        would="the bell curve goes into the scores, before the softmax",
        because="The softmax comes first; then its weights are multiplied by the bell curve.",
        by="hand",
        source="",
    ),
    Mistake(
        name="sigma-is-d",
        forms=((Instead("local_weights/nearness", wide_nearness),),),
        would="σ is taken to be D, and not half of it",
        because="σ is D / 2, so that 2σ² is D² / 2, and the curve falls to 0.14 at the window's ends.",
        by="hand",
        source="",
    ),
    Mistake(
        name="centre-moved",
        forms=tuple(
            (Instead("local_weights/distances", partial(distances_to_whole, rounded=rounded)),)
            for rounded in (np.floor, np.round, np.ceil)
        ),
        would="the bell curve stands round a whole position next to the place p",
        because="The distance is s − p, with the place p as it is: it need not be a whole number.",
        by="hand",
        source="",
    ),
    Mistake(
        name="place-from-zero",
        forms=((FROM_ZERO,), (Instead("masked_scores", in_window_from_zero), FROM_ZERO)),
        would="the keys are counted from 0",
        because="The first key is at position 1, and the place p is counted so too.",
        by="hand",
        source="",
    ),
)
