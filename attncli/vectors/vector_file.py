"""Word vectors of the reader's own: GloVe and word2vec text, word2vec binary, .npz, read as a stream.

A file may hold millions of words: it is read once for the words of the sentence, and once more, a block at a
time, where nearest words are asked for. Nothing is unpickled, and no size that a header declares is believed
before it is checked.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

import numpy as np

from attncli.errors import AttnError, Place
from attncli.vectors.refusals import MOST_DIMS, checked_dims, no_vectors, too_large
from attncli.vectors.stream import Stream
from attncli.vectors.text_words import LONGEST_LINE, TextWords, numbers_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from attncli.numerics.arrays import Floats
    from attncli.vectors.stream import Progress

BLOCK = 1024
"""Words that are looked at together."""

ZIP = b"PK\x03\x04"
"""What an .npz file begins with."""


class Format(Protocol):
    """A file in one of the formats: text, binary or .npz."""

    @property
    def path(self) -> str:
        """Where it is."""
        ...

    @property
    def dims(self) -> int:
        """Numbers of a vector in the file."""
        ...

    def entries(self, wanted: Collection[bytes] | None) -> Iterator[tuple[bytes, Floats | None]]:
        """Every word in UTF-8, with its vector (dims,) if it is wanted (None: all are)."""
        ...


class VectorFile:
    """A file of word vectors, of which the first ``dims`` numbers are used."""

    frequent = 0
    origin: dict[str, object] | None = None
    words: int | None = None

    def __init__(self, file: Format, dims: int | None = None) -> None:
        self.file = file
        self.name = os.path.basename(file.path)
        self.dims = file.dims if dims is None else dims

    def cut(self, dims: int) -> VectorFile:
        """The same words in the first dimensions alone."""
        return VectorFile(self.file, dims)

    def vectors(self, words: Iterable[str]) -> dict[str, Floats]:
        """The vectors of those of the words that there are, whole; the first of a word that stands twice."""
        wanted = {word.encode("utf-8", "surrogatepass"): word for word in words}
        found: dict[str, Floats] = {}
        for name, vector in self.file.entries(wanted):
            if vector is not None and wanted[name] not in found:
                found[wanted[name]] = vector
                if len(found) == len(wanted):
                    break
        return found

    def blocks(self) -> Iterator[tuple[Sequence[str], Floats]]:
        """All words and vectors (n, dims), in the order of the file, some at a time."""
        names: list[str] = []
        rows: list[Floats] = []
        for name, vector in self.file.entries(None):
            assert vector is not None
            names.append(name.decode("utf-8", "replace"))
            rows.append(vector[: self.dims])
            if len(rows) == BLOCK:
                yield names, np.array(rows)
                names, rows = [], []
        if rows:
            yield names, np.array(rows)

    def spelt(self) -> Iterator[str]:
        """All words, in the order of the file."""
        for name, _ in self.file.entries(()):
            yield name.decode("utf-8", "replace")


def open_vector_file(path: str, progress: Progress | None = None) -> VectorFile:
    """The file at a path, once its kind and its dimensions are known; ``progress`` makes a bar.

    Raises: AttnError E101 no such file, E102 it cannot be read, E420 no word vectors, E421 too large,
    E423 damaged.
    """
    head, packed = beginning(path)
    if head[: len(ZIP)] == ZIP:
        return VectorFile(npz_file(path, packed))
    first, line_end, rest = head.partition(b"\n")
    counts = first.split()
    if len(counts) == 2 and line_end and all(count.isdigit() for count in counts):
        return VectorFile(word2vec_file(path, counts[1], rest, progress))
    if not line_end and len(head) == LONGEST_LINE:
        raise no_vectors(path, "its first line does not end within 128 KiB")
    numbers = numbers_of(first.rstrip().split(b" ")[1:])
    if numbers is None or not len(numbers):
        raise no_vectors(path, "its first line is no word with numbers behind it")
    return VectorFile(TextWords(path, checked_dims(path, len(numbers)), False, progress))


def beginning(path: str) -> tuple[bytes, bool]:
    """The first bytes of a file as they are once unpacked, and whether gzip has packed it.

    Raises: AttnError E101 no such file, E102 it cannot be read, E423 damaged.
    """
    place = Place(file=path)
    try:
        with Stream(path) as stream:
            return stream.read(LONGEST_LINE), stream.packed
    except (FileNotFoundError, NotADirectoryError, ValueError):
        what = f"there is no file `{path}`"
        raise AttnError("E101", what, place, "check the path of `vectors=…`") from None
    except IsADirectoryError:
        what = f"`{path}` is a folder where a file is expected"
        raise AttnError("E102", what, place, "name a file of word vectors in it") from None
    except OSError as error:
        what = f"`{path}` cannot be read: {(error.strerror or str(error)).lower()}"
        raise AttnError("E102", what, place, "check the file's permissions") from None


def word2vec_file(path: str, dims: bytes, rest: bytes, progress: Progress | None) -> Format:
    """One of word2vec's own two formats; ``rest`` begins with the first word, and tells them apart.

    Both begin with a line of two numbers, how many words there are and how many dimensions.

    Raises: AttnError E420, E421.
    """
    if len(dims) > 6:
        raise too_large(path, f"`{path}` declares vectors of more than {MOST_DIMS:,} numbers")
    size = checked_dims(path, int(dims))
    numbers = numbers_of(rest.partition(b"\n")[0].rstrip().split(b" ")[1:])
    if numbers is not None and len(numbers) == size:
        return TextWords(path, size, True, progress)
    from attncli.vectors.binary_words import BinaryWords

    return BinaryWords(path, size, progress)


def npz_file(path: str, packed: bool) -> Format:
    """An .npz file, which nothing else may have packed. Raises: AttnError E420, E421, E423."""
    if packed:
        raise no_vectors(path, "it is an .npz file packed once more by gzip", "unpack it: gunzip")
    from attncli.vectors.npz_words import NpzWords, words_and_vectors

    _, vectors = words_and_vectors(path)
    return NpzWords(path, checked_dims(path, vectors.shape[1]))
