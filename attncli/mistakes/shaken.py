"""A computation with some of its numbers moved a little: what shows there and not before was hidden by what
the numbers had been.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from attncli.mistakes.changing import ElsewhereError, Run, run
from attncli.record import Record
from attncli.tensor import Axis, Tensor

if TYPE_CHECKING:
    from attncli.mistakes.mistake import Mistake
    from attncli.numerics.arrays import Array, Floats
    from attncli.scenario import Scenario

ROLES = ("query", "key", "value")


def moved(array: Array, salt: int = 0, far: float = 0.7) -> Floats:
    """An array with every number moved by another amount, always the same for the same salt."""
    steps = np.arange(1, array.size + 1, dtype=np.float64).reshape(array.shape)
    return np.asarray(array, dtype=np.float64) + far * np.sin(steps * 12.9898 + 78.233 * (salt + 1))


def like(tensor: Tensor, array: Array) -> Tensor:
    """Other numbers in the place of given ones."""
    return tensor.like(array, tensor.axes, None)


class Made(Record):
    """A mistake as it is made in one of its forms (from 0)."""

    mistake: Mistake
    form: int


class Shaken:
    """A scenario, with arrays that stand in the place of stages, and mistakes run over it: each once.

    ``runs`` are those that were made already, by the mistake's name and form.
    """

    def __init__(
        self,
        scenario: Scenario,
        standing: Mapping[str, Floats] | None = None,
        runs: dict[tuple[str, int], Run | None] | None = None,
    ) -> None:
        self.scenario = scenario
        self.standing = standing or {}
        self.runs: dict[tuple[str, int], Run | None] = {} if runs is None else runs

    def array(self, made: Made | None, stage: str) -> Array | None:
        """The numbers of a stage with a mistake, or the right ones (None); None where there are none."""
        key = (made.mistake.name, made.form) if made else ("", 0)
        if key not in self.runs:
            try:
                form = made.mistake.forms[made.form] if made else ()
                self.runs[key] = run(self.scenario, form, self.standing)
            except ElsewhereError:
                self.runs[key] = None
        found = self.runs[key]
        return found.stages[stage].output.array if found and stage in found.stages else None


def with_array(scenario: Scenario, name: str, array: Array) -> Scenario:
    """A scenario with other numbers in one of the tensors given: a parameter, x, the memory, or a role.

    What is X as it is, where a role has no matrix, is given once more under the role's name: both change.
    """
    if name in scenario.parameters:
        tensor = scenario.parameters[name]
        return scenario._replace(parameters={**scenario.parameters, name: like(tensor, array)})
    given: Tensor = getattr(scenario, name)
    changes = {name: like(given, array)}
    for role in ROLES if name in ("x", "memory") else ():
        own: Tensor | None = getattr(scenario, role)
        if own is not None and np.array_equal(own.array, given.array):
            changes[role] = like(own, array)
    return scenario._replace(**changes)


def array_of(scenario: Scenario, name: str) -> Array | None:
    """The numbers of one of the tensors given; None where it is not."""
    tensor: Tensor | None = scenario.parameters.get(name) or getattr(scenario, name, None)
    return None if tensor is None else tensor.array


def with_other(scenario: Scenario, name: str, salt: int = 0) -> Scenario:
    """A scenario in which the numbers of one of the tensors given are moved."""
    array = array_of(scenario, name)
    return scenario if array is None else with_array(scenario, name, moved(array, salt))


def with_other_role(scenario: Scenario, role: str, salt: int = 0) -> Scenario:
    """A scenario in which queries, keys or values are other numbers than they were, and nothing else is."""
    matrix = f"w_{role[0]}"
    if matrix in scenario.parameters:
        return with_other(scenario, matrix, salt)
    if getattr(scenario, role) is not None or scenario.x is None:
        return with_other(scenario, role, salt)
    # X with its positions plays the role: a matrix of its own parts it from the others.
    own = unit_matrix(scenario.x, role)
    return with_other(scenario._replace(parameters={**scenario.parameters, matrix: own}), matrix, salt)


def with_another_query(scenario: Scenario) -> Scenario | None:
    """A scenario with as many queries as keys, behind its only one; None where there are more, or it is not
    given.
    """
    query = scenario.query
    if query is None or scenario.x is not None or scenario.allowed is not None or len(scenario.queries) > 1:
        return None
    count = max(2, len(scenario.keys))
    queries = Axis.numbered("query", count)
    rows = np.concatenate([query.array, *(moved(query.array, at) for at in range(1, count))], axis=-2)
    axes = [queries if axis.name == "query" else axis for axis in query.axes]
    return scenario._replace(query=query.like(rows, axes, None), queries=queries)


def unit_matrix(x: Tensor, role: str) -> Tensor:
    """The matrix that makes a role of X as it is."""
    size = x.array.shape[1]
    axes = (x.axes[1], Axis.numbered("d_v" if role == "value" else "d_k", size))
    return Tensor(f"w_{role[0]}", x.symbol, np.eye(size), axes, parameter=True)


def with_everything_other(scenario: Scenario, salt: int = 0) -> Scenario:
    """A scenario of the same shapes, all of whose numbers are other ones."""
    names = ["x", "memory", *scenario.parameters]
    names += [] if scenario.x is not None else list(ROLES)
    for at, name in enumerate(names):
        scenario = with_other(scenario, name, salt + at)
    return scenario


def wider(scenario: Scenario, by: int = 1) -> Scenario | None:
    """A scenario whose queries and keys are longer by so many zeros, which change no score; None where none
    can be.
    """
    heads = {"query": len(scenario.query_heads), "key": len(scenario.key_heads)}
    parameters = dict(scenario.parameters)
    changes: dict[str, object] = {}
    for role, count in heads.items():
        matrix, bias = parameters.get(f"w_{role[0]}"), parameters.get(f"b_{role[0]}")
        own: Tensor | None = getattr(scenario, role)
        if matrix is None and own is None and scenario.x is not None:
            matrix = unit_matrix(scenario.x, role)
        if matrix is not None:
            parameters[matrix.name] = padded(matrix, count, by)
            if bias is not None:
                parameters[bias.name] = padded(bias, count, by)
        elif own is not None:
            changes[role] = padded(own, 1 if own.has("head") else count, by)
        else:
            return None
    if any(name[2] not in "qkvo" for name in parameters):
        return None  # a matrix that meets the columns of queries or keys would have to grow with them
    return scenario._replace(parameters=parameters, **changes)


def padded(tensor: Tensor, heads: int, by: int) -> Tensor:
    """A tensor with zeros behind the columns of every head."""
    *front, columns = tensor.array.shape
    parted = tensor.array.reshape(*front, heads, columns // heads)
    grown = np.concatenate([parted, np.zeros((*front, heads, by))], axis=-1)
    array = grown.reshape(*front, columns + by * heads)
    axes = (*tensor.axes[:-1], Axis.numbered(tensor.axes[-1].name, array.shape[-1]))
    return tensor.like(array, axes, None)
