"""Two computations of the same tokens beside each other, stage by stage: the sections of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.arithmetic import Difference
from attncli.comparison.numbers import Comparison, Two, difference, differing
from attncli.document import (
    Bar,
    Beside,
    Block,
    Captioned,
    Code,
    Column,
    Equation,
    Matrix,
    Plain,
    Prose,
    Row,
    RowEntry,
    Said,
    Section,
    Symbol,
    Value,
    Words,
    Working,
    head_called,
    say,
)
from attncli.meaning import measured
from attncli.pages.compare_sides import Side, labelled, sides
from attncli.pages.tables import FEW, READABLE, marked, readable, telling_keys
from attncli.spelling import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attncli.tensor import Index, Tensor
    from attncli.trace import Trace


def differing_sections(found: Comparison) -> list[Section]:
    """What was given differently, and every stage that comes out otherwise."""
    sections = [given_section(found)] if any(map(worth_showing, found.givens)) else []
    return sections + [stage_section(found, two) for two in found.stages if worth_a_section(two)]


def worth_showing(two: Two) -> bool:
    """Whether something given differs: in numbers, in size, or since the mask is given in one alone."""
    if two.how in ("a", "b"):
        own = two.a or two.b
        return own is not None and own.array.dtype == bool
    return two.how != "same"


def worth_a_section(two: Two) -> bool:
    """Whether there is something to be laid beside it, in which it differs; weights are shown in any case.

    What stands in one alone is on the page of that one.
    """
    if two.how == "shapes":
        return two.name == "weights"
    return two.how == "differs" or two.instead is not None


def overview(found: Comparison, a: Side, b: Side, summary: Sequence[Words]) -> Section:
    """What is compared, what comes out, and a line a stage on how far they are apart."""
    blocks: list[Block] = [sides(a, b), *map(Prose, summary)]
    if not found.alike:
        blocks.append(stages_table(found))
    return Section(title="What differs", blocks=tuple(blocks), name="differs", rounded=True)


def stages_table(found: Comparison) -> Working:
    """A line a tensor: how many numbers differ, and by how much at most."""
    far = [distance(two) for two in found.all]
    names = [two.name for two in found.all]
    values = measured("distance", names, [0.0 if each is None else each for each in far])
    rows = []
    for at, two in enumerate(found.all):
        entries: tuple[RowEntry, ...] = (None, None, Said(not_beside(two)))
        if two.how in ("same", "differs"):
            counts = Said(say("{n}", n=two.apart)), Said(say("{n}", n=two.numbers))
            most: RowEntry = Said(say("hidden in one")) if far[at] is None else Value(values.cell(at))
            entries = (*counts, most if two.apart else None)
        rows.append(Row((Plain(two.name),), entries))
    columns = (Column(say("differ")), Column(say("of")), Column(say("by at most")))
    return Working(say("stage"), columns, tuple(rows), ("distance",))


def not_beside(two: Two) -> Words:
    """What is said of what cannot be laid beside each other."""
    if two.a is not None and two.b is not None:
        return say("other shape")
    return say("{side} alone", side="A" if two.b is None else "B")


def distance(two: Two) -> float | None:
    """How far two tensors are apart at most; None where one number is hidden, or a truth."""
    if two.furthest is None or two.laid is None:
        return 0.0
    one, other = two.laid
    if one.array.dtype == bool:
        return None
    far = abs(float(other.array[two.furthest]) - float(one.array[two.furthest]))
    return far if far < float("inf") else None


def given_section(found: Comparison) -> Section:
    """What was given differently."""
    blocks: list[Block] = []
    for two in found.givens:
        if worth_showing(two):
            blocks += beside_each_other(found, two)
    return Section(title="What is given", blocks=tuple(blocks), name="given", rounded=True)


def stage_section(found: Comparison, two: Two) -> Section:
    """One stage in A and in B."""
    blocks: list[Block] = []
    formulas = [None if stage is None else stage.formula.plain for stage in (two.stage_a, two.stage_b)]
    stage = two.stage_a or two.stage_b
    assert stage is not None
    if formulas[0] == formulas[1] or None in formulas:
        blocks.append(Equation(stage.output.symbol, stage.formula))
    else:
        blocks.append(Prose(say("{a} in A, {b} in B.", a=formulas[0] or "", b=formulas[1] or "")))
    step = (next(at for at, each in enumerate(found.stages, 1) if each is two), len(found.stages))
    blocks += beside_each_other(found, two)
    return Section(title=two.title, blocks=tuple(blocks), name=two.name, step=step, rounded=True)


def beside_each_other(found: Comparison, two: Two) -> list[Block]:
    """The numbers of A and of B, and what they differ by."""
    said = how_said(found, two)
    if two.laid is None:
        return [Prose(said), *apart_from_each_other(found, two)]
    one, other = (row_of(tensor, trace) for tensor, trace in zip(two.laid, (found.a, found.b), strict=True))
    if len(one.axes) == 1:
        return [Prose(said), *rows_beside(found, one, other)]
    return [Prose(said), *matrices_beside(found, one, other)]


def how_said(found: Comparison, two: Two) -> Words:
    """How many numbers of a tensor differ, and what it is laid beside where one has no such stage."""
    name = Code(two.name)
    if two.how == "same":
        return say("{name} is the same in both: {n} numbers.", name=name, n=two.numbers)
    if two.how == "shapes":
        assert two.a is not None
        assert two.b is not None
        text = "{name} is {a} in A and {b} in B: no number of one has its place in the other."
        return say(text, name=name, a=shape(two.a), b=shape(two.b))
    if two.how == "differs":
        words = say("Of {n} numbers {m} differ.", n=two.numbers, m=two.apart)
        if two.numbers == two.apart:
            words = say("All {n} numbers differ.", n=two.numbers) if two.numbers > 1 else say("It differs.")
    else:
        side, other = ("A", "B") if two.how == "a" else ("B", "A")
        words = say("{side} alone has {name}.", side=side, name=name)
        if two.instead is not None:
            text = " In its place {other} goes on with {instead}, which stands beside it here."
            words += say(text, other=other, instead=Code(two.instead.name))
    if two.laid is not None and two.laid[0].has("head") and two.laid[0].size("head") > 1:
        heads = two.laid[0].axis("head")
        text = " Shown is {head} of {n}."
        words += say(text, head=head_called(heads, found.a.own_head(len(heads))), n=len(heads))
    return words


def shape(tensor: Tensor) -> str:
    """The shape of a tensor, with what its axes are."""
    nouns = (axis.name if axis.name in ("head", "query", "key") else axis.noun for axis in tensor.axes)
    return " × ".join(counted(len(axis), noun) for axis, noun in zip(tensor.axes, nouns, strict=True))


def apart_from_each_other(found: Comparison, two: Two) -> list[Block]:
    """Weights that have other shapes: those of A, then those of B."""
    if two.a is None or two.b is None:
        own, trace = (two.a, found.a) if two.a is not None else (two.b, found.b)
        assert own is not None
        return [*readable(row_of(own, trace), trace, telling_keys(trace))]
    if two.name != "weights":
        return []
    parts = []
    for side, trace, tensor in (("A", found.a, two.a), ("B", found.b, two.b)):
        if trace.query is None:
            return []
        rows = tensor.part("query", 0)
        columns = telling(rows.array.max(axis=0) if rows.array.ndim > 1 else rows.array)
        parts.append(Captioned(say(side), Matrix(tensor=rows, heat=rows.array.ndim > 1, columns=columns)))
    return [Beside(tuple(parts))]


def row_of(tensor: Tensor, trace: Trace) -> Tensor:
    """A tensor as it is shown: of the head and the query that are told."""
    if tensor.has("head") and len(tensor.axes) > 1 and len(tensor.axes) + tensor.has("query") > 2:
        tensor = tensor.part("head", trace.own_head(tensor.size("head")))
    if tensor.has("query") and tensor.size("query") == 1 and len(tensor.axes) > 1:
        tensor = tensor.part("query", 0)
    return tensor


def rows_beside(found: Comparison, one: Tensor, other: Tensor) -> list[Block]:
    """A row of numbers of A and of B, one under the other, with what they differ by."""
    far = difference(one, other)
    axis = one.axes[0] if one.axes[0].named or not other.axes[0].named else other.axes[0]
    finite = [abs(float(number)) for number in far.array if abs(float(number)) < float("inf")]
    full = max(finite, default=0.0)
    shown = telling(abs(far.array)) or tuple(range(len(axis)))
    itself = marked(found.a, axis) if axis.sequence is not None else None
    rows = []
    for at in shown:
        entries: list[RowEntry] = [number_of(one, at), number_of(other, at)]
        gap = abs(float(far.array[at]))
        hidden = any(float(tensor.array[at]) == float("-inf") for tensor in (one, other))
        if not hidden:
            tree = Difference(other.cell(at), one.cell(at))
            entries += [Value(far.cell(at), tree), Bar(gap, full) if full else None]
        else:
            entries += [None, None]
        rows.append(Row(labelled(axis, at), tuple(entries), marked=at == itself))
    columns = (
        Column(headed("A", one, other)),
        Column(headed("B", other, one)),
        Column(say("B − A")),
        Column(),
    )
    blocks: list[Block] = [Working(say(axis.noun), columns, tuple(rows), (far.name,))]
    return blocks + left_out(len(axis) - len(shown))


def headed(side: str, own: Tensor, other: Tensor) -> Words:
    """What stands above the numbers of one: its symbol too, where the other's is another."""
    if own.symbol == other.symbol:
        return say(side)
    return say("{side}: {symbol}", side=side, symbol=Symbol(own.symbol))


