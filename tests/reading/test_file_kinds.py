"""Faults of a file are told in the words of whoever reads it: the room that reads knows no scenario."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attncli.errors import AttnError
from attncli.reading.matrix import array_of
from attncli.reading.text import LIMIT, Faults, FileKind, SourceFile, decode
from attncli.reading.tree import read_tree
from attncli.reading.values import pairs_of

RECIPE = FileKind(noun="recipe", beginning="begin with `flour:`", examples="docs/recipes.md")


def read(data: bytes, folder: Path | None) -> None:
    """Reads a file that may have a matrix `flour` and nothing else."""
    faults = Faults(decode(SourceFile("mine", "mine.yaml", data, folder), RECIPE))
    fields = pairs_of(read_tree(faults), "", ("flour",), faults) or {}
    for name, node in fields.items():
        array_of(node, name, 2, faults)
    faults.raise_any()


def fault_of(data: bytes, folder: Path | None = None) -> AttnError:
    with pytest.raises(AttnError) as caught:
        read(data, folder)
    [fault] = caught.value.all
    return fault


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "E118", "where a recipe is expected"),
        (b"sugar: 1\n", "E115", "not a field of a recipe"),
        (b"flour: &a [[1]]\n", "E116", "which a recipe file may not use"),
        (b"flour: [[1]]\n---\n", "E120", "where a file holds one"),
        (b"#" * (LIMIT + 1), "E112", "all that a recipe file may hold"),
        (b"flour: {file: a.npy}\n", "E401", "this recipe stands in no folder"),
        (b"flour: [[1], [1, 2]]\n", "E201", "has 2 numbers where row 1 has 1"),
    ],
)
def test_a_fault_names_the_kind_of_file(data: bytes, code: str, words: str) -> None:
    fault = fault_of(data)
    assert fault.code == code
    assert words in fault.what
    assert "scenario" not in f"{fault.what} {fault.help}"


def test_an_empty_file_is_begun_as_its_kind_is() -> None:
    assert fault_of(b"# nothing yet\n").help == "begin with `flour:`"


def test_what_stands_in_place_of_infinity_is_told_where_there_is_something(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([[np.inf]]))
    fault = fault_of(b"flour: {file: a.npy}\n", tmp_path)
    assert (fault.code, fault.help) == ("E408", "replace it before saving")
