"""The words nearest to one word, in the lexicon or in a file of word vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.errors import AttnError, out_of_range
from attncli.meaning import Neighbours, nearest
from attncli.vectors.lexicon import Lexicon

if TYPE_CHECKING:
    from attncli.vectors.found import Lookup


def neighbours(word: str, count: int, *, source: Lookup | None = None, dims: int | None = None) -> Neighbours:
    """The nearest words to a word, the nearest first; None: in the lexicon, and in all dimensions.

    Its case is ignored where it is not there as it is spelt.

    Raises: AttnError E501 if it has no vector, E508 if there are not so many dimensions, and those of a file.

    >>> [near.word for near in neighbours("river", 3).near]
    ['rivers', 'danube', 'tributary']
    """
    from attncli.vectors.found import missing_words
    from attncli.vectors.sentences import spellings

    source = given = Lexicon() if source is None else source
    whole = source.dims
    if dims is not None:
        if not 1 <= dims <= whole:
            raise out_of_range(f"`dims={dims}`", 1, whole, f", the dimensions of `{source.name}`")
        source = source.cut(dims)
    word = word.strip()
    own = [spelling for spelling, other in spellings(word) if not other and spelling]
    there = source.vectors(own)
    spelling = next((spelling for spelling in own if spelling in there), None)
    if spelling is None:
        from attncli.spelling import without_final

        plain, aside = without_final(word)
        if aside:
            return neighbours(plain, count, source=given, dims=dims)
        parts = word.replace("-", " ").split()
        found = [part for part in parts if part.lower() in source.vectors([part.lower()])]
        if len(parts) > 1 and found:
            what = f"`{word}` is {len(parts)} words, and each has a vector of its own"
            raise AttnError("E501", what, help=f"ask for one of them: `{found[-1]}`")
        raise missing_words(source, [word], random=False)
    near = nearest(source, there[spelling][: source.dims], spelling, count)
    return Neighbours(word, spelling, source.name, None if dims == whole else dims, near)
