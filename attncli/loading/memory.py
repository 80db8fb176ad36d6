"""The field ``memory``: the other sentence, whose words are the keys and values of cross-attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.loading.given import Memory
from attncli.loading.vocabulary import check_words, sentence_of, tokens_of, vocabulary_of
from attncli.reading.matrix import rows_of_numbers, shape
from attncli.reading.tree import Node, Pairs, under
from attncli.reading.values import pairs_of
from attncli.record import Record
from attncli.spelling import counted
from attncli.tensor import Axis

if TYPE_CHECKING:
    from attncli.loading.given import Given, Numbers, Vocabulary
    from attncli.reading.text import Faults

FIELDS = ("sentence", "tokens", "embeddings", "x")
EXAMPLE = "write `memory: {sentence: the cat sat}`"


class Remembered(Record):
    """The memory, fitted: a row of numbers a key, and what the keys are called; None: not known, because of a
    fault that was told.
    """

    axis: Axis | None
    numbers: Numbers | None
    name: str
    """What holds the numbers, as errors name it: ``memory.x``."""


def memory_of(node: Node, path: str, faults: Faults) -> Memory | None:
    """The field ``memory``.

    Faults: E115, E119, E307 two fields that say the same, and those of its fields.
    """
    before = len(faults.found)
    nodes = pairs_of(node, path, FIELDS, faults, EXAMPLE)
    if nodes is None:
        return None
    assert isinstance(node, Pairs)
    for one, other in (("sentence", "tokens"), ("embeddings", "x")):
        if one in nodes and other in nodes:
            first, second = sorted(
                (one, other), key=lambda name: (nodes[name].start.line, nodes[name].start.column)
            )
            what = f"`{second}` stands beside `{first}` in `{path}`, where only one of the two is expected"
            key = node.keys.get(second, nodes[second])
            faults.add("E307", what, key, under(path, second), f"take `{first}` or `{second}` out")
            return None
    tokens = vocabulary = x = None
    if "sentence" in nodes:
        tokens = sentence_of(nodes["sentence"], under(path, "sentence"), faults)
    if "tokens" in nodes:
        tokens = tokens_of(nodes["tokens"], under(path, "tokens"), faults)
    if "embeddings" in nodes:
        vocabulary = vocabulary_of(nodes["embeddings"], under(path, "embeddings"), faults)
    if "x" in nodes:
        x = rows_of_numbers(nodes["x"], under(path, "x"), faults)
    if not nodes and len(faults.found) == before:
        what = f"`{path}` is empty, where the other sentence is expected"
        faults.add("E306", what, node, path, EXAMPLE)
    sound = nodes and len(faults.found) == before
    return Memory(nodes, node.keys, tokens, vocabulary, x) if sound else None


def fit_memory(given: Given, faults: Faults) -> Remembered:
    """The memory's keys and numbers: its own vectors or, without any, those of the scenario's ``embeddings``.

    Faults: E202 not a row a token, E306 no vectors or no sentence, E310 and E316 words without their vector.
    """
    memory = given.memory
    if memory is None:
        return Remembered(None, None, "memory")
    if memory.x is not None:
        return fit_rows(memory, memory.x, faults)
    if memory.tokens is None:
        what = "`memory` has `embeddings` but no `sentence`"
        help = "add `sentence:` to it, the words whose keys and values are attended to"
        faults.add("E306", what, given.keys.get("memory"), "memory", help)
        return Remembered(None, None, "memory")
    axis = memory_axis(memory)
    if memory.vocabulary is None and not given.has("embeddings"):
        own = "neither `embeddings` nor `x` of its own"
        what = f"`memory` has no vectors: {own}, nor has the scenario `embeddings`"
        faults.add("E306", what, given.nodes["memory"], "memory", "add `x:` to it, a row of numbers a token")
        return Remembered(axis, None, "memory")
    vocabulary = memory.vocabulary or given.embeddings
    if vocabulary is None:
        return Remembered(axis, None, "memory")
    field = "tokens" if "tokens" in memory.nodes else "sentence"
    before = len(faults.found)
    where = "memory.embeddings" if memory.vocabulary else "embeddings"
    check_words(memory.tokens, vocabulary, memory.nodes[field], under("memory", field), faults, where)
    found = len(faults.found) == before
    # With a word that has no vector, the width of the others is known all the same.
    return Remembered(axis, vocabulary.rows(memory.tokens) if found else vocabulary.vectors[:1], where)


def fit_rows(memory: Memory, x: Numbers, faults: Faults) -> Remembered:
    """A memory that has rows of its own. Faults: E202 not a row a token."""
    if memory.tokens is None or len(memory.tokens) == len(x):
        return Remembered(memory_axis(memory), x, "memory.x")
    tokens, rows = counted(len(memory.tokens), "token"), len(x)
    what = f"`memory.x` is {shape(x)}, where the memory has {tokens}: a row a token is expected"
    fewer = f"`memory.x` {counted(len(memory.tokens), 'row')}, or the memory {counted(rows, 'token')}"
    help = f"give {fewer}"
    faults.add("E202", what, memory.nodes["x"], "memory.x", help)
    return Remembered(None, x, "memory.x")


def memory_axis(memory: Memory) -> Axis:
    """The words of the memory or, without words, the numbers of its rows."""
    if memory.tokens is not None:
        return Axis("token", memory.tokens, "memory")
    return Axis.numbered("token", 0 if memory.x is None else len(memory.x))


def memory_rows(memory: Memory, vocabulary: Vocabulary | None) -> Numbers:
    """The numbers of a memory that fits, a row a token; ``vocabulary`` is the scenario's, for a memory
    without vectors of its own.
    """
    if memory.x is not None:
        return memory.x
    own = memory.vocabulary or vocabulary
    assert own is not None
    assert memory.tokens is not None
    return own.rows(memory.tokens)
