"""Dot-product attention without scaling (Luong, Pham and Manning 2015, equation 7 with the score "dot")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.mechanisms.common import hide, project, rescale
from attncli.stages.context import LUONG_CONTEXT
from attncli.stages.scores import LUONG_DOT_SCORES
from attncli.stages.softmax import LUONG_SOFTMAX

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor
    from attncli.trace import Recorder


def dot_product(scenario: Scenario, record: Recorder) -> Tensor:
    """softmax(Q K^T) V, one stage a line."""
    query, key, value = project(scenario, record)
    scores = record(LUONG_DOT_SCORES, query, key)
    scaled_scores = rescale(scenario, record, scores)
    masked_scores = hide(scenario, record, scaled_scores)
    weights = record(LUONG_SOFTMAX, masked_scores)
    return record(LUONG_CONTEXT, weights, value)
