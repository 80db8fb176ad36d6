"""`attn show` and `attn new`: files to copy and to start from."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from command import attn, in_process_of_its_own

import attncli
from attncli.loading.fields import FIELDS
from attncli.loading.library import SCHEMA_LINE, built_in_source, scenario_names, template
from attncli.loading.scenario_file import load_scenario
from attncli.reading.text import SourceFile

SCHEMA = Path(attncli.__file__).parent / "schemas" / "scenario.schema.json"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", scenario_names())
def test_show_prints_the_file_of_a_built_in_scenario_with_a_first_line_that_leads_to_the_installed_schema(
    name: str,
) -> None:
    run = attn("show", name)
    assert (run.code, run.err) == (0, "")
    first, rest = run.raw.split(b"\n", 1)
    assert rest == built_in_source(name).data.split(b"\n", 1)[1]
    assert first == SCHEMA_LINE + SCHEMA.as_uri().encode()
    assert SCHEMA.is_file()


def test_what_show_prints_is_a_scenario_of_ones_own(folder: Path) -> None:
    assert attn("show", "rasbt-causal", "--output", "mine.yaml")[:3] == ("", "", 0)
    assert (folder / "mine.yaml").read_text("utf-8") == attn("show", "rasbt-causal").out
    assert attn("check", "mine.yaml").code == 0
    assert [file.name for file in folder.iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize("name", ["cat-sat-mut", "", "mine.yaml", "../scenarios/cat-sat-mat", "-"])
def test_show_knows_built_in_scenarios_alone(folder: Path, name: str) -> None:
    (folder / "mine.yaml").write_text("x: [[1]]\n")
    run = attn("show", name)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("error[E503]")
    if name == "cat-sat-mut":
        assert "did you mean `cat-sat-mat`?" in run.err


def test_new_writes_a_file_that_check_passes_and_says_what_to_do_next(folder: Path) -> None:
    run = attn("new", "mine.yaml")
    assert (run.code, run.err) == (0, "")
    assert "attn explain -s mine.yaml" in run.out
    assert "attn check mine.yaml" in run.out
    assert (folder / "mine.yaml").read_bytes() == template()
    assert template().startswith(SCHEMA_LINE + SCHEMA.as_uri().encode() + b"\n")
    assert os.listdir(folder) == ["mine.yaml"]
    checked = attn("check", "mine.yaml", "--json")
    assert checked.code == 0
    assert checked.json()["scenarios"][0]["compared"]
    assert attn("explain", "-s", "mine.yaml").err == ""


def test_new_never_writes_over_what_is_there(folder: Path) -> None:
    (folder / "mine.yaml").write_text("mine")
    (folder / "dangling.yaml").symlink_to("nowhere.yaml")
    (folder / "folder.yaml").mkdir()
    for name in ("mine.yaml", "dangling.yaml", "folder.yaml"):
        run = attn("new", name)
        assert (run.code, run.out) == (4, "")
        assert run.err.startswith(f"error[E104]: `{name}` is there already")
    assert (folder / "mine.yaml").read_text() == "mine"
    assert not (folder / "nowhere.yaml").exists()


def test_new_makes_no_folders(folder: Path) -> None:
    run = attn("new", "nowhere/mine.yaml")
    assert (run.code, run.out) == (4, "")
    assert "error[E103]" in run.err
    assert "make the folder `nowhere` first" in run.err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["", "-", "mine", "mine.json", "mine.txt", "cat-sat-mat"])
def test_new_wants_the_name_of_a_yaml_file(folder: Path, name: str) -> None:
    run = attn("new", name)
    assert (run.code, run.out) == (2, "")
    assert "error[E508]" in run.err
    assert list(folder.iterdir()) == []


def test_a_file_that_cannot_be_written_whole_is_not_left_behind(folder: Path) -> None:
    assert attn("new", "x" * 300 + ".yaml").code == 4
    assert attn("new", "a\0b.yaml").code == 4
    assert list(folder.iterdir()) == []


def test_the_commands_that_new_proposes_are_fit_for_a_shell(folder: Path) -> None:
    assert 'attn explain -s "my own.yaml"' in attn("new", "my own.yaml").out
    assert "attn explain -s ./-mine.yaml" in attn("new", "--", "-mine.yaml").out
    assert "\x1b" not in attn("new", "\x1b[31m.yaml").out
    assert len(list(folder.iterdir())) == 3


@pytest.mark.law
def test_new_works_in_a_process_of_its_own(folder: Path) -> None:
    assert in_process_of_its_own("new", "mine.yaml", cwd=folder).code == 0
    assert in_process_of_its_own("new", "mine.yaml", cwd=folder).code == 4


def test_every_field_that_the_template_leaves_out_works_when_it_is_put_in() -> None:
    text = template().decode()
    left_out = re.findall(r"^#(\w+):", text, re.MULTILINE)
    assert set(left_out) == {"source", "mechanism", "mask", "scale", "origin", "parameters"}
    assert set(left_out) <= set(FIELDS)
    for field in [*left_out, r"\w+"]:
        scenario = load_scenario(
            SourceFile(
                "mine", "mine.yaml", re.sub(rf"^#({field}:)", r"\1", text, flags=re.MULTILINE).encode(), None
            )
        )
        assert scenario.expect
    assert scenario.mask
    assert scenario.source
    assert scenario.parameters


def test_each_field_of_the_template_has_a_comment_above_it() -> None:
    blocks = template().decode().strip().split("\n\n")
    for block in blocks[1:]:
        assert block.startswith("# "), block


def test_errors_that_send_a_person_to_a_file_of_their_own_name_the_command(folder: Path) -> None:
    assert "`attn new mine.yaml`" in attn("explain", "The dog", "-s", "cat-sat-mat").err
    (folder / "empty.yaml").write_text("")
    assert "`attn new mine.yaml`" in attn("explain", "-s", "empty.yaml").err


@pytest.mark.parametrize("option", ["--from", "--scenario", "-s"])
def test_new_from_an_example_leads_to_show(folder: Path, option: str) -> None:
    run = attn("new", option, "cat-sat-mat", "mine.yaml")
    assert run.code == 2
    assert "`attn show cat-sat-mat --output mine.yaml`" in run.err
    assert attn("show", "cat-sat-mat", "--output", "mine.yaml").code == 0
    assert attn("check", "mine.yaml").code == 0
    assert [file.name for file in folder.iterdir()] == ["mine.yaml"]
