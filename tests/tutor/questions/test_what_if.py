"""More, less, or the same: what is said is what comes out."""

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
from attncli.tutor.asking import Item
from attncli.tutor.choosing import cells_of
from attncli.tutor.questions import what_if
from attncli.tutor.questions.what_if import ALIKE, LESS, MORE, Changed
from attncli.tutor.subject import Subject

ALWAYS = {
    "weights": {"hidden": MORE, "causal": MORE, "rival": LESS, "shifted": ALIKE, "larger-values": ALIKE},
    "context": {"larger-share": MORE, "smaller-share": LESS, "other-value": ALIKE, "hidden-value": ALIKE},
}
"""What a change does wherever it is asked about: the sentence that says why says it too."""


def all_changes(subject: Subject) -> list[tuple[Item, Changed]]:
    """Every change that may be asked about, of every number."""
    found = []
    for stage in subject.order:
        for item in what_if.items(subject, stage):
            cell = next(cell for cell in cells_of(subject, stage) if cell.name == item.cell)
            found += [(item, changed) for changed in what_if.telling(subject, item, cell)]
    return found


@pytest.mark.parametrize("name", scenario_names())
def test_it_keeps_what_every_question_keeps(name: str) -> None:
    for item, question in closed.questions(what_if.FAMILY, name):
        closed.keeps(built_in(name), what_if.FAMILY, item, question)


@pytest.mark.parametrize("name", scenario_names())
def test_every_change_does_what_its_reason_says(name: str) -> None:
    for item, changed in all_changes(built_in(name)):
        wanted = ALWAYS[item.stage].get(changed.change.name)
        assert wanted in (None, changed.outcome), (item.cell, changed)


@pytest.mark.parametrize("name", scenario_names())
def test_before_and_after_are_told_and_never_look_the_same_unless_they_are(name: str) -> None:
    subject = built_in(name)
    for item, changed in all_changes(subject):
        cell = next(cell for cell in cells_of(subject, item.stage) if cell.name == item.cell)
        assert changed.before == cell.value
        made = what_if.posed(subject, item, cell, changed)
        for option in made.options:
            said = closed.text(option.says)
            if changed.outcome == ALIKE:
                assert " before and after." in said
                continue
            found = re.search(r"(\S+) before, (\S+) after\.", said)
            assert found is not None
            assert found[1] != found[2]


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max())
    found: np.ndarray = powers / powers.sum()
    return found


def test_the_numbers_are_those_that_numpy_makes() -> None:
    scenario = load_scenario("cat-sat-mat", query="sat")
    subject = Subject(scenario)
    assert scenario.query is not None
    assert scenario.key is not None
    assert scenario.value is not None
    values = np.asarray(scenario.value.array)
    scores = np.asarray(scenario.query.array)[2] @ np.asarray(scenario.key.array).T
    root = np.sqrt(2)

    def hidden(keys: list[int]) -> np.ndarray:
        seen = scores / root
        seen[keys] = -np.inf
        return softmax(seen)

    def raised(key: int) -> np.ndarray:
        return softmax((scores + np.eye(6)[key]) / root)

    weights = {("unscaled", j): softmax(scores)[j] for j in range(6)} | {
        ("longer-query", j): softmax(2 * scores / root)[j] for j in range(6)
    }
    weights |= {("causal", j): hidden([3, 4, 5])[j] for j in range(3)}
    weights |= {("shifted", j): softmax(scores / root)[j] for j in range(6)}
    weights |= {("larger-values", j): softmax(scores / root)[j] for j in range(6)}
    # Of the others “sat” itself has the most, and beside itself “cat”.
    weights |= {("hidden", j): hidden([1 if j == 2 else 2])[j] for j in range(6)}
    weights |= {("rival", j): raised(1 if j == 2 else 2)[j] for j in range(6)}
    context = {("hidden", d): hidden([2]) @ values[:, d] for d in range(2)}
    context |= {("causal", d): hidden([3, 4, 5]) @ values[:, d] for d in range(2)}
    context |= {("larger-share", d): raised(int(values[:, d].argmax())) @ values[:, d] for d in range(2)}
    context |= {("smaller-share", d): raised(int(values[:, d].argmin())) @ values[:, d] for d in range(2)}
    context |= {("other-value", d): softmax(scores / root) @ values[:, d] for d in range(2)}
    wanted = {"weights": weights, "context": context}
    seen = set()
    for item, changed in all_changes(subject):
        cell = next(cell for cell in cells_of(subject, item.stage) if cell.name == item.cell)
        key = changed.change.name, cell.index[-1]
        assert changed.after == pytest.approx(wanted[item.stage][key], abs=1e-12), key
        seen.add((item.stage, changed.change.name))
    assert {name for stage, name in seen if stage == "weights"} == {name for name, _ in weights}
    assert {name for stage, name in seen if stage == "context"} == {name for name, _ in context}


def test_of_a_masked_sentence_a_hidden_value_changes_nothing() -> None:
    names = {changed.change.name for _, changed in all_changes(built_in("rasbt-causal"))}
    assert "hidden-value" in names
    assert "causal" not in names


def test_a_weight_between_the_others_is_not_asked_about_where_only_reckoning_would_tell() -> None:
    subject = built_in("rasbt-trainable")
    spread = {"unscaled", "longer-query"}
    weights = subject.stages["weights"].output.array[0]
    ends = {int(weights.argmax()), int(weights.argmin())}
    asked = {
        int(next(cell for cell in cells_of(subject, "weights") if cell.name == item.cell).index[-1])
        for item, changed in all_changes(subject)
        if item.stage == "weights" and changed.change.name in spread
    }
    assert asked == ends


def test_the_answers_take_turns() -> None:
    right = [
        closed.text(option.words)
        for _, question in closed.questions(what_if.FAMILY, "cat-sat-mat", tuple(range(20)))
        for option in question.options
        if option.right
    ]
    assert min(right.count(kind) for kind in (MORE, LESS, ALIKE)) > len(right) / 5


def test_where_a_row_of_scores_does_not_fit_with_the_question_no_weight_is_asked_about() -> None:
    assert what_if.items(built_in("d2l-valid-lengths"), "weights") == []


def test_of_a_weight_that_is_all_but_1_nothing_is_called_the_same_that_is_not() -> None:
    names = {changed.change.name for _, changed in all_changes(built_in("karim-nmt"))}
    assert "shifted" in names
    assert not {"rival", "hidden"} & {
        changed.change.name
        for item, changed in all_changes(built_in("karim-nmt"))
        if changed.outcome == ALIKE
    }


def test_values_alone_are_changed_where_one_x_plays_all_roles() -> None:
    changes = [changed.change for _, changed in all_changes(built_in("mlm-positions"))]
    assert "larger-values" in {change.name for change in changes}


def test_of_weights_that_make_no_whole_no_share_is_said_to_be_given() -> None:
    names = {changed.change.name for item, changed in all_changes(built_in("luong-local-p"))}
    assert not {"larger-share", "smaller-share"} & names


def test_of_long_vectors_the_weights_are_asked_about() -> None:
    sentence = "The queen of the river met the king"
    subject = Subject(word_scenario(Asked(sentence=sentence, query="queen")))
    assert {stage for stage in subject.order if what_if.items(subject, stage)} == {"weights"}
    for item in what_if.items(subject, "weights"):
        closed.keeps(subject, what_if.FAMILY, item, what_if.question(subject, item))


def test_of_the_only_key_that_is_seen_nothing_is_asked() -> None:
    subject = Subject(load_scenario("cat-sat-mat", query="The", mask=("causal",)))
    assert what_if.items(subject, "weights") == []
