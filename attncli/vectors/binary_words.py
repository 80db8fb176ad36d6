"""Words and their vectors from word2vec's binary: a word, a blank, and its numbers as 32-bit floats."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from attncli.errors import AttnError, Place
from attncli.record import Record
from attncli.vectors.refusals import LONGEST_WORD, checked_row
from attncli.vectors.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from attncli.numerics.arrays import Floats
    from attncli.vectors.stream import Progress

AHEAD = 1 << 18
"""Bytes that are read at once: a word and 4,096 numbers have room in it many times over."""


class BinaryWords(Record):
    """A binary file, whose first line says how many words there are, and of how many dimensions."""

    path: str
    dims: int
    progress: Progress | None

    def entries(self, wanted: Collection[bytes] | None) -> Iterator[tuple[bytes, Floats | None]]:
        """Every word, with its vector (d,) if it is wanted (None: all are).

        Raises: AttnError E422 at the first word that is damaged.
        """
        size = 4 * self.dims
        pending = b""
        with Stream(self.path, self.progress) as stream:
            count = int(stream.readline(64).split()[0])
            at, begin = 0, 0
            while at < count:
                at += 1
                if len(pending) - begin < LONGEST_WORD + size + 2:
                    pending, begin = pending[begin:] + stream.read(AHEAD), 0
                blank = pending.find(b" ", begin, begin + LONGEST_WORD + 2)
                if blank < 0 or len(pending) < blank + 1 + size:
                    raise self.damaged(at, count)
                word = pending[begin:blank].lstrip(b"\n")
                begin = blank + 1 + size
                if wanted is None or word in wanted:
                    row = np.frombuffer(pending, "<f4", self.dims, blank + 1).astype(np.float64)
                    yield word, checked_row(self.path, at, row)
                else:
                    yield word, None
                if at % 4096 == 0:
                    stream.tell()

    def damaged(self, at: int, count: int) -> AttnError:
        """E422: the word at this place (from 1) cannot be read."""
        name = os.path.basename(self.path)
        what = f"word {at:,} of `{name}` is damaged or missing, where {count:,} words are declared"
        return AttnError("E422", what, Place(file=self.path), "fetch the file again")
