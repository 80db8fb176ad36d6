"""Random scenarios for hypothesis, built by hand as the loader lays them out, and words nobody would wish for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from attncli.numerics.masks import causal_allowed, window_allowed
from attncli.scenario import Scale, Scenario
from attncli.tensor import Axis, Glyph, Tensor

Floats = NDArray[np.float64]

MECHANISMS = ("scaled-dot-product", "dot-product", "multi-head")

HOSTILE = (
    "sat", "Sat", "SAT", "the", "The", "sat@1", "sat@2", "sat@3", "SAT@3", "the@2", "@1", "@2", "@3", "1", "2", "3", "03", "sat@", "@", "a@b@2",
    ",", ",,", "a,b", "a, b", "[", "]", "[]", "[mask]", "[/]", "weights[sat,cat]", '"', '""', '"sat"', '",', "\\", '\\"', '\\",', "'", "`", "$(x)",
    "", " ", "  ", " sat", "sat ", "\tsat", "a b", "a\nb", "\n", "\xa0", "\xa0sat", "\u2028", "\u3000x",
    "\x00", "\x1b[31m", "\x7f", "\x85", "\u202e", "\u2066sat", "\u200b", "\ufeff", "\ud800", "\udfff",
    "😀", "👩\u200d💻", "e\u0301", "\xe9", "İ", "ß", "ss", "ſ", "ﬁ", "²", "٣",
    "true", "null", "-", "−∞", ":cat:", "=1+1",
)  # fmt: skip
"""Labels with commas, brackets, quotes, @ and digits; nothing, blanks, controls, directions, halves of characters, letters whose case is odd."""

WORDS = ("The", "cat", "sat", "on", "the", "mat")
"""Tame ones, with the same word twice once case is ignored."""

CONFUSABLE = (
    "sat",
    "Sat",
    "SAT@3",
    "sat@1",
    "sat@2",
    "sat@3",
    "sat@02",
    "@1",
    "@2",
    "@3",
    "1",
    "2",
    "03",
    "sat@",
)
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


def given(name: str, symbol: str, array: Floats, *axes: Axis) -> Tensor:
    """A tensor as the loader makes it."""
    return Tensor(name, Glyph(symbol, symbol), array, axes, parameter="_" in name)


@st.composite
def token_axes(draw: st.DrawFn, size: int, hostile: bool) -> Axis:
    """An axis of words, or of numbers only."""
    if draw(st.booleans()):
        return Axis("token", draw(labels(size, hostile)), "sentence")
    return Axis.numbered("token", size)


@st.composite
def masks(draw: st.DrawFn, queries: Axis, keys: Axis) -> tuple[Tensor | None, tuple[str, ...]]:
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


@st.composite
def memories(draw: st.DrawFn, hostile: bool, width: int | None) -> tuple[Tensor, Floats]:
    """Another sentence, or rows without words, whose keys and values are attended to, and its numbers; as wide as asked for."""
    size = draw(st.integers(1, 6))
    token = (
        Axis("token", draw(labels(size, hostile)), "memory")
        if draw(st.booleans())
        else Axis.numbered("token", size)
    )
    columns = Axis.numbered("d_memory", width or draw(st.integers(1, 5)))
    numbers = draw(matrices(size, len(columns)))
    return given("memory", "H", numbers, token, columns), numbers


@st.composite
def heads_of(draw: st.DrawFn, hostile: bool) -> tuple[Axis, Axis]:
    """Some heads, named or numbered, and as many key heads or fewer."""
    n = draw(st.sampled_from([1, 2, 2, 4]))
    names = draw(
        st.lists(
            hostile_labels if hostile else st.sampled_from(["subject", "place", "noun", "self"]),
            min_size=n,
            max_size=n,
            unique=True,
        )
    )
    heads = Axis("head", names) if draw(st.booleans()) else Axis.numbered("head", n)
    kv = draw(st.sampled_from([size for size in range(1, n + 1) if n % size == 0]))
    return heads, heads if kv == n else Axis.numbered("head", kv)


@st.composite
def multi_head_scenarios(
    draw: st.DrawFn,
    *,
    hostile: bool = True,
    kind: Literal["x", "tensors"] | None = None,
    mask: bool | None = None,
) -> Scenario:
    """Attention in heads: packed projections, each there or not, or tensors with heads in front or packed; shared key heads; W_O; masks a head."""
    x = kind == "x" if kind is not None else draw(st.booleans())
    scale = draw(st.sampled_from(SCALES))
    heads, kv_heads = draw(heads_of(hostile))
    n, d_k, d_v = draw(st.integers(1, 5)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    many, few = len(heads), len(kv_heads)
    parameters: dict[str, Tensor] = {}
    rows: dict[str, Tensor | None] = {"query": None, "key": None, "value": None}
    tensor, memory, positions = None, None, None
    if x:
        token = draw(token_axes(n, hostile))
        d_model = many * d_k
        embeddings = answers = draw(matrices(n, d_model))
        if draw(st.booleans()):
            memory, answers = draw(memories(hostile, d_model))
        queries, keys = token.renamed("query"), (memory.axes[0] if memory else token).renamed("key")
        positions = draw(st.sampled_from([None, None, 100.0, 10_000.0, 0.5]))
        for name in rows:
            own = draw(st.booleans()) or (name != "query" and many != few)
            columns = "d_v" if name == "value" else "d_k"
            if not own:
                placed = positions is not None and (memory is None or name == "query")
                made_of = embeddings if name == "query" else answers
                axis = queries if name == "query" else keys
                rows[name] = (
                    None
                    if placed
                    else given(name, name[0].upper(), made_of, axis, Axis.numbered(columns, d_model))
                )
                d_v = d_k if name == "value" else d_v
                continue
            d = Axis.numbered(
                columns, few * d_v if name == "value" else (many if name == "query" else few) * d_k
            )
            letter, made_by = (
                name[0],
                Axis.numbered("d_memory" if memory and name != "query" else "d_model", d_model),
            )
            parameters[f"w_{letter}"] = given(
                f"w_{letter}", f"W_{letter.upper()}", draw(matrices(d_model, len(d))), made_by, d
            )
            if draw(st.booleans()):
                parameters[f"b_{letter}"] = given(
                    f"b_{letter}", f"b_{letter.upper()}", draw(matrices(len(d))), d
                )
        tensor = given("x", "X", embeddings, token, Axis.numbered("d_model", d_model))
    else:
        n_keys = draw(st.integers(1, 5).filter(lambda size: size != n))
        queries, keys = (
            draw(token_axes(n, hostile)).renamed("query"),
            draw(token_axes(n_keys, hostile)).renamed("key"),
        )
        in_front = draw(st.booleans())
        for name, axis, own_heads, width in (
            ("query", queries, heads, d_k),
            ("key", keys, kv_heads, d_k),
            ("value", keys, kv_heads, d_v),
        ):
            columns = "d_v" if name == "value" else "d_k"
            if in_front:
                array = draw(matrices(len(own_heads), len(axis), width))
                rows[name] = given(
                    name, name[0].upper(), array, own_heads, axis, Axis.numbered(columns, width)
                )
            else:
                array = draw(matrices(len(axis), len(own_heads) * width))
                rows[name] = given(
                    name, name[0].upper(), array, axis, Axis.numbered(columns, len(own_heads) * width)
                )
    if draw(st.booleans()):
        d_out = draw(st.integers(1, 3))
        concatenated, out = Axis.numbered("d_v", many * d_v), Axis.numbered("d_out", d_out)
        parameters["w_o"] = given("w_o", "W_O", draw(matrices(many * d_v, d_out)), concatenated, out)
        if draw(st.booleans()):
            parameters["b_o"] = given("b_o", "b_O", draw(matrices(d_out)), out)
    allowed, how = (
        (None, ())
        if mask is False
        else draw(masks(queries, keys).filter(lambda made: mask is None or made[0] is not None))
    )
    if allowed is not None and draw(st.booleans()):
        allowed, how = (
            Tensor(
                "allowed",
                Glyph("M", "M"),
                draw(arrays(np.bool_, (many, len(queries), len(keys)))),
                (heads, queries, keys),
            ),
            ("rows",),
        )
    return Scenario(
        name="random", title="Random", mechanism="multi-head", queries=queries, keys=keys, x=tensor, memory=memory,
        query=rows["query"], key=rows["key"], value=rows["value"], parameters=parameters,
        heads=heads, kv_heads=None if kv_heads is heads else kv_heads, positions=positions, allowed=allowed, mask=how, scale=scale,
        shown=draw(st.none() | st.integers(0, n - 1)),
    )  # fmt: skip


@st.composite
def scenarios(
    draw: st.DrawFn,
    *,
    hostile: bool = True,
    kind: Literal["x", "tensors"] | None = None,
    mask: bool | None = None,
    heads: bool | None = None,
) -> Scenario:
    """Any computation: words or numbers, projections and biases each there or not, or tensors alone; any mask, scale and mechanism.

    ``heads``: whether it is multi-head attention; None for either.
    """
    x = kind == "x" if kind is not None else draw(st.booleans())
    mechanism = draw(st.sampled_from(MECHANISMS))
    if heads or (heads is None and mechanism == "multi-head"):
        return draw(multi_head_scenarios(hostile=hostile, kind=kind, mask=mask))
    if mechanism == "multi-head":
        mechanism = "scaled-dot-product"
    scale: Scale = draw(st.sampled_from(["auto", "auto", "auto", "none", 2.5, -0.5, 0.0, 1 / 3]))
    n = draw(st.integers(1, 6))
    parameters: dict[str, Tensor] = {}
    rows: dict[str, Tensor | None] = {"query": None, "key": None, "value": None}
    memory, rows_of_memory = None, np.zeros((0, 0))
    if x:
        token = draw(token_axes(n, hostile))
        d_model = draw(st.integers(1, 5))
        embeddings = draw(matrices(n, d_model))
        tensor = given("x", "X", embeddings, token, Axis.numbered("d_model", d_model))
        projected = {name: draw(st.booleans()) for name in rows}
        d_k = draw(st.integers(1, 5)) if projected["query"] and projected["key"] else d_model
        if draw(st.booleans()):
            memory, rows_of_memory = draw(
                memories(hostile, d_model if not projected["query"] and not projected["key"] else None)
            )
            if projected["query"] and not projected["key"]:
                d_k = memory.array.shape[1]
        queries, keys = token.renamed("query"), (memory or tensor).axes[0].renamed("key")
        for name, has in projected.items():
            made_of = tensor if memory is None or name == "query" else memory
            numbers_of = embeddings if made_of is tensor else rows_of_memory
            if not has:
                columns = Axis.numbered("d_v" if name == "value" else "d_k", made_of.array.shape[1])
                rows[name] = given(
                    name, name[0].upper(), numbers_of, queries if name == "query" else keys, columns
                )
                continue
            columns = (
                Axis.numbered("d_v", draw(st.integers(1, 5)))
                if name == "value"
                else Axis.numbered("d_k", d_k)
            )
            letter = name[0]
            matrix = draw(matrices(made_of.array.shape[1], len(columns)))
            parameters[f"w_{letter}"] = given(
                f"w_{letter}", f"W_{letter.upper()}", matrix, made_of.axes[1], columns
            )
            if draw(st.booleans()):
                parameters[f"b_{letter}"] = given(
                    f"b_{letter}", f"b_{letter.upper()}", draw(matrices(len(columns))), columns
                )
    else:
        n_keys = draw(st.integers(1, 6).filter(lambda size: size != n))
        queries, keys = (
            draw(token_axes(n, hostile)).renamed("query"),
            draw(token_axes(n_keys, hostile)).renamed("key"),
        )
        d_k, d_v = draw(st.integers(1, 5)), draw(st.integers(1, 5))
        tensor = None
        rows["query"] = given("query", "Q", draw(matrices(n, d_k)), queries, Axis.numbered("d_k", d_k))
        rows["key"] = given("key", "K", draw(matrices(n_keys, d_k)), keys, Axis.numbered("d_k", d_k))
        rows["value"] = given("value", "V", draw(matrices(n_keys, d_v)), keys, Axis.numbered("d_v", d_v))
    allowed, how = (
        (None, ())
        if mask is False
        else draw(masks(queries, keys).filter(lambda made: mask is None or made[0] is not None))
    )
    return Scenario(
        name="random", title="Random", mechanism=mechanism, queries=queries, keys=keys, x=tensor, memory=memory,
        query=rows["query"], key=rows["key"], value=rows["value"],
        parameters=parameters, allowed=allowed, mask=how, scale=scale, shown=draw(st.none() | st.integers(0, n - 1)),
    )  # fmt: skip


SCORED = (
    "additive",
    "luong-dot",
    "luong-general",
    "luong-concat",
    "luong-location",
    "luong-local-m",
    "luong-local-p",
)
"""The mechanisms with scores or parameters of their own."""


@st.composite
def scored_scenarios(draw: st.DrawFn, *, hostile: bool = True, mechanism: str | None = None) -> Scenario:
    """A computation of one of these: their parameters, a window, queries and keys of different length where that may be."""
    base = draw(scenarios(heads=False, hostile=hostile))
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
    replaced, projections = {}, dict(base.parameters)
    if scoring != "dot" and (base.x is None or "w_q" in projections):
        d_q = draw(st.integers(1, 5))
        columns = Axis.numbered("d_q" if d_q != d_k else "d_k", d_q)
        if base.x is None:
            replaced["query"] = given(
                "query", "Q", draw(matrices(len(base.queries), d_q)), base.queries, columns
            )
        else:
            made_of = projections["w_q"].axes[0]
            projections["w_q"] = given("w_q", "W_Q", draw(matrices(len(made_of), d_q)), made_of, columns)
        if "b_q" in projections:
            projections["b_q"] = given("b_q", "b_Q", draw(matrices(d_q)), columns)
    asked, offered = Axis.numbered("d_q", d_q), Axis.numbered("d_k", d_k)
    hidden, out = Axis.numbered("d_hidden", draw(st.integers(1, 4))), draw(st.integers(1, 3))
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
    learned = {}
    for name, axes in axes_of.items():
        symbol = f"{name[0].upper() if len(axes) == 2 else name[0]}_{name[2]}"
        learned[name] = given(name, symbol, draw(matrices(*map(len, axes))), *axes)
    window = draw(st.integers(1, 4)) if "local" in mechanism else None
    allowed = base.allowed
    if mechanism == "luong-local-m":
        assert window is not None
        near = window_allowed(len(base.queries), len(base.keys), window)
        allowed = Tensor(
            "allowed",
            Glyph("M", "M"),
            near if allowed is None else near & allowed.array.astype(bool),
            (base.queries, base.keys),
        )
    return base._replace(
        mechanism=mechanism,
        parameters={**projections, **learned},
        window=window,
        align=align,
        allowed=allowed,
        **replaced,
    )


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
    made = {}
    for name, values in parameters.items():
        w = np.array(values, dtype=np.float64)
        made[name] = given(
            name,
            f"W_{name[2].upper()}",
            w,
            d_model,
            Axis.numbered("d_v" if name == "w_v" else "d_k", w.shape[1]),
        )
    rows = {
        name: None
        if f"w_{name[0]}" in made
        else given(name, name[0].upper(), array, axis, d_model.renamed("d_v" if name == "value" else "d_k"))
        for name, axis in (("query", queries), ("key", keys), ("value", keys))
    }
    mask = None if allowed is None else Tensor("allowed", Glyph("M", "M"), allowed, (queries, keys))
    return Scenario(
        name="by-hand", title="By hand", mechanism=mechanism, queries=queries, keys=keys, x=given("x", "X", array, token, d_model),
        query=rows["query"], key=rows["key"], value=rows["value"], parameters=made, allowed=mask, scale=scale, shown=shown,
    )  # fmt: skip


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
    q, k, v = (np.array(each, dtype=np.float64) for each in (query, key, value))
    queries, keys, d_k = (
        Axis.numbered("query", len(q)),
        Axis.numbered("key", len(k)),
        Axis.numbered("d_k", q.shape[1]),
    )
    mask = None if allowed is None else Tensor("allowed", Glyph("M", "M"), allowed, (queries, keys))
    return Scenario(
        name="by-hand", title="By hand", mechanism=mechanism, queries=queries, keys=keys,
        query=given("query", "Q", q, queries, d_k), key=given("key", "K", k, keys, d_k), value=given("value", "V", v, keys, Axis.numbered("d_v", v.shape[1])),
        allowed=mask, scale=scale, shown=shown,
    )  # fmt: skip
