"""Word vectors as they are found in the world: with marks, runs of blanks, wrong counts, in archives.

A text is never told as damaged binary, and what an error says of a file is true of it.
"""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from attncli import npy
from attncli.errors import AttnError
from attncli.numerics.nearest import cosines, unit
from attncli.vectors.found import found_in, random_vector
from attncli.vectors.neighbours import neighbours
from attncli.vectors.vector_file import VectorFile, open_vector_file

ROWS = {"the": [1.0, 0.0, 0.0], "cat": [0.0, 0.0, 1.0], "sat": [1.0, 1.0, 0.0]}


def opened(tmp_path: Path, data: bytes, name: str = "v.txt") -> VectorFile:
    path = tmp_path / name
    path.write_bytes(data)
    return open_vector_file(str(path))


def read(file: VectorFile) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for words, rows in file.blocks():
        found.update(zip(words, rows.tolist(), strict=True))
    return found


def fault(tmp_path: Path, data: bytes) -> AttnError:
    with pytest.raises(AttnError) as caught:
        read(opened(tmp_path, data))
    return caught.value


def binary(
    words: list[bytes], rows: list[list[float]], between: bytes = b"\n", count: int | None = None
) -> bytes:
    head = f"{len(words) if count is None else count} {len(rows[0])}\n".encode()
    parts = [word + b" " + np.array(row, "<f4").tobytes() for word, row in zip(words, rows, strict=True)]
    return head + b"".join(part + between for part in parts)


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def saved(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def renamed(array: np.ndarray, dtype: bytes) -> bytes:
    """An array whose header names another type, padded as it was."""
    data = saved(array)
    shown = repr(array.dtype.str).encode()
    wanted = b"'" + dtype + b"'"
    return data.replace(shown, wanted).replace(b" " * (len(wanted) - len(shown)) + b"\n", b"\n", 1)


@pytest.mark.parametrize(
    "data",
    [
        b"the  1 0 0\ncat 0   0 1\nsat 1 1 0 \n",
        b"the\t1\t0\t0\ncat\t0\t0\t1\nsat\t1\t1\t0\n",
        b"3 3\nthe  1 0 0\ncat 0 0 1\nsat 1 1 0\n",
        b"3 3\nthe\t1\t0\t0\ncat\t0\t0\t1\nsat\t1\t1\t0\n",
        b"3\t3\r\nthe 1 0 0\r\ncat 0 0 1\r\nsat 1 1 0\r\n",
        b" the 1 0 0\n cat 0 0 1\n sat 1 1 0\n",
        b"\xef\xbb\xbfthe 1 0 0\ncat 0 0 1\nsat 1 1 0\n",
        b"\xef\xbb\xbf3 3\nthe 1 0 0\ncat 0 0 1\nsat 1 1 0\n",
        gzip.compress(b"\xef\xbb\xbfthe 1 0 0\ncat 0 0 1\nsat 1 1 0\n", mtime=0),
        gzip.compress(b"\xef\xbb\xbf3 3\nthe 1 0 0\ncat 0 0 1\nsat 1 1 0\n", mtime=0),
        b"the 1 0 0\ncat 0 0 1\nsat 1 1 0\nthe 9 9 9\ncat 8 8 8\n",
        binary([b"the", b"cat", b"sat", b"the"], [*ROWS.values(), [9.0, 9.0, 9.0]]),
        binary([b"the", b"cat", b"sat"], [*ROWS.values()], b"\r\n"),
        binary([b"the", b"cat", b"sat"], [*ROWS.values()], b""),
        zipped(
            {
                "words.npy": saved(np.array([*ROWS, "cat"])),
                "vectors.npy": saved(np.array([*ROWS.values(), [8.0, 8.0, 8.0]])),
            }
        ),
    ],
    ids=[
        "runs of blanks",
        "tabs",
        "runs of blanks, header",
        "tabs, header",
        "dos, header",
        "blanks in front",
        "mark",
        "mark, header",
        "mark, gzip",
        "mark, header, gzip",
        "twice",
        "twice, binary",
        "dos, binary",
        "binary in one",
        "twice, npz",
    ],
)
def test_blanks_marks_line_breaks_and_words_that_stand_twice_change_no_word_and_no_number(
    data: bytes, tmp_path: Path
) -> None:
    assert read(opened(tmp_path, data)) == ROWS


@pytest.mark.parametrize("header", ["", "3 3\n"])
def test_a_first_word_with_blanks_in_it_is_read_with_a_header_and_without(
    header: str, tmp_path: Path
) -> None:
    data = f"{header}. . 0.5 0.5 0\nNew York 1 0 0\ncat 0 0 1\n".encode()
    assert list(read(opened(tmp_path, data))) == [". .", "New York", "cat"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("the 1 0", "has 2 numbers where 3 are expected"),
        ("the 1 0 0 0", "has 4 numbers where 3 are expected"),
        ("the 1 nan 0", "has `nan` where a finite number is expected"),
        ("the 0,5 1,5 0,1", "has `0,5` where a finite number is expected"),
        ("the 0,5 2,5 1,5", "has `0,5` where a finite number is expected"),
        ("the,1,0,0", "has 0 numbers where 3 are expected"),
        (" 1 0 0", "has no word before its numbers"),
        ("New York 1", "has 1 number behind `New York`, where 3 are expected"),
        ("the 1_0 0 0", "has `1_0` where a finite number is expected"),
        ("the ٣ 0 0", "has `٣` where a finite number is expected"),
        ("the 1e999 0 0", "has `1e999` where a finite number is expected"),
        ("w" * 5000 + " 1 0 0", "has a word of 5,000 bytes, where 4,096 is the most"),
    ],
)
@pytest.mark.parametrize("place", ["behind a header", "second"])
def test_the_very_fault_of_a_line_of_text_is_named(row: str, what: str, place: str, tmp_path: Path) -> None:
    before, line = ("2 3\n", 2) if place == "behind a header" else ("cat 0 0 1\n", 2)
    error = fault(tmp_path, f"{before}{row}\nsat 1 1 0\n".encode())
    assert (error.code, error.what) == ("E422", f"line {line} of `v.txt` {what}")


