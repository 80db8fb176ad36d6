"""How masks are written: the field of a scenario, and what may be asked for in its place; whether they fit is
asked elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.errors import AttnError
from attncli.loading.given import Mask
from attncli.reading.tree import Items, Pairs, Scalar, under
from attncli.reading.values import pairs_of, text_of, token_of, whole_number_of, wrong_kind
from attncli.spelling import counted, did_you_mean, nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.reading.text import Faults
    from attncli.reading.tree import Node

KINDS = {"causal": "bottom-right", "hidden": "[token, …]", "valid_length": "4", "window": "2"}
"""The masks that have a name, each with what may be behind it."""

NUMBERED = ("valid_length", "window")
"""Those that are set to a whole number."""

TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

WRITTEN = ("causal", "causal=bottom-right", "window=2", "valid_length=4", "hidden=TOKEN", "none")
"""The masks that may be asked for, as errors name them."""


def masks_of(node: Node, path: str, faults: Faults) -> tuple[Mask, ...] | None:
    """The field ``mask``: one mask, rows of true and false, or a list of masks that must all agree.

    Faults: E115, E119, E201 rows that are not equally long, E301 no truth or no whole number, E304 no such
    mask or setting, E312.
    """
    if isinstance(node, Items) and node.items and not isinstance(node.items[0], Items):
        found = [mask_of(item, under(path, at), faults) for at, item in enumerate(node.items, 1)]
        masks = tuple(mask for mask in found if mask is not None)
        return masks if len(masks) == len(found) else None
    mask = mask_of(node, path, faults)
    return None if mask is None else (mask,)


def mask_of(node: Node, path: str, faults: Faults) -> Mask | None:
    """One mask: ``causal``, a mapping of one name to its setting, or rows."""
    if isinstance(node, Scalar):
        return plain_mask(node, path, faults)
    if isinstance(node, Items):
        return rows_of_truths(node, path, faults)
    if not isinstance(node, Pairs):
        wrong_kind(node, path, "a mask", faults, "write `mask: causal`")
        return None
    before = len(faults.found)
    pairs = pairs_of(node, path, tuple(KINDS), faults)
    if pairs is None or len(faults.found) > before:
        return None
    if len(pairs) != 1:
        several = ", ".join("causal" if name == "causal" else f"{{{name}: …}}" for name in pairs)
        help = f"write a list: `[{several}]`" if pairs else "write `mask: causal`"
        faults.add("E304", f"`{path}` names {len(pairs)} masks, where one is expected", node, path, help)
        return None
    [(name, value)] = pairs.items()
    return set_mask(name, value, node, under(path, name), faults)


def plain_mask(node: Scalar, path: str, faults: Faults) -> Mask | None:
    """The mask ``causal``, which needs no setting. Faults: E304 any other word, E312."""
    text = text_of(node, path, faults)
    if text is None:
        return None
    if text == "causal":
        return Mask(("causal",), "causal", "", node)
    name, equals, setting = text.partition("=")
    if name not in KINDS:
        masks = quoted(list(KINDS)[1:])
        without = "take the line out: without a mask every pair may attend"
        otherwise = f"write `causal`, a mapping of {masks}, or {without}"
        help = did_you_mean(text, KINDS, otherwise)
    elif not equals:
        help = f"write `{{{name}: {KINDS[name]}}}`"
    else:
        help = f"write `{{{name}: {f'[{setting}]' if name == 'hidden' else setting}}}`"
    faults.add("E304", f"`{text}` is not a mask", node, path, help)
    return None


def set_mask(name: str, value: Node, node: Node, path: str, faults: Faults) -> Mask | None:
    """A mask with its setting."""
    if name == "causal":
        return causal_mask(value, node, path, faults)
    if name == "hidden":
        return hidden_mask(value, node, path, faults)
    if name == "valid_length" and isinstance(value, Items):
        return lengths_mask(value, node, path, faults)
    number = how_many_keys(value, path, faults)
    return None if number is None else Mask((f"{name}={number}",), name, number, node)


def causal_mask(value: Node, node: Node, path: str, faults: Faults) -> Mask | None:
    """Faults: E304 any other setting than ``bottom-right``."""
    setting = text_of(value, path, faults)
    if setting == "bottom-right":
        return Mask(("causal=bottom-right",), "causal", setting, node)
    if setting is not None:
        help = did_you_mean(setting, ("bottom-right",), "write `{causal: bottom-right}`, or `causal` alone")
        faults.add("E304", f"`{setting}` is not a setting of the mask `causal`", value, path, help)
    return None


def hidden_mask(value: Node, node: Node, path: str, faults: Faults) -> Mask | None:
    """Faults: E312 no word to hide."""
    items = value.items if isinstance(value, Items) else [value]
    if not items:
        what = f"`{path}` is an empty list, where the words to hide are expected"
        faults.add("E312", what, value, path, "name at least one, or take the mask out")
        return None
    found = [token_of(item, path, faults) for item in items]
    tokens = tuple(token for token in found if token is not None)
    if len(tokens) < len(found):
        return None
    return Mask(tuple(f"hidden={token}" for token in tokens), "hidden", tokens, node)


def lengths_mask(value: Items, node: Node, path: str, faults: Faults) -> Mask | None:
    """A length of its own for every query. Faults: E301, E312 no length."""
    if not value.items:
        what = f"`{path}` is an empty list, where a length a query is expected"
        faults.add("E312", what, value, path, "give one length for all, such as `valid_length: 4`")
        return None
    found = [how_many_keys(item, path, faults) for item in value.items]
    lengths = tuple(length for length in found if length is not None)
    if len(lengths) < len(found):
        return None
    return Mask((f"valid_length={','.join(map(str, lengths))}",), "valid_length", lengths, node)


def how_many_keys(node: Node, path: str, faults: Faults) -> int | None:
    """A whole number from 0 on. Faults: E119, E301."""
    return whole_number_of(node, path, faults, least=0, help="write how many keys, such as `2`")


def rows_of_truths(node: Items, path: str, faults: Faults) -> Mask | None:
    """Rows of true and false, a row a query, or such rows for every head."""
    if not node.items:
        what = f"`{path}` is an empty list, where a mask is expected"
        faults.add("E312", what, node, path, "write `mask: causal`, or take the line out")
        return None
    first = node.items[0]
    if isinstance(first, Items) and first.items and isinstance(first.items[0], Items):
        return truths_of_heads(node, path, faults)
    rows: list[list[bool]] = []
    for at, item in enumerate(node.items, 1):
        row = row_of_truths(item, under(path, at), faults)
        if row is None:
            return None
        if rows and len(row) != len(rows[0]):
            what = f"row {at} of `{path}` has {counted(len(row), 'truth')} where the first has {len(rows[0])}"
            faults.add("E201", what, item, under(path, at), "give every query one true or false a key")
            return None
        rows.append(row)
    if not rows[0]:
        what = f"the rows of `{path}` are empty, where a true or false a key is expected"
        faults.add("E203", what, node, path, "write `[true, false]`")
        return None
    return Mask(("rows",), "rows", np.array(rows, dtype=np.bool_), node)


def row_of_truths(node: Node, path: str, faults: Faults) -> list[bool] | None:
    """One query's row. Faults: E119, E301 something that is neither true nor false."""
    if not isinstance(node, Items):
        wrong_kind(node, path, "a row of true and false", faults, "write `[true, false]`")
        return None
    row = []
    for item in node.items:
        truth = TRUTHS.get(item.text) if isinstance(item, Scalar) and item.plain else None
        if truth is None:
            found = f"`{item.text[:20]}`" if isinstance(item, Scalar) else "a list or mapping"
            help = "write `true` where the query may attend to the key, else `false`"
            faults.add("E301", f"{found} is neither true nor false", item, path, help)
            return None
        row.append(truth)
    return row


