"""Numbers of one kind as a tensor, so that each of them follows as every number of attn does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from attncli.arithmetic import Arithmetic
from attncli.cost.sizes import Sizes
from attncli.document import Formula
from attncli.record import Record
from attncli.tensor import Axis, Cell, Glyph, Index, Tensor


class Quantity(Record):
    """A number: what it is called among those of its kind, how it follows, and why it is as it is."""

    label: str
    value: float
    tree: Arithmetic
    formula: Formula
    because: str


class Kind(Record):
    """Numbers of one kind, under one axis, or one alone; ``unit`` is what they count."""

    tensor: Tensor
    unit: str
    quantities: tuple[Quantity, ...]

    def __getitem__(self, label: str) -> Cell:
        """The number of this label. Raises: StopIteration if there is none."""
        at = next(at for at, each in enumerate(self.quantities) if each.label == label)
        return self.tensor.cell(at) if self.tensor.axes else self.tensor.cell()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All of them, in their order."""
        return tuple(self[each.label] for each in self.quantities)

    def quantity(self, cell: Cell) -> Quantity:
        """What is known of one of the cells."""
        return self.quantities[cell.index[0] if cell.index else 0]


def kind(
    name: str, axis: str, unit: str, quantities: Sequence[Quantity], *, whole: bool = True, symbol: str = ""
) -> Kind:
    """Numbers of one kind; without an axis it is one number."""
    told = tuple(quantities)
    values = np.array([each.value for each in told], dtype=np.float64)
    symbol = symbol or name.replace("_", " ")
    glyph = Glyph(symbol, rf"\text{{{symbol}}}")

    def derive(index: Index) -> Arithmetic:
        return told[index[0] if index else 0].tree

    if axis:
        axes = (Axis(axis, [each.label for each in told]),)
        return Kind(Tensor(name, glyph, values, axes, derive, whole=whole), unit, told)
    return Kind(Tensor(name, glyph, values.reshape(()), (), derive, whole=whole), unit, told)


def given(sizes: Sizes) -> Mapping[str, Cell]:
    """The sizes as numbers that follow from nothing."""
    values = {name: value for name, value in sizes._asdict().items() if isinstance(value, int)}
    return {
        name: Tensor(name, Glyph(name, name), np.array(float(value)), (), whole=True).cell()
        for name, value in values.items()
    }
