"""Word vectors of the reader's own: GloVe and word2vec text, word2vec binary, .npz with words, and gzip of these, read as a stream.

A file may hold millions of words: it is read once for the words of the sentence, and once more, a block at a time, where nearest words
are asked for. Nothing is unpickled, and no size that a header declares is believed before it is checked.
"""

from __future__ import annotations

import os
from functools import partial
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from attncli.errors import AttnError, Place, all_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from attncli.numerics.arrays import Floats

    Progress = Callable[[int, str], Callable[[int], None] | None]
    """From the bytes of a file and its name to what is told how many of them are read; None where nobody looks."""

MOST_DIMS = 4096
"""Dimensions of a vector at most: the largest that are published have some 1,000."""
LONGEST_LINE = 1 << 17
"""Bytes of a line at most: 4,096 numbers and a word have room in it."""
LONGEST_WORD = 1 << 12
AHEAD = 1 << 18
"""Bytes of a binary file that are read at once: a word and 4,096 numbers have room in it many times over."""
BLOCK = 1024
"""Words that are looked at together."""
MOST_FAULTS = 10

Block = tuple[list[str], "Floats"]


class VectorFile:
    """A file of word vectors. ``kind`` is "text", "binary" or "npz"; text and binary may be packed by gzip."""

    frequent = 0
    origin: dict[str, object] | None = None
    words: int | None = None

    def __init__(
        self,
        path: str,
        kind: str,
        packed: bool,
        dims: int,
        header: int,
        progress: Progress | None,
        whole: int | None = None,
    ) -> None:
        self.path, self.kind, self.packed, self.header, self._progress = path, kind, packed, header, progress
        self.name = os.path.basename(path)
        self.dims = dims
        self.whole = dims if whole is None else whole
        """Numbers of a vector in the file, of which ``dims`` are used."""

    def cut(self, dims: int) -> VectorFile:
        """The same words in the first dimensions alone."""
        return VectorFile(self.path, self.kind, self.packed, dims, self.header, self._progress, self.whole)

    def vectors(self, words: Iterable[str]) -> dict[str, Floats]:
        """The vectors of those of the words that there are, whole; the first of a word that stands twice."""
        wanted = {word.encode("utf-8", "surrogatepass"): word for word in words}
        found: dict[str, Floats] = {}
        for name, numbers in self._entries(wanted):
            if name in wanted and wanted[name] not in found:
                found[wanted[name]] = numbers()
                if len(found) == len(wanted):
                    break
        return found

    def blocks(self) -> Iterator[tuple[Sequence[str], Floats]]:
        """All words and vectors, in the order of the file, some at a time."""
        names: list[str] = []
        rows: list[Floats] = []
        for name, numbers in self._entries(None):
            names.append(name.decode("utf-8", "replace"))
            rows.append(numbers()[: self.dims])
            if len(rows) == BLOCK:
                yield names, np.array(rows)
                names, rows = [], []
        if rows:
            yield names, np.array(rows)

    def like(self, word: str) -> list[str]:
        """Words that a misspelt one may have been meant for: of much the same length, with the same first or the same last letters."""
        alike = []
        for name, _ in self._entries({}):
            each = name.decode("utf-8", "replace")
            if abs(len(each) - len(word)) <= 2 and (each[:1] == word[:1] or each[-2:] == word[-2:]):
                alike.append(each)
        return alike

    def _entries(self, wanted: Iterable[bytes] | None) -> Iterator[tuple[bytes, Callable[[], Floats]]]:
        """Every word with what reads its numbers; only those that are ``wanted`` will be read (None: all)."""
        read = {"text": _text_entries, "binary": _binary_entries, "npz": _npz_entries}[self.kind]
        return read(self, wanted)

    def watched(self) -> tuple[IO[bytes], Callable[[bool], None]]:
        """The file's bytes as they are once unpacked, and what moves the bar on, or takes it away (True)."""
        raw = open(self.path, "rb")  # noqa: SIM115  closed by whoever reads it to the end
        size = os.fstat(raw.fileno()).st_size
        advance = self._progress(size, self.name) if self._progress else None
        stream: IO[bytes] = raw
        if self.packed:
            import gzip

            stream = gzip.GzipFile(fileobj=raw)  # type: ignore[assignment]  # reads as any other file does

        def tell(done: bool) -> None:
            if advance is not None:
                advance(size if done else min(raw.tell(), size - 1))

        return stream, tell


