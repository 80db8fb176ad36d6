"""What a person presses: characters, typed or written beforehand, as a closed set of presses and lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from attncli.record import Record


class Press(Enum):
    """All that can be pressed; each with how it is written on the page and the characters that mean it."""

    NEXT = ("↵", "\r", "\n", " ", "n", "\x1b[C", "\x1bOC")
    BACK = ("b", "\x1b[D", "\x1bOD")
    WHY = ("w",)
    DEEPER = ("+",)
    EDIT = ("e",)
    UNDO = ("u",)
    SAVE = ("s",)
    HEAD = ("h",)
    VECTORS = ("v",)
    DIGITS = ("d",)
    FEWER = ("D",)
    AGAIN = ("r", "\x0c")
    HELP = ("?",)
    LEAVE = ("q",)

    @property
    def label(self) -> str:
        """As the page names it."""
        label: str = self.value[0]
        return label


class Jump(Record):
    """A digit: the page it leads to, or the first digit of it."""

    digit: str


class Unknown(Record):
    """Something that means nothing here."""

    text: str


class Typed(Record):
    """A line of text, the answer to a question; None: the question is taken back."""

    text: str | None


Key = Press | Jump | Unknown

MEANINGS = {characters: press for press in Press for characters in press.value if characters != "↵"} | {
    "↵": Press.NEXT
}

KEYS = re.compile(r"\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|.", re.DOTALL)
"""One key: an escape sequence, or one character."""

ESCAPES = {r"\n": "\n", r"\\": "\\"}
"""What can be written beforehand instead of a character that a command line does not take."""


def parted(characters: str) -> list[str]:
    """Characters that came together, a key each: an arrow is several of them."""
    return KEYS.findall(characters)


def keys(characters: str) -> list[Key]:
    """The keys behind characters that came together: quick ones, an arrow.

    >>> [key.label if isinstance(key, Press) else key for key in keys("nb3")]
    ['↵', 'b', Jump(digit='3')]
    """
    return [meaning(text) for text in parted(characters)]


def meaning(text: str) -> Key:
    """What one key means."""
    if text in MEANINGS:
        return MEANINGS[text]
    return Jump(text) if text.isascii() and text.isdecimal() else Unknown(text)


class Script:
    """Presses written down beforehand: ``nnwcat\\nq``.

    Where a question is asked, what stands before the next Enter is the answer.
    """

    def __init__(self, written: str) -> None:
        text = re.sub(r"\\[n\\]", lambda found: ESCAPES[found[0]], written)
        self.keys: Iterator[str] = iter(parted(text))

    def key(self) -> Key | None:
        """The next key; None when there are no more."""
        text = next(self.keys, None)
        return None if text is None else meaning(text)

    def line(self) -> str | None:
        """The characters up to the next Enter; None when there are no more."""
        line: list[str] = []
        for text in self.keys:
            if text in ("\n", "\r", "↵"):
                return "".join(line)
            line.append(text)
        return "".join(line) or None
