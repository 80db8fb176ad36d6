"""What was typed as an answer: a number, a fraction, a percentage, arithmetic, or a row of them.

Nothing of it is run: it is read as a tree, and the tree is reckoned.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable

from attncli.record import Record

MOST = 200
"""Characters of an answer that are read."""

SIGNS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "∞": "inf", "\xa0": " "})
"""What else people write, or copy from a page, for the signs of arithmetic."""

DECIMAL = re.compile(r"([+-]?)(\d*)(?:[.,](\d*))?(?:[eE]([+-]?\d{1,3}))?")
HIDDEN = re.compile(r"hidden|-\s*inf(inity)?|inf(inity)?", re.IGNORECASE)
SEPARATED = re.compile(r"\s*[;\s]\s*")

TWO: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}
ONE: dict[type[ast.unaryop], Callable[[float], float]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}
CALLED: dict[str, Callable[[float], float]] = {"sqrt": math.sqrt, "exp": math.exp, "tanh": math.tanh}
NAMED = {"e": math.e, "pi": math.pi}


class Answer(Record):
    """One number as it was typed."""

    value: float
    places: int | None
    """Decimal places that it was written with; None for arithmetic, which is exact."""


class Typed(Record):
    """What was typed, as numbers; none where it cannot be read, and then ``fault`` says why."""

    text: str
    answers: tuple[Answer, ...] = ()
    fault: str = ""

    @property
    def values(self) -> tuple[float, ...]:
        """The numbers alone."""
        return tuple(answer.value for answer in self.answers)

    @property
    def reckoned(self) -> bool:
        """Whether any of it was arithmetic, which is read back before it is judged."""
        return any(answer.places is None for answer in self.answers)


class UnreadableError(Exception):
    """A text that is no arithmetic; its words say why, for a person."""


def typed(text: str, count: int = 1) -> Typed:
    """Read an answer of so many numbers; it never raises.

    >>> typed("0,16").answers
    (Answer(value=0.16, places=2),)
    >>> typed("1.5 / (1 + 2)").values
    (0.5,)
    >>> typed("[0.7, 0.54]", 2).values
    (0.7, 0.54)
    """
    plain = text.strip()
    if len(plain) > MOST:
        return Typed(text, fault=f"that is longer than {MOST} characters")
    try:
        parts = parted(plain.translate(SIGNS).strip(), count)
        answers = tuple(map(one, parts))
    except UnreadableError as error:
        return Typed(text, fault=str(error))
    if len(answers) != count:
        wanted = "one number is" if count == 1 else f"{count} numbers are"
        there = "there is 1" if len(answers) == 1 else f"there are {len(answers)}"
        return Typed(text, fault=f"{wanted} asked for, and {there}")
    return Typed(text, answers)


def parted(text: str, count: int) -> list[str]:
    """The numbers of a row, each as its text."""
    bare = text.removeprefix("[").removesuffix("]").strip() if text.startswith("[") else text
    if not bare:
        raise UnreadableError("there is no number in it")
    if count == 1 and not text.startswith("["):
        return [bare]
    by_semicolon = re.split(r"\s*;\s*", bare)
    by_comma = re.split(r"\s*,\s*", bare)
    by_blank = re.split(r"\s*,\s+|\s+", bare)
    ways = (by_semicolon, by_comma, by_blank)
    return next((way for way in ways if len(way) == count), by_blank if count > 1 else [bare])


def one(text: str) -> Answer:
    """One number. Raises: UnreadableError if it is none."""
    if HIDDEN.fullmatch(text):
        return Answer(-math.inf, 0)
    percent = text.endswith("%")
    bare = text[:-1].strip() if percent else text
    written = DECIMAL.fullmatch(bare)
    if written is not None and (written[2] or written[3]):
        value, places = decimal(written)
        return Answer(value / 100, places + 2) if percent else Answer(value, places)
    value = reckoned(bare)
    return Answer(value / 100 if percent else value, None)


def decimal(written: re.Match[str]) -> tuple[float, int]:
    """A decimal number, and how many places it was written with: 1e-3 has three.

    Raises: UnreadableError if it is too large.
    """
    sign, whole, fraction, exponent = written.groups()
    power = int(exponent or 0)
    value = float(f"{sign}{whole or 0}.{fraction or 0}e{power}")
    if math.isinf(value):
        raise UnreadableError("it is larger than any number that can be held")
    return value, max(0, len(fraction or "") - power)


def reckoned(text: str) -> float:
    """What arithmetic comes to, in full precision. Raises: UnreadableError if it is none, or to no number."""
    source = re.sub(r"(?<=\d),(?=\d)", ".", text.lower()).replace("^", "**").replace("√", " sqrt ")
    source = re.sub(r"\bsqrt\s*(?!\s*\()(\d+(?:\.\d+)?)", r"sqrt(\1)", source)
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UnreadableError("it is neither a number nor arithmetic") from None
    try:
        value = worth(tree.body)
    except ZeroDivisionError:
        raise UnreadableError("it divides by 0") from None
    except (OverflowError, ValueError):
        raise UnreadableError("it comes to no number that can be held") from None
    if not math.isfinite(value):
        raise UnreadableError("it comes to no number that can be held")
    return value


def worth(node: ast.expr) -> float:
    """What a tree of arithmetic comes to. Raises: UnreadableError at what is none."""
    match node:
        case ast.Constant(value) if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        case ast.Name(id) if id in NAMED:
            return NAMED[id]
        case ast.UnaryOp(op, operand) if type(op) in ONE:
            return ONE[type(op)](worth(operand))
        case ast.BinOp(left, op, right) if type(op) in TWO:
            return TWO[type(op)](worth(left), worth(right))
        case ast.Call(ast.Name(id), [argument], []) if id in CALLED:
            return CALLED[id](worth(argument))
        case ast.Call(factor, [argument], []) if not isinstance(factor, ast.Name):
            return worth(factor) * worth(argument)  # 2(1 + 3): a product whose sign is left out
        case _:
            raise UnreadableError("it is neither a number nor arithmetic")
