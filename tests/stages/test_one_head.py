"""What one head sees less of: every weight that it has lower by 0.01 is heard of, and none that is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from attncli import attend, load_scenario
from attncli.document import plain
from attncli.stages.one_head import less_in_one

rows = arrays(np.float64, (3, 4), elements=st.sampled_from([0.0, 1.0, 1.001, 2.0, 5.0]))


@given(rows)
def test_nothing_is_lost_only_where_no_weight_is_lower_by_a_hundredth(drawn: NDArray[np.float64]) -> None:
    assume(drawn.any(axis=1).all())
    *heads, one = drawn / drawn.sum(axis=1, keepdims=True)
    found = less_in_one([list(head) for head in heads], list(one))
    assert all(weight == heads[h][j] and weight - one[j] >= 0.01 for h, j, weight in found)
    assert bool(found) == any((head - one >= 0.01).any() for head in heads)


def test_heads_that_lose_next_to_nothing_are_not_named_beside_one_that_loses_much() -> None:
    one = [0.47, 0.06, 0.47]
    assert less_in_one([[0.49, 0.03, 0.48], [0.03, 0.94, 0.03]], one) == [(1, 1, 0.94)]
    assert less_in_one([[0.49, 0.03, 0.48]], one) == [(0, 0, 0.49)]


def test_a_head_is_heard_of_though_the_one_head_has_more_of_its_largest_weight() -> None:
    """In head 1 “bank” has most, and in the one head more; “steep” has lost."""
    trace = attend(
        load_scenario(
            "glove", heads=4, mechanism="multi-head", sentence="The river bank was steep", query="bank"
        )
    )
    assert trace.single is not None
    weights = next(stage for stage in trace.shown if stage.name == "weights")
    said = plain(weights.op.against_one(weights, trace.single().stage("weights").at(2).head(0)))
    head, one = weights.output.array[0, 0], trace.single().stage("weights").output.array[0, 2]
    assert head[2] < one[2]
    assert head[4] - one[4] == pytest.approx(max(head - one))
    assert f"spends {head[4]} on steep, the one head {one[4]}" in said
    assert "loses nothing" not in said
