"""Files are written whole or not at all, and into nothing but themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from attncli.cli import files
from attncli.cli.files import create_file, write_file, write_new
from attncli.errors import AttnError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("write", [write_file, create_file])
def test_a_file_is_written_and_nothing_stays_beside_it(write: object, tmp_path: Path) -> None:
    assert callable(write)
    write(str(tmp_path / "a.yaml"), b"whole")
    assert (tmp_path / "a.yaml").read_bytes() == b"whole"
    assert names(tmp_path) == ["a.yaml"]


def test_the_mode_of_a_new_file_is_what_the_user_has_chosen(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        create_file(str(tmp_path / "a.yaml"), b"")
    finally:
        os.umask(before)
    assert (tmp_path / "a.yaml").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("kind", ["file", "folder", "a link to nothing"])
def test_what_is_there_is_left_as_it_is(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    if kind == "file":
        path.write_bytes(b"old")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "none")
    with pytest.raises(AttnError) as caught:
        create_file(str(path), b"new")
    assert caught.value.code == "E104"
    assert names(tmp_path) == ["a.yaml"]


def test_a_new_file_has_its_name_only_once_it_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, link = os.fsync, os.link

    def synced(handle: int) -> None:
        steps.append("fsync")
        sync(handle)

    def linked(beside: str, path: str) -> None:
        steps.append("link")
        assert not os.path.exists(path)
        assert Path(beside).read_bytes() == b"whole"
        link(beside, path)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "link", linked)
    create_file(str(tmp_path / "a.yaml"), b"whole")
    assert steps == ["fsync", "link"]


def test_where_a_file_can_have_no_second_name_it_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refused)
    create_file(str(tmp_path / "a.yaml"), b"whole")
    assert (tmp_path / "a.yaml").read_bytes() == b"whole"
    assert names(tmp_path) == ["a.yaml"]


@pytest.mark.law
@pytest.mark.parametrize("step", ["fsync", "link"])
def test_a_run_that_is_killed_leaves_no_file_of_that_name(step: str, tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from attncli.cli.files import create_file; "
        f"os.{step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL); create_file(sys.argv[1], b'whole')"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run([sys.executable, "-c", script, str(tmp_path / "a.yaml")], env=env, check=False)
    assert run.returncode == -9
    assert not (tmp_path / "a.yaml").exists()
    create_file(str(tmp_path / "a.yaml"), b"whole")


def test_a_link_that_was_planted_is_not_followed(tmp_path: Path) -> None:
    victim, planted = tmp_path / "victim", tmp_path / "planted"
    victim.write_bytes(b"precious")
    planted.symlink_to(victim)
    with pytest.raises(FileExistsError):
        write_new(str(planted), b"new")
    (tmp_path / f"o.json.{os.getpid()}.tmp").symlink_to(victim)
    write_file(str(tmp_path / "o.json"), b"new")
    assert victim.read_bytes() == b"precious"
    assert (tmp_path / "o.json").read_bytes() == b"new"


def test_no_two_files_are_written_under_the_same_name_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside: list[str] = []

    def noted(path: str, data: bytes) -> None:
        beside.append(path)
        write_new(path, data)

    monkeypatch.setattr(files, "write_new", noted)
    for _ in range(3):
        write_file(str(tmp_path / "o.json"), b"new")
    assert len(set(beside)) == 3
    assert all(os.path.dirname(path) == str(tmp_path) for path in beside)
