"""`attn explain`: every option does what its help says, on the page and in the JSON."""

from __future__ import annotations

import io
import json
import re
import shlex
from pathlib import Path

import numpy as np
import pytest
from command import attn, unasked

MINE = """
tokens: [red, green, blue]
query: green
embeddings: {red: [1, 0], green: [0, 2], blue: [1, 1]}
"""


@pytest.fixture
def mine(tmp_path: Path) -> str:
    """A scenario of one's own."""
    path = tmp_path / "mine.yaml"
    path.write_text(MINE)
    return str(path)


def test_without_any_option_the_default_scenario_is_told() -> None:
    page = attn("explain")
    assert page.code == 0
    assert page.err == ""
    assert page.out.splitlines()[0].split() == ["The", "cat", "sat", "on", "the", "mat", "query:", "sat"]
    for title in (
        "1 of 4   Score each key",
        "2 of 4   Scale the scores",
        "3 of 4   Turn scores into weights",
        "4 of 4   Mix the values",
    ):
        assert title in page.out


def test_the_sentence_takes_the_place_of_the_scenarios() -> None:
    trace = attn("explain", "the mat sat", "--json").json()
    assert trace["stages"][0]["axes"][1]["labels"] == ["the", "mat", "sat"]
    assert trace["title"] == "the mat sat"
    assert trace["source"] is None


def test_the_sentence_may_come_from_standard_input() -> None:
    assert attn("explain", "-", "--json", stdin="cat  sat\n").json()["givens"][0]["axes"][0]["labels"] == [
        "cat",
        "sat",
    ]


@pytest.mark.parametrize("option", ["-s", "--scenario"])
def test_a_scenario_is_a_name_a_file_or_standard_input(option: str, mine: str) -> None:
    assert attn("explain", option, "rasbt-simple", "--json").json()["mechanism"] == "dot-product"
    assert attn("explain", option, mine, "--json").json()["query"] == {"position": 2, "token": "green"}
    assert attn("explain", option, "-", "--json", stdin=MINE).json()["query"] == {
        "position": 2,
        "token": "green",
    }


@pytest.mark.parametrize(
    ("asked", "position"),
    [("cat", 2), ("CAT", 2), ("the", 5), ("The", 1), ("@5", 5), ("5", 5), ("the@5", 5), ("The@1", 1)],
)
def test_a_query_is_a_word_a_position_or_both(asked: str, position: int) -> None:
    trace = attn("explain", "-q", asked, "--json").json()
    assert trace["query"]["position"] == position
    assert all(stage["axes"][0]["labels"] == [trace["query"]["token"]] for stage in trace["stages"])
    assert all(len(stage["values"]) == 1 for stage in trace["stages"])


def test_no_query_in_file_or_command_takes_the_last_and_says_so_on_standard_error() -> None:
    run = attn("explain", "cat on mat", "--json")
    assert run.json()["query"] == {"position": 3, "token": "mat"}
    assert "mat" in run.err
    assert "--query" in run.err


def test_a_query_that_was_chosen_needs_no_note() -> None:
    assert attn("explain", "cat on mat", "-q", "on", "--json").err == ""
    assert attn("explain", "cat on mat", "--all", "--json").err == ""


def test_all_tells_every_query_as_matrices() -> None:
    trace = attn("explain", "--all", "--json").json()
    assert trace["query"] is None
    assert [np.shape(stage["values"]) for stage in trace["stages"]] == [(6, 6), (6, 6), (6, 6), (6, 2)]
    page = attn("explain", "--all").out
    assert "query:" not in page.splitlines()[0]
    assert "▸" not in page


def test_the_row_of_a_query_is_the_row_of_all() -> None:
    one = attn("explain", "-q", "cat", "--mask", "causal", "--json").json()
    every = attn("explain", "--all", "--mask", "causal", "--json").json()
    for single, whole in zip(one["stages"], every["stages"], strict=True):
        assert single["values"][0] == whole["values"][1]


@pytest.mark.parametrize("option", ["-m", "--mechanism"])
def test_the_mechanism_takes_the_place_of_the_scenarios(option: str) -> None:
    trace = attn("explain", option, "dot-product", "--json").json()
    assert trace["mechanism"] == "dot-product"
    assert [stage["name"] for stage in trace["stages"]] == ["scores", "weights", "context"]


