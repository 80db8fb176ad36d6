"""The numbers of a page, as a person asks about them and changes them."""

from __future__ import annotations

import math

from attncli.document import Code, Number, Words, say
from attncli.errors import AttnError
from attncli.pages.cells import FEW_NUMBERS, either, find_cell
from attncli.pages.names import apart, called, everything
from attncli.pages.typing import typed
from attncli.pages.why import why, why_page
from attncli.scenario import Edit
from attncli.tensor import Cell, LabelError, Tensor
from attncli.tutor.printed import NUMBER, printed
from attncli.tutor.stepper import Answer, Stepping, aside, first_change, page, with_edits

DEPTH = 2
"""Levels that are told of a number at first."""


def tell(state: Stepping, name: str, depth: int) -> Answer:
    """Why a number is what it is."""
    derivation = why(state.trace, name, depth=depth)
    deeper = any(one.deeper for one in derivation.root.everything())
    state = state._replace(told=(name, depth) if deeper else None)
    # For the next level there is a press here, and nothing to type.
    section = why_page(derivation, proposes=False).sections[0]
    return state, aside(state, *section.blocks, title=section.title)


def answer_why(state: Stepping, text: str) -> Answer:
    """The number that was asked about, by its full name or by its labels on this page."""
    return tell(state, full_name(state, text), DEPTH)


def full_name(state: Stepping, text: str) -> str:
    """The number that a person means by its labels on this page, by its name, or by what it shows.

    Raises: AttnError E513 if there is none, or if there are several.
    """
    if "[" in text:
        return text
    faults = []
    for tensor in asked_first(state):
        try:
            find_cell(state.trace, f"{tensor}[{text}]")
        except AttnError as fault:
            faults.append(fault)
        else:
            return f"{tensor}[{text}]"
    if (name := printed(state, text)) is not None:
        return name
    parts = apart(text)
    if parts is not None and called(parts[0], everything(state.trace)) is not None:
        find_cell(state.trace, text)
        return text
    if NUMBER.fullmatch(text):
        what = f"no number of a stage shows as {text} on this page"
        raise AttnError("E513", what, help=f"ask by its name, as in {a_cell(state)}")
    raise faults[0]


def asked_first(state: Stepping) -> list[str]:
    """Whose labels may be typed alone: the stage of the page, or what is given."""
    stage = state.stage
    return [stage.name] if stage else [tensor.name for tensor in changeable(state)]


def a_cell(state: Stepping) -> str:
    """A cell that can be asked about on any page."""
    weights = next(stage for stage in state.trace.told if stage.name == "weights").output
    return weights.cell(*weights.largest()).name


def answer_change(state: Stepping, text: str) -> Answer:
    """Another number in the place of one that was given: ``sat,1 = 2``, ``w_q[1,2] = 0.5``."""
    left, _, right = text.rpartition("=") if "=" in text else text.rpartition(" ")
    try:
        value = float(right.replace("−", "-"))
    except ValueError:
        value = math.nan
    if not left.strip() or not math.isfinite(value):
        help = f"write a number's name and its new value, as in {suggestion(state)}"
        raise AttnError("E515", f"`{text}` does not say which number becomes what", help=help)
    edit = Edit(*place(state, left.strip()), value)
    before = state
    state = with_edits(state, (*state.edits, edit))._replace(told=None)
    words = say(
        "{cell} is {value} now; it was {was}.",
        cell=Code(typed(cell_of(state, edit))),
        value=Number(value, given=True),
        was=Number(cell_of(before, edit).value, given=True),
    )
    return state, page(state, words + also(before, state, edit) + where(state))


def place(state: Stepping, text: str) -> tuple[str, tuple[int, ...]]:
    """The given, and where in it a number stands that is to be changed. Raises: AttnError E515, E513."""
    names = [tensor.name for tensor in changeable(state)]
    tries = [text] if "[" in text else [f"{name}[{text}]" for name in names]
    faults = []
    for name in tries:
        try:
            cell, stage = find_cell(state.trace, name)
        except AttnError as fault:
            faults.append(fault)
            continue
        if stage is None and cell.tensor.name in names:
            return cell.tensor.name, whole_index(state, cell.tensor, cell.index)
        why_not = "is computed, and cannot be set" if stage else "cannot be changed by itself"
        help = f"change a number that is given ({', '.join(sorted(names))}), as in {suggestion(state)}"
        raise AttnError("E515", f"`{cell.name}` {why_not}", help=help)
    raise several(state, text) or faults[0]


