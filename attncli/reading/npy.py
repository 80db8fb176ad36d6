"""numpy's own format, looked at before it is believed, and why an array of a file is not taken."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST = 256 << 20
"""How many bytes an array may take once it is float64: 256 MiB."""


LONGEST_HEADER = 1 << 16


class TensorFileError(Exception):
    """Why a file's array is not taken; ``at_array``: it is the name of the array that is wrong, not the file."""

    def __init__(self, code: str, what: str, help: str, at_array: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.what = what
        self.help = help
        self.at_array = at_array


def choose(array: str | None, there: list[str], file: str) -> str:
    """The name of the array that is meant. Raises: TensorFileError E404 no such array, E405 several and none named."""
    from attncli.spelling import nearest, quoted

    if array is None and len(there) == 1:
        return there[0]
    if not there:
        raise TensorFileError("E404", f"`{file}` holds no arrays", "save at least one array into it")
    if array is None:
        raise TensorFileError(
            "E405",
            f"`{file}` holds {len(there)} arrays, and none is named: {quoted(there)}",
            f"name one of them: `{{file: {file}, array: {there[0]}}}`",
        )
    if array not in there:
        near = nearest(array, there)
        raise TensorFileError(
            "E404",
            f"`{file}` has no array `{array}`, only {quoted(there)}",
            f"did you mean `{near}`?" if near else f"name one that is there, such as `{there[0]}`",
            at_array=True,
        )
    return array


def check_size(count: int, file: str) -> None:
    """Raises: TensorFileError E409 if so many numbers take more than 256 MiB as float64."""
    if count * 8 > LARGEST:
        raise TensorFileError(
            "E409",
            f"`{file}` declares {count:,} numbers, more than the {LARGEST // 8:,} (256 MiB) that are read",
            "save the part that the scenario needs",
        )


def check_type(kind: str, dtype: str, file: str) -> None:
    """Raises: TensorFileError E407 unless numpy's letter for a kind of type is that of real numbers."""
    if kind in "fiu":
        return
    kinds = {
        "c": "complex numbers",
        "b": "truth values",
        "U": "texts",
        "S": "texts",
        "M": "dates",
        "m": "spans of time",
        "V": "records",
    }
    raise TensorFileError(
        "E407",
        f"`{file}` holds {kinds.get(kind, 'something')} (`{dtype}`), where real numbers are expected",
        "convert it before saving: `array.astype(float)`",
    )


def npy_array(stream: IO[bytes], file: str) -> NDArray[Any]:
    """One array of numpy's own format; its declared shape and type are looked at before a number of it is read."""
    import tokenize

    head = stream.read(12)
    if head[:1] == b"\x80":
        raise pickled(file)
    if len(head) < 12 or head[:6] != b"\x93NUMPY" or head[6] not in (1, 2, 3):
        raise damaged(file, "an .npy array")
    if int.from_bytes(head[8:10] if head[6] == 1 else head[8:12], "little") > LONGEST_HEADER:
        raise damaged(file, "an .npy array")
    try:
        stream.seek(0)
        version = np.lib.format.read_magic(stream)
        read_header = (
            np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        )
        shape, _, dtype = read_header(stream)
        if dtype.hasobject:
            raise pickled(file)
        check_type(dtype.kind, str(dtype), file)
        if any(size < 0 for size in shape):
            raise damaged(file, "an .npy array")
        count = 1
        for size in shape:
            count *= size
        check_size(count, file)
        stream.seek(0)
        array: NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
        return array
    except (
        ValueError,
        TypeError,
        SyntaxError,
        OverflowError,
        RecursionError,
        MemoryError,
        EOFError,
        LookupError,
        tokenize.TokenError,
    ):
        raise damaged(file, "an .npy array") from None


def damaged(file: str, wanted: str) -> TensorFileError:
    return TensorFileError(
        "E403", f"`{file}` is damaged or not {wanted}", "save it again, with `numpy.savez` or `numpy.save`"
    )


def pickled(file: str) -> TensorFileError:
    return TensorFileError(
        "E406",
        f"`{file}` holds pickled Python objects, which are never loaded: they can run code",
        "save plain numbers: `array.astype(float)`",
    )