def test_a_causal_mask_hides_what_comes_later() -> None:
    trace = attn("explain", "--mask", "causal", "--json").json()
    assert trace["stages"][2]["name"] == "masked_scores"
    assert trace["stages"][2]["values"][0][3:] == [None, None, None]
    assert trace["stages"][3]["values"][0][3:] == [0, 0, 0]
    page = attn("explain", "--mask", "causal").out
    assert "because they come later: “on”, “the” and “mat”" in " ".join(page.split())


@pytest.mark.parametrize(
    ("scale", "scaled"),
    [("auto", 2 / 2**0.5), ("none", None), ("0.5", 1.0), ("-1", -2.0), ("1e-3", 0.002), ("0", 0.0)],
)
def test_the_scale_is_the_mechanisms_own_or_none_or_a_number(scale: str, scaled: float | None) -> None:
    stages = {
        stage["name"]: stage["values"][0]
        for stage in attn("explain", "--scale", scale, "--json").json()["stages"]
    }
    if scaled is None:
        assert "scaled_scores" not in stages
    else:
        assert stages["scaled_scores"][2] == pytest.approx(scaled)


@pytest.mark.parametrize("stage", ["scores", "scaled_scores", "masked_scores", "weights", "context"])
def test_a_stage_alone_is_one_section_and_filters_the_json(stage: str) -> None:
    trace = attn("explain", "--mask", "causal", "--stage", stage, "--json").json()
    assert [each["name"] for each in trace["stages"]] == [stage]
    assert trace["result"] == "context"
    page = attn("explain", "--mask", "causal", "--stage", stage).out
    assert len(re.findall(r"\d of 5", page)) == 1
    assert "What next" not in page


def test_json_is_one_object_with_its_format_and_nothing_else() -> None:
    run = attn("explain", "--json")
    assert run.json()["format"] == "attn/trace"
    assert run.json()["version"] == 1
    assert run.err == ""
    assert attn("explain", "--format", "json") == run
    assert attn("explain", "-f", "json", "--json") == run
    assert run.raw.endswith(b"}\n")


def test_a_takes_names_an_earlier_stage_or_a_given() -> None:
    trace = attn("explain", "-s", "rasbt-trainable", "--mask", "causal", "--json").json()
    known = {given["name"] for given in trace["givens"]}
    for stage in trace["stages"]:
        assert set(stage["takes"]) <= known
        known.add(stage["name"])


def test_a_row_of_a_matrix_stands_on_a_line_of_the_json() -> None:
    lines = attn("explain", "--all", "--stage", "scores", "--json").out.splitlines()
    assert "        [0.25, 0.25, 0.5, 0.0, 0.25, 0.5]," in lines


def test_npz_holds_every_given_and_stage_by_name(tmp_path: Path) -> None:
    target = tmp_path / "trace.npz"
    assert attn("explain", "-o", str(target)) == ("", "", 0, b"")
    with np.load(target, allow_pickle=False) as arrays:
        assert set(arrays.files) == {
            "x",
            "query",
            "key",
            "value",
            "scores",
            "scaled_scores",
            "weights",
            "context",
        }
        assert arrays["scores"].tolist() == [[0.5, 1.5, 2, 0, 0.5, 1]]


@pytest.mark.parametrize(
    ("ending", "kind"), [("json", "json"), ("JSON", "json"), ("npz", "npz"), ("txt", "text")]
)
def test_the_ending_of_the_output_decides_the_format(tmp_path: Path, ending: str, kind: str) -> None:
    target = tmp_path / f"trace.{ending}"
    assert attn("explain", "--output", str(target)).code == 0
    data = target.read_bytes()
    if kind == "json":
        assert json.loads(data)["format"] == "attn/trace"
    elif kind == "npz":
        assert "weights" in np.load(io.BytesIO(data)).files
    else:
        assert data.decode() == attn("explain").out


def test_a_format_that_was_chosen_is_stronger_than_the_ending(tmp_path: Path) -> None:
    target = tmp_path / "trace.json"
    assert attn("explain", "-o", str(target), "-f", "text").code == 0
    assert target.read_text() == attn("explain").out


@pytest.mark.parametrize(
    ("digits", "weight"),
    [("0", "<1"), ("1", "0.3"), ("2", "0.32"), ("6", "0.319404"), ("12", "0.319404297383")],
)
def test_digits_are_the_decimal_places_of_results(digits: str, weight: str) -> None:
    page = attn("explain", "--stage", "weights", "--digits", digits).out
    (row,) = [line for line in page.splitlines() if line.startswith(" ▸ sat")]
    assert row.split("   ")[-2 if "█" in row else -1].strip().endswith(weight)


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 500])
def test_the_width_is_the_width_of_the_page(width: int) -> None:
    lines = attn("explain", "--width", str(width)).out.splitlines()
    rule = next(line for line in lines if "──" in line)
    assert len(rule) == min(width - 2, 78) + 1 or width == 20
    if width >= 40:
        assert max(map(len, lines)) <= width


