"""Word vectors of the reader's own: GloVe and word2vec text, word2vec binary, .npz, read as a stream.

A file may hold millions of words: it is read once for the words of the sentence, and once more, a block at a
time, where nearest words are asked for. Nothing is unpickled, and no size that a header declares is believed
before it is checked.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from typing import TYPE_CHECKING, Protocol

import numpy as np

from attncli.errors import AttnError, Place
from attncli.vectors.refusals import MOST_DIMS, checked_dims, no_vectors, too_large
from attncli.vectors.seen import Seen
from attncli.vectors.stream import Stream
from attncli.vectors.text_words import LONGEST_LINE, MARK, TextWords, numbers_of, quoted, word_and_count

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from attncli.numerics.arrays import Floats
    from attncli.vectors.stream import Progress

BLOCK = 1024
"""Words that are looked at together."""

LINES = 20
"""Lines behind the first that may have to say how many numbers a word has."""

NEARLY = re.compile(rb"[-+]?(\d[\d.,_'eE+-]*|nan|inf|infinity)", re.IGNORECASE)
"""What was meant for a number, and is none that is taken."""

SAMPLE = 4096
"""Bytes behind a header that tell text from binary: among those of numbers some are never printed."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""The byte order marks of texts in UTF-16."""

ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
"""What an .npz file begins with, and an archive with nothing in it."""


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
    source: dict[str, object] | None = None
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
        """All words and vectors (n, dims), in the order of the file, some at a time.

        Of a word that stands twice there is the first alone, as in ``vectors``.
        """
        seen = Seen()
        names: list[bytes] = []
        rows: list[Floats] = []
        for name, vector in self.file.entries(None):
            assert vector is not None
            names.append(name)
            rows.append(vector[: self.dims])
            if len(rows) == BLOCK:
                yield from self.unseen(seen, names, rows)
                names, rows = [], []
        yield from self.unseen(seen, names, rows)

    def unseen(
        self, seen: Seen, names: list[bytes], rows: list[Floats]
    ) -> Iterator[tuple[Sequence[str], Floats]]:
        """Those of some words that stand here for the first time, as a block; none where there are none."""
        fresh = seen.first(names)
        if fresh.any():
            words = [name.decode("utf-8", "replace") for name, new in zip(names, fresh, strict=True) if new]
            yield words, np.array(rows)[fresh]

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
    if head[:4] in ZIPS:
        return VectorFile(npz_file(path, packed))
    if head[:2] in UTF_16:
        raise no_vectors(path, "it is written in UTF-16, where UTF-8 is expected", "save it as UTF-8")
    first, line_end, rest = head.removeprefix(MARK).partition(b"\n")
    counts = first.split()
    if len(counts) == 2 and line_end and all(count.isdigit() for count in counts):
        return VectorFile(word2vec_file(path, counts, rest, progress))
    if not line_end and len(head) == LONGEST_LINE:
        raise no_vectors(path, "its first line does not end within 128 KiB")
    dims = numbers_a_line(first, rest)
    if not dims:
        raise no_vectors(path, why_no_line(first))
    return VectorFile(TextWords(path, checked_dims(path, dims), None, progress))


def numbers_a_line(first: bytes, rest: bytes) -> int:
    """How many numbers the words of a text have: the first line's, if it is one word and numbers alone.

    Else it may be damaged, or its word have blanks in it: then what most of the lines behind it have decides.
    0: these are no lines of words and numbers.

    >>> numbers_a_line(b"the 1 2", b"cat 3 4"), numbers_a_line(b"<<< HEAD", b"the 1 2\\ncat 1 2\\nsat 1 2\\n")
    (2, 2)
    """
    word, count = word_and_count(first) if first.strip() else (b"", 0)
    if count and len(word.split()) == 1:
        return count
    lines = [line for line in (first, *rest.split(b"\n")[:-1][:LINES]) if line.strip()]
    counts = [word_and_count(line)[1] for line in lines]
    most = max(counts, key=counts.count, default=0)
    return most if 2 * counts.count(most) > len(counts) else 0


def why_no_line(first: bytes) -> str:
    """Why a first line is none of a word and its numbers.

    >>> why_no_line(b"the 0.1 nan")
    'its first line has `nan` where a finite number is expected'
    """
    parts = first.split(b",")
    if len(parts) > 1 and numbers_of([part.strip() for part in parts[1:]]) is not None:
        return "its numbers are parted by commas, where blanks are expected"
    behind = first.split()[1:]
    bad = [field for field in behind if numbers_of([field]) is None]
    meant = [field for field in behind if field not in bad or NEARLY.fullmatch(field)]
    if bad and 2 * len(meant) >= len(behind):
        return f"its first line has {quoted(bad[0])} where a finite number is expected"
    return "its first line is no word with numbers behind it"


def beginning(path: str) -> tuple[bytes, bool]:
    """The first bytes of a file as they are once unpacked, and whether gzip has packed it.

    Raises: AttnError E101 no such file, E102 it cannot be read, E423 damaged.
    """
    place = Place(file=path)
    try:
        kind = os.stat(path).st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
            what = f"`{path}` is no file that can be read twice, as word vectors are"
            raise AttnError("E102", what, place, "save what comes from it as a file, and name that")
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


def word2vec_file(path: str, counts: list[bytes], rest: bytes, progress: Progress | None) -> Format:
    """One of word2vec's own two formats; ``rest`` begins with the first word, and tells them apart.

    Both begin with a line of two numbers, ``counts``: how many words there are and how many dimensions.

    Raises: AttnError E420, E421.
    """
    words, dims = (count.lstrip(b"0") or b"0" for count in counts)
    if len(dims) > 6:
        raise too_large(path, f"`{path}` declares vectors of more than {MOST_DIMS:,} numbers")
    if len(words) > 15:
        raise too_large(path, f"`{path}` declares more words than any file holds")
    size, declared = checked_dims(path, int(dims)), int(words)
    if not declared:
        raise no_vectors(path, "its first line declares 0 words")
    from attncli.vectors.binary_words import BinaryWords, behind_vectors, fits

    if is_row(rest, size) or (is_printable(rest) and not fits(rest, size, declared)):
        return TextWords(path, size, declared, progress)
    return BinaryWords(path, size, declared, behind_vectors(rest, size), progress)


def is_row(rest: bytes, dims: int) -> bool:
    """Whether what follows a header begins with a line of text: one word and its numbers."""
    numbers = numbers_of(rest.partition(b"\n")[0].split()[1:])
    return numbers is not None and len(numbers) == dims


def is_printable(rest: bytes) -> bool:
    """Whether what follows a header can be printed, whatever it is.

    >>> is_printable(b"the,1,2\\n"), is_printable(b"the " + bytes(8))
    (True, False)
    """
    some = rest[:SAMPLE]
    try:
        codecs.getincrementaldecoder("utf-8")().decode(some)
    except UnicodeDecodeError:
        return False
    return not any(byte < 32 and byte not in b"\t\r\n\v\f" for byte in some)


def npz_file(path: str, packed: bool) -> Format:
    """An .npz file, which nothing else may have packed. Raises: AttnError E420, E421, E423."""
    if packed:
        raise no_vectors(path, "it is a zip archive packed once more by gzip", "unpack it: gunzip")
    from attncli.vectors.npz_words import NpzWords, words_and_vectors

    _, vectors = words_and_vectors(path)
    return NpzWords(path, checked_dims(path, vectors.shape[1]))
