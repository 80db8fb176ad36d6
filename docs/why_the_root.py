"""Writes the scenario `why-the-root`: queries, keys and values drawn at random, with mean 0 and variance 1.

    python docs/why_the_root.py  # writes scenarios/why-the-root.yaml

The rule and the seed are those of attncli/loading/drawn.py, by which `attn sweep d_k=…` draws longer and
shorter vectors too.
"""

from __future__ import annotations

import math
import operator
from pathlib import Path

from attncli.loading.drawn import SEED, vectors
from attncli.loading.editing import written

TOKENS = 10
D_K = 4
ROOT = math.isqrt(D_K)
D_V = 2
ATOL = 5.1e-5
Rows = list[list[float]]
FILE = Path(__file__).parent.parent / "scenarios" / "why-the-root.yaml"

HEAD = f"""\
# yaml-language-server: $schema=../attncli/schemas/scenario.schema.json
# Drawn by docs/why_the_root.py with the seed {SEED}: each number from a normal distribution of mean 0 and
# variance 1, two decimals kept.
title: Why the root
about: >-
  Random numbers, as footnote 4 of the paper supposes them: mean 0 and variance 1. A key has {D_K} of them, so
  the scores spread about √{D_K} = {ROOT} wide, and divided by √d_k about 1. Longer vectors, divided
  and not: attn sweep d_k=1..512*2.
teaches: Scores and softmax
source:
  title: Examples of its own
  author: attn
  year: 2026
  note: drawn at random with the seed {SEED}; what comes out was computed with a separate program
query: 1
tensors:
"""


def contexts(query: Rows, key: Rows, value: Rows) -> Rows:
    """What comes out, one number at a time: nothing of attn's own computes here."""
    made = []
    for q in query:
        scores = [math.fsum(map(operator.mul, q, k)) / math.sqrt(len(q)) for k in key]
        exponentials = [math.exp(score) for score in scores]
        total = math.fsum(exponentials)
        columns = zip(*value, strict=True)
        made.append([math.fsum(map(operator.mul, exponentials, column)) / total for column in columns])
    return made


def text() -> str:
    """The whole file."""
    lines, arrays = [HEAD], {}
    for name, size in (("query", D_K), ("key", D_K), ("value", D_V)):
        lines.append(f"  {name}:\n")
        arrays[name] = vectors(SEED, name, TOKENS, size).tolist()
        lines += [f"    - [{', '.join(map(written, row))}]\n" for row in arrays[name]]
    lines.append(f"expect:\n  context:\n    atol: {ATOL}\n    values:\n")
    for row in contexts(**arrays):
        lines.append(f"      - [{', '.join(f'{number:.4f}' for number in row)}]\n")
    return "".join(lines)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
