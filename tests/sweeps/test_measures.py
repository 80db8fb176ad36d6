"""What is measured of a computation, against loops; slopes follow from the weights that they are told by."""

from __future__ import annotations

import statistics

import numpy as np
import oracle
import pytest

from attncli.arithmetic import evaluate, size_of_terms
from attncli.loading.drawn import SEED, drawn_anew, is_drawn, vectors
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.scenario import Scenario
from attncli.sweeps.measures import measured
from attncli.sweeps.slopes import slopes
from attncli.sweeps.sweep import series
from attncli.sweeps.values import Swept

NAMES = ["cat-sat-mat", "cat-sat-mat-causal", "cat-sat-mat-heads", "luong-local-p", "additive-decoder"]


def rows_of(name: str, query: int | None) -> tuple[list[list[float]], list[list[float]]]:
    """The scores that the softmax takes and the weights, as plain rows; of the scores the visible ones."""
    stage = attend(load_scenario(name)).stage("weights")
    scores, weights = (np.asarray(each.array, float) for each in (stage.input("scores"), stage.output))
    if query is not None:
        scores, weights = scores[..., [query], :], weights[..., [query], :]
    n = weights.shape[-1]
    visible = [[float(s) for s in row if np.isfinite(s)] for row in scores.reshape(-1, n)]
    return visible, weights.reshape(-1, n).tolist()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("query", [None, 1])
def test_every_measure_is_what_loops_make_it(name: str, query: int | None) -> None:
    scenario = load_scenario(name)
    told = None if query is None else f"@{query + 1}"
    found = measured(attend(scenario, query=told, every=query is None))
    scores, weights = rows_of(name, query)
    jacobians = [[abs(each) for line in oracle.slopes(row) for each in line] for row in weights]
    assert found.rows == len(weights)
    assert found.spread == pytest.approx(statistics.pstdev([each for row in scores for each in row]))
    assert found.largest_weight == pytest.approx(statistics.mean(map(max, weights)))
    assert found.entropy == pytest.approx(statistics.mean(map(oracle.entropy, weights)))
    assert found.slope == pytest.approx(statistics.mean(map(max, jacobians)))
    assert found.total_slope == pytest.approx(statistics.mean(map(sum, jacobians)))
    assert bool(found.context) is (query is not None)


def test_of_one_head_the_measures_are_that_heads() -> None:
    trace = attend(load_scenario("cat-sat-mat-heads"), query="sat", head="2")
    weights = trace.stage("weights").output.array[1, 2]
    assert measured(trace, one_head=True).largest_weight == weights.max()
    assert measured(trace).rows == 4


def test_where_every_key_is_hidden_nothing_is_measured() -> None:
    scenario = load_scenario("cat-sat-mat", mask=["valid_length=0"])
    found = measured(attend(scenario))
    assert (found.rows, found.spread, found.largest_weight, found.slope) == (0, 0, 0, 0)


@pytest.mark.parametrize("name", NAMES)
def test_the_tree_of_every_slope_gives_the_slope(name: str) -> None:
    trace = attend(load_scenario(name))
    for query in range(len(trace.queries)):
        found = slopes(trace, query)
        if found is None:
            continue
        for index in np.ndindex(*found.array.shape):
            tree = found.cell(*index).derivation()
            assert tree is not None
            assert abs(evaluate(tree) - found.array[index]) <= 4e-15 * size_of_terms(tree)


def test_slopes_that_are_all_but_nothing_are_not_worked_out() -> None:
    assert slopes(attend(load_scenario("cat-sat-mat", scale=1000.0)), 2) is None


def test_longer_vectors_begin_with_the_shorter_ones_and_another_seed_draws_others() -> None:
    short, long = vectors(SEED, "key", 3, 4), vectors(SEED, "key", 5, 9)
    assert (long[:3, :4] == short).all()
    assert (vectors(SEED + 1, "key", 3, 4) != short).any()
    assert (vectors(SEED, "query", 3, 4) != short).any()


def test_the_drawn_numbers_have_mean_0_and_variance_1() -> None:
    drawn = vectors(SEED, "query", 100, 100)
    assert abs(drawn.mean()) < 0.05
    assert abs(drawn.var() - 1) < 0.05


def test_only_a_scenario_of_drawn_vectors_is_drawn_anew_and_at_its_own_length_it_stays_as_it_is() -> None:
    scenario = load_scenario("why-the-root")
    assert is_drawn(scenario)
    assert not is_drawn(load_scenario("cat-sat-mat"))
    assert not is_drawn(load_scenario("flash-4x4"))
    own = drawn_anew(scenario, 20)(4)
    assert own.query is not None
    assert scenario.query is not None
    assert (own.query.array == scenario.query.array).all()


@pytest.mark.parametrize("seed", [1, 2, 3, 2017])
def test_undivided_weights_sharpen_with_d_k_and_divided_they_do_not(seed: int) -> None:
    scenario = load_scenario("why-the-root")
    of_length, swept = drawn_anew(scenario, 512, seed), Swept("d_k", (4.0, 32.0, 512.0))

    def undivided(value: float) -> Scenario:
        return of_length(int(value))._replace(scale="none")

    plain = [point.measures for point in series(swept, "none", undivided, query=None).points]
    rooted = [
        point.measures for point in series(swept, "auto", lambda d_k: of_length(int(d_k)), query=None).points
    ]
    for value, bare, scaled in zip(swept.values, plain, rooted, strict=True):
        assert bare.spread == pytest.approx(value**0.5, rel=0.35)
        assert scaled.spread == pytest.approx(1, rel=0.35)
        assert scaled.total_slope > 1.3
    assert plain[0].total_slope > plain[1].total_slope > plain[2].total_slope
    assert plain[2].largest_weight > 0.9
    assert plain[2].total_slope < 0.25
    assert max(each.largest_weight for each in rooted) < 0.45
