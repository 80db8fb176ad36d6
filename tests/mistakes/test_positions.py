"""Mistakes in positions: against slow loops of their words, and in whole computations.

And what is said of the mistakes from the positions to the heads.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from mistakes import loops_positions as loops
from numpy.typing import NDArray

from attncli.document import plain
from attncli.loading.scenario_file import load_scenario
from attncli.mistakes import heads, positions, projections
from attncli.mistakes.mistake import Mistake
from attncli.mistakes.numbers import Numbers
from attncli.mistakes.words import because, facts, would
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario

Floats = NDArray[np.float64]

LOOPS: dict[str, tuple[Any, ...]] = {
    "positions-left-out": (loops.nothing_added,),
    "from-one": (loops.from_one,),
    "every-column": (loops.i_counts_columns, loops.i_counts_columns_of_sines),
    "halves": (loops.sines_first, loops.sines_first_to_the_base),
    "cosine-of-its-own-exponent": (loops.one_more_for_cosines,),
    "multiplied-for-divided": (loops.multiplied,),
    "sine-cosine-swapped": (loops.cosines_for_sines,),
    "first-row-zero": (loops.nothing_for_the_first_row,),
    "another-base": tuple(map(loops.another_base, (10_000.0, 1_000.0, 100.0, 10.0))),
    "one-frequency": tuple(map(loops.exponent_everywhere, (0.0, 1.0))),
    "exponent-floored": (loops.whole_exponents,),
    "base-and-exponent-swapped": (loops.exponent_to_the_base, loops.exponent_to_the_inverse_of_the_base),
}
"""A loop for each form."""

FORMS = [(mistake, form) for mistake in positions.MISTAKES for form in range(len(mistake.forms))]
BASE = 7.0


def placed(x: Floats, base: float = BASE) -> Scenario:
    """Embeddings that get positions, and nothing else."""
    text = f"positions: {{sinusoidal: {base}}}\nx: {x.tolist()}\n"
    return load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None))


def rows(*shape: int) -> Floats:
    """Numbers of different sizes."""
    return np.random.default_rng(7).uniform(-2, 2, shape)


@pytest.mark.parametrize("shape", [(5, 7), (3, 4), (2, 3), (7, 11)], ids=str)
@pytest.mark.parametrize(("mistake", "form"), FORMS, ids=lambda part: getattr(part, "name", part))
def test_what_is_added_is_what_the_words_say(mistake: Mistake, form: int, shape: tuple[int, int]) -> None:
    x = rows(*shape)
    wrong = Numbers(placed(x), [mistake]).wrong(mistake, form)
    assert wrong is not None
    found = wrong.array("positions")
    assert found is not None
    expected = LOOPS[mistake.name][form](x.tolist(), BASE)
    assert np.allclose(found, expected, rtol=0, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize(("mistake", "form"), FORMS, ids=lambda part: getattr(part, "name", part))
def test_every_mistake_shows_in_the_published_table(mistake: Mistake, form: int) -> None:
    numbers = Numbers(load_scenario("mlm-positions"), [mistake])
    wrong = numbers.wrong(mistake, form)
    if mistake.name == "another-base" and form == 2:  # 100, the base of that table
        assert wrong is None
        return
    assert wrong is not None
    for stage in ("positions", numbers.order[-1]):
        assert not np.allclose(np.asarray(wrong.array(stage)), numbers.right(stage).array, rtol=0, atol=0.005)


def test_a_base_and_an_exponent_in_each_others_place_leave_no_number_in_the_first_pair() -> None:
    mistake = next(each for each in positions.MISTAKES if each.name == "base-and-exponent-swapped")
    wrong = Numbers(placed(np.zeros((3, 5)), 2.0)).wrong(mistake, 0)
    assert wrong is not None
    found = np.asarray(wrong.array("positions"), float)
    assert np.isnan(found[:, :2]).all()
    assert np.isfinite(found[:, 2:]).all()
    # Behind them nothing is refused: the weights of every query have no number either.
    assert np.isnan(np.asarray(wrong.array("weights"), float)).all()


def test_one_pair_of_columns_has_one_exponent_in_any_case() -> None:
    mistake = next(each for each in positions.MISTAKES if each.name == "one-frequency")
    assert Numbers(placed(rows(3, 2))).wrong(mistake, 0) is None


@pytest.mark.parametrize("scenario", ["cat-sat-mat", "cat-sat-mat-heads", "luong-dot"])
def test_without_positions_none_of_their_mistakes_is_made(scenario: str) -> None:
    numbers = Numbers(load_scenario(scenario), positions.MISTAKES)
    assert not list(numbers.heard(numbers.order[-1]))


# What is said of them

EARLY = (*positions.MISTAKES, *projections.MISTAKES, *heads.MISTAKES)


def test_names_are_unique_and_can_be_typed() -> None:
    names = [mistake.name for mistake in EARLY]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", name) for name in names)
    assert {name for mistake in EARLY for name in mistake.same_as} <= set(names)


@pytest.mark.parametrize("mistake", EARLY, ids=lambda mistake: mistake.name)
def test_its_words_are_one_half_and_one_whole_sentence(mistake: Mistake) -> None:
    heads_and_places = load_scenario("cat-sat-mat-heads"), load_scenario("mlm-positions")
    for gaps in ({}, *({"gaps": facts(each, Numbers(each, ()).truth)} for each in heads_and_places)):
        half, whole = plain(would(mistake, **gaps)), plain(because(mistake, **gaps))
        assert "{" not in half + whole
        assert not half.endswith(".")
        assert whole.endswith(".")
        assert ". " not in whole
        assert whole[0].isupper()


@pytest.mark.parametrize("mistake", EARLY, ids=lambda mistake: mistake.name)
def test_its_source_is_an_address_with_a_word_on_what_stands_there(mistake: Mistake) -> None:
    assert mistake.source == "" or re.fullmatch(r"https://\S+[^:\s]: \S.*[^.]", mistake.source)
