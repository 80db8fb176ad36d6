"""The shape of the next tensor: what its rows and columns are, and what is gone in sums."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attncli.document import Plain, Prose, Words, plural, say
from attncli.record import Record
from attncli.stages.wording import joined
from attncli.tutor.asking import Family, Item, Option, Question
from attncli.tutor.questions.choices import judge_choice
from attncli.tutor.questions.operands import fits_window
from attncli.tutor.subject import drawing

if TYPE_CHECKING:
    from attncli.tensor import Tensor
    from attncli.trace import Stage
    from attncli.tutor.subject import Subject

LEAST, MOST = 3, 4
"""Shapes to choose from."""

Shape = tuple[int, ...]


class Shapes(Record):
    """What is said of the right shape, and the others that it is taken for, with what is said of each; the
    likeliest first. They may hold the right one, or one twice, where lengths are equal.
    """

    reason: str
    others: tuple[tuple[Shape, str], ...]


def items(subject: Subject, stage: str) -> list[Item]:
    """The shape of a stage's numbers, where enough others may be taken for it, and it was not asked for in
    other letters: that of the context is asked for where that of the scores is not.
    """
    if not is_worth(subject, stage) or (stage == "context" and is_worth(subject, "scores")):
        return []
    item = Item(family="shape", stage=stage, digits=subject.digits, start=subject.before(stage))
    return [item] if fits_window(question(subject, item)) else []


def is_worth(subject: Subject, stage: str) -> bool:
    """Whether the shape of a stage's numbers may be taken for another."""
    if stage not in SHAPES:
        return False
    whole = subject.numbers.truth[stage]
    if stage == "scores" and set(whole.step.inputs) != {"query", "key"}:
        return False
    if whole.has("w") and len(set(whole.input("w").array.shape)) == 1:  # a square one leaves the shape alone
        return False
    return len(confused(whole)) >= LEAST - 1


def confused(stage: Stage) -> dict[Shape, str]:
    """The other shapes, each once, with what is said of it."""
    found: dict[Shape, str] = {}
    for shape, says in SHAPES[stage.name](stage).others:
        if shape != stage.output.array.shape:
            found.setdefault(shape, says)
    return found


def written(shape: Shape) -> str:
    """A shape as it is read: 6 × 2.

    >>> written((4, 6, 2))
    '4 × 6 × 2'
    """
    return " × ".join(map(str, shape))


def question(subject: Subject, item: Item) -> Question:
    """Which shape the stage's numbers have, given those of what goes in."""
    stage = subject.numbers.truth[item.stage]
    right: Shape = stage.output.array.shape
    wrong = dict(list(confused(stage).items())[: MOST - 1])
    shapes = [right, *wrong]
    drawing(item.seed, subject.scenario.name, item.stage).shuffle(shapes)
    reason = SHAPES[item.stage](stage).reason
    says = {right: f"{written(right)}, yes: {reason}"}
    says |= {shape: f"Not {written(shape)}: {text}" for shape, text in wrong.items()}
    options = tuple(Option((Plain(written(shape)),), shape == right, say(says[shape])) for shape in shapes)
    formula = stage.formula.plain.replace(" ", "\u00a0")
    return Question(
        item=item,
        title="Before it is computed: its shape",
        shown=(),
        ask=say(
            f"{{given}}. What is the shape of {stage.output.symbol.plain} = {formula}?", given=given(stage)
        ),
        options=options,
        judge=judge_choice(options),
        hints=(lambda: (Prose(say("What is a row of it a row of, and what is a column of it?")),),),
        worked=lambda: (Prose(say(f"It is {written(right)}: {reason}")),),
        then=say(stage.op.principle),
    )


def given(stage: Stage) -> Words:
    """The shapes of what goes in, each tensor once."""
    tensors = {tensor.symbol.plain: tensor for tensor in stage.inputs}
    return joined([(Plain(f"{symbol} is {size(tensor)}"),) for symbol, tensor in tensors.items()])


def size(tensor: Tensor) -> str:
    """The shape of a tensor; of one row, how many numbers it has."""
    shape = tensor.array.shape
    return f"{shape[0]} numbers" if len(shape) == 1 else written(shape)


def every(n: int, noun: str, several: str = "") -> str:
    """All of so many, one by one.

    >>> every(6, "key"), every(1, "query", "queries")
    ('each of the 6 keys', 'the one query')
    """
    return f"the one {noun}" if n == 1 else f"each of the {n} {plural(n, noun, several)}"


def projected(stage: Stage) -> Shapes:
    """Of rows times a matrix."""
    x, w = stage.input("x"), stage.input("w")
    (n, d), (_, k) = x.array.shape, w.array.shape
    rows, matrix = x.symbol.plain, w.symbol.plain
    return Shapes(
        f"{every(n, 'row')} of {rows} becomes a row, with a number for {every(k, 'column')} of {matrix}.",
        (
            (
                (n, d),
                f"that is {rows} as it was. Its {d} columns meet the {d} rows of {matrix}, and are gone in "
                "the sums.",
            ),
            ((d, k), f"that is {matrix} itself. What was a row of {rows} becomes a row."),
            ((k, n), f"that lies on its side. What was a row of {rows} stays a row."),
            ((n, d + k), f"nothing is put side by side: each row of {rows} is made into {k} numbers."),
        ),
    )


