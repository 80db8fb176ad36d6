"""The fields that choose and set the mechanism: ``mechanism``, ``scale``, ``window``, ``align``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.mechanisms import ALIGNS, MECHANISMS, kind, known
from attncli.reading.tree import Scalar
from attncli.reading.values import number, number_of, text_of, whole_number_of
from attncli.spelling import did_you_mean, quoted

if TYPE_CHECKING:
    from attncli.reading.text import Faults
    from attncli.reading.tree import Node
    from attncli.scenario import Scale


def mechanism_of(node: Node, path: str, faults: Faults) -> str | None:
    """The field ``mechanism``. Faults: E119, E303 no such mechanism, E312."""
    text = text_of(node, path, faults)
    if text is None or text in MECHANISMS:
        return text
    faults.add("E303", f"`{text}` is not a mechanism", node, path, mechanism_help(text))
    return None


def mechanism_help(text: str) -> str:
    """The mechanism that is known by this name, else the nearest, else all of them."""
    meant = known(text)
    if meant is not None:
        help = f"write `{meant.name}`, as it is called here"
        return f"{help}; `attn explain -s {meant.example}` shows it" if meant.needs else help
    if (of_a_kind := kind(text)) is not None:
        return of_a_kind
    return did_you_mean(text, MECHANISMS, f"choose one of {quoted(MECHANISMS)}")


def scale_of(node: Node, path: str, faults: Faults) -> Scale | None:
    """The field ``scale``. Faults: E119, E302, E305 neither ``auto`` nor ``none`` nor a number, E312."""
    text = text_of(node, path, faults)
    if text is None:
        return None
    if text == "auto" or text == "none":
        return text  # type: ignore[return-value]  # mypy does not narrow a str to a Literal
    assert isinstance(node, Scalar)
    if (node.plain and number(text) is not None) or text.lstrip("+-.").lower() in ("inf", "nan", "infinity"):
        return number_of(node, path, faults)
    faults.add("E305", f"`{text}` is not a scale", node, path, scale_help(text, in_quotes=not node.plain))
    return None


def scale_help(text: str, in_quotes: bool = False) -> str:
    """How to write the scale that was surely meant."""
    if in_quotes and number(text) is not None:
        return f"take the quotes away: `{text}`"
    return did_you_mean(
        text, ("auto", "none"), "write `auto`, `none`, or the number to multiply by, such as `0.5`"
    )


def window_of(node: Node, path: str, faults: Faults) -> int | None:
    """The field ``window``. Faults: E119, E301 no whole number from 1 on."""
    help = "write how many keys on either side, such as `window: 2`"
    return whole_number_of(node, path, faults, least=1, help=help)


def align_of(node: Node, path: str, faults: Faults) -> str | None:
    """The field ``align``. Faults: E119, E312, E341 no such way to score."""
    text = text_of(node, path, faults)
    if text is None or text in ALIGNS:
        return text
    help = did_you_mean(text, ALIGNS, f"choose one of {quoted(ALIGNS)}")
    faults.add("E341", f"`{text}` is not a way to score keys", node, path, help)
    return None
