"""The words of a sentence found in a lexicon or a file of word vectors, and what could not be found told."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

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

    def spelt(self) -> Iterable[str]:
        """All words, without their vectors."""
        ...

    def cut(self, dims: int) -> Lookup:
        """The same words in the first dimensions alone."""
        ...


class Remark(Record):
    """What must be said of a word's vector: it is another word's, it is random, it was left out, it was cut.

    ``code`` is the note's; ``other`` the word whose vector stands in; ``numbers`` what is told of a cut.
    """

    code: str
    token: str = ""
    other: str = ""
    numbers: tuple[float, ...] = ()


class Found(Record):
    """A token with its vector, None where it is left out, and what must be said of it."""

    token: str
    row: Floats | None
    remark: Remark | None = None


def found_words(source: Lookup, words: Sequence[str], unknown: str) -> list[Found]:
    """The words of a sentence; ``unknown`` is "random" where numbers stand in for a vector that is not there.

    Those joined by hyphens are parted where the source has no such word; an 's that says whose is left out.

    Raises: AttnError E501 words without a vector, E506 no words.
    """
    if not words:
        raise empty_sentence()
    there = source.vectors(all_spellings([part for word in words for part in (word, *pieces(word))]))
    tokens: list[str] = []
    for word in words:
        whole = any(spelling in there for spelling, other in spellings(word) if not other)
        tokens += [word] if whole else pieces(word)
    return looked_up(source, tokens, there, unknown, possessive=True)


def found_in(source: Lookup, tokens: Sequence[str], unknown: str) -> list[Found]:
    """The tokens as they stand, none parted and none left out; ``unknown`` as for ``found_words``.

    Raises: AttnError E501 tokens without a vector, E506 no tokens, or a blank one.
    """
    if not tokens or not all(token.strip() for token in tokens):
        raise empty_sentence()
    return looked_up(source, tokens, source.vectors(all_spellings(tokens)), unknown, possessive=False)


def empty_sentence() -> AttnError:
    """E506: there is nothing to look up."""
    what = "the sentence is empty, where at least one word is expected"
    return AttnError("E506", what, help='write it in quotes: `"The river bank was steep"`')


def all_spellings(words: Sequence[str]) -> list[str]:
    """Every spelling that any of the words may have, each once."""
    found: dict[str, bool] = {}
    for before, word in zip(("", *words), words, strict=False):
        found |= spellings(word, before)
    return list(found)


def looked_up(
    source: Lookup, tokens: Sequence[str], there: dict[str, Floats], unknown: str, *, possessive: bool
) -> list[Found]:
    """A vector a token, from those that are ``there``; ``possessive``: an 's without one is left out.

    Raises: AttnError E501 for all tokens without a vector, E506 if none is left.
    """
    found: list[Found] = []
    missing: list[str] = []
    for before, token in zip(("", *tokens), tokens, strict=False):
        likely = [(spelling, other) for spelling, other in spellings(token, before) if spelling in there]
        if likely:
            spelling, other = likely[0]
            remark = Remark("other-form", token, spelling) if other else None
            found.append(Found(token, there[spelling], remark))
        elif possessive and before and token.lower().replace("’", "'") == "'s":
            found.append(Found(token, None, Remark("left-out", token)))
        elif unknown == "random":
            found.append(Found(token, random_vector(token, source.dims), Remark("random-vector", token)))
        else:
            missing.append(token)
    if missing:
        raise missing_words(source, list(dict.fromkeys(missing)), of=len({*tokens}))
    if all(word.row is None for word in found):
        raise empty_sentence()
    return found


def missing_words(
    source: Lookup, missing: Sequence[str], *, random: bool = True, of: int | None = None
) -> AttnError:
    """E501: every word that could not be found, each with the nearest spelling that there is.

    ``random``: numbers may stand in. ``of``: how many words there are; where most are missing, the sentence
    is in another language, and nothing is guessed.
    """
    from attncli.spelling import quoted

    guesses = []
    foreign = source.name == LEXICON and in_another_language(missing, len(missing) if of is None else of)
    for word in () if foreign else missing[:12]:
        if guess := meant(source, word.casefold()):
            guesses.append(f"`{guess}` for `{word}`" if len(missing) > 1 else f"`{guess}`")
    help = "try another word, or vectors of your own: `vectors=FILE`"
    if random:
        help = "put other words there, or ask for random numbers: `unknown=random`"
    if foreign:
        help = f"the words here are English; {help}"
    if guesses:
        help = f"did you mean {', '.join(guesses)}? Else {help}"
    where = f"the lexicon `{LEXICON}`" if source.name == LEXICON else f"`{source.name}`"
    return AttnError("E501", f"{where} has no vector for {quoted(missing)}", help=help)


def in_another_language(missing: Sequence[str], of: int) -> bool:
    """Whether words that an English lexicon lacks are plainly another language's: by their letters, or
    since most of ``of`` words are missing.

    >>> [in_another_language([word], 4) for word in ("schläft", "bnak", "café")]
    [True, False, False]
    """
    letters = {char for word in missing for char in word if char.isalpha() and not char.isascii()}
    return bool(letters - {*"éèêïç’"}) or (of > 2 and 2 * len(missing) > of)


NEAR = 0.84
"""How alike two spellings are at least, of 1, for one to be a guess at the other without a single slip."""
SHORT = 4
"""Letters of a word to which so many others are near that one letter changed tells nothing."""


def meant(source: Lookup, word: str) -> str | None:
    """The word that a misspelt one was surely meant for: the most frequent that is one slip away, else one
    that is spelt nearly so; None where it may as well be a name, or a word of another language.
    """
    import difflib

    alike = [
        other
        for other in source.spelt()
        if abs(len(other) - len(word)) <= 2 and {*other[:2].casefold()} & {*word[:1]}
    ]
    for other in alike:
        if likely_slip(word, other.casefold()):
            return other
    if len(word) <= SHORT:
        return None
    of_first = {other.casefold(): other for other in alike if other[:1].casefold() == word[:1]}
    return next((of_first[each] for each in difflib.get_close_matches(word[:100], of_first, 1, NEAR)), None)


def likely_slip(typed: str, word: str) -> bool:
    """Whether a word was likely meant by what was typed: one slip, which seldom changes the first letter.

    In a short word it is one only where two letters are swapped, one is doubled, or one within it is lost.

    >>> [likely_slip(each, "bank") for each in ("bnak", "abnk", "baank", "bnk", "bonk", "tank", "ban")]
    [True, True, True, True, False, False, False]
    >>> likely_slip("recieve", "receive"), likely_slip("definately", "definitely")
    (True, True)
    """
    from attncli.spelling import one_slip

    if not one_slip(typed, word):
        return False
    if sorted(typed) == sorted(word):
        return True
    if typed[:1] != word[:1]:
        return False
    if len(typed) > SHORT + 1 or len(typed) == len(word) > SHORT:
        return True
    if len(typed) > len(word):
        return any(
            one == other and typed[:at] + typed[at + 1 :] == word
            for at, (one, other) in enumerate(pairwise(typed))
        )
    return len(typed) < len(word) and typed[-1:] == word[-1:]


def random_vector(word: str, dims: int) -> Floats:
    """Numbers (dims,) for a word that has none, of the usual length.

    They are the same whenever and wherever the same word is asked for.
    """
    from random import Random

    rng = Random(f"attn {word.casefold()}".encode("utf-8", "surrogatepass"))
    numbers = np.array([rng.gauss(0, 1) for _ in range(dims)])
    vector: Floats = np.round(numbers * LENGTH / np.sqrt(numbers @ numbers), 2)
    return vector
