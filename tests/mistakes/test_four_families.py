"""What holds of every mistake in scores, scaling, masks and local attention: names, words, sources, twins."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pytest
from mistakes.wrong import found

from attncli.document import Plain, Words
from attncli.loading.scenario_file import load_scenario
from attncli.mistakes import local, masks, scaling, scores
from attncli.mistakes.mistake import Mistake
from attncli.mistakes.numbers import Numbers
from attncli.mistakes.words import ANYWHERE, Gap, because, facts, would

OF_FOUR = (*scores.MISTAKES, *scaling.MISTAKES, *masks.MISTAKES, *local.MISTAKES)


def plainly(words: Words) -> str:
    """Words as text; a number as #."""
    return "".join(span.text if isinstance(span, Plain) else "#" for span in words)


@pytest.mark.parametrize("mistake", OF_FOUR, ids=lambda mistake: mistake.name)
@pytest.mark.parametrize("name", ["cat-sat-mat", "cat-sat-mat-heads", "luong-local-p", "alammar-gpt2", ""])
def test_a_mistake_says_what_it_would_be_and_puts_it_right(mistake: Mistake, name: str) -> None:
    gaps: Mapping[str, Gap] = ANYWHERE
    if name:
        scenario = load_scenario(name)
        gaps = facts(scenario, Numbers(scenario, ()).truth)
    condition, right = plainly(would(mistake, gaps)), plainly(because(mistake, gaps))
    assert re.fullmatch(r"[^.{}]*(0\.\d+[^.{}]*)*[^.{}\s]", condition), condition
    assert condition[0].islower() or condition[0] in "[−σ"
    assert right.endswith(".")
    assert not {"{", "}"} & set(right)
    assert "  " not in condition + right


def test_names_are_in_kebab_case_and_each_is_there_once() -> None:
    names = [mistake.name for mistake in OF_FOUR]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)
    assert all(twin in names for mistake in OF_FOUR for twin in mistake.same_as)
    for mistake in OF_FOUR:
        assert mistake.forms
        assert mistake.source == "" or re.fullmatch(r"https://\S+ \(.+\)", mistake.source)


def test_twins_give_the_same_numbers_wherever_both_can_be_made() -> None:
    by_name = {mistake.name: mistake for mistake in OF_FOUR}
    pairs = [(mistake, by_name[twin]) for mistake in OF_FOUR for twin in mistake.same_as]
    assert {mistake.name for mistake, _ in pairs} == {
        "scale-by-d-k",
        "scaled-twice",
        "mask-filled-with-0",
        "mask-times-0-or-1",
    }
    scenarios = [load_scenario("cat-sat-mat-heads", mask=("causal",)), load_scenario("luong-local-p")]
    for scenario in scenarios:
        numbers = Numbers(scenario, ())
        for one, other in pairs:
            wrong, twin = numbers.wrong(one, 0), numbers.wrong(other, 0)
            assert (wrong is None) == (twin is None)
            if wrong is None or twin is None:
                continue
            for stage in numbers.order:
                assert np.allclose(found(wrong, stage), found(twin, stage), rtol=0, atol=1e-8)
