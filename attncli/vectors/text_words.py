"""Words and their vectors from GloVe's and word2vec's text: a line a word, with its numbers behind it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from attncli.errors import AttnError, Place, all_of
from attncli.record import Record
from attncli.vectors.refusals import LONGEST_WORD, miscounted
from attncli.vectors.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from attncli.numerics.arrays import Floats
    from attncli.vectors.stream import Progress

LONGEST_LINE = 1 << 17
"""Bytes of a line at most: 4,096 numbers and a word have room in it."""

MOST_FAULTS = 10
"""How many malformed lines are told."""

MARK = b"\xef\xbb\xbf"
"""The byte order mark that some editors put before a text: no part of its first word."""


class TextWords(Record):
    """A file of text; ``declared``: how many words its first line says there are, None if it says nothing."""

    path: str
    dims: int
    declared: int | None
    progress: Progress | None

    def entries(self, wanted: Collection[bytes] | None) -> Iterator[tuple[bytes, Floats | None]]:
        """Every word, with its vector (d,) if it is wanted (None: all are).

        Raises: AttnError E422, with the first ten malformed lines, E423 other than the declared count.
        """
        faults: list[AttnError] = []
        count = 0
        with Stream(self.path, self.progress) as stream:
            for number, line in self.lines(stream):
                count += 1
                word, *fields = line.rsplit(None, self.dims)
                vector = None
                if self.is_misshapen(word, fields):
                    faults.append(self.malformed(number, line, self.fault_of(line)))
                elif wanted is not None and word not in wanted:
                    yield word, None
                elif (vector := numbers_of(fields)) is not None:
                    yield word, vector
                else:
                    bad = next(field for field in fields if numbers_of([field]) is None)
                    what = f"has {quoted(bad)} where a finite number is expected"
                    faults.append(self.malformed(number, line, what))
                if len(faults) == MOST_FAULTS:
                    break
        if faults:
            raise all_of(faults)
        if self.declared is not None and count != self.declared:
            raise miscounted(self.path, count, self.declared)

    def lines(self, stream: Stream) -> Iterator[tuple[int, bytes]]:
        """The lines of words, numbered from 1 as in the file, without the blanks at their ends."""
        number = 0
        while line := stream.readline(LONGEST_LINE):
            number += 1
            if number == 1:
                line = line.removeprefix(MARK)
                if self.declared is not None:
                    continue
            if number % 4096 == 0:
                stream.tell()
            if whole := line.strip():
                # Where no word stands, the first number must not be taken for one.
                bare = line[:1] in b" \t" and numbers_of(whole.split()) is not None
                yield number, b" " + whole if bare else whole

    def is_misshapen(self, word: bytes, fields: Sequence[bytes]) -> bool:
        """Whether a line has not a word and its numbers.

        A word may have blanks in it, but a number at its end is one number too many.
        """
        if len(fields) < self.dims or len(word) > LONGEST_WORD:
            return True
        return len(parts := word.split()) > 1 and numbers_of(parts[-1:]) is not None

    def fault_of(self, line: bytes) -> str:
        """What is wrong about a misshapen line."""
        if line[:1] == b" ":
            return "has no word before its numbers"
        word, count = word_and_count(line)
        if len(word) > LONGEST_WORD:
            return f"has a word of {len(word):,} bytes, where {LONGEST_WORD:,} is the most"
        found = "1 number" if count == 1 else f"{count:,} numbers"
        behind = f" behind {quoted(word)}," if len(word.split()) > 1 else ""
        return f"has {found}{behind} where {self.dims} {'is' if self.dims == 1 else 'are'} expected"

    def malformed(self, number: int, line: bytes, what: str) -> AttnError:
        """E422: a line with what is wrong about it."""
        text = line[:120].decode("utf-8", "replace").rstrip("\r\n")
        place = Place(file=self.path, line=number, column=1, text=text)
        what = f"line {number:,} of `{os.path.basename(self.path)}` {what}"
        return AttnError("E422", what, place, "mend the line, or take it out")


def word_and_count(line: bytes) -> tuple[bytes, int]:
    """The word of a line, which may have blanks in it, and how many numbers stand behind it.

    >>> word_and_count(b"New York 1 2"), word_and_count(b"1 2 3")
    ((b'New York', 2), (b'1', 2))
    """
    parts = line.split()
    count = 0
    while count < len(parts) - 1 and numbers_of([parts[-1 - count]]) is not None:
        count += 1
    return (line.rsplit(None, count)[0] if count else line).strip(), count


def quoted(text: bytes) -> str:
    """Some of a text from the file, as it is shown in an error."""
    return f"`{text[:20].decode('utf-8', 'replace')}{'…' if len(text) > 20 else ''}`"


def numbers_of(fields: Sequence[bytes]) -> Floats | None:
    """The finite numbers (n,) that these are, if all of them are.

    >>> numbers_of([b"1", b"-.5"]), numbers_of([b"1", b"nan"]), numbers_of([b"1_0"])
    (array([ 1. , -0.5]), None, None)
    """
    if b"_" in b"".join(fields):  # Python alone takes 1_0; of bytes it takes no other script's digits
        return None
    try:
        numbers = np.array([float(field) for field in fields])
    except ValueError:
        return None
    return numbers if np.isfinite(numbers).all() else None
