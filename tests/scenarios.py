"""Random scenarios for hypothesis, built by hand as the loader lays them out, and words nobody would wish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from attncli.numerics.masks import causal_allowed
from attncli.scenario import Scale, Scenario
from attncli.tensor import Axis, Glyph, Tensor

Floats = NDArray[np.float64]

MECHANISMS = ("scaled-dot-product", "dot-product", "multi-head")

AT = ("@1", "@2", "@3")
SPELT = ("sat", "Sat", "SAT", "the", "The")
PLACED = ("sat@1", "sat@2", "sat@3", "SAT@3", "the@2", *AT, "1", "2", "3", "03", "sat@", "@", "a@b@2")
SIGNS = (",", ",,", "a,b", "a, b", "[", "]", "[]", "[mask]", "[/]", "weights[sat,cat]")
QUOTES = ('"', '""', '"sat"', '",', "\\", '\\"', '\\",', "'", "`", "$(x)")
BLANKS = ("", " ", "  ", " sat", "sat ", "\tsat", "a b", "a\nb", "\n", "\xa0", "\xa0sat", "\u2028", "\u3000x")
UNSEEN = ("\x00", "\x1b[31m", "\x7f", "\x85", "\u202e", "\u2066sat", "\u200b", "\ufeff", "\ud800", "\udfff")
LETTERS = ("😀", "👩\u200d💻", "e\u0301", "\xe9", "İ", "ß", "ss", "ſ", "ﬁ", "²", "٣")
LIKE_CODE = ("true", "null", "-", "−∞", ":cat:", "=1+1")
HOSTILE = (*SPELT, *PLACED, *SIGNS, *QUOTES, *BLANKS, *UNSEEN, *LETTERS, *LIKE_CODE)
"""Labels with @ and digits, commas, brackets and quotes; nothing, blanks, controls, directions, halves of
characters; letters whose case is odd; what a computer takes for its own."""

WORDS = ("The", "cat", "sat", "on", "the", "mat")
"""Tame ones, with the same word twice once case is ignored."""

CONFUSABLE = ("sat", "Sat", "SAT@3", "sat@1", "sat@2", "sat@3", "sat@02", *AT, "1", "2", "03", "sat@")
"""Words that may be taken for positions, or for one another."""

SCALES: tuple[Scale, ...] = ("auto", "auto", "none", 2.5, -0.5)

hostile_labels = st.sampled_from(HOSTILE) | st.text(max_size=4)


def labels(size: int, hostile: bool) -> st.SearchStrategy[list[str]]:
    """So many words, some of them likely more than once."""
    pools = (hostile_labels, st.sampled_from(CONFUSABLE)) if hostile else (st.sampled_from(WORDS),)
    return st.one_of(*(st.lists(pool, min_size=size, max_size=size) for pool in pools))


numbers = (
    st.integers(-3, 3).map(float)
    | st.floats(-3, 3, allow_subnormal=False)
    | st.sampled_from([0.0, -0.0, 0.1, 1e-9, -1e-200])
)
"""Simple ones, crooked ones, zeros of both signs, and some so small that products of them vanish."""


def matrices(*shape: int) -> st.SearchStrategy[Floats]:
    """Arrays of such numbers."""
    return arrays(np.float64, shape, elements=numbers)


def given(name: str, symbol: str, array: NDArray[Any], *axes: Axis) -> Tensor:
    """A tensor as the loader makes it."""
    return Tensor(name, Glyph(symbol, symbol), array, axes, parameter="_" in name)


def role(name: str, array: NDArray[Any], *axes: Axis) -> Tensor:
    """Queries, keys or values that are given."""
    return given(name, name[0].upper(), array, *axes)


ROLES = {"q": "query", "k": "key", "v": "value"}


def columns_of(name: str, size: int) -> Axis:
    """The columns of queries, keys or values."""
    return Axis.numbered("d_v" if name == "value" else "d_k", size)


@st.composite
def projections(draw: st.DrawFn, letter: str, rows: Axis, columns: Axis) -> dict[str, Tensor]:
    """A learned matrix, with a bias or without."""
    w, b = f"w_{letter}", f"b_{letter}"
    matrix = draw(matrices(len(rows), len(columns)))
    learned = {w: given(w, f"W_{letter.upper()}", matrix, rows, columns)}
    if draw(st.booleans()):
        learned[b] = given(b, f"b_{letter.upper()}", draw(matrices(len(columns))), columns)
    return learned


@st.composite
def token_axes(
    draw: st.DrawFn, size: int, hostile: bool, sequence: str = "sentence", words: bool = False
) -> Axis:
    """An axis of words, or of numbers only, unless it is to have ``words``."""
    if words or draw(st.booleans()):
        return Axis("token", draw(labels(size, hostile)), sequence)
    return Axis.numbered("token", size)


Masked = tuple[Tensor | None, tuple[str, ...]]
"""Which pairs are allowed, and how that came about."""


@st.composite
def masks(draw: st.DrawFn, queries: Axis, keys: Axis) -> Masked:
    """No mask, causal from either corner, or truths at random, whole rows of which may be hidden."""
    kind = draw(st.sampled_from(["none", "causal", "causal=bottom-right", "random"]))
    if kind == "none":
        return None, ()
    if kind == "random":
        allowed = draw(arrays(np.bool_, (len(queries), len(keys))))
        allowed[draw(st.lists(st.integers(0, len(queries) - 1), max_size=2)), :] = False
    else:
        allowed = causal_allowed(len(queries), len(keys), bottom_right=kind != "causal")
    return Tensor("allowed", Glyph("M", "M"), allowed, (queries, keys)), (kind,)


def masks_if(wanted: bool | None, queries: Axis, keys: Axis) -> st.SearchStrategy[Masked]:
    """A mask or none, as is wanted; None for either."""
    if wanted is False:
        return st.just((None, ()))
    return masks(queries, keys).filter(lambda masked: wanted is None or masked[0] is not None)


@st.composite
def memories(draw: st.DrawFn, hostile: bool, width: int | None) -> Tensor:
    """Another sentence, or rows without words, that are attended to; as wide as asked for."""
    size = draw(st.integers(1, 6))
    token = draw(token_axes(size, hostile, "memory"))
    columns = Axis.numbered("d_memory", width or draw(st.integers(1, 5)))
    return given("memory", "H", draw(matrices(size, len(columns))), token, columns)


@st.composite
def heads_of(draw: st.DrawFn, hostile: bool) -> tuple[Axis, Axis]:
    """Some heads, named or numbered, and as many key heads or fewer."""
    n = draw(st.sampled_from([1, 2, 2, 4]))
    name = hostile_labels if hostile else st.sampled_from(["subject", "place", "noun", "self"])
    names = draw(st.lists(name, min_size=n, max_size=n, unique=True))
    heads = Axis("head", names) if draw(st.booleans()) else Axis.numbered("head", n)
    kv = draw(st.sampled_from([size for size in range(1, n + 1) if n % size == 0]))
    return heads, heads if kv == n else Axis.numbered("head", kv)


Kind = Literal["x", "tensors"]


@st.composite
def multi_head_scenarios(
    draw: st.DrawFn,
    *,
    hostile: bool = True,
    kind: Kind | None = None,
    mask: bool | None = None,
    themselves: bool = False,
) -> Scenario:
    """Attention in heads: packed projections, each there or not, or tensors with heads in front or packed.

    Key heads may be shared; W_O may be there; masks may be a head's own. ``themselves``: words that attend to
    their own sentence.
    """
    kind = "x" if themselves else kind
    x = kind == "x" if kind is not None else draw(st.booleans())
    scale = draw(st.sampled_from(SCALES))
    heads, kv_heads = draw(heads_of(hostile))
    n, d_k, d_v = draw(st.integers(1, 5)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    many, few = len(heads), len(kv_heads)
    parameters: dict[str, Tensor] = {}
    vectors: dict[str, Any] = {}
    positions = None
    if x:
        token = draw(token_axes(n, hostile, words=themselves))
        d_model = many * d_k
        vectors["x"] = own = given(
            "x", "X", draw(matrices(n, d_model)), token, Axis.numbered("d_model", d_model)
        )
        across = not themselves and draw(st.booleans())
        asked = vectors["memory"] = draw(memories(hostile, d_model)) if across else None
        queries, keys = token.renamed("query"), (asked or own).axes[0].renamed("key")
        positions = draw(st.sampled_from([None, None, 100.0, 10_000.0, 0.5]))
        for name, source, axis, packed in (
            ("query", own, queries, many * d_k),
            ("key", asked or own, keys, few * d_k),
            ("value", asked or own, keys, few * d_v),
        ):
            if draw(st.booleans()) or (name != "query" and many != few):
                parameters |= draw(projections(name[0], source.axes[1], columns_of(name, packed)))
                continue
            placed = positions is not None and source is own
            vectors[name] = None if placed else role(name, source.array, axis, columns_of(name, d_model))
            d_v = d_k if name == "value" else d_v
    else:
        n_keys = draw(st.integers(1, 5).filter(lambda size: size != n))
        queries, keys = (draw(token_axes(size, hostile)) for size in (n, n_keys))
        queries, keys = queries.renamed("query"), keys.renamed("key")
        in_front = draw(st.booleans())
        for name, axis, own_heads, width in (
            ("query", queries, heads, d_k),
            ("key", keys, kv_heads, d_k),
            ("value", keys, kv_heads, d_v),
        ):
            columns = columns_of(name, width if in_front else len(own_heads) * width)
            axes = (own_heads, axis, columns) if in_front else (axis, columns)
            vectors[name] = role(name, draw(matrices(*(len(each) for each in axes))), *axes)
    if draw(st.booleans()):
        d_out = draw(st.integers(1, 3))
        parameters |= draw(projections("o", Axis.numbered("d_v", many * d_v), Axis.numbered("d_out", d_out)))
    allowed, how = draw(masks_if(mask, queries, keys))
    if allowed is not None and draw(st.booleans()):
        truths = draw(arrays(np.bool_, (many, len(queries), len(keys))))
        allowed, how = Tensor("allowed", Glyph("M", "M"), truths, (heads, queries, keys)), ("rows",)
    vectors |= {"allowed": allowed, "mask": how, "positions": positions, "parameters": parameters}
    vectors |= {"heads": heads, "kv_heads": None if kv_heads is heads else kv_heads, "scale": scale}
    return scenario_of("multi-head", queries, keys, shown=draw(st.none() | st.integers(0, n - 1)), **vectors)


def scenario_of(mechanism: str, queries: Axis, keys: Axis, **parts: Any) -> Scenario:
    """A scenario of these parts."""
    return Scenario(name="random", title="Random", mechanism=mechanism, queries=queries, keys=keys, **parts)


@st.composite
def scenarios(
    draw: st.DrawFn,
    *,
    hostile: bool = True,
    kind: Kind | None = None,
    mask: bool | None = None,
    heads: bool | None = None,
    themselves: bool = False,
) -> Scenario:
    """Any computation: words or numbers, projections and biases each there or not, or tensors alone.

    Any mask, scale and mechanism. ``heads``: whether it is multi-head attention; None for either.
    ``themselves``: words that attend to their own sentence.
    """
    kind = "x" if themselves else kind
    x = kind == "x" if kind is not None else draw(st.booleans())
    mechanism = draw(st.sampled_from(MECHANISMS))
    if heads or (heads is None and mechanism == "multi-head"):
        return draw(multi_head_scenarios(hostile=hostile, kind=kind, mask=mask, themselves=themselves))
    if mechanism == "multi-head":
        mechanism = "scaled-dot-product"
    scale: Scale = draw(st.sampled_from(["auto", "auto", "auto", "none", 2.5, -0.5, 0.0, 1 / 3]))
    n = draw(st.integers(1, 6))
    vectors: dict[str, Any] = {}
    parameters: dict[str, Tensor] = {}
    if x:
        token = draw(token_axes(n, hostile, words=themselves))
        d_model = draw(st.integers(1, 5))
        vectors["x"] = own = given(
            "x", "X", draw(matrices(n, d_model)), token, Axis.numbered("d_model", d_model)
        )
        projected = {name: draw(st.booleans()) for name in ("query", "key", "value")}
        d_k = draw(st.integers(1, 5)) if projected["query"] and projected["key"] else d_model
        asked = None
        if not themselves and draw(st.booleans()):
            bare = not projected["query"] and not projected["key"]
            asked = vectors["memory"] = draw(memories(hostile, d_model if bare else None))
            if projected["query"] and not projected["key"]:
                d_k = asked.array.shape[1]
        queries, keys = token.renamed("query"), (asked or own).axes[0].renamed("key")
        for name, has in projected.items():
            source = own if name == "query" else asked or own
            if has:
                width = draw(st.integers(1, 5)) if name == "value" else d_k
                parameters |= draw(projections(name[0], source.axes[1], columns_of(name, width)))
            else:
                axis, columns = queries if name == "query" else keys, columns_of(name, len(source.axes[1]))
                vectors[name] = role(name, source.array, axis, columns)
    else:
        n_keys = draw(st.integers(1, 6).filter(lambda size: size != n))
        queries, keys = (draw(token_axes(size, hostile)) for size in (n, n_keys))
        queries, keys = queries.renamed("query"), keys.renamed("key")
        d_k, d_v = draw(st.integers(1, 5)), draw(st.integers(1, 5))
        for name, axis, width in (("query", queries, d_k), ("key", keys, d_k), ("value", keys, d_v)):
            vectors[name] = role(name, draw(matrices(len(axis), width)), axis, columns_of(name, width))
    allowed, how = draw(masks_if(mask, queries, keys))
    vectors |= {"allowed": allowed, "mask": how, "parameters": parameters, "scale": scale}
    return scenario_of(mechanism, queries, keys, shown=draw(st.none() | st.integers(0, n - 1)), **vectors)


GLOBAL = ("luong-dot", "luong-general", "luong-concat", "luong-location")
SCORED = ("additive", *GLOBAL, "luong-local-m", "luong-local-p")
"""The mechanisms with scores or parameters of their own."""


@st.composite
def scored_scenarios(
    draw: st.DrawFn, *, hostile: bool = True, mechanism: str | None = None, themselves: bool = False
) -> Scenario:
    """A computation of one of these: their parameters, a window, queries of other widths than keys."""
    base = draw(scenarios(heads=False, hostile=hostile, themselves=themselves))
    mechanism = draw(st.sampled_from(SCORED)) if mechanism is None else mechanism
    align = draw(st.sampled_from(["dot", "general", "concat"])) if "local" in mechanism else "dot"
    scoring = align if "local" in mechanism else mechanism.removeprefix("luong-")
    query, key, value = (
        base.parameters.get(f"w_{name[0]}") or made
        for name, made in (("query", base.query), ("key", base.key), ("value", base.value))
    )
    assert query
    assert key
    assert value
    d_q, d_k, d_v = (tensor.array.shape[1] for tensor in (query, key, value))
    replaced = {}
    learned: dict[str, Tensor] = {}
    if scoring != "dot" and (base.x is None or "w_q" in base.parameters):
        d_q = draw(st.integers(1, 5))
        columns = Axis.numbered("d_q" if d_q != d_k else "d_k", d_q)
        if base.x is None:
            replaced["query"] = role("query", draw(matrices(len(base.queries), d_q)), base.queries, columns)
        else:
            rows = base.parameters["w_q"].axes[0]
            learned["w_q"] = given("w_q", "W_Q", draw(matrices(len(rows), d_q)), rows, columns)
        if "b_q" in base.parameters:
            learned["b_q"] = given("b_q", "b_Q", draw(matrices(d_q)), columns)
    asked, offered = Axis.numbered("d_q", d_q), Axis.numbered("d_k", d_k)
    units, out = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    hidden = Axis.numbered("d_hidden", units)
    of_scoring: dict[str, dict[str, tuple[Axis, ...]]] = {
        "additive": {"w_a": (asked, hidden), "u_a": (offered, hidden), "v_a": (hidden,)},
        "general": {"w_a": (asked, offered)},
        "concat": {"w_a": (Axis.numbered("d_joined", d_q + d_k), hidden), "v_a": (hidden,)},
        "location": {"w_a": (asked, base.keys)},
        "dot": {},
    }
    axes_of = of_scoring[scoring]
    if mechanism == "additive" and draw(st.booleans()):
        axes_of["b_a"] = (hidden,)
    if mechanism == "luong-local-p":
        of_place = Axis.numbered("d_hidden", out)
        axes_of |= {"w_p": (asked, of_place), "v_p": (of_place,)}
    if mechanism != "additive" and draw(st.booleans()):
        axes_of["w_c"] = (Axis.numbered("d_joined", d_v + d_q), Axis.numbered("d_out", out))
    for name, axes in axes_of.items():
        symbol = f"{name[0].upper() if len(axes) == 2 else name[0]}_{name[2]}"
        learned[name] = given(name, symbol, draw(matrices(*map(len, axes))), *axes)
    local = "local" in mechanism
    settings = {"window": draw(st.integers(1, 4)), "align": align} if local else {}
    parameters = {**base.parameters, **learned}
    return base._replace(mechanism=mechanism, parameters=parameters, settings=settings, **replaced)


def self_attention(
    x: Sequence[Sequence[float]],
    tokens: Sequence[str] | None = None,
    mechanism: str = "scaled-dot-product",
    scale: Scale = "auto",
    shown: int | None = None,
    allowed: NDArray[np.bool_] | None = None,
    **parameters: Sequence[Sequence[float]],
) -> Scenario:
    """One sentence attending to itself, with or without projections."""
    array = np.array(x, dtype=np.float64)
    token = Axis("token", tokens, "sentence") if tokens is not None else Axis.numbered("token", len(array))
    queries, keys = token.renamed("query"), token.renamed("key")
    d_model = Axis.numbered("d_model", array.shape[1])
    learned = {}
    for name, values in parameters.items():
        w = np.array(values, dtype=np.float64)
        learned[name] = given(
            name, f"W_{name[2].upper()}", w, d_model, columns_of(ROLES[name[2]], w.shape[1])
        )
    rows = {
        name: role(name, array, axis, columns_of(name, array.shape[1]))
        for name, axis in (("query", queries), ("key", keys), ("value", keys))
        if f"w_{name[0]}" not in learned
    }
    own = given("x", "X", array, token, d_model)
    scenario = by_hand(mechanism, queries, keys, allowed, x=own, parameters=learned, **rows)
    return scenario._replace(scale=scale, shown=shown)


def from_tensors(
    query: Sequence[Sequence[float]],
    key: Sequence[Sequence[float]],
    value: Sequence[Sequence[float]],
    mechanism: str = "scaled-dot-product",
    scale: Scale = "auto",
    shown: int | None = None,
    allowed: NDArray[np.bool_] | None = None,
) -> Scenario:
    """Queries, keys and values themselves, numbered."""
    queries, keys = Axis.numbered("query", len(query)), Axis.numbered("key", len(key))
    rows = {}
    for name, axis, values in (("query", queries, query), ("key", keys, key), ("value", keys, value)):
        array = np.array(values, dtype=np.float64)
        rows[name] = role(name, array, axis, columns_of(name, array.shape[1]))
    return by_hand(mechanism, queries, keys, allowed, **rows)._replace(scale=scale, shown=shown)


def by_hand(
    mechanism: str, queries: Axis, keys: Axis, allowed: NDArray[np.bool_] | None, **parts: Any
) -> Scenario:
    """A scenario of these parts, and of a mask where there is one."""
    mask = None if allowed is None else Tensor("allowed", Glyph("M", "M"), allowed, (queries, keys))
    scenario = scenario_of(mechanism, queries, keys, allowed=mask, **parts)
    return scenario._replace(name="by-hand", title="By hand")
