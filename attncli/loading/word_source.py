"""The scenario of a sentence with word vectors as a file would have it: so that it can be edited and saved like any other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attncli.loading.editing import rows
from attncli.loading.saving import emitted, listed, text
from attncli.reading.text import Source
from attncli.reading.tree import Pairs

if TYPE_CHECKING:
    from attncli.scenario import Scenario


def source_of(scenario: Scenario) -> Source:
    """The file that a scenario of word vectors might have come from: its tokens, and a vector for each word of them."""
    assert scenario.x is not None
    root = Pairs(START, START)
    labels = scenario.x.axes[0].labels
    root.values["title"] = text(scenario.title, root)
    root.values["tokens"] = listed([text(label, root) for label in labels], root)
    vectors = Pairs(START, START)
    arrays = dict(zip(labels, scenario.x.array, strict=True))
    for label, row in arrays.items():
        alike = [word for word in vectors.values if word.casefold() == label.casefold()]
        # "The" and "the" are one word, unless their vectors differ.
        if len(alike) != 1 or not (arrays[alike[0]] == row).all():
            vectors.values[label] = rows(row, root)
    root.values["embeddings"] = vectors
    return Source(scenario.name, scenario.name, emitted(root).encode(), Path.cwd())


class Start:
    """The beginning of a text."""

    line = 0
    column = 0


START = Start()
