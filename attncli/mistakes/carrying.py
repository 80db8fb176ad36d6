"""What a function is given and what it gives back, as files between two processes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from attncli.mistakes.verdicts import Mine

SEPARATOR = "|"
"""Between the parts of a name in a file of results: which call, the type, the name."""

Calls = tuple[Mapping[str, Mine], ...]


def pack_calls(path: str, judge: str, calls: Calls) -> None:
    """Write what calls gave back, whole or not at all, and which judge they were given."""
    arrays: dict[str, Any] = {f"judge{SEPARATOR}{SEPARATOR}{judge}": np.zeros(0)}
    for at, found in enumerate(calls):
        arrays |= {
            f"{at}{SEPARATOR}{mine.dtype}{SEPARATOR}{name}": mine.array for name, mine in found.items()
        }
    with open(f"{path}.part", "wb") as stream:
        np.savez(stream, **arrays)
    os.replace(f"{path}.part", path)


def unpack_calls(path: str) -> tuple[str, Calls]:
    """The judge and what two calls gave back."""
    calls: tuple[dict[str, Mine], dict[str, Mine]] = ({}, {})
    judge = ""
    with np.load(path, allow_pickle=False) as arrays:
        for key in arrays.files:
            call, dtype, name = key.split(SEPARATOR, 2)
            if call == "judge":
                judge = name
            else:
                calls[int(call)][name] = Mine(arrays[key], dtype)
    return judge, calls


def unpack_given(path: str) -> dict[str, Any]:
    """What was packed for a function: arrays, and numbers alone."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: array if array.ndim else array.item() for name, array in arrays.items()}
