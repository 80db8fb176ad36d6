"""Words and their vectors from GloVe's and word2vec's text: a line a word, with its numbers behind it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from attncli.errors import AttnError, Place, all_of
from attncli.record import Record
from attncli.vectors.refusals import LONGEST_WORD
from attncli.vectors.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from attncli.numerics.arrays import Floats
    from attncli.vectors.stream import Progress

LONGEST_LINE = 1 << 17
"""Bytes of a line at most: 4,096 numbers and a word have room in it."""

MOST_FAULTS = 10
"""How many malformed lines are told."""


class TextWords(Record):
    """A file of text; ``counted``: its first line says how many words and dimensions there are."""

    path: str
    dims: int
    counted: bool
    progress: Progress | None

    def entries(self, wanted: Collection[bytes] | None) -> Iterator[tuple[bytes, Floats | None]]:
        """Every word, with its vector (d,) if it is wanted (None: all are).

        Raises: AttnError E422, with the first ten malformed lines.
        """
        faults: list[AttnError] = []
        with Stream(self.path, self.progress) as stream:
            for number, line in self.lines(stream):
                word, *fields = line.rstrip().rsplit(b" ", self.dims)
                if self.is_misshapen(word, fields):
                    count = max(len(line.split()) - 1, 0)
                    found = "1 number" if count == 1 else f"{count:,} numbers"
                    faults.append(self.malformed(number, line, f"has {found} where {self.dims} are expected"))
                elif wanted is not None and word not in wanted:
                    yield word, None
                elif (vector := numbers_of(fields)) is not None:
                    yield word, vector
                else:
                    bad = next(field for field in fields if numbers_of([field]) is None)
                    found = bad[:20].decode("utf-8", "replace")
                    what = f"has `{found}` where a finite number is expected"
                    faults.append(self.malformed(number, line, what))
                if len(faults) == MOST_FAULTS:
                    break
        if faults:
            raise all_of(faults)

    def lines(self, stream: Stream) -> Iterator[tuple[int, bytes]]:
        """The lines of words, numbered from 1 as in the file."""
        number = 0
        while line := stream.readline(LONGEST_LINE):
            number += 1
            if number % 4096 == 0:
                stream.tell()
            if line.strip() and not (number == 1 and self.counted):
                yield number, line

    def is_misshapen(self, word: bytes, fields: Sequence[bytes]) -> bool:
        """Whether a line has not a word and its numbers.

        A word may have blanks in it, but a number at its end is one number too many.
        """
        if len(fields) < self.dims or not word or len(word) > LONGEST_WORD:
            return True
        return b" " in word and numbers_of([word.rpartition(b" ")[2]]) is not None

    def malformed(self, number: int, line: bytes, what: str) -> AttnError:
        """E422: a line with what is wrong about it."""
        text = line[:120].decode("utf-8", "replace").rstrip("\r\n")
        place = Place(file=self.path, line=number, column=1, text=text)
        what = f"line {number:,} of `{os.path.basename(self.path)}` {what}"
        return AttnError("E422", what, place, "mend the line, or take it out")


def numbers_of(fields: Sequence[bytes]) -> Floats | None:
    """The finite numbers (n,) that these are, if all of them are.

    >>> numbers_of([b"1", b"-.5"]), numbers_of([b"1", b"nan"])
    (array([ 1. , -0.5]), None)
    """
    try:
        numbers = np.array([float(field) for field in fields])
    except ValueError:
        return None
    return numbers if np.isfinite(numbers).all() else None
