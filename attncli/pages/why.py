"""The page of `attn why`: one number, and everything it rests on."""

from __future__ import annotations

from attncli.arithmetic import LONG, WRITTEN, Arithmetic, Largest, Sum, Where, cells
from attncli.document import Block, Code, Derivation, Document, Formula, Prose, Section, Symbol, Told, say
from attncli.errors import AttnError
from attncli.pages.leads import asked_cell
from attncli.tensor import Cell
from attncli.trace import Trace


def why(trace: Trace, cell: str, *, depth: int = 2) -> Derivation:
    """How a cell follows: ``weights[sat,cat]``, with so many levels of numbers beneath it.

    Raises: AttnError E513 if the trace has no such cell; E508 if the depth is below 1.
    """
    if depth < 1:
        raise AttnError("E508", f"a depth of {depth} shows nothing", help="give --depth a number from 1 on")
    root, stage = asked_cell(trace, cell)
    return Derivation(told(root, depth, stage.formula if stage else None), depth)


class Node:
    """A cell on its way to being told: what hangs beneath it is known only when the level above is done."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.under: list[Node] = []
        self.left_out = 0
        self.deeper: tuple[Cell, ...] = ()

    def told(self, formula: Formula | None = None) -> Told:
        """The node as it is told."""
        return Told(
            cell=self.cell,
            arithmetic=self.cell.derivation(),
            formula=formula,
            under=tuple(node.told() for node in self.under),
            left_out=self.left_out,
            deeper=self.deeper,
        )


def told(root: Cell, depth: int, formula: Formula | None) -> Told:
    """A cell and what it rests on, level by level, so that each cell is told once: where it is nearest.

    Given numbers are not told beneath others: they stand in the arithmetic, and follow from nothing.
    """
    top = Node(root)
    seen = {root.name}
    level = [top]
    for step in range(depth + 1):
        if not level:
            break
        following: list[Node] = []
        for node in level:
            tree = node.cell.derivation()
            fresh = [] if tree is None else fresh_cells(tree, seen)
            if step == depth:
                node.deeper = tuple(fresh)
            else:
                node.under = [Node(cell) for cell in fresh]
                node.left_out = 0 if tree is None else len(fresh_cells(tree, seen, all=True))
                following += node.under
        level = following
    return top.told(formula)


def fresh_cells(tree: Arithmetic, seen: set[str], *, all: bool = False) -> list[Cell]:
    """The computed cells of a tree that were not seen before; those that are written out count as seen now.

    ``all``: those too that are not written out, of which none counts as seen.
    """
    tree = tree.branch if isinstance(tree, Where) else tree
    if isinstance(tree, (Sum, Largest)) and len(tree.terms) > LONG and not all:
        tree = Sum(tree.terms[:WRITTEN])
    fresh = []
    for cell in cells(tree):
        if cell.name not in seen and cell.tensor.derive is not None:
            if not all:
                seen.add(cell.name)
            fresh.append(cell)
    return fresh


def why_page(derivation: Derivation, title: str = "", *, proposes: bool = True) -> Document:
    """A derivation as a page; where it ``proposes`` something to type, that is the next level."""
    root = derivation.root
    blocks: list[Block] = [derivation]
    if root.arithmetic is None:
        text = (
            "This number is given: it is part of {symbol}, which the scenario brings, "
            "and follows from nothing."
        )
        blocks.append(Prose(say(text, symbol=Symbol(root.cell.tensor.symbol))))
    deeper = [cell for one in root.everything() for cell in one.deeper]
    if deeper and proposes:
        words = say(
            "One level deeper, with {cell}{more}: {depth}",
            cell=Code(deeper[0].name),
            more=f" and {len(deeper) - 1} more" if len(deeper) > 1 else "",
            depth=Code(f"--depth {derivation.depth + 1}"),
        )
        blocks.append(Prose(words))
    section = Section(title="Why this number?", blocks=tuple(blocks), name="why", rounded=True)
    return Document(title or root.cell.name, (section,))
