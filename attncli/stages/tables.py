"""The table that several stages share: a row a key, its arithmetic, its number, and how large that is beside the others."""

from __future__ import annotations

from attncli.document import Bar, Column, Row, Value, Worked, Working, say
from attncli.stages.wording import is_itself, labelled, row
from attncli.trace import Stage


def key_table(stage: Stage, keys: tuple[int, ...], arithmetic: str) -> Working:
    """The working of a stage whose every cell is one formula; the arithmetic has a heading of its own, its result the stage's noun."""
    query, key = stage.output.axes
    full = max(abs(value) for value in row(stage.output))
    rows = []
    for j in keys:
        cell = stage.output.cell(0, j)
        tree = stage.op.derive(stage, (0, j))
        rows.append(
            Row(
                labelled(key, j),
                (Worked(tree), Value(cell, tree), Bar(cell.value, full)),
                is_itself(query, 0, key, j),
            )
        )
    return Working(
        say("key"),
        (Column(say(arithmetic)), Column(say(stage.op.noun)), Column()),
        tuple(rows),
        (stage.name,),
    )
