"""Multi-head attention (Vaswani et al. 2017, section 3.2.2), with fewer key heads where the scenario wants it
(Ainslie et al. 2023).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.mechanisms.common import hide, project, rescale
from attncli.stages.context import CONTEXT
from attncli.stages.heads import CONCATENATE, KEY_HEADS, KEY_SHARED, QUERY_HEADS, VALUE_HEADS, VALUE_SHARED
from attncli.stages.scaling import SCALE
from attncli.stages.scores import DOT_SCORES
from attncli.stages.softmax import SOFTMAX

if TYPE_CHECKING:
    from attncli.scenario import Scenario
    from attncli.tensor import Axis, Tensor
    from attncli.trace import Op, Recorder


def multi_head(scenario: Scenario, record: Recorder) -> Tensor:
    """Concat(head_1, …, head_h) W_O with head_i = Attention(Q W_i^Q, K W_i^K, V W_i^V), one stage a line."""
    heads, kv_heads = scenario.query_heads, scenario.key_heads
    query, key, value = project(scenario, record)  # (n, heads·d)
    query = split(record, QUERY_HEADS, query, heads)  # (heads, n_queries, d_k)
    fewer = len(kv_heads) < len(heads)
    key = split(record, KEY_HEADS, key, kv_heads, fewer=fewer)
    value = split(record, VALUE_HEADS, value, kv_heads, fewer=fewer)
    key = shared(record, KEY_SHARED, key, heads)  # (kv_heads, n_keys, d_k) -> (heads, n_keys, d_k)
    value = shared(record, VALUE_SHARED, value, heads)
    scores = record(DOT_SCORES, query, key)  # (heads, n_queries, n_keys)
    scaled_scores = rescale(scenario, record, scores, SCALE, d_k=key.size("d_k"))
    masked_scores = hide(scenario, record, scaled_scores)
    weights = record(SOFTMAX, masked_scores)
    context = record(CONTEXT, weights, value)  # (heads, n_queries, d_v)
    concatenated = record(CONCATENATE, context, heads=heads)  # (n_queries, heads·d_v)
    return mixed(scenario, record, concatenated, heads)


def split(record: Recorder, op: Op, packed: Tensor, heads: Axis, *, fewer: bool = False) -> Tensor:
    """The columns cut into heads; what was given with its heads in front is there already.

    ``fewer``: than there are query heads, so that several of these will share one.
    """
    if packed.has("head"):
        return packed
    return record(op, packed, heads=heads, d=len(packed.axes[-1]) // len(heads), fewer=fewer)


def shared(record: Recorder, op: Op, of_heads: Tensor, heads: Axis) -> Tensor:
    """A key or value head for every query head; where there are as many, each has its own."""
    kv_heads = of_heads.size("head")
    if kv_heads == len(heads):
        return of_heads
    return record(op, of_heads, heads=heads, kv_heads=kv_heads)


def mixed(scenario: Scenario, record: Recorder, concatenated: Tensor, heads: Axis) -> Tensor:
    """The heads' results times W_O, where the scenario has it."""
    w, b = scenario.parameters.get("w_o"), scenario.parameters.get("b_o")
    if w is None:
        return concatenated
    from attncli.stages.output import OUTPUT

    return record(OUTPUT, concatenated, w, b, heads=heads, origin=scenario.origin_of(w.name))
