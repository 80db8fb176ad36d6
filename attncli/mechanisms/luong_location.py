"""Luong's location-based attention (Luong, Pham and Manning 2015, equation 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.mechanisms.alignment import join
from attncli.mechanisms.common import hide, project, rescale
from attncli.stages.context import LUONG_CONTEXT
from attncli.stages.network import LOCATION_SCORES
from attncli.stages.softmax import LOCATION_SOFTMAX

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor
    from attncli.trace import Recorder


def luong_location(scenario: Scenario, record: Recorder) -> Tensor:
    """softmax(W_a h_t): the query alone says where to look, and the keys are not asked."""
    query, _, value = project(scenario, record)
    scores = record(LOCATION_SCORES, query, scenario.parameters["w_a"])
    scaled_scores = rescale(scenario, record, scores)
    masked_scores = hide(scenario, record, scaled_scores)
    weights = record(LOCATION_SOFTMAX, masked_scores)  # equation 8: a_t = softmax(W_a h_t)
    context = record(LUONG_CONTEXT, weights, value)
    return join(scenario, record, context, query)  # equation 5
