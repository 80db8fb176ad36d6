"""Which stage comes next."""

from __future__ import annotations

import re

import closed
import pytest
from asked import subject as built_in

from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.tutor.questions import order
from attncli.tutor.subject import Subject


@pytest.mark.parametrize("name", scenario_names())
def test_it_keeps_what_every_question_keeps(name: str) -> None:
    for item, question in closed.questions(order.FAMILY, name):
        closed.keeps(built_in(name), order.FAMILY, item, question)


@pytest.mark.parametrize("name", scenario_names())
def test_the_right_one_is_the_stage_behind_the_one_that_is_done(name: str) -> None:
    subject = built_in(name)
    titles = [subject.stages[stage].op.title for stage in subject.order]
    for item, question in closed.questions(order.FAMILY, name, (0, 3)):
        found = re.search(r"“(.*)”", closed.text(question.ask))
        assert found is not None
        [right] = [closed.text(option.words) for option in question.options if option.right]
        assert titles[titles.index(found[1]) + 1] == right == subject.stages[item.stage].op.title


@pytest.mark.parametrize("name", scenario_names())
def test_what_is_said_to_be_done_is_and_what_is_said_to_be_lacking_is_needed_and_not_there(name: str) -> None:
    subject = built_in(name)
    by_title = {subject.stages[stage].op.title: stage for stage in subject.order}
    symbols = {stage: subject.stages[stage].output.symbol.plain for stage in subject.order}
    for item, question in closed.questions(order.FAMILY, name, (0, 1, 2, 3)):
        done = subject.order[: subject.order.index(item.stage)]
        lacking = 0
        for option in question.options:
            said = closed.text(option.says)
            stage = by_title[closed.text(option.words)]
            if option.right:
                assert all(tensor.symbol.plain in said for tensor in subject.stages[stage].inputs)
            elif "that is done" in said:
                assert stage in done
                assert said.endswith(f"is {symbols[stage]}.")
            else:
                lacking += 1
                found = re.search(r"it takes (\S+), which is not there yet", said)
                assert found is not None
                [missing] = [
                    tensor.name for tensor in subject.stages[stage].inputs if tensor.symbol.plain == found[1]
                ]
                assert missing in subject.order
                assert missing not in done
                made = re.search(r"That comes of “(.*)”", said)
                if made is not None:
                    assert by_title[made[1]] == missing
                # The answer itself is not told.
                assert (made is None) == (missing == item.stage)
        assert lacking


def test_a_mask_is_asked_about_rather_than_the_scaling() -> None:
    subject = Subject(load_scenario("cat-sat-mat", mask=("causal",)))
    assert [stage for stage in subject.order if order.items(subject, stage)] == ["masked_scores"]
    assert [
        stage for stage in built_in("cat-sat-mat").order if order.items(built_in("cat-sat-mat"), stage)
    ] == ["scaled_scores"]
