"""Writes the scenario `why-the-root`: queries, keys and values drawn at random, with mean 0 and variance 1.

    python docs/why_the_root.py  # writes scenarios/why-the-root.yaml

The rule and the seed are those of attncli/loading/drawn.py, by which `attn sweep d_k=…` draws longer and
shorter vectors too.
"""

from __future__ import annotations

from pathlib import Path

from attncli.loading.drawn import SEED, vectors
from attncli.loading.editing import written

TOKENS = 16
D_K = 16
D_V = 2
FILE = Path(__file__).parent.parent / "scenarios" / "why-the-root.yaml"

HEAD = f"""\
# yaml-language-server: $schema=../attncli/schemas/scenario.schema.json
# Drawn by docs/why_the_root.py with the seed {SEED}: each number from a normal distribution of mean 0 and
# variance 1, two decimals kept.
title: Why the root
about: >-
  {TOKENS} queries and {TOKENS} keys of random numbers, as footnote 4 of the paper supposes them: mean 0, variance 1.
  Their scores spread about √{D_K} = 4 wide, since d_k is {D_K}; divided by √d_k they spread about 1. What would
  become of the weights without the division, and with longer vectors, shows attn sweep d_k=1..512*2.
teaches: Scores and softmax
query: 1
tensors:
"""


def text() -> str:
    """The whole file."""
    lines = [HEAD]
    for name, size in (("query", D_K), ("key", D_K), ("value", D_V)):
        lines.append(f"  {name}:\n")
        for row in vectors(SEED, name, TOKENS, size).tolist():
            lines.append(f"    - [{', '.join(map(written, row))}]\n")
    return "".join(lines)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
