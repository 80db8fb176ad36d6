"""Whether the fields of a file fit each other, in kind, in shape and in words, and the sizes they agree on;
changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.arrays import add_at, all_packed
from attncli.loading.given import PARAMETERS, PROJECTIONS, Fit
from attncli.loading.vocabulary import check_words
from attncli.reading.matrix import shape
from attncli.reading.tensor_checks import LONGEST
from attncli.spelling import counted, did_you_mean, quoted
from attncli.tensor import Axis, LabelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.loading.given import Given
    from attncli.reading.text import Faults
    from attncli.reading.tree import Node

EXCLUSIVE = (
    ("sentence", "tokens"),
    ("embeddings", "x"),
    ("tensors", "embeddings"),
    ("tensors", "x"),
    ("tensors", "memory"),
    ("tensors", "positions"),
)
"""Fields of which only one may stand in a file."""

ROWS = ("tokens", "sentence", "x", "tensors", "embeddings", "memory")
"""Fields that may say how many tokens there are, the plainest first."""

SHORTER = "give a part of it: a person reads a few words at a time"


def fit(given: Given, wordless: bool, faults: Faults) -> Fit:
    """What the fields agree on. ``wordless``: the file need not have a sentence, since another is given.

    Faults: E202 shapes that do not fit, E306 a field is missing, E307 fields exclude each other, E310 and
    E316 words without their vector, E330 and E331 those of heads, E430 a sequence that is too long.
    """
    if exclude_each_other(given, faults):
        return Fit()
    counts = count_heads(given, faults)
    if counts is None:
        return Fit()
    if given.parameters is not None:
        given = given._replace(parameters=all_packed(given.parameters))
    fitted = fit_rows(given, wordless, counts, faults)
    for axis in (fitted.queries, fitted.keys):
        if axis is not None and len(axis) > LONGEST:
            name = next(name for name in ROWS if given.has(name))
            faults.add("E430", too_long(len(axis)), given.nodes[name], name, SHORTER)
            break
    heads, kv_heads = counts
    fitted = fitted._replace(heads=heads, kv_heads=kv_heads, parameters=given.parameters)
    if given.has("heads") or "w_o" in (given.parameters or {}) or given.heads_in_front:
        from attncli.loading.head_fit import check_output

        check_output(given, fitted, faults)
    return fitted


def too_long(size: int) -> str:
    """What E430 says of a sequence of so many tokens."""
    return f"there are {size:,} tokens, where {LONGEST:,} are the most"


def exclude_each_other(given: Given, faults: Faults) -> bool:
    """Whether there are fields of which only one may be there. Faults: E307."""
    found = False
    for one, other in EXCLUSIVE:
        if given.has(one) and given.has(other):
            first, second = sorted((one, other), key=lambda name: place_in_file(given.nodes[name]))
            what = f"`{second}` stands beside `{first}`, where only one of the two is expected"
            node = given.keys.get(second, given.nodes[second])
            faults.add("E307", what, node, second, f"take `{first}` or `{second}` out")
            found = True
    return found


def place_in_file(node: Node) -> tuple[int, int]:
    """Where a node begins, to put nodes in the order of the file."""
    return node.start.line, node.start.column


def count_heads(given: Given, faults: Faults) -> tuple[int, int] | None:
    """How many heads queries and keys have; (1, 1) where nothing speaks of heads; None after a fault."""
    parts = any(array.ndim > PARAMETERS[name].axes for name, array in given.arrays.items())
    mixed = any(PARAMETERS[name].role == "output" for name in given.parameters or {})
    named = any(given.has(name) for name in ("heads", "kv_heads", "head_names"))
    if not (named or mixed or parts or given.heads_in_front):
        return 1, 1
    from attncli.loading.head_fit import fit_heads

    return fit_heads(given, faults)


def fit_rows(given: Given, wordless: bool, counts: tuple[int, int], faults: Faults) -> Fit:
    """What tensors, embeddings or x make, whichever there are."""
    if given.has("tensors"):
        return fit_tensors(given, counts, faults)
    if given.has("embeddings"):
        return fit_embeddings(given, wordless, counts, faults)
    if given.has("x"):
        return fit_x(given, counts, faults)
    what = "the file has no vectors, where `embeddings`, `x` or `tensors` is expected"
    help = "write `embeddings:` and under it a line a word, such as `cat: [0.5, 1]`"
    faults.add("E306", what, None, help=help)
    return Fit()


def token_axis(tokens: Sequence[str] | None, size: int) -> Axis:
    """The words of the sentence or, without words, their numbers."""
    return Axis("token", tokens, "sentence") if tokens is not None else Axis.numbered("token", size)


def tensor_axes(tokens: Sequence[str] | None, n_queries: int, n_keys: int) -> tuple[Axis, Axis]:
    """Queries and keys of tensors: the tokens label whichever has as many rows, numbers the other."""

    def rows(size: int) -> Axis:
        return token_axis(tokens if tokens is not None and len(tokens) == size else None, size)

    return rows(n_queries).renamed("query"), rows(n_keys).renamed("key")


def words_alone(given: Given) -> Fit:
    """What is known where the vectors were refused: the words, if there are any."""
    if given.words is None:
        return Fit()
    axis = token_axis(given.words, 0)
    return Fit(queries=axis.renamed("query"), keys=axis.renamed("key"))


def field_of_words(given: Given) -> str:
    """The field that the words stand in."""
    return "tokens" if given.has("tokens") else "sentence"


def fit_embeddings(given: Given, wordless: bool, counts: tuple[int, int], faults: Faults) -> Fit:
    """What embeddings and a sentence make.

    Faults: E306 no sentence, E310 and E316 words without their vector, those of projections.
    """
    from attncli.loading.projections import project

    if not wordless and not given.has("sentence") and not given.has("tokens"):
        help = "add a line such as `sentence: The cat sat on the mat`"
        what = "the file has `embeddings` but no `sentence`"
        faults.add("E306", what, given.keys.get("embeddings"), "embeddings", help)
    if given.embeddings is None:
        return words_alone(given)
    axis = None
    if given.words is not None:
        axis = token_axis(given.words, 0)
        path = field_of_words(given)
        check_words(given.words, given.embeddings, given.nodes[path], path, faults)
    return project(given, axis, "embeddings", given.embeddings.vectors, counts, faults)


def fit_x(given: Given, counts: tuple[int, int], faults: Faults) -> Fit:
    """What rows of numbers and their words make. Faults: E202 not a row a token, those of projections."""
    from attncli.loading.projections import project

    x, tokens = given.x, given.words
    if x is None:
        return words_alone(given)
    known = not given.failed("sentence") and not given.failed("tokens")
    if tokens is not None and len(tokens) != len(x):
        words = counted(len(tokens), "token")
        what = f"`x` is {shape(x)}, where the sentence has {words}: a row a token is expected"
        help = f"give `x` {counted(len(tokens), 'row')}, or the sentence {counted(len(x), 'token')}"
        faults.add("E202", what, given.nodes["x"], "x", help)
        known = False
    return project(given, token_axis(tokens, len(x)) if known else None, "x", x, counts, faults)


def fit_tensors(given: Given, counts: tuple[int, int], faults: Faults) -> Fit:
    """What queries, keys and values make that came as they are.

    Faults: E202, E307 a projection of what is already projected.
    """
    if given.tensors is None:
        return Fit()
    refuse_projections(given, faults)
    query, key = given.tensors["query"], given.tensors["key"]
    value = given.tensors.get("value", key)
    meet = True
    if query is not None and key is not None:
        heads, kv_heads = (1, 1) if query.ndim == 3 else counts
        wide, narrow = query.shape[-1], key.shape[-1]
        if wide * kv_heads != narrow * heads and not given.may_differ:
            wanted = "as many columns are"
            if (heads, kv_heads) != (1, 1):
                wanted = f"{kv_heads} of {heads} parts of its columns are"
            what = f"`key` is {shape(key)} where `query` is {shape(query)}: {wanted} expected"
            add_at(
                given,
                "key",
                "E202",
                what,
                f"give `key` {counted(wide * kv_heads // heads, 'column')}",
                faults,
            )
            meet = False
    if value is not None and key is not None and value.shape[-2] != key.shape[-2]:
        what = f"`value` is {shape(value)} where `key` is {shape(key)}: as many rows are expected"
        add_at(given, "value", "E202", what, f"give `value` {counted(key.shape[-2], 'row')}", faults)
    queries, keys = fit_words_of_tensors(given, faults)
    return Fit(
        queries=queries,
        keys=keys,
        d_q=None if query is None else query.shape[-1],
        d_k=key.shape[-1] if key is not None and meet else None,
        d_v=None if value is None else value.shape[-1],
    )


def refuse_projections(given: Given, faults: Faults) -> None:
    """Faults: E307 for every parameter that would project tensors, which are projected already."""
    for name in given.parameters or {}:
        role = PARAMETERS[name].role
        if role in PROJECTIONS and role != "output":
            what = f"`{name}` stands beside `tensors`, which are queries, keys and values already"
            add_at(given, name, "E307", what, f"take `{name}` out, or give `x` in place of `tensors`", faults)


def fit_words_of_tensors(given: Given, faults: Faults) -> tuple[Axis | None, Axis | None]:
    """The queries and keys of tensors, under the words where they are as many.

    Faults: E202 they are as many as neither.
    """
    assert given.tensors is not None
    query, key = given.tensors["query"], given.tensors["key"]
    if query is None or key is None or given.failed("sentence") or given.failed("tokens"):
        return None, None
    tokens, n_queries, n_keys = given.words, query.shape[-2], key.shape[-2]
    if tokens is None or len(tokens) in (n_queries, n_keys):
        return tensor_axes(tokens, n_queries, n_keys)
    path = field_of_words(given)
    shapes = f"`query` is {shape(query)} and `key` is {shape(key)}"
    what = f"`{path}` has {counted(len(tokens), 'token')} where {shapes}: as many as one of them has rows"
    help = f"give {counted(n_keys, 'token')}, or none: the rows are then numbered"
    faults.add("E202", what, given.nodes[path], path, help)
    return None, None


def row_named(text: str, axis: Axis, node: Node, path: str, faults: Faults) -> int | None:
    """The position (from 0) of the token a file means. Faults: E308 there is none, E309 there are several."""
    try:
        return axis.find(text)
    except LabelError as error:
        if error.candidates:
            what = f"`{text}` stands at several positions: {quoted(error.candidates)}"
            faults.add(
                "E309", what, node, path, f'write the one that is meant, as in `"{error.candidates[0]}"`'
            )
        else:
            help = did_you_mean(text, axis.labels, f'choose a token, or its position, as in `"@{len(axis)}"`')
            faults.add("E308", f"`{text}` is not among the tokens {quoted(axis.names)}", node, path, help)
        return None
