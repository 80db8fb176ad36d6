"""Whether the fields of a file fit each other, in kind, in shape and in words; and the scenario they make when they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.vocabulary import check_words
from attncli.reading.matrix import shape
from attncli.reading.tree import Node, Pairs, under
from attncli.record import Record
from attncli.tensor import Axis

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from attncli.loading.fields import Given
    from attncli.reading.text import Faults

    Numbers = NDArray[np.float64]

_EXCLUSIVE = (
    ("sentence", "tokens"), ("embeddings", "x"), ("tensors", "embeddings"), ("tensors", "x"), ("tensors", "memory"), ("tensors", "positions"),
)  # fmt: skip


class Fit(Record, kw_only=True):
    """The axes and sizes that the fields agree on; None: not known, because of a fault that was told."""

    queries: Axis | None = None
    keys: Axis | None = None
    d_k: int | None = None
    d_v: int | None = None
    d_q: int | None = None
    d_model: int | None = None
    sizes: Mapping[str, int | None] = {}
    """Of heads: how many, and the widths of what is packed or of one of them; see ``expectation.HEADED``."""
    in_front: bool = False
    """Whether queries, keys and values came with their heads in front."""


def fit(given: Given, tokens: Sequence[str] | None, wordless: bool, faults: Faults) -> Fit:
    """What the fields agree on. ``wordless``: the file need not have a sentence, since another is given.

    Faults: E202 shapes that do not fit, E306 a field is missing, E307 fields exclude each other, E310 and E316 words without their vector.
    """
    if _exclude_each_other(given, faults):
        return Fit()
    counts = _heads(given, faults)
    if counts is None:
        return Fit()
    fitted = _fit(given, tokens, wordless, counts, faults)
    return _fit_output(given, fitted, counts, faults)


def _heads(given: Given, faults: Faults) -> tuple[int, int] | None:
    """How many heads queries and keys have; (1, 1) where nothing speaks of heads."""
    from attncli.loading.fields import DEFAULT_MECHANISM, PARAMETERS

    mechanism = given.mechanism or DEFAULT_MECHANISM
    named = any(given.has(name) for name in ("heads", "kv_heads", "head_names"))
    arrays = [*(given.parameters or {}).items(), *(given.tensors or {}).items()]
    if not named and not any(
        name in ("w_o", "b_o") or (array is not None and array.ndim > PARAMETERS.get(name, 2))
        for name, array in arrays
    ):
        return 1, 1
    from attncli.loading.heads import fit_heads

    return fit_heads(given, mechanism, PARAMETERS, faults)


def _fit_output(given: Given, fitted: Fit, counts: tuple[int, int], faults: Faults) -> Fit:
    """What the heads give side by side, and what w_o makes of it. Faults: E202, E330."""
    heads, kv_heads = counts
    if not given.has("heads") and "w_o" not in (given.parameters or {}) and not fitted.in_front:
        d_k, d_v = fitted.d_k, fitted.d_v
        return fitted._replace(
            sizes={
                "head": 1,
                "kv_head": 1,
                "d_q": d_k,
                "d_k": d_k,
                "d_v": d_v,
                "d_head": d_k,
                "d_v_head": d_v,
                "d_heads": d_v,
            }
        )
    from attncli.loading.heads import fit_output, fit_width

    arrays = given.parameters or {}
    if fitted.in_front:
        widths: dict[str, int | None] = {"d_q": fitted.d_k, "d_v": fitted.d_v}
        d_head, d_v_head = fitted.d_k, fitted.d_v
    else:
        widths = {"d_q": fitted.d_q, "d_v": fitted.d_v}
        whole = ("query", "value") if given.has("tensors") else ("x", "x")
        names = [name if name in arrays else other for name, other in zip(("w_q", "w_v"), whole, strict=True)]
        d_head = fit_width(given, names[0], fitted.d_q, heads, faults) if fitted.d_q else None
        told = names[0] == names[1] and heads == kv_heads and d_head is None
        d_v_head = (
            fit_width(given, names[1], fitted.d_v, kv_heads, faults) if fitted.d_v and not told else None
        )
    d_heads = None if d_v_head is None else d_v_head * heads
    d_out = fit_output(given, d_heads, faults)
    sizes = {
        **widths,
        "head": heads,
        "kv_head": kv_heads,
        "d_k": fitted.d_k,
        "d_head": d_head,
        "d_v_head": d_v_head,
        "d_heads": d_heads,
        "d_out": d_out,
    }
    return fitted._replace(sizes=sizes)


def _fit(
    given: Given, tokens: Sequence[str] | None, wordless: bool, counts: tuple[int, int], faults: Faults
) -> Fit:
    if given.has("tensors"):
        return _fit_tensors(given, tokens, counts, faults)
    if not given.has("embeddings") and not given.has("x"):
        help = "write `embeddings:` and under it a line a word, such as `cat: [0.5, 1]`"
        faults.add(
            "E306",
            "the file has no vectors, where `embeddings`, `x` or `tensors` is expected",
            None,
            help=help,
        )
        return Fit()
    if given.has("embeddings"):
        return _fit_embeddings(given, tokens, wordless, counts, faults)
    return _fit_x(given, tokens, counts, faults)


def token_axis(tokens: Sequence[str] | None, size: int) -> Axis:
    """The words of the sentence or, without words, their numbers."""
    return Axis("token", tokens, "sentence") if tokens is not None else Axis.numbered("token", size)


def tensor_axes(tokens: Sequence[str] | None, n_queries: int, n_keys: int) -> tuple[Axis, Axis]:
    """Queries and keys that came as tensors: the tokens label whichever has as many rows, numbers the other."""
    queries, keys = (
        token_axis(tokens if tokens is not None and len(tokens) == size else None, size)
        for size in (n_queries, n_keys)
    )
    return queries.renamed("query"), keys.renamed("key")


def _exclude_each_other(given: Given, faults: Faults) -> bool:
    found = False
    for one, other in _EXCLUSIVE:
        if given.has(one) and given.has(other):
            first, second = sorted(
                (one, other), key=lambda name: (given.nodes[name].start.line, given.nodes[name].start.column)
            )
            node = given.keys.get(second, given.nodes[second])
            faults.add(
                "E307",
                f"`{second}` stands beside `{first}`, where only one of the two is expected",
                node,
                second,
                f"take `{first}` or `{second}` out",
            )
            found = True
    return found


def _fit_embeddings(
    given: Given, tokens: Sequence[str] | None, wordless: bool, counts: tuple[int, int], faults: Faults
) -> Fit:
    worded = given.has("sentence") or given.has("tokens")
    if not worded and not wordless:
        faults.add(
            "E306",
            "the file has `embeddings` but no `sentence`",
            given.keys.get("embeddings"),
            "embeddings",
            "add a line such as `sentence: The cat sat on the mat`",
        )
    vocabulary = given.embeddings
    axis = token_axis(tokens, 0) if tokens is not None else None
    if vocabulary is None:
        return Fit(queries=axis and axis.renamed("query"), keys=axis and axis.renamed("key"))
    if tokens is not None:
        path = "tokens" if given.has("tokens") else "sentence"
        check_words(tokens, vocabulary, given.nodes[path], path, faults)
    return _project(given, axis, vocabulary.vectors, "embeddings", counts, faults)


def _fit_x(given: Given, tokens: Sequence[str] | None, counts: tuple[int, int], faults: Faults) -> Fit:
    x = given.x
    unknown = given.failed("sentence") or given.failed("tokens")
    if x is None:
        axis = token_axis(tokens, 0) if tokens is not None else None
        return Fit(queries=axis and axis.renamed("query"), keys=axis and axis.renamed("key"))
    if tokens is not None and len(tokens) != len(x):
        what = f"`x` is {shape(x)}, where the sentence has {_counted(len(tokens), 'token')}: a row a token is expected"
        faults.add(
            "E202",
            what,
            given.nodes["x"],
            "x",
            f"give `x` {_counted(len(tokens), 'row')}, or the sentence {_counted(len(x), 'token')}",
        )
        unknown = True
    return _project(given, None if unknown else token_axis(tokens, len(x)), x, "x", counts, faults)


def _project(
    given: Given, axis: Axis | None, x: Numbers, name: str, counts: tuple[int, int], faults: Faults
) -> Fit:
    """What the parameters make of x and, in cross-attention, of the memory. Faults: E202, those of the memory."""
    sources = {"q": (name, x)}
    memory_axis = axis
    if given.has("memory"):
        from attncli.loading.memory import fit_memory

        memory = fit_memory(given, faults)
        memory_axis = memory.axis
        if memory.numbers is not None:
            sources |= {"k": (memory.name, memory.numbers), "v": (memory.name, memory.numbers)}
    else:
        sources |= {"k": (name, x), "v": (name, x)}
    queries, keys = axis and axis.renamed("query"), memory_axis and memory_axis.renamed("key")
    if given.failed("parameters"):
        return Fit(queries=queries, keys=keys, d_model=x.shape[1])
    arrays = given.parameters or {}
    nodes = given.nodes.get("parameters")
    width: dict[str, int | None] = dict.fromkeys("qkv")
    d_x = x.shape[1]
    for letter, (name, x) in sources.items():
        d_model = x.shape[1]
        matrix, bias = arrays.get(f"w_{letter}"), arrays.get(f"b_{letter}")
        if f"w_{letter}" not in arrays:
            width[letter] = d_model
        elif matrix is None:
            width[letter] = None
        else:
            width[letter] = matrix.shape[1]
            if matrix.shape[0] != d_model:
                width[letter] = None  # it may be turned about: nothing more follows from it
                what = f"`w_{letter}` is {shape(matrix)} where `{name}` is {shape(x)}: {_counted(d_model, 'row')} are expected, one a column of `{name}`"
                turned = matrix.shape[1] == d_model
                help = (
                    "swap its rows and columns (PyTorch's Linear keeps them so)"
                    if turned
                    else f"give `w_{letter}` {_counted(d_model, 'row')}"
                )
                _at(nodes, f"w_{letter}", "E202", what, help, faults)
        wide = width[letter]
        if matrix is not None and bias is not None and wide is not None and len(bias) != wide:
            what = f"`b_{letter}` has {_counted(len(bias), 'number')} where `w_{letter}` is {shape(matrix)}: {wide} are expected, one a column"
            _at(
                nodes,
                f"b_{letter}",
                "E202",
                what,
                f"give `b_{letter}` {_counted(matrix.shape[1], 'number')}",
                faults,
            )
    d_q, d_k = width["q"], width["k"]
    if d_q and d_k and d_q * counts[1] != d_k * counts[0] and not may_differ(given):
        _tell_unequal(given, d_q, d_k, sources, counts, faults)
        d_k = None
    return Fit(queries=queries, keys=keys, d_k=d_k if d_q else None, d_v=width["v"], d_q=d_q, d_model=d_x)


def may_differ(given: Given) -> bool:
    """Whether queries and keys may be of different length, as far as the mechanism is known."""
    if not given.has("mechanism"):
        return False
    from attncli.loading.parameters import any_width, mechanism_of

    chosen = mechanism_of(given)
    return chosen is None or any_width(*chosen)


def _tell_unequal(
    given: Given,
    d_q: int,
    d_k: int,
    sources: dict[str, tuple[str, Numbers]],
    counts: tuple[int, int],
    faults: Faults,
) -> None:
    arrays = given.parameters or {}
    shapes = {name: shape(array) for name in ("w_q", "w_k") if (array := arrays.get(name)) is not None}
    if not shapes and not given.has("memory"):  # x meets itself: it is the heads that do not
        what = f"{counts[0]} heads share the {d_q} columns of a query and {counts[1]} those of a key, where both are the same"
        faults.add(
            "E202",
            what,
            given.keys.get("kv_heads"),
            "kv_heads",
            "take `kv_heads` out, or give `parameters` a `w_k` with fewer columns",
        )
        return
    if not shapes:
        (name, x), (own, memory) = sources["q"], sources["k"]
        what = f"`{own}` is {shape(memory)} where `{name}`, which makes the queries, is {shape(x)}: queries of {_counted(d_q, 'number')} cannot meet keys of {d_k}"
        help = (
            f"give the memory's vectors {_counted(d_q, 'number')}, or `parameters` a `w_k` of {d_k} × {d_q}"
        )
        faults.add("E202", what, given.nodes["memory"], "memory", help)
        return
    last = "w_k" if "w_k" in shapes else "w_q"
    heads, kv_heads = counts
    if heads != kv_heads:
        what = f"{heads} heads share the columns of a query ({d_q}) and {kv_heads} those of a key ({d_k}): a head's part of the one cannot meet that of the other"
        help = (
            f"give `w_k` {kv_heads} × {d_q // heads} = {kv_heads * (d_q // heads)} columns"
            if d_q % heads == 0
            else f"give `w_q` a multiple of {heads} columns"
        )
        _at(given.nodes.get("parameters"), last, "E202", what, help, faults)
        return
    name, x = sources["q" if last == "w_k" else "k"]
    other = f"`w_q` is {shapes['w_q']}" if len(shapes) == 2 else f"`{name}`, unprojected, is {shape(x)}"
    what = f"`{last}` is {shapes[last]} where {other}: queries of {_counted(d_q, 'number')} cannot meet keys of {d_k}"
    _at(
        given.nodes.get("parameters"),
        last,
        "E202",
        what,
        f"give `{last}` {_counted(d_q if last == 'w_k' else d_k, 'column')}",
        faults,
    )


def _fit_tensors(given: Given, tokens: Sequence[str] | None, counts: tuple[int, int], faults: Faults) -> Fit:
    """Faults: E202, E307 a projection of what is already projected."""
    if given.tensors is None:
        return Fit()
    for name in given.parameters or {}:
        if name[-2:] in ("_q", "_k", "_v"):
            what = f"`{name}` stands beside `tensors`, which are queries, keys and values already"
            _at(
                given.nodes["parameters"],
                name,
                "E307",
                what,
                f"take `{name}` out, or give `x` in place of `tensors`",
                faults,
            )
    query, key = given.tensors["query"], given.tensors["key"]
    value = given.tensors.get("value", key)
    nodes = given.nodes["tensors"]
    fits = True
    in_front = query is not None and query.ndim == 3
    ratio = (1, 1) if in_front else counts
    if (
        query is not None
        and key is not None
        and query.shape[-1] * ratio[1] != key.shape[-1] * ratio[0]
        and not may_differ(given)
    ):
        wanted = (
            "as many columns are" if ratio == (1, 1) else f"{ratio[1]} of {ratio[0]} parts of its columns are"
        )
        what = f"`key` is {shape(key)} where `query` is {shape(query)}: {wanted} expected"
        _at(
            nodes,
            "key",
            "E202",
            what,
            f"give `key` {_counted(query.shape[-1] * ratio[1] // ratio[0], 'column')}",
            faults,
        )
        fits = False
    if value is not None and key is not None and value.shape[-2] != key.shape[-2]:
        what = f"`value` is {shape(value)} where `key` is {shape(key)}: as many rows are expected"
        _at(nodes, "value", "E202", what, f"give `value` {_counted(key.shape[-2], 'row')}", faults)
    queries = keys = None
    if query is not None and key is not None and not given.failed("sentence") and not given.failed("tokens"):
        n_queries, n_keys = query.shape[-2], key.shape[-2]
        if tokens is not None and len(tokens) not in (n_queries, n_keys):
            path = "tokens" if given.has("tokens") else "sentence"
            what = f"`{path}` has {_counted(len(tokens), 'token')} where `query` is {shape(query)} and `key` is {shape(key)}: as many as one of them has rows"
            faults.add(
                "E202",
                what,
                given.nodes[path],
                path,
                f"give {_counted(n_keys, 'token')}, or none: the rows are then numbered",
            )
        else:
            queries, keys = tensor_axes(tokens, n_queries, n_keys)
    d_q, d_v = None if query is None else query.shape[-1], None if value is None else value.shape[-1]
    return Fit(
        queries=queries,
        keys=keys,
        d_k=key.shape[-1] if key is not None and fits else None,
        d_v=d_v,
        d_q=d_q,
        in_front=in_front,
    )


def _at(nodes: Node | None, name: str, code: str, what: str, help: str, faults: Faults) -> None:
    """A fault at one entry of ``parameters`` or ``tensors``."""
    assert isinstance(nodes, Pairs)
    path = "parameters" if name[1] == "_" else "tensors"
    faults.add(code, what, nodes.values[name], under(path, name), help)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
