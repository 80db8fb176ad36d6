"""`attn list`, `attn schema`, `attn --version` and the help."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import pytest
from command import attn

from attncli.cli.app import COMMANDS
from attncli.mechanisms import MECHANISMS
from attncli.pages.groups import GROUPS

FILES = sorted(file.stem for file in Path(__file__).parents[2].joinpath("scenarios").glob("*.yaml"))
SCENARIOS = ["cat-sat-mat", *(name for name in FILES if name != "cat-sat-mat")]


def test_every_built_in_scenario_is_listed_with_a_sentence_and_runs() -> None:
    listed = attn("list", "scenarios", "--json").json()
    assert (listed["format"], listed["version"]) == ("attn/list", 1)
    assert [one["name"] for one in listed["scenarios"]] == SCENARIOS
    assert "mechanisms" not in listed
    for one in listed["scenarios"]:
        assert one["about"]
        assert one["teaches"]
        assert attn("explain", "-s", one["name"]).code == 0


def test_every_mechanism_is_listed_with_its_source_and_runs() -> None:
    listed = attn("list", "mechanisms", "--json").json()
    assert [one["name"] for one in listed["mechanisms"]] == list(MECHANISMS)
    assert "scenarios" not in listed
    for one in listed["mechanisms"]:
        assert one["source"]
        assert attn("explain", "-m", one["name"], "-s", MECHANISMS[one["name"]].example).code == 0


def test_a_list_without_a_name_is_of_all() -> None:
    page = attn("list").out
    assert all(name in page for name in [*SCENARIOS, *MECHANISMS])
    assert set(attn("list", "--json").json()) == {"format", "version", "scenarios", "mechanisms", "vectors"}


@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_the_list_keeps_to_the_width(width: str) -> None:
    assert max(map(len, attn("list", "--width", width).out.splitlines())) <= int(width)


def test_the_scenarios_are_listed_by_what_they_teach() -> None:
    lines = attn("list", "scenarios", "--width", "200").out.splitlines()
    stand = [line.strip() for line in lines if line.strip() in GROUPS]
    assert stand == [group for group in GROUPS if group in stand]
    assert stand[0] == "First steps"
    groups = {one["name"]: one["teaches"] for one in attn("list", "--json").json()["scenarios"]}
    under = ""
    for line in lines:
        under = line.strip() if line.strip() in GROUPS else under
        if (name := line[3:].partition(" ")[0]) in groups:
            assert groups.pop(name) == under
    assert not groups


def test_a_list_of_something_else_is_refused() -> None:
    run = attn("list", "sentences")
    assert (run.code, run.out) == (2, "")
    assert "scenarios" in run.err


@pytest.mark.parametrize("which", ["scenario", "trace"])
def test_a_schema_is_a_json_schema(which: str, tmp_path: Path) -> None:
    run = attn("schema", which)
    assert run.code == 0
    assert "$schema" in run.json()
    target = tmp_path / "schema.json"
    assert attn("schema", which, "--output", str(target)).code == 0
    assert json.loads(target.read_text()) == run.json()


def test_a_trace_keeps_its_schema() -> None:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(attn("schema", "trace").json())
    for arguments in (
        [],
        ["--all"],
        ["--mask", "causal"],
        ["-s", "rasbt-trainable", "--all", "--mask", "causal"],
        ["-s", "tensorflow-lookup"],
        ["--stage", "weights"],
    ):
        validator.validate(attn("explain", *arguments, "--json").json())


def test_a_schema_of_something_else_is_refused() -> None:
    assert attn("schema", "lesson").code == 2
    assert attn("schema").code == 2


def test_the_version_is_the_packages() -> None:
    from attncli import __version__

    assert attn("--version") == (f"attn {__version__}\n", "", 0, f"attn {__version__}\n".encode())


RIGHT = """
import numpy as np

def my_attention(query, key, value):
    powers = np.exp(query @ key.T / key.shape[1] ** 0.5)
    return powers / powers.sum(axis=1, keepdims=True) @ value
"""


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_starts_with_an_imperative_line_then_two_examples_that_run(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if command in (["check"], ["lint"]):
        assert attn("new", "mine.yaml").code == 0
    if command == ["grade"]:
        Path("mine.py").write_text(RIGHT, encoding="utf-8")
    page = attn(*command, "-h")
    assert page.code == 0
    assert page.err == ""
    assert page.out == attn(*command, "--help").out
    lines = [line.strip() for line in page.out.splitlines() if line.strip()]
    assert lines[0].startswith("Usage: attn")
    assert lines[1].endswith(".")
    examples = lines[2:4]
    assert all(line.startswith("attn ") for line in examples)
    assert not lines[4].startswith("attn ")
    unasked = ["--answers", os.devnull] if command == ["quiz"] else []
    for line in examples:
        assert attn(*shlex.split(line)[1:], *unasked).code == 0, line


def test_attn_alone_shows_what_there_is() -> None:
    run = attn()
    assert run.code in (0, 2)
    assert all(name in run.out + run.err for name in COMMANDS)


def test_a_misspelt_command_or_option_is_told_the_right_one() -> None:
    assert "explain" in attn("explian").err
    assert "--query" in attn("explain", "--qery", "sat").err
    assert (attn("explian").code, attn("explain", "--qery", "sat").code) == (2, 2)
