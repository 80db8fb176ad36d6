"""`attn compare` and `--set`: what they take, what they print, their JSON, their errors."""

from __future__ import annotations

import shlex
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from command import attn, unasked
from forms import FORMS, write_arrays
from played import played

from attncli.loading.library import scenario_names

WORDS = "sentence: cats chase mice\nembeddings: {cats: [1, 0], chase: [1, 1], mice: [0, 1]}\nquery: chase\n"
BANKS = ("The river bank was steep", "The bank lent him money")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words.yaml").write_text(WORDS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", [*scenario_names(), "words.yaml", "The river bank was steep"])
def test_whatever_is_compared_with_itself_is_alike(name: str) -> None:
    run = attn("compare", name, name, "--json")
    assert run.code == 0, run.err
    found = run.json()
    assert (found["format"], found["version"], found["by"]) == ("attn/compare", 1, "number")
    assert found["alike"] is True
    assert found["first"] is None
    assert {stage["how"] for stage in found["stages"]} == {"same"}
    assert "Nothing differs" in attn("compare", name, name).out


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_scenario_is_compared(form: str, tmp_path: Path) -> None:
    write_arrays(tmp_path)
    (tmp_path / "form.yaml").write_text(FORMS[form], encoding="utf-8")
    run = attn("compare", "form.yaml", "--set", "scale=0.25")
    assert run.code == 0, run.err
    assert "What differs" in run.out
    found = attn("compare", "form.yaml", "--set", "scale=0.25", "--json").json()
    trace = attn("explain", "-s", "form.yaml", "--json").json()
    stages = {stage["name"]: stage for stage in found["stages"]}
    for stage in trace["stages"]:
        assert stages[stage["name"]]["a"]["values"] == stage["values"]


def test_the_numbers_of_the_json_are_those_of_both_explained_alone() -> None:
    options = ["--set", "embeddings.cat=[2, 1]"]
    found = attn("compare", "cat-sat-mat", *options, "--json").json()
    alone = [attn("explain", "-s", "cat-sat-mat", *more, "--json").json() for more in ([], options)]
    for side, trace in zip("ab", alone, strict=True):
        own = {stage["name"]: stage["values"] for stage in trace["stages"]}
        assert {s["name"]: s[side]["values"] for s in found["stages"] if s["name"] in own} == own
    for stage in found["stages"]:
        a, b = (np.array(stage[side]["values"], dtype=float) for side in "ab")
        assert stage["differ"] == int((a != b).sum())
        assert (stage["how"] == "same") == (stage["differ"] == 0)
    assert found["first"] == {"cell": "x[cat,1]", "a": 0.5, "b": 2.0}


def test_options_change_the_second_alone_or_both_where_there_are_two() -> None:
    one = attn("compare", "cat-sat-mat", "--mask", "causal", "--json").json()
    assert [one[side]["name"] for side in "ab"] == ["cat-sat-mat", "cat-sat-mat --mask causal"]
    assert "masked_scores" in [stage["name"] for stage in one["stages"] if stage["how"] == "only-b"]
    both = attn("compare", "cat-sat-mat", "words.yaml", "-q", "sat", "--mask", "causal")
    assert both.code == 2  # no word in common
    both = attn("compare", "cat-sat-mat", "cat-sat-mat", "--mask", "causal", "--json").json()
    assert both["alike"] is True
    assert "masked_scores" in [stage["name"] for stage in both["stages"]]


