"""Two computations of the same tokens beside each other: stage by stage what differs, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from attncli.record import Record
from attncli.tensor import fold

if TYPE_CHECKING:
    from attncli.arithmetic import Arithmetic
    from attncli.numerics.arrays import Truths
    from attncli.tensor import Axis, Cell, Index, Tensor
    from attncli.trace import Stage, Trace

SAME = 1e-12
"""Numbers this close, relative to the largest beside them, are the same: adding in another order moves them
as much.
"""

SPREAD = 1e-9
"""As near as this, scores are multiples of others."""

How = Literal["same", "differs", "shapes", "a", "b"]
"""All numbers alike, some not, other shapes, or there in one of the two alone."""


class Two(Record, kw_only=True):
    """One tensor of two computations; None where a computation has none of the name."""

    name: str
    title: str
    """What is done there; "" of what was given."""
    how: How
    a: Tensor | None = None
    b: Tensor | None = None
    stage_a: Stage | None = None
    stage_b: Stage | None = None
    numbers: int = 0
    """How many were compared."""
    apart: int = 0
    """How many of them differ."""
    first: Index | None = None
    """The first that differs."""
    furthest: Index | None = None
    """Where they differ most."""
    instead: Tensor | None = None
    """Of a stage of one computation alone: what the other uses in its place, where one can be laid beside."""

    @property
    def laid(self) -> tuple[Tensor, Tensor] | None:
        """What can be laid beside each other, number by number: that of A, and that of B."""
        if self.how in ("same", "differs"):
            assert self.a is not None
            assert self.b is not None
            return self.a, self.b
        if self.instead is None:
            return None
        own = self.a or self.b
        assert own is not None
        return (own, self.instead) if self.how == "a" else (self.instead, own)


class Comparison(Record, kw_only=True):
    """Two computations of the same tokens, beside each other."""

    a: Trace
    b: Trace
    givens: tuple[Two, ...]
    stages: tuple[Two, ...]
    result: Two
    """The last stage of each, whatever they are called."""
    elsewhere: int = 0
    """How many numbers differ that are of other queries than the one that is told."""
    elsewhere_first: tuple[Cell, Cell] | None = None

    @property
    def all(self) -> tuple[Two, ...]:
        """What was given, then the stages."""
        return (*self.givens, *self.stages)

    @property
    def alike(self) -> bool:
        """Whether nothing differs."""
        return all(two.how == "same" for two in self.all)

    @property
    def first(self) -> tuple[Cell, Cell] | None:
        """The first number that differs, in A and in B; None if none does that stands in both."""
        for two in self.all:
            if two.how == "differs":
                assert two.a is not None
                assert two.b is not None
                assert two.first is not None
                return two.a.cell(*two.first), two.b.cell(*two.first)
        return None

    @property
    def spread(self) -> float | None:
        """How many times as far apart the scores behind the query's weights lie in B as in A.

        None where they are no multiples of each other, or the same.
        """
        rows = []
        for trace in (self.a, self.b):
            stage = next(stage for stage in trace.told if stage.name == "weights")
            scores = np.asarray(stage.inputs[0].array[0], dtype=np.float64)
            rows.append(scores)
        one, other = rows
        seen = np.isfinite(one)
        if one.shape != other.shape or (seen != np.isfinite(other)).any() or not seen.any():
            return None
        one, other = one[seen] - one[seen].max(), other[seen] - other[seen].max()
        least, most = float(one.min()), float(other.min())
        if not least or not most:
            return None
        factor = most / least
        fits = np.abs(one * factor - other).max() <= SPREAD * abs(most)
        return factor if fits and abs(factor - 1) > SPREAD else None

    @property
    def weights(self) -> Two:
        """The weights of both."""
        return next(two for two in self.stages if two.name == "weights")


def fits(one: Axis, other: Axis) -> bool:
    """Whether two axes are of the same positions: as long, and of the same words where both have some."""
    if len(one) != len(other):
        return False
    if one.name == "head" or not (one.named and other.named):
        return True
    return [fold(label) for label in one.labels] == [fold(label) for label in other.labels]


def comparison(a: Trace, b: Trace) -> Comparison:
    """Two computations of the same tokens, of the same query or of all."""
    given_a, given_b = ({tensor.name: tensor for tensor in trace.givens} for trace in (a, b))
    shown_a, shown_b = ({stage.name: stage for stage in trace.shown} for trace in (a, b))
    stages = tuple(
        of_stage(name, shown_a.get(name), shown_b.get(name), (shown_a, shown_b))
        for name in merged(list(shown_a), list(shown_b))
    )
    found = Comparison(
        a=a,
        b=b,
        givens=tuple(
            two_of(name, "", given_a.get(name), given_b.get(name))
            for name in merged(list(given_a), list(given_b))
            if name not in shown_a and name not in shown_b
        ),
        stages=stages,
        result=two_of("result", "", a.shown[-1].output, b.shown[-1].output),
    )
    return found if a.query is None else with_elsewhere(found)


def with_elsewhere(found: Comparison) -> Comparison:
    """The comparison with what differs of other queries, where those were computed."""
    whole_a = {stage.name: stage.output for stage in found.a.stages}
    whole_b = {stage.name: stage.output for stage in found.b.stages}
    count, first = 0, None
    for two in found.stages:
        one, other = whole_a.get(two.name), whole_b.get(two.name)
        if one is None or other is None or not one.has("query") or not lies_beside(one, other):
            continue
        if one.size("query") == 1:
            continue
        places = differing(one, other)
        at = one.axes.index(one.axis("query"))
        places[(slice(None),) * at + (found.a.query,)] = False
        count += int(places.sum())
        if first is None and places.any():
            place = first_of(places)
            first = one.cell(*place), other.cell(*place)
    return found._replace(elsewhere=count, elsewhere_first=first)


def merged(one: list[str], other: list[str]) -> list[str]:
    """The names of two lists in one order: what is in one alone stands before what follows it there.

    >>> merged(["scores", "scaled", "weights"], ["scores", "masked", "weights", "output"])
    ['scores', 'scaled', 'masked', 'weights', 'output']
    """
    order: list[str] = []
    at = 0
    for name in one:
        if name in other[at:]:
            to = other.index(name)
            order += [each for each in other[at:to] if each not in one and each not in order]
            at = to + 1
        order.append(name)
    return order + [each for each in other if each not in order]


def of_stage(
    name: str, a: Stage | None, b: Stage | None, all_of: tuple[dict[str, Stage], dict[str, Stage]]
) -> Two:
    """One stage of two computations."""
    stage = a or b
    assert stage is not None
    outputs = [None if each is None else each.output for each in (a, b)]
    found = two_of(name, stage.op.title, *outputs)
    found = found._replace(stage_a=a, stage_b=b)
    if a is not None and b is not None:
        return found
    own, other = all_of if b is None else all_of[::-1]
    instead = in_place_of(stage, own, other)
    if instead is None:
        return found
    beside = counted_apart(found.name, found.title, found.how, stage.output, instead)
    return beside._replace(a=found.a, b=found.b, stage_a=a, stage_b=b, instead=instead)


def in_place_of(stage: Stage, own: dict[str, Stage], other: dict[str, Stage]) -> Tensor | None:
    """What the other computation hands on where this one hands on a stage that the other has not."""
    for following in own.values():
        for role, tensor in following.step.inputs.items():
            taken = other.get(following.name)
            if tensor.name == stage.name and taken is not None and taken.has(role):
                found = taken.input(role)
                return found if lies_beside(stage.output, found) else None
    return None


def two_of(name: str, title: str, a: Tensor | None, b: Tensor | None) -> Two:
    """Two tensors of one name, compared."""
    if a is None or b is None:
        return Two(name=name, title=title, how="a" if b is None else "b", a=a, b=b)
    if not lies_beside(a, b):
        return Two(name=name, title=title, how="shapes", a=a, b=b)
    found = counted_apart(name, title, "same", a, b)
    return found._replace(how="differs") if found.apart else found


def counted_apart(name: str, title: str, how: How, a: Tensor, b: Tensor) -> Two:
    """Two tensors that can be laid beside each other, with how many of their numbers differ, and where.

    Where one of two numbers is hidden, they are further apart than any others.
    """
    found = differing(a, b)
    count = int(found.sum())
    if not count:
        return Two(name=name, title=title, how=how, a=a, b=b, numbers=found.size)
    one, other = (np.asarray(each.array, dtype=np.float64) for each in (a, b))
    with np.errstate(invalid="ignore"):
        far = np.where(found, np.abs(other - one), -1.0)
    return Two(
        name=name,
        title=title,
        how=how,
        a=a,
        b=b,
        numbers=found.size,
        apart=count,
        first=first_of(found),
        furthest=first_of(far == far.max()),
    )


def difference(one: Tensor, other: Tensor) -> Tensor:
    """What the other has more; 0 where both are hidden."""
    from attncli.arithmetic import Difference
    from attncli.tensor import Glyph, Tensor

    a, b = (np.asarray(each.array, dtype=np.float64) for each in (one, other))
    with np.errstate(invalid="ignore"):
        array = np.where(a == b, 0.0, b - a)

    def derive(index: Index) -> Arithmetic:
        return Difference(other.cell(*index), one.cell(*index))

    return Tensor("difference", Glyph("B − A", "B - A"), array, one.axes, derive)


def first_of(places: Truths) -> Index:
    """The first place at which something holds."""
    return tuple(int(at) for at in np.unravel_index(int(places.argmax()), places.shape))


def lies_beside(a: Tensor, b: Tensor) -> bool:
    """Whether the numbers of two tensors can be laid beside each other, one by one."""
    return len(a.axes) == len(b.axes) and all(map(fits, a.axes, b.axes))


def differing(a: Tensor, b: Tensor) -> Truths:
    """Which numbers of two tensors differ by more than rounding."""
    if a.array.dtype == bool or b.array.dtype == bool:
        return a.array != b.array  # type: ignore[no-any-return]  # of arrays, an array
    finite = [np.abs(each.array[np.isfinite(each.array)]).max(initial=0.0) for each in (a, b)]
    with np.errstate(invalid="ignore"):
        near = np.abs(a.array - b.array) <= SAME * max(finite)
    return ~((a.array == b.array) | near)  # type: ignore[no-any-return]  # of arrays, an array