@pytest.mark.parametrize("row", ["1,5 2,5", "nan 2.5"])
def test_a_text_is_a_text_though_it_is_as_long_as_binary_would_be(row: str, tmp_path: Path) -> None:
    assert fault(tmp_path, f"2 2\na {row}\nb 0.5 1.5\n".encode()).what.startswith("line 2 of")


def test_one_number_is_expected_and_several_are(tmp_path: Path) -> None:
    assert fault(tmp_path, b"a 1\nb 1 2\n").what.endswith("has 2 numbers where 1 is expected")


def test_where_only_the_first_line_is_none_it_is_the_one_that_is_told(tmp_path: Path) -> None:
    data = b"<<<<<<< HEAD\nthe 1 0 0\ncat 0 0 1\nsat 1 1 0\nmat 0 1 0\n"
    assert fault(tmp_path, data).what.startswith("line 1 of `v.txt` has 0 numbers behind `<<<<<<< HEAD`")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"the,1,0\n", "parted by commas"),
        ("the 1 0\n".encode("utf-16"), "UTF-16"),
        (b"0 3\n", "declares 0 words"),
        (b"title: x\ntokens: [a, b]\nscale: 2\n", "no word with numbers behind it"),
    ],
)
def test_why_a_text_holds_no_word_vectors_is_said(data: bytes, what: str, tmp_path: Path) -> None:
    error = fault(tmp_path, data)
    assert error.code == "E420"
    assert what in error.what


@pytest.mark.parametrize(("declared", "found"), [(4, 3), (2, 3), (9, 0)])
def test_a_text_with_other_than_the_declared_words_is_told_once_it_is_read(
    declared: int, found: int, tmp_path: Path
) -> None:
    rows = ["the 1 0 0", "cat 0 0 1", "sat 1 1 0"][:found]
    error = fault(tmp_path, "\n".join([f"{declared} 3", *rows, ""]).encode())
    assert error.code == "E423"
    assert f"holds {found} words, where its first line declares {declared}" in error.what


def test_a_line_that_is_cut_within_a_number_is_missed_by_the_count(tmp_path: Path) -> None:
    assert fault(tmp_path, b"4 3\nthe 1 0 0\ncat 0 0 1\nsat 1 1 0.12").code == "E423"


