"""Words and their vectors from an .npz file; refuses whatever is pickled, too large, or not words and numbers."""

from __future__ import annotations

from typing import IO, Any

import numpy as np

from attncli.errors import AttnError, Place

LARGEST = 1 << 30
"""Bytes that an array may declare: 1 GiB."""
LONGEST_HEADER = 1 << 16


def arrays(path: str) -> tuple[Any, Any]:
    """The arrays ``words`` (n,) and ``vectors`` (n, d) as they stand in the file.

    Raises: AttnError E420 not words and vectors, E421 too large, E423 damaged.
    """
    import lzma
    import struct
    import tokenize
    import zipfile
    import zlib

    damaged = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, RuntimeError, EOFError, LookupError,
               ValueError, TypeError, SyntaxError, OverflowError, MemoryError, tokenize.TokenError)  # fmt: skip
    try:
        with zipfile.ZipFile(path) as archive:
            there = archive.namelist()
            missing = [name for name in ("words", "vectors") if f"{name}.npy" not in there]
            if missing:
                raise _wrong(path, f"it has no array `{missing[0]}`")
            with archive.open("words.npy") as stream:
                words = _array(stream, path, "words", "US", 1)
            with archive.open("vectors.npy") as stream:
                vectors = _array(stream, path, "vectors", "f", 2)
    except damaged:
        raise AttnError(
            "E423",
            f"`{path}` is damaged or not an .npz file",
            Place(file=path),
            "save it again with `numpy.savez`",
        ) from None
    if len(words) != len(vectors):
        raise _wrong(path, f"it has {len(words):,} words and {len(vectors):,} vectors")
    if words.dtype.kind == "S":
        words = np.char.decode(words, "utf-8", "replace")
    return words, vectors


def _array(stream: IO[bytes], path: str, name: str, kinds: str, axes: int) -> Any:
    """One array, once its header has said that it can be taken."""
    head = stream.read(12)
    long = int.from_bytes(head[8:10] if head[6:7] == b"\x01" else head[8:12], "little")
    if head[:6] != b"\x93NUMPY" or head[6] not in (1, 2, 3) or long > LONGEST_HEADER:
        raise ValueError(name)
    stream.seek(0)
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(stream)
    if dtype.hasobject:
        raise _wrong(
            path,
            f"`{name}` is pickled, and nothing is ever unpickled: that can run code",
            f"save it as plain {'words' if axes == 1 else 'numbers'}",
        )
    if dtype.kind not in kinds or len(shape) != axes or min(shape, default=0) < 1:
        what = "a list of words" if axes == 1 else "rows of floating-point numbers"
        raise _wrong(
            path,
            f"`{name}` is {' × '.join(map(str, shape)) or 'a single value'} of type {dtype}, where {what} is expected",
        )
    size = dtype.itemsize
    for each in shape:
        size *= each
    if size > LARGEST:
        raise AttnError(
            "E421",
            f"`{name}` in `{path}` declares {size:,} bytes, where {LARGEST:,} (1 GiB) is the most",
            Place(file=path),
            "save the frequent words alone",
        )
    stream.seek(0)
    return np.lib.format.read_array(stream, allow_pickle=False)


def _wrong(
    path: str, why: str, help: str = "save it with `numpy.savez(file, words=…, vectors=…)`"
) -> AttnError:
    return AttnError("E420", f"`{path}` holds no word vectors: {why}", Place(file=path), help)
