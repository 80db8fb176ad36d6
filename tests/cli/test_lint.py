"""`attn lint`: what it says of one scenario and of several, its exit codes, its JSON, its errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import attn

from attncli.loading.library import scenario_names
from attncli.pages.groups import in_order

WORDS = "sentence: cats chase mice\nembeddings: {cats: [1, 0], chase: [1, 1], mice: [0, 1]}\nquery: chase\n"
OWN_VALUES = "tensors: {query: [[1, 2]], key: [[1, 0, 2], [0, 1, 1]], value: [[1], [3]]}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words.yaml").write_text(WORDS, encoding="utf-8")
    return tmp_path


def test_a_scenario_is_told_with_its_reasons_and_the_cells_to_ask_for() -> None:
    run = attn("lint", "words.yaml")
    assert (run.err, run.code) == ("", 0)
    assert "What it cannot show" in run.out
    assert "Q, K and V are the same numbers:" in run.out
    assert "keys-as-values" in run.out
    assert "What is best asked for" in run.out


def test_without_a_file_every_built_in_scenario_has_an_entry_in_the_order_of_learning() -> None:
    run = attn("lint", "--json")
    assert run.code == 0
    names = in_order(scenario_names())
    assert names[0] == "cat-sat-mat"
    assert [each["scenario"] for each in run.json()["scenarios"]] == names
    page = attn("lint").out
    places = [page.index(f"\n   {name}  ") for name in names]
    assert places == sorted(places)


def test_the_json_says_which_mistakes_show_and_why_not_the_others() -> None:
    [found] = attn("lint", "words.yaml", "--query", "cats", "--json").json()["scenarios"]
    assert (found["scenario"], found["stage"], found["digits"]) == ("words", "context", 2)
    assert found["query"] == {"position": 1, "token": "cats"}
    by_name = {each["name"]: each for each in found["mistakes"]}
    assert by_name["no-scale"]["shows"] is True
    assert by_name["no-scale"]["why"] is None
    assert by_name["keys-as-values"]["shows"] is False
    assert by_name["keys-as-values"]["why"] == "roles-alike"
    assert by_name["keys-as-values"]["text"] == "Q, K and V are the same numbers"
    assert {cell["worth_asking"] for cell in found["cells"]} == {True, False}
    assert all(cell["worth_asking"] == (cell["why"] is None) for cell in found["cells"])


def test_another_query_stage_and_number_of_decimals_can_be_asked_for() -> None:
    [found] = attn("lint", "words.yaml", "-q", "mice", "--stage", "A", "--digits", "4", "--json").json()[
        "scenarios"
    ]
    assert (found["query"]["token"], found["stage"], found["digits"]) == ("mice", "weights", 4)
    assert {cell["stage"] for cell in found["cells"]} == {"weights"}
    assert "keys-as-values" not in {each["name"] for each in found["mistakes"]}


@pytest.mark.parametrize(
    ("targets", "code"),
    [
        (["scale-by-d-k"], 0),
        (["Scale_by_d_k"], 0),
        (["keys-as-values"], 1),
        (["scale-by-d-k", "keys-as-values"], 1),
        (["mask-forgotten"], 1),  # there is no mask
    ],
)
def test_the_exit_code_says_whether_all_that_is_wanted_can_be_told(targets: list[str], code: int) -> None:
    arguments = [word for name in targets for word in ("--target", name)]
    page, data = attn("lint", "words.yaml", *arguments), attn("lint", "words.yaml", *arguments, "--json")
    assert page.code == data.code == code
    assert "What is wanted" in page.out
    told = data.json()["scenarios"][0]["targets"]
    assert len(told) == len(targets)
    assert all(each["told"] for each in told) == (code == 0)


def test_of_several_files_the_one_that_does_not_tell_decides() -> None:
    run = attn("lint", "statquest", "words.yaml", "--target", "keys-as-values")
    assert run.code == 1
    assert [line.split()[:2] for line in run.out.splitlines() if line.startswith(" ▸")] == [["▸", "words"]]
    assert attn("lint", "statquest", "--target", "keys-as-values").code == 0


def test_a_file_may_come_on_standard_input() -> None:
    run = attn("lint", "-", stdin=WORDS)
    assert run.code == 0
    assert "Q, K and V are the same numbers:" in run.out


@pytest.mark.parametrize(
    ("arguments", "code", "help"),
    [
        (["cat-sat-mat", "--target", "noscale"], "E517", "did you mean `no-scale`?"),
        (["cat-sat-mat", "--target", "xyz"], "E517", "docs/mistakes.md lists them all"),
        (["cat-sat-mat", "--stage", "wieghts"], "E507", "did you mean `weights`?"),
        (["cat-sat-mat", "--query", "dog"], "E504", ""),
        (["cat-sat-mt"], "E503", "did you mean `cat-sat-mat`?"),
        (["-", "-"], "E510", "give `-` once"),
        (["cat-sat-mat", "--digits", "13"], "E508", "choose from 0 to 12"),
    ],
)
def test_what_is_wrong_with_the_command_line_is_told_with_what_was_meant(
    arguments: list[str], code: str, help: str
) -> None:
    run = attn("lint", *arguments, "--json")
    assert (run.out, run.code) == ("", 2)
    assert run.error()["code"] == code
    assert help in run.error()["help"]


def test_a_file_with_a_fault_is_refused_as_everywhere(folder: Path) -> None:
    (folder / "broken.yaml").write_text(OWN_VALUES)
    run = attn("lint", "broken.yaml", "--json")
    assert (run.out, run.code) == ("", 3)


def test_words_from_outside_never_command_the_terminal(folder: Path) -> None:
    (folder / "odd.yaml").write_text('tokens: ["\\e[31mred", "a,b"]\nx: [[1, 2], [2, 1]]\nquery: "@1"\n')
    run = attn("lint", "odd.yaml")
    assert run.code == 0
    assert not [c for c in run.out if not c.isprintable() and c != "\n"]


def test_a_target_is_completed_with_what_it_comes_to() -> None:
    lines = attn("lint", "cat-sat-mat", "--target", "no-sc", env={"_ATTN_COMPLETE": "zsh"}).out.splitlines()
    assert lines[1].startswith("no-scale\tthe scores go into the softmax")


def test_the_queries_and_stages_that_are_proposed_are_those_of_the_file() -> None:
    lines = attn("lint", "words.yaml", "--query", "", env={"_ATTN_COMPLETE": "zsh"}).out.splitlines()
    assert lines[1:] == ["cats", "chase", "mice"]