def test_a_binary_file_that_ends_early_or_goes_on_is_told_with_the_word(tmp_path: Path) -> None:
    words, rows = [b"the", b"cat"], [[1.0, 2.0], [3.0, 4.0]]
    short = fault(tmp_path, binary(words, rows, count=5))
    assert (short.code, short.what) == (
        "E422",
        "`v.txt` ends before word 3 is whole, where 5 words are declared",
    )
    long = fault(tmp_path, binary(words, rows, count=1))
    assert long.code == "E423"
    assert "goes on behind the one word that its first line declares" in long.what


def test_a_number_that_begins_or_ends_with_a_line_feed_is_a_number(tmp_path: Path) -> None:
    first = float(np.frombuffer(b"\n\n\n?", "<f4")[0])
    last = float(np.frombuffer(b"\x00\x00\x80\n", "<f4")[0])
    rows = [[first, last], [last, first], [first, first]]
    words = [b"a", b"b", b"c"]
    for between in (b"\n", b"", b"\r\n"):
        assert read(opened(tmp_path, binary(words, rows, between))) == dict(zip("abc", rows, strict=True))


def test_a_binary_file_whose_numbers_could_all_be_printed_is_binary(tmp_path: Path) -> None:
    for row in (b"\n\n\n?", b"AAAA"):
        number = float(np.frombuffer(row, "<f4")[0])
        for between in (b"\n", b""):
            data = binary([b"a", b"b"], [[number], [number]], between)
            assert read(opened(tmp_path, data)) == {"a": [number], "b": [number]}


def test_a_word_that_is_none_and_a_missing_line_break_are_told_of_a_binary_file(tmp_path: Path) -> None:
    rows = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    odd = fault(tmp_path, binary([b"the", b"c\x07t", b"sat"], rows))
    assert (odd.code, odd.what) == ("E422", "word 2 of `v.txt` holds bytes that stand in no word")
    data = binary([b"the", b"cat", b"sat"], rows)
    at = data.rfind(b"\nsat")
    gap = fault(tmp_path, data[:at] + data[at + 1 :])
    assert "word 2 of `v.txt` has no line break behind its vector" in gap.what


@pytest.mark.parametrize(
    ("files", "what", "help"),
    [
        ({"glove.6B.50d.txt": b"the 1\n"}, "a zip archive with `glove.6B.50d.txt` in it", "unpack it"),
        (
            {"a/readme": b"", "wiki.en.bin": b"", "wiki.en.vec": b""},
            "a zip archive with `wiki.en.bin` and 2 other files in it",
            "unpack it",
        ),
        ({"m/data.pkl": b"\x80", "m/data/0": b""}, "`m/data.pkl` and 1 other file in it", "name a file"),
        ({"embeddings.npy": saved(np.eye(2))}, "no array `words`, only `embeddings`", "numpy.savez"),
        ({"words.npy": saved(np.array(["a"]))}, "no array `vectors`, only `words`", "numpy.savez"),
    ],
)
def test_a_zip_archive_is_told_by_what_is_in_it(
    files: dict[str, bytes], what: str, help: str, tmp_path: Path
) -> None:
    error = fault(tmp_path, zipped(files))
    assert error.code == "E420"
    assert what in error.what
    assert help in (error.help or "")


def test_a_type_that_numpy_does_not_know_is_named(tmp_path: Path) -> None:
    words = saved(np.array(["a", "b"]))
    for dtype in (b"bfloat16", b"<f1", b"<g2"):
        vectors = renamed(np.zeros((2, 3)), dtype)
        error = fault(tmp_path, zipped({"words.npy": words, "vectors.npy": vectors}))
        assert error.code == "E420"
        assert f"of type `{dtype.decode()}`, which numpy does not know" in error.what


def test_no_array_is_read_before_both_headers_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"words.npy": saved(np.array(["a", "b"])), "vectors.npy": saved(np.zeros((3, 1)))})
    read_arrays: list[object] = []
    monkeypatch.setattr(npy, "read_array", read_arrays.append)
    assert "2 words and 3 vectors" in fault(tmp_path, data).what
    assert read_arrays == []


