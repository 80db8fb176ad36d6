"""What tests of mistakes share: random arrays, loops over them, scenarios, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.mistake import Mistake
from attncli.mistakes.numbers import Numbers, Wrong
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario

Floats = NDArray[np.float64]


def random(*shape: int) -> Floats:
    """Numbers of a shape, the same every time."""
    return np.random.default_rng(shape).normal(0, 2, shape)


def together(loop: Callable[..., Any], *arrays: NDArray[Any], axes: int = 2) -> Floats:
    """What a loop makes of the matrices of several arrays with the same leading axes."""
    if arrays[0].ndim == axes:
        return np.array(loop(*(array.tolist() for array in arrays)))
    return np.stack([together(loop, *parts, axes=axes) for parts in zip(*arrays, strict=True)])


def of_text(text: str) -> Scenario:
    """A scenario of a text."""
    return load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None))


def where_made(scenario: Scenario, mistake: Mistake) -> list[bool]:
    """Whether each form of a mistake can be made in a computation."""
    numbers = Numbers(scenario, ())
    return [numbers.wrong(mistake, form) is not None for form in range(len(mistake.forms))]


def made(scenario: Scenario, mistake: Mistake, form: int = 0) -> Wrong:
    """A computation with a form of a mistake in it, which must be possible there."""
    wrong = Numbers(scenario, ()).wrong(mistake, form)
    assert wrong is not None
    return wrong


def found(wrong: Wrong, place: str) -> Floats:
    """The numbers of a stage in it, or of a finer step."""
    return np.asarray(wrong.array(place), float)


def truth(scenario: Scenario, place: str) -> Floats:
    """The true numbers there."""
    return np.asarray(Numbers(scenario, ()).right(place).array, float)


def inputs(scenario: Scenario, stage: str = "scores") -> dict[str, Any]:
    """What a stage is made of in truth, by its role, as lists."""
    step = Numbers(scenario, ()).truth[stage].step
    return {role: np.asarray(tensor.array, float).tolist() for role, tensor in step.inputs.items()}


def close(numbers: Floats, expected: Iterable[Any]) -> bool:
    """Whether an array is what loops made: the same numbers, and the same that are none."""
    wanted = np.array(list(expected), float)
    if numbers.shape != wanted.shape:
        return False
    return np.allclose(numbers, wanted, rtol=0, atol=1e-12, equal_nan=True)


def apart(numbers: Floats, others: Iterable[Any]) -> bool:
    """Whether two differ at two decimals, somewhere."""
    return not np.allclose(numbers, np.array(list(others), float), rtol=0, atol=0.005, equal_nan=True)
