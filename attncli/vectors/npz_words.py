"""Words and their vectors from an .npz file; refuses what is pickled, too large, or not words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from attncli import npy
from attncli.errors import AttnError, Place
from attncli.record import Record
from attncli.vectors.refusals import checked_row, no_vectors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from zipfile import ZipFile

    from attncli.numerics.arrays import Floats

LARGEST = 1 << 30
"""Bytes that an array may declare: 1 GiB."""

SAVING = "save it with `numpy.savez(file, words=…, vectors=…)`"


class NpzWords(Record):
    """An .npz file with the arrays ``words`` and ``vectors``."""

    path: str
    dims: int

    def entries(self, wanted: Collection[bytes] | None) -> Iterator[tuple[bytes, Floats | None]]:
        """Every word, with its vector (d,) if it is wanted (None: all are) and stands here first.

        Raises: AttnError E422 at a number that is not finite, and those of reading the arrays.
        """
        words, vectors = words_and_vectors(self.path)
        missing = None if wanted is None else set(wanted)
        for at, text in enumerate(words):
            word = str(text).encode("utf-8", "surrogatepass")
            if missing is None or word in missing:
                yield word, checked_row(self.path, at + 1, vectors[at].astype(np.float64))
            else:
                yield word, None
            if missing is not None:
                missing.discard(word)


def words_and_vectors(path: str) -> tuple[Any, Any]:
    """The arrays ``words`` (n,) and ``vectors`` (n, d) as they stand in the file.

    Raises: AttnError E420 not words and vectors, E421 too large, E423 damaged.
    """
    try:
        with npy.archive(path) as members:
            there = members.namelist()
            missing = [name for name in ("words", "vectors") if f"{name}.npy" not in there]
            if missing:
                raise no_vectors(path, f"it has no array `{missing[0]}`", SAVING)
            words = array_of_kind(members, path, "words", "US", 1)
            vectors = array_of_kind(members, path, "vectors", "f", 2)
    except npy.DamagedError:
        what = f"`{path}` is damaged or not an .npz file"
        raise AttnError("E423", what, Place(file=path), "save it again with `numpy.savez`") from None
    if len(words) != len(vectors):
        raise no_vectors(path, f"it has {len(words):,} words and {len(vectors):,} vectors", SAVING)
    if words.dtype.kind == "S":
        words = np.char.decode(words, "utf-8", "replace")
    return words, vectors


def array_of_kind(members: ZipFile, path: str, name: str, kinds: str, axes: int) -> Any:
    """The array of this name, once its header has said that it can be taken.

    ``kinds`` has numpy's letters for the types that it may have.

    Raises: AttnError E420, E421; npy.DamagedError.
    """
    with members.open(f"{name}.npy") as stream:
        try:
            header = npy.read_header(stream)
        except npy.PickledError:
            why = f"`{name}` is pickled, and nothing is ever unpickled: that can run code"
            plain = "words" if axes == 1 else "numbers"
            raise no_vectors(path, why, f"save it as plain {plain}") from None
        shape, dtype = header.shape, header.dtype
        if dtype.kind not in kinds or len(shape) != axes or min(shape, default=0) < 1:
            wanted = "a list of words" if axes == 1 else "rows of floating-point numbers"
            found = f"{' × '.join(map(str, shape)) or 'a single value'} of type {dtype}"
            raise no_vectors(path, f"`{name}` is {found}, where {wanted} is expected", SAVING)
        size = header.count * dtype.itemsize
        if size > LARGEST:
            most = f"{LARGEST:,} (1 GiB) is the most"
            what = f"`{name}` in `{path}` declares {size:,} bytes, where {most}"
            raise AttnError("E421", what, Place(file=path), "save the frequent words alone")
        return npy.read_array(stream)
