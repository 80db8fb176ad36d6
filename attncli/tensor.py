"""A tensor with a name, labelled axes and, where it was computed, how each cell follows from other cells.

A cell knows its tensor and a tensor its cells, so they stand in one file, however long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.record import Record

if TYPE_CHECKING:
    from attncli.arithmetic import Arithmetic
    from attncli.numerics.arrays import Array

Index = tuple[int, ...]


class Glyph(Record):
    """A mathematical symbol as plain text and as LaTeX: ``S′`` and ``S'``."""

    plain: str
    latex: str


MOST_NAMED = 12
"""Labels that the text of an error lists."""


class LabelError(LookupError):
    """No label of an axis fits a text, or several do: ``candidates`` are names that tell them apart."""

    def __init__(self, text: str, axis: Axis, candidates: tuple[str, ...] = (), says: str = "") -> None:
        there = candidates or axis.names
        listed = ", ".join(there[:MOST_NAMED]) + (", …" if len(there) > MOST_NAMED else "")
        super().__init__(says or f"{text!r} is not one label of the axis {axis.name}: {listed}")
        self.text = text
        self.axis = axis
        self.candidates = candidates


NOUNS = {
    "token": "row",
    "d_hidden": "unit",
    **dict.fromkeys(("d_model", "d_memory", "d_q", "d_k", "d_v", "d_joined", "d_out"), "dimension"),
}
"""What one position of an axis is called, where that is not what the axis itself is called."""


class Axis:
    """One direction of a tensor: its name, a label a position, and the sequence that the labels are words of.

    ``sequence`` is None where the labels are mere numbers ("1", "2", …: dimensions, or queries and keys
    without words). Two axes of the same sequence mean the same words by the same positions: that is what
    "itself" means in self-attention.
    """

    __slots__ = ("_names", "labels", "name", "positions", "sequence")

    def __init__(
        self,
        name: str,
        labels: Sequence[str],
        sequence: str | None = None,
        positions: Sequence[int] | None = None,
        names: Sequence[str] | None = None,
    ) -> None:
        self.name = name
        self.labels = tuple(labels)
        self.sequence = sequence
        self.positions = tuple(positions) if positions is not None else tuple(range(1, len(self.labels) + 1))
        """From 1, in the axis this one was taken from."""
        self._names = tuple(names) if names is not None else None

    @classmethod
    def numbered(cls, name: str, size: int) -> Axis:
        """An axis whose labels are 1, 2, 3 …"""
        return cls(name, [str(i) for i in range(1, size + 1)])

    def __len__(self) -> int:
        return len(self.labels)

    def __repr__(self) -> str:
        return f"Axis({self.name!r}, {list(self.labels)!r})"

    @property
    def noun(self) -> str:
        """What one position is called: a word, a key, a head, a unit, a dimension."""
        return "word" if self.sequence is not None else NOUNS.get(self.name, self.name)

    @property
    def names(self) -> tuple[str, ...]:
        """The labels, with ``@position`` where one stands at several: a name finds its own position again."""
        if self._names is None:
            seen: dict[str, int] = {}
            for label in self.labels:
                seen[label] = seen.get(label, 0) + 1
            if len(seen) == len(self.labels):
                self._names = self.labels
            else:
                taken = {fold(label) for label in seen if "@" in label}
                self._names = tuple(
                    label if seen[label] == 1 else numbered(label, at, taken)
                    for label, at in zip(self.labels, self.positions, strict=True)
                )
        return self._names

    @property
    def named(self) -> bool:
        """Whether any label is a name, and not the number of its position."""
        return any(label != str(at) for label, at in zip(self.labels, self.positions, strict=True))

    def renamed(self, name: str) -> Axis:
        """The same labels under another axis name (the words of a sentence as queries, as keys)."""
        return Axis(name, self.labels, self.sequence, self.positions, self._names)

    def only(self, position: int) -> Axis:
        """The axis cut to one position (from 0), which keeps the label, name and number it had."""
        return Axis(
            self.name,
            (self.labels[position],),
            self.sequence,
            (self.positions[position],),
            (self.names[position],),
        )

    def find(self, text: str) -> int:
        """The position (from 0) that a person means by a text.

        That is an exact label, one that differs in case, or a position from 1: ``label@5``, ``@5``, ``5``; or
        else one of these without the blanks round it.

        Raises: LabelError if nothing fits, or several do.
        """
        found = [i for i, label in enumerate(self.labels) if label == text]
        if not found:
            folded = fold(text)
            found = [i for i, label in enumerate(self.labels) if fold(label) == folded]
        if len(found) == 1:
            return found[0]
        if found:
            raise LabelError(text, self, tuple(f"{self.labels[i]}@{self.positions[i]}" for i in found))
        label, at, digits = text.rpartition("@")
        if not at:
            label, digits = "", text
        if digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) in self.positions:
            position = self.positions.index(int(digits))
            if not label or fold(label) == fold(self.labels[position]):
                return position
        if text.strip() not in ("", text):
            return self.find(text.strip())
        raise LabelError(text, self)


