"""Word vectors of the reader's own: every format says the same, and what is wrong is told by its line, never unpickled, never believed."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from attncli.errors import AttnError
from attncli.loading.vector_file import BLOCK, VectorFile, open_vector_file

WORDS = ["the", "Cat", "sat", "naïve", "New York", "x"]
VECTORS = np.array([[0.5, 0, 0.25], [0.5, 1, -2], [1, 1, 1e-3], [0, 0, 0], [2, -1, 0.125], [1, 0, 0]])


def text(header: str = "", end: str = "\n") -> bytes:
    lines = [
        f"{word} {' '.join(map(repr, map(float, row)))}" for word, row in zip(WORDS, VECTORS, strict=True)
    ]
    return (header + end.join(lines) + end).encode()


def binary(end: bytes = b"\n") -> bytes:
    words = [word.replace(" ", "_") for word in WORDS]
    return b"6 3\n" + b"".join(
        word.encode() + b" " + row.astype("<f4").tobytes() + end
        for word, row in zip(words, VECTORS, strict=True)
    )


def npz(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **{"words": np.array(WORDS), "vectors": VECTORS, **arrays})  # type: ignore[arg-type]  # its stub takes a flag among them
    return file.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "glove.txt": text,
    "dos.txt": lambda: text(end="\r\n"),
    "blank-at-the-end.txt": lambda: text(end=" \n"),
    "no-last-line-end.txt": lambda: text().rstrip(),
    "word2vec.txt": lambda: text("6 3\n"),
    "word2vec.bin": binary,
    "word2vec-without-line-ends.bin": lambda: binary(b""),
    "glove.txt.gz": lambda: gzip.compress(text(), mtime=0),
    "word2vec.bin.gz": lambda: gzip.compress(binary()),
    "named-otherwise": lambda: gzip.compress(text("6 3\n")),
    "own.npz": npz,
    "half.npz": lambda: npz(vectors=VECTORS.astype(np.float16)),
    "bytes.npz": lambda: npz(words=np.array([word.encode() for word in WORDS])),
}


def opened(tmp_path: Path, data: bytes, name: str = "vectors.txt") -> VectorFile:
    path = tmp_path / name
    path.write_bytes(data)
    return open_vector_file(str(path))


def fault(tmp_path: Path, data: bytes) -> AttnError:
    try:
        list(opened(tmp_path, data).blocks())
    except AttnError as error:
        return error
    pytest.fail("nothing was refused")


@pytest.mark.parametrize("name", FILES)
def test_every_format_has_the_same_words_and_vectors(name: str, tmp_path: Path) -> None:
    file = opened(tmp_path, FILES[name](), name)
    assert file.dims == 3
    blocks = list(file.blocks())
    words = [word.replace("_", " ") for some, _ in blocks for word in some]
    assert words == WORDS
    np.testing.assert_allclose(np.concatenate([block for _, block in blocks]), VECTORS, rtol=1e-3)
    found = file.vectors(["Cat", "cat", "naïve", "x"])
    assert list(found) == ["Cat", "naïve", "x"]
    np.testing.assert_allclose(found["Cat"], VECTORS[1])
    assert next(iter(file.cut(2).blocks()))[1].shape == (6, 2)


def test_the_first_of_a_word_that_stands_twice_counts(tmp_path: Path) -> None:
    assert opened(tmp_path, b"a 1 2\na 3 4\n").vectors(["a"])["a"].tolist() == [1, 2]


def test_a_long_file_comes_in_blocks(tmp_path: Path) -> None:
    data = "".join(f"w{at} {at} 1\n" for at in range(2 * BLOCK + 5)).encode()
    assert [len(words) for words, _ in opened(tmp_path, data).blocks()] == [BLOCK, BLOCK, 5]


def test_malformed_lines_are_named_by_number_the_first_ten(tmp_path: Path) -> None:
    error = fault(tmp_path, b"a 1 2\nb 1\nc 1 x\nd 1 nan\n\ne 1 2 3\n" + b"f 1\n" * 20)
    assert [each.code for each in error.all] == ["E422"] * 10
    assert [each.where.line for each in error.all if each.where] == [2, 3, 4, 6, 7, 8, 9, 10, 11, 12]
    assert error.what == "line 2 of `vectors.txt` has 1 number where 2 are expected"
    assert "`x`" in error.all[1].what
    assert "`nan`" in error.all[2].what
    assert "3 numbers" in error.all[3].what


def test_a_malformed_line_is_told_even_if_its_word_is_not_wanted(tmp_path: Path) -> None:
    with pytest.raises(AttnError, match="line 2"):
        opened(tmp_path, b"a 1 2\nb 1\nc 1 2\n").vectors(["z"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "E420"),
        (b"\n", "E420"),
        (b"one\n", "E420"),
        (b"words and more words\n", "E420"),
        (b"\x80\x04\x95pickle", "E420"),
        (b"6 0\nthe\n", "E420"),
        (b"a" * 200_000, "E420"),
        (b"a" + b" 1" * 5_000 + b"\n", "E421"),
        (b"6 99999999999999999999\n", "E421"),
        (b"6 5000\nthe \n", "E421"),
        (b"1000000000 3\nthe \x00\x00\x00\x00", "E422"),
        (b"1 1\nthe \x00\x00\xc0\x7f", "E422"),
        (gzip.compress(text(), mtime=0)[:-10], "E423"),
        (gzip.compress(text(), mtime=0)[:40] + b"\xff\xff\xff\xff", "E423"),
        (gzip.compress(npz(), mtime=0), "E420"),
        (npz()[:200], "E423"),
        (b"PK\x03\x04", "E423"),
        (npz(words=np.array(WORDS, dtype=object)), "E420"),
        (npz(vectors=np.array([[{}]] * 6, dtype=object)), "E420"),
        (npz(vectors=VECTORS * 1j), "E420"),
        (npz(vectors=VECTORS[0]), "E420"),
        (npz(vectors=VECTORS[:3]), "E420"),
        (npz(vectors=np.zeros((6, 0))), "E420"),
        (npz(vectors=np.full((6, 3), np.inf)), "E422"),
    ],
)
def test_what_holds_no_word_vectors_is_told(data: bytes, code: str, tmp_path: Path) -> None:
    error = fault(tmp_path, data)
    assert error.code == code
    assert error.help


def test_an_npz_without_words_and_a_header_that_lies_are_told(tmp_path: Path) -> None:
    file = io.BytesIO()
    np.savez(file, vectors=VECTORS)
    assert "`words`" in fault(tmp_path, file.getvalue()).what
    huge = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        huge, {"descr": "<f4", "fortran_order": False, "shape": (6, 1 << 40)}
    )
    words = io.BytesIO()
    np.save(words, np.array(WORDS))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("words.npy", words.getvalue())
        archive.writestr("vectors.npy", huge.getvalue())
    assert fault(tmp_path, bomb.getvalue()).code == "E421"


def test_a_file_that_is_not_there_is_told() -> None:
    for path, code in (("no/such.txt", "E101"), ("", "E101"), ("a\0b", "E101"), ("/", "E102")):
        with pytest.raises(AttnError) as caught:
            open_vector_file(path)
        assert caught.value.code == code


def test_the_bar_is_told_the_size_and_taken_away_at_the_end_even_if_reading_stops_early(
    tmp_path: Path,
) -> None:
    moved: list[int] = []
    sizes: list[tuple[int, str]] = []

    def progress(size: int, name: str) -> Callable[[int], None]:
        sizes.append((size, name))
        return moved.append

    path = tmp_path / "big.txt"
    path.write_bytes("".join(f"w{at} {at} 1\n" for at in range(10_000)).encode())
    file = open_vector_file(str(path), progress)
    list(file.blocks())
    assert sizes == [(path.stat().st_size, "big.txt")]
    assert len(moved) > 2
    assert moved[-1] == path.stat().st_size > moved[0]
    file.vectors(["w1"])
    assert moved[-1] == path.stat().st_size
