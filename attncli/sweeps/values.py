"""What a sweep goes through, as it is typed: ``scale=0.25..4*2``, ``heads=1,2,4``."""

from __future__ import annotations

import math
import re

from attncli.errors import AttnError
from attncli.record import Record

SCALE = "scale"
"""The path of what scores are multiplied by."""
D_K = "d_k"
"""The path of how many numbers a query and a key have."""
MOST = 512
"""Values that one sweep goes through at most."""
EXAMPLES = "scale=0.25..4*2 doubles from 0.25 to 4, scale=0..2+0.5 adds, heads=1,2,4 lists"
NUMBER = r"[-−+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
RANGE = re.compile(rf"({NUMBER})\.\.({NUMBER}|[+]?(?:inf|infinity|∞))?(?:([*×+])({NUMBER}))?", re.IGNORECASE)


class Swept(Record):
    """What is varied, and the values that it takes."""

    path: str
    values: tuple[float, ...]


def swept(text: str) -> Swept:
    """A sweep as it is typed: a path, and its values one by one or as ranges.

    >>> swept("d_k=1..8*2").values, swept("scale=0..1+0.5").values, swept("heads=1..2,8").values
    ((1.0, 2.0, 4.0, 8.0), (0.0, 0.5, 1.0), (1.0, 2.0, 8.0))

    Raises: AttnError E590 if the text is not of this form, E591 for a range that has no end, runs backwards,
    stands still or has too many values.
    """
    path, equals, listed = text.rpartition("=")
    path = path.strip()
    if not equals or not path or not listed.strip():
        what = f"`{text}` does not say what takes which values"
        raise AttnError("E590", what, help=f"write a path and its values: {EXAMPLES}")
    values: list[float] = []
    for part in listed.split(","):
        values += in_part(part.strip(), path)
        if len(values) > MOST:
            raise too_many(listed, path)
    return Swept(path, tuple(values))


def in_part(part: str, path: str) -> list[float]:
    """One value, or those of a range. Raises: AttnError E590, E591."""
    if re.fullmatch(NUMBER, part):
        return [finite(part, part)]
    found = RANGE.fullmatch(part)
    if found is None or "..." in part:
        what = f"`{part}` is neither a number nor a range"
        raise AttnError("E590", what, help=f"write a path and its values: {EXAMPLES}")
    first, last, sign, by = found.groups()
    if last is None or not (last[-1].isdigit() or last[-1] == "."):
        what = f"the range `{part}` has no end"
        raise AttnError("E591", what, help=f"say where it ends: {path}={first}..8{sign or ''}{by or ''}")
    start, end = finite(first, part), finite(last, part)
    if sign is not None and sign in "*×":
        return multiplied(part, start, end, finite(by, part))
    return added(part, start, end, 1.0 if by is None else finite(by, part), path)


def finite(text: str, part: str) -> float:
    """A number as it is typed. Raises: AttnError E591 if it is past what a computer can hold."""
    value = float(text.replace("−", "-"))
    if math.isfinite(value):
        return value
    what = f"`{part}` goes past what a computer can hold (1.8e308)"
    raise AttnError("E591", what, help="end it with a smaller number")


def added(part: str, start: float, end: float, step: float, path: str) -> list[float]:
    """A range whose values are a step apart."""
    if step == 0 or (end - start) / step < 0:
        raise never_there(part, f"{start:g} and adding {step:g}", end, start)
    if (end - start) / step >= MOST:
        raise too_many(part, path)
    count = int((end - start) / step + 1e-9)
    return [float(f"{start + at * step:.12g}") for at in range(count + 1)]


def multiplied(part: str, start: float, end: float, by: float) -> list[float]:
    """A range whose values are each so many times the one before."""
    grows = abs(by) > 1
    away = start == 0 or by <= 0 or by == 1 or start * end <= 0
    if start != end and (away or grows != (abs(end) > abs(start))):
        raise never_there(part, f"{start:g} and multiplying by {by:g}", end, start)
    values = [start]
    while start != end and len(values) <= MOST:
        value = float(f"{values[-1] * by:.12g}")
        if abs(value) > abs(end) * (1 + 1e-9) if grows else abs(value) < abs(end) * (1 - 1e-9):
            break
        values.append(value)
    return values


def never_there(part: str, way: str, end: float, start: float) -> AttnError:
    """E591: a range that does not come to its end."""
    what = f"the range `{part}` never comes to its end: from {way}, {end:g} is not reached"
    help = f"write {EXAMPLES}"
    if end < start:
        help = f"write `{end:g}..{start:g}`, or let it run down, as `8..1*0.5` and `8..1+-1` do"
    return AttnError("E591", what, help=help)


def too_many(listed: str, path: str) -> AttnError:
    """E591: more values than a sweep goes through."""
    what = f"`{listed}` has more than the {MOST} values that a sweep goes through"
    help = f"take longer steps, {path}=1..1000+10, or multiply, {path}=1..1024*2"
    return AttnError("E591", what, help=help)
