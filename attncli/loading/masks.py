"""The kinds of mask: which pairs of a query and a key each lets attend, and when it does not fit a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.errors import AttnError
from attncli.numerics.masks import causal_allowed, hidden_allowed, valid_length_allowed, window_allowed
from attncli.record import Record
from attncli.tensor import Axis, Glyph, LabelError, Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from attncli.reading.tree import Node

    Allowed = NDArray[np.bool_]

MOST = 64_000_000
"""Pairs of a query and a key that a mask covers at most: a byte each."""


class Mask(Record):
    """One mask: what the command line calls it, its kind, what it is set to, and (in a file) where it stands."""

    texts: tuple[str, ...]
    kind: str
    setting: Any = None
    """causal: "" or "bottom-right"; hidden: tokens; valid_length: a length or one a query; window: a number; rows: truths."""
    node: Node | None = None

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Mask)
            and self.texts == other.texts
            and (self.kind != "rows" or bool(np.array_equal(self.setting, other.setting)))
        )

    __hash__ = None  # type: ignore[assignment]


class Misfit(Record):
    """Why a mask does not fit the queries and keys: an error without its place."""

    code: str
    what: str
    help: str


def misfit(mask: Mask, queries: Axis, keys: Axis, heads: int | None = None) -> Misfit | None:
    """Why a mask cannot be laid over these queries and keys, in so many heads; None if it can."""
    pairs = len(queries) * len(keys)
    if pairs > MOST:
        what = f"a mask over {len(queries):,} queries and {len(keys):,} keys covers {pairs:,} pairs, more than the {MOST:,} that are held at once"
        return Misfit("E317", what, "take the mask away, or give a shorter sentence")
    if mask.kind == "rows" and mask.setting.ndim == 3:
        return _heads_misfit(mask.setting, queries, keys, heads or 1)
    check = CHECKS.get(mask.kind)
    return None if check is None else check(mask.setting, queries, keys)


def _hidden_misfit(tokens: Sequence[str], _: Axis, keys: Axis) -> Misfit | None:
    from attncli.spelling import did_you_mean, quoted

    for token in tokens:
        if not positions_of(token, keys):
            what = f"`{token}` is to be hidden and is not among the keys {quoted(keys.names)}"
            return Misfit(
                "E318", what, did_you_mean(token, keys.labels, "name one of them, or a position such as `@1`")
            )
    return None


def _length_misfit(lengths: int | Sequence[int], queries: Axis, keys: Axis) -> Misfit | None:
    several = [lengths] if isinstance(lengths, int) else list(lengths)
    if not isinstance(lengths, int) and len(several) != len(queries):
        return Misfit(
            "E202",
            f"`valid_length` has {len(several)} lengths for {len(queries)} queries",
            "give one length for all, or one a query",
        )
    wrong = next((length for length in several if length > len(keys)), None)
    if wrong is None:
        return None
    return Misfit(
        "E318",
        f"`valid_length` is {wrong}, where there are {len(keys)} keys",
        f"give a length from 0 to {len(keys)}",
    )


def _rows_misfit(rows: Allowed, queries: Axis, keys: Axis) -> Misfit | None:
    if rows.shape == (len(queries), len(keys)):
        return None
    what = f"the mask has {rows.shape[0]} rows of {rows.shape[1]}, where {len(queries)} queries and {len(keys)} keys make {len(queries)} rows of {len(keys)}"
    return Misfit("E202", what, "give it a row a query, with a true or false for every key")


def _heads_misfit(rows: Allowed, queries: Axis, keys: Axis, heads: int) -> Misfit | None:
    if rows.shape == (heads, len(queries), len(keys)):
        return None
    if rows.shape[0] != heads:
        there = f"there are {heads} heads" if heads > 1 else "there is one head"
        return Misfit(
            "E202",
            f"the mask has rows for {rows.shape[0]} heads, where {there}",
            "give it rows for every head, or one set of rows that all heads share",
        )
    wrong = _rows_misfit(rows[0], queries, keys)
    return wrong and wrong._replace(what=wrong.what.replace("the mask has", "for each head the mask has"))


CHECKS: dict[str, Callable[[Any, Axis, Axis], Misfit | None]] = {
    "hidden": _hidden_misfit,
    "valid_length": _length_misfit,
    "rows": _rows_misfit,
}


def positions_of(token: str, keys: Axis) -> list[int]:
    """Every key (from 0) that a token means: all that are spelt so, else all that are if case is ignored, or the one position."""
    try:
        return [keys.find(token)]
    except LabelError as error:
        return [keys.find(name) for name in error.candidates]


def allowed_pairs(mask: Mask, queries: Axis, keys: Axis) -> Allowed:
    """Which pairs one mask lets attend: (n_queries, n_keys), True = may. The mask fits."""
    n_queries, n_keys = len(queries), len(keys)
    match mask.kind:
        case "causal":
            return causal_allowed(n_queries, n_keys, bottom_right=mask.setting == "bottom-right")
        case "hidden":
            return hidden_allowed(
                n_queries,
                n_keys,
                [position for token in mask.setting for position in positions_of(token, keys)],
            )
        case "valid_length":
            return valid_length_allowed(n_queries, n_keys, mask.setting)
        case "window":
            return window_allowed(n_queries, n_keys, mask.setting)
        case _:
            rows: Allowed = mask.setting
            return rows


def allowed_by(masks: Sequence[Mask], queries: Axis, keys: Axis, heads: Axis | None = None) -> Tensor | None:
    """Which pairs every one of these masks lets attend: (query, key), True = may; None if there is no mask. Each of them fits.

    With heads in front, where one of the masks has them: (head, query, key).
    """
    if not masks:
        return None
    allowed = np.ones((len(queries), len(keys)), dtype=np.bool_)
    for mask in masks:
        allowed = allowed & allowed_pairs(
            mask, queries, keys
        )  # (n_queries, n_keys) or (heads, n_queries, n_keys)
    axes = (
        (queries, keys)
        if allowed.ndim == 2
        else (heads or Axis.numbered("head", len(allowed)), queries, keys)
    )
    return Tensor("allowed", Glyph("M", "M"), allowed, axes)


def refuse_misfits(
    masks: Sequence[Mask], queries: Axis, keys: Axis, heads: int | None = None, *, of_file: bool
) -> None:
    """Refuse masks that do not fit a sentence from the command line.

    A file's mask may hide words that the new sentence does not have; those of the command line may not.

    Raises: AttnError E505.
    """
    for mask in masks:
        wrong = misfit(mask, queries, keys, heads)
        if wrong is not None and not (of_file and mask.kind == "hidden" and wrong.code == "E318"):
            help = (
                "take the scenario's mask away with `--mask none`, or name another" if of_file else wrong.help
            )
            raise AttnError("E317" if wrong.code == "E317" else "E505", wrong.what, help=help)
