"""Fields that fit become a scenario: tensors under their axes, masks as truths; checks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.fitting import tensor_axes, token_axis
from attncli.loading.given import PARAMETERS, Given
from attncli.record import Record
from attncli.scenario import Expectation, MaskPart, Scenario
from attncli.tensor import Axis, Glyph, Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.loading.given import Numbers

LEARNED_AXES = {
    "additive": {"w_a": ("d_q", "d_hidden"), "u_a": ("d_k", "d_hidden")},
    "general": {"w_a": ("d_q", "d_k")},
    "concat": {"w_a": ("d_joined", "d_hidden")},
    "location": {"w_a": ("d_q", "key")},
}
"""What the axes of the matrices are called that score keys, by the way of scoring."""

OTHER_AXES = {
    "v_a": ("d_hidden",),
    "b_a": ("d_hidden",),
    "v_p": ("d_hidden",),
    "w_p": ("d_q", "d_hidden"),
    "w_c": ("d_joined", "d_out"),
}
"""Those of the other parameters of mechanisms with scores of their own."""


class Parts(Record, kw_only=True):
    """What a scenario computes with."""

    queries: Axis
    keys: Axis
    heads: Axis | None
    kv_heads: Axis | None
    x: Tensor | None = None
    memory: Tensor | None = None
    query: Tensor | None = None
    key: Tensor | None = None
    value: Tensor | None = None
    parameters: dict[str, Tensor]


def build(name: str, given: Given, expect: tuple[Expectation, ...] = ()) -> Scenario:
    """The scenario that fields make which fit each other, of which this is expected; its query is known to be
    among its words.
    """
    parts = lay_out(given)
    mechanism = given.variant
    masks, allowed = masks_of(given, parts)
    return Scenario(
        name=name,
        title=given.title or (" ".join(given.words) if given.words else name),
        mechanism=mechanism.name,
        queries=parts.queries,
        keys=parts.keys,
        x=parts.x,
        memory=parts.memory,
        query=parts.query,
        key=parts.key,
        value=parts.value,
        parameters=parts.parameters,
        heads=parts.heads,
        kv_heads=parts.kv_heads,
        origin=given.origin or "",
        random=given.random,
        seed=given.seed,
        positions=given.positions,
        allowed=allowed,
        mask=tuple(text for mask in given.mask or () for text in mask.texts),
        masks=masks,
        settings=given.settings,
        scale=given.scaling,
        shown=None if given.query is None else parts.queries.find(given.query),
        about=given.about or "",
        teaches=given.teaches,
        source=given.source,
        expect=expect,
    )


def masks_of(given: Given, parts: Parts) -> tuple[tuple[MaskPart, ...], Tensor | None]:
    """The masks, one by one, and what they allow together; nothing where there is none."""
    if not given.mask:
        return (), None
    from attncli.loading.masks import allowed_by, parts_of

    masks = parts_of(given.mask, parts.queries, parts.keys)
    return masks, allowed_by(given.mask, masks, parts.queries, parts.keys, parts.heads)


def lay_out(given: Given) -> Parts:
    """The tensors that the fields make."""
    return of_tensors(given) if given.tensors is not None else of_embeddings(given)


def head_axes_of(given: Given) -> tuple[Axis | None, Axis | None]:
    """The axes of the query heads and, where they are fewer, of the key heads; None: no heads."""
    if given.heads is None and not given.heads_in_front:
        return None, None
    from attncli.loading.heads import head_axes

    return head_axes(given)


def of_tensors(given: Given) -> Parts:
    """Queries, keys and values as they were given, packed or with their heads in front."""
    assert given.tensors is not None
    query, key = given.tensors["query"], given.tensors["key"]
    value = given.tensors.get("value", key)
    assert query is not None
    assert key is not None
    assert value is not None
    heads, kv_heads = head_axes_of(given)
    queries, keys = tensor_axes(given.words, query.shape[-2], key.shape[-2])
    unequal = query.shape[-1] != key.shape[-1] and heads is None
    shared = kv_heads or heads
    return Parts(
        queries=queries,
        keys=keys,
        query=rows("query", query, queries, heads, unequal=unequal),
        key=rows("key", key, keys, shared),
        value=rows("value", value, keys, shared),
        parameters=parameters_of(given, keys, {}, unequal=unequal),
        heads=heads,
        kv_heads=kv_heads,
    )


def of_embeddings(given: Given) -> Parts:
    """The embeddings of the words and, in cross-attention, of the memory; a role without a matrix takes them
    as they are.
    """
    if given.embeddings is not None:
        assert given.words is not None
        asking = given.embeddings.rows(given.words)
    else:
        assert given.x is not None
        asking = given.x
    token = token_axis(given.words, len(asking))
    x = Tensor("x", Glyph("X", "X"), asking, (token, Axis.numbered("d_model", asking.shape[1])))
    memory, answering, source = None, asking, x
    if given.memory is not None:
        from attncli.loading.memory import memory_axis, memory_rows

        answering = memory_rows(given.memory, given.embeddings)
        columns = Axis.numbered("d_memory", answering.shape[1])
        memory = source = Tensor("memory", Glyph("H", "H"), answering, (memory_axis(given.memory), columns))
    heads, kv_heads = head_axes_of(given)
    queries, keys = token.renamed("query"), source.axes[0].renamed("key")
    w_q, w_k = given.arrays.get("w_q", asking), given.arrays.get("w_k", answering)
    unequal = heads is None and w_q.shape[1] != w_k.shape[1]
    made_of = {"query": x, "key": source, "value": source}
    parameters = parameters_of(given, keys, made_of, unequal=unequal)
    # Once positions are added, a role without a matrix takes what x has become, and nothing is given for it.
    placed = given.positions is not None
    moved = placed and memory is None
    return Parts(
        queries=queries,
        keys=keys,
        x=x,
        query=None if placed or "w_q" in parameters else rows("query", asking, queries, unequal=unequal),
        key=None if moved or "w_k" in parameters else rows("key", answering, keys),
        value=None if moved or "w_v" in parameters else rows("value", answering, keys),
        parameters=parameters,
        heads=heads,
        kv_heads=kv_heads,
        memory=memory,
    )


def columns_of(role: str, *, unequal: bool) -> str:
    """What the columns of a role are called: those of queries d_k too, unless keys have another number."""
    if role == "query":
        return "d_q" if unequal else "d_k"
    return {"key": "d_k", "value": "d_v", "output": "d_out"}[role]


def rows(
    role: str, numbers: Numbers, axis: Axis, heads: Axis | None = None, *, unequal: bool = False
) -> Tensor:
    """Queries, keys or values that no matrix makes."""
    letter = role[0].upper()
    axes = [axis, Axis.numbered(columns_of(role, unequal=unequal), numbers.shape[-1])]
    if numbers.ndim == 3 and heads is not None:
        axes.insert(0, heads)
    return Tensor(role, Glyph(letter, letter), numbers, axes)


def parameters_of(
    given: Given, keys: Axis, made_of: dict[str, Tensor], *, unequal: bool
) -> dict[str, Tensor]:
    """The projections under the axes of what they multiply, then the parameters of scores of their own."""
    made = {}
    for name, known in PARAMETERS.items():
        array, role = given.arrays.get(name), known.role
        if role and array is not None:
            width = Axis.numbered(columns_of(role, unequal=unequal), array.shape[-1])
            of = made_of[role].axes[1] if role in made_of else Axis.numbered("d_v", len(array))
            made[name] = parameter(name, array, (of, width) if array.ndim == 2 else (width,))
    if any(not PARAMETERS[name].role for name in given.arrays):
        made |= learned_parameters(given, keys)
    return made


def learned_parameters(given: Given, keys: Axis) -> dict[str, Tensor]:
    """The parameters that the mechanism uses for scores of its own."""
    from attncli.loading.parameters import used_by

    names = {**OTHER_AXES, **LEARNED_AXES.get(given.scoring, {})}
    made = {}
    for name, array in used_by(given).items():
        sizes = zip(names[name], array.shape, strict=True)
        axes = [keys if axis == "key" else Axis.numbered(axis, size) for axis, size in sizes]
        made[name] = parameter(name, array, axes)
    return made


def parameter(name: str, array: Numbers, axes: Sequence[Axis]) -> Tensor:
    """A matrix or a bias under its symbol."""
    symbol = PARAMETERS[name].symbol
    return Tensor(name, Glyph(symbol, symbol), array, axes, parameter=True)
