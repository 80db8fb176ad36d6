"""What every kind of tensor file is asked before an array of it is taken, and why it is not taken."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from attncli.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.reading.text import FileKind

LARGEST = 256 << 20
"""How many bytes an array may take once it is float64: 256 MiB."""

LONGEST = 16_384
"""Rows or columns that are computed with at most: a page of one query over so many takes about a second."""

KINDS = {
    "c": "complex numbers",
    "b": "truth values",
    "U": "texts",
    "S": "texts",
    "M": "dates",
    "m": "spans of time",
    "V": "records",
}
"""What an array holds that holds no real numbers, by numpy's letter for it."""

HELPS = {
    "V": "save one of its fields, if that holds numbers: `array['name']`",
    "?": "convert it to float32 before saving",
}
"""What helps where `astype(float)` does not."""


class TensorFile(Record):
    """A file that a field names, known to lie where it may."""

    name: str
    """As it is written."""
    path: str
    """Its true path."""
    named_in: FileKind
    """What kind of file names it."""


class TensorFileError(Exception):
    """Why a file's array is not taken; ``at_array``: not the file is wrong but the name of the array."""

    def __init__(self, code: str, what: str, help: str, at_array: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.what = what
        self.help = help
        self.at_array = at_array


def choose(array: str | None, there: list[str], file: TensorFile) -> str:
    """The name of the array that is meant.

    Raises: TensorFileError E404 no such array, E405 several and none named.
    """
    from attncli.spelling import did_you_mean, quoted

    if array is None and len(there) == 1:
        return there[0]
    if not there:
        raise TensorFileError("E404", f"`{file.name}` holds no arrays", "save at least one array into it")
    if array is None:
        what = f"`{file.name}` holds {len(there)} arrays, and none is named: {quoted(there)}"
        help = f"name one of them: `{{file: {file.name}, array: {there[0]}}}`"
        raise TensorFileError("E405", what, help)
    if array not in there:
        what = f"`{file.name}` has no array `{array}`, only {quoted(there)}"
        help = did_you_mean(array, there, f"name one that is there, such as `{there[0]}`")
        raise TensorFileError("E404", what, help, at_array=True)
    return array


def check_size(sizes: Sequence[int], file: TensorFile) -> None:
    """What an array of this shape takes, before a number of it is read.

    Raises: TensorFileError E409 more than 256 MiB as float64, E430 more rows or columns than are taken.
    """
    count = prod(sizes)
    if count * 8 > LARGEST:
        most = f"the {LARGEST // 8:,} (256 MiB) that are read"
        what = f"`{file.name}` declares {count:,} numbers, more than {most}"
        raise TensorFileError("E409", what, f"save the part that the {file.named_in.noun} needs")
    if max(sizes, default=0) > LONGEST:
        shape = " × ".join(f"{size:,}" for size in sizes)
        what = f"`{file.name}` holds {shape} numbers, where {LONGEST:,} rows or columns are the most"
        raise TensorFileError("E430", what, f"save the part that the {file.named_in.noun} needs")


def check_type(kind: str, dtype: str, file: TensorFile) -> None:
    """Raises: TensorFileError E407 unless numpy's letter for a kind of type is that of real numbers."""
    if kind not in "fiu":
        held = f"{KINDS.get(kind, 'something')} (`{dtype}`)"
        what = f"`{file.name}` holds {held}, where real numbers are expected"
        help = HELPS.get(kind, "convert it before saving: `array.astype(float)`")
        raise TensorFileError("E407", what, help)
