"""A twin has the same words, matrices and numbers, in other places; the same seed makes the same one."""

from __future__ import annotations

import numpy as np
import pytest

from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.numbers import Numbers
from attncli.mistakes.twin import ROLES, twin


def anything(_: Numbers) -> bool:
    return True


@pytest.mark.parametrize("name", scenario_names())
def test_a_twin_is_made_of_the_numbers_of_its_scenario(name: str) -> None:
    scenario = load_scenario(name)
    found = twin(scenario, 7, anything)
    assert found is not None
    other = found.scenario
    for role in ROLES:
        mine, its = getattr(scenario, role), getattr(other, role)
        assert (mine is None) == (its is None)
        if mine is not None:
            assert its.axes == mine.axes
            assert set(np.unique(its.array)) <= set(np.unique(mine.array))
    assert other.parameters is scenario.parameters
    assert other.allowed is scenario.allowed
    assert found.order == Numbers(scenario, ()).order


def test_what_is_one_array_stays_one() -> None:
    found = twin(load_scenario("cat-sat-mat"), 3, anything)
    assert found is not None
    scenario = found.scenario
    assert scenario.x is not None
    for role in ("query", "key", "value"):
        assert np.array_equal(getattr(scenario, role).array, scenario.x.array)


def test_the_same_seed_makes_the_same_twin_and_another_another() -> None:
    scenario = load_scenario("cat-sat-mat")
    one, again, other = (twin(scenario, seed, anything) for seed in (1, 1, 2))
    assert one is not None
    assert again is not None
    assert other is not None
    assert np.array_equal(one.right("context").array, again.right("context").array)
    assert not np.array_equal(one.right("context").array, other.right("context").array)


def test_a_twin_is_sought_that_is_good_for_something() -> None:
    def unsaturated(numbers: Numbers) -> bool:
        return float(np.max(numbers.right("weights").array[2])) < 0.25

    found = twin(load_scenario("cat-sat-mat"), 1, unsaturated)
    assert found is not None
    assert unsaturated(found)
    assert twin(load_scenario("cat-sat-mat"), 1, lambda _: False) is None
