"""All arrays of a file by name: what is no array of numbers is left out, or told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from attncli.errors import AttnError
from attncli.reading.array_file import arrays_in


def test_arrays_come_by_name_with_their_types_and_what_is_none_is_left_out(tmp_path: Path) -> None:
    file = str(tmp_path / "mine.npz")
    weights, hidden = np.eye(2, dtype=np.float16), np.array([[1.0, -np.inf], [np.nan, np.inf]])
    np.savez(file, weights=weights, hidden=hidden, allowed=np.eye(2, dtype=bool), note="a text")
    found = arrays_in(file)
    assert list(found) == ["weights", "hidden"]
    assert found["weights"].dtype == np.float16
    assert np.array_equal(found["hidden"], hidden, equal_nan=True)


def test_the_array_of_an_npy_file_has_no_name(tmp_path: Path) -> None:
    np.save(tmp_path / "mine.npy", np.eye(3))
    assert list(arrays_in(str(tmp_path / "mine.npy"))) == [""]


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ([[1, 2.5], [None, 4]], [""]),
        ({"weights": [[1, 2]], "title": "none", "n": 3}, ["weights"]),
        ({"format": "attn/trace", "stages": [{"name": "scores", "values": [[1]]}]}, ["scores"]),
    ],
)
def test_json_holds_lists_by_name_the_stages_of_a_trace_or_one_list(
    told: object, names: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    found = arrays_in(str(file))
    assert list(found) == names
    assert all(array.dtype == np.float64 and array.ndim == 2 for array in found.values())


def test_null_is_minus_infinity(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text("[[1, null], [NaN, 2]]", encoding="utf-8")
    found = arrays_in(str(file))[""]
    assert np.array_equal(found, [[1, -np.inf], [np.nan, 2]], equal_nan=True)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("mine.npz", b"no zip", "E403"),
        ("mine.npy", b"no array", "E403"),
        ("mine.json", b"[[1, 2], [3]]", "E562"),
        ("mine.json", b"[" * 100_000, "E562"),
        ("mine.json", b"\xff", "E562"),
        ("mine.json", b"[[" + b"1," * 17_000 + b"1]]", "E430"),
        ("mine.txt", b"1 2", "E402"),
        ("mine.safetensors", b"none", "E403"),
    ],
)
def test_what_is_no_file_of_arrays_is_told(name: str, data: bytes, code: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(AttnError) as raised:
        arrays_in(str(file))
    assert raised.value.code in (code, "E410")  # without the package of its name no .safetensors is opened


def test_objects_are_never_loaded_and_a_folder_is_no_file(tmp_path: Path) -> None:
    np.savez(tmp_path / "mine.npz", weights=np.eye(2), objects=np.array([{}]))
    for file, code in ((tmp_path / "mine.npz", "E406"), (tmp_path / "none.npz", "E101")):
        with pytest.raises(AttnError) as raised:
            arrays_in(str(file))
        assert raised.value.code == code
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(AttnError) as raised:
        arrays_in(str(tmp_path / "folder.json"))
    assert raised.value.code == "E102"
