"""The bytes of a file of word vectors, unpacked where gzip has packed them; a bar moves as they are read."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Self

from attncli.errors import AttnError, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[int, str], Callable[[int], None] | None]
    """From the bytes of a file and its name to what is told how many of them are read; None: nobody looks."""

GZIP = b"\x1f\x8b"
"""What a file begins with that gzip has packed."""


class Stream:
    """A file open to be read, in a ``with``: at its end the file is closed and the bar taken away.

    Raises: OSError and ValueError as ``open`` does.
    """

    def __init__(self, path: str, progress: Progress | None = None) -> None:
        self.path = path
        self.raw = open(path, "rb")  # noqa: SIM115  closed at the end of the with
        self.packed = self.raw.read(len(GZIP)) == GZIP
        self.raw.seek(0)
        self.size = os.fstat(self.raw.fileno()).st_size
        self.advance = progress(self.size, os.path.basename(path)) if progress else None
        self.unpacked: IO[bytes] = self.raw
        if self.packed:
            from gzip import GzipFile

            self.unpacked = GzipFile(fileobj=self.raw)  # type: ignore[assignment]  # reads as any other file does

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.unpacked.close()
        self.raw.close()
        if self.advance is not None:
            self.advance(self.size)

    def read(self, most: int) -> bytes:
        """The next bytes. Raises: AttnError E423 if the packing is damaged."""
        try:
            return self.unpacked.read(most)
        except raised_by_gzip() as error:
            raise self.damaged(error) from None

    def readline(self, most: int) -> bytes:
        """The next line, or its first bytes. Raises: AttnError E423 if the packing is damaged."""
        try:
            return self.unpacked.readline(most)
        except raised_by_gzip() as error:
            raise self.damaged(error) from None

    def tell(self) -> None:
        """Moves the bar on, never to its end."""
        if self.advance is not None:
            self.advance(min(self.raw.tell(), self.size - 1))

    def damaged(self, error: Exception) -> AttnError:
        """E423, for what went wrong while unpacking."""
        what = f"`{self.path}` is damaged: {error}"
        return AttnError("E423", what, Place(file=self.path), "fetch or pack the file again")


def raised_by_gzip() -> tuple[type[Exception], ...]:
    """What Python raises at damaged packing; imported only once it has."""
    from gzip import BadGzipFile
    from zlib import error as zlib_error

    return (EOFError, zlib_error, BadGzipFile)
