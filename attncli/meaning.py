"""What a context means: which words it is near to, and towards which the attention has moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from attncli.record import Record
from attncli.sources import MU_2018, SALTON_1975
from attncli.tensor import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from attncli.brought import Taken, Turn
    from attncli.numerics.arrays import Floats, Singles, Truths
    from attncli.tensor import Tensor
    from attncli.trace import Trace

    Blocks = Iterable[tuple[Sequence[str], Floats | Singles]]

COSINE = SALTON_1975
"""Where likeness is measured by the angle between vectors, as it is here."""

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
    def source(self) -> dict[str, object] | None:
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


class Heaviest(Record):
    """The word that has most of the attention, of those that are not the query; alike before and after."""

    word: str
    weight: float
    before: float
    after: float
    turn: Turn | None = None


class Meaning(Record, kw_only=True):
    """What became of one query's value in the context of the others."""

    itself: tuple[float, ...]
    """The weight of the query on itself, in each head (there is one where there are no heads)."""
    kept: tuple[float, ...]
    """The weight on itself and on what has the same value."""
    total: tuple[float, ...]
    """What the weights add up to: 1, unless they were lessened by their distance from a place."""
    others: bool
    """Whether anything else has a weight above 0, and so brought something."""
    most: tuple[tuple[str, ...], float] = ((), 0.0)
    """Of those others, the words with most of the attention, and how much; none where there are heads."""
    gained: tuple[Moved, ...]
    """The words it has moved towards most, the first of them most."""
    before: tuple[Near, ...]
    """The words nearest to what it was; never itself."""
    after: tuple[Near, ...]
    """The words nearest to what it has become."""
    heaviest: Heaviest | None = None
    """The word with most of the attention, where it is not one of those that it has moved towards most."""
    frequent: int = 0
    """How many of the most frequent words are in none of the lists."""
    common: bool = False
    """Whether the query is one of those."""
    own: bool = False
    """Whether the words are those of the sentence alone."""
    unseen: tuple[str, ...] = ()
    """Words of the sentence with a weight of 0: they brought nothing, and stand in no list."""
    nowhere: tuple[str, ...] = ()
    """Words whose vector is zeros: they point nowhere, and nothing is near to them."""
    likes: bool = False
    """Whether the query is its own key, and likeness makes weight."""


def measured(name: str, words: Sequence[str], numbers: Sequence[float]) -> Tensor:
    """Numbers of words as a tensor, so that a page can show how one of them follows from others."""
    from attncli.tensor import Axis, Glyph, Tensor

    return Tensor(name, Glyph(name, name), np.array(numbers), (Axis("word", words, "words"),))


def meaning(trace: Trace, count: int = COUNT) -> Meaning | None:
    """What the result of the query that the trace tells means; None where that cannot be said.

    All that is compared are vectors of one space: what each word would have made of the query, had every head
    attended to it alone. A word with a weight of 0 is in no list.
    """
    from attncli.brought import looks_for_itself, rows_of, sender, taken

    found = taken(trace)
    if found is None:
        return None
    from attncli.numerics.nearest import unit

    units = np.stack([unit(found.brought[found.position]), unit(found.result)])
    if not units.any(axis=1).all():
        return None
    seen: Truths = (found.weights > 0).any(axis=0)  # type: ignore[assignment]  # an array: there are keys
    alike = (found.values == found.values[found.position]).all(axis=1)
    labels, own = found.keys.labels, fold(found.keys.labels[found.position])
    present = {fold(label) for label, there in zip(labels, seen, strict=True) if there}
    unseen = [label for label in labels if fold(label) not in present]
    rows = rows_of(found, seen, alike)
    send = None if trace.words is None else sender(trace, found)
    frequent, common = 0, False
    if trace.words is None or send is None:
        blocks: Blocks = [(list(rows.values()), found.brought[list(rows)])] if rows else []
        skip: set[str] = set()
    else:
        blocks = ((words, send(vectors)) for words, vectors in trace.words.blocks())
        frequent, skip = trace.words.frequent, {own, *map(fold, unseen)}
        common = frequent > 0 and is_frequent(trace, found.position)
    lists = search(blocks, units, skip, count, frequent)
    others = bool((seen & ~alike).any())
    gained = tuple(Moved(word, before, after) for word, before, after in lists[0] if after - before > NOTHING)
    meant = Meaning(
        itself=tuple(map(float, found.weights[:, found.position])),
        kept=tuple(map(float, found.weights[:, alike].sum(axis=1))),
        total=tuple(map(float, found.weights.sum(axis=1))),
        others=others,
        most=heaviest_words(found, alike),
        gained=gained if others else (),
        before=tuple(Near(word, before) for word, before, _ in lists[1]),
        after=tuple(Near(word, after) for word, _, after in lists[2]),
        frequent=frequent,
        common=common,
        own=send is None,
        unseen=tuple(dict.fromkeys(unseen)),
        nowhere=tuple(word for at, word in rows.items() if send is None and not found.brought[at].any()),
        likes=looks_for_itself(trace, found),
    )
    return meant._replace(heaviest=heaviest(meant, found, rows, units))


