"""From what is no cell to the cells that may be meant: labels without a stage, a finer step among labels."""

from __future__ import annotations

from attncli.errors import AttnError
from attncli.pages.cells import either, find_cell, parse
from attncli.pages.names import called, everything
from attncli.pages.typing import typed
from attncli.tensor import Cell
from attncli.trace import Stage, Trace

FEW = 6
"""Cells that an error names."""


def asked_cell(trace: Trace, text: str) -> tuple[Cell, Stage | None]:
    """The cell that a person means, as by ``find_cell``.

    Raises: AttnError E513, with the cells that may be meant.
    """
    try:
        return find_cell(trace, text)
    except AttnError as fault:
        raise (with_step(trace, text) if "[" in text else without_stage(trace, text)) or fault from None


def without_stage(trace: Trace, text: str) -> AttnError | None:
    """E513: labels alone, which several stages have; None if none has them."""
    labels = text if "," in text else ",".join(text.split())
    tensors = [*trace.givens, *(stage.output for stage in trace.stages)]
    found = [cell for tensor in tensors if (cell := cell_called(trace, f"{tensor.name}[{labels}]"))]
    if not found:
        return None
    names = [f"`{typed(cell)}`" for cell in found]
    what = f"`{text}` does not say of which stage"
    return AttnError("E513", what, help=f"choose one: {either(names[-FEW:], min(len(names), FEW))}")


def with_step(trace: Trace, text: str) -> AttnError | None:
    """E513: a finer step that is named as a label: ``weights[sat,total]`` for ``total[sat]``; else None."""
    try:
        _, labels = parse(text)
    except AttnError:
        return None
    for at, label in enumerate(labels):
        step = called(label, everything(trace))
        rest = ",".join([*labels[:at], *labels[at + 1 :]])
        cell = None
        if step is not None:
            cell = cell_called(trace, f"{step}[{rest}]" if rest else step)
        if cell is not None:
            what = f"`{label}` is no label of `{text}`: it is a number with a name of its own"
            return AttnError("E513", what, help=f"ask for `{typed(cell)}`")
    return None


def cell_called(trace: Trace, text: str) -> Cell | None:
    """The cell of this name; None if there is none."""
    try:
        return find_cell(trace, text)[0]
    except AttnError:
        return None
