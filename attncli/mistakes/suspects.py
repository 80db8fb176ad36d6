"""What may be special about the numbers of a scenario, so that mistakes do not show in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from attncli.document import Plain, Words, say
from attncli.mistakes.cases import Suspect, Why, rounded, row_of
from attncli.mistakes.shaken import (
    ROLES,
    Shaken,
    array_of,
    like,
    moved,
    with_another_query,
    with_array,
    with_other,
    with_other_role,
)
from attncli.mistakes.sizes import of_sizes

if TYPE_CHECKING:
    from attncli.mistakes.cases import Case
    from attncli.numerics.arrays import Array
    from attncli.tensor import Tensor

SPREAD = 2.0
"""How far apart scores are pulled together that saturate the softmax."""


def suspects(case: Case) -> Iterator[Suspect]:
    """All that is special, what says most first."""
    yield from of_the_mask(case)
    yield from of_one_query(case)
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
    one, every = "{query} sees one key alone", "the mask hides nothing from {query}"
    kinds = [
        ("one-key", (told <= 1).all(), (seen > 1).all(axis=0), one),
        ("sees-everything", (told == all).all(), (seen < all).any(axis=0), every),
    ]
    for name, special, others, text in kinds:
        for query in np.flatnonzero(others).tolist() if special else ():
            other = case.called(query, case.scenario.queries.names[query])
            why = Why(name, say(f"{text}: {{other}} would show it", query=case.asking, other=other))
            yield Suspect(why=why, without=case.own, query=query, kept=case.otherwise())
    square = allowed.array.shape[-1] == allowed.array.shape[-2]
    if square and np.array_equal(allowed.array, allowed.array.swapaxes(-1, -2)):
        i, j = np.indices(allowed.array.shape[-2:])
        other_mask = like(allowed, allowed.array ^ ((i < j) & ((i + j) % 2 == 1)))
        why = Why("mask-symmetric", say("the mask is the same when it is turned"))
        without = Shaken(case.scenario._replace(allowed=other_mask))
        yield Suspect(why=why, without=without, kept=case.otherwise())


def of_one_query(case: Case) -> Iterator[Suspect]:
    """A single query, where several would meet each other."""
    several = with_another_query(case.scenario)
    if several is not None:
        why = Why("one-query", say("there is one query alone"))
        yield Suspect(why=why, without=Shaken(several), kept=case.otherwise())


def of_zeros(case: Case) -> Iterator[Suspect]:
    """Embeddings of zeros, or queries, keys or values that are given as zeros: all of them together."""
    names = ("x", "memory") if case.scenario.x is not None else ROLES
    given: dict[str, Tensor | None] = {name: getattr(case.scenario, name) for name in names}
    zeros = {name: tensor for name, tensor in given.items() if tensor is not None and not tensor.array.any()}
    if not zeros:
        return
    other = case.scenario
    for at, name in enumerate(zeros):
        other = with_other(other, name, at)
    text = "{them} are all zeros" if len(zeros) > 1 else "{them} is all zeros"
    why = Why("zeros", say(text, them=listed([tensor.symbol.plain for tensor in zeros.values()])))
    kept = case.otherwise({name: tensor.array for name, tensor in zeros.items()})
    yield Suspect(why=why, without=Shaken(other), kept=kept)


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
        made = {f"w_{name[0]}" in case.scenario.parameters for name in alike}
        # A matrix that makes of X what it is already is told by itself.
        if len(alike) > 1 and len(made) == 1:
            symbols = listed([name[0].upper() for name in alike])
            why = Why("roles-alike", say("{roles} are the same numbers", roles=symbols))
            without = Shaken(with_other_role(case.scenario, role))
            yield Suspect(why=why, without=without, kept=roles_kept(case, alike))


def roles_kept(case: Case, alike: Sequence[str]) -> Shaken:
    """All numbers moved, but these roles, or the matrices that make them, still the same."""
    other = case.otherwise().scenario
    made = f"w_{alike[0][0]}" in other.parameters
    first, *names = [f"w_{role[0]}" if made else role for role in alike]
    array = array_of(other, first)
    if array is not None:  # there is none where X with its positions plays them all
        for name in names:
            other = with_array(other, name, array)
    return Shaken(other)


def of_matrices(case: Case) -> Iterator[Suspect]:
    """Matrices that are alike, that change nothing, or that are the same when they are turned."""
    parameters = case.scenario.parameters
    for name, tensor in parameters.items():
        array, symbol = tensor.array, Plain(tensor.symbol.plain)
        without = Shaken(with_other(case.scenario, name))
        square = array.ndim == 2 and array.shape[0] == array.shape[1]
        if not array.any():
            why = Why("zeros", say("{w} is all zeros", w=symbol))
            yield Suspect(why=why, without=without, kept=case.otherwise({name: array}))
        elif square and np.array_equal(array, np.eye(len(array))):
            why = Why("identity", say("{w} changes nothing: it has 1 on its diagonal, 0 elsewhere", w=symbol))
            yield Suspect(why=why, without=without, kept=case.otherwise({name: array}))
        elif square and np.array_equal(array, array.T):
            why = Why("symmetric", say("{w} is the same when it is turned", w=symbol))
            turned = moved(array) + moved(array).T
            yield Suspect(why=why, without=without, kept=case.otherwise({name: turned}))
        for other in parameters:
            if other > name and same(parameters[other], tensor):
                symbols = listed([tensor.symbol.plain, parameters[other].symbol.plain])
                why = Why("matrices-alike", say("{symbols} are the same numbers", symbols=symbols))
                kept = case.otherwise({name: moved(array), other: moved(array)})
                yield Suspect(why=why, without=without, kept=kept)


def of_scores(case: Case) -> Iterator[Suspect]:
    """Scores that are all equal, or so far apart that one key takes all."""
    truth = case.numbers.truth
    if "scores" not in truth or "weights" not in truth:
        return
    scores, weights = truth["scores"].output, truth["weights"].output
    told = row_of(weights.array, weights, case.query)
    row = row_of(scores.array, scores, case.query)
    seen = np.where(told > 0, row, np.nan) if told.shape == row.shape else row
    if not np.isfinite(seen).any():
        return
    far = float(np.nanmax(np.nanmax(seen, axis=-1) - np.nanmin(seen, axis=-1)))
    if (row != 0).all():
        why = Why("no-zero", say("no score of {query} is 0", query=case.asking))
        sizes = np.abs(scores.array)
        if weights.array.shape == sizes.shape:
            sizes = np.where(weights.array > 0, sizes, np.inf)
        zeroed = np.where(sizes == sizes.min(axis=-1, keepdims=True), 0.0, scores.array)
        yield Suspect(why=why, without=standing(case, zeroed), kept=case.otherwise())
    if far < 1e-12:
        why = Why("equal-scores", say("all scores of {query} are equal", query=case.asking))
        yield Suspect(why=why, without=standing(case, moved(scores.array)))
    twice = run_of(standing(case, scores.array, 2), weights, case)
    if far > SPREAD and same_looks(twice, told, case.digits):
        text = "the softmax of {query} is saturated: scores twice as far apart give the same weights"
        why = Why("saturated", say(text, query=case.asking))
        together = standing(case, scores.array, SPREAD / far)
        yield Suspect(why=why, without=together, near=True)


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
    if value is not None and value.array.shape[-2] > 1 and (np.ptp(value.array, axis=-2) == 0).all():
        without = Shaken(with_other_role(case.scenario, "value"))
        yield Suspect(why=Why("equal-values", say("all keys have the same value")), without=without)


def of_columns(case: Case) -> Iterator[Suspect]:
    """Numbers whose columns, or whose two halves, are the same; heads that have the same numbers."""
    for name in ("x", "memory", *case.scenario.parameters):
        array = array_of(case.scenario, name)
        if array is None or array.ndim != 2 or array.shape[1] < 2:
            continue
        tensor = case.scenario.parameters.get(name) or getattr(case.scenario, name)
        half = array.shape[1] // 2
        if (np.ptp(array, axis=1) == 0).all():
            text, kept = "all columns of {w} are the same", np.repeat(moved(array)[:, :1], array.shape[1], 1)
        elif array.shape[1] == 2 * half and np.array_equal(array[:, :half], array[:, half:]):
            text, kept = "the two halves of {w} are the same", np.tile(moved(array)[:, :half], 2)
        else:
            continue
        why = Why("columns-alike", say(text, w=Plain(tensor.symbol.plain)))
        without = Shaken(with_other(case.scenario, name))
        yield Suspect(why=why, without=without, kept=case.otherwise({name: kept}))
    for role, rows in zip(ROLES, ("queries", "keys", "values"), strict=True):
        stage = case.numbers.truth.get(f"{role}_heads")
        heads = np.zeros(0) if stage is None else stage.output.array
        if len(heads) > 1 and (np.ptp(heads, axis=0) == 0).all():
            why = Why("heads-alike", say(f"all heads have the same {rows}"))
            yield Suspect(why=why, without=Shaken(with_other_role(case.scenario, role)))


def standing(case: Case, scores: Array, times: float = 1.0) -> Shaken:
    """The scenario with other scores, or so many times the same."""
    return Shaken(case.scenario, {"scores": np.asarray(scores, dtype=np.float64) * times})


def same(one: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same numbers."""
    return one.array.shape == other.array.shape and bool(
        np.allclose(one.array, other.array, rtol=0, atol=1e-12)
    )


def listed(names: list[str]) -> Words:
    """Names with commas, and "and" before the last."""
    *front, last = names
    return say(f"{', '.join(front)} and {last}" if front else last)
