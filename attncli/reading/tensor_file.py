"""Arrays from .npy, .npz and .safetensors files that a scenario names; refuses whatever is not plain finite numbers of a bearable size."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.reading.npy import TensorFileError, choose, damaged, npy_array
from attncli.reading.tree import under
from attncli.reading.values import pairs_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from attncli.reading.text import Faults
    from attncli.reading.tree import Pairs


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
                return npy_array(stream, file)
        if ending == ".npz":
            return _npz(full, file, array)
        if ending == ".safetensors":
            from attncli.reading.safetensors_file import load_safetensors

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


def _npz(full: str, file: str, array: str | None) -> NDArray[Any]:
    import lzma
    import struct
    import zipfile
    import zlib

    broken = (
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
                return npy_array(stream, file)
    except PermissionError:
        raise
    except broken:
        raise damaged(file, "an .npz file") from None


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
