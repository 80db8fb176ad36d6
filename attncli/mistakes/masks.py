"""Mistakes in what is hidden, and in how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.mistakes.mistake import Form, Instead, Mistake
from attncli.numerics.mistaken.masks import (
    causal_transposed,
    filled,
    from_other_corner,
    hidden_plus,
    mask_transposed,
    plain_exponentials,
    plus_mask,
    plus_product,
    rows_hidden,
    seen_plus,
    times_mask,
    turned_round,
    unmasked,
    weights_filled,
    weights_of_seen,
    with_next,
    without_itself,
    without_itself_plus,
    zeros_hidden,
)
from attncli.numerics.mistaken.windows import (
    window_beside_masks,
    window_of_itself,
    window_of_itself_masked,
    window_of_place,
)

if TYPE_CHECKING:
    from attncli.trace import Step

Where = Callable[["Step"], bool]

INFINITE = -np.inf
LEAST = float(np.finfo(np.float32).min)
"""What a program has for −∞ that wants a number: the least of its type."""

SUBTRACTED = Instead("weights/exponentials", plain_exponentials)
"""A softmax that takes the highest score off, finite or not: no numbers come of a row without one."""

SEEN = {"seen": "masked_scores.right"}
OWN = {"causal": "mask.causal"}
PARTED = {"causal": "mask.causal", "others": "mask.others"}


def of_scores(
    function: Callable[..., Any], takes: Mapping[str, str] = {}, where: Where | None = None, **bound: float
) -> Instead:
    """A change of the masked scores, with the constants of a function bound."""
    return Instead("masked_scores", partial(function, **bound) if bound else function, takes, where)


def fills(
    function: Callable[..., Any], takes: Mapping[str, str] = {}, where: Where | None = None
) -> list[Form]:
    """The forms of a mistake that may hide a whole row: with −∞, of which comes nothing, or no number, and
    with a low number, of which comes a row of equal weights.
    """
    infinite = of_scores(function, takes, where, fill=INFINITE)
    return [(infinite,), (infinite, SUBTRACTED), (of_scores(function, takes, where, fill=-1e9),)]


def by_mask(step: Step) -> bool:
    """Whether masks alone hide, and no window of local attention."""
    return "causal" in step.settings


def by_causal(step: Step) -> bool:
    """Whether a causal mask is among those that hide."""
    return bool(step.settings.get("causal"))


def by_corner(step: Step) -> bool:
    """Whether it matters from which corner a causal mask begins."""
    n_queries, n_keys = step.inputs["scores"].array.shape[-2:]
    return by_causal(step) and n_queries != n_keys


def by_keys(step: Step) -> bool:
    """Whether some keys are hidden from every query, beside a causal mask at most, in a square."""
    allowed = square(step)
    if allowed is None:
        return False
    keys = allowed[..., -1:, :]
    before = np.tri(allowed.shape[-1], dtype=bool) if by_causal(step) else True
    return not keys.all() and np.array_equal(allowed, np.broadcast_to(keys & before, allowed.shape))


def by_pairs(step: Step) -> bool:
    """Whether a mask turned round is another one, and not all its rows are alike, in a square."""
    allowed = square(step)
    if allowed is None or np.array_equal(allowed, allowed.swapaxes(-1, -2)):
        return False
    return not (allowed == allowed[..., -1:, :]).all()


def square(step: Step) -> np.ndarray[Any, Any] | None:
    """What the masks allow, with as many queries as keys; None where there are more of one, or no masks."""
    allowed = step.inputs.get("allowed")
    if allowed is None or not by_mask(step) or allowed.array.shape[-1] != allowed.array.shape[-2]:
        return None
    return allowed.array


def own_window(step: Step) -> bool:
    """Whether a window lies round each query's own position."""
    return "window" in step.settings and "position" not in step.op.roles


