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
    UP = ("↑", "\x1b[A", "\x1bOA", "\x1b[5~")
    DOWN = ("↓", "\x1b[B", "\x1bOB", "\x1b[6~")
    WHY = ("w",)
    DEEPER = ("+",)
    EDIT = ("e",)
    UNDO = ("u",)
    COMPARE = ("c",)
    SAVE = ("s",)
    HEAD = ("h",)
    PREDICT = ("p",)
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

    @property
    def called(self) -> str | None:
        """The name of the key, where what it sends is no character to be shown."""
        if self.text in NAMES:
            return NAMES[self.text]
        if len(self.text) == 1:
            return f"Ctrl-{chr(ord(self.text) + 64)}" if self.text < " " else None
        alt = self.text[1:]
        return f"Alt-{alt}" if len(alt) == 1 and alt.isprintable() else "That key"


class Typed(Record):
    """A line of text, the answer to a question; None: the question is taken back."""

    text: str | None


Key = Press | Jump | Unknown

MEANINGS = {characters: press for press in Press for characters in press.value}

KEYS = re.compile(r"\x1b(?:\[\[?[0-9;]*[A-Za-z~]|O[A-Za-z]|[^\x1b\[O])|.", re.DOTALL)
"""One key: an escape sequence, Alt with a character, or one character."""

NAMED = {
    "Esc": ("\x1b",),
    "Tab": ("\t",),
    "Shift-Tab": ("\x1b[Z",),
    "Backspace": ("\x7f", "\x08"),
    "Home": ("\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~"),
    "End": ("\x1b[F", "\x1bOF", "\x1b[4~", "\x1b[8~"),
    "Insert": ("\x1b[2~",),
    "Delete": ("\x1b[3~",),
    "F1": ("\x1bOP", "\x1b[11~", "\x1b[[A"),
    "F2": ("\x1bOQ", "\x1b[12~", "\x1b[[B"),
    "F3": ("\x1bOR", "\x1b[13~", "\x1b[[C"),
    "F4": ("\x1bOS", "\x1b[14~", "\x1b[[D"),
    "F5": ("\x1b[15~", "\x1b[[E"),
    **{
        f"F{n}": (f"\x1b[{code}~",)
        for n, code in zip(range(6, 13), (17, 18, 19, 20, 21, 23, 24), strict=True)
    },
}
"""Keys that mean nothing here, each with what terminals send for it."""
NAMES = {sent: name for name, several in NAMED.items() for sent in several}

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
