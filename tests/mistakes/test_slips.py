"""Slips: what they make of a number, against arithmetic that is written out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from attncli.loading.scenario_file import load_scenario
from attncli.mistakes.mistake import Place
from attncli.mistakes.numbers import Numbers
from attncli.mistakes.slips import SAID, Kind, slips, swapped

SAT, MAT = 2, 5


def numbers(name: str = "cat-sat-mat") -> Numbers:
    """A computation, without a mistake."""
    return Numbers(load_scenario(name), ())


def values(of: Numbers, place: Place, kind: Kind, digits: int = 2) -> list[float]:
    """What slips of a kind make of a cell."""
    return [slip.value for slip in slips(of, place, digits) if slip.kind == kind]


def has(found: list[float], *expected: float) -> bool:
    """Whether numbers are among those that were found."""
    return all(any(math.isclose(each, value, abs_tol=1e-12) for each in found) for value in expected)


def test_a_term_of_a_sum_may_be_left_out_or_have_its_sign_turned() -> None:
    of = numbers()
    weights, value = (tensor.array for tensor in of.truth["context"].inputs)
    terms = [float(weights[SAT, j] * value[j, 1]) for j in range(6)]
    place = Place("context", (SAT, 1))
    assert has(values(of, place, "left-out"), *(math.fsum(terms) - term for term in terms))
    assert has(values(of, place, "sign"), *(math.fsum(terms) - 2 * term for term in terms), -math.fsum(terms))
    assert len(values(of, place, "left-out")) == len(terms)


def test_a_product_may_be_off_by_one() -> None:
    of = numbers()
    right = float(of.right("context").array[SAT, 1])
    assert has(values(of, Place("context", (SAT, 1)), "product"), right - 1, right + 1)
    assert not values(of, Place("scaled_scores", (SAT, MAT)), "product")


def test_the_number_beside_may_be_taken_of_the_result_or_of_what_it_is_made_of() -> None:
    of = numbers()
    scores = of.right("scores").array
    found = values(of, Place("scores", (SAT, 3)), "beside")
    assert has(found, *(float(scores[at]) for at in ((SAT, 2), (SAT, 4), (SAT - 1, 3), (SAT + 1, 3))))
    query, key = (tensor.array for tensor in of.truth["scores"].inputs)
    assert has(found, float(query[SAT, 0] * key[4, 0] + query[SAT, 1] * key[3, 1]))
    scaled = values(of, Place("scaled_scores", (SAT, MAT)), "beside")
    assert has(scaled, float(scores[SAT, 4]) / math.sqrt(2))


def test_what_a_number_is_made_of_may_be_rounded_first() -> None:
    of = numbers()
    weights, value = (tensor.array for tensor in of.truth["context"].inputs)
    expected = [float(weights[SAT].round(decimals) @ value[:, 1].round(decimals)) for decimals in (1, 2)]
    assert np.allclose(values(of, Place("context", (SAT, 1)), "rounded"), expected, rtol=0, atol=1e-12)
    masked = numbers("alammar-gpt2")  # a mask of truths is not rounded
    assert len(values(masked, Place("masked_scores", (2, 1)), "rounded")) == 2


def test_digits_may_be_swapped_and_the_point_misplaced() -> None:
    assert list(swapped(12.34, 2)) == [21.34, 13.24, 12.43]
    assert list(swapped(-0.16, 2)) == [-1.06, -0.61]
    assert list(swapped(0.0, 2)) == []
    of = numbers()
    right = float(of.right("weights").array[SAT, MAT])
    found = values(of, Place("weights", (SAT, MAT)), "point")
    assert has(found, right * 10, right * 100, right / 10, right / 100)


def test_the_total_of_a_softmax_may_lack_an_exponential() -> None:
    of = numbers()
    scores = of.right("scaled_scores").array[SAT]
    powers = [math.exp(s - scores.max()) for s in scores]
    found = values(of, Place("weights", (SAT, MAT)), "left-out")
    assert has(found, *(powers[MAT] / (math.fsum(powers) - power) for power in powers))


def test_finer_steps_have_slips_of_their_own() -> None:
    of = numbers()
    scores = of.right("scaled_scores").array[SAT]
    powers = [math.exp(s - scores.max()) for s in scores]
    found = values(of, Place("weights/total", (SAT,)), "left-out")
    assert has(found, *(math.fsum(powers) - power for power in powers))


@pytest.mark.parametrize("name", ["cat-sat-mat-heads", "luong-local-p", "additive-decoder", "mlm-positions"])
def test_every_stage_has_slips_that_are_finite(name: str) -> None:
    of = numbers(name)
    kinds = set()
    for stage, index in ((s, tuple(n - 1 for n in of.right(s).array.shape)) for s in of.order):
        found = slips(of, Place(stage, index), 3)
        kinds |= {slip.kind for slip in found}
        assert found
        assert all(math.isfinite(slip.value) for slip in found)
    assert kinds == set(SAID)


def test_a_hidden_score_has_no_slips() -> None:
    assert slips(numbers("alammar-gpt2"), Place("masked_scores", (0, 3)), 2) == ()


def test_words_end_a_sentence() -> None:
    assert all(words[0].islower() and not words.endswith(".") for words in SAID.values())
