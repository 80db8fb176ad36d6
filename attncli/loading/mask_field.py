"""How masks are written: the field of a scenario, and the option of the command line; whether they fit is asked elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.errors import AttnError
from attncli.loading.masks import Mask
from attncli.reading.tree import Items, Pairs, Scalar, under
from attncli.reading.values import number, pairs_of, text_of, wrong_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.reading.text import Faults
    from attncli.reading.tree import Node

KINDS = {"causal": "bottom-right", "hidden": "[token, …]", "valid_length": "4", "window": "2"}
"""The masks that have a name, each with what may be behind it."""
TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
WRITTEN = ("causal", "causal=bottom-right", "window=2", "valid_length=4", "hidden=TOKEN", "none")
"""The masks of the command line, as its errors name them."""


def masks_of(node: Node, path: str, faults: Faults) -> tuple[Mask, ...] | None:
    """The field ``mask``: one mask, rows of true and false, or a list of masks that must all agree.

    Faults: E115, E119, E201 rows that are not equally long, E301 no truth or no whole number, E304 no such mask or setting, E312.
    """
    if isinstance(node, Items) and node.items and not isinstance(node.items[0], Items):
        masks = [one_of(each, under(path, at), faults) for at, each in enumerate(node.items, 1)]
        return None if None in masks else tuple(mask for mask in masks if mask is not None)
    if isinstance(node, Items):
        mask = _rows(node, path, faults)
    else:
        mask = one_of(node, path, faults)
    return None if mask is None else (mask,)


def one_of(node: Node, path: str, faults: Faults) -> Mask | None:
    """One mask: ``causal``, or a mapping of one name to its setting."""
    from attncli.spelling import did_you_mean, quoted

    if isinstance(node, Scalar):
        text = text_of(node, path, faults)
        if text is None or text == "causal":
            return None if text is None else Mask(("causal",), "causal", "", node)
        name, equals, setting = text.partition("=")
        if name in KINDS and equals:
            help = f"write `{{{name}: {f'[{setting}]' if name == 'hidden' else setting}}}`"
        elif name in KINDS:
            help = f"write `{{{name}: {KINDS[name]}}}`"
        else:
            otherwise = f"write `causal`, a mapping of {quoted(list(KINDS)[1:])}, or take the line out: without a mask every pair may attend"
            help = did_you_mean(text, KINDS, otherwise)
        faults.add("E304", f"`{text}` is not a mask", node, path, help)
        return None
    if isinstance(node, Items):
        return _rows(node, path, faults)
    if not isinstance(node, Pairs):
        wrong_kind(node, path, "a mask", faults, "write `mask: causal`")
        return None
    before = len(faults.found)
    pairs = pairs_of(node, path, tuple(KINDS), faults)
    if pairs is None or len(faults.found) > before:
        return None
    if len(pairs) != 1:
        help = (
            f"write a list: `[{', '.join('causal' if name == 'causal' else f'{{{name}: …}}' for name in pairs)}]`"
            if pairs
            else "write `mask: causal`"
        )
        faults.add("E304", f"`{path}` names {len(pairs)} masks, where one is expected", node, path, help)
        return None
    [(name, value)] = pairs.items()
    return _set(name, value, node, under(path, name), faults)


def _set(name: str, value: Node, node: Node, path: str, faults: Faults) -> Mask | None:
    """A mask with its setting."""
    if name == "causal":
        given = text_of(value, path, faults)
        if given is not None and given != "bottom-right":
            from attncli.spelling import did_you_mean

            help = did_you_mean(given, ("bottom-right",), "write `{causal: bottom-right}`, or `causal` alone")
            faults.add("E304", f"`{given}` is not a setting of the mask `causal`", value, path, help)
        return Mask(("causal=bottom-right",), name, given, node) if given == "bottom-right" else None
    if name == "hidden":
        several = value.items if isinstance(value, Items) else [value]
        tokens = [text_of(each, path, faults) for each in several]
        if not several:
            faults.add(
                "E312",
                f"`{path}` is an empty list, where the words to hide are expected",
                value,
                path,
                "name at least one, or take the mask out",
            )
        if not tokens or None in tokens:
            return None
        words = tuple(token for token in tokens if token is not None)
        return Mask(tuple(f"hidden={word}" for word in words), name, words, node)
    if name == "valid_length" and isinstance(value, Items):
        lengths = [_whole(each, path, faults) for each in value.items]
        if not lengths:
            what = f"`{path}` is an empty list, where a length a query is expected"
            faults.add("E312", what, value, path, "give one length for all, such as `valid_length: 4`")
        if not lengths or None in lengths:
            return None
        several_lengths = tuple(length for length in lengths if length is not None)
        return Mask((f"valid_length={','.join(map(str, several_lengths))}",), name, several_lengths, node)
    whole = _whole(value, path, faults)
    return None if whole is None else Mask((f"{name}={whole}",), name, whole, node)


def _whole(node: Node, path: str, faults: Faults) -> int | None:
    """A whole number from 0 on."""
    if not isinstance(node, Scalar):
        wrong_kind(node, path, "a whole number", faults)
        return None
    value = number(node.text) if node.plain else None
    if value is not None and value.is_integer() and 0 <= value < 1e9:
        return int(value)
    faults.add(
        "E301",
        f"`{node.text[:20]}` is not a whole number from 0 on",
        node,
        path,
        "write how many keys, such as `2`",
    )
    return None


def _rows(node: Items, path: str, faults: Faults) -> Mask | None:
    """Rows of true and false, a row a query."""
    if not node.items:
        faults.add(
            "E312",
            f"`{path}` is an empty list, where a mask is expected",
            node,
            path,
            "write `mask: causal`, or take the line out",
        )
        return None
    if isinstance(node.items[0], Items) and node.items[0].items and isinstance(node.items[0].items[0], Items):
        return _heads(node, path, faults)
    rows: list[list[bool]] = []
    for at, item in enumerate(node.items, 1):
        place = under(path, at)
        if not isinstance(item, Items):
            wrong_kind(item, place, "a row of true and false", faults, "write `[true, false]`")
            return None
        row = []
        for each in item.items:
            truth = TRUTHS.get(each.text) if isinstance(each, Scalar) and each.plain else None
            if truth is None:
                found = f"`{each.text[:20]}`" if isinstance(each, Scalar) else "a list or mapping"
                faults.add(
                    "E301",
                    f"{found} is neither true nor false",
                    each,
                    place,
                    "write `true` where the query may attend to the key, else `false`",
                )
                return None
            row.append(truth)
        if rows and len(row) != len(rows[0]):
            faults.add(
                "E201",
                f"row {at} of `{path}` has {len(row)} truths where the first has {len(rows[0])}",
                item,
                place,
                "give every query one true or false a key",
            )
            return None
        rows.append(row)
    if not rows[0]:
        faults.add(
            "E203",
            f"the rows of `{path}` are empty, where a true or false a key is expected",
            node,
            path,
            "write `[true, false]`",
        )
        return None
    return Mask(("rows",), "rows", np.array(rows, dtype=np.bool_), node)


def _heads(node: Items, path: str, faults: Faults) -> Mask | None:
    """Rows of true and false for every head."""
    masks: list[Mask] = []
    for at, item in enumerate(node.items, 1):
        if not isinstance(item, Items):
            wrong_kind(
                item,
                under(path, at),
                "the rows of one head",
                faults,
                "write `[[true, false], [true, true]]` for every head",
            )
            return None
        mask = _rows(item, under(path, at), faults)
        if mask is None:
            return None
        if masks and mask.setting.shape != masks[0].setting.shape:
            found, first = (" × ".join(map(str, each.setting.shape)) for each in (mask, masks[0]))
            faults.add(
                "E201",
                f"the rows of head {at} are {found}, where those of head 1 are {first}",
                item,
                under(path, at),
                "give every head the same rows and keys",
            )
            return None
        masks.append(mask)
    return Mask(("rows",), "rows", np.stack([mask.setting for mask in masks]), node)


def masks_from(texts: Sequence[str]) -> tuple[Mask, ...]:
    """The masks that the command line names, each once; ``none`` adds none. Raises: AttnError E505 no such mask or setting."""
    masks: list[Mask] = []
    for text in dict.fromkeys(texts):
        name, equals, setting = text.partition("=")
        if text == "none":
            continue
        if text in ("causal", "causal=bottom-right"):
            masks.append(Mask((text,), "causal", setting))
        elif name == "hidden" and setting:
            masks.append(Mask((text,), name, (setting,)))
        elif (
            name in ("window", "valid_length")
            and equals
            and setting.isascii()
            and setting.isdecimal()
            and len(setting) < 10
        ):
            masks.append(Mask((text,), name, int(setting)))
        else:
            raise AttnError("E505", f"`{text}` is not a mask", help=_meant(text, name))
    return tuple(masks)


def _meant(text: str, name: str) -> str:
    from attncli.spelling import did_you_mean, nearest, quoted

    if name in ("window", "valid_length"):
        return f"give it a whole number, as in `{name}={KINDS[name]}`"
    if name == "hidden":
        return "name a word of the sentence, as in `hidden=mat`"
    near = nearest(name, KINDS)
    if near in ("window", "valid_length", "hidden"):
        return f"did you mean `{near}=…`?"
    return did_you_mean(text, WRITTEN[:2], f"choose one of {quoted(WRITTEN)}")
