"""The field ``positions``: what is added to the embeddings for the order of the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.numerics.positions import BASE
from attncli.reading.tree import Node, Pairs, Scalar, under
from attncli.reading.values import number_of, pairs_of, text_of, wrong_kind

if TYPE_CHECKING:
    from attncli.reading.text import Faults


def positions_of(node: Node, path: str, faults: Faults) -> float | None:
    """The base of the sinusoids. Faults: E115, E119, E301, E302, E312, E333 no such positions, or a base that is not positive."""
    if isinstance(node, Scalar):
        text = text_of(node, path, faults)
        if text is None or text == "sinusoidal":
            return None if text is None else BASE
        from attncli.spelling import did_you_mean

        faults.add(
            "E333",
            f"`{text}` is not a kind of positions",
            node,
            path,
            did_you_mean(text, ("sinusoidal",), "write `positions: sinusoidal`"),
        )
        return None
    if not isinstance(node, Pairs):
        wrong_kind(node, path, "a kind of positions", faults, "write `positions: sinusoidal`")
        return None
    pairs = pairs_of(node, path, ("sinusoidal",), faults, "write `positions: sinusoidal`")
    if pairs is None or "sinusoidal" not in pairs:
        if pairs is not None and not node.values:
            faults.add(
                "E312",
                f"`{path}` is left empty, where a kind of positions is expected",
                node,
                path,
                "write `positions: sinusoidal`",
            )
        return None
    base = number_of(pairs["sinusoidal"], under(path, "sinusoidal"), faults)
    if base is not None and base <= 0:
        what = f"the base of the sinusoids is {base:g}, where a number above 0 is expected"
        faults.add(
            "E333",
            what,
            pairs["sinusoidal"],
            under(path, "sinusoidal"),
            "write the paper's, `{sinusoidal: 10000}`, or a smaller one, such as 100",
        )
        return None
    return base
