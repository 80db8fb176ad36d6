"""The numbers that stand on a page, so that one can be asked about by what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attncli.arithmetic import cells
from attncli.document import Equation, Matrix, Section, Value, Worked, Working, matrices_of
from attncli.errors import AttnError
from attncli.pages.cells import find_cell
from attncli.pages.explain import explain
from attncli.pages.typing import typed
from attncli.tensor import Cell
from attncli.trace import Stage, Trace
from attncli.tutor.stepper import Stepping, stage_of

NUMBER = re.compile(r"([-−–+]?)(\d*)(?:\.(\d*))?")
"""A number as a page shows it."""
FEW = 4
"""Names that an error lists."""


def printed(state: Stepping, text: str) -> str | None:
    """The full name of the number that the page shows so; None where it shows none.

    Raises: AttnError E513 if several numbers look alike there.
    """
    for shown in shown_cells(state.section):
        names = [told_by(state.trace, state.stage, cell) for cell in alike(shown, text, state.digits)]
        found = list(dict.fromkeys(filter(None, names)))
        if len(found) == 1:
            return found[0]
        if found:
            raise several(text, found, "on this page")
    return None


def several(text: str, names: list[str], where: str) -> AttnError:
    """E513: numbers that look alike."""
    what = f"{text.strip()} stands for {len(names)} numbers {where}"
    more = ", …" if len(names) > FEW else ""
    return AttnError("E513", what, help=f"choose one by its name: {', '.join(names[:FEW])}{more}")


def alike(shown: Sequence[Cell], text: str, digits: int) -> list[Cell]:
    """Those of the cells that a page of so many decimal places shows as a text; none if it is no number."""
    found = NUMBER.fullmatch(text.strip())
    if found is None or not (found[2] or found[3]):
        return []
    value = float(f"{'-' if found[1] in ('-', '−', '–') else ''}{found[2] or 0}.{found[3] or 0}")
    half = 0.5000001 * 10.0 ** -len(found[3] or "")
    close = {cell.name: cell for cell in shown if abs(cell.value - value) <= half}
    exact = {name: cell for name, cell in close.items() if cell.value == value}
    if len(found[3] or "") < digits:  # results have more: so short a number is written so, or is none
        close = exact
    return list((exact or close).values())


def on_its_pages(trace: Trace, text: str, digits: int) -> AttnError:
    """E513 for a number that stands where a name is expected: the names of those that the pages show so."""
    own: dict[str, bool] = {}
    others: dict[str, bool] = {}
    for section in explain(trace).sections:
        stage = stage_of(trace, section)
        for shown in shown_cells(section):
            for cell in alike(shown, text, digits):
                if name := told_by(trace, stage, cell):
                    # In the full form, since a name may leave out the head and the query.
                    whole = find_cell(trace, name)[0].name
                    (own if name == cell.name else others)[whole] = True
    names = list(own or others)
    if len(names) > 1:
        return several(text, names, "here")
    if names:
        what = f"`{text.strip()}` is what a number shows, not its name"
        return AttnError("E513", what, help=f"ask by its name: {names[0]}")
    weights = next(stage for stage in trace.told if stage.name == "weights").output
    help = f"ask by its name, as in {weights.cell(*weights.largest()).name}"
    return AttnError("E513", f"no number of a stage shows as {text.strip()} here", help=help)


def told_by(trace: Trace, stage: Stage | None, cell: Cell) -> str | None:
    """The name of the number that tells how a cell of the page follows: its own, or that of its sum.

    None where no stage has it: the total of a row of weights.
    """
    part = re.fullmatch(r"(?:term|others) (\d+)", cell.tensor.name)
    if part is not None and stage is not None:
        output = trace.of_head(stage).output
        return output.cell(*(0 for _ in output.axes[:-1]), int(part[1])).name
    return cell.name if known(trace, cell) else None


def known(trace: Trace, cell: Cell) -> bool:
    """Whether a cell of the page is one that a stage tells or that was given."""
    try:
        return find_cell(trace, cell.name)[0].value == cell.value
    except AttnError:
        return False


def shown_cells(section: Section) -> tuple[list[Cell], list[Cell]]:
    """The cells that a page shows: those of its tables, and those that stand in its arithmetic."""
    results: list[Cell] = []
    operands: list[Cell] = []
    for block in section.blocks:
        match block:
            case Working():
                for row in block.all_rows:
                    results += [entry.cell for entry in row.entries if isinstance(entry, Value)]
                    for entry in row.entries:
                        operands += cells(entry.tree) if isinstance(entry, Worked) else ()
            case Equation(example=(cell, tree)):
                results.append(cell)
                operands += cells(tree)
            case _:
                for matrix in matrices_of(block):
                    results += matrix_cells(matrix)
    return results, operands


def matrix_cells(matrix: Matrix) -> Iterator[Cell]:
    """The cells that a matrix shows."""
    if matrix.tensor.array.dtype == bool:
        return
    first, *rest = matrix.shown
    for i in first:
        for j in rest[0] if rest else [None]:
            yield matrix.tensor.cell(i) if j is None else matrix.tensor.cell(i, j)


def example_names(state: Stepping) -> list[str]:
    """A number of this page by its symbol and labels, as the page prints it."""
    stage = state.stage
    if stage is None:
        return []
    equation = next((block for block in state.section.blocks if isinstance(block, Equation)), None)
    if equation is None or equation.example is None:
        return []
    cell = equation.example[0]
    return [f"{equation.left.plain}{typed(cell).removeprefix(cell.tensor.name)}"]
