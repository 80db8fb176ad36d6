"""What is asked about: one query, and of several heads the one with the most to tell."""

from __future__ import annotations

import numpy as np
import pytest
from lessons import lessons

from attncli.loading.scenario_file import load_scenario
from attncli.tutor.subject import Subject


@pytest.mark.parametrize("name", lessons())
def test_a_position_of_what_is_told_is_found_among_all_queries_and_heads(name: str) -> None:
    subject = Subject(load_scenario(name))
    for stage in subject.stages.values():
        told = stage.output
        for position in np.ndindex(*told.array.shape):
            index = subject.index(stage.name, *position)
            assert np.array_equal(
                subject.whole(stage.name).array[index], told.array[position], equal_nan=True
            )
            assert subject.cell(stage.name, index).name == told.cell(*position).name


def test_of_several_heads_the_one_whose_row_tells_most_is_asked_about() -> None:
    subject = Subject(load_scenario("cat-sat-mat-heads", query="sat"))
    rows = subject.whole("weights").array[:, subject.query].round(4)
    different = [len(set(row.tolist())) for row in rows]
    assert different[subject.head] == max(different)
    assert Subject(load_scenario("cat-sat-mat-heads"), head=3).head == 3


def test_the_stage_before_the_first_is_none() -> None:
    subject = Subject(load_scenario("cat-sat-mat"))
    assert subject.before("scores") == ""
    assert subject.before("weights") == "scaled_scores"


def test_a_twin_is_made_once_and_has_the_head_of_its_original() -> None:
    subject = Subject(load_scenario("cat-sat-mat-heads"))
    one = subject.twin(3, lambda _: True)
    assert one is not None
    assert one is subject.twin(3, lambda _: True)
    assert one.head == subject.head
