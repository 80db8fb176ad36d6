"""Any sentence as a scenario: its words found in a lexicon or a file of word vectors, and what could not be found told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from attncli.errors import AttnError
from attncli.loading.asked import NOTHING, Asked
from attncli.loading.lexicon import Lexicon
from attncli.loading.library import LEXICON
from attncli.loading.sentences import parted, pieces, spellings
from attncli.record import Record
from attncli.scenario import Origin, Remark, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from attncli.numerics.arrays import Floats, Singles

SENTENCE = "The river bank was steep"
QUERY = "bank"
"""What is explained where no sentence is given."""

UNKNOWN = ("error", "random")
"""What may be done about a word that has no vector."""

LENGTH = 5.0
"""How long a random vector is: about as long as most of the lexicon's are."""


class Source(Protocol):
    """A lexicon, or a file of word vectors."""

    @property
    def name(self) -> str: ...
    @property
    def words(self) -> int | None: ...
    @property
    def dims(self) -> int: ...
    @property
    def frequent(self) -> int: ...
    @property
    def origin(self) -> dict[str, object] | None: ...

    def vectors(self, words: Iterable[str]) -> dict[str, Floats]: ...
    def blocks(self) -> Iterator[tuple[Sequence[str], Floats | Singles]]: ...
    def like(self, word: str) -> list[str]: ...
    def cut(self, dims: int) -> Source: ...


class Found(Record):
    """A token with its row, and the word whose row it is, where that is another."""

    token: str
    row: Any
    remark: Remark | None = None


def word_scenario(
    asked: Asked = NOTHING, *, source: Source | None = None, dims: int | None = None, unknown: str = "error"
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


def found_words(source: Source, words: Sequence[str], unknown: str) -> list[Found]:
    """The words of a sentence: those joined by hyphens parted where the source has no such word, 's left out where it only says whose.

    Raises: AttnError E501, E506.
    """
    if not words:
        raise _empty()
    there = source.vectors(_candidates([each for word in words for each in (word, *pieces(word))]))
    tokens: list[str] = []
    for word in words:
        tokens += (
            pieces(word) if all(each not in there for each, other in spellings(word) if not other) else [word]
        )
    return _found(source, tokens, there, unknown, possessive=True)


def found_in(source: Source, tokens: Sequence[str], unknown: str) -> list[Found]:
    """The tokens as they stand, none parted and none left out. Raises: AttnError E501, E506."""
    if not tokens or not all(token.strip() for token in tokens):
        raise _empty()
    return _found(source, tokens, source.vectors(_candidates(tokens)), unknown, possessive=False)


def _empty() -> AttnError:
    return AttnError(
        "E506",
        "the sentence is empty, where at least one word is expected",
        help='write it in quotes: `"The river bank was steep"`',
    )


def _candidates(words: Sequence[str]) -> list[str]:
    """Every spelling that any of the words may have, each once."""
    return list(
        dict.fromkeys(
            spelling
            for before, word in zip(("", *words), words, strict=False)
            for spelling, _ in spellings(word, before)
        )
    )


def _found(
    source: Source, tokens: Sequence[str], there: dict[str, Floats], unknown: str, *, possessive: bool
) -> list[Found]:
    found: list[Found] = []
    missing: list[str] = []
    for before, token in zip(("", *tokens), tokens, strict=False):
        spelling, other = next(
            ((word, other) for word, other in spellings(token, before) if word in there), ("", False)
        )
        if spelling:
            found.append(
                Found(token, there[spelling], Remark("other-form", token, spelling) if other else None)
            )
        elif possessive and token.lower().replace("’", "'") == "'s" and before:
            found.append(Found(token, None, Remark("left-out", token)))
        elif unknown == "random":
            found.append(Found(token, random_vector(token, source.dims), Remark("random-vector", token)))
        else:
            missing.append(token)
    if missing:
        raise missing_words(source, list(dict.fromkeys(missing)))
    if all(each.row is None for each in found):
        raise _empty()
    return found


def missing_words(source: Source, missing: Sequence[str], *, random: bool = True) -> AttnError:
    """E501: every word that could not be found, each with the nearest spelling that there is; ``random``: numbers may stand in."""
    from attncli.spelling import quoted

    near = {word: likely(source, word.casefold()) for word in missing[:12]}
    guesses = [
        f"`{guess}`{f' for `{word}`' if len(missing) > 1 else ''}" for word, guess in near.items() if guess
    ]
    rest = (
        "put other words there, or ask for random numbers: `--unknown random`"
        if random
        else "try another word, or vectors of your own: `--vectors FILE`"
    )
    help = f"did you mean {', '.join(guesses)}? Else {rest}" if guesses else rest
    where = f"the lexicon `{LEXICON}`" if source.name == LEXICON else f"`{source.name}`"
    return AttnError("E501", f"{where} has no vector for {quoted(missing)}", help=help)


def likely(source: Source, word: str) -> str | None:
    """The word that a misspelt one was meant for: the most frequent of those that are one slip away, else the nearest."""
    from attncli.spelling import nearest, one_slip

    alike = source.like(word)
    return next(
        (each for each in alike if len(word) > 2 and one_slip(word, each.casefold())), None
    ) or nearest(word, alike)


def random_vector(word: str, dims: int) -> Floats:
    """Numbers for a word that has none: the same whenever and wherever the same word is asked for, and of the usual length."""
    from random import Random

    rng = Random(f"attn {word.casefold()}")
    numbers = np.array([rng.gauss(0, 1) for _ in range(dims)])
    vector: Floats = np.round(numbers * LENGTH / np.sqrt(numbers @ numbers), 2)
    return vector
