"""Which numbers are worth asking for."""

from __future__ import annotations

import math

import pytest
from lessons import lessons

from attncli.arithmetic import cells
from attncli.loading.asked import Asked
from attncli.loading.scenario_file import load_scenario
from attncli.loading.word_scenario import word_scenario
from attncli.mistakes.numbers import Numbers
from attncli.tutor.choosing import cells_of, near_boundary, operands, telling, worth_asking
from attncli.tutor.subject import LONG, Subject

COPIES = (
    "query_heads",
    "key_heads",
    "value_heads",
    "key_shared",
    "value_shared",
    "concatenated",
    "masked_scores",
)


@pytest.mark.parametrize("digits", [2, 3])
@pytest.mark.parametrize("name", lessons())
def test_what_is_asked_for_can_be_seen_reckoned_and_rounded(name: str, digits: int) -> None:
    subject = Subject(load_scenario(name), digits=digits)
    for stage in subject.order:
        for cell in worth_asking(subject, stage):
            assert cell.tensor.name == stage
            assert cell in list(cells_of(subject, stage))
            assert cell.value == subject.whole(stage).array[cell.index]
            assert math.isfinite(cell.value)
            assert round(cell.value, digits) != 0
            assert abs(abs(cell.value) * 10**digits % 1 - 0.5) >= 0.05
            assert 0 < len(operands(subject, stage, cell)) <= LONG or stage == "positions"


@pytest.mark.parametrize("name", lessons())
def test_what_only_stands_in_another_place_is_not_asked_for(name: str) -> None:
    subject = Subject(load_scenario(name))
    for stage in set(COPIES) & set(subject.order):
        assert worth_asking(subject, stage) == []


def test_a_hidden_score_and_a_zero_are_never_asked_for() -> None:
    subject = Subject(load_scenario("cat-sat-mat", query="sat", mask=("causal",)))
    names = [cell.name for cell in worth_asking(subject, "weights")]
    assert sorted(names) == ["weights[sat,The]", "weights[sat,cat]", "weights[sat,sat]"]
    assert "scores[sat,on]" not in [cell.name for cell in worth_asking(subject, "scores")]


def test_of_long_vectors_no_sum_is_asked_for_and_still_the_weights_are() -> None:
    subject = Subject(word_scenario(Asked(sentence="The queen of the river met the king", query="queen")))
    assert worth_asking(subject, "scores") == []
    assert worth_asking(subject, "context") == []
    assert worth_asking(subject, "weights") != []


@pytest.mark.parametrize("name", ["cat-sat-mat", "cat-sat-mat-heads", "rasbt-causal", "luong-local-p"])
def test_the_best_is_where_most_mistakes_can_be_told_apart(name: str) -> None:
    subject = Subject(load_scenario(name))
    for stage in subject.order:
        start = subject.before(stage)
        found = worth_asking(subject, stage)
        told = [telling(subject, stage, start, cell.index, 2) for cell in found]
        assert told == sorted(told, reverse=True)


def test_how_many_mistakes_tell_depends_on_what_is_shown() -> None:
    scenario = load_scenario("cat-sat-mat", query="sat")
    from attncli.mistakes.scaling import MISTAKES

    few = tuple(mistake for mistake in MISTAKES if mistake.name in ("no-scale", "scale-by-d-k"))
    subject = Subject(scenario, numbers=Numbers(scenario, few))
    [index] = [cell.index for cell in cells_of(subject, "weights") if cell.name == "weights[sat,sat]"]
    assert telling(subject, "weights", "scores", index, 2) == 2
    assert telling(subject, "weights", "scaled_scores", index, 2) == 0


def test_terms_that_are_0_and_finer_steps_are_not_counted() -> None:
    subject = Subject(load_scenario("cat-sat-mat", query="sat"))
    by_name = {cell.name: cell for stage in subject.order for cell in cells_of(subject, stage)}
    assert len(operands(subject, "scores", by_name["scores[sat,mat]"])) == 2
    assert operands(subject, "weights", by_name["weights[sat,mat]"]) == {
        f"scaled_scores[sat,{key}]" for key in ("The", "cat", "sat", "on", "the", "mat")
    }
    tree = by_name["context[sat,1]"].derivation()
    assert tree is not None
    assert len(operands(subject, "context", by_name["context[sat,1]"])) < len(list(cells(tree)))


def test_the_row_of_the_query_itself_comes_first() -> None:
    subject = Subject(load_scenario("rasbt-trainable"))
    first = next(iter(cells_of(subject, "key")))
    assert first.index[0] == subject.query
    assert len(list(cells_of(subject, "key"))) == subject.whole("key").array.size


@pytest.mark.parametrize("sign", [1, -1])
def test_a_boundary_is_near_on_both_sides_of_0(sign: int) -> None:
    near = [x for x in range(200) if near_boundary(sign * x / 10_000, 2)]
    assert near == [*range(45, 56), *range(145, 156)]
