"""Whether the fields of a file fit each other, in kind, in shape and in words; and the scenario they make when they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.matrix import shape
from attncli.loading.tree import Node, Pairs, under
from attncli.loading.vocabulary import check_words
from attncli.record import Record
from attncli.tensor import Axis

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from attncli.loading.fields import Given
    from attncli.loading.text import Faults

    Numbers = NDArray[np.float64]

_EXCLUSIVE = (("sentence", "tokens"), ("embeddings", "x"), ("tensors", "embeddings"), ("tensors", "x"), ("tensors", "memory"))


class Fit(Record):
    """The axes and sizes that the fields agree on; None: not known, because of a fault that was told."""

    queries: Axis | None = None
    keys: Axis | None = None
    d_k: int | None = None
    d_v: int | None = None
    d_q: int | None = None


def fit(given: Given, tokens: Sequence[str] | None, wordless: bool, faults: Faults) -> Fit:
    """What the fields agree on. ``wordless``: the file need not have a sentence, since another is given.

    Faults: E202 shapes that do not fit, E306 a field is missing, E307 fields exclude each other, E310 and E316 words without their vector.
    """
    if _exclude_each_other(given, faults):
        return Fit()
    if given.has("tensors"):
        return _fit_tensors(given, tokens, faults)
    if not given.has("embeddings") and not given.has("x"):
        help = "write `embeddings:` and under it a line a word, such as `cat: [0.5, 1]`"
        faults.add("E306", "the file has no vectors, where `embeddings`, `x` or `tensors` is expected", None, help=help)
        return Fit()
    if given.has("embeddings"):
        return _fit_embeddings(given, tokens, wordless, faults)
    return _fit_x(given, tokens, faults)


def token_axis(tokens: Sequence[str] | None, size: int) -> Axis:
    """The words of the sentence or, without words, their numbers."""
    return Axis("token", tokens, "sentence") if tokens is not None else Axis.numbered("token", size)


def tensor_axes(tokens: Sequence[str] | None, n_queries: int, n_keys: int) -> tuple[Axis, Axis]:
    """Queries and keys that came as tensors: the tokens label whichever has as many rows, numbers the other."""
    queries, keys = (token_axis(tokens if tokens is not None and len(tokens) == size else None, size) for size in (n_queries, n_keys))
    return queries.renamed("query"), keys.renamed("key")


def _exclude_each_other(given: Given, faults: Faults) -> bool:
    found = False
    for one, other in _EXCLUSIVE:
        if given.has(one) and given.has(other):
            first, second = sorted((one, other), key=lambda name: (given.nodes[name].start.line, given.nodes[name].start.column))
            node = given.keys.get(second, given.nodes[second])
            faults.add("E307", f"`{second}` stands beside `{first}`, where only one of the two is expected", node, second, f"take `{first}` or `{second}` out")
            found = True
    return found


def _fit_embeddings(given: Given, tokens: Sequence[str] | None, wordless: bool, faults: Faults) -> Fit:
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
        return Fit(axis and axis.renamed("query"), axis and axis.renamed("key"))
    if tokens is not None:
        path = "tokens" if given.has("tokens") else "sentence"
        check_words(tokens, vocabulary, given.nodes[path], path, faults)
    return _project(given, axis, vocabulary.vectors, "embeddings", faults)


def _fit_x(given: Given, tokens: Sequence[str] | None, faults: Faults) -> Fit:
    x = given.x
    unknown = given.failed("sentence") or given.failed("tokens")
    if x is None:
        axis = token_axis(tokens, 0) if tokens is not None else None
        return Fit(axis and axis.renamed("query"), axis and axis.renamed("key"))
    if tokens is not None and len(tokens) != len(x):
        what = f"`x` is {shape(x)}, where the sentence has {_counted(len(tokens), 'token')}: a row a token is expected"
        faults.add("E202", what, given.nodes["x"], "x", f"give `x` {_counted(len(tokens), 'row')}, or the sentence {_counted(len(x), 'token')}")
        unknown = True
    return _project(given, None if unknown else token_axis(tokens, len(x)), x, "x", faults)


def _project(given: Given, axis: Axis | None, x: Numbers, name: str, faults: Faults) -> Fit:
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
        return Fit(queries, keys)
    arrays = given.parameters or {}
    nodes = given.nodes.get("parameters")
    width: dict[str, int | None] = dict.fromkeys("qkv")
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
                help = "swap its rows and columns (PyTorch's Linear keeps them so)" if turned else f"give `w_{letter}` {_counted(d_model, 'row')}"
                _at(nodes, f"w_{letter}", "E202", what, help, faults)
        wide = width[letter]
        if matrix is not None and bias is not None and wide is not None and len(bias) != wide:
            what = f"`b_{letter}` has {_counted(len(bias), 'number')} where `w_{letter}` is {shape(matrix)}: {wide} are expected, one a column"
            _at(nodes, f"b_{letter}", "E202", what, f"give `b_{letter}` {_counted(matrix.shape[1], 'number')}", faults)
    d_q, d_k = width["q"], width["k"]
    if d_q and d_k and d_q != d_k and not may_differ(given):
        _tell_unequal(given, d_q, d_k, sources, faults)
        d_k = None
    return Fit(queries, keys, d_k if d_q else None, width["v"], d_q)


def may_differ(given: Given) -> bool:
    """Whether queries and keys may be of different length, as far as the mechanism is known."""
    if not given.has("mechanism"):
        return False
    from attncli.loading.parameters import any_width, mechanism_of

    chosen = mechanism_of(given)
    return chosen is None or any_width(*chosen)


def _tell_unequal(given: Given, d_q: int, d_k: int, sources: dict[str, tuple[str, Numbers]], faults: Faults) -> None:
    arrays = given.parameters or {}
    shapes = {name: shape(array) for name in ("w_q", "w_k") if (array := arrays.get(name)) is not None}
    if not shapes:
        (name, x), (own, memory) = sources["q"], sources["k"]
        what = (
            f"`{own}` is {shape(memory)} where `{name}`, which makes the queries, is {shape(x)}: queries of {_counted(d_q, 'number')} cannot meet keys of {d_k}"
        )
        help = f"give the memory's vectors {_counted(d_q, 'number')}, or `parameters` a `w_k` of {d_k} × {d_q}"
        faults.add("E202", what, given.nodes["memory"], "memory", help)
        return
    last = "w_k" if "w_k" in shapes else "w_q"
    name, x = sources["q" if last == "w_k" else "k"]
    other = f"`w_q` is {shapes['w_q']}" if len(shapes) == 2 else f"`{name}`, unprojected, is {shape(x)}"
    what = f"`{last}` is {shapes[last]} where {other}: queries of {_counted(d_q, 'number')} cannot meet keys of {d_k}"
    _at(given.nodes.get("parameters"), last, "E202", what, f"give `{last}` {_counted(d_q if last == 'w_k' else d_k, 'column')}", faults)


def _fit_tensors(given: Given, tokens: Sequence[str] | None, faults: Faults) -> Fit:
    """Faults: E202, E307 a projection of what is projected already."""
    if given.tensors is None:
        return Fit()
    for name in given.parameters or {}:
        if name[-2:] in ("_q", "_k", "_v"):
            what = f"`{name}` stands beside `tensors`, which are queries, keys and values already"
            _at(given.nodes["parameters"], name, "E307", what, f"take `{name}` out, or give `x` in place of `tensors`", faults)
    query, key = given.tensors["query"], given.tensors["key"]
    value = given.tensors.get("value", key)
    nodes = given.nodes["tensors"]
    fits = True
    if query is not None and key is not None and query.shape[1] != key.shape[1] and not may_differ(given):
        what = f"`key` is {shape(key)} where `query` is {shape(query)}: as many columns are expected"
        _at(nodes, "key", "E202", what, f"give `key` {_counted(query.shape[1], 'column')}", faults)
        fits = False
    if value is not None and key is not None and len(value) != len(key):
        what = f"`value` is {shape(value)} where `key` is {shape(key)}: as many rows are expected"
        _at(nodes, "value", "E202", what, f"give `value` {_counted(len(key), 'row')}", faults)
    queries = keys = None
    if query is not None and key is not None and not given.failed("sentence") and not given.failed("tokens"):
        if tokens is not None and len(tokens) not in (len(query), len(key)):
            path = "tokens" if given.has("tokens") else "sentence"
            what = f"`{path}` has {_counted(len(tokens), 'token')} where `query` is {shape(query)} and `key` is {shape(key)}: as many as one of them has rows"
            faults.add("E202", what, given.nodes[path], path, f"give {_counted(len(key), 'token')}, or none: the rows are then numbered")
        else:
            queries, keys = tensor_axes(tokens, len(query), len(key))
    return Fit(
        queries, keys, key.shape[1] if key is not None and fits else None, None if value is None else value.shape[1], None if query is None else query.shape[1]
    )


def _at(nodes: Node | None, name: str, code: str, what: str, help: str, faults: Faults) -> None:
    """A fault at one entry of ``parameters`` or ``tensors``."""
    assert isinstance(nodes, Pairs)
    path = "parameters" if name[1] == "_" else "tensors"
    faults.add(code, what, nodes.values[name], under(path, name), help)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
