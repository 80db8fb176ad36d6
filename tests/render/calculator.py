"""A reader with a calculator: computes what is printed, knowing nothing of how it came to be printed."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

PRECISION = Context(prec=60, Emax=10**9, Emin=-(10**9))
SIGN = re.compile(r"\s*(\((\d[\d,]*) more: |e\^\(|[()×/√+−]|\d+(?:\.\d+)?(?:×10\^−?\d+)?)")


def number(text: str) -> Decimal:
    """A printed number."""
    return Decimal(text.replace("−", "-").replace("×10^", "e"))


def calculated(text: str) -> Decimal:
    """What a printed expression comes to: 0.11 × 0.5 + (−2) / √2 + (4 more: 0.3), e^(0.5 − 1.4).

    Raises: ValueError if it is none.
    """
    signs = []
    at = 0
    while at < len(text.rstrip()):
        match = SIGN.match(text, at)
        if match is None:
            raise ValueError(f"{text[at:]!r} in {text!r} is nothing that a calculator knows")
        signs.append("(" if match[2] else match[1])
        at = match.end()
    with localcontext(PRECISION):
        value = added(signs)
    if signs:
        raise ValueError(f"{signs} is left over in {text!r}")
    return value


def added(signs: list[str]) -> Decimal:
    """Terms with + and − between them."""
    value = multiplied(signs)
    while signs and signs[0] in "+−":
        value = value + multiplied(signs) if signs.pop(0) == "+" else value - multiplied(signs)
    return value


def multiplied(signs: list[str]) -> Decimal:
    """Factors with × and / between them."""
    value = factor(signs)
    while signs and signs[0] in "×/":
        value = value * factor(signs) if signs.pop(0) == "×" else value / factor(signs)
    return value


def factor(signs: list[str]) -> Decimal:
    """A number, a root, a power, or something in brackets."""
    sign = signs.pop(0)
    if sign == "−":
        return -factor(signs)
    if sign == "√":
        return factor(signs).sqrt()
    if sign in ("(", "e^("):
        value = added(signs)
        assert signs.pop(0) == ")"
        return value.exp() if sign == "e^(" else value
    return number(sign)


def says(printed: str, value: Decimal) -> bool:
    """Whether a reader who calculated this value would print it so.

    To its decimal places, halves up, and "<0.01" where it is less than that, but not 0.
    """
    if printed[:1] in "<>":
        bound = number(printed[1:])
        if printed[0] == "<":
            return value < bound if bound == 1 else 0 < value < bound
        return bound < value < 0 if bound <= 0 else bound < value < 1
    shown = number(printed)
    if shown == 0 or value == 0:
        return abs(value) < Decimal("1e-300") and shown == 0  # below that, a calculator holds 0 itself
    with localcontext(PRECISION):
        rounded = value.quantize(Decimal(1).scaleb(int(shown.as_tuple().exponent)), ROUND_HALF_UP)
    return rounded == shown
