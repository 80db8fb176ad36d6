"""What Luong's variants share: three ways to score keys, and the attentional vector behind the context."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor
    from attncli.trace import Recorder


def align(scenario: Scenario, record: Recorder, query: Tensor, key: Tensor) -> Tensor:
    """score(h_t, h̄_s) of Luong, Pham and Manning 2015, section 3.1, in the way that a scenario names."""
    from attncli.stages.network import CONCAT_SCORES, GENERAL_SCORES
    from attncli.stages.scores import LUONG_DOT_SCORES

    parameters = scenario.parameters
    match scenario.settings.get("align", "dot"):
        case "general":
            return record(GENERAL_SCORES, query, key, parameters["w_a"])
        case "concat":
            return record(CONCAT_SCORES, query, key, parameters["w_a"], parameters["v_a"])
        case _:
            return record(LUONG_DOT_SCORES, query, key)


def join(scenario: Scenario, record: Recorder, context: Tensor, query: Tensor) -> Tensor:
    """The attentional vector, equation 5, where a scenario has its matrix w_c; else the context as it is."""
    if "w_c" not in scenario.parameters:
        return context
    from attncli.stages.attentional import ATTENTIONAL

    return record(ATTENTIONAL, context, query, scenario.parameters["w_c"])
