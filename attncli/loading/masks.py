"""The kinds of mask: how a file and the command line name them, and which pairs each lets attend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.errors import AttnError
from attncli.loading.tree import Pairs, Scalar, under
from attncli.loading.values import pairs_of, text_of, wrong_kind
from attncli.numerics.masks import causal_allowed
from attncli.record import Record
from attncli.tensor import Axis, Glyph, Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from attncli.loading.text import Faults
    from attncli.loading.tree import Node

    Allowed = NDArray[np.bool_]


class Form(Record):
    """One kind of mask: the settings it takes ("": none need be given), and what it allows, from (n_queries, n_keys, setting)."""

    settings: tuple[str, ...]
    allowed: Callable[[int, int, str], Allowed]


def _causal(n_queries: int, n_keys: int, setting: str) -> Allowed:
    return causal_allowed(n_queries, n_keys, bottom_right=setting == "bottom-right")


MOST = 64_000_000
"""Pairs of a query and a key that a mask covers at most: a byte each."""

FORMS = {"causal": Form(("", "bottom-right"), _causal)}


def mask_of(node: Node, path: str, faults: Faults) -> tuple[str, ...] | None:
    """The field ``mask``, as the command line writes it. Faults: E115, E119, E304 no such mask or setting."""
    if isinstance(node, Scalar):
        text = text_of(node, path, faults)
        if text is None:
            return None
        if text in FORMS:
            return (text,)
        name, _, setting = text.partition("=")
        if name in FORMS and setting in FORMS[name].settings:
            help = f"write `{{{name}: {setting}}}`"
        else:
            from attncli.spelling import did_you_mean, quoted

            help = did_you_mean(text, FORMS, f"write {quoted(FORMS)}, or take the line out: without a mask every pair may attend")
        faults.add("E304", f"`{text}` is not a mask", node, path, help)
        return None
    if not isinstance(node, Pairs):
        wrong_kind(node, path, "a mask", faults, "write `mask: causal`")
        return None
    before = len(faults.found)
    pairs = pairs_of(node, path, tuple(FORMS), faults)
    if pairs is None or len(faults.found) > before:
        return None
    if len(pairs) != 1:
        faults.add("E304", f"`{path}` names {len(pairs)} masks, where one is expected", node, path, "write `mask: causal`")
        return None
    [(name, value)] = pairs.items()
    given = text_of(value, under(path, name), faults)
    if given is None:
        return None
    if given not in FORMS[name].settings:
        from attncli.spelling import did_you_mean, quoted

        known = [each for each in FORMS[name].settings if each]
        help = did_you_mean(given, known, f"write {quoted(f'{{{name}: {each}}}' for each in known)}, or `{name}` alone")
        faults.add("E304", f"`{given}` is not a setting of the mask `{name}`", value, under(path, name), help)
        return None
    return (f"{name}={given}",)


def mask_from(texts: Sequence[str]) -> tuple[str, ...]:
    """The masks that the command line names, each once; ``none`` adds none. Raises: AttnError E505 no such mask or setting."""
    mask: list[str] = []
    for text in texts:
        name, equals, setting = text.partition("=")
        if text == "none" or text in mask:
            continue
        if name in FORMS and setting in FORMS[name].settings and bool(equals) == bool(setting):
            mask.append(text)
            continue
        from attncli.spelling import did_you_mean, quoted

        known = [f"{form}={each}" if each else form for form in FORMS for each in FORMS[form].settings] + ["none"]
        raise AttnError("E505", f"`{text}` is not a mask", help=did_you_mean(text, known, f"choose one of {quoted(known)}"))
    return tuple(mask)


def allowed_by(mask: tuple[str, ...], queries: Axis, keys: Axis) -> Tensor | None:
    """Which pairs every one of these masks lets attend: (query, key), True = may; None if there is no mask."""
    if not mask:
        return None
    pairs = len(queries) * len(keys)
    if pairs > MOST:
        what = f"a mask over {len(queries):,} queries and {len(keys):,} keys covers {pairs:,} pairs, more than the {MOST:,} that are held at once"
        raise AttnError("E317", what, help="take the mask away, or give a shorter sentence")
    allowed = np.ones((len(queries), len(keys)), dtype=np.bool_)
    for text in mask:
        name, _, setting = text.partition("=")
        allowed &= FORMS[name].allowed(len(queries), len(keys), setting)
    return Tensor("allowed", Glyph("M", "M"), allowed, (queries, keys))
