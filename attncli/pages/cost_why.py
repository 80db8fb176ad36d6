"""The page of one number of `attn cost`, and which of them a person means."""

from __future__ import annotations

from attncli.cost.costs import Costs
from attncli.document import Block, Code, Derivation, Document, Prose, Section, Told, Words, say
from attncli.errors import AttnError
from attncli.pages.cells import cell_of, named
from attncli.pages.names import called
from attncli.pages.why import told
from attncli.spelling import nearest
from attncli.tensor import Cell

TITLE = "What a layer costs"
DEPTH = 4
"""Levels of numbers beneath one that is asked about: all there are."""


def names_of(costs: Costs) -> Words:
    """What can be asked for: each kind of number, with its axis where there are several."""
    names = [
        f"{kind.tensor.name}[{kind.tensor.axes[0].name}]" if len(kind.cells) > 1 else kind.tensor.name
        for kind in costs.kinds
    ]
    words: Words = ()
    for at, name in enumerate(names):
        words += (*say(", " if at else ""), Code(name))
    return words


def asked(costs: Costs, text: str) -> Cell:
    """The number that a person means: ``operations[recurrent]``, ``scores``.

    Raises: AttnError E513 if there is none, with those there are.
    """
    names = {tensor.name: tensor for tensor in costs.tensors}
    if "[" in text:
        name, labels = named(text, lambda name: called(name, costs.tensors))
    else:
        first, *labels = text.split() or [""]
        name = called(first, costs.tensors) or first
    if name not in names:
        near = nearest(name, list(names))
        help = f"did you mean `{near}`?" if near else f"choose one of: {', '.join(names)}"
        raise AttnError("E513", f"`attn cost` has no number `{name}`", help=help)
    return cell_of(names[name], labels, text)


def derivation(costs: Costs, cell: Cell) -> Derivation:
    """How a number follows, down to the sizes."""
    kind = costs.kind_of(cell)
    return Derivation(told(cell, DEPTH, None if kind is None else kind.quantity(cell).formula), DEPTH)


def cost_why_page(costs: Costs, derivation: Derivation) -> Document:
    """One number of `attn cost` with its arithmetic, and what it means in words."""
    root: Told = derivation.root
    kind = costs.kind_of(root.cell)
    blocks: list[Block] = [derivation]
    if kind is None:
        text = "This is one of the sizes, and follows from nothing."
        blocks.append(Prose(say(text)))
    else:
        because = kind.quantity(root.cell).because
        blocks.append(Prose(say(f"{because[:1].upper()}{because[1:]}.")))
    section = Section(title="Why this number?", blocks=tuple(blocks), name="why", rounded=True)
    return Document(TITLE, (section,))
