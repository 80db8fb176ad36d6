"""What may be special about the numbers of a scenario, so that mistakes do not show in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from attncli.document import Count, Plain, Words, say
from attncli.mistakes.cases import Suspect, Why, rounded, row_of
from attncli.mistakes.shaken import ROLES, Shaken, like, moved, wider, with_other, with_other_role

if TYPE_CHECKING:
    from attncli.mistakes.cases import Case
    from attncli.numerics.arrays import Array
    from attncli.tensor import Tensor

SPREAD = 2.0
"""How far apart scores are pulled together that saturate the softmax."""


def suspects(case: Case) -> Iterator[Suspect]:
    """All that is special, what says most first."""
    yield from of_the_mask(case)
    yield from of_zeros(case)
    yield from of_roles(case)
    yield from of_matrices(case)
    yield from of_scores(case)
    yield from of_values(case)
    yield from of_columns(case)
    yield from of_sizes(case)


def of_the_mask(case: Case) -> Iterator[Suspect]:
    """A query that sees one key alone, or all of them, or a mask that is the same when turned."""
    allowed = case.scenario.allowed
    if allowed is None:
        return
    seen = allowed.array.sum(axis=-1).reshape(-1, len(case.scenario.queries))
    told, all = seen[:, case.query], len(case.scenario.keys)
    kinds = [
        ("one-key", (told <= 1).all(), (seen > 1).all(axis=0), "{query} sees one key alone"),
        (
            "sees-everything",
            (told == all).all(),
            (seen < all).any(axis=0),
            "the mask hides nothing from {query}",
        ),
    ]
    for name, special, others, text in kinds:
        for query in np.flatnonzero(others).tolist() if special else ():
            label = case.scenario.queries.names[query]
            words = say(
                f"{text}: {{other}} would show it", query=case.asking, other=case.called(query, label)
            )
            yield Suspect(Why(name, words), case.own, query)
    square = allowed.array.shape[-1] == allowed.array.shape[-2]
    if square and np.array_equal(allowed.array, allowed.array.swapaxes(-1, -2)):
        i, j = np.indices(allowed.array.shape[-2:])
        other = like(allowed, allowed.array ^ ((i < j) & ((i + j) % 2 == 1)))
        shaken = Shaken(case.scenario._replace(allowed=other))
        yield Suspect(
            Why("mask-symmetric", say("the mask is the same when it is turned")), shaken, case.query
        )


def of_zeros(case: Case) -> Iterator[Suspect]:
    """Embeddings of zeros."""
    for name in ("x", "memory"):
        tensor: Tensor | None = getattr(case.scenario, name)
        if tensor is not None and not tensor.array.any():
            words = say("{x} is all zeros", x=Plain(tensor.symbol.plain))
            yield Suspect(Why("zeros", words), Shaken(with_other(case.scenario, name)), case.query)


def roles_of(case: Case) -> dict[str, Tensor]:
    """Queries, keys and values as the mechanism has them before heads are cut."""
    truth, found = case.numbers.truth, {}
    for role in ROLES:
        own: Tensor | None = getattr(case.scenario, role)
        if role in truth:
            found[role] = truth[role].output
        elif own is not None:
            found[role] = own
        elif "positions" in truth:
            found[role] = truth["positions"].output
    return found


def of_roles(case: Case) -> Iterator[Suspect]:
    """Queries, keys and values that are the same numbers."""
    roles = roles_of(case)
    for role in reversed(ROLES):
        alike = [name for name in roles if role in roles and same(roles[name], roles[role])]
        if len(alike) > 1:
            words = say("{roles} are the same numbers", roles=listed([name[0].upper() for name in alike]))
            yield Suspect(Why("roles-alike", words), Shaken(with_other_role(case.scenario, role)), case.query)


def of_matrices(case: Case) -> Iterator[Suspect]:
    """Matrices that are alike, that change nothing, or that are the same when they are turned."""
    parameters = case.scenario.parameters
    for name, tensor in parameters.items():
        shaken, symbol = Shaken(with_other(case.scenario, name)), Plain(tensor.symbol.plain)
        array = tensor.array
        if not array.any():
            yield Suspect(Why("zeros", say("{w} is all zeros", w=symbol)), shaken, case.query)
        square = array.ndim == 2 and array.shape[0] == array.shape[1]
        if square and np.array_equal(array, np.eye(len(array))):
            why = Why("identity", say("{w} changes nothing: it has 1 on its diagonal, 0 elsewhere", w=symbol))
            yield Suspect(why, shaken, case.query)
        elif square and np.array_equal(array, array.T):
            why = Why("symmetric", say("{w} is the same when it is turned", w=symbol))
            yield Suspect(why, shaken, case.query)
        for other in parameters:
            if other > name and same(parameters[other], tensor):
                symbols = listed([tensor.symbol.plain, parameters[other].symbol.plain])
                why = Why("matrices-alike", say("{symbols} are the same numbers", symbols=symbols))
                yield Suspect(why, shaken, case.query)


def of_scores(case: Case) -> Iterator[Suspect]:
    """Scores that are all equal, or so far apart that one key takes all."""
    truth = case.numbers.truth
    if "scores" not in truth or "weights" not in truth:
        return
    scores, weights = truth["scores"].output, truth["weights"].output
    seen = row_of(weights.array, weights, case.query) > 0
    row = row_of(scores.array, scores, case.query)
    numbers = np.where(seen, row, np.nan) if seen.shape == row.shape else row
    if not np.isfinite(numbers).any():
        return
    far = np.nanmax(numbers, axis=-1) - np.nanmin(numbers, axis=-1)
    if far.max() < 1e-12:
        words = say("all scores of {query} are equal", query=case.asking)
        yield Suspect(Why("equal-scores", words), standing(case, "scores", moved(scores.array)), case.query)
    twice = run_of(standing(case, "scores", 2 * scores.array), weights, case)
    if far.max() > SPREAD and same_looks(twice, row_of(weights.array, weights, case.query), case.digits):
        text = "the scores of {query} are so far apart that twice as far apart they give the same weights"
        together = scores.array * (SPREAD / far.max())
        why = Why("saturated", say(text, query=case.asking))
        yield Suspect(why, standing(case, "scores", together), case.query)


def run_of(shaken: Shaken, tensor: Tensor, case: Case) -> Array | None:
    """The query's row of a stage in another computation."""
    array = shaken.array(None, tensor.name)
    return None if array is None else row_of(array, tensor, case.query)


