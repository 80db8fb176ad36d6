"""The parameters and settings of mechanisms with scores of their own: which each needs, which shapes fit, what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.fields import LEARNED
from attncli.reading.matrix import shape
from attncli.reading.tree import Node, Pairs, Scalar, under
from attncli.reading.values import number, text_of, wrong_kind
from attncli.record import Record
from attncli.tensor import Axis, Glyph, Tensor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from attncli.loading.fields import Given
    from attncli.reading.text import Faults

    Numbers = NDArray[np.float64]

SETTINGS = ("window", "align")
ALIGNS = {"dot": (), "general": ("w_a",), "concat": ("w_a", "v_a")}
"""The ways that local attention scores keys, with the parameters of each."""


class Sizes(Record):
    """What the parameters must fit; None: not known, because of a fault that was told."""

    d_q: int | None = None
    d_k: int | None = None
    d_v: int | None = None
    n_keys: int | None = None


class Misfit(Record):
    """Why a mechanism and a scenario do not fit: an error without its place. ``name`` is the parameter or setting it is about."""

    code: str
    name: str
    what: str
    help: str
    missing: bool = False


def window_of(node: Node, path: str, faults: Faults) -> int | None:
    """The field ``window``. Faults: E119, E301 no whole number from 1 on."""
    if not isinstance(node, Scalar):
        wrong_kind(node, path, "a whole number", faults)
        return None
    value = number(node.text) if node.plain else None
    if value is not None and value.is_integer() and 1 <= value < 1e9:
        return int(value)
    faults.add(
        "E301",
        f"`{node.text[:20]}` is not a whole number from 1 on",
        node,
        path,
        "write how many keys on either side, such as `window: 2`",
    )
    return None


def align_of(node: Node, path: str, faults: Faults) -> str | None:
    """The field ``align``. Faults: E119, E312, E341 no such way to score."""
    text = text_of(node, path, faults)
    if text is None or text in ALIGNS:
        return text
    from attncli.spelling import did_you_mean, quoted

    faults.add(
        "E341",
        f"`{text}` is not a way to score keys",
        node,
        path,
        did_you_mean(text, ALIGNS, f"choose one of {quoted(ALIGNS)}"),
    )
    return None


def needed(mechanism: str, align: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a mechanism cannot do without, and what it may have besides, of all names in LEARNED and SETTINGS."""
    from attncli.mechanisms import MECHANISMS

    known = MECHANISMS[mechanism]
    needs = tuple(name for name in known.needs if name in LEARNED or name in SETTINGS)
    takes = tuple(name for name in known.takes if name in LEARNED or name in SETTINGS)
    if "align" not in takes:
        return needs, takes
    scoring = ALIGNS[align]
    return (*needs, *scoring), tuple(name for name in takes if name not in ("w_a", "v_a"))


def any_width(mechanism: str, align: str) -> bool:
    """Whether queries and keys need not be equally long: a learned matrix, or nothing, stands between them."""
    needs, takes = needed(mechanism, align)
    return bool({"w_a", "w_p"} & {*needs}) if "align" not in takes else align != "dot"


def mechanism_of(given: Given) -> tuple[str, str] | None:
    """The mechanism and how it aligns; None where either was refused."""
    from attncli.loading.fields import DEFAULT_MECHANISM

    if given.failed("mechanism") or given.failed("align"):
        return None
    return given.mechanism or DEFAULT_MECHANISM, given.align or "dot"


def used_by(given: Given) -> dict[str, Numbers]:
    """The learned arrays of a file that its mechanism uses."""
    chosen = mechanism_of(given)
    assert chosen is not None
    needs, takes = needed(*chosen)
    arrays = given.parameters or {}
    return {
        name: array
        for name in LEARNED
        if name in (*needs, *takes) and (array := arrays.get(name)) is not None
    }


