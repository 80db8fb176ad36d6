"""Arrays from .safetensors files, through the package of that name if it is there; not what they mean."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.reading.tensor_checks import TensorFileError, check_size, check_type, choose

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from attncli.reading.tensor_checks import TensorFile

REAL = ("F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8")
OTHER = {"BOOL": "b", "C64": "c"}
"""numpy's letters for kinds of type that are not real numbers."""


def names_of(file: TensorFile) -> list[tuple[str, str]]:
    """The arrays in a file, each with its type as the file calls it. Raises: TensorFileError E403, E410."""
    try:
        from safetensors import SafetensorError, safe_open
    except ImportError:
        raise not_installed(file) from None
    try:
        with safe_open(file.path, framework="np") as tensors:
            return [(name, str(tensors.get_slice(name).get_dtype())) for name in sorted(tensors.keys())]
    except (SafetensorError, ValueError, TypeError, OSError):
        raise damaged(file) from None


def not_installed(file: TensorFile) -> TensorFileError:
    """E410: without the package there is no reading."""
    what = f"`{file.name}` needs the package `safetensors`, which is not installed"
    return TensorFileError("E410", what, "run `pip install 'attncli[safetensors]'`")


def damaged(file: TensorFile) -> TensorFileError:
    """E403: not what its name says."""
    what = f"`{file.name}` is damaged or not a .safetensors file"
    return TensorFileError("E403", what, "save it again, with `safetensors.numpy.save_file`")


def load_safetensors(file: TensorFile, array: str | None) -> NDArray[Any]:
    """The array of this name (or the only one), as the type it has there; BF16 as float32.

    Raises: TensorFileError E403 damaged, E404 no such array, E405 several and none named,
    E407 not real numbers, E409 and E430 too large, E410 the package is not installed.
    """
    try:
        from safetensors import SafetensorError, safe_open
    except ImportError:
        raise not_installed(file) from None
    try:
        with safe_open(file.path, framework="np") as tensors:
            name = choose(array, sorted(tensors.keys()), file)
            part = tensors.get_slice(name)
            kind, shape = str(part.get_dtype()), [int(size) for size in part.get_shape()]
            if kind not in REAL:
                check_type(OTHER.get(kind, "?"), kind, file)
            check_size(shape, file)
            if kind != "BF16":
                found: NDArray[Any] = tensors.get_tensor(name)
                return found
    except (SafetensorError, ValueError, TypeError, OSError):
        raise damaged(file) from None
    return bfloat16(file.path, name, shape)


def bfloat16(path: str, name: str, shape: list[int]) -> NDArray[np.float32]:
    """An array of a type that numpy lacks: its 16 bits are the upper half of a float32.

    The header is sound, since safe_open has read it.
    """
    with open(path, "rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        begin, end = json.loads(stream.read(length))[name]["data_offsets"]
        stream.seek(8 + length + begin)
        halves = np.frombuffer(stream.read(end - begin), dtype="<u2")
    return (halves.astype(np.uint32) << 16).view(np.float32).reshape(shape)
