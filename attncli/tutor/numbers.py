"""The numbers of a page, as a person asks about them and changes them."""

from __future__ import annotations

import math

from attncli.document import Code, Number, Words, say
from attncli.errors import AttnError
from attncli.pages.cells import find_cell
from attncli.pages.typing import typed
from attncli.pages.why import why, why_page
from attncli.scenario import Edit
from attncli.tensor import Tensor
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
    """A cell by its full name, where only its labels on the page were typed."""
    if "[" in text:
        return text
    stage = state.stage
    return f"{stage.name if stage else 'x'}[{text}]"


def answer_change(state: Stepping, text: str) -> Answer:
    """Another number in the place of one that was given: ``sat,1 = 2``, ``w_q[1,2] = 0.5``."""
    left, _, right = text.rpartition("=") if "=" in text else text.rpartition(" ")
    try:
        value = float(right.replace("−", "-"))
    except ValueError:
        value = math.nan
    if not left.strip() or not math.isfinite(value):
        raise AttnError(
            "E515",
            f"`{text}` does not say which number becomes what",
            help=f"write a number's name and its new value, as in {suggestion(state)}",
        )
    edit = Edit(*place(state, left.strip()), value)
    before = state
    state = with_edits(state, (*state.edits, edit))._replace(told=None)
    tensor = given(state, edit.tensor)
    cell = tensor.cell(*edit.index)
    was = given(before, edit.tensor).cell(*edit.index).value
    words = say(
        "{cell} is {value} now; it was {was}.",
        cell=Code(typed(cell)),
        value=Number(value, given=True),
        was=Number(was, given=True),
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
        what = (
            f"`{cell.name}` is computed, and cannot be set"
            if stage
            else f"`{cell.name}` cannot be changed by itself"
        )
        raise AttnError(
            "E515",
            what,
            help=f"change a number that is given ({', '.join(sorted(names))}), as in {suggestion(state)}",
        )
    raise faults[0]


def whole_index(state: Stepping, tensor: Tensor, index: tuple[int, ...]) -> tuple[int, ...]:
    """Where a cell of a given stands in all of it, if the cell's tensor was cut to one query."""
    whole = given(state, tensor.name)
    return tuple(
        other.positions.index(axis.positions[i])
        for axis, other, i in zip(tensor.axes, whole.axes, index, strict=True)
    )


def given(state: Stepping, name: str) -> Tensor:
    """A given by its name."""
    return next(tensor for tensor in state.trace.givens if tensor.name == name)


def changeable(state: Stepping) -> list[Tensor]:
    """The givens whose numbers can be changed: those that this page uses first, then the embeddings; where there are embeddings, not what is equal to them."""
    has_x = any(tensor.name == "x" for tensor in state.trace.givens)
    found = [
        tensor
        for tensor in state.trace.givens
        if tensor.array.dtype != bool and not (has_x and tensor.name in ("query", "key", "value"))
    ]
    stage = state.stage
    here = [] if stage is None else [tensor.name for tensor in stage.inputs if tensor.name != "x"]
    return sorted(found, key=lambda tensor: tensor.name not in here)


def suggestion(state: Stepping) -> str:
    """A change that can be typed here."""
    tensor = changeable(state)[0]
    row = (
        state.trace.query
        if state.trace.query is not None and len(tensor.axes) > 1 and len(tensor.axes[0]) > state.trace.query
        else 0
    )
    index = tuple(row if at == 0 else 0 for at in range(len(tensor.axes)))
    value = tensor.array[index]
    return f"{typed(tensor.cell(*index))} = {value + 1:g}"


def change(state: Stepping, edit: Edit) -> str:
    """An edit as it is typed."""
    return f"{typed(given(state, edit.tensor).cell(*edit.index))} = {in_full(edit.value)}"


def also(before: Stepping, after: Stepping, edit: Edit) -> Words:
    """What else changed with it: the other places of the same word."""
    old, new = given(before, edit.tensor), given(after, edit.tensor)
    if edit.tensor not in ("x", "memory"):
        return ()
    others = [
        i for i in range(len(new.axes[0])) if i != edit.index[0] and (old.array[i] != new.array[i]).any()
    ]
    if not others:
        return ()
    return say(
        " The embedding is the word's: {rows} changed with it.",
        rows=Code(", ".join(typed(new.cell(i, *edit.index[1:])) for i in others)),
    )


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
    cell = given(state, last.tensor).cell(*last.index)
    words = say("{cell} is {value} again.", cell=Code(typed(cell)), value=Number(cell.value, given=True))
    return state, page(state, words)


def in_full(value: float) -> str:
    """A number as it can be typed, with every digit that it has."""
    return repr(value).removesuffix(".0")