def is_frequent(trace: Trace, position: int) -> bool:
    """Whether a word of the sentence is, by its vector, one of those that are too frequent to tell much."""
    assert trace.words is not None
    x = next(tensor.array for tensor in trace.givens if tensor.name == "x")[position]
    left = trace.words.frequent
    for _, vectors in trace.words.blocks():
        if np.isclose(vectors[:left], x, atol=1e-6).all(axis=1).any():
            return True
        left -= len(vectors)
        if left <= 0:
            return False
    return False


def heaviest_words(found: Taken, alike: Truths) -> tuple[tuple[str, ...], float]:
    """The words that weigh most of those with another value than the query, by their places; and how much."""
    weights = np.where(alike, 0.0, found.weights[0])
    most = float(weights.max())
    if len(found.weights) > 1 or most == 0:
        return (), 0.0
    places = (weights >= most * (1 - NOTHING)).nonzero()[0]
    return tuple(found.keys.names[at] for at in places), most


def heaviest(meant: Meaning, found: Taken, rows: dict[int, str], units: Floats) -> Heaviest | None:
    """The word of the sentence that weighs most, where the query has moved towards others more."""
    names, weight = meant.most
    if not meant.own or not meant.gained or len(names) != 1:
        return None
    from attncli.brought import turn_of
    from attncli.numerics.nearest import cosines

    at = found.keys.names.index(names[0])
    before, after = map(float, cosines(found.brought[at : at + 1], units)[0])
    if not found.brought[at].any() or after - before >= meant.gained[0].gain - NOTHING:
        return None
    word = next((rows[row] for row in rows if row == at), names[0])
    return Heaviest(word, weight, before, after, turn_of(found, rows, at))


def nearest(words: WordVectors, vector: Floats, itself: str, count: int) -> tuple[Near, ...]:
    """The words nearest to the vector of one of them, the nearest first; none if it is all zeros."""
    from attncli.numerics.nearest import unit

    units = np.stack([unit(vector)])
    if not units.any():
        return ()
    (found,) = search(words.blocks(), units, {fold(itself)}, count, 0)
    return tuple(Near(word, before) for word, before, _ in found)


def search(
    blocks: Blocks, units: Floats, skip: set[str], count: int, frequent: int
) -> list[list[tuple[str, float, float]]]:
    """The words that are furthest up in each of three lists, each with its likeness to both vectors.

    The lists are: what gained most from the first vector to the last, what is nearest to the first, what is
    nearest to the last; with a single vector, what is nearest to it. Of each block only the best are kept, so
    that no more than a block is ever held.
    """
    from attncli.numerics.nearest import best, cosines

    lists: list[list[tuple[float, str, float, float]]] = [[] for _ in range(3 if len(units) == 2 else 1)]
    for words, vectors in blocks:
        similar = cosines(vectors, units)
        if frequent:
            similar[:frequent] = np.nan
            frequent = max(frequent - len(words), 0)
        first, last = similar[:, 0], similar[:, -1]
        measures = (first,) if len(units) == 1 else (last - first, first, last)
        for found, measure in zip(lists, measures, strict=True):
            # Once a list is full, only what is further up than its last can come in. Before that, some more
            # than it takes: those to be skipped are among them, in small letters or large.
            if len(found) < count:
                places = best(measure, count + 3 * len(skip))
            else:
                places = (measure > found[-1][0]).nonzero()[0].tolist()
            for at in places:
                if fold(words[at]) not in skip:
                    found.append((float(measure[at]), words[at], float(first[at]), float(last[at])))
            found.sort(key=lambda entry: -entry[0])
            del found[count:]
    return [[(word, before, after) for _, word, before, after in found] for found in lists]
