"""The parameters and settings of mechanisms with scores of their own: which each needs, what fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.given import LEARNED, SETTINGS
from attncli.loading.misfit import Misfit
from attncli.mechanisms import ALIGNS
from attncli.reading.matrix import shape
from attncli.reading.tree import Node, Pairs, under
from attncli.record import Record
from attncli.spelling import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from attncli.loading.given import Given, Numbers
    from attncli.mechanisms import Mechanism
    from attncli.reading.text import Faults


class Sizes(Record):
    """What the parameters must fit; None: not known, because of a fault that was told."""

    d_q: int | None = None
    d_k: int | None = None
    d_v: int | None = None
    n_keys: int | None = None


class Shape(Record):
    """The shape that a parameter must have (None: any size), and what that follows from, in words."""

    name: str
    sizes: tuple[int | None, ...]
    reason: str


def needed(mechanism: Mechanism, scoring: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a mechanism cannot do without, and what it may have besides, of the parameters and settings that
    are its own.
    """
    if not mechanism.aligns:
        return mechanism.needs, mechanism.takes
    needs = (*mechanism.needs, *ALIGNS[scoring])
    of_scoring = {name for names in ALIGNS.values() for name in names}
    return needs, tuple(name for name in mechanism.takes if name not in of_scoring)


def used_by(given: Given) -> dict[str, Numbers]:
    """The arrays of a file that its mechanism uses for scores of its own."""
    needs, takes = needed(given.variant, given.scoring)
    return {name: given.arrays[name] for name in LEARNED if name in (*needs, *takes) and name in given.arrays}


def check_parameters(given: Given, sizes: Sizes, faults: Faults) -> None:
    """Whether the file has what its mechanism needs, in the shapes it needs, and nothing besides.

    Faults: E202 a shape that does not fit, E306 something is missing, E340 something that is not used.
    """
    if any(given.failed(field) for field in ("mechanism", "parameters", *SETTINGS)):
        return
    mechanism = given.variant
    needs, takes = needed(mechanism, given.scoring)
    spare = [name for name in given.parameters or {} if name in LEARNED and name not in (*needs, *takes)]
    spare += [name for name in SETTINGS if given.has(name) and name not in (*needs, *takes)]
    for name in spare:
        node, path = place_of(given, name)
        uses = [used for used in (*needs, *takes) if used != name]
        what = f"`{name}` is not used by `{mechanism.name}`"
        if mechanism.aligns:
            what += f" with `align: {given.scoring}`"
        reason = "it needs nothing beside queries, keys and values"
        if uses:
            reason = f"of these it uses {quoted(uses, len(uses))}"
        node = given.keys.get(name, node) if name in SETTINGS else node
        faults.add("E340", what, node, path, f"take it out; {reason}")
    for wrong in misfits(given, sizes):
        node, path = place_of(given, wrong.at)
        faults.add(wrong.code, wrong.what, node, path, wrong.help)


def place_of(given: Given, name: str) -> tuple[Node | None, str]:
    """The node of a parameter or field, and its path."""
    parent = given.nodes.get("parameters")
    if name in LEARNED and isinstance(parent, Pairs):
        return parent.values.get(name), under("parameters", name)
    return given.nodes.get(name), name


def misfits(given: Given, sizes: Sizes) -> Iterator[Misfit]:
    """What a mechanism lacks, and which parameters have a shape that cannot be."""
    mechanism = given.variant
    named = mechanism.name
    if mechanism.aligns and given.scoring != "dot":
        named = f"{named}` with `align: {given.scoring}"
    needs, _ = needed(mechanism, given.scoring)
    there = {*(given.parameters or {}), *(name for name in SETTINGS if getattr(given, name) is not None)}
    missing = [name for name in needs if name not in there]
    if missing:
        what = f"`{named}` needs {quoted(missing, len(missing))}, which the scenario does not have"
        them = "it" if len(missing) == 1 else "them"
        help = f"give {them}: `attn show {mechanism.example}` is a scenario that has all it needs"
        yield Misfit("E306", what, help, "mechanism")
    used = used_by(given)
    for wanted in shapes(given.scoring, used, sizes):
        wrong = unlike(used[wanted.name], wanted)
        if wrong is not None:
            yield wrong
    if given.scoring == "dot" and not meet(given, sizes):
        lengths = f"queries have {sizes.d_q} numbers and keys {sizes.d_k}"
        what = f"{lengths}, where `{named}` compares them number by number"
        help = "take a mechanism with a learned matrix between the two, such as `luong-general` or `additive`"
        yield Misfit("E202", what, help, "mechanism")


