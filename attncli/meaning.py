"""What a context means: which words it is near to, and towards which the attention has moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from attncli.record import Record
from attncli.sources import MU_2018, SALTON_1975
from attncli.tensor import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from attncli.numerics.arrays import Floats, Singles
    from attncli.tensor import Tensor
    from attncli.trace import Trace

    Blocks = Iterable[tuple[Sequence[str], Floats | Singles]]

COSINE = SALTON_1975
"""Who measured likeness by the angle between vectors."""

CENTRED = MU_2018
"""Who centres word vectors and takes out the directions that all of them share."""

COUNT = 6
"""How many words a list has, if nothing else is said."""

NOTHING = 1e-9
"""A similarity that grew by no more than this did not grow: that is rounding."""


class WordVectors(Protocol):
    """Many words with a vector each, which are read a block at a time."""

    @property
    def name(self) -> str:
        """As it is called on a page: ``glove``, or the file."""
        ...

    @property
    def words(self) -> int | None:
        """How many words there are; None where that is known only when all are read."""
        ...

    @property
    def dims(self) -> int:
        """How many numbers a vector has."""
        ...

    @property
    def frequent(self) -> int:
        """How many words at the beginning are too frequent to tell anything."""
        ...

    @property
    def origin(self) -> dict[str, object] | None:
        """Who published them: title, author, year, url, licence, note; None for a file of one's own."""
        ...

    def blocks(self) -> Iterator[tuple[Sequence[str], Floats | Singles]]:
        """The words and vectors (n, dims), some at a time."""
        ...


class Near(Record):
    """A word, and the cosine of the angle between its vector and another."""

    word: str
    similarity: float


class Neighbours(Record):
    """The words nearest to a word, as it was asked for and as the vectors (from this source) spell it.

    ``dims`` is how many dimensions were compared; None: all of them.
    """

    word: str
    spelling: str
    source: str
    dims: int | None
    near: tuple[Near, ...]


class Moved(Record):
    """A word, and how alike a vector was to it before and after."""

    word: str
    before: float
    after: float

    @property
    def gain(self) -> float:
        """How much nearer it is now."""
        return self.after - self.before


class Meaning(Record, kw_only=True):
    """What became of one query's value in the context of the others."""

    itself: float
    """The weight of the query on itself."""
    kept: float
    """The weight on itself and on the same word elsewhere: how much of what it had it takes home."""
    gained: tuple[Moved, ...]
    """The words it has moved towards most, the first of them most."""
    before: tuple[Near, ...]
    """The words nearest to what it was; never itself."""
    after: tuple[Near, ...]
    """The words nearest to what it has become."""
    frequent: int = 0
    """How many of the most frequent words are in none of the lists."""
    own: bool = False
    """Whether the words are those of the sentence alone."""
    nowhere: tuple[str, ...] = ()
    """Words whose vector is zeros: they point nowhere, and nothing is near to them."""


def measured(name: str, words: Sequence[str], numbers: Sequence[float]) -> Tensor:
    """Numbers of words as a tensor, so that a page can show how one of them follows from others."""
    from attncli.tensor import Axis, Glyph, Tensor

    return Tensor(name, Glyph(name, name), np.array(numbers), (Axis("word", words, "words"),))


def meaning(trace: Trace, count: int = COUNT) -> Meaning | None:
    """What the context of the query that the trace tells means; None where that cannot be said.

    It cannot where no one query is told, the rows are not words, the query has no value of its own (as it
    attends to another sequence), it can attend to nothing, or its context is parted into heads.
    """
    found = moved(trace)
    if found is None:
        return None
    weights, value, position, context = found
    from attncli.numerics.nearest import unit

    units = np.stack([unit(value.array[position]), unit(context)])
    if not units.any(axis=1).all():
        return None
    axis = value.axes[0]
    nowhere: list[str] = []
    if trace.words is None:
        first = {fold(label): i for i, label in reversed(list(enumerate(axis.labels)))}
        rows = sorted(first.values())
        nowhere = [axis.labels[i] for i in rows if not value.array[i].any()]
        own: Floats = value.array[rows]  # type: ignore[assignment]  # values are numbers, never truths
        blocks: Blocks = [([axis.labels[i] for i in rows], own)]
    else:
        blocks = trace.words.blocks()
    frequent = 0 if trace.words is None else trace.words.frequent
    lists = search(blocks, units, axis.labels[position], count, frequent)
    gained = tuple(Moved(word, before, after) for word, before, after in lists[0] if after - before > NOTHING)
    alike = (value.array == value.array[position]).all(axis=1)
    return Meaning(
        itself=float(weights[position]),
        kept=float(weights[alike].sum()),
        gained=gained,
        before=tuple(Near(word, before) for word, before, _ in lists[1]),
        after=tuple(Near(word, after) for word, _, after in lists[2]),
        frequent=frequent,
        own=trace.words is None,
        nowhere=tuple(nowhere),
    )


def nearest(words: WordVectors, vector: Floats, itself: str, count: int) -> tuple[Near, ...]:
    """The words nearest to the vector of one of them, the nearest first; none if it is all zeros."""
    from attncli.numerics.nearest import unit

    units = np.stack([unit(vector)])
    if not units.any():
        return ()
    (found,) = search(words.blocks(), units, itself, count, 0)
    return tuple(Near(word, before) for word, before, _ in found)


def moved(trace: Trace) -> tuple[Floats, Tensor, int, Floats] | None:
    """The query's weights, the values, which of them is its own, and its context; None if it has none."""
    stages = {stage.name: stage for stage in trace.shown}
    if trace.query is None or "context" not in stages or "weights" not in stages:
        return None
    context, weights = stages["context"].output, stages["weights"].output
    value = next((tensor for tensor in stages["context"].inputs if tensor.name == "value"), None)
    if value is None or len(context.axes) != 2 or len(weights.axes) != 2 or len(value.axes) != 2:
        return None
    query, key = trace.queries, value.axes[0]
    itself = query.sequence is not None and query.sequence == key.sequence and trace.query < len(key)
    if not itself or not weights.array.any():
        return None
    return weights.array[0], value, trace.query, context.array[0]


def search(
    blocks: Blocks, units: Floats, itself: str, count: int, frequent: int
) -> list[list[tuple[str, float, float]]]:
    """The words that are furthest up in each of three lists, each with its likeness to both vectors.

    The lists are: what gained most from the first vector to the last, what is nearest to the first, what is
    nearest to the last; with a single vector, what is nearest to it. Of each block only the best are kept, so
    that no more than a block is ever held.
    """
    from attncli.numerics.nearest import best, cosines

    lists: list[list[tuple[float, str, float, float]]] = [[] for _ in range(3 if len(units) == 2 else 1)]
    own = fold(itself)
    for words, vectors in blocks:
        similar = cosines(vectors, units)
        if frequent:
            similar[:frequent] = np.nan
            frequent = max(frequent - len(words), 0)
        first, last = similar[:, 0], similar[:, -1]
        measures = (first,) if len(units) == 1 else (last - first, first, last)
        for found, measure in zip(lists, measures, strict=True):
            # Once a list is full, only what is further up than its last can come in. Before that, some more
            # than it takes: the word itself is among them.
            if len(found) < count:
                places = best(measure, count + 3)
            else:
                places = (measure > found[-1][0]).nonzero()[0].tolist()
            for at in places:
                if fold(words[at]) != own:
                    found.append((float(measure[at]), words[at], float(first[at]), float(last[at])))
            found.sort(key=lambda entry: -entry[0])
            del found[count:]
    return [[(word, before, after) for _, word, before, after in found] for found in lists]
