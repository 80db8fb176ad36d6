"""The fields ``source``, who published an example, where, and under what licence, and ``origin``, where its
matrices come from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attncli.reading.tree import Node, under
from attncli.reading.values import number_of, pairs_of, text_of
from attncli.scenario import ORIGINS, Published
from attncli.spelling import did_you_mean, quoted

if TYPE_CHECKING:
    from attncli.reading.text import Faults


def source_of(node: Node, path: str, faults: Faults) -> Published | None:
    """The field ``source``. Faults: E115, E119, E301 a year that is not a whole number, E312."""
    help = f"write `{path}: {{title: …, author: …, year: 2024}}`"
    fields = pairs_of(node, path, Published._fields, faults, help)
    if fields is None:
        return None
    source: dict[str, Any] = {}
    for name, value in fields.items():
        read = year_of if name == "year" else text_of
        source[name] = read(value, under(path, name), faults)
    return None if None in source.values() else Published(**source)


def origin_of(node: Node, path: str, faults: Faults) -> str | None:
    """The field ``origin``. Faults: E119, E312, E350 nothing that matrices come from."""
    text = text_of(node, path, faults)
    if text is None or text in ORIGINS:
        return text
    help = did_you_mean(text, ORIGINS, f"choose one of {quoted(ORIGINS)}, or leave the line out")
    faults.add("E350", f"`{text}` is not where matrices come from", node, path, help)
    return None


def year_of(node: Node, path: str, faults: Faults) -> int | None:
    """A year. Faults: those of a number, E301 one that is not a whole number of four digits."""
    year = number_of(node, path, faults)
    if year is None:
        return None
    if year.is_integer() and 0 < year < 10_000:
        return int(year)
    what = f"`{path}` is {year:g}, where a year is expected"
    faults.add("E301", what, node, path, "write four digits, such as `2024`")
    return None
