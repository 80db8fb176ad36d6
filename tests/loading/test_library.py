"""Where scenarios are found, and what is said when one is not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from attncli.errors import AttnError, ExitCode
from attncli.loading import library
from attncli.loading.library import DEFAULT, open_source, scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.reading.text import LIMIT, SourceFile

TEXT = b"x: [[1]]\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fault_of(name: str) -> AttnError:
    with pytest.raises(AttnError) as caught:
        open_source(name)
    return caught.value


def test_the_default_comes_first_and_the_others_in_order() -> None:
    names = scenario_names()
    assert names[0] == DEFAULT
    assert names[1:] == sorted(names[1:])
    assert {"rasbt-simple", "rasbt-trainable", "tensorflow-lookup"} <= set(names)


def test_a_built_in_scenario_is_found_by_name() -> None:
    source = open_source(DEFAULT)
    assert (source.name, source.file) == ("cat-sat-mat", "scenarios/cat-sat-mat.yaml")
    assert source.folder
    assert (source.folder / "cat-sat-mat.yaml").read_bytes() == source.data


def test_the_scenarios_inside_the_package_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "package" / "scenarios"
    inside.mkdir(parents=True)
    (inside / "only.yaml").write_bytes(TEXT)
    monkeypatch.setattr(library, "PACKAGE", str(tmp_path / "package"))
    assert scenario_names() == ["only"]
    assert open_source("only").folder == inside


def test_a_file_is_found_by_its_path(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "mine.yml").write_bytes(TEXT)
    source = open_source("sub/mine.yml")
    assert source == SourceFile("mine", "sub/mine.yml", TEXT, Path("sub"))
    assert load_scenario("sub/mine.yml").name == "mine"


def test_a_bare_word_is_a_file_if_there_is_one(folder: Path) -> None:
    (folder / "mine").write_bytes(TEXT)
    assert open_source("mine").data == TEXT


def test_a_built_in_name_wins_over_a_file(folder: Path) -> None:
    (folder / DEFAULT).write_bytes(TEXT)
    assert open_source(DEFAULT).data != TEXT


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "help"),
    [
        ("cat-sat-mut", "did you mean `cat-sat-mat`?"),
        ("zzzz", "attn list scenarios"),
        ("", "attn list scenarios"),
        ("a\0b", "attn list scenarios"),
    ],
)
def test_a_bare_word_that_is_nothing_is_a_wrong_name(name: str, help: str) -> None:
    fault = fault_of(name)
    assert (fault.code, fault.exit_code, fault.where) == ("E503", ExitCode.USAGE, None)
    assert fault.help
    assert help in fault.help


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "name", ["mine.yaml", "sub/mine", "./mine", "mine.json", "a\0b.yaml", "x" * 5000 + ".yaml"]
)
def test_a_path_that_is_nothing_is_a_missing_file(name: str) -> None:
    fault = fault_of(name)
    assert fault.code in ("E101", "E102")
    assert fault.exit_code is ExitCode.FILE


def test_a_missing_file_is_guessed_from_its_neighbours_and_the_built_in_ones(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "mine.yaml").write_bytes(TEXT)
    assert fault_of("sub/mne.yaml").help == "did you mean `sub/mine.yaml`?"
    assert fault_of("cat-sat-mat.yaml").help == "did you mean `cat-sat-mat`?"


def test_a_folder_is_not_a_scenario(folder: Path) -> None:
    (folder / "sub").mkdir()
    assert fault_of("sub").code == "E102"


def test_what_is_no_file_of_the_kind_is_refused(folder: Path) -> None:
    os.symlink("loop.yaml", folder / "loop.yaml")
    assert fault_of("loop.yaml").code == "E102"


def test_a_file_that_may_not_be_read_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "mine.yaml").write_bytes(TEXT)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)  # root, who may run the tests, can read every file
    fault = fault_of("mine.yaml")
    assert (fault.code, fault.what) == ("E102", "`mine.yaml` cannot be read: permission denied")


def test_no_more_of_a_file_is_read_than_may_be_used(folder: Path) -> None:
    (folder / "big.yaml").write_bytes(b"#" * (3 * LIMIT))
    assert len(open_source("big.yaml").data) == LIMIT + 1
    with pytest.raises(AttnError) as caught:
        load_scenario("big.yaml")
    assert caught.value.code == "E112"


@pytest.mark.parametrize(
    "source", [{"sentence": "cats chase mice"}, None, 3, ["cat-sat-mat"], b"cat-sat-mat"]
)
def test_what_is_no_name_and_no_path_is_refused_with_what_it_takes(source: Any) -> None:
    with pytest.raises(AttnError) as caught:
        load_scenario(source)
    assert caught.value.code == "E542"
    assert type(source).__name__ in caught.value.what
    assert "path" in str(caught.value.help)


def test_a_path_may_be_a_path_object(folder: Path) -> None:
    (folder / "mine.yaml").write_bytes(TEXT)
    assert load_scenario(Path("mine.yaml")) is not None
