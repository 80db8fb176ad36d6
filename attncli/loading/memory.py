"""The field ``memory``: the other sentence, whose words are the keys and values of cross-attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.vocabulary import Vocabulary, check_words, sentence_of, tokens_of, vocabulary_of
from attncli.reading.matrix import array_of, shape
from attncli.reading.tree import Node, Pairs, Scalar, under
from attncli.reading.values import pairs_of
from attncli.record import Record
from attncli.tensor import Axis

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from attncli.loading.fields import Given
    from attncli.reading.text import Faults

    Numbers = NDArray[np.float64]

_FIELDS = ("sentence", "tokens", "embeddings", "x")
_EXAMPLE = "write `memory: {sentence: the cat sat}`"


class Memory(Record):
    """What a file says of the memory, read but not yet fitted; what was refused is None."""

    nodes: Mapping[str, Node]
    keys: Mapping[str, Scalar]
    tokens: Sequence[str] | None = None
    vocabulary: Vocabulary | None = None
    x: Numbers | None = None


class Remembered(Record):
    """The memory, fitted: a row of numbers a key, and what the keys are called; None: not known, because of a fault that was told."""

    axis: Axis | None
    numbers: Numbers | None
    name: str
    """What holds the numbers, as errors name it: ``memory.x``."""


def memory_of(node: Node, path: str, faults: Faults) -> Memory | None:
    """The field ``memory``. Faults: E115, E119, E307 two fields that say the same, and those of its fields."""
    before = len(faults.found)
    nodes = pairs_of(node, path, _FIELDS, faults, _EXAMPLE)
    if nodes is None:
        return None
    assert isinstance(node, Pairs)
    for one, other in (("sentence", "tokens"), ("embeddings", "x")):
        if one in nodes and other in nodes:
            first, second = sorted(
                (one, other), key=lambda name: (nodes[name].start.line, nodes[name].start.column)
            )
            what = f"`{second}` stands beside `{first}` in `{path}`, where only one of the two is expected"
            faults.add(
                "E307",
                what,
                node.keys.get(second, nodes[second]),
                under(path, second),
                f"take `{first}` or `{second}` out",
            )
            return None
    tokens = vocabulary = x = None
    if "sentence" in nodes:
        tokens = sentence_of(nodes["sentence"], under(path, "sentence"), faults)
    if "tokens" in nodes:
        tokens = tokens_of(nodes["tokens"], under(path, "tokens"), faults)
    if "embeddings" in nodes:
        vocabulary = vocabulary_of(nodes["embeddings"], under(path, "embeddings"), faults)
    if "x" in nodes:
        x = array_of(nodes["x"], under(path, "x"), 2, faults)
    if not nodes and len(faults.found) == before:
        faults.add("E306", f"`{path}` is empty, where the other sentence is expected", node, path, _EXAMPLE)
    return Memory(nodes, node.keys, tokens, vocabulary, x) if len(faults.found) == before and nodes else None


def fit_memory(given: Given, faults: Faults) -> Remembered:
    """The memory's keys and numbers: its own vectors or, without any, those of the scenario's ``embeddings``.

    Faults: E202 not a row a token, E306 no vectors or no sentence, E310 and E316 words without their vector.
    """
    memory = given.memory
    if memory is None:
        return Remembered(None, None, "memory")
    axis = memory_axis(memory, len(memory.x) if memory.x is not None else 0)
    if memory.x is not None:
        if memory.tokens is not None and len(memory.tokens) != len(memory.x):
            tokens, rows = len(memory.tokens), len(memory.x)
            what = f"`memory.x` is {shape(memory.x)}, where the memory has {tokens} token{'' if tokens == 1 else 's'}: a row a token is expected"
            faults.add(
                "E202",
                what,
                memory.nodes["x"],
                "memory.x",
                f"give `memory.x` {tokens} rows, or the memory {rows} tokens",
            )
            return Remembered(None, memory.x, "memory.x")
        return Remembered(axis, memory.x, "memory.x")
    if memory.tokens is None:
        what = "`memory` has `embeddings` but no `sentence`"
        faults.add(
            "E306",
            what,
            given.keys.get("memory"),
            "memory",
            "add `sentence:` to it, the words whose keys and values are attended to",
        )
        return Remembered(None, None, "memory")
    if memory.vocabulary is None and not given.has("embeddings"):
        what = "`memory` has no vectors: neither `embeddings` nor `x` of its own, nor has the scenario `embeddings`"
        faults.add("E306", what, given.nodes["memory"], "memory", "add `x:` to it, a row of numbers a token")
        return Remembered(axis, None, "memory")
    vocabulary = memory.vocabulary or given.embeddings
    if vocabulary is None:
        return Remembered(axis, None, "memory")
    field = "tokens" if "tokens" in memory.nodes else "sentence"
    before = len(faults.found)
    where = "memory.embeddings" if memory.vocabulary else "embeddings"
    check_words(memory.tokens, vocabulary, memory.nodes[field], under("memory", field), faults, where)
    return Remembered(
        axis, vocabulary.rows(memory.tokens) if len(faults.found) == before else vocabulary.vectors[:1], where
    )


def memory_axis(memory: Memory, rows: int) -> Axis:
    """The words of the memory or, without words, the numbers of its rows."""
    return (
        Axis("token", memory.tokens, "memory") if memory.tokens is not None else Axis.numbered("token", rows)
    )


def memory_rows(memory: Memory, vocabulary: Vocabulary | None) -> Numbers:
    """The numbers of a memory that fits, a row a token; ``vocabulary`` is the scenario's, for a memory without vectors of its own."""
    if memory.x is not None:
        return memory.x
    own = memory.vocabulary or vocabulary
    assert own is not None
    assert memory.tokens is not None
    return own.rows(memory.tokens)
