"""The kinds of mask: which pairs of a query and a key each lets attend, and when it does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.errors import AttnError
from attncli.loading.misfit import Misfit
from attncli.numerics.masks import causal_allowed, hidden_allowed, valid_length_allowed, window_allowed
from attncli.scenario import MaskPart
from attncli.spelling import counted
from attncli.tensor import Axis, Glyph, LabelError, Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from attncli.loading.given import Fit, Given, Mask
    from attncli.reading.text import Faults

    Allowed = NDArray[np.bool_]

MOST = 64_000_000
"""Pairs of a query and a key that a mask covers at most: a byte each."""


def check_masks(given: Given, fitted: Fit, faults: Faults) -> None:
    """Whether each mask of a file fits the queries and keys. Faults: E202, E317, E318."""
    if fitted.queries is None or fitted.keys is None:
        return
    for mask in given.mask or ():
        wrong = misfit(mask, fitted.queries, fitted.keys, fitted.heads)
        if wrong is not None:
            faults.add(wrong.code, wrong.what, mask.node, "mask", wrong.help)


def refuse_misfits(masks: Sequence[Mask], queries: Axis, keys: Axis, heads: int, *, of_file: bool) -> None:
    """Refuse masks that do not fit another sentence, or that were asked for and do not fit this one.

    A file's mask may hide words that another sentence does not have; one that was asked for may not.

    Raises: AttnError E317, E505.
    """
    for mask in masks:
        wrong = misfit(mask, queries, keys, heads)
        if wrong is None or (of_file and mask.kind == "hidden" and wrong.code == "E318"):
            continue
        help = "take the scenario's mask away with `mask=none`, or name another" if of_file else wrong.help
        raise AttnError("E317" if wrong.code == "E317" else "E505", wrong.what, help=help)


def misfit(mask: Mask, queries: Axis, keys: Axis, heads: int) -> Misfit | None:
    """Why a mask cannot be laid over these queries and keys, in so many heads; None if it can."""
    pairs = len(queries) * len(keys)
    if pairs > MOST:
        covered = f"a mask over {len(queries):,} queries and {len(keys):,} keys covers {pairs:,} pairs"
        what = f"{covered}, more than the {MOST:,} that are held at once"
        return Misfit("E317", what, "take the mask away, or give a shorter sentence")
    if mask.kind == "rows" and mask.setting.ndim == 3:
        return heads_misfit(mask.setting, queries, keys, heads)
    check = CHECKS.get(mask.kind)
    return None if check is None else check(mask.setting, queries, keys)


def hidden_misfit(tokens: Sequence[str], _: Axis, keys: Axis) -> Misfit | None:
    """Why these tokens cannot be hidden."""
    from attncli.spelling import did_you_mean, quoted

    for token in tokens:
        if not positions_of(token, keys):
            what = f"`{token}` is to be hidden and is not among the keys {quoted(keys.names)}"
            help = did_you_mean(token, keys.labels, "name one of them, or a position such as `@1`")
            return Misfit("E318", what, help)
    return None


def length_misfit(lengths: int | Sequence[int], queries: Axis, keys: Axis) -> Misfit | None:
    """Why the keys cannot be cut to this length, or the queries cannot have a length each."""
    several = [lengths] if isinstance(lengths, int) else list(lengths)
    if not isinstance(lengths, int) and len(several) != len(queries):
        what = f"`valid_length` has {counted(len(several), 'length')} for {counted(len(queries), 'query')}"
        return Misfit("E202", what, "give one length for all, or one a query")
    wrong = next((length for length in several if length > len(keys)), None)
    if wrong is None:
        return None
    there = "there is one key" if len(keys) == 1 else f"there are {len(keys)} keys"
    what = f"`valid_length` is {wrong}, where {there}"
    return Misfit("E318", what, f"give a length from 0 to {len(keys)}")


def rows_misfit(rows: Allowed, queries: Axis, keys: Axis) -> Misfit | None:
    """Why rows of truths do not fit."""
    n_queries, n_keys = len(queries), len(keys)
    if rows.shape == (n_queries, n_keys):
        return None
    found = f"the mask has {counted(rows.shape[0], 'row')} of {rows.shape[1]}"
    pairs = f"{counted(n_queries, 'query')} and {counted(n_keys, 'key')}"
    what = f"{found}, where {pairs} make {counted(n_queries, 'row')} of {n_keys}"
    return Misfit("E202", what, "give it a row a query, with a true or false for every key")


def heads_misfit(rows: Allowed, queries: Axis, keys: Axis, heads: int) -> Misfit | None:
    """Why rows of truths for every head do not fit."""
    if rows.shape[0] not in (1, heads):
        there = f"there are {heads} heads" if heads > 1 else "there is one head"
        what = f"the mask has rows for {counted(rows.shape[0], 'head')}, where {there}"
        return Misfit("E202", what, "give it rows for every head, or one set of rows that all heads share")
    wrong = rows_misfit(rows[0], queries, keys)
    if rows.shape[0] == 1:
        return wrong
    return wrong and wrong._replace(what=wrong.what.replace("the mask has", "for each head the mask has"))


CHECKS: dict[str, Callable[[Any, Axis, Axis], Misfit | None]] = {
    "hidden": hidden_misfit,
    "valid_length": length_misfit,
    "rows": rows_misfit,
}
"""Kinds of mask that may not fit."""


def positions_of(token: str, keys: Axis) -> list[int]:
    """Every key (from 0) that a token means: all that are spelt so, else all that are if case is ignored, or
    the one position.
    """
    try:
        return [keys.find(token)]
    except LabelError as error:
        return [keys.find(name) for name in error.candidates]


def allowed_pairs(mask: Mask, queries: Axis, keys: Axis, *, bottom_right: bool = False) -> Allowed:
    """Which pairs one mask lets attend: (n_queries, n_keys), True = may. The mask fits.

    ``bottom_right``: a query's own position, round which a window lies, is counted from the last.
    """
    n_queries, n_keys = len(queries), len(keys)
    match mask.kind:
        case "causal":
            return causal_allowed(n_queries, n_keys, bottom_right=mask.setting == "bottom-right")
        case "hidden":
            hidden = [position for token in mask.setting for position in positions_of(token, keys)]
            return hidden_allowed(n_queries, n_keys, hidden)
        case "valid_length":
            return valid_length_allowed(n_queries, n_keys, mask.setting)
        case "window":
            return window_allowed(n_queries, n_keys, mask.setting, bottom_right=bottom_right)
        case _:
            rows: Allowed = mask.setting
            return rows[0] if rows.ndim == 3 and len(rows) == 1 else rows


def parts_of(masks: Sequence[Mask], queries: Axis, keys: Axis) -> tuple[MaskPart, ...]:
    """Which pairs each of these masks lets attend. Each of them fits.

    A window beside a causal mask counts positions from the same corner.
    """
    corner = any(mask.kind == "causal" and mask.setting == "bottom-right" for mask in masks)
    return tuple(
        MaskPart(mask.kind, allowed_pairs(mask, queries, keys, bottom_right=corner)) for mask in masks
    )


def allowed_by(
    masks: Sequence[Mask], parts: Sequence[MaskPart], queries: Axis, keys: Axis, heads: Axis | None
) -> Tensor | None:
    """Which pairs every one of these masks, parted already, lets attend: (query, key), True = may; None if
    there is no mask.

    With heads in front, where one of the masks has them: (head, query, key).
    """
    if not masks:
        return None
    allowed = parts[0].allowed
    for part in parts[1:]:  # (n_queries, n_keys) or (heads, n_queries, n_keys)
        allowed = allowed & part.allowed
    axes = [queries, keys]
    by_head = any(mask.kind == "rows" and mask.setting.ndim == 3 for mask in masks)
    if by_head and heads is not None and len(heads) == 1:  # then the rows that all heads share are its own
        allowed = allowed[None]  # (n_queries, n_keys) -> (1, n_queries, n_keys)
    if allowed.ndim == 3:
        axes.insert(0, heads or Axis.numbered("head", len(allowed)))
    return Tensor("allowed", Glyph("M", "M"), allowed, axes)