def split(stage: Stage) -> Shapes:
    """Of columns cut into heads."""
    packed = stage.input("packed")
    h, n, d = stage.output.array.shape
    name = packed.symbol.plain
    parts: tuple[tuple[Shape, str], ...] = (
        ((n, h * d), f"that is {name} uncut. Each of the {h} heads has a table of its own."),
        ((h, n, h * d), f"a head sees no more than its own part of the columns: {h * d} / {h} = {d}."),
        ((n, d), f"that is what one head gets, and there are {h}."),
    )
    if n % h == 0 and n > h:
        parts = (
            (
                (h, n // h, h * d),
                f"that cuts the rows apart. Every head gets all {n} rows, and {d} columns of them.",
            ),
            *parts,
        )
    return Shapes(
        f"a table for each of the {h} heads, with all {n} rows and {d} of the {h * d} columns.", parts
    )


def scored(stage: Stage) -> Shapes:
    """Of queries against keys."""
    query, key = stage.input("query"), stage.input("key")
    *heads, n_q, d = query.array.shape
    n_k = key.size("key")
    front = tuple(heads)
    each = f"a table for each of the {heads[0]} heads, with " if heads else ""
    parts: list[tuple[Shape, str]] = []
    if heads:
        parts.append(
            (
                (n_q, n_k),
                f"each of the {heads[0]} heads scores for itself, so there are {heads[0]} such tables.",
            )
        )
    kept = (
        f"{d} is how many dimensions query and key have. They are gone in the sums: what is left is a number "
        "for a query and a key."
    )
    parts += [
        ((*front, n_q, d), kept),
        ((*front, n_k, n_q), "that lies on its side. A row is a query's, a column a key's."),
        ((*front, n_q, n_k, d), f"the {d} products of a query and a key are added up: they make one number."),
    ]
    if n_q == n_k:
        text = "that has each dimension against each. Scores are of each query against each key."
        parts.append(((*front, d, d), text))
    return Shapes(
        f"{each}a row for {every(n_q, 'query', 'queries')}, a column for {every(n_k, 'key')}.", tuple(parts)
    )


def mixed(stage: Stage) -> Shapes:
    """Of values mixed by weights."""
    weights, value = stage.input("weights"), stage.input("value")
    *heads, n_q, n_k = weights.array.shape
    d = value.size("d_v")
    front = tuple(heads)
    each = f"a table for each of the {heads[0]} heads, with " if heads else ""
    a, v = weights.symbol.plain, value.symbol.plain
    parts: list[tuple[Shape, str]] = []
    if heads:
        h = heads[0]
        parts += [
            ((n_q, d), f"each of the {h} heads mixes values of its own, so there are {h} such tables."),
            ((n_q, h * d), "that is what it becomes a step later, when the heads are put side by side."),
        ]
    parts += [
        (
            (*front, n_q, n_k),
            f"that is {a}. Its columns, one a key, meet the rows of {v}, and are gone in the sums.",
        ),
        ((*front, n_k, d), f"that is {v}, with a row for each key. The context has a row for each query."),
        ((*front, n_q, n_k, d), f"what the {n_k} keys bring is added up: it makes one row for a query."),
        ((*front, d, n_q), "that lies on its side. A row is a query's, a column a dimension of the values."),
    ]
    text = f"{each}a row for {every(n_q, 'query', 'queries')}, a column for {every(d, 'dimension')} of {v}."
    return Shapes(text, tuple(parts))


def concatenated(stage: Stage) -> Shapes:
    """Of heads side by side."""
    context = stage.input("context")
    h, n, d = context.array.shape
    return Shapes(
        f"a row for {every(n, 'query', 'queries')}, and in it {h} times {d} numbers, head after head.",
        (
            ((n, d), f"the heads are put side by side, not added up: {h} times {d} numbers make {h * d}."),
            (
                (h, n, d),
                "that is what goes in. Side by side, what the heads made for a query becomes one row.",
            ),
            (
                (h * n, d),
                "that puts the heads under one another. A query has one row, with all the heads in it.",
            ),
        ),
    )


def joined_with_query(stage: Stage) -> Shapes:
    """Of context and query through one matrix."""
    context, query, w = stage.input("context"), stage.input("query"), stage.input("w_c")
    n, d = context.array.shape
    long, out = w.array.shape
    c, q, matrix = context.symbol.plain, query.symbol.plain, w.symbol.plain
    return Shapes(
        f"a row for {every(n, 'query', 'queries')}, with a number for {every(out, 'column')} of {matrix}.",
        (
            (
                (n, long),
                f"that is [{c}; {q}], the two side by side. Its {long} columns meet the rows of {matrix}.",
            ),
            ((long, out), f"that is {matrix} itself. What was a row of [{c}; {q}] becomes a row."),
            ((n, d), f"that is {c} as it was. {matrix} has {out} columns, and so has the result."),
        ),
    )


SHAPES: dict[str, Callable[[Stage], Shapes]] = {
    "query": projected,
    "query_heads": split,
    "scores": scored,
    "context": mixed,
    "concatenated": concatenated,
    "output": projected,
    "attentional": joined_with_query,
}
"""By the stage that is asked about. Keys and values are made and cut as the queries are: they would bore."""

FAMILY = Family(name="shape", about="the shape of the next tensor", items=items, question=question)
