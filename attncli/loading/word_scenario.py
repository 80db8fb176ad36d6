"""Any sentence as a scenario: its words looked up in a lexicon or a file of word vectors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attncli.errors import AttnError, out_of_range
from attncli.loading.asked import NOTHING, Asked
from attncli.loading.building import build
from attncli.loading.given import Given
from attncli.loading.overrides import overridden
from attncli.reading.text import SourceFile
from attncli.reading.tree import Pairs
from attncli.scenario import Published, Scenario, find_query
from attncli.spelling import quoted
from attncli.tensor import fold
from attncli.vectors.found import Remark, found_in, found_words
from attncli.vectors.lexicon import Lexicon
from attncli.vectors.sentences import parted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attncli.loading.given import Numbers
    from attncli.tensor import Axis
    from attncli.vectors.found import Found, Lookup

SENTENCE = "The river bank was steep"
QUERY = "bank"
"""What is explained where no sentence is given."""

UNKNOWN = ("error", "random")
"""What may be done about a word that has no vector."""


def word_scenario(
    asked: Asked = NOTHING, *, source: Lookup | None = None, dims: int | None = None, unknown: str = "error"
) -> Scenario:
    """The scenario of a sentence (or of tokens as they stand), every word with its vector from the source;
    None: the lexicon.

    Raises: AttnError E501 for words that have no vector, E506 an empty sentence, E508 arguments out of range,
    and those of what is asked for.
    """
    if unknown not in UNKNOWN:
        help = f"choose one of: {', '.join(UNKNOWN)}"
        raise AttnError("E508", f"there is no `unknown={unknown}`", help=help)
    source = Lexicon() if source is None else source
    if asked.words is None:
        asked = asked._replace(sentence=SENTENCE, query=QUERY if asked.query is None else asked.query)
    if asked.tokens is not None:
        found = found_in(source, asked.tokens, unknown)
    else:
        found = found_words(source, parted(asked.sentence or ""), unknown)
    kept = [word for word in found if word.row is not None]
    rows = np.array([word.row for word in kept])
    remarks = list(dict.fromkeys(word.remark for word in found if word.remark is not None))
    if dims is not None and dims != rows.shape[1]:
        rows, source, remark = cut_vectors(kept, rows, source, dims)
        remarks.append(remark)
    title = asked.sentence.split() if asked.sentence is not None else asked.words or []
    tokens = [word.token for word in kept]
    given = Given(title=" ".join(title), tokens=tokens, x=rows)
    given = overridden(given, asked._replace(sentence=None, tokens=None), source.name)
    published = Published(**source.source) if source.source else None  # type: ignore[arg-type]  # the lexicon's own constants
    scenario = build(source.name, given)
    shown = last_word(tokens) if asked.query is None else query_among(scenario.queries, asked.query)
    return scenario._replace(shown=shown, source=published, words=source, remarks=tuple(remarks))


def query_among(queries: Axis, text: str) -> int:
    """The position (from 0) of the query that a person means.

    Raises: AttnError E504 if none fits, or several do; a word that was parted is said to have been.
    """
    try:
        return find_query(queries, text)
    except AttnError as error:
        parts = [fold(part) for part in parted(text)]
        labels = [fold(label) for label in queries.labels]
        starts = [at for at in range(len(labels)) if labels[at : at + len(parts)] == parts]
        if len(parts) < 2 or not starts:
            raise
        names = queries.names[starts[0] : starts[0] + len(parts)]
        what = f"`{text}` is not one token: word vectors part it into {quoted(names)}"
        raise AttnError("E504", what, help=f"ask for one of them: `query={names[0]}`") from error


def cut_vectors(
    found: Sequence[Found], rows: Numbers, source: Lookup, dims: int
) -> tuple[Numbers, Lookup, Remark]:
    """Vectors in their first dimensions alone, with what is to be said of that.

    Raises: AttnError E508 if there are not so many.
    """
    from attncli.numerics.nearest import kept

    whole = rows.shape[1]
    if not 1 <= dims <= whole:
        raise out_of_range(f"`dims={dims}`", 1, whole, f", the dimensions of `{source.name}`")
    # A word that stands twice says once how much of it is left.
    last = {word.token.casefold(): row for row, word in enumerate(found)}
    remark = Remark("cut-vectors", numbers=(dims, whole, *kept(rows[sorted(last.values())], dims)))
    return np.ascontiguousarray(rows[:, :dims]), source.cut(dims), remark


def last_word(tokens: Sequence[str]) -> int | None:
    """The position of the last token with a letter or a digit in it: a full stop is seldom what is asked
    about.
    """
    words = [at for at, token in enumerate(tokens) if any(char.isalnum() for char in token)]
    return words[-1] if words else None


def source_of(scenario: Scenario) -> SourceFile:
    """The file that a scenario of word vectors might have come from: its tokens, and a vector for each word
    of them.
    """
    from attncli.loading.editing import rows
    from attncli.reading.emitting import NOWHERE, emitted, list_node, text_node

    assert scenario.x is not None
    root = Pairs(NOWHERE.start, NOWHERE.end)
    labels = scenario.x.axes[0].labels
    root.values["title"] = text_node(scenario.title, root)
    root.values["tokens"] = list_node([text_node(label, root) for label in labels], root)
    vectors = Pairs(NOWHERE.start, NOWHERE.end)
    arrays = dict(zip(labels, scenario.x.array, strict=True))
    for label, row in arrays.items():
        alike = [word for word in vectors.values if word.casefold() == label.casefold()]
        # "The" and "the" are one word, unless their vectors differ.
        if len(alike) != 1 or not (arrays[alike[0]] == row).all():
            vectors.values[label] = rows(row, root)
    root.values["embeddings"] = vectors
    return SourceFile(scenario.name, scenario.name, emitted(root).encode(), Path())


def words_alone(asked: Asked) -> Asked:
    """What is asked for of the words, and not of how they are computed."""
    return asked._replace(mechanism=None, mask=(), scale=None, heads=None, seed=None, set=())


def word_source(asked: Asked) -> tuple[SourceFile, Asked]:
    """The file that the lexicon's scenario might have come from, and what is left to be asked of it."""
    scenario = word_scenario(words_alone(asked))
    shown = None if scenario.shown is None else scenario.queries.names[scenario.shown]
    return source_of(scenario), asked._replace(sentence=None, tokens=None, query=shown)
