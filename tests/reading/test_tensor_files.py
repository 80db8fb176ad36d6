"""Arrays in tensor files: what is read, and everything that is refused before it can do harm."""

from __future__ import annotations

import io
import json
import os
import re
import struct
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save, save_file

from attncli.errors import AttnError, ExitCode
from attncli.loading.scenario_file import load_scenario
from attncli.reading import tensor_checks
from attncli.reading.text import SourceFile

M = np.array([[1.0, 2.0], [3.0, 4.0]])
LARGE = np.array([[np.longdouble(10) ** 400]])


def x_of(folder: Path | None, reference: str) -> Any:
    x = load_scenario(SourceFile("mine", "mine.yaml", f"x: {reference}\n".encode(), folder)).x
    assert x
    return x.array


def fault_of(folder: Path | None, reference: str) -> AttnError:
    with pytest.raises(AttnError) as caught:
        x_of(folder, reference)
    [fault] = caught.value.all
    assert fault.help
    assert fault.where
    assert fault.where.line == 1
    return fault


def npy(array: Any, **kw: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, **kw)
    return stream.getvalue()


def header(shape: str, descr: str = "'<f8'") -> bytes:
    """An .npy file whose header claims what no numbers stand behind."""
    text = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def zipped(array: bytes) -> bytes:
    """An .npz file with one array."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.npy", array)
    return stream.getvalue()


def safetensors(kind: str, shape: list[int], data: bytes) -> bytes:
    head = json.dumps({"w": {"dtype": kind, "shape": shape, "data_offsets": [0, len(data)]}}).encode()
    return struct.pack("<Q", len(head)) + head + data


def one_byte(kind: str) -> bytes:
    return safetensors(kind, [1, 1], b"\1")


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", ">f4", "int8", "uint16", "int64"])
def test_every_kind_of_real_number_becomes_float64(tmp_path: Path, dtype: str) -> None:
    np.save(tmp_path / "m.npy", np.asfortranarray(M.astype(dtype)))
    array = x_of(tmp_path, "{file: m.npy}")
    assert array.dtype == np.float64
    assert array.flags.c_contiguous
    assert array.tolist() == M.tolist()


def test_an_array_is_named_where_a_file_has_several(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", a=M, b=M * 2)
    assert x_of(tmp_path, "{file: m.npz, array: b}").tolist() == (M * 2).tolist()
    fault = fault_of(tmp_path, "{file: m.npz}")
    assert (fault.code, fault.what) == ("E405", "`m.npz` holds 2 arrays, and none is named: `a`, `b`")


def test_the_name_may_be_left_out_where_there_is_only_one(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "m.npz", only=M)
    save_file({"only": M}, tmp_path / "m.safetensors")
    (tmp_path / "sub").mkdir()
    np.save(tmp_path / "sub" / "m.npy", M)
    for reference in ("{file: m.npz}", "{file: m.safetensors}", "{file: sub/m.npy}", "{file: sub/../m.npz}"):
        assert x_of(tmp_path, reference).tolist() == M.tolist()


@pytest.mark.parametrize("dtype", ["float64", "float16", "int32", "uint8"])
def test_safetensors_are_read(tmp_path: Path, dtype: str) -> None:
    save_file({"a": M.astype(dtype), "b": M.astype(dtype) * 2}, tmp_path / "m.safetensors")
    assert x_of(tmp_path, "{file: m.safetensors, array: b}").tolist() == (M * 2).tolist()


def test_bfloat16_is_the_upper_half_of_a_float32(tmp_path: Path) -> None:
    halves = (M.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
    (tmp_path / "m.safetensors").write_bytes(safetensors("BF16", [2, 2], halves.tobytes()))
    assert x_of(tmp_path, "{file: m.safetensors}").tolist() == M.tolist()


def test_without_the_package_safetensors_names_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_file({"a": M}, tmp_path / "m.safetensors")
    monkeypatch.setitem(sys.modules, "safetensors", None)
    fault = fault_of(tmp_path, "{file: m.safetensors}")
    assert (fault.code, fault.help) == ("E410", "run `pip install 'attncli[safetensors]'`")


def bomb() -> bytes:
    """A small .npz that unpacks to far more than may be read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.npy", header("(40000000, 1)") + bytes(1 << 20))
    return stream.getvalue()


