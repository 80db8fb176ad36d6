"""Mistakes in what scores are divided by."""

from __future__ import annotations

from attncli.mistakes.mistake import Instead, Mistake
from attncli.numerics.mistaken.scaling import not_scaled, scaled_by_d_k

MISTAKES = (
    Mistake(
        name="no-scale",
        forms=((Instead("scaled_scores", not_scaled),),),
        would="the scores go into the softmax undivided",
        because="Every score is divided by √d_k, here {root}, before the softmax.",
        by="hand",
        source="",
    ),
    Mistake(
        name="scale-by-d-k",
        forms=((Instead("scaled_scores", scaled_by_d_k),),),
        would="the scores are divided by d_k, which is {d_k}, and not by its root",
        because="The scores are divided by √d_k, here {root}: by how much a sum of {d_k} products spreads.",
        by="hand",
        source="",
    ),
)
