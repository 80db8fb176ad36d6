"""The words of a sentence found in a lexicon or a file of word vectors, and what could not be found told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from attncli.errors import AttnError
from attncli.meaning import WordVectors
from attncli.record import Record
from attncli.vectors import LEXICON
from attncli.vectors.sentences import pieces, spellings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attncli.numerics.arrays import Floats

LENGTH = 5.0
"""How long a random vector is: about as long as most of the lexicon's are."""


class Lookup(WordVectors, Protocol):
    """Word vectors in which words can be looked up: the lexicon, or a file."""

    def vectors(self, words: Iterable[str]) -> dict[str, Floats]:
        """The vectors of those of the words that there are, each with all its dimensions."""
        ...

    def like(self, word: str) -> list[str]:
        """Words that a misspelt one may have been meant for."""
        ...

    def cut(self, dims: int) -> Lookup:
        """The same words in the first dimensions alone."""
        ...


class Remark(Record):
    """Something about a word's vector that must be said: it is another word's, it is random, it was left out, it was cut.

    ``code`` is the note's; ``other`` the word whose vector stands in; ``numbers`` what is told of a cut.
    """

    code: str
    token: str = ""
    other: str = ""
    numbers: tuple[float, ...] = ()


class Found(Record):
    """A token with its row, and the word whose row it is, where that is another."""

    token: str
    row: Any
    remark: Remark | None = None


def found_words(source: Lookup, words: Sequence[str], unknown: str) -> list[Found]:
    """The words of a sentence: those joined by hyphens parted where the source has no such word, 's left out where it only says whose.

    Raises: AttnError E501, E506.
    """
    if not words:
        raise empty_sentence()
    there = source.vectors(all_spellings([each for word in words for each in (word, *pieces(word))]))
    tokens: list[str] = []
    for word in words:
        tokens += (
            pieces(word) if all(each not in there for each, other in spellings(word) if not other) else [word]
        )
    return looked_up(source, tokens, there, unknown, possessive=True)


def found_in(source: Lookup, tokens: Sequence[str], unknown: str) -> list[Found]:
    """The tokens as they stand, none parted and none left out. Raises: AttnError E501, E506."""
    if not tokens or not all(token.strip() for token in tokens):
        raise empty_sentence()
    return looked_up(source, tokens, source.vectors(all_spellings(tokens)), unknown, possessive=False)


def empty_sentence() -> AttnError:
    return AttnError(
        "E506",
        "the sentence is empty, where at least one word is expected",
        help='write it in quotes: `"The river bank was steep"`',
    )


def all_spellings(words: Sequence[str]) -> list[str]:
    """Every spelling that any of the words may have, each once."""
    return list(
        dict.fromkeys(
            spelling
            for before, word in zip(("", *words), words, strict=False)
            for spelling, _ in spellings(word, before)
        )
    )


def looked_up(
    source: Lookup, tokens: Sequence[str], there: dict[str, Floats], unknown: str, *, possessive: bool
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
        raise empty_sentence()
    return found


def missing_words(source: Lookup, missing: Sequence[str], *, random: bool = True) -> AttnError:
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


def likely(source: Lookup, word: str) -> str | None:
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