def numbered(label: str, position: int, taken: set[str]) -> str:
    """``label@position``, with zeros before the number where a word is spelt just so ("sat@2" may be one)."""
    digits = str(position)
    while fold(name := f"{label}@{digits}") in taken:
        digits = f"0{digits}"
    return name


def fold(text: str) -> str:
    """A text as compared when case is ignored; composed and decomposed accents are the same letter."""
    if text.isascii():
        return text.lower()
    import unicodedata

    return unicodedata.normalize("NFC", text).casefold()


def stacked(parts: Sequence[Tensor], axis: Axis) -> Tensor:
    """Tensors of one shape as the rows of one, for show: each cell follows from the one it was."""

    def derive(index: Index) -> Arithmetic:
        return parts[index[0]].cell(*index[1:])

    first = parts[0]
    rows = np.stack([np.asarray(part.array, dtype=np.float64) for part in parts])
    return Tensor(first.name, first.symbol, rows, (axis, *first.axes), derive, of_one=first.of_one)


class Tensor:
    """A read-only array of numbers (float64) or truths. A cell has a name and, unless given, a derivation.

    ``derive(index)`` is the arithmetic of one cell; None means that the numbers were given. A ``parameter``
    is a matrix or a bias that belongs to the mechanism, whatever it is applied to, and not to the words.
    ``noun`` is what one of the numbers is called: "scaled score"; ``of_one`` says that it is one of 1,
    ``whole`` that it counts something, and nobody rounds it.
    """

    __slots__ = (
        "array",
        "axes",
        "derive",
        "name",
        "noun",
        "of_one",
        "parameter",
        "part_of",
        "symbol",
        "whole",
    )

    def __init__(
        self,
        name: str,
        symbol: Glyph,
        array: Array,
        axes: Sequence[Axis],
        derive: Callable[[Index], Arithmetic] | None = None,
        *,
        parameter: bool = False,
        noun: str = "number",
        of_one: bool = False,
        whole: bool = False,
    ) -> None:
        if array.shape != tuple(len(axis) for axis in axes):
            raise ValueError(
                f"{name}: an array of shape {array.shape} under axes of {[len(axis) for axis in axes]}"
            )
        self.name = name
        self.symbol = symbol
        self.array = array.view()
        self.array.setflags(write=False)
        self.axes = tuple(axes)
        self.derive = derive
        self.parameter = parameter
        self.noun = noun
        self.of_one = of_one
        self.whole = whole
        self.part_of: tuple[Tensor, str, int] | None = None
        """Of a part: the tensor it was parted from, and at which position of which axis."""

    def __repr__(self) -> str:
        return f"Tensor({self.name!r}, {' × '.join(f'{axis.name} {len(axis)}' for axis in self.axes)})"

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """The numbers alone, for numpy: read-only, unless another kind or a copy is asked for."""
        if copy or (dtype is not None and np.dtype(dtype) != self.array.dtype):
            if copy is False:
                raise ValueError(f"{self.name}: numbers of another kind are a copy")
            return np.array(self.array, dtype=dtype)
        return self.array

    def __getitem__(self, labels: str | tuple[str, ...]) -> float:
        """The number under these labels, a text an axis: ``weights["sat", "cat"]``, ``x["the@5", "1"]``.

        Raises: LabelError if a label does not fit, is no text (positions from 0 are for ``array``), or there
        are more or fewer of them than axes.
        """
        asked = labels if isinstance(labels, tuple) else (labels,)
        if len(asked) != len(self.axes) or not all(isinstance(label, str) for label in asked):
            axes = ", ".join(axis.name for axis in self.axes)
            what = (
                f"{self.name} takes a label as text for each of its axes ({axes}); positions are for .array"
            )
            raise LabelError(repr(labels), self.axes[0], says=what)
        return self.cell(*(axis.find(label) for axis, label in zip(self.axes, asked, strict=True))).value

    def has(self, axis: str) -> bool:
        """Whether the tensor has an axis of this name."""
        return any(a.name == axis for a in self.axes)

    def axis(self, name: str) -> Axis:
        """The axis of this name. Raises: KeyError if there is none."""
        for axis in self.axes:
            if axis.name == name:
                return axis
        raise KeyError(name)

    def size(self, axis: str) -> int:
        """How many positions the named axis has. Raises: KeyError if there is none."""
        return len(self.axis(axis))

    def take(self, axis: str, position: int) -> Tensor:
        """The tensor cut to one position (from 0) of an axis, which stays; its cells are what they were."""
        if self.part_of is not None:
            of, parted, chosen = self.part_of
            return of.take(axis, position).part(parted, chosen)
        at = self.axes.index(self.axis(axis))
        axes = tuple(a.only(position) if i == at else a for i, a in enumerate(self.axes))
        whole = self.derive

        def derive(index: Index) -> Arithmetic:
            assert whole is not None
            return whole((*index[:at], position, *index[at + 1 :]))

        rows = self.array[(slice(None),) * at + (slice(position, position + 1),)]
        return self.like(rows, axes, derive if whole else None)

    def part(self, axis: str, position: int) -> Tensor:
        """The tensor at one position (from 0) of an axis, without that axis; its cells are what they were."""
        at = self.axes.index(self.axis(axis))
        whole = self.derive

        def derive(index: Index) -> Arithmetic:
            assert whole is not None
            return whole((*index[:at], position, *index[at:]))

        axes = self.axes[:at] + self.axes[at + 1 :]
        part = self.like(self.array[(slice(None),) * at + (position,)], axes, derive if whole else None)
        part.part_of = (self, axis, position)
        return part

    def seen_as(self, *axes: Axis) -> Tensor:
        """The tensor under other axes as long (words as queries, as keys); its cells are what they were."""
        return self.like(self.array, axes, self.derive)

    def like(
        self, array: Array, axes: Sequence[Axis], derive: Callable[[Index], Arithmetic] | None
    ) -> Tensor:
        """Other numbers under the same name and symbol."""
        return Tensor(
            self.name,
            self.symbol,
            array,
            axes,
            derive,
            parameter=self.parameter,
            noun=self.noun,
            of_one=self.of_one,
            whole=self.whole,
        )

    def largest(self) -> Index:
        """Where the largest number stands; the first of several."""
        return tuple(int(i) for i in np.unravel_index(int(self.array.argmax()), self.array.shape))

    def smallest(self) -> Index:
        """Where the smallest number stands; the first of several."""
        return tuple(int(i) for i in np.unravel_index(int(self.array.argmin()), self.array.shape))

    def cell(self, *index: int) -> Cell:
        """One cell, as a part of an arithmetic tree."""
        if self.part_of is None:
            return Cell(self, index)
        whole, parted, position = self.part_of
        at = whole.axes.index(whole.axis(parted))
        return whole.cell(*index[:at], position, *index[at:])

    def cells(self, *index: int | None) -> tuple[Cell, ...]:
        """The cells along one axis, the one whose position is None."""
        along = index.index(None)
        before = [i for i in index[:along] if i is not None]
        after = [i for i in index[along + 1 :] if i is not None]
        return tuple(self.cell(*before, at, *after) for at in range(self.array.shape[along]))


class Cell(Record):
    """A number that stands in a tensor."""

    tensor: Tensor
    index: Index

    @property
    def value(self) -> float:
        """The number itself; a truth is 1 or 0."""
        return float(self.tensor.array[self.index])

    @property
    def labels(self) -> tuple[str, ...]:
        """What the cell is called along each axis, unique there."""
        return tuple(axis.names[i] for axis, i in zip(self.tensor.axes, self.index, strict=True))

    @property
    def name(self) -> str:
        """The cell as a person may type it: ``weights[sat,cat]``, or the tensor's name if it is one number.

        No two cells of a trace share a name.
        """
        if not self.index:
            return self.tensor.name
        return f"{self.tensor.name}[{','.join(quoted(label) for label in self.labels)}]"

    def derivation(self) -> Arithmetic | None:
        """How the number follows from other cells; None if it was given."""
        return self.tensor.derive(self.index) if self.tensor.derive else None


def quoted(label: str) -> str:
    """A label as it is typed in a cell's name: in double quotes where a character in it would mislead."""
    if label and not any(c in ',[]"\\' or c.isspace() for c in label):
        return label
    return '"' + label.replace("\\", "\\\\").replace('"', '\\"') + '"'
