"""All arrays of a .npz, .npy, .safetensors or JSON file, by name, whatever their numbers are: a result that
is not finite is one too.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli import npy
from attncli.errors import AttnError, Place
from attncli.reading.tensor_checks import TensorFile, TensorFileError, check_size
from attncli.reading.tensor_file import load
from attncli.reading.text import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

ARRAYS = FileKind(noun="file of arrays", beginning="", examples="docs/grading.md")

ENDINGS = (".npz", ".npy", ".safetensors", ".json")
"""What files of arrays end in."""

MOST = 64 << 20
"""Bytes of JSON that are read at most."""


def arrays_in(path: str) -> dict[str, NDArray[Any]]:
    """The arrays of real numbers in a file; that of an .npy file, and numbers alone in JSON, is "".

    Raises: AttnError E101, E102, E402 to E410, E430; E562 for JSON that holds no arrays.
    """
    ending = os.path.splitext(path)[1].lower()
    if not os.path.lexists(path):
        raise AttnError("E101", f"there is no file `{path}`", Place(file=path), "check the path")
    file = TensorFile(path, path, ARRAYS)
    try:
        if ending == ".json":
            return dict(in_json(path))
        if ending == ".npy":
            return {"": load(file, None)}
        names = list(real(file, ending))
        return {name: load(file, name) for name in names} if names else {"": load(file, None)}
    except TensorFileError as refused:
        raise AttnError(refused.code, refused.what, Place(file=path), refused.help) from None
    except OSError as error:
        raise unreadable(path, error) from None


def real(file: TensorFile, ending: str) -> Iterator[str]:
    """The names of the arrays of real numbers in a file of several.

    Raises: TensorFileError E403, E410; OSError.
    """
    if ending == ".npz":
        member = ""
        try:
            with npy.archive(file.path) as members:
                for member in members.namelist():
                    with members.open(member) as stream:
                        if npy.read_header(stream).dtype.kind in "fiu":
                            yield member.removesuffix(".npy")
        except (npy.DamagedError, npy.UnknownTypeError, npy.PickledError):
            load(file, member.removesuffix(".npy") or None)  # which tells what is wrong
            raise
    elif ending == ".safetensors":
        from attncli.reading.safetensors_file import REAL, names_of

        yield from (name for name, kind in names_of(file) if kind in REAL)


def in_json(path: str) -> Iterator[tuple[str, NDArray[Any]]]:
    """The arrays in a JSON file: an object of them by name, the stages of attn/trace, or one alone.

    null is −∞, as attn writes it. Raises: AttnError E102, E409, E562; TensorFileError E430.
    """
    import json

    try:
        with open(path, "rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise unreadable(path, error) from None
    if len(data) > MOST:
        what = f"`{path}` holds more than the {MOST >> 20} MiB of JSON that are read"
        raise AttnError("E409", what, Place(file=path), "save the arrays with `numpy.savez`")
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        raise no_arrays(path, "is no JSON") from None
    if isinstance(told, dict) and str(told.get("format", "")).startswith("attn/"):
        stages = told.get("stages")
        told = {each["name"]: each["values"] for each in stages} if isinstance(stages, list) else {}
    found = 0
    for name, values in told.items() if isinstance(told, dict) else [("", told)]:
        array = plain_array(values)
        if array is not None:
            check_size(array.shape, TensorFile(path, path, ARRAYS))
            found += 1
            yield str(name), array
    if not found:
        raise no_arrays(path, "holds no lists of numbers")


def plain_array(values: Any) -> NDArray[np.float64] | None:
    """Lists of numbers as an array; None for anything else."""
    if not isinstance(values, list):
        return None
    try:
        array = np.array(values, dtype=object)
        hidden = np.frompyfunc(lambda value: value is None, 1, 1)(array).astype(bool)
        numbers: NDArray[np.float64] = np.where(hidden, -np.inf, array).astype(np.float64)
        return numbers
    except (TypeError, ValueError):
        return None


def no_arrays(path: str, why: str) -> AttnError:
    """E562: a JSON file without arrays."""
    help = 'write an object of lists by name: {"weights": [[0.2, 0.8]], "output": [[1.5, 2]]}'
    return AttnError("E562", f"`{path}` {why}, where arrays by name are expected", Place(file=path), help)


def unreadable(path: str, error: OSError) -> AttnError:
    """E102: a file that cannot be read."""
    reason = error.strerror or type(error).__name__
    what = f"`{path}` cannot be read: {reason[:1].lower()}{reason[1:]}"
    return AttnError("E102", what, Place(file=path), "check the file's permissions, or name another")
