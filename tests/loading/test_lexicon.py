"""The lexicon holds what its source holds, within the rounding that docs/vectors.md states, and finds it without reading all of it."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

import attncli
from attncli.loading.lexicon import BLOCK, DIMS, FREQUENT, Lexicon

FOLDER = Path(attncli.__file__).parent / "lexicon"
DOCS = Path(__file__).parents[2] / "docs"
SAMPLE = np.load(Path(__file__).parent / "lexicon-sample.npz", allow_pickle=False)
SCRIPT = runpy.run_path(str(DOCS / "lexicon.py"))


def test_two_hundred_words_hold_to_their_source_within_the_stated_rounding() -> None:
    words = [str(word) for word in SAMPLE["words"]]
    assert len(words) == 200
    turned = (SAMPLE["vectors"].astype(np.float64) - SAMPLE["centre"]) @ SAMPLE["rotation"]
    packed = Lexicon().vectors(words)
    found = np.array([packed[word] for word in words])
    steps = np.array((FOLDER / "steps.txt").read_text().split(), dtype=float) / 100
    off = np.abs(found[:, : turned.shape[1]] - turned)
    assert (off <= steps / 2 + 1e-9).all()
    assert off.max() <= 0.02 + 1e-9
    assert (np.linalg.norm(off, axis=1) <= 0.04 * np.linalg.norm(turned, axis=1)).all()
    assert off.max() > 0.01  # it is rounded indeed: the test could fail


def test_the_rotation_changes_no_length() -> None:
    rotation = SAMPLE["rotation"]
    assert rotation.shape == (DIMS, DIMS - SCRIPT["REMOVED"])
    np.testing.assert_allclose(rotation.T @ rotation, np.eye(rotation.shape[1]), atol=1e-12)


def test_the_widest_directions_come_first_and_zeros_stand_for_those_removed() -> None:
    vectors = np.concatenate([block for _, block in Lexicon().blocks()])
    spread = vectors.var(axis=0)
    assert (np.diff(spread[:97]) <= 0.01).all()
    assert spread[:10].mean() > 2 * spread[80:97].mean()
    assert not vectors[:, 97:].any()


def test_every_number_has_two_decimals() -> None:
    for vector in Lexicon().vectors(["the", "river", "bank", "zucchini"]).values():
        assert (np.round(vector, 2) == vector).all()
        assert vector.dtype == np.float64


def test_blocks_hold_every_word_once_in_the_order_of_its_row() -> None:
    lexicon = Lexicon()
    words = [word for some, _ in lexicon.blocks() for word in some]
    assert len(words) == len(set(words)) == lexicon.words == 30_043
    assert max(len(block) for _, block in lexicon.blocks()) == BLOCK
    for at in (0, 1, BLOCK - 1, BLOCK, 30_042):
        assert lexicon.find(words[at]) == at
    whole = np.concatenate([block for _, block in lexicon.blocks()])
    for word in ("the", "bank", "preposition"):
        np.testing.assert_allclose(lexicon.vectors([word])[word], whole[words.index(word)], atol=1e-6)


@pytest.mark.parametrize("word", ["", "Bank", "bankk", "ank", "bank\nriver", "\n", "bank ", "\ud800"])
def test_a_word_is_found_only_if_it_is_spelt_exactly_so(word: str) -> None:
    assert Lexicon().find(word) is None


def test_its_files_take_less_than_four_megabytes_and_say_whose_they_are() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 4_000_000
    licence = (FOLDER / "LICENCE.md").read_text(encoding="utf-8")
    assert "Public Domain Dedication and License" in licence
    assert "Pennington" in licence


def test_the_script_takes_no_other_source_than_the_one_it_names(tmp_path: Path) -> None:
    other = tmp_path / "other.npz"
    np.savez(other, words=np.array(["a"]), vectors=np.ones((1, DIMS)))
    with pytest.raises(SystemExit, match=SCRIPT["SHA256"]):
        SCRIPT["read"](str(other))


def test_the_comparison_leaves_out_as_many_frequent_words_as_the_page() -> None:
    assert SCRIPT["FREQUENT"] == FREQUENT