BAD: dict[str, tuple[str, Callable[[], bytes], str, str]] = {
    "complex numbers": ("m.npy", lambda: npy(M.astype(complex)), "E407", "complex numbers"),
    "texts": ("m.npy", lambda: npy(M.astype(str)), "E407", "texts"),
    "truth values": ("m.npy", lambda: npy(M > 1), "E407", "truth values"),
    "dates": ("m.npy", lambda: npy(np.array([["2024-01-01"]], dtype="M8[D]")), "E407", "dates"),
    "an unknown type": ("m.npy", lambda: header("(1, 1)", "'bfloat16'"), "E407", "type `bfloat16`, which"),
    "another one": ("m.npz", lambda: zipped(header("(1, 1)", "'<g2'")), "E407", "type `<g2`, which"),
    "bfloat16 as numpy saves it": (
        *("m.npy", lambda: npy(np.zeros((1, 1), dtype="V2")), "E407"),
        "bytes without a type (`|V2`), as numpy saves bfloat16",
    ),
    "bytes": ("m.npy", lambda: npy(np.zeros((1, 1), dtype="V1")), "E407", "bytes without a type (`|V1`)"),
    "records": ("m.npy", lambda: npy(np.zeros((1, 1), dtype=[("a", "f8")])), "E407", "records"),
    "Python objects": ("m.npy", lambda: npy(np.array([[None]]), allow_pickle=True), "E406", "pickled"),
    "a pickle": ("m.npy", lambda: b"\x80\x04\x95" + bytes(40), "E406", "pickled"),
    "not a number": ("m.npy", lambda: npy(np.array([[1, 2], [3, np.nan]])), "E408", "nan at [2, 2]"),
    "infinity": ("m.npy", lambda: npy(np.array([[-np.inf]])), "E408", "-inf at [1, 1]"),
    "more than float64 holds": ("m.npy", lambda: npy(LARGE), "E408", "inf at [1, 1]"),
    "nothing": ("m.npy", lambda: npy(np.zeros((0, 3))), "E203", "empty (0 × 3)"),
    "too few axes": ("m.npy", lambda: npy(M[0]), "E204", "1 axis"),
    "too many axes": ("m.npy", lambda: npy(M[None]), "E204", "3 axes (1 × 2 × 2)"),
    "no axes": ("m.npy", lambda: npy(np.float64(1)), "E204", "a single number"),
    "half a file": ("m.npy", lambda: npy(M)[:-5], "E403", "damaged"),
    "an empty file": ("m.npy", lambda: b"", "E403", "damaged"),
    "an .npz under another name": ("m.npy", bomb, "E403", "damaged"),
    "a shape below zero": ("m.npy", lambda: header("(-1, 2)"), "E403", "damaged"),
    "a shape too large": ("m.npy", lambda: header("(33554433, 1)"), "E409", "33,554,433 numbers"),
    "more rows than are computed with": ("m.npy", lambda: header("(16385, 1)"), "E430", "16,385 × 1 numbers"),
    "more columns than that": ("m.npz", lambda: zipped(header("(2, 16385)")), "E430", "2 × 16,385 numbers"),
    "a shape beyond any number": ("m.npy", lambda: header("(99999999999, 99999999999)"), "E409", "more than"),
    "a header that is no header": ("m.npy", lambda: header("(1, 1"), "E403", "damaged"),
    "a header too long": ("m.npy", lambda: b"\x93NUMPY\x02\x00\xff\xff\xff\xff", "E403", "damaged"),
    "a file that unpacks to much more": ("m.npz", bomb, "E409", "40,000,000 numbers"),
    "half an archive": ("m.npz", lambda: bomb()[:-30], "E403", "damaged"),
    "an empty archive": ("m.npz", lambda: b"PK\x05\x06" + bytes(18), "E404", "no arrays"),
    "half a safetensors file": ("m.safetensors", lambda: save({"a": M})[:-3], "E403", "damaged"),
    "a safetensors file of truths": ("m.safetensors", lambda: one_byte("BOOL"), "E407", "truth values"),
    "a safetensors file of rare numbers": ("m.safetensors", lambda: one_byte("F8_E4M3"), "E407", "F8_E4M3"),
    "no arrays in a safetensors file": ("m.safetensors", lambda: save({}), "E404", "no arrays"),
    "another kind of file": ("m.csv", lambda: b"1,2", "E402", "does not end in"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_tensor_file_is_refused(tmp_path: Path, name: str) -> None:
    file, data, code, words = BAD[name]
    (tmp_path / file).write_bytes(data())
    fault = fault_of(tmp_path, f"{{file: {file}}}")
    assert fault.code == code
    assert words in fault.what
    assert fault.where
    assert fault.where.path == "x.file"
    assert fault.where.text[fault.where.column - 1 if fault.where.column else 0 :].startswith(file)


def test_a_safetensors_file_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_file({"a": M}, tmp_path / "m.safetensors")
    monkeypatch.setattr(tensor_checks, "LARGEST", 31)
    assert fault_of(tmp_path, "{file: m.safetensors}").code == "E409"


def test_an_array_that_is_not_there_is_told_where_it_is_named(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", query=M, key=M)
    fault = fault_of(tmp_path, "{file: m.npz, array: qury}")
    assert (fault.code, fault.help) == ("E404", "did you mean `query`?")
    assert fault.where
    assert fault.where.path == "x.array"
    np.save(tmp_path / "m.npy", M)
    assert fault_of(tmp_path, "{file: m.npy, array: a}").code == "E404"


def test_a_file_that_is_not_there_leaves_with_the_exit_code_of_files(tmp_path: Path) -> None:
    np.save(tmp_path / "embeddings.npy", M)
    fault = fault_of(tmp_path, "{file: embedding.npy}")
    assert (fault.code, fault.exit_code, fault.help) == (
        "E101",
        ExitCode.FILE,
        "did you mean `embeddings.npy`?",
    )


@pytest.mark.parametrize(
    "path",
    [
        "../m.npy",
        "sub/../../m.npy",
        "/etc/hostname",
        "C:\\m.npy",
        "\\\\host\\m.npy",
        "link.npy",
        "folder/m.npy",
    ],
)
def test_a_path_stays_inside_the_folder_of_the_scenario(tmp_path: Path, path: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    np.save(tmp_path / "m.npy", M)
    os.symlink(tmp_path / "m.npy", home / "link.npy")
    os.symlink(tmp_path, home / "folder")
    assert fault_of(home, f"{{file: '{path}'}}").code == "E401"


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    np.save(tmp_path / "m.npy", M)
    os.symlink("m.npy", tmp_path / "link.npy")
    assert x_of(tmp_path, "{file: link.npy}").tolist() == M.tolist()


def test_a_scenario_without_a_folder_has_no_tensor_files() -> None:
    assert fault_of(None, "{file: m.npy}").code == "E401"


def test_a_folder_is_not_a_tensor_file(tmp_path: Path) -> None:
    (tmp_path / "m.npy").mkdir()
    assert fault_of(tmp_path, "{file: m.npy}").code == "E102"


def test_a_link_to_itself_is_not_found(tmp_path: Path) -> None:
    os.symlink("m.npy", tmp_path / "m.npy")
    assert fault_of(tmp_path, "{file: m.npy}").code in ("E101", "E102")


def test_every_field_that_takes_numbers_takes_a_file(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", m=M, row=M[0])
    m, row = "{file: m.npz, array: m}", "{file: m.npz, array: row}"
    text = (
        f"x: {m}\nparameters: {{w_q: {m}, b_q: {row}}}\n"
        f"expect:\n  weights: {{values: {m}, atol: 1}}\n  context: {{values: {row}, atol: 1, query: 2}}\n"
    )
    scenario = load_scenario(SourceFile("mine", "mine.yaml", text.encode(), tmp_path))
    assert scenario.parameters["b_q"].array.tolist() == M[0].tolist()
    assert [expected.values.shape for expected in scenario.expect] == [(2, 2), (2,)]


def test_expected_values_in_a_file_need_a_tolerance(tmp_path: Path) -> None:
    np.save(tmp_path / "m.npy", M)
    text = "x: {file: m.npy}\nexpect: {weights: {values: {file: m.npy}}}\n"
    with pytest.raises(AttnError) as caught:
        load_scenario(SourceFile("mine", "mine.yaml", text.encode(), tmp_path))
    assert [(fault.code, fault.where and fault.where.line) for fault in caught.value.all] == [("E306", 2)]


@pytest.mark.law
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["npy", "npz", "safetensors"]),
    at=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=4),
    cut=st.integers(0, 400),
)
def test_a_damaged_tensor_file_is_read_or_refused_and_nothing_else(
    tmp_path: Path, kind: str, at: list[tuple[int, int]], cut: int
) -> None:
    stream = io.BytesIO()
    np.savez_compressed(stream, a=M)
    data = bytearray({"npy": npy(M), "npz": stream.getvalue(), "safetensors": save({"a": M})}[kind])
    for position, byte in at:
        data[position % len(data)] = byte
    (tmp_path / f"m.{kind}").write_bytes(
        data[: len(data) - cut] if cut < len(data) and cut % 3 == 0 else data
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            array = x_of(tmp_path, f"{{file: m.{kind}}}")
        except AttnError as error:
            assert error.code[:2] in ("E4", "E2")  # noqa: PT017
        else:
            assert np.isfinite(array).all()


def test_what_the_help_says_of_bfloat16_brings_its_numbers_back(tmp_path: Path) -> None:
    array = (M.astype("f4").view("u4") >> 16).astype("u2").view("V2")
    (tmp_path / "m.npy").write_bytes(npy(array))
    help = fault_of(tmp_path, "{file: m.npy}").help or ""
    found = re.findall("`(.*?)`", help)[1]
    assert eval(found, {"array": array}).tolist() == M.tolist()


def test_records_are_not_told_to_become_numbers_at_once(tmp_path: Path) -> None:
    (tmp_path / "m.npy").write_bytes(npy(np.zeros((1, 1), dtype=[("a", "f8"), ("b", "f8")])))
    assert "astype" not in (fault_of(tmp_path, "{file: m.npy}").help or "")
