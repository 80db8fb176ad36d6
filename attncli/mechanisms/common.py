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
    placed = positioned(scenario, record)
    made = []
    for name, given in (("query", scenario.query), ("key", scenario.key), ("value", scenario.value)):
        if given is not None:
            made.append(given)
            continue
        x = scenario.memory if scenario.memory is not None and name != "query" else placed
        assert x is not None
        w, b = scenario.parameters.get(f"w_{name[0]}"), scenario.parameters.get(f"b_{name[0]}")
        if w is None:
            made.append(
                x.seen_as(
                    scenario.queries if name == "query" else scenario.keys,
                    x.axes[1].renamed("d_v" if name == "value" else "d_k"),
                )
            )
            continue
        from attncli.stages.projection import PROJECTIONS

        made.append(record(PROJECTIONS[name], x, w, b, random=w.name in scenario.random))
    query, key, value = made
    return query, key, value


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
