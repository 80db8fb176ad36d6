"""Mistakes in how context and query are joined into the attentional vector."""

from __future__ import annotations

from attncli.mistakes.mistake import Instead, Mistake
from attncli.numerics.mistaken.attentional import not_joined, not_squashed, query_first

MISTAKES = (
    Mistake(
        name="attentional-no-tanh",
        forms=((Instead("attentional/attentional", not_squashed),),),
        would="the sums are left as they are, without tanh",
        because="tanh of each sum is taken: it brings every number between −1 and 1.",
        by="hand",
        source='https://github.com/tensorflow/nmt/issues/257 ("we missed this tanh() so you can call it a '
        'coding mistake")',
    ),
    Mistake(
        name="attentional-order",
        forms=((Instead("attentional/attentional_sums", query_first),),),
        would="the query stands before the context, [q; c], where W_c is applied",
        because="The context comes first, [c; q]: the upper rows of W_c are made for it.",
        by="hand",
        source="",
    ),
    Mistake(
        name="attentional-left-out",
        forms=((Instead("attentional", not_joined),),),
        would="the context is taken for the result, and never joined with the query",
        because="The context is joined with the query, and the two go through W_c and tanh.",
        by="hand",
        source="",
    ),
)
