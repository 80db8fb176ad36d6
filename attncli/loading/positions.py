"""The field ``positions``: what is added to the embeddings for the order of the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.numerics.positions import BASE
from attncli.reading.tree import Node, Pairs, Scalar, under
from attncli.reading.values import number_of, pairs_of, text_of, wrong_kind

if TYPE_CHECKING:
    from attncli.reading.text import Faults

HELP = "write `positions: sinusoidal`"


def base_of(node: Node, path: str, faults: Faults) -> float | None:
    """The base of the sinusoids.

    Faults: E115, E119, E301, E302, E312, E333 no such positions, or a base that is not positive.
    """
    if isinstance(node, Scalar):
        text = text_of(node, path, faults)
        if text == "sinusoidal":
            return BASE
        if text is not None:
            from attncli.spelling import did_you_mean

            help = did_you_mean(text, ("sinusoidal",), HELP)
            faults.add("E333", f"`{text}` is not a kind of positions", node, path, help)
        return None
    if not isinstance(node, Pairs):
        wrong_kind(node, path, "a kind of positions", faults, HELP)
        return None
    pairs = pairs_of(node, path, ("sinusoidal",), faults, HELP)
    if pairs is not None and not node.values:
        what = f"`{path}` is left empty, where a kind of positions is expected"
        faults.add("E312", what, node, path, HELP)
    if pairs is None or "sinusoidal" not in pairs:
        return None
    value, place = pairs["sinusoidal"], under(path, "sinusoidal")
    base = number_of(value, place, faults)
    if base is None or base > 0:
        return base
    what = f"the base of the sinusoids is {base:g}, where a number above 0 is expected"
    help = "write the paper's, `{sinusoidal: 10000}`, or a smaller one, such as 100"
    faults.add("E333", what, value, place, help)
    return None
