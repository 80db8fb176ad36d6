"""What a function is given and what it gives back, as files between two processes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from attncli.mistakes.verdicts import Mine

SEPARATOR = "|"
"""Between the parts of a name in a file of results: which call, the type, the name."""

Calls = tuple[Mapping[str, Mine], ...]


def pack_calls(path: str, judge: str, calls: Calls, said: Sequence[str] = ()) -> None:
    """Write what calls gave back, whole or not at all, which judge they were given, what to say."""
    arrays: dict[str, Any] = {f"judge{SEPARATOR}{SEPARATOR}{judge}": np.zeros(0)}
    arrays |= {f"said{SEPARATOR}{SEPARATOR}{text}": np.zeros(0) for text in said}
    for at, found in enumerate(calls):
        arrays |= {
            f"{at}{SEPARATOR}{mine.dtype}{SEPARATOR}{name}": mine.array for name, mine in found.items()
        }
    with open(f"{path}.part", "wb") as stream:
        np.savez(stream, **arrays)
    os.replace(f"{path}.part", path)


def unpack_calls(path: str) -> tuple[str, Calls, tuple[str, ...]]:
    """The judge, what two calls gave back, and what is to be said."""
    calls: tuple[dict[str, Mine], dict[str, Mine]] = ({}, {})
    judge, said = "", []
    with np.load(path, allow_pickle=False) as arrays:
        for key in arrays.files:
            call, dtype, name = key.split(SEPARATOR, 2)
            if call == "judge":
                judge = name
            elif call == "said":
                said.append(name)
            else:
                calls[int(call)][name] = Mine(arrays[key], dtype)
    return judge, calls, tuple(said)


def unpack_given(path: str) -> dict[str, Any]:
    """What was packed for a function: arrays, and numbers alone."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: array if array.ndim else array.item() for name, array in arrays.items()}
