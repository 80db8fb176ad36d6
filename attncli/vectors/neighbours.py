"""The words nearest to one word, in the lexicon or in a file of word vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.errors import AttnError
from attncli.meaning import Neighbours, nearest
from attncli.vectors.lexicon import Lexicon

if TYPE_CHECKING:
    from attncli.vectors.found import Lookup


def neighbours(word: str, count: int, *, source: Lookup | None = None, dims: int | None = None) -> Neighbours:
    """The nearest words to a word, the nearest first; its case is ignored, where it is not there as it is spelt.

    Raises: AttnError E501 if it has no vector, E508 if there are not so many dimensions, and those of reading a file.
    """
    from attncli.vectors.found import missing_words
    from attncli.vectors.sentences import spellings

    source = Lexicon() if source is None else source
    whole = source.dims
    if dims is not None:
        if not 1 <= dims <= whole:
            raise AttnError(
                "E508",
                f"--dims {dims} is out of range",
                help=f"choose from 1 to {whole}, the dimensions of `{source.name}`",
            )
        source = source.cut(dims)
    word = word.strip()
    there = source.vectors(own := [each for each, other in spellings(word) if not other and each])
    spelling = next((each for each in own if each in there), None)
    if spelling is None:
        raise missing_words(source, [word], random=False)
    return Neighbours(
        word,
        spelling,
        source.name,
        dims if dims != whole else None,
        nearest(source, there[spelling][: source.dims], spelling, count),
    )
