"""Mistakes in how columns become heads, and heads columns again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attncli.mistakes.mistake import Form, Instead, Mistake
from attncli.numerics.mistaken.heads import (
    average_head,
    average_in_every_head,
    averaged_weights,
    dealt_heads,
    heads_of_slices,
    joined_by_rows,
    joined_in_turn,
    mixed_by_averaged_weights,
    split_by_rows,
    sum_of_heads,
    tiled_heads,
)
from attncli.numerics.mistaken.projections import transposed_projection, unprojected

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats
    from attncli.trace import Step


def several(step: Step) -> bool:
    """Whether there are several heads."""
    return len(step.settings["heads"]) > 1


def several_shared(step: Step) -> bool:
    """Whether several key heads are shared: a single one can be handed out in one way only."""
    return step.inputs["kv"].size("head") > 1


def weighed_by_several(step: Step) -> bool:
    """Whether several heads have weights, or scores, of their own."""
    first = next(iter(step.inputs.values()))
    return first.has("head") and first.size("head") > 1


def split_as(becomes: Callable[..., Floats]) -> Form:
    """All three roles split in another way."""
    return (
        Instead("query_heads", becomes, where=several),
        Instead("key_heads", becomes),
        Instead("value_heads", becomes),
    )


def joined_as(becomes: Callable[..., Floats]) -> Form:
    """The heads put together in another way."""
    return (Instead("concatenated", becomes, where=several),)


def of_slices() -> Form:
    """Each head's own slice of what is projected, times the block of the matrix where both meet."""

    def takes(role: str) -> dict[str, str]:
        return {"x": f"{role}.x", "w": f"{role}.w", "b": f"{role}.b?"}

    return (
        Instead("query_heads", heads_of_slices, takes("query"), where=several),
        Instead("key_heads", heads_of_slices, takes("key")),
        Instead("value_heads", heads_of_slices, takes("value")),
    )


MISTAKES = (
    Mistake(
        name="heads-without-transpose",
        forms=(split_as(split_by_rows),),
        would="heads are cut by rows, and not by columns",
        because="Every head gets all rows, and of each row its own columns.",
        by="program",
        source="https://github.com/reczoo/FuxiCTR/issues/30: "
        "view(batch_size * num_heads, -1, attention_dim), without a transpose",
    ),
    Mistake(
        name="head-columns-interleaved",
        # Put together in turn as well, the columns end where they began, but each head had other ones.
        forms=(split_as(dealt_heads), split_as(dealt_heads) + joined_as(joined_in_turn)),
        would="the columns are dealt out to the heads in turn, one by one",
        because="Each head owns columns that are neighbours: the first head the first ones, and so on.",
        by="program",
        source="",
    ),
    Mistake(
        name="heads-see-slices-of-the-input",
        forms=(of_slices(),),
        would="each head projects only its own slice of the embedding",
        because="Each head projects the whole embedding, and only what comes out is cut into heads.",
        by="program",
        source="https://github.com/MarcoMeter/episodic-transformer-memory-ppo/pull/22: "
        "the input was split into heads before it was projected",
    ),
    Mistake(
        name="kv-heads-tiled",
        forms=(
            tuple(
                Instead(stage, tiled_heads, where=several_shared) for stage in ("key_shared", "value_shared")
            ),
        ),
        would="the query heads take the key and value heads in turn: 1, 2 … and 1 again",
        because="Query heads that are neighbours share one key head and its value head: 1, 1 … and then 2.",
        by="hand",
        source="https://github.com/ekzhang/jax-js/pull/180: tiled where each was to be repeated",
    ),
    Mistake(
        name="merge-without-transpose",
        forms=(joined_as(joined_by_rows),),
        would="the heads are written one behind the other, and cut into rows again",
        because="A row has the results of all heads for one query, side by side.",
        by="program",
        source="https://github.com/jsbaan/transformer-from-scratch/pull/6: "
        "reshaped without a permute, so that a row mixed several positions",
    ),
    Mistake(
        name="split-and-merge-without-transpose",
        forms=(split_as(split_by_rows) + joined_as(joined_by_rows),),
        would="heads are cut by rows, not by columns, and put together by rows again",
        because="Every head gets all rows, and of each its own columns, which end side by side again.",
        by="program",
        source="https://github.com/649453932/Chinese-Text-Classification-Pytorch/issues/53: "
        "view alone for both, without a transpose",
    ),
    Mistake(
        name="merge-interleaved",
        forms=(joined_as(joined_in_turn),),
        would="a row is put together of one number of each head in turn",
        because="In a row all numbers of the first head come first, then all of the next.",
        by="program",
        source="",
    ),
    Mistake(
        name="head-average",
        # Alone it is as narrow as one head; or it stands in the place of every head.
        forms=(joined_as(average_head), joined_as(average_in_every_head)),
        would="the results of the heads are averaged",
        because="The results of the heads are put side by side, not averaged.",
        by="hand",
        source="",
    ),
    Mistake(
        name="averaged-weights",
        # The weights themselves, or only what the values are mixed by.
        forms=(
            (Instead("weights", averaged_weights, where=weighed_by_several),),
            (Instead("context", mixed_by_averaged_weights, where=weighed_by_several),),
        ),
        would="all heads mix their values by the average of their weights",
        because="Each head mixes its values by its own weights.",
        by="program",
        source="https://github.com/wimmerth/anyup/issues/27: "
        "asked why values are mixed by weights averaged over heads",
    ),
    Mistake(
        name="no-output-projection",
        forms=((Instead("output", unprojected),),),
        would="what the heads took home goes out as it is, without W_O",
        because="At the end, what the heads took home, side by side, is multiplied by W_O.",
        by="hand",
        source="https://github.com/jwallbridge/translob/issues/4: "
        "the projection behind the heads is missing from the code",
    ),
    Mistake(
        name="output-transposed",
        forms=((Instead("output", transposed_projection),),),
        would="W_O is turned: its rows are used as its columns",
        because="What the heads took home is multiplied by the columns of W_O.",
        by="hand",
        source="https://github.com/skyzh/tiny-llm/pull/60: "
        "a course gave the shape of w_o the other way round",
    ),
    Mistake(
        name="heads-summed",
        forms=(joined_as(sum_of_heads),),
        would="the results of the heads are added up",
        because="The results of the heads are put side by side, not added.",
        by="hand",
        source="https://github.com/awf/functional-transformer/issues/8: "
        "summed where concatenation is expected",
    ),
)
