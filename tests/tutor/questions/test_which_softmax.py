"""Which of some rows is the softmax."""

from __future__ import annotations

import re

import closed
import numpy as np
import pytest
from asked import subject as built_in

from attncli.loading.library import scenario_names
from attncli.mistakes.words import because, would
from attncli.tutor.questions import which_softmax


def row(text: str) -> list[float]:
    return [float(part.replace("−", "-")) for part in text.split()]


@pytest.mark.parametrize("name", scenario_names())
def test_it_keeps_what_every_question_keeps(name: str) -> None:
    for item, question in closed.questions(which_softmax.FAMILY, name):
        closed.keeps(built_in(name), which_softmax.FAMILY, item, question)


@pytest.mark.parametrize("name", scenario_names())
def test_each_row_is_what_numpy_makes_and_each_sentence_its_mistakes_own(name: str) -> None:
    subject = built_in(name)
    for item, question in closed.questions(which_softmax.FAMILY, name, tuple(range(6))):
        scores = np.asarray(subject.stages["weights"].input("scores").array[0], dtype=float)
        powers = np.exp(scores - scores[np.isfinite(scores)].max())
        for option in question.options:
            shown = row(closed.text(option.words))
            said = closed.text(option.says)
            if option.right:
                assert shown == pytest.approx((powers / powers.sum()).tolist(), abs=0.00501)
                continue
            made = [
                which_softmax.row(subject, array)
                for wrong in subject.numbers.heard("weights", item.start)
                if wrong.mistake.name == option.cause and (array := wrong.array("weights")) is not None
            ]
            [values] = [each for each in made if np.allclose(each, shown, atol=0.00501, rtol=0)][:1]
            [mistake] = [each for each in subject.numbers.mistakes if each.name == option.cause]
            assert closed.text(would(mistake, subject.facts)) in said
            assert said.endswith(closed.text(because(mistake, subject.facts)))
            total = re.search(r"It adds up to ([−\d.]+)\. It", said)
            assert (total is not None) == (abs(values.sum() - 1) >= 0.01)
            if total is not None:
                assert float(total[1].replace("−", "-")) == pytest.approx(values.sum(), abs=0.00501)


@pytest.mark.parametrize("name", scenario_names())
def test_rows_differ_by_more_than_rounding(name: str) -> None:
    for _, question in closed.questions(which_softmax.FAMILY, name, tuple(range(6))):
        rows = [np.array(row(closed.text(option.words))) for option in question.options]
        for at, one in enumerate(rows):
            for other in rows[at + 1 :]:
                assert np.abs(one - other).max() >= 0.039


def test_mostly_one_is_out_at_a_glance() -> None:
    glances = 0
    asked = 0
    for name in scenario_names():
        for _, question in closed.questions(which_softmax.FAMILY, name, (0, 1)):
            asked += 1
            rows = [row(closed.text(option.words)) for option in question.options if not option.right]
            glances += any(abs(sum(each) - 1) > 0.03 or min(each) < 0 for each in rows)
    assert glances > 0.8 * asked


def test_a_long_row_is_not_asked_about() -> None:
    assert which_softmax.items(built_in("d2l-valid-lengths"), "weights") == []
    assert which_softmax.items(built_in("cat-sat-mat"), "scores") == []
