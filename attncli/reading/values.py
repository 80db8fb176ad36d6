"""Single values, lists and mappings of names, read from the tree as YAML 1.2 means them.

What cannot be read becomes a fault and None.
"""

from __future__ import annotations

from math import inf, isfinite
from typing import TYPE_CHECKING

from attncli.reading.text import MOST_FAULTS
from attncli.reading.tree import Items, Node, Pairs, Scalar, kind_of, under

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.reading.text import Faults

NUMERIC = "+-.0123456789Ee"
"""All that is in a decimal number; of such texts ``float`` reads just those that YAML 1.2 calls numbers."""

BASES = {"0x": (16, "0123456789abcdefABCDEF"), "0o": (8, "01234567")}
"""How a whole number of another base begins, with that base and its digits."""

NOT_FINITE = ("nan", "inf", "infinity")


def number(text: str) -> float | None:
    """The number a plain scalar is in YAML 1.2's core schema, infinite if too large.

    None if it is none, and for ``.nan`` and ``.inf`` too, with which nothing can be computed.

    >>> [number(text) for text in ("1e-3", "0x1F", "1_000", ".inf")]
    [0.001, 31.0, None, None]
    """
    if text.strip(NUMERIC):
        return number_of_base(text)
    try:
        return float(text)
    except ValueError:
        return None


def number_of_base(text: str) -> float | None:
    """A whole number written in base 16 or 8, infinite if too large; None if the text is none."""
    base, digits = BASES.get(text[:2], (0, ""))
    if not base or not text[2:] or text[2:].strip(digits):
        return None
    try:
        return float(int(text[2:], base))
    except OverflowError:
        return inf


def number_of(node: Node, path: str, faults: Faults) -> float | None:
    """A finite number. Faults: E119 a list or mapping, E301 no number, E302 NaN or infinite."""
    if not isinstance(node, Scalar):
        wrong_kind(node, path, "a number", faults)
        return None
    value = number(node.text) if node.plain else None
    if value is not None and isfinite(value):
        return value
    shown = shortened(node.text)
    if value is not None or (node.plain and node.text.lstrip("+-.").lower() in NOT_FINITE):
        what = f"`{shown}` is not finite, where a finite number is expected"
        help = "give a number that a computation can go on with, below 1.8e308"
        faults.add("E302", what, node, path, help)
    elif node.plain and not node.text:
        what = "nothing stands here, where a number is expected"
        faults.add("E301", what, node, path, "write a number, such as `0`")
    else:
        quotes = "" if node.plain else " in quotes"
        faults.add("E301", f"`{shown}`{quotes} is not a number", node, path, mending(node))
    return None


def shortened(text: str) -> str:
    """A text as an error quotes it: its first 17 characters and an ellipsis, if it has more than 20."""
    return text if len(text) <= 20 else text[:17] + "…"


def mending(node: Scalar) -> str:
    """How to make a number of a text that is nearly one, else what a number looks like."""
    if not node.plain and number(node.text) is not None:
        return f"take the quotes away: `{node.text}`"
    text = node.text.strip()
    bare = text.strip("\u200b\u2060\ufeff")
    if bare != node.text and number(bare) is not None:
        from attncli.reading.slips import name_of

        odd = next(sign for sign in node.text if sign not in bare)
        return f"write `{bare}`: what stands beside it is {name_of(odd)}, and not a space"
    top, slash, bottom = text.partition("/")
    above, below = number(top.strip()), number(bottom.strip())
    if slash and above is not None and below and isfinite(above / below):
        return f"write the quotient itself: `{above / below:.6g}`"
    for near in (text.replace("\u2212", "-"), text.replace("_", ""), text.replace(",", ".")):
        if near != text and number(near) is not None:
            return f"write `{near}`"
    return "write a number, such as `0.5` or `1e-3`"


def whole_number_of(node: Node, path: str, faults: Faults, *, least: int, help: str) -> int | None:
    """A whole number, below a milliard. Faults: E119 a list or mapping, E301 none from ``least`` on."""
    if not isinstance(node, Scalar):
        wrong_kind(node, path, "a whole number", faults, help)
        return None
    value = number(node.text) if node.plain else None
    if value is not None and value.is_integer() and least <= value < 1e9:
        return int(value)
    faults.add("E301", f"`{node.text[:20]}` is not a whole number from {least} on", node, path, help)
    return None


