"""Additive attention (Bahdanau, Cho and Bengio 2015, section 3.1 and appendix A.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.mechanisms.common import hide, project, rescale
from attncli.stages.context import BAHDANAU_CONTEXT
from attncli.stages.network import ADDITIVE_SCORES
from attncli.stages.softmax import BAHDANAU_SOFTMAX

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.tensor import Tensor
    from attncli.trace import Recorder


def additive(scenario: Scenario, record: Recorder) -> Tensor:
    """Equations of the paper, a stage a line; its s_i−1 is the query here, its h_j the key and the value."""
    query, key, value = project(scenario, record)
    w_a, u_a, v_a, b_a = (scenario.parameters.get(name) for name in ("w_a", "u_a", "v_a", "b_a"))
    scores = record(ADDITIVE_SCORES, query, key, w_a, u_a, v_a, b_a)  # e_ij = v_a · tanh(W_a s_i−1 + U_a h_j)
    scaled_scores = rescale(scenario, record, scores)
    masked_scores = hide(scenario, record, scaled_scores)
    weights = record(BAHDANAU_SOFTMAX, masked_scores)  # equation 6: α_ij = exp(e_ij) / Σ_k exp(e_ik)
    return record(BAHDANAU_CONTEXT, weights, value)  # equation 5: c_i = Σ_j α_ij h_j