def same_looks(one: Array | None, other: Array, digits: int) -> bool:
    """Whether two rows look the same."""
    return one is not None and np.array_equal(rounded(one, digits), rounded(other, digits))


def of_values(case: Case) -> Iterator[Suspect]:
    """Values that are the same whichever key they are of."""
    value = roles_of(case).get("value")
    if value is not None and (np.ptp(value.array, axis=-2) == 0).all() and value.array.shape[-2] > 1:
        shaken = Shaken(with_other_role(case.scenario, "value"))
        yield Suspect(Why("equal-values", say("all keys have the same value")), shaken, case.query)


def of_columns(case: Case) -> Iterator[Suspect]:
    """Numbers whose columns, or whose two halves, are the same; heads that have the same numbers."""
    given = {name: getattr(case.scenario, name) for name in ("x", "memory")} | dict(case.scenario.parameters)
    for name, tensor in given.items():
        if tensor is None or tensor.array.ndim != 2 or tensor.array.shape[1] < 2:
            continue
        if text := columns_alike(tensor.array):
            why = Why("columns-alike", say(text, w=Plain(tensor.symbol.plain)))
            yield Suspect(why, Shaken(with_other(case.scenario, name)), case.query)
    truth = case.numbers.truth
    for role in ROLES:
        stage = truth.get(f"{role}_heads")
        heads = stage.output.array if stage else np.zeros(0)
        if len(heads) > 1 and (np.ptp(heads, axis=0) == 0).all():
            words = say(
                "all heads have the same {rows}", rows=f"{role[:-1]}ies" if role == "query" else f"{role}s"
            )
            shaken = Shaken(with_other_role(case.scenario, role))
            yield Suspect(Why("heads-alike", words), shaken, case.query)


def columns_alike(array: Array) -> str:
    """What is alike about the columns of a matrix, with a gap for its symbol; "" for nothing."""
    half = array.shape[1] // 2
    if (np.ptp(array, axis=1) == 0).all():
        return "all columns of {w} are the same"
    if array.shape[1] == 2 * half and np.array_equal(array[:, :half], array[:, half:]):
        return "the two halves of {w} are the same"
    return ""


def of_sizes(case: Case) -> Iterator[Suspect]:
    """How many numbers a key has, where that is its own root, or something else is as many."""
    scores = case.numbers.truth.get("scores")
    if scores is None or "key" not in scores.step.inputs:
        return
    d_k = scores.input("key").array.shape[-1]
    others = {
        "d_model": None if case.scenario.x is None else case.scenario.x.array.shape[-1],
        "heads": None if case.scenario.heads is None else len(case.scenario.heads),
        "keys": len(case.scenario.keys),
    }
    called = {"d_model": "d_model", "heads": "the number of heads", "keys": "the number of keys"}
    longer = wider(case.scenario)
    if longer is None:
        return
    shaken = Shaken(longer)
    for size, text in {1: "d_k is 1, and so is its root", 4: "d_k is 4, and its half is its root"}.items():
        if d_k == size:
            yield Suspect(Why(f"d-k-is-{size}", say(text)), shaken, case.query, frozenset(["d_k"]))
    for name, count in others.items():
        if count == d_k:
            words = say("d_k is {d_k}, and so is {other}", d_k=Count(d_k), other=called[name])
            code = f"d-k-is-{name.replace('_', '-')}"
            yield Suspect(Why(code, words), shaken, case.query, frozenset([name]))


def standing(case: Case, stage: str, array: Array) -> Shaken:
    """The scenario with an array in the place of a stage."""
    return Shaken(case.scenario, {stage: np.asarray(array, dtype=np.float64)})


def same(one: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same numbers."""
    return one.array.shape == other.array.shape and bool(
        np.allclose(one.array, other.array, rtol=0, atol=1e-12)
    )


def listed(names: list[str]) -> Words:
    """Names with commas, and "and" before the last."""
    *front, last = names
    return say(f"{', '.join(front)} and {last}" if front else last)
