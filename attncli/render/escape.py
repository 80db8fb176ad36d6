"""Text from outside, made harmless: what commands a terminal or turns letters round is shown, not obeyed."""

from __future__ import annotations

LONGEST_WORD = 48
"""Characters of a word that are shown; the middle of a longer one is left out."""
LONGEST_TEXT = 400
"""Characters of a title, or of what an author says, that are shown."""


def harmless(text: str) -> str:
    r"""A text on one line, with control, format, private and lone surrogate characters as visible escapes.

    >>> harmless("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if visible(c) else escaped(c) for c in text)


def visible(c: str) -> bool:
    """Whether a character may be shown as it is.

    Zero-width joiners and variation selectors hold emoji and scripts together, and stay; other such signs go.
    """
    if c.isprintable():
        return c == " " or not c.isspace()
    return c in "\u200c\u200d"


def escaped(c: str) -> str:
    r"""A character as Python writes it: \x1b, \u202e, \U000e0001."""
    code = ord(c)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shortened(text: str, longest: int) -> str:
    """A text of at most so many characters, the middle of a longer one left out and counted.

    >>> shortened("a" * 100, 24)
    'aaaaaa…(88 more)…aaaaaa'
    """
    if len(text) <= longest:
        return text
    keep = max((longest - 12) // 2, 1)
    return f"{text[:keep]}…({len(text) - 2 * keep} more)…{text[-keep:]}"
