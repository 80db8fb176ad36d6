"""A command line as a shell reads it, up to the cursor: its words, and how one put in there is quoted."""

from __future__ import annotations

from attncli.record import Record

BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:=@+%")
"""The ASCII characters that no shell takes for anything else, wherever in a word they stand."""


class Unfinished(Record):
    """The word before the cursor: as it was typed, and as the shell will read it."""

    raw: str
    value: str
    states: tuple[tuple[int, str], ...]
    """Before each character, and at the cursor: how much value there is, in which quotation mark."""


def split(line: str) -> tuple[list[str], Unfinished]:
    """The finished words, without their quotation marks, and the one at the cursor.

    Nothing is expanded: a dollar sign stays one.

    >>> words, word = split('attn explain "The cat" --query=s')
    >>> words, word.value
    (['attn', 'explain', 'The cat'], '--query=s')
    """
    words: list[str] = []
    start, value, quote, states = None, "", "", [(0, "")]
    at = 0
    while at < len(line):
        c = line[at]
        if start is None and c in " \t\n":
            at += 1
            continue
        if start is None:
            start, value, states = at, "", []
        states.append((len(value), quote))
        if not quote and c in " \t\n":
            words.append(value)
            start, value, states = None, "", [(0, "")]
        elif c == quote:
            quote = ""
        elif not quote and c in "'\"":
            quote = c
        elif c == "\\" and (not quote or (quote == '"' and line[at + 1 : at + 2] in ("$", "`", '"', "\\"))):
            at += 1
            if at < len(line):
                states.append((len(value), quote))
                value += line[at]
        else:
            value += c
        at += 1
    if start is None:
        return words, Unfinished("", "", ((0, ""),))
    return words, Unfinished(line[start:], value, (*states, (len(value), quote)))


def continued(word: Unfinished, tail: str, whole: str) -> str | None:
    """What bash is to put in place of ``tail``, the end of the word, so that the word becomes ``whole``.

    The tail is what bash looks at: it parts words at more characters than blanks (``=``, ``:``, ``@``), and
    begins anew behind a quotation mark. None if it cannot be done.
    """
    if not word.raw.endswith(tail):
        return None
    done, quote = word.states[len(word.raw) - len(tail)]
    if not whole.startswith(word.value[:done]):
        return None
    return in_bash(whole[done:], quote)


def in_bash(text: str, quote: str) -> str:
    """A text as bash reads it inside this quotation mark, or outside of any."""
    if quote == "'":
        return text.replace("'", "'\\''")
    if quote == '"':
        escaped = "".join(f"\\{c}" if c in '$`"\\' else c for c in text)
        return escaped.replace("!", "\"'!'\"")  # an exclamation mark recalls an earlier command, even here
    return "".join(c if c in BARE or not c.isascii() else f"\\{c}" for c in text)
