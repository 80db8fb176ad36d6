"""What the variants share: the projections before the scores, the scaling and the mask behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor
    from attncli.trace import Op, Recorder


def project(scenario: Scenario, record: Recorder) -> tuple[Tensor, Tensor, Tensor]:
    """Q = X W_Q, K = X W_K, V = X W_V, each where it has a matrix; what has none is given, or X with its
    positions as it is.

    With a memory, K and V are made of that.
    """
    x = positioned(scenario, record)
    other = scenario.memory or x
    query = scenario.query or projected(scenario, record, "query", x)
    key = scenario.key or projected(scenario, record, "key", other)
    value = scenario.value or projected(scenario, record, "value", other)
    return query, key, value


def projected(scenario: Scenario, record: Recorder, role: str, x: Tensor | None) -> Tensor:
    """X by the matrix of a role, and its bias; X as it is in a role that has no matrix."""
    assert x is not None
    w, b = scenario.parameters.get(f"w_{role[0]}"), scenario.parameters.get(f"b_{role[0]}")
    if w is None:
        rows = scenario.queries if role == "query" else scenario.keys
        return x.seen_as(rows, x.axes[1].renamed("d_v" if role == "value" else "d_k"))
    from attncli.stages.projection import PROJECTIONS

    return record(PROJECTIONS[role], x, w, b, origin=scenario.origin_of(w.name))


def positioned(scenario: Scenario, record: Recorder) -> Tensor | None:
    """The embeddings, with their positions added where the scenario wants that."""
    if scenario.x is None or scenario.positions is None:
        return scenario.x
    from attncli.stages.positions import POSITIONS

    return record(POSITIONS, scenario.x, base=scenario.positions)


def rescale(
    scenario: Scenario, record: Recorder, scores: Tensor, own: Op | None = None, **settings: Any
) -> Tensor:
    """The scores by the scenario's scale; "auto" is the mechanism's own rule, None for none."""
    if scenario.scale == "auto":
        return scores if own is None else record(own, scores, **settings)
    if scenario.scale == "none":
        return scores
    from attncli.stages.scaling import MULTIPLY

    return record(MULTIPLY, scores, scale=float(scenario.scale))


def hide(scenario: Scenario, record: Recorder, scores: Tensor) -> Tensor:
    """The scores with what is hidden at −∞, where the scenario has a mask."""
    if scenario.allowed is None:
        return scores
    from attncli.stages.mask import MASK

    causal = any(mask.startswith("causal") for mask in scenario.mask)
    return record(MASK, scores, scenario.allowed, causal=causal)