def window_alone(step: Step) -> bool:
    """Whether it does, and no mask hides anything besides."""
    if not own_window(step):
        return False
    allowed = step.inputs["allowed"].array
    everything = np.zeros_like(allowed, dtype=float)
    return np.array_equal(allowed, np.isfinite(window_of_itself(everything, step.settings["window"], 0, 0)))


def window_forms(before: int, after: int) -> list[Form]:
    """The forms of a window that reaches so many positions further before and after its middle."""
    aside = {"window": "mask.window", "beside_window": "mask.beside_window"}
    changes: tuple[tuple[Callable[..., Any], Mapping[str, str], Where | None], ...] = (
        (window_of_place, {}, None),
        (window_of_itself, {}, window_alone),
        (window_of_itself_masked, {"mask": "allowed"}, own_window),
        (window_beside_masks, aside, by_mask),
    )
    return [
        (of_scores(function, takes, where, before=before, after=after),) for function, takes, where in changes
    ]


MISTAKES = (
    Mistake(
        name="mask-forgotten",
        forms=((of_scores(unmasked),),),
        would="no score is hidden",
        because="A score that must not count becomes −∞ before the softmax, so that it weighs 0.",
        by="hand",
        source="https://github.com/keras-team/keras/issues/23038 (a causal mask that is silently dropped)",
    ),
    Mistake(
        name="mask-filled-with-0",
        forms=((of_scores(filled, fill=1e-9),), (of_scores(filled, fill=0.0),)),
        would="hidden scores become 0, or a number next to it, and not −∞",
        because="e to the power of 0 is 1, which is a share like any other; e to the power of −∞ is 0.",
        by="hand",
        source="https://github.com/awslabs/gluonts/pull/1401 (1e-9 for −1e9)",
        # A score times 0 is 0.
        same_as=("mask-times-0-or-1",),
    ),
    Mistake(
        name="mask-times-0-or-1",
        forms=((of_scores(times_mask),),),
        would="each score is multiplied by the mask, 1 where it allows and 0 where it hides",
        because="A score of 0 is a score like any other and has its share; a hidden score becomes −∞.",
        by="hand",
        source="https://github.com/georg-wolflein/good-features/pull/1 (scores multiplied by a binary mask)",
        same_as=("mask-filled-with-0",),
    ),
    Mistake(
        name="mask-after-softmax",
        forms=(
            (of_scores(unmasked), Instead("weights/weights", weights_of_seen, SEEN)),
            (of_scores(unmasked), Instead("weights/weights", partial(weights_filled, fill=INFINITE), SEEN)),
            (of_scores(unmasked), Instead("weights/weights", partial(weights_filled, fill=-1e9), SEEN)),
        ),
        would="the softmax runs over all scores, and the mask is laid over its weights",
        because="Hidden scores become −∞ before the softmax, so that what may be seen shares all the weight.",
        by="hand",
        source="https://github.com/huggingface/pytorch-image-models/pull/2236 (the mask behind the softmax)",
    ),
    Mistake(
        name="mask-polarity",
        forms=(
            *fills(turned_round),
            (of_scores(turned_round, fill=-1e4),),
            (of_scores(turned_round, fill=LEAST),),
            (of_scores(seen_plus, term=-1e9),),
        ),
        would="the mask is read the other way round: what may be seen is hidden, and the rest is shown",
        because="Where the mask allows, a score stays what it is; where it hides, the score becomes −∞.",
        by="hand",
        source="https://github.com/lucidrains/halonet-pytorch/issues/4 (filled where the mask is true)",
    ),
    Mistake(
        name="mask-sign",
        forms=(
            (of_scores(filled, fill=np.inf),),
            (of_scores(filled, fill=np.inf), SUBTRACTED),
            (of_scores(filled, fill=1e9),),
            (of_scores(hidden_plus, term=1e9),),
        ),
        would="hidden scores become very large, and not −∞",
        because="Hidden scores become −∞, with a minus sign: e to that power is 0.",
        by="program",
        source="https://github.com/lucidrains/memory-compressed-attention/issues/2 (−(−∞) as a fill)",
    ),
    Mistake(
        name="mask-hides-itself",
        forms=(*fills(without_itself, OWN), (of_scores(without_itself_plus, OWN, term=-1e9),)),
        would="the causal mask hides the key at a query's own position too",
        because="A causal mask hides the keys after a query's own position; the one at it may be seen.",
        by="hand",
        source="https://github.com/pbloem/former/issues/10 (an offset of 0 for 1, and a first row of NaN)",
    ),
    Mistake(
        name="mask-shows-next",
        forms=((of_scores(with_next, PARTED, by_mask),),),
        would="the causal mask shows the key after a query's own position too",
        because="A causal mask hides every key after a query's own position, and so the next one.",
        by="hand",
        source="",
    ),
    Mistake(
        name="mask-rows-not-columns",
        forms=tuple(fills(rows_hidden, where=by_keys)),
        would="the rows with the numbers of the hidden keys are hidden, and not their columns",
        because="A hidden key must be seen by no query: its column is hidden, in every row.",
        by="rows",
        source="https://github.com/bentrevett/pytorch-seq2seq/issues/96 (unsqueeze(3) for unsqueeze(2))",
    ),
    Mistake(
        name="mask-transposed",
        forms=(
            (of_scores(mask_transposed, where=by_pairs),),
            (of_scores(causal_transposed, PARTED, by_pairs),),
        ),
        would="a mask lies over the scores with its rows and columns exchanged",
        because="Row i and column j of the mask say whether query i may see key j.",
        by="rows",
        source="https://github.com/pytorch/pytorch/issues/29546 (a causal mask that lets the first see all)",
    ),
    Mistake(
        name="causal-alignment",
        forms=tuple(fills(from_other_corner, PARTED, by_corner)),
        would="the causal mask starts from the other corner",
        because="In this causal mask {corner}.",
        by="hand",
        source="https://github.com/pytorch/pytorch/issues/103082 (one query, many cached keys)",
    ),
    Mistake(
        name="window-too-wide",
        forms=tuple(window_forms(1, 1)),
        would="the window reaches one position too far",
        because="The window ends at a distance of {window} from the query's place; a key there is in it.",
        by="hand",
        source="https://github.com/huggingface/transformers/issues/39408 (off by one)",
    ),
    Mistake(
        name="window-too-narrow",
        forms=(*window_forms(-1, -1), *window_forms(0, -1)),
        would="the window ends one position too soon",
        because="The window ends at a distance of {window} from the query's place; a key there is in it.",
        by="hand",
        source="https://github.com/huggingface/transformers/pull/47010 (< where ≤ is meant)",
    ),
    Mistake(
        name="mask-added-as-a-number",
        forms=((of_scores(plus_mask),), (of_scores(hidden_plus, term=1.0),)),
        would="the mask is added to the scores as a number, 1 for true and 0 for false",
        because="To add 1 or 0 hides nothing: a score that must not count becomes −∞.",
        by="hand",
        source="https://github.com/huggingface/transformers/pull/41443 (a boolean mask added to scores)",
    ),
    Mistake(
        name="mask-hides-zeros",
        forms=tuple(fills(zeros_hidden)),
        would="a score that happens to be 0 is taken for a hidden one",
        because="The mask says what is hidden, and not the score: 0 is a score like any other.",
        by="program",
        source="",
    ),
    Mistake(
        name="mask-zero-times-infinity",
        forms=((of_scores(plus_product),),),
        would="−∞ times 1 or 0 is added to each score: 0 · −∞ is no number",
        because="A score that may be seen stays what it is: nothing that is not finite may be added to it.",
        by="program",
        source="https://github.com/cerebroai/reformers/issues/3 ((1 − mask) · −inf)",
    ),
)
