"""Makes the lexicon of word vectors that ships with attn, and the comparison that chose how many directions
are removed.

    python docs/lexicon.py pack glove-6b-100d-30k.npz  # writes attncli/lexicon/ and the test's sample of it
    python docs/lexicon.py compare glove-6b-100d-30k.npz   # prints the table of docs/vectors.md

The source holds the 30,043 words and float16 vectors that its checksum below names; docs/vectors.md tells
where it comes from.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

SHA256 = "d0b2cd0286da21540c4ca79c00c7dc4a5d96b561a7c52e4fb516da8a7d0e6584"
REMOVED = 3
"""How many of the first principal directions are removed: see compare()."""
SAMPLE = 200
TOP = Path(__file__).parent.parent
FREQUENT = 150
"""Words left out of lists of nearest words: attncli.vectors.lexicon.FREQUENT, which a test holds to this."""

SENTENCES = (
    ("the river bank was steep", "bank", "river"),
    ("the bank lent him money", "bank", "money"),
    ("she sat on the river bank", "bank", "river"),
    ("he put his money in the bank", "bank", "money"),
    ("the apple fell from the tree", "apple", "tree"),
    ("the new apple computer was fast", "apple", "computer"),
    ("the mouse ate the cheese", "mouse", "cheese"),
    ("click the mouse on the computer", "mouse", "computer"),
    ("the bat flew out of the cave", "bat", "cave"),
    ("he hit the ball with the bat", "bat", "ball"),
    ("the rock band played music", "rock", "band"),
    ("they climbed the rock in the mountains", "rock", "mountains"),
    ("the plant grew in the garden", "plant", "garden"),
    ("the power plant was shut down", "plant", "power"),
    ("they sent the letter to the court", "letter", "court"),
    ("the word begins with that letter", "letter", "word"),
    ("the church organ played music", "organ", "church"),
    ("doctors gave the patient an organ", "organ", "patient"),
    ("spring flowers bloom in the garden", "spring", "flowers"),
    ("water from the mountain spring", "spring", "water"),
)
"""Sentences with a word of several senses, that word, and the word that tells which sense is meant."""


def read(path: str) -> tuple[list[str], Numbers]:
    """The words and vectors of the source. Exits with a message if it is not the file that is meant."""
    found = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    if found != SHA256:
        sys.exit(f"{path}: its SHA-256 is {found}, where {SHA256} is expected")
    with np.load(path, allow_pickle=False) as arrays:
        return [str(word) for word in arrays["words"]], arrays["vectors"].astype(np.float64)


def principal(vectors: Numbers) -> tuple[Numbers, Numbers]:
    """The centre of the vectors (100), and the rotation (100, 100) whose columns are their principal
    directions, the widest first.
    """
    centre = vectors.mean(axis=0)
    centred = vectors - centre
    _, directions = np.linalg.eigh(centred.T @ centred)
    directions = directions[:, ::-1]
    # A direction and its opposite are as good: let the largest of its numbers be positive, so that every run
    # gives the same.
    signs = np.sign(directions[np.abs(directions).argmax(axis=0), range(directions.shape[1])])
    return centre, directions * signs


def pack(path: str) -> None:
    """Write the lexicon, and the sample that tests/vectors/test_lexicon.py holds it to."""
    words, vectors = read(path)
    centre, rotation = principal(vectors)
    rotation = rotation[:, REMOVED:]
    turned = (vectors - centre) @ rotation
    # Whole hundredths: with a step of 0.03, two decimals write every number of the lexicon in full.
    steps = np.ceil(np.abs(turned).max(axis=0) / 127 * 100).astype(int)
    packed = np.rint(turned * 100 / steps).astype(np.int8)
    folder = TOP / "attncli" / "lexicon"
    (folder / "words.txt").write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    (folder / "steps.txt").write_text(" ".join(map(str, steps)) + "\n", encoding="utf-8")
    np.save(folder / "vectors.npy", packed)
    chosen = np.linspace(0, len(words) - 1, SAMPLE).astype(int)
    sample = {
        "words": np.array(words)[chosen],
        "vectors": vectors[chosen].astype(np.float16),
        "centre": centre,
        "rotation": rotation,
    }
    np.savez_compressed(TOP / "tests" / "vectors" / "lexicon-sample.npz", **sample)
    off = packed * steps / 100 - turned
    shorter = np.linalg.norm(off, axis=1) / np.linalg.norm(turned, axis=1)
    print(f"{len(words):,} words; largest error of a number {np.abs(off).max():.4f}")
    print(f"error of a vector {np.median(shorter):.1%} of its length, {shorter.max():.1%} at most")


def compare(path: str) -> None:
    """Print, for each number of removed directions, how often the word that tells the sense is among those
    that gain most.
    """
    words, vectors = read(path)
    at = {word: row for row, word in enumerate(words)}
    centre, rotation = principal(vectors)
    of_frequent = "frequent words among the first ten"
    print(f"| removed | mean weight on itself | telling word first | among the first five | {of_frequent} |")
    print("|---|---|---|---|---|")
    for removed in (None, 0, 1, 2, 3, 4, 5, 7, 10):
        turned = vectors if removed is None else ((vectors - centre) @ rotation)[:, removed:]
        units = turned / np.linalg.norm(turned, axis=1, keepdims=True)
        own, ranks, frequent = [], [], []
        for sentence, query, telling in SENTENCES:
            rows = turned[[at[word] for word in sentence.split()]]
            asker = sentence.split().index(query)
            scores = rows[asker] @ rows.T / 10
            weights = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
            output = weights @ rows
            gain = units @ (output / np.linalg.norm(output) - units[at[query]])
            order = np.argsort(-gain)
            own.append(weights[asker])
            frequent.append((order[:10] < FREQUENT).sum())
            ranks.append([row for row in order if row >= FREQUENT].index(at[telling]) + 1)
        name = "as they come" if removed is None else removed
        first, five = sum(rank == 1 for rank in ranks), sum(rank <= 5 for rank in ranks)
        counts = f"{first} of {len(ranks)} | {five} of {len(ranks)}"
        print(f"| {name} | {np.mean(own):.2f} | {counts} | {np.mean(frequent):.1f} |")


if __name__ == "__main__":
    {"pack": pack, "compare": compare}[sys.argv[1]](sys.argv[2])
