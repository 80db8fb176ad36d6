"""One of up to four numbers: the right one, and what mistakes make of it."""

from __future__ import annotations

import re

import closed
import numpy as np
import pytest
from asked import subject as built_in

from attncli.loading.asked import Asked
from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.loading.word_scenario import word_scenario
from attncli.mistakes.words import because, would
from attncli.tutor.choosing import near_boundary
from attncli.tutor.questions import choose
from attncli.tutor.subject import Subject


def value(text: str) -> float:
    return float(text.replace("−", "-"))


@pytest.mark.parametrize("name", scenario_names())
def test_it_keeps_what_every_question_keeps(name: str) -> None:
    asked = list(closed.questions(choose.FAMILY, name))
    assert asked
    for item, question in asked:
        closed.keeps(built_in(name), choose.FAMILY, item, question)


@pytest.mark.parametrize("name", scenario_names())
def test_each_number_is_what_numpy_makes_and_each_sentence_its_mistakes_own(name: str) -> None:
    subject = built_in(name)
    for item, question in closed.questions(choose.FAMILY, name, (0, 5)):
        cell = choose.cell_of(subject, item)
        heard = list(subject.numbers.heard(item.stage, item.start or None))
        assert 3 <= len(question.options) <= 4
        values = [value(closed.text(option.words)) for option in question.options]
        assert values == sorted(values)
        for option in question.options:
            text = closed.text(option.words)
            if option.right:
                assert not option.cause
                assert f"{cell.value:.2f}".replace("-", "−") == text
                continue
            first = next(wrong for wrong in heard if wrong.mistake.name == option.cause)
            array = first.array(item.stage)
            assert array is not None
            made = float(np.asarray(array)[cell.index])
            assert value(text) == round(made, 2)
            assert not near_boundary(made, 2)
            mistake = first.mistake
            said = closed.text(option.says)
            assert said.startswith(f"Not {text}: that is what comes out if ")
            assert closed.text(would(mistake, subject.facts)) in said
            assert said.endswith(closed.text(because(mistake, subject.facts)))


@pytest.mark.parametrize("name", scenario_names())
def test_what_is_said_of_the_right_number_comes_to_it(name: str) -> None:
    for _, question in closed.questions(choose.FAMILY, name, (0,)):
        [right] = [option for option in question.options if option.right]
        said = closed.text(right.says).replace("−", "-")
        number = float(said.partition(",")[0])
        if found := re.search(r"yes: (\S+) divided by √(\d+)\.", said):
            assert abs(float(found[1]) / np.sqrt(int(found[2])) - number) <= 0.0051
        elif found := re.search(r"yes: (\S+) of (\S+)\.", said):
            assert abs(float(found[1]) / float(found[2]) - number) <= 0.0051
        else:
            assert said.endswith(", yes.")


@pytest.mark.parametrize("name", scenario_names())
def test_what_teaches_afterwards_is_true_of_one_of_the_others(name: str) -> None:
    subject = built_in(name)
    known = {mistake.name: mistake for mistake in subject.numbers.mistakes}
    for _, question in closed.questions(choose.FAMILY, name, (0,)):
        others = {
            f"{closed.text(option.words)} comes out if "
            f"{closed.text(would(known[option.cause], subject.facts))}."
            for option in question.options
            if not option.right
        }
        assert closed.text(question.then) in others


def test_a_number_is_chosen_however_it_is_written() -> None:
    subject = built_in("cat-sat-mat")
    [item, *_] = choose.items(subject, "weights")
    question = choose.question(subject, item)
    [right] = [closed.text(option.words) for option in question.options if option.right]
    for text in (right, right.replace(".", ","), right.removeprefix("0"), f"{100 * float(right):g}%"):
        assert question.judge(text, ()).right, text
    assert question.judge("0.9999", ()).kind == "unread"


def test_weights_are_asked_from_scores_so_that_the_scaling_can_go_wrong_too() -> None:
    subject = built_in("cat-sat-mat")
    causes = {
        option.cause
        for seed in range(8)
        for item in choose.items(subject, "weights")
        for option in choose.question(subject, item._replace(seed=seed)).options
    }
    assert {"no-scale", "softmax-twice"} <= causes


def test_mistakes_at_several_stages_take_turns() -> None:
    subject = built_in("cat-sat-mat")
    item = next(item for item in choose.items(subject, "weights") if item.cell == "weights[sat,sat]")
    found = choose.likeliest(subject, item, choose.cell_of(subject, item), 2)
    first = [mistake.name for _, mistake in found]
    heard = {wrong.mistake.name: wrong.at for wrong in subject.numbers.heard("weights", "scores")}
    assert heard[first[0]][-1] != heard[first[1]][-1]


def test_other_seeds_offer_other_numbers_and_the_same_seed_the_same() -> None:
    subject = built_in("cat-sat-mat")
    [item, *_] = choose.items(subject, "weights")

    def offered(seed: int) -> tuple[str, ...]:
        made = choose.question(subject, item._replace(seed=seed))
        return tuple(closed.text(option.words) for option in made.options)

    assert offered(1) == offered(1)
    assert len({offered(seed) for seed in range(10)}) > 1


@pytest.mark.parametrize("digits", [0, 1, 3, 6, 12])
def test_other_digits_may_be_asked_and_few_become_as_many_as_tell_the_numbers_apart(digits: int) -> None:
    subject = built_in("cat-sat-mat")
    for stage in ("scaled_scores", "weights", "context"):
        for item in choose.items(subject, stage):
            made = choose.question(subject, item._replace(digits=digits))
            texts = [closed.text(option.words) for option in made.options]
            assert len(set(texts)) == len(texts) >= 3


def test_a_twin_asks_for_the_same_number_of_other_vectors() -> None:
    subject = Subject(load_scenario("cat-sat-mat"))
    [item, *_] = choose.items(subject, "weights")
    other = choose.twin(subject, item)
    assert other is not None
    assert other.twin is not None
    made = choose.question(subject.twins[other.twin], other)
    assert other.cell == item.cell
    assert len(made.options) >= 3
    assert made.shown != choose.question(subject, item).shown


def test_of_long_vectors_weights_alone_are_asked() -> None:
    sentence = "The queen of the river met the king"
    subject = Subject(word_scenario(Asked(sentence=sentence, query="queen")))
    asked = {stage for stage in subject.order if choose.items(subject, stage)}
    assert asked == {"scaled_scores", "weights"}


def test_of_a_root_without_brackets_the_number_is_the_one_that_its_sentence_tells() -> None:
    subject = built_in("cross-translation")
    for item in choose.items(subject, "scaled_scores"):
        names = [
            mistake.name for _, mistake in choose.likeliest(subject, item, choose.cell_of(subject, item), 2)
        ]
        assert "scale-precedence" not in names  # d_k / 2 is √d_k there; 1 / (2 d_k) is another form of it
