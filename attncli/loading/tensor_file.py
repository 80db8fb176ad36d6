"""Arrays from .npy, .npz and .safetensors files that a scenario names; refuses whatever is not plain finite numbers of a bearable size."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from attncli.loading.tree import under
from attncli.loading.values import pairs_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from attncli.loading.text import Faults
    from attncli.loading.tree import Pairs

LARGEST = 256 << 20
"""How many bytes an array may take once it is float64: 256 MiB."""
_LONGEST_HEADER = 1 << 16


class TensorFileError(Exception):
    """Why a file's array is not taken; ``at_array``: it is the name of the array that is wrong, not the file."""

    def __init__(self, code: str, what: str, help: str, at_array: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.what = what
        self.help = help
        self.at_array = at_array


def array_in_file(
    node: Pairs, path: str, ndim: tuple[int, ...], faults: Faults
) -> NDArray[np.float64] | None:
    """The array that ``{file: …, array: …}`` names, as float64 with one of these numbers of axes.

    Faults: E101, E102, E115, E119, E203, E204, E306, E312, E4xx.
    """
    before = len(faults.found)
    fields = pairs_of(node, path, ("file", "array"), faults)
    if fields is None or "file" not in fields:
        if len(faults.found) == before:
            faults.add(
                "E306",
                f"`{path}` names no file, where `file` is expected",
                node,
                path,
                "write `{file: big.npz, array: x}`, or the numbers themselves",
            )
        return None
    file = text_of(fields["file"], under(path, "file"), faults)
    array = text_of(fields["array"], under(path, "array"), faults) if "array" in fields else None
    if file is None or (array is None and "array" in fields):
        return None
    try:
        return _numbers(_load(_inside(file, faults), file, array), file, ndim, path)
    except TensorFileError as refused:
        part = "array" if refused.at_array and "array" in fields else "file"
        faults.add(refused.code, refused.what, fields[part], under(path, part), refused.help)
        return None


def _inside(file: str, faults: Faults) -> str:
    """The file's true path, inside the scenario's folder even once links are followed."""
    folder = faults.text.folder
    if folder is None:
        raise TensorFileError(
            "E401",
            f"`{file}` cannot be found: this scenario stands in no folder",
            "load the scenario from a file",
        )
    if os.path.isabs(file) or file.startswith(("/", "\\")) or file[1:2] == ":":
        raise TensorFileError(
            "E401",
            f"`{file}` is an absolute path, where one inside the scenario's folder is expected",
            "copy the file beside the scenario and give its name alone",
        )
    try:
        home = os.path.realpath(folder)
        full = os.path.realpath(os.path.join(home, file))
        if os.path.commonpath([home, full]) != home:
            raise TensorFileError(
                "E401",
                f"`{file}` leads out of the scenario's folder",
                "copy the file beside the scenario and give its name alone",
            )
        found = os.path.lexists(full)
    except (ValueError, OSError):
        found = False
    if not found:
        from attncli.spelling import did_you_mean

        there = (
            sorted(each for each in os.listdir(home) if each.endswith((".npy", ".npz", ".safetensors")))
            if os.path.isdir(home)
            else []
        )
        raise TensorFileError(
            "E101",
            f"there is no file `{file}` in the scenario's folder",
            did_you_mean(file, there, "check the path, which is relative to that folder"),
        )
    if not os.path.isfile(full):
        raise TensorFileError(
            "E102", f"`{file}` is not a file that can be read", "name a .npy, .npz or .safetensors file"
        )
    return full


def _load(full: str, file: str, array: str | None) -> NDArray[Any]:
    ending = os.path.splitext(file)[1].lower()
    try:
        if ending == ".npy":
            if array is not None:
                raise TensorFileError(
                    "E404",
                    f"`{file}` holds a single array without a name, not `{array}`",
                    "take `array` out",
                    at_array=True,
                )
            with open(full, "rb") as stream:
                return _npy(stream, file)
        if ending == ".npz":
            return _npz(full, file, array)
        if ending == ".safetensors":
            from attncli.loading.safetensors_file import load_safetensors

            return load_safetensors(full, file, array)
    except PermissionError:
        raise TensorFileError(
            "E102", f"`{file}` cannot be read: permission denied", "check the file's permissions"
        ) from None
    raise TensorFileError(
        "E402",
        f"`{file}` does not end in .npy, .npz or .safetensors, the files that are read",
        "save the array with `numpy.save`, as a .npy file",
    )


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


def _npz(full: str, file: str, array: str | None) -> NDArray[Any]:
    import lzma
    import struct
    import zipfile
    import zlib

    damaged = (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        struct.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        LookupError,
        ValueError,
        OSError,
    )
    try:
        with zipfile.ZipFile(full) as archive:
            names = [name.removesuffix(".npy") for name in archive.namelist()]
            with archive.open(archive.namelist()[names.index(choose(array, names, file))]) as stream:
                return _npy(stream, file)
    except PermissionError:
        raise
    except damaged:
        raise _damaged(file, "an .npz file") from None


def _npy(stream: IO[bytes], file: str) -> NDArray[Any]:
    """One array of numpy's own format; its declared shape and type are looked at before a number of it is read."""
    import tokenize

    head = stream.read(12)
    if head[:1] == b"\x80":
        raise _pickled(file)
    if len(head) < 12 or head[:6] != b"\x93NUMPY" or head[6] not in (1, 2, 3):
        raise _damaged(file, "an .npy array")
    if int.from_bytes(head[8:10] if head[6] == 1 else head[8:12], "little") > _LONGEST_HEADER:
        raise _damaged(file, "an .npy array")
    try:
        stream.seek(0)
        version = np.lib.format.read_magic(stream)
        read_header = (
            np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        )
        shape, _, dtype = read_header(stream)
        if dtype.hasobject:
            raise _pickled(file)
        check_type(dtype.kind, str(dtype), file)
        if any(size < 0 for size in shape):
            raise _damaged(file, "an .npy array")
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
        raise _damaged(file, "an .npy array") from None


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


def _numbers(array: NDArray[Any], file: str, ndim: tuple[int, ...], path: str) -> NDArray[np.float64]:
    shape = " × ".join(map(str, array.shape))
    if array.ndim not in ndim:
        wanted = " or ".join(map(str, ndim))
        found = (
            f"{array.ndim} axes ({shape})"
            if array.ndim > 1
            else "1 axis"
            if array.ndim
            else "a single number without axes"
        )
        raise TensorFileError(
            "E204",
            f"the array in `{file}` has {found}, where `{path}` takes {wanted}",
            f"save it with {wanted} axes: `array.reshape(…)`",
        )
    if not array.size:
        raise TensorFileError(
            "E203", f"the array in `{file}` is empty ({shape})", "save an array that holds numbers"
        )
    with np.errstate(over="ignore", invalid="ignore"):
        numbers = np.ascontiguousarray(array, dtype=np.float64)
    if not np.isfinite(numbers).all():
        at = next(_not_finite(numbers))
        cell = ", ".join(str(i + 1) for i in at)
        raise TensorFileError(
            "E408",
            f"the array in `{file}` holds {numbers[at]} at [{cell}], where every number must be finite",
            "replace it before saving; what is hidden belongs into `mask`",
        )
    return numbers


def _not_finite(numbers: NDArray[np.float64]) -> Iterator[tuple[int, ...]]:
    for at in np.argwhere(~np.isfinite(numbers)):
        yield tuple(int(i) for i in at)


def _damaged(file: str, wanted: str) -> TensorFileError:
    return TensorFileError(
        "E403", f"`{file}` is damaged or not {wanted}", "save it again, with `numpy.savez` or `numpy.save`"
    )


def _pickled(file: str) -> TensorFileError:
    return TensorFileError(
        "E406",
        f"`{file}` holds pickled Python objects, which are never loaded: they can run code",
        "save plain numbers: `array.astype(float)`",
    )
