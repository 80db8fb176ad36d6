"""Guesses what a misspelt name was meant to be; imported only once something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like this one, if any is like it."""
    import difflib

    by_case = {word.casefold(): word for word in known}
    close = difflib.get_close_matches(name.casefold()[:100], by_case, n=1, cutoff=0.6)
    return by_case[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """The question after the nearest known name or, if none is near, what else can be done."""
    near = nearest(name, known)
    return f"did you mean `{near}`?" if near else otherwise


def quoted(names: Iterable[str], most: int = 12) -> str:
    """The names in backticks, parted by commas; past a dozen the rest is an ellipsis."""
    names = list(names)
    return ", ".join(f"`{name}`" for name in names[:most]) + (", …" if len(names) > most else "")


FINAL = ".!?…:;,"
"""Signs that end a sentence or a part of it."""
QUOTES = {'"': '"', "”": "“", "’": "‘", "'": "'", "»": "«"}
"""Closing quotation marks, each with the one that opens."""


def without_final(text: str) -> tuple[str, str]:
    """A text without the signs at its end, and without quotation marks round the whole; and those signs.

    >>> without_final("sat on the mat ."), without_final("“Who?”"), without_final("...")
    (('sat on the mat', '.'), ('Who', '“?”'), ('...', ''))
    """
    kept, opening, closing = text.strip(), "", ""
    for close, first in QUOTES.items():
        if len(kept) > 2 and kept.endswith(close) and kept.startswith(first):
            kept, opening, closing = kept[1:-1], first, close
    plain = kept.rstrip(FINAL + " ")
    aside = f"{opening}{kept[len(plain) :].replace(' ', '')}{closing}"
    return (plain, aside) if plain.strip() else (text, "")


def one_slip(typed: str, word: str) -> bool:
    """Whether one slip of the fingers makes one of the other: a letter lost, put in, changed, or two swapped.

    >>> [one_slip(each, "bank") for each in ("bnak", "ban", "bannk", "bonk", "bnka", "bank")]
    [True, True, True, True, False, False]
    """
    if typed == word or abs(len(typed) - len(word)) > 1:
        return False
    letters = enumerate(zip(typed, word, strict=False))
    at = next((i for i, (one, other) in letters if one != other), min(len(typed), len(word)))
    rest, goal = typed[at:], word[at:]
    swapped = rest[:2] == goal[:2][::-1] and rest[2:] == goal[2:]
    return swapped or rest[1:] == goal or rest == goal[1:] or rest[1:] == goal[1:]


def counted(count: int, noun: str) -> str:
    """A noun with how many there are of it.

    >>> counted(1, "row"), counted(3, "row")
    ('1 row', '3 rows')
    """
    if count == 1:
        return f"1 {noun}"
    return f"{count} queries" if noun == "query" else f"{count} {noun}s"


def expected(count: int, noun: str) -> str:
    """So many of a thing as what should be there: "1 row is expected", "3 rows are expected"."""
    return f"{counted(count, noun)} {'is' if count == 1 else 'are'} expected"
