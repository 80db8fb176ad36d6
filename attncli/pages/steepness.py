"""A slope of the softmax worked out: how it follows from the weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.document import Code, Equation, Formula, Number, Token, Words, say
from attncli.sweeps.slopes import slopes
from attncli.sweeps.values import SCALE

if TYPE_CHECKING:
    from attncli.sweeps.sweep import Sweep


def steepness(sweep: Sweep) -> tuple[Words, Equation] | None:
    """The steepest slope of one query, with the last value of the first series; None: it is all but 0."""
    series = sweep.series[0]
    found = slopes(series.last, 0 if sweep.query is None else sweep.query)
    if found is None:
        return None
    queries = found.axes[0]
    name = queries.names[0]
    numbered = queries.labels[0] == str(queries.positions[0])
    who = say(f"query {name}") if numbered else (Token(name),)
    how = ", nothing divided" if series.scale == "none" and sweep.path != SCALE else ""
    text = "The slope of {who} worked out, with {path} at {value}{how}:"
    value = Number(series.points[-1].value, given=True)
    words = say(text, who=who, path=Code(sweep.path), value=value, how=how)
    cell = found.cell(*found.largest())
    tree = cell.derivation()
    assert tree is not None
    return words, Equation(found.symbol, Formula("a · (1 − a)", r"a \, (1 - a)"), (cell, tree))
