"""Luong's local attention, predictive (Luong, Pham and Manning 2015, section 3.2, local-p)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.mechanisms.alignment import align, join
from attncli.mechanisms.common import project, rescale
from attncli.stages.context import LUONG_CONTEXT
from attncli.stages.local import LOCAL_WEIGHTS
from attncli.stages.place import ALIGNMENT_POSITION
from attncli.stages.softmax import LUONG_SOFTMAX
from attncli.stages.window import WINDOW_MASK

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor
    from attncli.trace import Recorder


def luong_local_p(scenario: Scenario, record: Recorder) -> Tensor:
    """A place p_t predicted from the query, a softmax over the window round it, times a Gaussian round it;
    not renormalised.
    """
    query, key, value = project(scenario, record)
    w_p, v_p, window = scenario.parameters["w_p"], scenario.parameters["v_p"], scenario.settings["window"]
    # equation 9: p_t = S · sigmoid(v_p · tanh(W_p h_t))
    position = record(ALIGNMENT_POSITION, query, w_p, v_p, n_keys=key.size("key"))
    scores = align(scenario, record, query, key)
    scaled_scores = rescale(scenario, record, scores)
    masked_scores = record(WINDOW_MASK, scaled_scores, position, scenario.allowed, window=window)
    weights = record(LUONG_SOFTMAX, masked_scores)  # align(h_t, h̄_s), equation 7: s in [p_t − D, p_t + D]
    local_weights = record(LOCAL_WEIGHTS, weights, position, window=window)  # equation 10
    context = record(LUONG_CONTEXT, local_weights, value)
    return join(scenario, record, context, query)  # equation 5