def text_of(node: Node, path: str, faults: Faults) -> str | None:
    """A text without blanks round it; a plain scalar is what is written, be it ``null`` or ``1.0``.

    Faults: E119 a list or mapping, E312 empty.
    """
    text = token_of(node, path, faults)
    return None if text is None else text.strip()


def token_of(node: Node, path: str, faults: Faults) -> str | None:
    """A text to the letter, as tokens are, with the blanks at its edges if it is quoted.

    Faults: E119 a list or mapping, E312 empty.
    """
    if not isinstance(node, Scalar):
        wrong_kind(node, path, "a text", faults)
        return None
    if not node.text.strip():
        what = f"`{path}` is left empty, where a text is expected"
        from attncli.reading.slips import left_out

        help = left_out(faults.text, node) or "write the text behind the colon, or take the line out"
        faults.add("E312", what, node, path, help)
        return None
    last = faults.text.lines[node.end.line : node.end.line + 1]  # a node of our own may end behind them all
    if node.plain and any("#" in line[node.end.column :] for line in last):
        from attncli.reading.slips import cut_short

        faults.cut += cut_short(faults.text, node, path)
    return node.text.removesuffix("\n")


def items_of(
    node: Node, path: str, wanted: str, faults: Faults, help: str | None = None
) -> list[Node] | None:
    """The items of a list. Faults: E119 anything else."""
    if isinstance(node, Items):
        return node.items
    wrong_kind(node, path, wanted, faults, help)
    return None


def pairs_of(
    node: Node, path: str, known: Sequence[str], faults: Faults, help: str | None = None
) -> dict[str, Node] | None:
    """The values of a mapping that has these names and no others.

    Where an unknown name was surely meant for a known one, that one is there too, as refused.

    Faults: E119 no mapping, E115 an unknown name.
    """
    if not isinstance(node, Pairs):
        wanted = "a mapping of `name: value`" if path else "a mapping of fields"
        wrong_kind(node, path, wanted, faults, help)
        return None
    values = node.values
    unknown = [name for name in values if name not in known]
    if not unknown:
        return values
    from attncli.spelling import nearest, quoted

    values = {name: value for name, value in values.items() if name in known}
    owner = f"`{path}`" if path else f"a {faults.text.kind.noun}"
    for name in unknown[:MOST_FAULTS]:
        near = nearest(name, known)
        what = f"`{name}` is not a field of {owner}"
        help = f"did you mean `{near}`?" if near else f"name one of {quoted(known, 20)}"
        faults.add("E115", what, node.keys[name], under(path, name), help)
        if near and near not in values:
            values[near] = Node(node.keys[name].start, node.keys[name].end)
    return values


def wrong_kind(node: Node, path: str, wanted: str, faults: Faults, help: str | None = None) -> None:
    """Notes E119, a list where a single value is expected and the like; nothing about a refused node."""
    if type(node) is Node:
        return
    if isinstance(node, Pairs) and not node.keys:
        from attncli.reading.slips import written

        if not written(faults.text, node).startswith("{"):
            return  # what made it a mapping was refused already
    if isinstance(node, Scalar) and node.plain and ":" in node.text:
        from attncli.reading.slips import tight_colon

        tight = tight_colon(faults.text.lines[node.start.line])
        if tight:
            column, mended = tight
            place = faults.text.place(node.start.line, column, 1, path)
            faults.add("E111", "a blank is missing behind the colon", place, help=f"write `{mended}`")
            return
    named = f"`{path}` is" if path else "the file is"
    what = f"{named} {described(node)}, where {wanted} is expected"
    faults.add("E119", what, node, path, help or f"write {wanted} here")


def described(node: Node) -> str:
    """What a node is, with the words of a single value."""
    if not isinstance(node, Scalar):
        return f"a {kind_of(node)}"
    kind = "number" if node.plain and number(node.text) is not None else "text"
    return f"the {kind} `{shortened(node.text)}`" if node.text else "empty"
