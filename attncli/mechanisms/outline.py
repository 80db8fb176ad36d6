"""Which stages a scenario will have, and under which axes, before a number of it is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.mechanisms import MECHANISMS
from attncli.trace import PLAYED, Outline, played

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor


def stage_names() -> list[str]:
    """What any stage of any scenario may be called, finer steps too; imports every kind of stage."""
    from attncli.stages import every_op

    return sorted({op.name for op in every_op()} | {"query", "key", "value"})


def with_roles(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of an outline, and queries, keys and values where X with its positions plays them."""
    if "positions" not in tensors:
        return tensors
    absent = (role for role in PLAYED if role not in tensors)
    return tensors | {role: played(role, tensors["positions"]) for role in absent}


def outline(scenario: Scenario) -> dict[str, Tensor]:
    """Every stage by its name, in order, behind the queries, keys and values that are given: axes alone,
    every number is 0.
    """
    record = Outline()
    MECHANISMS[scenario.mechanism].run(scenario, record)
    roles = (scenario.query, scenario.key, scenario.value)
    given = {tensor.name: tensor for tensor in roles if tensor is not None}
    return given | {stage.name: stage.output for stage in record.stages}
