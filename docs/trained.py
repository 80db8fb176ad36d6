"""Trains the two heads of the built-in scenario `trained-heads`, and tells what came of it.

    python docs/trained.py   # writes scenarios/trained-heads.yaml, and docs/trained.csv with how it went

docs/learning.py has the sentences and the maths; docs/training.md shows the tables that are made here.
"""

from __future__ import annotations

import csv
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import learning
import numpy as np
from learning import QUESTIONS, VERBS, WORDS, Batch, Numbers, Parameters, Sentence, batches, parted

HEAD_NAMES = ("last-noun", "partner")
"""Given after training, for what was found."""
STARTS = (0, 1, 2, 3, 4, 5)
"""The seeds that training begins with in turn. The first of them is the scenario."""
LOGGED = (0, 25, 50, 100, 200, 400, 800, learning.STEPS)
DECIMALS = 2
SHOWN: Sentence = ("the", "old", "dog", "saw", "the", "cat")
"""The sentence of the scenario, one of those held back."""
TOP = Path(__file__).parent.parent
SCENARIO, RECORD = TOP / "scenarios" / "trained-heads.yaml", TOP / "docs" / "trained.csv"
ABOUT = (
    "Two heads, trained on {trained} sentences to name the noun of an article or adjective, a verb's subject "
    "(output 1 to 3: cat, dog, bird) and its object (4 to 6). The loss fell from {first} to {last}; of "
    "{held_back} sentences held back, such as “{shown}”, {right} of {asked} answers are right. Nobody gave "
    "the heads jobs: “partner” came to look at the noun or subject, “last-noun” at the last noun, whoever "
    "asks."
)
"""What stands on the first page; pages show 400 characters."""
SCENARIO_FILE = """\
# yaml-language-server: $schema=../attncli/schemas/scenario.schema.json
# Written by docs/trained.py, which trained the embeddings and all four matrices, and rounded them.
# docs/training.md tells how. The heads were named afterwards, for what they do.
title: Two heads that were trained
about: >-
{about}
teaches: Training
source:
  title: Examples of its own
  author: attn
  year: 2026
  note: trained by docs/trained.py on sentences of ten words
mechanism: multi-head
heads: {heads}
head_names: [{head_names}]
sentence: {sentence}
query: {query}
positions: {{sinusoidal: {base}}}
embeddings:{embeddings}
origin: learned
parameters:
  w_q:{w_q}
  w_k:{w_k}
  w_v:{w_v}
  w_o:  # which noun is its own: cat, dog, bird; which is its object: cat, dog, bird{w_o}
expect:
  weights:
    query: {query}
    values:{weights}
  output: {{query: {query}, values: {output}}}
"""


def rounded(given: Parameters) -> Parameters:
    """The parameters as the scenario has them; −0 is 0."""
    return {name: np.round(array, DECIMALS) + 0.0 for name, array in given.items()}


def right(given: Parameters, data: Sequence[Batch]) -> list[tuple[int, int]]:
    """How many answers to each question are right, and of how many."""
    counts = np.zeros((len(QUESTIONS), 2), dtype=int)
    for batch in data:
        hits = (learning.passed(given, batch).output.argmax(axis=-1) == batch.answers) & batch.asked
        counts += np.stack([hits.sum(axis=(0, 1)), batch.asked.sum(axis=(0, 1))], axis=1)
    return [(int(hits), int(asked)) for hits, asked in counts]


def looked(given: Parameters, data: Sequence[Batch], words: Sequence[str], question: int) -> list[float]:
    """How often each head gives its largest weight to the noun that is asked for, where one of ``words`` is
    asked.
    """
    hits: list[Numbers] = []
    for batch in data:
        largest = (
            learning.passed(given, batch).weights.argmax(axis=-1).swapaxes(1, 2)
        )  # (sentences, words, heads)
        place = batch.places[..., question]
        of_these = np.isin(batch.tokens, [WORDS.index(word) for word in words]) & (place >= 0)
        hits.append((largest == place[..., None])[of_these])
    return [float(share) for share in np.concatenate(hits).mean(axis=0)]


def rows_of(start: int) -> Iterator[dict[str, str]]:
    """A line of the record for each of ``LOGGED``, of one start: the last one after rounding."""
    data, held_back = map(batches, parted())
    for step, given in learning.training(start, data):
        if step not in LOGGED:
            continue
        kept = rounded(given) if step == learning.STEPS else given
        row = {"start": str(start), "step": str(step)}
        row |= {
            "loss": f"{learning.loss(kept, data):.5f}",
            "held_back": f"{learning.loss(kept, held_back):.5f}",
        }
        row |= {"right": str(sum(hits for hits, _ in right(kept, held_back)))}
        for name, question in (("subject", 0), ("object", 1)):
            shares = looked(kept, held_back, VERBS, question)
            row |= {f"{name}_{head}": f"{share:.2f}" for head, share in enumerate(shares, start=1)}
        yield row


def scenario() -> str:
    """The scenario file: what was trained from the first start."""
    *_, (_, given) = learning.training(STARTS[0], batches(parted()[0]))
    given = rounded(given)
    shown = learning.passed(given, batches([SHOWN])[0])
    query = next(at for at, word in enumerate(SHOWN) if word in VERBS)
    return SCENARIO_FILE.format(
        about=about(given),
        sentence=" ".join(SHOWN),
        query=SHOWN[query],
        base=learning.BASE,
        heads=learning.HEADS,
        head_names=", ".join(HEAD_NAMES),
        embeddings="".join(
            f"\n  {word}: {listed(row)}" for word, row in zip(WORDS, given["embeddings"], strict=True)
        ),
        weights=matrix(shown.weights[0, :, query], 4),
        output=listed(shown.output[0, query].ravel(), 4),
        **{name: matrix(given[name]) for name in ("w_q", "w_k", "w_v", "w_o")},
    )


def about(given: Parameters) -> str:
    """What stands on the first page."""
    data, held_back = map(batches, parted())
    first, last = learning.loss(learning.beginning(STARTS[0]), data), learning.loss(given, data)
    (own, of), (objects, of_verbs) = right(given, held_back)
    text = ABOUT.format(
        shown=" ".join(SHOWN),
        trained=len(parted()[0]),
        first=f"{first:.2f}",
        last=f"{last:.3f}",
        held_back=learning.HELD_BACK,
        right=own + objects,
        asked=of + of_verbs,
    )
    return textwrap.fill(text, 120, initial_indent="  ", subsequent_indent="  ")


def listed(row: Numbers, digits: int = DECIMALS) -> str:
    """Numbers as a list of YAML."""
    return f"[{', '.join(f'{number:.{digits}f}' for number in row)}]"


def matrix(rows: Numbers, digits: int = DECIMALS) -> str:
    """A list of YAML a row, each on a line of its own."""
    return "".join(f"\n    - {listed(row, digits)}" for row in rows)


def write() -> None:
    """Write the scenario and the record."""
    SCENARIO.write_text(scenario(), encoding="utf-8")
    lines = [line for start in STARTS for line in rows_of(start)]
    with RECORD.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(lines)


if __name__ == "__main__":
    write()
