"""What `attn check` compares: every number, and none that is near enough."""

from __future__ import annotations

import numpy as np
import pytest

from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.mechanisms.expect import Compared, compare
from attncli.pages.why import why
from attncli.reading.text import SourceFile


@pytest.mark.parametrize("name", scenario_names())
def test_every_number_is_compared_and_each_that_is_too_far_off_is_found(name: str) -> None:
    scenario = load_scenario(name)
    assert [each.misses for each in compare(scenario)] == [()] * len(scenario.expect)
    shifted = tuple(each._replace(values=each.values + 2.1 * each.atol) for each in scenario.expect)
    for compared, expectation in zip(compare(scenario._replace(expect=shifted)), shifted, strict=True):
        assert (compared.stage, compared.numbers, len(compared.misses)) == (
            expectation.stage,
            expectation.values.size,
            expectation.values.size,
        )
        assert [miss.atol for miss in compared.misses] == expectation.atol.ravel().tolist()
        assert [miss.expected for miss in compared.misses] == expectation.values.ravel().tolist()
        assert compared.furthest == max(miss.off for miss in compared.misses)


def test_one_number_in_many_is_found_under_its_own_name() -> None:
    scenario = load_scenario("rasbt-simple")
    scores = next(each for each in scenario.expect if each.stage == "scores")
    values = scores.values.copy()
    values[2, 4] -= 1
    [compared] = compare(scenario._replace(expect=(scores._replace(values=values),)))
    [miss] = compared.misses
    assert miss.cell == "scores[starts,one]"
    assert np.isclose(miss.off, 1, atol=1e-3)


def compared_of(text: str) -> tuple[Compared, ...]:
    return compare(load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None)))


NEEDED = {"luong-general": "w_a: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]"}
PLACED = [[1, 3, 3, 5], [2.8414709848, 3.5403023059, 4.0099998333, 5.9999500004]]
"""X of Hello and World with their positions: x + sin or cos(t / 10000^(2i / 4)), reckoned by hand."""


@pytest.mark.parametrize(
    "mechanism", ["scaled-dot-product", "dot-product", "multi-head", "luong-dot", "luong-general"]
)
@pytest.mark.parametrize("given", ["", "w_q", "w_k"])
@pytest.mark.parametrize("role", ["query", "key", "value"])
def test_with_positions_and_no_matrix_a_role_is_x_with_its_positions(
    mechanism: str, given: str, role: str
) -> None:
    eye = "[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]"
    parameters = [NEEDED[mechanism]] if mechanism in NEEDED else []
    parameters += [f"{given}: {eye}"] if given else []
    text = f"mechanism: {mechanism}\npositions: sinusoidal\ntokens: [Hello, World]\n"
    text += "x: [[1, 2, 3, 4], [2, 3, 4, 5]]\n" + ("heads: 2\n" if mechanism == "multi-head" else "")
    text += f"parameters: {{{', '.join(parameters)}}}\n" if parameters else ""
    text += f"expect: {{{role}: {{values: {PLACED}, atol: 1.0e-9}}}}\n"
    [compared] = compared_of(text)
    assert (compared.stage, compared.numbers, compared.misses) == (role, 8, ())
    [compared] = compared_of(text.replace("5.9999500004", "6.5"))
    assert [miss.cell for miss in compared.misses] == [f"{role}[World,4]"]


def test_why_knows_a_role_that_x_with_its_positions_plays() -> None:
    text = "positions: sinusoidal\ntokens: [Hello, World]\nx: [[1, 2], [2, 3]]\n"
    trace = attend(load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None)))
    for role in ("query", "key", "value"):
        root = why(trace, f"{role}[World,1]").root
        assert root.cell.name == "positions[World,1]"
        assert np.isclose(root.cell.value, 2 + np.sin(1))


def test_the_missed_number_of_a_stage_without_columns_is_named() -> None:
    """local-p predicts one position a query: 3 · sigmoid(v_p · tanh(W_p x))."""
    text = "mechanism: luong-local-p\nwindow: 1\ntokens: [a, b, c]\nx: [[1, 2], [2, 1], [0, 1]]\n"
    text += "parameters: {w_p: [[1, 0], [0, 1]], v_p: [1, 2]}\nexpect: {alignment_position: {values: "
    [compared] = compared_of(text + "[2.84], query: a}}\n")
    [miss] = compared.misses
    assert miss.cell == "alignment_position[a]"
    assert np.isclose(miss.found, 3 / (1 + np.exp(-(np.tanh(1) + 2 * np.tanh(2)))))
    [compared] = compared_of(text + "[0, 0, 0], atol: 0.1}}\n")
    assert [miss.cell for miss in compared.misses] == [f"alignment_position[{word}]" for word in "abc"]


def test_each_number_is_held_to_its_own_last_digit() -> None:
    """A row as numpy prints it as soon as its numbers are far apart: every printed digit is right."""
    printed = "[1.25015286e-09, 9.99999999e-01]"
    assert np.allclose(1 / (1 + np.exp(20.5)), 1.25015286e-09, rtol=1e-8)
    text = f"tensors: {{query: [[1]], key: [[0], [20.5]]}}\nexpect: {{weights: {{values: [{printed}]}}}}\n"
    [compared] = compared_of(text)
    assert compared.misses == ()
    [compared] = compared_of(text.replace("1.25015286e-09", "1.25015290e-09"))
    assert [miss.cell for miss in compared.misses] == ["weights[1,1]"]


def test_a_stage_that_rests_on_one_that_misses_says_so_whatever_the_order_of_the_file() -> None:
    start = "tokens: [a, b]\nx: [[1, 0], [0, 1]]\nexpect:\n"
    scores, weights = "  scores: {values: [[9, 9], [9, 9]]}\n", "  weights: {values: [[9, 9], [9, 9]]}\n"
    value, key = "  value: {values: [[9, 9], [9, 9]]}\n", "  key: {values: [[9, 9], [9, 9]]}\n"
    for stages in (scores + weights + value, weights + value + scores):
        found = {each.stage: each.rests_on for each in compared_of(start + stages)}
        assert found == {"scores": None, "weights": "scores", "value": None}
    found = {each.stage: each.rests_on for each in compared_of(start + weights + scores + key)}
    assert found == {"key": None, "scores": "key", "weights": "key"}
