"""`attn check`: what passes, what does not and why, and the exit codes that a script relies on."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from command import attn, in_process_of_its_own
from jsonschema import Draft202012Validator

from attncli.loading.library import scenario_names

GOOD = """\
sentence: cats chase mice
embeddings: {cats: [1, 0], chase: [1, 1], mice: [0, 1]}
"""
MEETS = GOOD + "expect: {scores: {values: [1, 2, 1], query: chase}}\n"
SCORES = "expect:\n  scores: {values: [1, 2, 1], query: chase}\n"
MISSES = GOOD + SCORES + "  weights: {values: [0.25, 0.55, 0.25], query: chase}\n"
BROKEN = "titel: x\nsentence: a b\nembeddings: {a: [1, 2]}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file of each kind."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"good": GOOD, "meets": MEETS, "misses": MISSES, "broken": BROKEN}.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_without_a_file_every_built_in_scenario_is_checked_and_well() -> None:
    run = attn("check", "--json")
    assert (run.code, run.err) == (0, "")
    told = run.json()
    assert (told["format"], told["version"], told["ok"]) == ("attn/check", 1, True)
    assert [each["name"] for each in told["scenarios"]] == scenario_names()
    for each in told["scenarios"]:
        assert each["ok"]
        assert each["valid"]
        assert each["compared"]
        assert all(
            0 <= compared["furthest"] <= compared["atol"] and not compared["misses"]
            for compared in each["compared"]
        )
    page = attn("check")
    assert page.code == 0
    assert f"All {len(scenario_names())} pass" in page.out
    assert all(name in page.out for name in scenario_names())


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (["cat-sat-mat"], 0),
        (["good.yaml", "meets.yaml"], 0),
        (["misses.yaml"], 1),
        (["broken.yaml"], 1),
        (["meets.yaml", "broken.yaml", "misses.yaml"], 1),
        (["nowhere.yaml"], 4),
        (["broken.yaml", "nowhere.yaml", "meets.yaml"], 4),
        (["."], 4),
        (["no-such-name"], 2),
        (["meets.yaml", "cat-sat-mut"], 2),
        ([""], 2),
        (["-", "-"], 2),
        (["meets.yaml", "--format", "npz"], 2),
        (["meets.yaml", "--width", "1"], 2),
    ],
)
def test_the_exit_code_is_the_answer(files: list[str], code: int) -> None:
    for look in ([], ["--json"]):
        run = attn("check", *files, *(look if "--format" not in files else []), stdin=GOOD)
        assert run.code == code
        if code == 2:
            assert (run.out, run.err != "") == ("", True)
        else:
            assert (run.out != "", run.err) == (True, "")


def test_a_number_that_does_not_meet_is_told_with_its_cell_and_how_far_it_is_off() -> None:
    [scenario] = attn("check", "misses.yaml", "--json").json()["scenarios"]
    assert (scenario["ok"], scenario["valid"], scenario["errors"]) == (False, True, [])
    scores, weights = scenario["compared"]
    assert (scores["misses"], scores["furthest"], scores["row"], scores["numbers"]) == ([], 0, "chase", 3)
    [miss] = weights["misses"]
    assert (miss["cell"], miss["expected"], weights["atol"]) == ("weights[chase,chase]", 0.55, 0.005)
    exponentials = np.exp(np.array([1, 2, 1]) / np.sqrt(2))
    assert miss["found"] == pytest.approx(exponentials[1] / exponentials.sum(), abs=1e-12)
    assert miss["off"] == weights["furthest"] == abs(miss["found"] - 0.55)
    page = attn("check", "misses.yaml").out
    assert "It does not pass" in page
    assert "misses 1 of the 6 numbers it expects: 3 of scores, 3 of weights" in " ".join(page.split())
    assert "weights[chase,chase]" in page
    assert "expected 0.55, found 0.503: off by 0.047" in page
    assert "may be off by 0.005" in page


def test_the_cell_that_is_told_is_one_that_why_explains() -> None:
    [scenario] = attn("check", "misses.yaml", "--json").json()["scenarios"]
    [miss] = scenario["compared"][1]["misses"]
    assert attn("why", miss["cell"], "-s", "misses.yaml", "--json").json()["value"] == miss["found"]


def test_a_broken_file_among_several_is_told_with_all_its_lines_and_the_others_are_checked() -> None:
    run = attn("check", "meets.yaml", "broken.yaml", "misses.yaml")
    assert "2 of 3 do not pass" in run.out
    assert re.search(r"meets\.yaml +all numbers are as expected: 3 of scores", run.out)
    assert re.search(r"▸ broken\.yaml +is not valid: 2 faults", run.out)
    assert "error[E115]: `titel` is not a field of a scenario" in run.out
    assert " --> broken.yaml:1:1 (titel)" in run.out
    assert "error[E310]: `b` has no vector in `embeddings`" in run.out
    assert " --> broken.yaml:2:13 (sentence)" in run.out
    assert "weights[chase,chase]" in run.out
    checked = attn("check", "meets.yaml", "broken.yaml", "misses.yaml", "--json").json()["scenarios"]
    assert [(scenario["name"], scenario["ok"], scenario["valid"]) for scenario in checked] == [
        ("meets.yaml", True, True),
        ("broken.yaml", False, False),
        ("misses.yaml", False, True),
    ]
    assert checked[1]["errors"] == json.loads(attn("explain", "-s", "broken.yaml", "--json").err)["errors"]


def test_standard_input_is_checked_as_a_dash() -> None:
    run = attn("check", "-", stdin=MISSES)
    assert (run.code, "<stdin>" in run.out) == (1, True)
    assert (
        attn("check", "meets.yaml", "-", "--json", stdin=BROKEN).json()["scenarios"][1]["errors"][0]["where"][
            "file"
        ]
        == "<stdin>"
    )
    waiting = attn("check", "-", tty=True)
    assert (waiting.code, waiting.out) == (2, "")
    assert "attn check - < mine.yaml" in waiting.err


def test_a_file_that_expects_nothing_is_valid_and_says_so() -> None:
    assert "is valid, and expects no numbers" in attn("check", "good.yaml").out
    assert attn("check", "good.yaml", "--json").json()["scenarios"][0]["compared"] == []


def test_numbers_that_grow_past_what_a_computer_holds_are_found_though_nothing_is_expected(
    folder: Path,
) -> None:
    (folder / "huge.yaml").write_text("x: [[1e200], [1e200]]\n")
    run = attn("check", "huge.yaml")
    assert (run.code, "E320" in run.out) == (1, True)


def test_a_tensor_file_that_is_missing_cannot_be_read(folder: Path) -> None:
    (folder / "far.yaml").write_text("x: {file: nowhere.npy}\n")
    run = attn("check", "far.yaml")
    assert (run.code, "error[E101]" in run.out) == (4, True)


def test_half_a_unit_is_not_more_than_half_a_unit(folder: Path) -> None:
    """0.8 is 0.75, rounded; in float64 their difference is more than 0.05."""
    assert abs(0.75 - 0.8) > 0.05
    (folder / "half.yaml").write_text("x: [[0.75]]\nexpect: {context: {values: [[0.8]]}}\n")
    assert attn("check", "half.yaml").code == 0
    (folder / "half.yaml").write_text("x: [[0.7499]]\nexpect: {context: {values: [[0.8]]}}\n")
    run = attn("check", "half.yaml")
    assert run.code == 1
    assert "found 0.7499: off by 0.0501" in run.out


def test_given_queries_keys_and_values_are_held_to_what_is_expected_of_them(folder: Path) -> None:
    tensors = "tensors: {query: [[1, 0]], key: [[1, 0], [0, 1]], value: [[5], [6]]}\n"
    expect = "expect: {query: {values: [[1, 0]]}, value: {values: [7], query: 2}}\n"
    (folder / "given.yaml").write_text(tensors + expect)
    [scenario] = attn("check", "given.yaml", "--json").json()["scenarios"]
    query, value = scenario["compared"]
    assert query["misses"] == []
    assert value["misses"] == [{"cell": "value[2,1]", "expected": 7, "found": 6, "off": 1, "atol": 0.5}]


def test_a_hidden_score_where_a_number_is_expected_is_null_in_json(folder: Path) -> None:
    (folder / "hidden.yaml").write_text(
        GOOD + "mask: causal\nexpect: {masked_scores: {values: [0.7, 1.4, 0.7], query: chase}}\n"
    )
    [scenario] = attn("check", "hidden.yaml", "--json").json()["scenarios"]
    [compared] = scenario["compared"]
    assert compared["furthest"] is None
    assert compared["misses"] == [
        {"cell": "masked_scores[chase,mice]", "expected": 0.7, "found": None, "off": None, "atol": 0.05}
    ]
    assert "found −∞: off by ∞" in attn("check", "hidden.yaml").out


def test_one_row_of_a_very_long_sequence_is_computed_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import attncli.mechanisms.attend
    import attncli.mechanisms.expect

    key = "  key: {values: [0, 1], query: mice}\n"
    weights = "  weights: {values: [1, 0, 0], query: cats, atol: 0.6}\n"
    (folder / "long.yaml").write_text(GOOD + SCORES + key + weights)
    before = attn("check", "long.yaml", "--json").json()
    for module in (attncli.mechanisms.attend, attncli.mechanisms.expect):
        monkeypatch.setattr(module, "LONG", 2)
    assert attn("check", "long.yaml", "--json").json() == before
    assert before["ok"]
    (folder / "long.yaml").write_text(
        GOOD + "expect: {scores: {values: [[1, 1, 0], [1, 2, 1], [0, 1, 1]]}}\n"
    )
    assert attn("check", "long.yaml").code == 0


def test_of_many_numbers_that_are_off_the_page_tells_some_and_how_many_more() -> None:
    text = attn("show", "rasbt-simple").out.replace("atol: 5.1e-5", "atol: 1.0e-9")
    page = attn("check", "-", stdin=text).out
    assert re.search(r"And \d+ more\. The furthest off is off by 0\.0000\d+\.", page)
    assert page.count("expected") < 40


@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_the_page_keeps_to_the_width(width: str) -> None:
    page = attn(
        "check", "meets.yaml", "broken.yaml", "misses.yaml", "nowhere.yaml", "cat-sat-mat", "--width", width
    ).out
    assert max(map(len, page.splitlines())) <= int(width)


def test_a_hostile_name_stays_harmless(folder: Path) -> None:
    (folder / "\x1b[31mred.yaml").write_text(BROKEN)
    for color in ("never", "always"):
        page = attn("check", "\x1b[31mred.yaml", "--color", color).out
        assert "\x1b[31mred" not in page
        assert "\\x1b[31mred.yaml" in page


def test_the_page_and_the_json_can_go_to_a_file(folder: Path) -> None:
    assert attn("check", "misses.yaml", "-o", "page.txt")[:3] == ("", "", 1)
    assert (folder / "page.txt").read_text("utf-8") == attn("check", "misses.yaml").out
    assert attn("check", "misses.yaml", "-o", "found.json")[:3] == ("", "", 1)
    assert (folder / "found.json").read_text("utf-8") == attn("check", "misses.yaml", "--json").out


@pytest.mark.law
def test_it_runs_as_a_process_with_its_exit_code(folder: Path) -> None:
    assert in_process_of_its_own("check", "meets.yaml", cwd=folder).code == 0
    assert in_process_of_its_own("check", "misses.yaml", cwd=folder).code == 1


def test_every_built_in_scenario_keeps_the_schema() -> None:
    import yaml

    validator = Draft202012Validator(attn("schema", "scenario").json())
    for name in scenario_names():
        validator.validate(yaml.safe_load(attn("show", name).out))


def test_what_rounding_left_is_told_as_0_in_check_as_on_the_page() -> None:
    """0.1 × 3 − 0.3: in float64 the sum of the products is 5.6e-17, and in truth it is 0."""
    text = "tensors: {query: [[0.1, 0.1, 0.1, -0.3]], key: [[1, 1, 1, 1]]}\n"
    assert 0 < abs(sum([0.1, 0.1, 0.1, -0.3])) < 1e-15
    text += "expect: {scores: {values: [[0.5]]}, scaled_scores: {values: [[0.7]]}}\n"
    assert "scores[1,1]    expected 0.5, found 0: off by 0.5" in attn("check", "-", stdin=text).out
    for stage in ("scores", "scaled_scores"):
        page = attn("explain", "-s", "-", "--all", "--stage", stage, stdin=text).out
        assert ("0.00" in page, "<0.01" in page) == (True, False)


def test_only_the_first_stage_that_misses_is_told_number_by_number() -> None:
    text = GOOD + "expect:\n  scores: {values: [9, 9, 9], query: chase}\n"
    text += "  weights: {values: [9, 9, 9], query: chase}\n"
    page = " ".join(attn("check", "-", stdin=text).out.split())
    assert page.count("expected 9") == 3
    assert "It is made of scores, which misses too: look there first." in page
    told = attn("check", "-", "--json", stdin=text).json()["scenarios"][0]["compared"]
    assert [(each["rests_on"], len(each["misses"])) for each in told] == [(None, 3), ("scores", 3)]


def test_numbers_of_any_size_are_told_in_the_digits_that_decide() -> None:
    text = "tensors: {query: [[1]], key: [[0], [20.5]]}\n"
    text += "expect: {weights: {values: [[1.25015290e-09, 1.0]]}}\n"
    page = " ".join(attn("check", "-", stdin=text).out.split())
    assert "each number may be off by half a unit of its own last digit" in page
    assert "expected 1.2501529×10^−9, found 1.2501528" in page