@pytest.mark.parametrize(
    ("columns", "rule"),
    [("60", 59), ("40", 39), ("", 79), ("0", 79), ("wide", 79), ("-5", 79), ("9999", 79), ("²", 79)],
)
def test_the_width_is_columns_where_none_was_chosen(columns: str, rule: int) -> None:
    assert len(attn("explain", env={"COLUMNS": columns}).out.splitlines()[1]) == rule


def test_width_is_stronger_than_columns() -> None:
    assert attn("explain", "--width", "60", env={"COLUMNS": "40"}).out == attn("explain", "--width", "60").out


def test_the_proposed_commands_run_and_keep_the_choice(mine: str) -> None:
    for options in (
        ["-s", mine, "--mask", "causal", "--scale", "0.5"],
        ["The cat sat on", "-m", "dot-product", "-q", "cat"],
        ["-s", mine, "--all"],
    ):
        proposed = commands(attn("explain", *options, "--width", "120").out)
        assert proposed[-1] == "attn list scenarios"
        chosen = [word for word in options if word != "--all"]
        same = [line for line in proposed if chosen[0] in shlex.split(line) or chosen[1] in shlex.split(line)]
        assert len(same) >= 2
        for line in proposed:
            assert attn(*unasked(line)).code == 0, line
        for line in same:
            words = shlex.split(line)
            assert ("-m" in words) == ("-m" in options)
            assert "--mask" in words or "--mask" not in options


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "-s", "cat-sat-mat"],
        ["explain", "-s", "karpathy-sharpens"],
        ["explain", "-s", "rasbt-causal", "--mechanism", "dot-product"],
        ["explain", "The river bank was steep"],
        ["explain", "--tokens", "cat|mat|sat"],
        ["multihead", "The cat sat on the mat", "--heads", "4"],
    ],
)
def test_a_proposed_command_can_be_pasted_from_a_narrow_page(arguments: list[str]) -> None:
    def pasted(width: str) -> list[list[str]]:
        page = attn(*arguments, "--width", width).out.split("What next")[1]
        assert all(len(line) <= int(width) for line in page.splitlines())
        lines = re.sub(r" \\\n *", " ", page).splitlines()
        return [shlex.split(line) for line in lines if line.startswith("   attn ")]

    assert pasted("40") == pasted("200")
    page = attn(*arguments, "--width", "40").out.split("What next")[1]
    assert all(line.count('"') % 2 == 0 for line in page.splitlines())
    assert not re.search(r" (-s|--tokens|--query|--heads?|--mask|--mechanism) \\\n", page)


def commands(page: str) -> list[str]:
    """The commands that a page proposes, put together where they are broken over lines."""
    found: list[str] = []
    for line in page.split("What next")[1].splitlines():
        text = line.strip().split("    ")[0].removesuffix(" \\")
        if text.startswith("attn "):
            found.append(text)
        elif text and line.startswith("   ") and not line.startswith("    "):
            found[-1] += f" {text}"
    return found


def test_two_options_that_contradict_each_other_are_refused() -> None:
    assert attn("explain", "--all", "--query", "sat").code == 2
    assert attn("explain", "--json", "--format", "text").code == 2
    assert attn("explain", "-", "-s", "-", stdin="cat").code == 2


def test_a_sentence_for_a_scenario_with_tokens_of_its_own_is_refused() -> None:
    run = attn("explain", "1 2 3", "-s", "tensorflow-lookup")
    assert run.code == 2
    assert "E502" in run.err


def test_what_the_scenario_says_of_itself_stands_above_the_numbers() -> None:
    words = " ".join(attn("explain", "-s", "rasbt-simple").out.split())
    assert "Attention with nothing learned and nothing scaled." in words
    assert "Sebastian Raschka" in words


def test_more_than_json_takes_is_told_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.save(tmp_path / "x.npy", np.ones((1_000, 2)))
    (tmp_path / "long.yaml").write_text("x: {file: x.npy}\n")
    monkeypatch.setattr("attncli.mechanisms.attend.attend", pytest.fail)
    run = attn("explain", "-s", str(tmp_path / "long.yaml"), "--all", "--json")
    assert run.code == 2
    assert json.loads(run.err)["errors"][0]["code"] == "E512"
