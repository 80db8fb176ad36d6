"""Everything that is told of the sizes of a layer, number by number, and which of them a person means."""

from __future__ import annotations

from attncli.cost import layers, memory
from attncli.cost.kinds import Kind, given
from attncli.cost.sizes import Sizes
from attncli.record import Record
from attncli.tensor import Cell, Tensor


class Costs(Record, kw_only=True):
    """What a layer of some sizes costs. A unit is None where bytes are too few for one."""

    sizes: Sizes
    givens: tuple[Cell, ...]
    operations: Kind
    sequential: Kind
    logarithm: Kind
    path: Kind
    scores: Kind
    score_bytes: Kind
    score_unit: Kind | None
    head_size: Kind
    position: Kind
    kept: Kind
    cache_bytes: Kind
    cache_unit: Kind | None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """All kinds of numbers, in the order they are told."""
        return tuple(value for value in self._asdict().values() if isinstance(value, Kind))

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """Every tensor that can be asked about: what is computed, and the sizes."""
        return (*(kind.tensor for kind in self.kinds), *(cell.tensor for cell in self.givens))

    def kind_of(self, cell: Cell) -> Kind | None:
        """The kind of a number; None for a size."""
        return next((kind for kind in self.kinds if kind.tensor is cell.tensor), None)


def costs(sizes: Sizes) -> Costs:
    """What a layer of these sizes costs.

    >>> from attncli.cost.sizes import filled
    >>> found = costs(filled({"n": 512, "d": 64}))
    >>> found.operations["self-attention"].value, found.path["convolutional"].value
    (16777216.0, 6.0)
    """
    of = given(sizes)
    logarithm = layers.logarithm(sizes, of)
    scores = memory.scores(sizes, of)
    score_bytes = memory.score_bytes(sizes, of, scores[""])
    head_size = memory.head_size(sizes, of)
    position, kept = memory.position(sizes, of, head_size[""]), memory.kept(sizes, of)
    cache = memory.cache(sizes, of, kept, position)
    return Costs(
        sizes=sizes,
        givens=tuple(of.values()),
        operations=layers.operations(sizes, of),
        sequential=layers.sequential(sizes, of),
        logarithm=logarithm,
        path=layers.path(sizes, of, logarithm[""]),
        scores=scores,
        score_bytes=score_bytes,
        score_unit=memory.in_unit(score_bytes),
        head_size=head_size,
        position=position,
        kept=kept,
        cache_bytes=cache,
        cache_unit=memory.in_unit(cache),
    )