def number_of(tensor: Tensor, at: int) -> RowEntry:
    """A number of a row; a score that is hidden in words."""
    if float(tensor.array[at]) == float("-inf"):
        return Said(say("hidden"))
    return Value(tensor.cell(at))


def matrices_beside(found: Comparison, one: Tensor, other: Tensor) -> list[Block]:
    """Two matrices side by side, those of B that differ marked, and what they differ by."""
    far = difference(one, other)
    size = abs(far.array)
    rows, columns = telling(size.max(axis=1)), telling(size.max(axis=0))
    truths = one.array.dtype == bool
    places = differing(one, other)
    some = bool(places.any()) and not places.all()
    changed: frozenset[Index] = frozenset()
    if some:
        changed = frozenset((int(i), int(j)) for i, j in zip(*places.nonzero(), strict=True))

    def matrix(tensor: Tensor) -> Matrix:
        return Matrix(tensor=tensor, marked=marked(found.a, one.axes[0]), rows=rows, columns=columns)

    parts = [
        Captioned(headed("A", one, other), matrix(one)),
        Captioned(headed("B", other, one), matrix(other)._replace(changed=changed)),
    ]
    if not truths and float(size.max()) < float("inf"):
        parts.append(Captioned(say("B − A"), matrix(far)))
    blocks: list[Block] = [Beside(tuple(parts))]
    if some:
        blocks.append(Prose(say("* differs")))
    left = [len(axis) - len(kept) for axis, kept in zip(one.axes, (rows, columns), strict=True) if kept]
    return blocks + left_out(max(left, default=0))


def telling(sizes: Iterable[float]) -> tuple[int, ...] | None:
    """Of many positions those that differ most, in their order; None: all."""
    far = [float(size) for size in sizes]
    if len(far) <= READABLE:
        return None
    return tuple(sorted(sorted(range(len(far)), key=lambda at: (-far[at], at))[:FEW]))


def left_out(count: int) -> list[Block]:
    """That there are more rows than are shown."""
    if not count:
        return []
    text = "Those that differ most are shown; {n} more are not. {json} has them all."
    return [Prose(say(text, n=count, json=Code("--json")))]
