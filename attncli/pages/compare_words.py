"""Sentences on two computations of the same tokens: what differs first, and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.comparison.numbers import Comparison
from attncli.document import Code, Number, Plain, Span, Words, head_called, plural, say, sentence
from attncli.pages.compare_sides import asker, key_called, share
from attncli.pages.moved import joined

if TYPE_CHECKING:
    from attncli.tensor import Cell, Tensor
    from attncli.trace import Trace

TIE = 1e-9
"""Weights this close to each other are equal: they differ by rounding alone."""


def summary(found: Comparison, *, typed: bool = True) -> list[Words]:
    """What two computations have in common, what differs first, and what that means."""
    if found.alike:
        return [same_in_all(found), *elsewhere(found, typed)]
    return [*structure(found), *first_number(found), *meant(found), *elsewhere(found, typed)]


def same_in_all(found: Comparison) -> Words:
    """That nothing differs."""
    n = sum(two.numbers for two in found.all)
    of = () if found.a.query is None else say(" for {asker}", asker=asker(found.a))
    return say("Nothing differs{of}: all {n} numbers are the same in A and in B.", of=of, n=n)


def elsewhere(found: Comparison, typed: bool) -> list[Words]:
    """What differs of the queries that are not told."""
    if not found.elsewhere or found.elsewhere_first is None:
        return []
    one, other = found.elsewhere_first
    text = "Of other queries {n} {numbers}, the first of them {cell}: {a} in A, {b} in B.{all}"
    numbers = plural(found.elsewhere, "number differs", "numbers differ")
    return [
        say(
            text,
            n=found.elsewhere,
            numbers=numbers,
            cell=Code(one.name),
            **both(one, other),
            all=say(" {option} shows them all.", option=Code("--all")) if typed else (),
        )
    ]


def both(one: Cell, other: Cell) -> dict[str, Span]:
    """Two numbers, or truths, that stand in the same place: as A has it, and as B has it."""
    if one.tensor.array.dtype == bool:
        return {side: Plain("yes" if cell.value else "no") for side, cell in (("a", one), ("b", other))}
    shares = one.tensor.of_one
    return {
        "a": Number(one.value, apart=(other.value,), share=shares),
        "b": Number(other.value, apart=(one.value,), share=shares),
    }


def structure(found: Comparison) -> list[Words]:
    """Where the two are not made of the same stages."""
    words: list[Words] = []
    if found.a.mechanism != found.b.mechanism:
        text = "A is computed by {a}, B by {b}."
        words.append(say(text, a=Code(found.a.mechanism), b=Code(found.b.mechanism)))
    for side in ("a", "b"):
        for kind, twos in (("given", found.givens), ("computed", found.stages)):
            names = [(Code(two.name),) for two in twos if two.how == side]
            if names:
                text = "{names} {are} {kind} in {side} alone."
                are = plural(len(names), "is", "are")
                words.append(say(text, names=joined(names), are=are, kind=kind, side=side.upper()))
    return words


def first_number(found: Comparison) -> list[Words]:
    """The first number that differs."""
    if found.first is None:
        return [say("No number differs that stands in both.")]
    one, other = found.first
    text = "The first number that differs is {cell}: {a} in A, {b} in B."
    return [say(text, cell=Code(one.name), **both(one, other))]


def meant(found: Comparison) -> list[Words]:
    """What the difference comes to: in the weights, and in the end."""
    if found.weights.how in ("a", "b"):
        return []
    if found.a.query is None:
        return of_all(found)
    words = of_weights(found)
    end = of_result(found)
    between = say(" ") if words else ()
    return [words + between + end]


def of_weights(found: Comparison) -> Words:
    """What the weights of the query that is told are in A and in B."""
    if found.weights.how == "shapes":
        return of_heads(found)
    one, other = (row_of(trace) for trace in (found.a, found.b))
    where = in_head(found.a)
    if not differ(one, other):
        if where:
            text = "{where}{asker} attends alike in both: the weights are the same."
            return say(text, where=where, asker=asker(found.a))
        return say("{asker} attends alike in both: the weights are the same.", asker=asker(found.a))
    words = say("{where}", where=where) + most(found, one, other)
    return words + hidden(found, one, other) + why(found, one, other)


def in_head(trace: Trace) -> Words:
    """Which head is told, where there are several."""
    if trace.heads is None or len(trace.heads) == 1:
        return ()
    return say("In {head} ", head=head_called(trace.heads, trace.head or 0))


def row_of(trace: Trace) -> Tensor:
    """The weights of the query and the head that are told, a key each."""
    weights = next(stage for stage in trace.told if stage.name == "weights").output
    return weights.part("query", 0)


def differ(one: Tensor, other: Tensor) -> bool:
    """Whether any two weights differ by more than rounding."""
    return bool((abs(one.array - other.array) > TIE).any())


def most(found: Comparison, one: Tensor, other: Tensor) -> Words:
    """To whom the query attends most in A and in B."""
    (names_a, a), (names_b, b) = heaviest(one), heaviest(other)
    who = asker(found.a)
    called_a, called_b = (
        keys_called(trace, tensor, names)
        for trace, tensor, names in ((found.a, one, names_a), (found.b, other, names_b))
    )
    if not a or not b:
        text = "{who} attends to nothing in {empty}, and most to {names} in {full} ({weight})."
        empty, full = ("A", "B") if not a else ("B", "A")
        names, weight = (called_b, b) if not a else (called_a, a)
        return say(text, who=who, empty=empty, full=full, names=names, weight=share(weight))
    if names_a == names_b:
        if abs(a - b) <= TIE:
            text = "{who} attends most to {names} in both, and as much ({a})."
        else:
            text = "{who} attends most to {names} in both: {a} in A, {b} in B."
        return say(text, who=who, names=called_a, a=share(a, b), b=share(b, a))
    text = "{who} attends most to {names_a} in A ({a}), most to {names_b} in B ({b})."
    return say(text, who=who, names_a=called_a, names_b=called_b, a=share(a), b=share(b))


def keys_called(trace: Trace, weights: Tensor, keys: list[int]) -> Words:
    """Some keys of a row of weights, in words."""
    return joined([key_called(trace, weights.axes[0], at) for at in keys])


def heaviest(weights: Tensor) -> tuple[list[int], float]:
    """The keys (from 0) with the largest weight, and that weight; none where all are 0."""
    largest = float(weights.array.max())
    if not largest:
        return [], 0.0
    return [at for at, weight in enumerate(weights.array.tolist()) if largest - weight <= TIE], largest


def hidden(found: Comparison, one: Tensor, other: Tensor) -> Words:
    """What has a weight of exactly 0 in one of the two alone."""
    words: Words = ()
    for nothing, something, where, there in ((one, other, "A", "B"), (other, one, "B", "A")):
        gone = ((nothing.array == 0) & (something.array > 0)).nonzero()[0].tolist()
        if not gone or not nothing.array.any():
            continue
        text = "{keys} {weigh} exactly 0 in {where}; in {there} {they} {have} {weight}{together}."
        n = len(gone)
        words += say(" ") + sentence(
            say(
                text,
                keys=joined([key_called(found.a, nothing.axes[0], at) for at in gone]),
                weigh=plural(n, "weighs", "weigh"),
                where=where,
                there=there,
                they=plural(n, "it", "they"),
                have=plural(n, "has", "have"),
                weight=share(float(something.array[gone].sum())),
                together=plural(n, "", " together"),
            )
        )
    return words


def why(found: Comparison, one: Tensor, other: Tensor) -> Words:
    """Why the weights are others, where a factor says it: of the scores, or of the weights that are left."""
    factor = found.spread
    if factor is not None:
        more, less = ("B", "A") if factor > 1 else ("A", "B")
        text = (
            " The scores that the weights are made of lie {factor} times as far apart in {more} as in "
            "{less}: the further apart, the more goes to the largest."
        )
        return say(text, factor=Number(max(factor, 1 / factor), apart=(1.0,)), more=more, less=less)
    for wide, narrow, here, there in ((one, other, "A", "B"), (other, one, "B", "A")):
        left = narrow.array > 0
        if not left.any() or not ((wide.array > 0) & ~left).any() or not (wide.array[left] > 0).all():
            continue
        ratios = narrow.array[left] / wide.array[left]
        if float(ratios.max() - ratios.min()) <= TIE * float(ratios.max()):
            text = " What is left weighs {ratio} times as much in {there} as in {here}{shares}."
            ratio = Number(float(ratios[0]), apart=(1.0,))
            kept = abs(float(narrow.array.sum() - wide.array.sum())) <= TIE
            shares = ": it shares what the others have no longer" if kept else ""
            return say(text, ratio=ratio, here=here, there=there, shares=shares)
    return ()


def of_heads(found: Comparison) -> Words:
    """To whom the query attends most in each head, where the two have other heads."""
    words: Words = ()
    for trace, side in ((found.a, "A"), (found.b, "B")):
        heads = trace.heads
        stage = next(stage for stage in trace.shown if stage.name == "weights")
        n = 1 if heads is None else len(heads)
        parts: list[Words] = []
        for head in range(n):
            row = (stage if heads is None else stage.head(head)).output.part("query", 0)
            names, weight = heaviest(row)
            said = say("to nothing")
            if 1 < len(names) == len(row.axes[0]):
                said = say("to all alike ({weight})", weight=share(weight))
            elif names:
                called = joined([key_called(trace, row.axes[0], at) for at in names])
                said = say("most to {names} ({weight})", names=called, weight=share(weight))
            where = () if n == 1 or heads is None else say(" in {head}", head=head_called(heads, head))
            parts.append(said + where)
        text = "{between}In {side}, with {n} {heads}, {asker} attends {parts}."
        words += say(
            text,
            between=" " if words else "",
            side=side,
            n=n,
            heads=plural(n, "head"),
            asker=asker(trace),
            parts=joined(parts),
        )
    return words


def of_result(found: Comparison) -> Words:
    """What the query has become in A and in B."""
    result = found.result
    assert result.a is not None
    assert result.b is not None
    if result.how == "shapes":
        text = "What it becomes has {a} numbers in A and {b} in B."
        return say(text, a=result.a.array.size, b=result.b.array.size)
    if result.how == "same":
        return say("What it becomes is the same in both.")
    assert result.furthest is not None
    one, other = result.a.cell(*result.furthest), result.b.cell(*result.furthest)
    axis = one.tensor.axes[-1]
    text = "What it becomes differs most in {noun} {label}: {a} in A, {b} in B."
    return say(text, noun=axis.noun, label=axis.labels[one.index[-1]], **both(one, other))


def of_all(found: Comparison) -> list[Words]:
    """What the weights of all queries are in A and in B."""
    two = found.weights
    assert two.a is not None
    assert two.b is not None
    one, other = (float(each.array.max(axis=-1).mean()) for each in (two.a, two.b))
    if two.how == "same":
        return [say("Every query attends alike in both: the weights are the same.")]
    heads = " in a head" if any(each.has("head") for each in (two.a, two.b)) else ""
    if abs(one - other) <= TIE:
        text = "The largest weight of a query{heads} is {a} on average, in both."
    else:
        text = "The largest weight of a query{heads} is {a} on average in A, {b} in B."
    return [say(text, heads=heads, a=share(one, other), b=share(other, one))]