def truths_of_heads(node: Items, path: str, faults: Faults) -> Mask | None:
    """Rows of true and false for every head; one set of rows is what all heads share.

    Faults: E119, E201 heads of different shapes.
    """
    masks: list[Mask] = []
    for at, item in enumerate(node.items, 1):
        if not isinstance(item, Items):
            help = "write `[[true, false], [true, true]]` for every head"
            wrong_kind(item, under(path, at), "the rows of one head", faults, help)
            return None
        mask = rows_of_truths(item, under(path, at), faults)
        if mask is None:
            return None
        if masks and mask.setting.shape != masks[0].setting.shape:
            found, first = (" × ".join(map(str, each.setting.shape)) for each in (mask, masks[0]))
            what = f"the rows of head {at} are {found}, where those of head 1 are {first}"
            faults.add("E201", what, item, under(path, at), "give every head the same rows and keys")
            return None
        masks.append(mask)
    return Mask(("rows",), "rows", np.stack([mask.setting for mask in masks]), node)


def asked_masks(texts: Sequence[str]) -> tuple[Mask, ...]:
    """The masks that are asked for, each once; ``none`` adds none.

    Raises: AttnError E505 no such mask or setting.
    """
    masks: list[Mask] = []
    for text in dict.fromkeys(texts):
        name, equals, setting = text.partition("=")
        if text == "none":
            continue
        if text in ("causal", "causal=bottom-right"):
            masks.append(Mask((text,), "causal", setting))
        elif name == "hidden" and setting:
            masks.append(Mask((text,), name, (setting,)))
        elif name in NUMBERED and equals and setting.isascii() and setting.isdecimal() and len(setting) < 10:
            masks.append(Mask((text,), name, int(setting)))
        else:
            raise AttnError("E505", f"`{text}` is not a mask", help=meant_mask(text, name))
    return tuple(masks)


def meant_mask(text: str, name: str) -> str:
    """How to write the mask that was surely meant."""
    if name in NUMBERED:
        return f"give it a whole number, as in `{name}={KINDS[name]}`"
    if name == "hidden":
        return "name a word of the sentence, as in `hidden=mat`"
    near = nearest(name, KINDS)
    if near in NUMBERED or near == "hidden":
        return f"did you mean `{near}=…`?"
    return did_you_mean(text, WRITTEN[:2], f"choose one of {quoted(WRITTEN)}")
