"""Arrays from .safetensors files, through the package of that name if it is there; nothing about what they mean."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.reading.npy import TensorFileError, check_size, check_type, choose

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KINDS = {"BOOL": "b", "C64": "c"}
_REAL = ("F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8")


def load_safetensors(full: str, file: str, array: str | None) -> NDArray[Any]:
    """The array of this name (or the only one), as the type it has there; BF16 as float32.

    Raises: TensorFileError E403 damaged, E404, E405, E407 not real numbers, E409 too large, E410 the package is not installed.
    """
    try:
        from safetensors import SafetensorError, safe_open
    except ImportError:
        raise TensorFileError(
            "E410",
            f"`{file}` needs the package `safetensors`, which is not installed",
            "run `pip install 'attncli[safetensors]'`",
        ) from None
    try:
        with safe_open(full, framework="np") as tensors:
            name = choose(array, sorted(tensors.keys()), file)
            part = tensors.get_slice(name)
            kind, shape = str(part.get_dtype()), [int(size) for size in part.get_shape()]
            if kind not in _REAL:
                check_type(_KINDS.get(kind, "?"), kind, file)
            count = 1
            for size in shape:
                count *= size
            check_size(count, file)
            if kind != "BF16":
                found: NDArray[Any] = tensors.get_tensor(name)
                return found
    except (SafetensorError, ValueError, TypeError, OSError):
        raise TensorFileError(
            "E403",
            f"`{file}` is damaged or not a .safetensors file",
            "save it again, with `safetensors.numpy.save_file`",
        ) from None
    return _bf16(full, name, shape)


def _bf16(full: str, name: str, shape: list[int]) -> NDArray[np.float32]:
    """numpy has no such type: its 16 bits are the upper half of a float32. The header is sound, since safe_open read it."""
    with open(full, "rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        begin, end = json.loads(stream.read(length))[name]["data_offsets"]
        stream.seek(8 + length + begin)
        halves = np.frombuffer(stream.read(end - begin), dtype="<u2")
    return (halves.astype(np.uint32) << 16).view(np.float32).reshape(shape)