def several(state: Stepping, text: str) -> AttnError | None:
    """E515: which of a word's several numbers is meant was not said; None if it is no such word."""
    for tensor in changeable(state):
        if "[" in text or len(tensor.axes) != 2 or len(tensor.axes[1]) < 2:
            continue
        words, numbers = tensor.axes
        try:
            words.find(text)
        except LabelError:
            continue
        few = [f"`{text},{name} = 1`" for name in numbers.names[:FEW_NUMBERS]]
        what = f"`{text}` has {counted(len(numbers))} numbers in {tensor.symbol.plain}"
        return AttnError("E515", what, help=f"write {either(few, len(numbers))}")
    return None


def counted(n: int) -> str:
    """A number of numbers in words, as far as it is a small one."""
    words = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[n - 2] if 2 <= n <= 10 else str(n)


def whole_index(state: Stepping, tensor: Tensor, index: tuple[int, ...]) -> tuple[int, ...]:
    """Where a cell of a given stands in all of it, if the cell's tensor was cut to one query."""
    whole = find_given(state, tensor.name)
    return tuple(
        other.positions.index(axis.positions[i])
        for axis, other, i in zip(tensor.axes, whole.axes, index, strict=True)
    )


def find_given(state: Stepping, name: str) -> Tensor:
    """A given by its name."""
    return next(tensor for tensor in state.trace.givens if tensor.name == name)


def cell_of(state: Stepping, edit: Edit) -> Cell:
    """The cell that an edit is of, as it stands in a state."""
    return find_given(state, edit.tensor).cell(*edit.index)


def changeable(state: Stepping) -> list[Tensor]:
    """The givens whose numbers can be changed: first those that this page uses, then the embeddings.

    Where there are embeddings, queries, keys and values that are equal to them are left out.
    """
    numbers = [tensor for tensor in state.trace.givens if tensor.array.dtype != bool]
    if any(tensor.name == "x" for tensor in numbers):
        numbers = [tensor for tensor in numbers if tensor.name not in ("query", "key", "value")]
    stage = state.stage
    here = [] if stage is None else [tensor.name for tensor in stage.inputs if tensor.name != "x"]
    return sorted(numbers, key=lambda tensor: tensor.name not in here)


def suggestion(state: Stepping) -> str:
    """A change that can be typed here."""
    tensor = changeable(state)[0]
    query = state.trace.query or 0
    row = query if len(tensor.axes) > 1 and query < len(tensor.axes[0]) else 0
    index = tuple(row if at == 0 else 0 for at in range(len(tensor.axes)))
    value = tensor.array[index]
    return f"{typed(tensor.cell(*index))} = {value + 1:g}"


def change(state: Stepping, edit: Edit) -> str:
    """An edit as it is typed."""
    return f"{typed(cell_of(state, edit))} = {in_full(edit.value)}"


def also(before: Stepping, after: Stepping, edit: Edit) -> Words:
    """What else changed with it: the other places of the same word."""
    old, new = find_given(before, edit.tensor), find_given(after, edit.tensor)
    if edit.tensor not in ("x", "memory"):
        return ()
    row, *column = edit.index
    changed = (old.array != new.array).any(axis=1).nonzero()[0].tolist()
    others = [typed(new.cell(i, *column)) for i in changed if i != row]
    if not others:
        return ()
    return say(" The embedding is the word's: {rows} changed with it.", rows=Code(", ".join(others)))


def where(state: Stepping) -> Words:
    """Where the change shows first, if not on this page."""
    first = first_change(state)
    if first is None:
        return say(" No number that is shown follows from it.") if state.edits else ()
    at = state.sections.index(first)
    if at <= state.at or first.step is None:
        return ()
    return say(" It shows first at stage {n}.", n=first.step[0])


def undo(state: Stepping) -> Answer:
    """The last edit taken back."""
    *kept, last = state.edits
    state = with_edits(state, tuple(kept))
    cell = cell_of(state, last)
    words = say("{cell} is {value} again.", cell=Code(typed(cell)), value=Number(cell.value, given=True))
    return state, page(state, words)


def in_full(value: float) -> str:
    """A number as it can be typed, with every digit that it has."""
    return repr(value).removesuffix(".0")