def open_vector_file(path: str, progress: Progress | None = None) -> VectorFile:
    """The file at a path, once its kind and its dimensions are known.

    Raises: AttnError E101 no such file, E102 it cannot be read, E420 no word vectors, E421 too large.
    """
    try:
        with open(path, "rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            stream: IO[bytes] = raw
            if packed:
                import gzip

                stream = gzip.GzipFile(fileobj=raw)  # type: ignore[assignment]  # reads as any other file does
            head = _unpacking(path, lambda: stream.read(LONGEST_LINE))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise AttnError(
            "E101", f"there is no file `{path}`", Place(file=path), "check the path of --vectors"
        ) from None
    except IsADirectoryError:
        raise AttnError(
            "E102",
            f"`{path}` is a folder where a file is expected",
            Place(file=path),
            "name a file of word vectors in it",
        ) from None
    except OSError as error:
        raise AttnError(
            "E102",
            f"`{path}` cannot be read: {(error.strerror or str(error)).lower()}",
            Place(file=path),
            "check the file's permissions",
        ) from None
    if head[:4] == b"PK\x03\x04":
        return _open_npz(path, packed, progress)
    first, line_end, rest = head.partition(b"\n")
    parts = first.split()
    if len(parts) == 2 and line_end and all(part.isdigit() for part in parts):
        return _open_word2vec(path, packed, progress, parts, rest)
    if not line_end and len(head) == LONGEST_LINE:
        raise _no_vectors(path, "its first line does not end within 128 KiB")
    numbers = _numbers(first.rstrip().split(b" ")[1:])
    if numbers is None or not len(numbers):
        raise _no_vectors(path, "its first line is no word with numbers behind it")
    return VectorFile(path, "text", packed, _checked(path, len(numbers)), 0, progress)


def _open_word2vec(
    path: str, packed: bool, progress: Progress | None, parts: list[bytes], rest: bytes
) -> VectorFile:
    """word2vec's own two formats: both begin with a line of two numbers, how many words there are and how many dimensions."""
    if len(parts[1]) > 6:
        raise AttnError(
            "E421",
            f"`{path}` declares vectors of more than {MOST_DIMS:,} numbers",
            Place(file=path),
            "name a file of word vectors of fewer dimensions",
        )
    dims = _checked(path, int(parts[1]))
    numbers = _numbers(rest.partition(b"\n")[0].rstrip().split(b" ")[1:])
    kind = "text" if numbers is not None and len(numbers) == dims else "binary"
    return VectorFile(path, kind, packed, dims, len(parts[0]) + len(parts[1]) + 1, progress)


def _open_npz(path: str, packed: bool, progress: Progress | None) -> VectorFile:
    if packed:
        raise _no_vectors(path, "it is an .npz file packed once more by gzip", "unpack it: gunzip")
    from attncli.vectors.npz_words import words_and_vectors

    return VectorFile(path, "npz", False, _checked(path, words_and_vectors(path)[1].shape[1]), 0, progress)


def _checked(path: str, dims: int) -> int:
    if dims < 1:
        raise _no_vectors(path, "its vectors have no numbers")
    if dims > MOST_DIMS:
        raise AttnError(
            "E421",
            f"`{path}` has vectors of {dims:,} numbers, where {MOST_DIMS:,} is the most",
            Place(file=path),
            "name a file of word vectors of fewer dimensions",
        )
    return dims


def _no_vectors(
    path: str,
    why: str,
    help: str = "name a file of GloVe or word2vec, or an .npz file with `words` and `vectors`",
) -> AttnError:
    return AttnError("E420", f"`{path}` holds no word vectors: {why}", Place(file=path), help)


def _numbers(parts: Sequence[bytes]) -> Floats | None:
    try:
        numbers = np.array([float(part) for part in parts])
    except ValueError:
        return None
    return numbers if np.isfinite(numbers).all() else None


def _unpacking(path: str, read: Callable[[], bytes]) -> bytes:
    """What is read. Raises: AttnError E423 if the packing is damaged."""
    import zlib

    try:
        return read()
    except (EOFError, zlib.error) as error:
        raise AttnError(
            "E423", f"`{path}` is damaged: {error}", Place(file=path), "fetch or pack the file again"
        ) from None
    except OSError as error:
        if type(error).__name__ == "BadGzipFile":
            raise AttnError(
                "E423", f"`{path}` is damaged: {error}", Place(file=path), "fetch or pack the file again"
            ) from None
        raise


def _text_entries(
    file: VectorFile, wanted: Iterable[bytes] | None
) -> Iterator[tuple[bytes, Callable[[], Floats]]]:
    """The lines of GloVe's and of word2vec's text. Raises: AttnError E422, with the first ten malformed lines."""
    stream, tell = file.watched()
    chosen = None if wanted is None else set(wanted)
    faults: list[AttnError] = []
    number = 0
    try:
        while line := _unpacking(file.path, lambda: stream.readline(LONGEST_LINE)):
            number += 1
            if number % 4096 == 0:
                tell(False)
            if (number == 1 and file.header) or not line.strip():
                continue
            fields = line.rstrip().rsplit(b" ", file.whole)
            word = fields[0]
            numbers = None if chosen is not None and word not in chosen else _numbers(fields[1:])
            # A word may have blanks in it, but a number at its end is one number too many.
            if (
                len(fields) <= file.whole
                or not word
                or len(word) > LONGEST_WORD
                or (b" " in word and _numbers([word.rpartition(b" ")[2]]) is not None)
            ):
                count = max(len(line.split()) - 1, 0)
                faults.append(
                    _malformed(
                        file,
                        number,
                        line,
                        f"has {count:,} number{'' if count == 1 else 's'} where {file.whole} are expected",
                    )
                )
            elif chosen is not None and word not in chosen:
                yield word, _none
            elif numbers is None:
                bad = next(part for part in fields[1:] if _numbers([part]) is None)
                faults.append(
                    _malformed(
                        file,
                        number,
                        line,
                        f"has `{bad[:20].decode('utf-8', 'replace')}` where a finite number is expected",
                    )
                )
            else:
                yield word, _given(numbers)
            if len(faults) == MOST_FAULTS:
                break
    finally:
        stream.close()
        tell(True)
    if faults:
        raise all_of(faults)


def _given(numbers: Floats) -> Callable[[], Floats]:
    return lambda: numbers


def _none() -> Floats:
    raise AssertionError("nobody wanted this word")


def _malformed(file: VectorFile, number: int, line: bytes, what: str) -> AttnError:
    text = line[:120].decode("utf-8", "replace").rstrip("\r\n")
    return AttnError(
        "E422",
        f"line {number:,} of `{file.name}` {what}",
        Place(file=file.path, line=number, column=1, path="", text=text, width=1),
        "mend the line, or take it out",
    )


def _binary_entries(
    file: VectorFile, wanted: Iterable[bytes] | None
) -> Iterator[tuple[bytes, Callable[[], Floats]]]:
    """word2vec's binary: a word, a blank, and its numbers as 32-bit floats. Raises: AttnError E422 at the first that is damaged."""
    stream, tell = file.watched()
    chosen = None if wanted is None else set(wanted)
    size = 4 * file.whole
    pending = b""

    try:
        count = int(_unpacking(file.path, lambda: stream.readline(64)).split()[0])
        at, begin = 0, 0
        while at < count:
            at += 1
            if len(pending) - begin < LONGEST_WORD + size + 2:
                pending, begin = pending[begin:] + _unpacking(file.path, lambda: stream.read(AHEAD)), 0
            end = pending.find(b" ", begin, begin + LONGEST_WORD + 2)
            if end < 0 or len(pending) < end + 1 + size:
                what = (
                    f"word {at:,} of `{file.name}` is damaged or missing, where {count:,} words are declared"
                )
                raise AttnError("E422", what, Place(file=file.path), "fetch the file again")
            word = pending[begin:end].lstrip(b"\n")
            begin = end + 1 + size
            if chosen is not None and word not in chosen:
                yield word, _none
            else:
                row: Floats = np.frombuffer(pending, "<f4", file.whole, end + 1).astype(np.float64)
                if not np.isfinite(row).all():
                    what = f"word {at:,} of `{file.name}` has a number that is not finite"
                    raise AttnError("E422", what, Place(file=file.path), "mend the file, or fetch it again")
                yield word, _given(row)
            if at % 4096 == 0:
                tell(False)
    finally:
        stream.close()
        tell(True)


def _npz_entries(file: VectorFile, _: Iterable[bytes] | None) -> Iterator[tuple[bytes, Callable[[], Floats]]]:
    """The rows of an .npz file. Raises: AttnError E422 at a number that is not finite, and those of reading the arrays."""
    from attncli.vectors.npz_words import words_and_vectors

    words, vectors = words_and_vectors(file.path)
    for at, word in enumerate(words):
        yield str(word).encode("utf-8", "surrogatepass"), partial(_row, file, vectors, at)


def _row(file: VectorFile, vectors: Any, at: int) -> Floats:
    row: Floats = vectors[at].astype(np.float64)
    if not np.isfinite(row).all():
        raise AttnError(
            "E422",
            f"word {at + 1:,} of `{file.name}` has a number that is not finite",
            Place(file=file.path),
            "mend the file, or fetch it again",
        )
    return row