def misfits(
    mechanism: str, align: str, arrays: Mapping[str, Numbers | None], window: int | None, sizes: Sizes
) -> Iterator[Misfit]:
    """What a mechanism lacks, and which parameters have a shape that cannot be; ``arrays`` that are None were refused already."""
    from attncli.mechanisms import MECHANISMS
    from attncli.spelling import quoted

    needs, takes = needed(mechanism, align)
    named = mechanism if "align" not in takes or align == "dot" else f"{mechanism}` with `align: {align}"
    missing = [name for name in needs if (name not in arrays if name in LEARNED else window is None)]
    if missing:
        example = MECHANISMS[mechanism].example
        what = f"`{named}` needs {quoted(missing, len(missing))}, which the scenario does not have"
        yield Misfit(
            "E306",
            missing[0],
            what,
            f"give {'it' if len(missing) == 1 else 'them'}: `attn show {example}` is a scenario that has all it needs",
            True,
        )
    used = {
        name: array
        for name in LEARNED
        if name in (*needs, *takes) and (array := arrays.get(name)) is not None
    }
    for name, wanted, made_of in expected(mechanism, align, used, sizes):
        array = used[name]
        found = array.shape
        if any(want is not None and want != have for want, have in zip(wanted, found, strict=True)):
            whole = tuple(have if want is None else want for want, have in zip(wanted, found, strict=True))
            turned = (
                len(found) == 2
                and found != found[::-1]
                and all(want in (None, have) for want, have in zip(wanted, found[::-1], strict=True))
            )
            asked = " × ".join(map(str, whole))
            if len(found) == 1:
                what = f"`{name}` has {found[0]} number{'' if found[0] == 1 else 's'} where {made_of}: {asked} {'is' if whole[0] == 1 else 'are'} expected"
                yield Misfit(
                    "E202", name, what, f"give `{name}` {asked} number{'' if whole[0] == 1 else 's'}"
                )
            else:
                help = (
                    f"swap the rows and columns of `{name}` (PyTorch's Linear keeps them so)"
                    if turned
                    else f"make `{name}` {asked}"
                )
                yield Misfit(
                    "E202", name, f"`{name}` is {shape(array)} where {made_of}: {asked} is expected", help
                )
    if (
        mechanism != "multi-head"
        and not any_width(mechanism, align)
        and sizes.d_q
        and sizes.d_k
        and sizes.d_q != sizes.d_k
    ):
        what = f"queries have {sizes.d_q} numbers and keys {sizes.d_k}, where `{named}` compares them number by number"
        yield Misfit(
            "E202",
            "mechanism",
            what,
            "take a mechanism with a learned matrix between the two, such as `luong-general` or `additive`",
        )


def expected(
    mechanism: str, align: str, used: Mapping[str, Numbers], sizes: Sizes
) -> Iterator[tuple[str, tuple[int | None, ...], str]]:
    """Every used parameter with the shape it must have (None: any), and what that follows from, in words."""
    d_q, d_k, d_v, n_keys = sizes.d_q, sizes.d_k, sizes.d_v, sizes.n_keys
    queries, keys = f"queries have {d_q} number{'' if d_q == 1 else 's'}", f"keys have {d_k}"
    scoring = mechanism.removeprefix("luong-") if "local" not in mechanism else align
    w_a = used.get("w_a")
    if w_a is not None:
        match scoring:
            case "general":
                yield "w_a", (d_q, d_k), f"{queries} and {keys}"
            case "concat":
                yield (
                    "w_a",
                    (None if d_q is None or d_k is None else d_q + d_k, None),
                    f"{queries} and {keys}, one behind the other",
                )
            case "location":
                yield "w_a", (d_q, n_keys), f"{queries} and there are {n_keys} keys"
            case _:
                yield "w_a", (d_q, None), queries
        units = w_a.shape[1]
        of_units = f"`w_a` is {shape(w_a)}"
        if "u_a" in used:
            yield "u_a", (d_k, units), f"keys have {d_k} number{'' if d_k == 1 else 's'} and {of_units}"
        for name in ("v_a", "b_a"):
            if name in used:
                yield name, (units,), of_units
    if "w_p" in used:
        yield "w_p", (d_q, None), queries
        if "v_p" in used:
            yield "v_p", (used["w_p"].shape[1],), f"`w_p` is {shape(used['w_p'])}"
    if "w_c" in used:
        both = None if d_v is None or d_q is None else d_v + d_q
        yield (
            "w_c",
            (both, None),
            f"a value has {d_v} number{'' if d_v == 1 else 's'} and a query {d_q}, one behind the other",
        )


