"""Mistakes in what scores are divided by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.mistakes.mistake import Instead, Mistake
from attncli.numerics.mistaken.scaling import (
    divided_afterwards,
    multiplied_afterwards,
    multiplied_by_root,
    multiplied_twice,
    not_scaled,
    scaled_anyway,
    scaled_by_d_k,
    scaled_by_d_model,
    scaled_by_double,
    scaled_by_half,
    scaled_by_heads,
    scaled_by_keys,
    scaled_twice,
)

if TYPE_CHECKING:
    from attncli.trace import Step


def by_root(step: Step) -> bool:
    """Whether scores are divided by √d_k, and not multiplied by a number that somebody chose."""
    return "d_k" in step.settings


def by_root_in_heads(step: Step) -> bool:
    """Whether they are, in several heads."""
    return by_root(step) and step.inputs["scores"].has("head")


MISTAKES = (
    Mistake(
        name="no-scale",
        forms=((Instead("scaled_scores", not_scaled),),),
        would="the scores go into the softmax {undivided}",
        because="Every score is {scaled} before the softmax.",
        by="hand",
        source="https://github.com/delzac/cntkx/issues/10 (the root is not applied)",
    ),
    Mistake(
        name="scale-by-d-k",
        forms=((Instead("scaled_scores", scaled_by_d_k),),),
        would="the scores are divided by {whole}, and not by its root",
        because="The scores are divided by {divisor}: a sum of d_k products spreads with the root of d_k.",
        by="hand",
        source="",
        # Divided by √d_k and by √d_k again, the scores are divided by d_k.
        same_as=("scaled-twice",),
    ),
    Mistake(
        name="scale-by-d-model",
        forms=((Instead("scaled_scores", scaled_by_d_model, {"x": "x?", "packed": "query_heads.packed?"}),),),
        would="the scores are divided by {model_root}, and not by {divisor}",
        because="The scores are divided by {divisor}: d_k is how many products each score adds up.",
        by="hand",
        source="https://github.com/karpathy/ng-video-lecture/pull/6 (scaled by the channels of the input, "
        "and not of a head)",
    ),
    Mistake(
        name="scale-by-keys",
        forms=((Instead("scaled_scores", scaled_by_keys, where=by_root),),),
        would="the scores are divided by {keys_root}",
        because="The scores are divided by {divisor}, however many keys there are.",
        by="hand",
        source="",
    ),
    Mistake(
        name="scale-by-heads",
        forms=((Instead("scaled_scores", scaled_by_heads, where=by_root_in_heads),),),
        would="the scores are divided by {heads_root}",
        because="The scores are divided by {divisor}, where d_k is how many numbers a key has in a head.",
        by="hand",
        source="",
    ),
    Mistake(
        name="scale-precedence",
        # Divided by (d_k ** 1/2); and with no brackets at all, by d_k and then by 2, as d_k ** -1/2 is too.
        forms=((Instead("scaled_scores", scaled_by_half),), (Instead("scaled_scores", scaled_by_double),)),
        would="the root is written d_k ** 1/2, without brackets: the power is 1, and the 2 divides",
        because="A power is taken before a division: it is d_k ** (1/2), with brackets, that is {divisor}.",
        by="hand",
        source="",
    ),
    Mistake(
        name="multiply-by-root",
        forms=((Instead("scaled_scores", multiplied_by_root),),),
        would="the scores are multiplied by {divisor}",
        because="The scores are divided by {divisor}, which brings them closer together.",
        by="hand",
        source="https://github.com/esceptico/perceiver-io/issues/9 (divided by d_k ** −0.5)",
    ),
    Mistake(
        name="scale-after-the-softmax",
        forms=(
            (
                Instead("scaled_scores", not_scaled, where=by_root),
                Instead("weights/weights", divided_afterwards, {"d_k": "scaled_scores.d_k"}),
            ),
            (
                Instead("scaled_scores", not_scaled),
                Instead("weights/weights", multiplied_afterwards, {"scale": "scaled_scores.scale"}),
            ),
        ),
        would="the weights are {scaled}, after the softmax, and the scores are not",
        because="The scores are {scaled} before the softmax, which then makes weights that add up to 1.",
        by="hand",
        source="https://github.com/FrancescoSaverioZuppichini/ViT/issues/2 (softmax first, then the scale)",
    ),
    Mistake(
        name="scaled-twice",
        forms=((Instead("scaled_scores", scaled_twice),), (Instead("scaled_scores", multiplied_twice),)),
        would="the scores are {scaled}, and once more",
        because="Every score is {scaled} a single time.",
        by="hand",
        source="https://github.com/huggingface/transformers/pull/38290 (the query is scaled, and then the "
        "scores)",
        same_as=("scale-by-d-k",),
    ),
    Mistake(
        name="scaled-anyway",
        forms=((Instead("scores", scaled_anyway),),),
        would="the scores are divided by {divisor}",
        because="In this computation the scores go into the softmax as they are, divided by nothing.",
        by="hand",
        source="",
        unless=("scaled_scores",),
    ),
)
