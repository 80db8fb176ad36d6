"""A sentence as people type it, parted into the words that have a vector in a lexicon; what a word means is asked elsewhere.

The rules, which docs/vectors.md tells with examples:

- White space parts words, and so does every punctuation mark, which is a token of its own; dots or hyphens in a row are one.
- Letters are what Unicode calls letters, with the marks and joiners on them. Digits may have one of . , : between them: 3.14, 10:30.
- Letters with a dot behind each, as in U.S., are one token.
- Contractions are parted: don't is do and n't, she's is she and 's. can't, won't and shan't keep their n.
- Words joined by hyphens are one token if the lexicon has it, else one each.
"""

from __future__ import annotations

import re
import unicodedata

_MARK = "ʰ"
"""What stands for a mark or a joiner while a sentence is parted: a letter, so that it stays with those before it."""
_WORD = r"[^\W_]\w*"
_TOKEN = re.compile(
    rf"""
      (?:[^\W\d_]\.){{2,}}                                      # U.S.
    | \d+(?:[.,:]\d+)+                                          # 3.14  1,000  10:30
    | {_WORD}(?:['’]{_WORD})*(?:[-‐‑]{_WORD}(?:['’]{_WORD})*)*   # well-known, don't
    | \.{{2,}} | -{{2,}}                                          # ...  --
    | \S{_MARK}*                                                # any other sign, with the marks on it
    """,
    re.VERBOSE,
)
_CONTRACTED = re.compile(r"(.+?)(n['’]t|['’](?:s|re|ve|ll|m|d))", re.IGNORECASE | re.DOTALL)
_ENDINGS = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "would"}
_IS_BEFORE = {"it", "he", "she", "that", "this", "what", "who", "where", "there", "here", "how", "when"}
_SAME_SIGN = {
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‘": "'",
    "’": "'",
    "…": "...",
    "...": "…",
    "—": "-",
    "–": "-",
    "--": "-",
    "‑": "-",
}
_FORMS = (
    ("ies", 2, ("y",)),
    ("es", 3, ("", "e")),
    ("s", 3, ("",)),
    ("ing", 3, ("", "e")),
    ("ied", 2, ("y",)),
    ("ed", 3, ("", "e")),
)
"""Endings, how many letters must stand before them, and what may have stood in their place."""
_OTHER = {"a": "an", "an": "a", "i": "me"}
"""Words so frequent that a sentence without them is none, and that some lexicons leave out: the vector is that of the word nearest in use."""


def parted(sentence: str) -> list[str]:
    """The tokens of a sentence, words joined by hyphens still together.

    >>> parted("Don't sit on the river-bank, she said.")
    ['Do', "n't", 'sit', 'on', 'the', 'river-bank', ',', 'she', 'said', '.']
    """
    sentence = unicodedata.normalize("NFC", sentence)
    outline = (
        sentence
        if sentence.isascii()
        else "".join(_MARK if unicodedata.category(c) in ("Mn", "Mc", "Me", "Cf") else c for c in sentence)
    )
    tokens: list[str] = []
    for found in _TOKEN.finditer(outline):
        tokens += uncontracted(sentence[found.start() : found.end()])
    return tokens


def uncontracted(token: str) -> list[str]:
    """A word without its contracted end, and that end.

    >>> [uncontracted(each) for each in ("we'd", "can't", "o'clock")]
    [['we', "'d"], ['can', "n't"], ["o'clock"]]
    """
    ends: list[str] = []
    while found := _CONTRACTED.fullmatch(token) if "'" in token or "’" in token else None:
        stem, end = found[1], found[2]
        if end[0] in "nN":
            # The n belongs to both: can't is can and n't, as people read it, and won't is will.
            whole = {"ca": "can", "wo": "will", "sha": "shall"}.get(stem.lower())
            stem = stem if whole is None else whole if stem.islower() else whole.capitalize()
        token = stem
        ends.append(end)
    return [token, *reversed(ends)]


def pieces(token: str) -> list[str]:
    """The words that hyphens join, where they are words with nothing else between them; else the token itself."""
    parts = re.split("[-‐‑]", token)
    return parts if len(parts) > 1 and all(parts) else [token]


def spellings(token: str, before: str = "") -> list[tuple[str, bool]]:
    """How a lexicon may spell a token, the likeliest first, and whether that is another word, which has to be said.

    ``before`` is the token in front: it tells whether 's is an is.

    >>> [word for word, other in spellings("Hopping") if other]
    ['hopp', 'hoppe', 'hop']
    """
    plain = unicodedata.normalize("NFC", token)
    lower = plain.casefold() if not plain.isascii() else plain.lower()
    straight = lower.replace("’", "'").replace("‐", "-").replace("‑", "-")
    found = dict.fromkeys((plain, lower, straight), False)
    if plain in _SAME_SIGN:
        found.setdefault(_SAME_SIGN[plain], plain in ("—", "–", "--"))
    others = (
        [_ENDINGS[straight]]
        if straight in _ENDINGS
        else ["is"]
        if straight == "'s" and before.lower() in _IS_BEFORE
        else []
    )
    others += [_OTHER[straight]] if straight in _OTHER else stems(straight)
    for other in others:
        found.setdefault(other, True)
    return list(found.items())


def stems(word: str) -> list[str]:
    """The words a plural, or a form in -ing or -ed, may be of: hopping may be of hopp, hoppe or hop."""
    for end, least, others in _FORMS:
        stem = word.removesuffix(end)
        if stem != word and len(stem) >= least and stem.isalpha() and not word.endswith("ss"):
            found = [stem + other for other in others]
            if end in ("ing", "ed") and stem[-1] == stem[-2]:
                found.append(stem[:-1])
            return found
    return []
