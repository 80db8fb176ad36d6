"""Luong's local attention, monotonic (Luong, Pham and Manning 2015, section 3.2, local-m)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.mechanisms.alignment import align, join
from attncli.mechanisms.common import project, rescale
from attncli.stages.context import LUONG_CONTEXT
from attncli.stages.softmax import LUONG_SOFTMAX
from attncli.stages.window import OWN_WINDOW, own_window

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor
    from attncli.trace import Recorder


def luong_local_m(scenario: Scenario, record: Recorder) -> Tensor:
    """p_t = t: a softmax over the window round the query's own position; no Gaussian."""
    queries, keys, window = scenario.queries, scenario.keys, scenario.settings["window"]
    query, key, value = project(scenario, record)
    scores = align(scenario, record, query, key)
    scaled_scores = rescale(scenario, record, scores)
    allowed = record.given(own_window(queries, keys, window, scenario.allowed))  # s in [t − D, t + D]
    masked_scores = record(OWN_WINDOW, scaled_scores, allowed, window=window)
    weights = record(LUONG_SOFTMAX, masked_scores)  # equation 7
    context = record(LUONG_CONTEXT, weights, value)
    return join(scenario, record, context, query)  # equation 5
