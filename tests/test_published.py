"""What others have published, met: by the scenarios that ship, and by numbers that are typed here again."""

from __future__ import annotations

import numpy as np
import pytest

from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.scenario import Scenario
from scenarios import Floats, from_tensors, self_attention

JOURNEY = ("Your", "journey", "starts", "with", "one", "step")
JOURNEY_X = [
    [0.43, 0.15, 0.89],
    [0.55, 0.87, 0.66],
    [0.57, 0.85, 0.64],
    [0.22, 0.58, 0.33],
    [0.77, 0.25, 0.10],
    [0.05, 0.80, 0.55],
]

FOUR_PLACES = 5.1e-5
"""Half a unit of the fourth decimal place, which the sources print."""


def assert_meets(
    scenario: Scenario, stage: str, values: object, atol: Floats | float, query: int | None = None
) -> None:
    """The stage of a scenario, or one query's row of it, has the shape of these values and is within atol."""
    found = attend(scenario, every=True).stage(stage).output
    row = found.array if query is None else found.array[..., query, :]
    wanted = np.array(values)
    assert row.shape == wanted.shape
    assert (np.abs(row - wanted) <= atol).all()


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_meets_the_numbers_its_source_printed(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.expect, "a built-in scenario holds itself to what its source printed"
    for expectation in scenario.expect:
        assert (expectation.atol > 0).all()
        assert_meets(scenario, expectation.stage, expectation.values, expectation.atol, expectation.query)


@pytest.mark.parametrize("name", scenario_names())
def test_a_wrong_expectation_would_not_be_met(name: str) -> None:
    scenario = load_scenario(name)
    for expectation in scenario.expect:
        wrong = expectation.values + 2.1 * expectation.atol
        with pytest.raises(AssertionError):
            assert_meets(scenario, expectation.stage, wrong, expectation.atol, expectation.query)


# The cat that sat on the mat: Barak Or, "Attention Mechanism" (Towards AI, 2024); the vectors are
# reconstructed, the numbers are its text's.


def cat() -> Scenario:
    """The six words."""
    return self_attention(
        [[0.5, 0], [0.5, 1], [1, 1], [0, 0], [0.5, 0], [1, 0]], ["The", "cat", "sat", "on", "the", "mat"]
    )


def test_sat_scores_the_other_words_as_the_article_says() -> None:
    assert_meets(cat(), "scores", [0.5, 1.5, 2, 0, 0.5, 1], 0, query=2)


def test_sat_takes_home_what_the_article_says() -> None:
    assert_meets(cat(), "context", [0.7, 0.5], 0.05, query=2)


# Raschka, "Build a Large Language Model (From Scratch)", ch03.ipynb at 28c65cd, cells 24-55: nothing learned,
# nothing scaled.


@pytest.mark.parametrize("mechanism_and_scale", [("dot-product", "auto"), ("scaled-dot-product", "none")])
def test_raschkas_simple_attention(mechanism_and_scale: tuple[str, str]) -> None:
    mechanism, scale = mechanism_and_scale
    scenario = self_attention(JOURNEY_X, JOURNEY, mechanism)._replace(
        scale="none" if scale == "none" else "auto"
    )
    scores = [
        [0.9995, 0.9544, 0.9422, 0.4753, 0.4576, 0.6310],
        [0.9544, 1.4950, 1.4754, 0.8434, 0.7070, 1.0865],
        [0.9422, 1.4754, 1.4570, 0.8296, 0.7154, 1.0605],
        [0.4753, 0.8434, 0.8296, 0.4937, 0.3474, 0.6565],
        [0.4576, 0.7070, 0.7154, 0.3474, 0.6654, 0.2935],
        [0.6310, 1.0865, 1.0605, 0.6565, 0.2935, 0.9450],
    ]
    weights = [
        [0.2098, 0.2006, 0.1981, 0.1242, 0.1220, 0.1452],
        [0.1385, 0.2379, 0.2333, 0.1240, 0.1082, 0.1581],
        [0.1390, 0.2369, 0.2326, 0.1242, 0.1108, 0.1565],
        [0.1435, 0.2074, 0.2046, 0.1462, 0.1263, 0.1720],
        [0.1526, 0.1958, 0.1975, 0.1367, 0.1879, 0.1295],
        [0.1385, 0.2184, 0.2128, 0.1420, 0.0988, 0.1896],
    ]
    context = [
        [0.4421, 0.5931, 0.5790],
        [0.4419, 0.6515, 0.5683],
        [0.4431, 0.6496, 0.5671],
        [0.4304, 0.6298, 0.5510],
        [0.4671, 0.5910, 0.5266],
        [0.4177, 0.6503, 0.5645],
    ]
    assert_meets(scenario, "scores", scores, FOUR_PLACES)
    assert_meets(scenario, "weights", weights, FOUR_PLACES)
    assert_meets(scenario, "context", context, FOUR_PLACES)


# The same notebook, cells 66-86; the matrices drawn again from torch.manual_seed(123).


def test_raschkas_trainable_attention() -> None:
    w_q = [[0.29611194, 0.51656228], [0.25167072, 0.68855679], [0.07397246, 0.86652195]]
    w_k = [[0.13657987, 0.10247904], [0.18405646, 0.72644675], [0.31525391, 0.68710667]]
    w_v = [[0.07563531, 0.19663817], [0.31641197, 0.40174013], [0.11856830, 0.82739538]]
    scenario = self_attention(JOURNEY_X, JOURNEY, w_q=w_q, w_k=w_k, w_v=w_v)
    assert_meets(scenario, "query", [0.4306, 1.4551], FOUR_PLACES, query=1)
    assert_meets(scenario, "scores", [1.2705, 1.8524, 1.8111, 1.0795, 0.5577, 1.5440], FOUR_PLACES, query=1)
    assert_meets(scenario, "weights", [0.1500, 0.2264, 0.2199, 0.1311, 0.0906, 0.1820], FOUR_PLACES, query=1)
    first = [[0.2996, 0.8053], [0.3061, 0.8210], [0.3058, 0.8203]]
    last = [[0.2948, 0.7939], [0.2927, 0.7891], [0.2990, 0.8040]]
    assert_meets(scenario, "context", [*first, *last], FOUR_PLACES)


# tensorflow/docs, tutorials/text/transformer.ipynb, cells UAq3YOzUgXhb and 6dlU8Tm-hYrF: attention as lookup.


def test_tensorflows_lookup() -> None:
    scenario = from_tensors(
        [[0, 0, 10], [0, 10, 0], [10, 10, 0]],
        [[10, 0, 0], [0, 10, 0], [0, 0, 10], [0, 0, 10]],
        [[1, 0], [10, 0], [100, 5], [1000, 6]],
    )
    assert_meets(scenario, "weights", [[0, 0, 0.5, 0.5], [0, 1, 0, 0], [0.5, 0.5, 0, 0]], 1e-6)
    assert_meets(scenario, "context", [[550, 5.5], [10, 0], [5.5, 0]], 1e-6)
