"""A function under test, called: what it is given is its own, and what comes back are arrays by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from attncli.errors import AttnError
from attncli.mistakes.judges import arguments
from attncli.mistakes.naming import RESULT
from attncli.mistakes.verdicts import Mine

if TYPE_CHECKING:
    from attncli.mistakes.judges import Asking

BATCHED = frozenset(("query", "key", "value", "x", "memory"))
"""What has an axis for a batch in front, in programs that want one."""

FOR_A_BATCH = "without an axis for a batch in front the function failed: it was given arrays with one"
"""What is said of a function that wants one."""

UNFIT = (ValueError, TypeError, IndexError, RuntimeError)
"""What libraries raise where an array has too few axes."""


def called(
    function: Callable[..., Any],
    asked: Asking,
    given: Mapping[str, Any],
    convert: Callable[[Any], Any] | None = None,
    dtype: str = "float64",
) -> tuple[dict[str, Mine], tuple[str, ...]]:
    """What a function makes of what it is given, by name, and what is to be said of the call. It gets arrays
    of its own, that it may do with as it likes; where it fails, the same with an axis for a batch in front.

    Raises: AttnError E566 if it gives back no numbers; whatever the function raises.
    """
    chosen = arguments(asked, given)
    said: tuple[str, ...] = ()
    try:
        result = call_with(function, asked, chosen, convert, dtype)
    except UNFIT as error:
        roles = dict(asked.names)
        of_batch = {name: thing[None] for name, thing in chosen.items() if roles[name] in BATCHED}
        try:
            result = call_with(function, asked, {**chosen, **of_batch}, convert, dtype)
        except (
            Exception
        ):  # it fails with a batch too, in whatever way: then the first failure is what is told
            raise error from None
        said = (FOR_A_BATCH,)
    found = {name: mine.no_finer(dtype) for name, mine in numbers_of(result)}
    if not found:
        kind = type(result).__name__
        what = f"the function gave back a `{kind}`, where arrays of numbers are expected"
        raise AttnError("E566", what, help="return the result, or a dict of arrays by the names of stages")
    return found, said


def call_with(
    function: Callable[..., Any],
    asked: Asking,
    chosen: Mapping[str, Any],
    convert: Callable[[Any], Any] | None,
    dtype: str,
) -> Any:
    """What a function gives back for copies of these arguments."""

    def own(thing: Any) -> Any:
        if not isinstance(thing, np.ndarray):
            return thing
        copy = thing.copy() if thing.dtype == bool else thing.astype(dtype)
        return copy if convert is None else convert(copy)

    copies = {name: own(thing) for name, thing in chosen.items()}
    return function(*copies.values()) if asked.positional else function(**copies)


def numbers_of(result: Any) -> Iterator[tuple[str, Mine]]:
    """The arrays of numbers that a function gave back, by name."""
    if isinstance(result, Mapping):
        parts = [(str(name), thing) for name, thing in result.items()]
    elif isinstance(result, tuple):
        parts = [
            (f"{RESULT} in place {at}" if at > 1 else RESULT, thing) for at, thing in enumerate(result, 1)
        ]
    else:
        parts = [(RESULT, result)]
    for name, thing in parts:
        array = as_numbers(thing)
        if array is not None:
            yield name, array


def as_numbers(thing: Any) -> Mine | None:
    """Anything that numpy takes for an array of numbers, a tensor of another library too; None for others."""
    dtype = str(getattr(thing, "dtype", "float64")).rpartition(".")[2]
    steps = ["detach", "cpu"]
    if dtype == "bfloat16":
        steps.append("float")  # numpy has no such type
    for step in steps:
        if callable(getattr(thing, step, None)):
            thing = getattr(thing, step)()
    try:
        array = np.asarray(thing)
        if array.dtype.kind in "OSUMmc" or not array.ndim:
            return None
        return Mine(array.astype(np.float64), dtype)
    except (TypeError, ValueError):
        return None


OTHER_NUMBERS = (
    "a second call with the same arrays gave other numbers: something is left to chance, such as dropout"
)
"""What is said of a function that gives other numbers each time."""


def same_numbers(found: Mapping[str, Mine], again: Mapping[str, Mine]) -> bool:
    """Whether two calls gave the same arrays."""
    return found.keys() == again.keys() and all(
        np.array_equal(found[name].array, again[name].array, equal_nan=True) for name in found
    )
