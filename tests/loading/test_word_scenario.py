"""Any sentence as a scenario: what is found, what is said of it, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from attncli import load_scenario
from attncli.errors import AttnError
from attncli.loading.asked import Asked
from attncli.loading.word_scenario import word_scenario
from attncli.scenario import Scenario
from attncli.vectors.found import LENGTH, Remark, random_vector
from attncli.vectors.lexicon import Lexicon


def rows(scenario: Scenario) -> np.ndarray:
    assert scenario.x is not None
    return scenario.x.array


def labels(scenario: Scenario) -> list[str]:
    return list(scenario.queries.labels)


def fault(asked: str | Asked, **options: object) -> AttnError:
    with pytest.raises(AttnError) as caught:
        word_scenario(Asked(sentence=asked) if isinstance(asked, str) else asked, **options)  # type: ignore[arg-type]  # wrong ones on purpose
    return caught.value


def test_each_word_has_the_vector_of_the_lexicon_in_all_its_dimensions() -> None:
    scenario = word_scenario(Asked(sentence="The River bank"))
    there = Lexicon().vectors(["the", "river", "bank"])
    assert labels(scenario) == ["The", "River", "bank"]
    assert rows(scenario).shape == (3, 100)
    assert (rows(scenario) == np.array([there["the"], there["river"], there["bank"]])).all()
    assert scenario.remarks == ()
    assert scenario.query is scenario.x or (
        scenario.query is not None and (scenario.query.array == rows(scenario)).all()
    )


def test_the_library_takes_the_lexicon_by_name() -> None:
    assert (
        rows(load_scenario("glove", sentence="The bank")) == rows(word_scenario(Asked(sentence="The bank")))
    ).all()
    assert labels(load_scenario("glove")) == ["The", "river", "bank", "was", "steep"]
    assert labels(load_scenario("glove", tokens=["bank", "river"])) == ["bank", "river"]


def test_another_form_of_a_word_is_used_only_with_a_remark() -> None:
    scenario = word_scenario(Asked(sentence="hedgehogs aren't a cat"))
    assert scenario.remarks == (
        Remark("other-form", "hedgehogs", "hedgehog"),
        Remark("other-form", "n't", "not"),
        Remark("other-form", "a", "an"),
    )
    assert (rows(scenario)[0] == Lexicon().vectors(["hedgehog"])["hedgehog"]).all()


def test_an_ending_that_only_says_whose_is_left_out_with_a_remark() -> None:
    scenario = word_scenario(Asked(sentence="Tom's bank, it's his"))
    assert labels(scenario) == ["Tom", "bank", ",", "it", "'s", "his"]
    assert scenario.remarks == (Remark("left-out", "'s"), Remark("other-form", "'s", "is"))


def test_hyphens_part_a_word_only_where_the_lexicon_lacks_it() -> None:
    assert labels(word_scenario(Asked(sentence="the well-known river-bank"))) == [
        "the",
        "well-known",
        "river",
        "bank",
    ]


def test_tokens_are_taken_as_they_stand() -> None:
    assert labels(word_scenario(Asked(tokens=["bank", ",", "bank"]))) == ["bank", ",", "bank"]
    assert fault(Asked(tokens=["river-bank"])).code == "E501"
    assert fault(Asked(tokens=["bank", " "])).code == "E506"
    assert fault(Asked(tokens=[])).code == "E506"


def test_every_word_that_is_not_there_is_named_once_with_its_nearest_spelling() -> None:
    error = fault("The bnak near the rivver and the bnak")
    assert error.code == "E501"
    assert error.what == "the lexicon `glove` has no vector for `bnak`, `rivver`"
    assert error.help is not None
    assert "`bank` for `bnak`, `river` for `rivver`" in error.help


def test_random_numbers_come_only_if_asked_and_are_the_same_every_time() -> None:
    scenario = word_scenario(Asked(sentence="The xqzzy bank"), unknown="random")
    assert scenario.remarks == (Remark("random-vector", "xqzzy"),)
    assert (rows(scenario)[1] == random_vector("xqzzy", 100)).all()
    assert (random_vector("xqzzy", 100) == random_vector("XQZZY", 100)).all()
    assert not (random_vector("xqzzy", 100) == random_vector("xqzzz", 100)).any(where=np.arange(100) < 5)
    assert abs(np.linalg.norm(random_vector("xqzzy", 100)) - LENGTH) < 0.05
    assert [float(number) for number in random_vector("xqzzy", 3)] == [-1.53, -4.41, -1.79]


def test_the_first_dimensions_alone_and_how_much_they_keep() -> None:
    whole, scenario = (
        word_scenario(Asked(sentence="The river bank")),
        word_scenario(Asked(sentence="The river bank"), dims=4),
    )
    assert (rows(scenario) == rows(whole)[:, :4]).all()
    [remark] = scenario.remarks
    assert remark.code == "cut-vectors"
    own = float((rows(whole)[:, :4] ** 2).sum() / (rows(whole) ** 2).sum())
    assert remark.numbers[:2] == (4, 100)
    assert remark.numbers[2] == pytest.approx(own)
    assert scenario.words is not None
    assert next(iter(scenario.words.blocks()))[1].shape[1] == 4
    assert word_scenario(Asked(sentence="The river bank"), dims=100).remarks == ()


@pytest.mark.parametrize("dims", [0, -1, 101])
def test_dimensions_that_are_not_there_are_refused(dims: int) -> None:
    assert fault("The bank", dims=dims).code == "E508"


@pytest.mark.parametrize("sentence", ["", "  ", "\n"])
def test_an_empty_sentence_is_refused(sentence: str) -> None:
    assert fault(sentence).code == "E506"


def test_a_wrong_wish_for_unknown_words_is_refused() -> None:
    assert fault("The bank", unknown="guess").code == "E508"


def test_a_full_stop_is_not_what_is_told_when_nothing_is_asked() -> None:
    assert word_scenario(Asked(sentence="The bank was steep.")).shown == 3
    assert word_scenario(Asked(sentence="...")).shown is None