def meet(given: Given, sizes: Sizes) -> bool:
    """Whether queries and keys can be compared number by number, as far as their sizes are known; key heads
    may be fewer.
    """
    if sizes.d_q is None or sizes.d_k is None:
        return True
    heads = 1 if given.heads_in_front else given.heads or 1
    kv_heads = 1 if given.heads_in_front else given.kv_heads or heads
    return sizes.d_q * kv_heads == sizes.d_k * heads


def unlike(array: Numbers, wanted: Shape) -> Misfit | None:
    """How the shape of a parameter differs from the one it must have, if it does."""
    name, found = wanted.name, array.shape
    if fits(found, wanted.sizes):
        return None
    whole = [have if want is None else want for want, have in zip(wanted.sizes, found, strict=True)]
    if len(found) == 1:
        verb = "is" if whole[0] == 1 else "are"
        what = f"`{name}` has {counted(found[0], 'number')} where {wanted.reason}: {whole[0]} {verb} expected"
        return Misfit("E202", what, f"give `{name}` {counted(whole[0], 'number')}", name)
    asked = " × ".join(map(str, whole))
    help = f"make `{name}` {asked}"
    if found != found[::-1] and fits(found[::-1], wanted.sizes):
        help = f"swap the rows and columns of `{name}` (PyTorch's Linear keeps them so)"
    what = f"`{name}` is {shape(array)} where {wanted.reason}: {asked} is expected"
    return Misfit("E202", what, help, name)


def fits(found: tuple[int, ...], wanted: tuple[int | None, ...]) -> bool:
    """Whether a shape is the one that is wanted, where that is known."""
    return all(want in (None, have) for want, have in zip(wanted, found, strict=True))


def shapes(scoring: str, used: Mapping[str, Numbers], sizes: Sizes) -> Iterator[Shape]:
    """Every parameter that is used, with the shape it must have."""
    d_q, d_k, d_v = sizes.d_q, sizes.d_k, sizes.d_v
    queries = f"queries have {d_q} number{'' if d_q == 1 else 's'}"
    if "w_a" in used:
        yield shape_of_w_a(scoring, queries, sizes)
        units, of_units = used["w_a"].shape[1], f"`w_a` is {shape(used['w_a'])}"
        if "u_a" in used:
            keys = f"keys have {d_k} number{'' if d_k == 1 else 's'}"
            yield Shape("u_a", (d_k, units), f"{keys} and {of_units}")
        for name in ("v_a", "b_a"):
            if name in used:
                yield Shape(name, (units,), of_units)
    if "w_p" in used:
        yield Shape("w_p", (d_q, None), queries)
        if "v_p" in used:
            yield Shape("v_p", (used["w_p"].shape[1],), f"`w_p` is {shape(used['w_p'])}")
    if "w_c" in used:
        both = None if d_v is None or d_q is None else d_v + d_q
        value = f"a value has {d_v} number{'' if d_v == 1 else 's'}"
        yield Shape("w_c", (both, None), f"{value} and a query {d_q}, one behind the other")


def shape_of_w_a(scoring: str, queries: str, sizes: Sizes) -> Shape:
    """The shape of the matrix that every learned way of scoring begins with."""
    d_q, d_k, n_keys = sizes.d_q, sizes.d_k, sizes.n_keys
    match scoring:
        case "general":
            return Shape("w_a", (d_q, d_k), f"{queries} and keys have {d_k}")
        case "concat":
            both = None if d_q is None or d_k is None else d_q + d_k
            return Shape("w_a", (both, None), f"{queries} and keys have {d_k}, one behind the other")
        case "location":
            return Shape("w_a", (d_q, n_keys), f"{queries} and there are {n_keys} keys")
        case _:
            return Shape("w_a", (d_q, None), queries)


def sizes_of(given: Given) -> Sizes:
    """The sizes that fields without fault make."""
    if given.tensors is not None:
        query, key = given.tensors["query"], given.tensors["key"]
        assert query is not None
        assert key is not None
        value = given.tensors.get("value", key)
        assert value is not None
        return Sizes(query.shape[-1], key.shape[-1], value.shape[-1], key.shape[-2])
    asks = given.projected
    assert asks is not None
    answers, n_keys = asks, len(asks) if given.words is None else len(given.words)
    if given.memory is not None:
        from attncli.loading.memory import memory_rows

        answers = memory_rows(given.memory, given.embeddings)
        n_keys = len(answers)
    made_of = {"w_q": asks, "w_k": answers, "w_v": answers}
    d_q, d_k, d_v = (given.arrays.get(name, rows).shape[-1] for name, rows in made_of.items())
    return Sizes(d_q, d_k, d_v, n_keys)
