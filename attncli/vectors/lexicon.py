"""The lexicon of word vectors that ships with attn: finds words in it, and reads no more than it must."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from attncli.vectors import LEXICON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from attncli.numerics.arrays import Floats, Singles


DIMS = 100
"""Numbers of a vector.

The last three are 0: in their place stood the directions that are common to all words (docs/vectors.md).
"""

FREQUENT = 150
"""How many of its most frequent words are left out where nearest words are listed.

"the" and "was" stand beside nearly every word, tell little of its sense, and would crowd the lists.
"""

BLOCK = 2048
"""Words that are looked at together: as float32, their vectors are 0.8 MB."""

SOURCE: dict[str, object] = {
    "title": "GloVe: Global Vectors for Word Representation (6B, 100 dimensions)",
    "author": "Pennington, Socher and Manning",
    "year": 2014,
    "url": "https://nlp.stanford.edu/projects/glove/",
    "licence": "PDDL-1.0",
    "note": "Only frequent words; centred, turned, freed of their three widest directions, and rounded",
}
"""Who published the vectors, under which licence, and what was changed."""

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lexicon")


class Lexicon:
    """The words and vectors in attncli/lexicon/.

    The words are read as one text, and searched as one; vectors are mapped, not read.
    """

    name = LEXICON
    frequent = FREQUENT
    source: dict[str, object] | None = SOURCE

    def __init__(self, dims: int = DIMS) -> None:
        self.dims = dims
        with open(os.path.join(FOLDER, "words.txt"), "rb") as file:
            self._text = b"\n" + file.read()
        with open(os.path.join(FOLDER, "steps.txt"), encoding="ascii") as file:
            self._steps = np.array(file.read().split(), dtype=np.float64)
        packed = os.path.join(FOLDER, "vectors.npy")
        self._packed: NDArray[np.int8] = np.load(packed, mmap_mode="r", allow_pickle=False)

    @property
    def words(self) -> int | None:
        """How many words there are."""
        return len(self._packed)

    def cut(self, dims: int) -> Lexicon:
        """The same words in the first dimensions alone."""
        return Lexicon(dims)

    def find(self, word: str) -> int | None:
        """The row of a word that is spelt exactly so."""
        try:
            at = self._text.find(b"\n%b\n" % word.encode("utf-8")) if word and "\n" not in word else -1
        except UnicodeEncodeError:  # half a character
            return None
        # A word a line: those before it are as many as the line ends before it.
        return None if at < 0 else self._text.count(b"\n", 0, at)

    def vectors(self, words: Iterable[str]) -> dict[str, Floats]:
        """The vectors of those of the words that there are, each with all 100 dimensions."""
        found = {}
        for word in words:
            row = self.find(word)
            if row is not None:
                found[word] = self._row(row)
        return found

    def blocks(self) -> Iterator[tuple[Sequence[str], Singles]]:
        """All words and vectors (n, dims), the most frequent first, some at a time.

        float32 is more than enough to compare them.
        """
        words = self.spelt()
        steps = (self._steps[: self.dims] / 100).astype(np.float32)
        for start in range(0, len(words), BLOCK):
            packed = self._packed[start : start + BLOCK, : self.dims]
            numbers = np.zeros((len(packed), self.dims), np.float32)
            # Copied, then multiplied in place: a product of int8 and float32 would be cast piece by piece.
            numbers[:, : len(steps)] = packed
            numbers[:, : len(steps)] *= steps
            yield words[start : start + BLOCK], numbers

    def spelt(self) -> list[str]:
        """All words, the most frequent first."""
        return self._text.decode("utf-8").split("\n")[1:-1]

    def _row(self, row: int) -> Floats:
        """One vector (100,).

        A whole number of hundredths, divided once, is the very number that its two decimals name.
        """
        numbers = np.zeros(DIMS)
        numbers[: len(self._steps)] = self._packed[row] * self._steps / 100
        return numbers
