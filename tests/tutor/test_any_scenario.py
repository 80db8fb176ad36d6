"""Questions about any scenario whatever: none raises, and each has a right answer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attncli.document import plain
from attncli.scenario import Scenario
from attncli.tutor.planning import plan
from attncli.tutor.questions.families import FAMILIES
from attncli.tutor.subject import Subject
from scenarios import multi_head_scenarios, scenarios, scored_scenarios

ANY = st.one_of(scenarios(), multi_head_scenarios(), scored_scenarios())
ANSWERS = ("1", "3", "0.5", "-2", "hidden", "0.5 0.5", "e^1/2", "nonsense", "1/3", "")


@pytest.mark.law
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANY, st.integers(0, 99), st.sampled_from([0, 2, 2, 4]))
def test_any_scenario_can_be_asked_about(scenario: Scenario, seed: int, digits: int) -> None:
    subject = Subject(scenario, digits=digits)
    for item in plan(subject, FAMILIES, count=12, seed=seed):
        question = FAMILIES[item.family].question(subject, item)
        assert question.shown or question.ask
        assert not question.options or any(option.right for option in question.options)
        for text in ANSWERS:
            verdict = question.judge(text, ())
            assert plain(verdict.words)
        for hint in question.hints:
            assert hint()
        assert question.worked()
