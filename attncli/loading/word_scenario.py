"""Any sentence as a scenario: its words found in a lexicon or a file of word vectors, and what could not be found told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attncli.errors import AttnError
from attncli.loading.asked import NOTHING, Asked
from attncli.scenario import Origin, Scenario
from attncli.vectors.found import Remark, found_in, found_words
from attncli.vectors.lexicon import Lexicon
from attncli.vectors.sentences import parted

if TYPE_CHECKING:
    from attncli.vectors.found import Lookup

SENTENCE = "The river bank was steep"
QUERY = "bank"
"""What is explained where no sentence is given."""

UNKNOWN = ("error", "random")
"""What may be done about a word that has no vector."""


def word_scenario(
    asked: Asked = NOTHING, *, source: Lookup | None = None, dims: int | None = None, unknown: str = "error"
) -> Scenario:
    """The scenario of a sentence (or of tokens as they stand), every word with its vector from the source; None: the lexicon.

    Raises: AttnError E501 for words that have no vector, E506 an empty sentence, E508 arguments out of range, and those of what is asked for.
    """
    from attncli.loading.fields import Given
    from attncli.loading.overrides import apply

    if unknown not in UNKNOWN:
        raise AttnError(
            "E508", f"there is no --unknown `{unknown}`", help=f"choose one of: {', '.join(UNKNOWN)}"
        )
    source = Lexicon() if source is None else source
    if asked.words is None:
        asked = asked._replace(sentence=SENTENCE, query=QUERY if asked.query is None else asked.query)
    tokens, sentence = asked.tokens, asked.sentence
    found = (
        found_in(source, tokens, unknown)
        if tokens is not None
        else found_words(source, parted(sentence or ""), unknown)
    )
    rows = np.array([each.row for each in found if each.row is not None])
    remarks = list(dict.fromkeys(each.remark for each in found if each.remark is not None))
    whole = rows.shape[1] if rows.size else source.dims
    if dims is not None:
        if not 1 <= dims <= whole:
            raise AttnError(
                "E508",
                f"--dims {dims} is out of range",
                help=f"choose from 1 to {whole}, the dimensions of `{source.name}`",
            )
        if dims < whole:
            from attncli.numerics.nearest import kept

            distinct = rows[
                sorted(
                    {
                        each.token.casefold(): i
                        for i, each in enumerate(e for e in found if e.row is not None)
                    }.values()
                )
            ]
            remarks.append(Remark("cut-vectors", numbers=(dims, whole, *kept(distinct, dims))))
            rows, source = np.ascontiguousarray(rows[:, :dims]), source.cut(dims)
    given = Given({}, {})
    given.x = rows
    given.title = " ".join(tokens or () if sentence is None else sentence.split())
    kept_tokens = [each.token for each in found if each.row is not None]
    # A sentence ends with a full stop, which is seldom what is asked about.
    last = next(
        (i for i in range(len(kept_tokens) - 1, -1, -1) if any(c.isalnum() for c in kept_tokens[i])), None
    )
    scenario = apply(asked._replace(sentence=None, tokens=None), source.name, given, kept_tokens, last, ())
    origin = Origin(**source.origin) if source.origin else None  # type: ignore[arg-type]  # the lexicon's own constants
    return scenario._replace(source=origin, words=source, remarks=tuple(remarks))
