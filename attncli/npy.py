"""numpy's own format, looked at before it is believed: nothing is unpickled, no header lies about its length.

Whether an array of this shape, type and size is wanted says whoever asks for it, before it is read.
"""

from __future__ import annotations

from contextlib import contextmanager
from math import prod
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from attncli.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

    from numpy.typing import NDArray

MAGIC = b"\x93NUMPY"

LONGEST_HEADER = 1 << 16
"""Bytes of a header at most: numpy would make room for as many as the file says."""


LONGEST_TYPE = 64
"""Characters of a type's name at most, for it to be told."""


class DamagedError(Exception):
    """What is there is not what ``wanted`` names (``an .npy array``, ``an .npz file``), or not all of it."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted


class PickledError(Exception):
    """What is there is pickled Python objects, which are never loaded: they can run code."""


class UnknownTypeError(Exception):
    """What is there is an array of a type that numpy has not, such as `bfloat16`."""

    def __init__(self, dtype: str) -> None:
        super().__init__(dtype)
        self.dtype = dtype


def unnamed(dtype: np.dtype[Any]) -> tuple[str, str] | None:
    """What numbers are that numpy saved as bytes without a type, for want of one, and how to mend it.

    None for any other type: records have fields.

    >>> unnamed(np.dtype("V2"))[0], unnamed(np.dtype([("a", "f8")]))
    ('bytes without a type (`|V2`), as numpy saves bfloat16', None)
    """
    if dtype.kind != "V" or dtype.names is not None or dtype.subdtype is not None:
        return None
    help = "convert them while they have a type, before saving: `array.astype('float32')`"
    if dtype.itemsize != 2:
        return f"bytes without a type (`{dtype.str}`)", help
    found = "(array.view('u2').astype('u4') << 16).view('f4')"
    help += f"; if only the file is left, and it was bfloat16: `{found}`"
    return f"bytes without a type (`{dtype.str}`), as numpy saves bfloat16", help


class Header(Record):
    """What an array declares itself to be."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def count(self) -> int:
        """How many numbers there are, in all axes together."""
        return prod(self.shape)


def read_header(stream: IO[bytes]) -> Header:
    """What the array in this stream declares, before a number of it is read.

    Raises: DamagedError, PickledError, UnknownTypeError.

    >>> from io import BytesIO
    >>> stream = BytesIO()
    >>> np.save(stream, np.zeros((2, 3)))
    >>> stream.seek(0)
    0
    >>> read_header(stream).shape
    (2, 3)
    """
    head = stream.read(12)
    if head[:1] == b"\x80":
        raise PickledError
    if len(head) < 12 or head[:6] != MAGIC or head[6] not in (1, 2, 3):
        raise damaged_array()
    if int.from_bytes(head[8:10] if head[6] == 1 else head[8:12], "little") > LONGEST_HEADER:
        raise damaged_array()
    known = np.lib.format
    try:
        stream.seek(0)
        version = known.read_magic(stream)
        read = known.read_array_header_1_0 if version == (1, 0) else known.read_array_header_2_0
        shape, _, dtype = read(stream)
    except raised_by_numpy():
        if (unknown := unknown_type(stream, head)) is not None:
            raise UnknownTypeError(unknown) from None
        raise damaged_array() from None
    if dtype.hasobject:
        raise PickledError
    return Header(shape, dtype)


def unknown_type(stream: IO[bytes], head: bytes) -> str | None:
    """The type that a header names, where all of it is well but for that; None where it is not."""
    import ast

    begin = 10 if head[6] == 1 else 12
    stream.seek(begin)
    text = stream.read(int.from_bytes(head[8:begin], "little")).decode("latin-1")
    try:
        told = ast.literal_eval(text.strip())
    except raised_by_numpy():
        return None
    if not isinstance(told, dict) or set(told) != {"descr", "fortran_order", "shape"}:
        return None
    name = told["descr"]
    if not isinstance(name, str) or not name.isprintable() or not 0 < len(name) <= LONGEST_TYPE:
        return None
    try:
        np.dtype(name)
    except (TypeError, ValueError):
        return name
    return None


def read_array(stream: IO[bytes]) -> NDArray[Any]:
    """The array in this stream, whose header has been read and found good.

    Raises: DamagedError.
    """
    try:
        stream.seek(0)
        array: NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
    except raised_by_numpy():
        raise damaged_array() from None
    return array


def damaged_array() -> DamagedError:
    """Why what should be an array is refused."""
    return DamagedError("an .npy array")


def raised_by_numpy() -> tuple[type[Exception], ...]:
    """What numpy raises at a damaged array; imported only once it has."""
    from tokenize import TokenError

    texts = (ValueError, TypeError, SyntaxError, TokenError, LookupError)
    return (*texts, OverflowError, RecursionError, MemoryError, EOFError)


@contextmanager
def archive(path: str) -> Iterator[ZipFile]:
    """An .npz file: a zip of arrays, each a member ``name.npy``.

    Raises: DamagedError where it is opened or read from, PermissionError.
    """
    from zipfile import ZipFile

    try:
        with ZipFile(path) as members:
            yield members
    except PermissionError:
        raise
    except raised_by_zip():
        raise DamagedError("an .npz file") from None


def raised_by_zip() -> tuple[type[Exception], ...]:
    """What Python raises at a damaged archive; imported only once it has."""
    from lzma import LZMAError
    from struct import error as struct_error
    from zipfile import BadZipFile
    from zlib import error as zlib_error

    packing = (BadZipFile, zlib_error, LZMAError, struct_error)
    return (*packing, NotImplementedError, RuntimeError, EOFError, LookupError, ValueError, OSError)