def test_more_words_than_any_file_has_are_not_read(tmp_path: Path) -> None:
    def declaring(shape: tuple[int, ...], dtype: str) -> bytes:
        stream = io.BytesIO()
        described = {"descr": dtype, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(stream, described)
        return stream.getvalue()

    many = 200_000_000
    files = {"words.npy": declaring((many,), "<U1"), "vectors.npy": declaring((many, 1), "<f4")}
    error = fault(tmp_path, zipped(files))
    assert error.code == "E421"
    assert "`words` in" in error.what
    assert "has 200,000,000 rows, where 10,000,000 words are the most" in error.what


def test_a_character_that_unicode_has_not_is_told_with_its_word(tmp_path: Path) -> None:
    words = np.array(["ab", "cd", "e"])
    codes = np.frombuffer(words.tobytes(), np.uint32).copy()
    codes[3] = 0x110000
    data = saved(words)
    data = data[: -words.nbytes] + codes.tobytes()
    error = fault(tmp_path, zipped({"words.npy": data, "vectors.npy": saved(np.eye(3))}))
    assert (error.code, error.what[:7]) == ("E422", "word 2 ")


@pytest.mark.parametrize("stored", ["caf\u00e9", "cafe\u0301"])
@pytest.mark.parametrize("asked", ["caf\u00e9", "cafe\u0301", "CAF\u00c9"])
def test_a_letter_and_its_accent_are_found_together_and_apart(
    stored: str, asked: str, tmp_path: Path
) -> None:
    file = opened(tmp_path, f"{stored} 1 0\ntea 0 1\n".encode())
    (found,) = found_in(file, [asked], "error")
    assert found.row is not None
    assert found.row.tolist() == [1, 0]
    assert [near.word for near in neighbours(asked, 5, source=file).near] == ["tea"]


def test_half_a_character_has_random_numbers_too() -> None:
    vector = random_vector("\ud83d", 5)
    assert np.isfinite(vector).all()
    assert (vector == random_vector("\ud83d", 5)).all()


@pytest.mark.parametrize("size", [1e300, 1e160, 1.0, 1e-160, 1e-300])
def test_the_direction_of_a_vector_is_known_however_large_or_small_its_numbers(size: float) -> None:
    rows = np.array([[3.0, 4.0], [4.0, 3.0], [0.0, 0.0]]) * size
    with np.errstate(over="raise", invalid="raise"):
        np.testing.assert_allclose(unit(rows[0]), [0.6, 0.8])
        np.testing.assert_allclose(cosines(rows, np.array([[0.6, 0.8]]))[:, 0], [1, 0.96, np.nan])


def test_a_pipe_is_told_as_what_cannot_be_read_twice(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(AttnError) as caught:
        open_vector_file(str(path))
    assert caught.value.code == "E102"
    assert "no file that can be read twice" in caught.value.what


@pytest.mark.parametrize(
    ("data", "bad"),
    [
        (b"the 0,1 0,2\ncat 0,5 0,3\n", "0,1"),
        (b"the 0.1 x0.2\ncat 0.5 x0.3\n", "x0.2"),
        (b"the 0.1 nan\n", "nan"),
        (b"the 0.1 0.2\ncat 0,5 0.3\n", "0,5"),
    ],
)
def test_without_a_header_the_number_that_is_none_is_named(tmp_path: Path, data: bytes, bad: str) -> None:
    assert f"has `{bad}` where a finite number is expected" in fault(tmp_path, data).what


@pytest.mark.parametrize("data", [b"Once upon a time 3 bears\nlived\n", b"title: mine\n", b"the cat sat\n"])
def test_of_what_is_plainly_no_line_of_numbers_no_word_is_called_one(tmp_path: Path, data: bytes) -> None:
    assert fault(tmp_path, data).what.endswith("its first line is no word with numbers behind it")


def test_an_archive_with_nothing_in_it_is_told_as_one(tmp_path: Path) -> None:
    error = fault(tmp_path, zipped({}))
    assert error.code == "E420"
    assert error.what.endswith("it is a zip archive with nothing in it")


def test_vectors_of_bfloat16_are_told_as_what_numpy_made_of_them(tmp_path: Path) -> None:
    rows = saved(np.zeros((1, 3), dtype="V2"))
    error = fault(tmp_path, zipped({"words.npy": saved(np.array(["the"])), "vectors.npy": rows}))
    assert "`vectors` is bytes without a type (`|V2`), as numpy saves bfloat16" in error.what
    assert "vectors.astype('float32')" in (error.help or "")