def test_two_files_of_the_same_words_are_compared_number_by_number(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(WORDS.replace("mice: [0, 1]", "mice: [0, 2]"), encoding="utf-8")
    found = attn("compare", "words.yaml", "other.yaml", "--json").json()
    assert found["first"] == {"cell": "x[mice,2]", "a": 1.0, "b": 2.0}


def test_a_scenario_on_standard_input_is_read_once() -> None:
    run = attn("compare", "-", "--set", "scale=none", "--json", stdin=WORDS)
    assert run.code == 0, run.err
    assert run.json()["first"]["cell"].startswith("weights[chase,")
    assert attn("compare", "-", "-", stdin=WORDS).code == 2


def test_sentences_of_a_scenario_are_compared_by_the_word_they_share() -> None:
    found = attn("compare", "-s", "cat-sat-mat", "The cat sat", "sat mat", "--json").json()
    assert found["by"] == "word"
    assert found["a"]["query"] == {"position": 3, "token": "sat"}
    assert found["b"]["query"] == {"position": 1, "token": "sat"}
    assert [each["word"] for each in found["word"]["a"]["moved"]] == ["cat"]


def test_the_two_banks_move_apart() -> None:
    found = attn("compare", *BANKS, "--query", "bank", "--json").json()
    moved = {side: [each["word"] for each in found["word"][side]["moved"]] for side in "ab"}
    assert moved["a"][0] == "river"
    assert moved["b"][0] == "money"
    assert not set(moved["a"]) & set(moved["b"])
    assert found["values_alike"] == pytest.approx(1)
    assert found["results_alike"] < 0.99


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize(
    "line",
    [
        "cat-sat-mat --scale none",
        "cat-sat-mat-heads --heads 1",
        "cat-sat-mat-causal --set mask=window=1",
        "cat-sat-mat --mask causal --all",
        '"The river bank was steep" "The bank lent him money" -q bank',
    ],
)
def test_no_line_is_wider_than_the_page(line: str, width: int) -> None:
    run = attn("compare", *shlex.split(line), "--width", str(width))
    assert run.code == 0, run.err
    page = run.out[: run.out.index("What next")]
    assert all(len(text) <= width for text in page.splitlines())


def test_the_commands_that_a_page_proposes_lead_to_the_two() -> None:
    page = attn("compare", "cat-sat-mat", "--set", "embeddings.cat=[2, 1]", "--width", "200").out
    commands = [line.strip() for line in page.splitlines() if line.strip().startswith("attn explain")]
    assert commands == [
        "attn explain -s cat-sat-mat --query sat",
        'attn explain -s cat-sat-mat --set "embeddings.cat=[2, 1]" --query sat',
    ]
    for command in commands:
        assert attn(*shlex.split(command)[1:]).code == 0


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("cat-sat-mat", "E585", "nothing to compare with"),
        ("", "E585", "nothing to compare with"),
        ('"The river bank was steep" "Dogs bark"', "E583", "no word in common"),
        ("cat-sat-mat rasbt-causal", "E583", "no word in common"),
        ('"The river bank" "The bank lent" --all', "E584", "other words"),
        ('"The river bank" "The bank lent" --stage weights', "E584", "other words"),
        ("cat-sat-mat --scale none --stage nonsense", "E507", "nonsense"),
        ("cat-sat-mat --scale none -q dog", "E504", "dog"),
        ("cat-sat-mat --scale none --all -q cat", "E508", "--all and --query"),
        ("cat-sat-mat cat-sat-nat", "E503", "cat-sat-nat"),
        ("cat-sat-mat --set scale", "E581", "has no `=`"),
        ("cat-sat-mat --set embeddings.cta=[1,2]", "E580", "leads nowhere"),
    ],
)
def test_what_cannot_be_compared_is_told(line: str, code: str, says: str) -> None:
    run = attn("compare", *shlex.split(line), "--json")
    assert run.code == 2
    assert run.out == ""
    assert run.error()["code"] == code
    assert says in run.error()["what"]
    assert run.error()["help"]


@pytest.mark.parametrize(
    ("command", "option"),
    list(
        product(
            (
                ["explain"],
                ["explain", "--all"],
                ["why", "weights[sat,cat]"],
                ["multihead", "-s", "cat-sat-mat"],
            ),
            ("scale=none", "mask=causal", "embeddings.cat=[2, 1]"),
        )
    ),
)
def test_every_command_that_computes_takes_a_setting(command: list[str], option: str) -> None:
    plain, changed = attn(*command, "--json"), attn(*command, "--set", option, "--json")
    assert changed.code == 0, changed.err
    assert changed.out != plain.out
    name, _, value = option.partition("=")
    if "." not in name:
        assert changed.out == attn(*command, f"--{name}", value, "--json").out


def test_commands_that_a_page_proposes_carry_a_setting() -> None:
    page = attn("explain", "--set", "embeddings.cat=[2, 1]", "--set", "mask=causal", "--width", "200").out
    commands = [line.strip() for line in page.splitlines() if line.strip().startswith("attn ")]
    assert len([command for command in commands if '--set "embeddings.cat=[2, 1]"' in command]) >= 2
    for command in commands:
        assert attn(*unasked(command)).code == 0, command


def test_a_wrong_value_is_told_as_one_of_the_option() -> None:
    error = attn("explain", "--set", "embeddings.cat=[2, one]", "--json").error()
    assert (error["code"], error["where"]["file"], error["where"]["line"]) == ("E301", "--set", 1)


def test_while_stepping_c_compares_with_what_was_given() -> None:
    run = attn("explain", "--presses", r"nnnesat,1=2\nc")
    assert run.code == 0, run.err
    page = run.out[run.out.index("As it was given, A, and as it is now, B") :]
    assert "The first number that differs is x[sat,1]: 1.00 in A, 2.00 in B." in page
    assert "--all" not in page[: page.index("To come back")] if "To come back" in page else True
    _, shown = played(r"nnnesat,1=2\nc")
    assert shown[-1].sections[0].title == "As it was given, A, and as it is now, B"
    assert "does nothing here" in attn("explain", "--presses", "c").out