def sizes_of(given: Given, tokens: Sequence[str] | None) -> Sizes:
    """The sizes that fields without fault make of these tokens."""
    if given.tensors is not None:
        query, key = given.tensors["query"], given.tensors["key"]
        assert query is not None
        assert key is not None
        value = given.tensors.get("value", key)
        assert value is not None
        return Sizes(query.shape[-1], key.shape[-1], value.shape[-1], key.shape[-2])
    own = given.embeddings.vectors if given.embeddings is not None else given.x
    assert own is not None
    asked, n_keys = own, len(own) if tokens is None else len(tokens)
    if given.memory is not None:
        from attncli.loading.memory import memory_rows

        asked = memory_rows(given.memory, given.embeddings)
        n_keys = len(asked)
    arrays = given.parameters or {}
    d_q, d_k, d_v = (
        (source if matrix is None else matrix).shape[-1]
        for source, matrix in (
            (own, arrays.get("w_q")),
            (asked, arrays.get("w_k")),
            (asked, arrays.get("w_v")),
        )
    )
    return Sizes(d_q, d_k, d_v, n_keys)


def check_parameters(given: Given, sizes: Sizes, faults: Faults) -> None:
    """Whether the file has what its mechanism needs, in the shapes it needs, and nothing that it does not use.

    Faults: E202 a shape that does not fit, E306 something is missing, E340 something that is not used.
    """
    chosen = mechanism_of(given)
    if chosen is None or given.failed("parameters") or given.failed("window"):
        return
    mechanism, align = chosen
    needs, takes = needed(mechanism, align)
    arrays = given.parameters or {}
    spare = [name for name in arrays if name in LEARNED and name not in (*needs, *takes)]
    spare += [name for name in SETTINGS if given.has(name) and name not in (*needs, *takes)]
    from attncli.spelling import quoted

    for name in spare:
        node, path = place_of(given, name)
        uses = [each for each in (*needs, *takes) if each != name]
        what = f"`{name}` is not used by `{mechanism}`" + (
            f" with `align: {align}`" if "align" in takes else ""
        )
        help = f"take it out; {f'of these it uses {quoted(uses, len(uses))}' if uses else 'it needs nothing beside queries, keys and values'}"
        faults.add("E340", what, given.keys.get(name, node) if name in SETTINGS else node, path, help)
    for wrong in misfits(mechanism, align, arrays, given.window, sizes):
        node, path = place_of(given, "mechanism" if wrong.missing else wrong.name)
        faults.add(wrong.code, wrong.what, node, path, wrong.help)


def place_of(given: Given, name: str) -> tuple[Node | None, str]:
    """The node of a parameter or field, and its path."""
    parent = given.nodes.get("parameters")
    if name in LEARNED and isinstance(parent, Pairs):
        return parent.values.get(name), under("parameters", name)
    return given.nodes.get(name), name


AXES = {
    "additive": {"w_a": ("d_q", "d_hidden"), "u_a": ("d_k", "d_hidden")},
    "general": {"w_a": ("d_q", "d_k")},
    "concat": {"w_a": ("d_joined", "d_hidden")},
    "location": {"w_a": ("d_q", "key")},
}
"""What the axes of the matrices are called, by the way of scoring."""


def learned_tensors(given: Given, keys: Axis) -> dict[str, Tensor]:
    """The parameters that the mechanism uses, laid out."""
    mechanism, align = mechanism_of(given) or ("", "dot")
    scoring = mechanism.removeprefix("luong-") if "local" not in mechanism else align
    names = {
        "v_a": ("d_hidden",),
        "b_a": ("d_hidden",),
        "v_p": ("d_hidden",),
        "w_p": ("d_q", "d_hidden"),
        "w_c": ("d_joined", "d_out"),
        **AXES.get(scoring, {}),
    }
    made = {}
    for name, array in used_by(given).items():
        symbol = f"{name[0].upper() if name[0] in 'wu' else name[0]}_{name[2]}"
        axes = tuple(
            keys if axis == "key" else Axis.numbered(axis, size)
            for axis, size in zip(names[name], array.shape, strict=True)
        )
        made[name] = Tensor(name, Glyph(symbol, symbol), array, axes, parameter=True)
    return made
