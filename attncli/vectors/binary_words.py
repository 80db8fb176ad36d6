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


CONTROLS = bytes([*range(32), 127])
"""What stands in no word: where it does, what was read is no word."""


AS_TEXT = b"0123456789.,+-eE \t\r\n"
"""What numbers in a text consist of, however they are parted."""


class BinaryWords(Record):
    """A binary file, whose first line says how many words there are, and of how many dimensions.

    ``between`` is what its writer puts behind each vector: a line break, or nothing.
    """

    path: str
    dims: int
    count: int
    between: bytes
    progress: Progress | None

    def entries(self, wanted: Collection[bytes] | None) -> Iterator[tuple[bytes, Floats | None]]:
        """Every word, with its vector (d,) if it is wanted (None: all are).

        Raises: AttnError E422 at the first word that is damaged, E423 if more follows than is declared.
        """
        size = 4 * self.dims
        pending = b""
        with Stream(self.path, self.progress) as stream:
            stream.readline(64)
            begin = 0
            for at in range(1, self.count + 1):
                if len(pending) - begin < LONGEST_WORD + size + 4:
                    pending, begin = pending[begin:] + stream.read(AHEAD), 0
                if at > 1 and self.between:
                    if not pending.startswith(self.between, begin) and len(pending) > begin:
                        raise self.damaged(
                            at - 1, "has no line break behind its vector, as those before have"
                        )
                    begin += len(self.between)
                blank = pending.find(b" ", begin, begin + LONGEST_WORD + 1)
                if blank < 0 and len(pending) - begin > LONGEST_WORD:
                    raise self.damaged(at, f"is longer than {LONGEST_WORD:,} bytes")
                if blank < 0 or len(pending) < blank + 1 + size:
                    raise self.ended(at)
                word = pending[begin:blank]
                if not word or word.translate(None, CONTROLS) != word:
                    raise self.damaged(at, "holds bytes that stand in no word")
                begin = blank + 1 + size
                if wanted is None or word in wanted:
                    row = np.frombuffer(pending, "<f4", self.dims, blank + 1).astype(np.float64)
                    yield word, checked_row(self.path, at, row)
                else:
                    yield word, None
                if at % 4096 == 0:
                    stream.tell()
            if (pending[begin:] + stream.read(16)).strip(b"\r\n"):
                words = "one word" if self.count == 1 else f"{self.count:,} words"
                what = f"`{self.path}` goes on behind the {words} that its first line declares"
                help = "fetch the file again: its first line and its words do not fit"
                raise AttnError("E423", what, Place(file=self.path), help)

    def damaged(self, at: int, fault: str) -> AttnError:
        """E422: what is wrong about the word at this place (from 1)."""
        what = f"word {at:,} of `{os.path.basename(self.path)}` {fault}"
        help = "fetch the file again: as a binary file of word2vec it is damaged"
        return AttnError("E422", what, Place(file=self.path), help)

    def ended(self, at: int) -> AttnError:
        """E422: the file ends within the word at this place (from 1), or before it."""
        declared = "1 word is" if self.count == 1 else f"{self.count:,} words are"
        what = f"`{os.path.basename(self.path)}` ends before word {at:,} is whole, where {declared} declared"
        return AttnError("E422", what, Place(file=self.path), "fetch the file again: its end is missing")


def fits(rest: bytes, dims: int, count: int) -> bool:
    """Whether what follows the first line is binary to the last byte, however much it looks like text.

    >>> fits(b"a AAAA\\nb AAAA\\n", 1, 2), fits(b"a 1,25\\nb 1,25\\n", 1, 2)
    (True, False)
    """
    between = behind_vectors(rest, dims)
    end = -len(between)
    for _ in range(count):
        blank = rest.find(b" ", end + len(between))
        if blank < 0 or blank + 1 + 4 * dims > len(rest):
            return False
        end = blank + 1 + 4 * dims
        if not rest[blank + 1 : end].translate(None, AS_TEXT):
            return False
    return rest[end:] in (b"", between)


def behind_vectors(rest: bytes, dims: int) -> bytes:
    """What the file's writer puts behind each vector, by the first; ``rest`` begins with the first word.

    It is decided once: a byte of a number, or of a word, that is a line feed by chance is none.

    >>> behind_vectors(b"a " + bytes(4) + b"\\nb " + bytes(4), 1), behind_vectors(b"a \\n\\n\\n\\nb", 1)
    (b'\\n', b'')
    """
    end = rest.find(b" ") + 1 + 4 * dims
    return next((sign for sign in (b"\r\n", b"\n") if rest.startswith(sign, end)), b"")
