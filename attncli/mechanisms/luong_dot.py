"""Luong's global attention with the dot score (Luong, Pham and Manning 2015, section 3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.mechanisms.alignment import join
from attncli.mechanisms.common import hide, project, rescale
from attncli.stages.context import LUONG_CONTEXT
from attncli.stages.scores import LUONG_DOT_SCORES
from attncli.stages.softmax import LUONG_SOFTMAX

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor
    from attncli.trace import Recorder


def luong_dot(scenario: Scenario, record: Recorder) -> Tensor:
    """Equations of the paper, a stage a line; its h_t is the query here, its h̄_s the key and the value."""
    query, key, value = project(scenario, record)
    scores = record(LUONG_DOT_SCORES, query, key)  # score(h_t, h̄_s) = h_t · h̄_s
    scaled_scores = rescale(scenario, record, scores)
    masked_scores = hide(scenario, record, scaled_scores)
    weights = record(LUONG_SOFTMAX, masked_scores)  # equation 7
    context = record(LUONG_CONTEXT, weights, value)
    return join(scenario, record, context, query)  # equation 5: tanh(W_c [c_t; h_t])
