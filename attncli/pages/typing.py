"""What a person can type: the names of cells and positions, and words of a command line."""

from __future__ import annotations

from attncli.tensor import Axis, Cell, quoted

LONGEST_TYPED = 40
"""Characters of a word that a proposed command spells out; a longer one is named by its position."""


def typed(cell: Cell) -> str:
    """The name of a cell as a person can type it."""
    labels = map(typed_label, cell.tensor.axes, cell.index)
    return f"{cell.tensor.name}[{','.join(map(quoted, labels))}]"


def typed_label(axis: Axis, position: int) -> str:
    """A label as a person can type it: the word, or the position of one that is long or has other signs."""
    name = axis.names[position]
    return name if name.isprintable() and len(name) <= LONGEST_TYPED else f"@{axis.positions[position]}"


def query_option(axis: Axis, position: int) -> str:
    """The option that asks for a query."""
    return f"--query {shell(typed_label(axis, position))}"


def shell(text: str) -> str:
    """A text as one word of a command line."""
    if text and all(c.isalnum() or c in "_-@./:,=" for c in text):
        return text
    if not any(c in '"\\$`!' for c in text):
        return f'"{text}"'
    return "'" + text.replace("'", "'\\''") + "'"
