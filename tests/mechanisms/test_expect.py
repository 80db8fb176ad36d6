"""What `attn check` compares: every number, and none that is near enough."""

from __future__ import annotations

import numpy as np
import pytest

from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.expect import compare


@pytest.mark.parametrize("name", scenario_names())
def test_every_number_is_compared_and_each_that_is_too_far_off_is_found(name: str) -> None:
    scenario = load_scenario(name)
    assert [each.misses for each in compare(scenario)] == [()] * len(scenario.expect)
    shifted = tuple(each._replace(values=each.values + 2.1 * each.atol) for each in scenario.expect)
    for compared, expectation in zip(compare(scenario._replace(expect=shifted)), shifted, strict=True):
        assert (compared.stage, compared.numbers, len(compared.misses)) == (
            expectation.stage,
            expectation.values.size,
            expectation.values.size,
        )
        assert [miss.expected for miss in compared.misses] == expectation.values.ravel().tolist()
        assert compared.furthest == max(miss.off for miss in compared.misses)


def test_one_number_in_many_is_found_under_its_own_name() -> None:
    scenario = load_scenario("rasbt-simple")
    scores = next(each for each in scenario.expect if each.stage == "scores")
    values = scores.values.copy()
    values[2, 4] -= 1
    [compared] = compare(scenario._replace(expect=(scores._replace(values=values),)))
    [miss] = compared.misses
    assert miss.cell == "scores[starts,one]"
    assert np.isclose(miss.off, 1, atol=1e-3)
