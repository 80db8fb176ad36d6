"""A sentence as people type it, parted into the words that have a vector in a lexicon; not what a word means.

The rules, which docs/vectors.md tells with examples:

- White space parts words, and so does every punctuation mark, which is a token of its own;
  dots or hyphens in a row are one.
- Letters are what Unicode calls letters, with the marks and joiners on them.
  Digits may have one of . , : between them: 3.14, 10:30.
- Letters with a dot behind each, as in U.S., are one token.
- Contractions are parted: don't is do and n't, she's is she and 's. can't, won't and shan't keep their n.
- Words joined by hyphens are one token if the lexicon has it, else one each.
"""

from __future__ import annotations

import re
import unicodedata

MARK = "ʰ"
"""What stands for a mark or joiner while a sentence is parted: a letter, which stays with those before it."""

MARKS = ("Mn", "Mc", "Me", "Cf")
"""Unicode's categories of marks and joiners."""

WORD = r"[^\W_]\w*"
TOKEN = re.compile(
    rf"""
      (?:[^\W\d_]\.){{2,}}                                      # U.S.
    | \d+(?:[.,:]\d+)+                                          # 3.14  1,000  10:30
    | {WORD}(?:['’]{WORD})*(?:[-‐‑]{WORD}(?:['’]{WORD})*)*       # well-known, don't
    | \.{{2,}} | -{{2,}}                                          # ...  --
    | \S{MARK}*                                                # any other sign, with the marks on it
    """,
    re.VERBOSE,
)
CONTRACTED = re.compile(r"(.+?)(n['’]t|['’](?:s|re|ve|ll|m|d))", re.IGNORECASE | re.DOTALL)

KEEP_THEIR_N = {"ca": "can", "wo": "will", "sha": "shall"}
"""What stands before n't, and what it is short for: the n belongs to both, can't is can and n't."""

ENDINGS = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "would"}
"""What a contracted end is short for."""

IS_BEFORE = {"it", "he", "she", "that", "this", "what", "who", "where", "there", "here", "how", "when"}
"""Words behind which 's is short for is."""

SAME_SIGN = {
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys(("—", "–", "--", "‑"), "-"),
    "…": "...",
    "...": "…",
}
"""How a lexicon may write a sign."""

FORMS = (
    ("ies", 2, ("y",)),
    ("es", 3, ("", "e")),
    ("s", 3, ("",)),
    ("ing", 3, ("", "e")),
    ("ied", 2, ("y",)),
    ("ed", 3, ("", "e")),
)
"""Endings, how many letters must stand before them, and what may have stood in their place."""

OTHER = {"a": "an", "an": "a", "i": "me"}
"""For words that no text can do without, and that some lexicons leave out: the word nearest in use."""


def parted(sentence: str) -> list[str]:
    """The tokens of a sentence, words joined by hyphens still together.

    >>> parted("Don't sit on the river-bank, she said.")
    ['Do', "n't", 'sit', 'on', 'the', 'river-bank', ',', 'she', 'said', '.']
    """
    sentence = unicodedata.normalize("NFC", sentence)
    tokens: list[str] = []
    for found in TOKEN.finditer(outline_of(sentence)):
        tokens += uncontracted(sentence[found.start() : found.end()])
    return tokens


def outline_of(sentence: str) -> str:
    """The sentence, character by character, with every mark and joiner as a letter."""
    if sentence.isascii():
        return sentence
    return "".join(MARK if unicodedata.category(char) in MARKS else char for char in sentence)


def uncontracted(token: str) -> list[str]:
    """A word without its contracted end, and that end.

    >>> [uncontracted(token) for token in ("we'd", "can't", "o'clock")]
    [['we', "'d"], ['can', "n't"], ["o'clock"]]
    """
    ends: list[str] = []
    while found := CONTRACTED.fullmatch(token) if "'" in token or "’" in token else None:
        token, end = found[1], found[2]
        if end[0] in "nN" and token.lower() in KEEP_THEIR_N:
            whole = KEEP_THEIR_N[token.lower()]
            token = whole if token.islower() else whole.capitalize()
        ends.append(end)
    return [token, *reversed(ends)]


def pieces(token: str) -> list[str]:
    """The words that hyphens join, where nothing else stands between them; else the token itself.

    >>> pieces("river-bank"), pieces("-")
    (['river', 'bank'], ['-'])
    """
    parts = re.split("[-‐‑]", token)
    return parts if len(parts) > 1 and all(parts) else [token]


def spellings(token: str, before: str = "") -> list[tuple[str, bool]]:
    """How a lexicon may spell a token, the likeliest first, and whether that is another word.

    That has to be said. ``before`` is the token in front: it tells whether 's is an is.

    >>> [word for word, other in spellings("Hopping") if other]
    ['hopp', 'hoppe', 'hop']
    """
    plain = unicodedata.normalize("NFC", token)
    lower = plain.casefold() if not plain.isascii() else plain.lower()
    straight = lower.replace("’", "'").replace("‐", "-").replace("‑", "-")
    found = dict.fromkeys((plain, lower, straight), False)
    if not plain.isascii():  # a file may have its accents as characters of their own
        found |= dict.fromkeys([unicodedata.normalize("NFD", word) for word in found], False)
    if plain in SAME_SIGN:
        found.setdefault(SAME_SIGN[plain], plain in ("—", "–", "--"))
    others = [OTHER[straight]] if straight in OTHER else stems(straight)
    if straight in ENDINGS:
        others.insert(0, ENDINGS[straight])
    elif straight == "'s" and before.lower() in IS_BEFORE:
        others.insert(0, "is")
    for other in others:
        found.setdefault(other, True)
    return list(found.items())


def stems(word: str) -> list[str]:
    """The words that a plural, or a form in -ing or -ed, may be of.

    >>> stems("hopping"), stems("glass")
    (['hopp', 'hoppe', 'hop'], [])
    """
    for end, least, others in FORMS:
        stem = word.removesuffix(end)
        if stem != word and len(stem) >= least and stem.isalpha() and not word.endswith("ss"):
            found = [stem + other for other in others]
            if end in ("ing", "ed") and stem[-1] == stem[-2]:
                found.append(stem[:-1])
            return found
    return []
