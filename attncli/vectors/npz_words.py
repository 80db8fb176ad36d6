"""Words and their vectors from an .npz file; refuses what is pickled, too large, or not words and numbers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli import npy
from attncli.errors import AttnError, Place
from attncli.record import Record
from attncli.spelling import quoted
from attncli.vectors.refusals import OTHER_FILE, checked_row, no_vectors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from zipfile import ZipFile

    from attncli.numerics.arrays import Floats

MOST_WORDS = 10_000_000
"""Words at most: three times as many as any published file has."""

LARGEST = 1 << 30
"""Bytes that an array may declare: 1 GiB."""

KINDS = (("words", "US", 1), ("vectors", "f", 2))
"""The arrays of such a file: their names, numpy's letters for their types, and how many axes they have."""

LAST_CHARACTER = 0x10FFFF
"""The last code point that there is."""

PACKED = (".txt", ".vec", ".bin", ".gz", ".npz")
"""How files of word vectors end that others pack in an archive."""

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

    Both headers are looked at before either is read.

    Raises: AttnError E420 not words and vectors, E421 too large, E422 a word that is none, E423 damaged.
    """
    try:
        with npy.archive(path) as members:
            check_members(path, members.namelist())
            n, m = (checked_header(members, path, *kind).shape[0] for kind in KINDS)
            if n != m:
                raise no_vectors(path, f"it has {n:,} words and {m:,} vectors", SAVING)
            words, vectors = (array_of(members, name) for name, _, _ in KINDS)
    except npy.DamagedError:
        what = f"`{path}` is damaged or not an .npz file"
        raise AttnError("E423", what, Place(file=path), "save it again with `numpy.savez`") from None
    if words.dtype.kind == "S":
        return np.char.decode(words, "utf-8", "replace"), vectors
    codes = words.view(f"{words.dtype.str[0]}u4")
    if codes.max() > LAST_CHARACTER:
        at = int((codes > LAST_CHARACTER).argmax()) // (words.dtype.itemsize // 4) + 1
        what = f"word {at:,} of `{os.path.basename(path)}` has a character that Unicode has not"
        raise AttnError("E422", what, Place(file=path), "save it again with `numpy.savez`")
    return words, vectors


def check_members(path: str, names: Sequence[str]) -> None:
    """Raises: AttnError E420 where an archive of these files is no .npz file of words and vectors."""
    missing = [name for name in ("words", "vectors") if f"{name}.npy" not in names]
    files = [name for name in names if not name.endswith("/") and not name.startswith("__MACOSX/")]
    others = [name for name in files if not name.endswith(".npy")]
    if not missing:
        return
    if not files:
        raise no_vectors(path, "it is a zip archive with nothing in it")
    if not others:
        there = quoted([name.removesuffix(".npy") for name in files])
        raise no_vectors(path, f"it has no array `{missing[0]}`, only {there}", SAVING)
    likely = [name for name in others if name.lower().endswith(PACKED)]
    more = len(files) - 1
    behind = ""
    if more:
        behind = f" and {more:,} other file{'s' if more > 1 else ''}"
    first = shortened((likely or others)[0])
    help = f"unpack it, and name `{first}`" if likely else OTHER_FILE
    raise no_vectors(path, f"it is a zip archive with `{first}`{behind} in it", help)


def shortened(name: str) -> str:
    """The name of a file in an archive, cut to what can be read."""
    return name if len(name) <= 80 else f"{name[:79]}…"


def checked_header(members: ZipFile, path: str, name: str, kinds: str, axes: int) -> npy.Header:
    """What the array of this name declares, once that has been found to be what can be taken.

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
        except npy.UnknownTypeError as error:
            why = f"`{name}` is of type `{error.dtype}`, which numpy does not know"
            raise no_vectors(path, why, "convert it before saving: `vectors.astype('float32')`") from None
    shape, dtype = header.shape, header.dtype
    if (raw := npy.unnamed(dtype)) is not None:
        raise no_vectors(path, f"`{name}` is {raw[0]}", raw[1].replace("array", name))
    if dtype.kind not in kinds or len(shape) != axes or min(shape, default=0) < 1 or not dtype.itemsize:
        wanted = "a list of words" if axes == 1 else "rows of floating-point numbers"
        found = f"{' × '.join(map(str, shape)) or 'a single value'} of type {dtype}"
        raise no_vectors(path, f"`{name}` is {found}, where {wanted} is expected", SAVING)
    if shape[0] > MOST_WORDS:
        what = f"`{name}` in `{path}` has {shape[0]:,} rows, where {MOST_WORDS:,} words are the most"
        raise AttnError("E421", what, Place(file=path), "save the frequent words alone")
    size = header.count * dtype.itemsize
    if size > LARGEST:
        most = f"{LARGEST:,} (1 GiB) is the most"
        what = f"`{name}` in `{path}` declares {size:,} bytes, where {most}"
        raise AttnError("E421", what, Place(file=path), "save the frequent words alone")
    return header


def array_of(members: ZipFile, name: str) -> Any:
    """The array of this name, whose header has been checked. Raises: npy.DamagedError."""
    with members.open(f"{name}.npy") as stream:
        return npy.read_array(stream)
