"""Slips of the hand that YAML reads as something else: a blank missing behind a colon, a blank that is none,
a sign that needs quotes; imported only once something is wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attncli.errors import AttnError
    from attncli.reading.text import Faults, Stretch, Text
    from attncli.reading.tree import Scalar

ODD = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"
"""Blanks that are not the space, and signs of no width, as a class of characters."""

INDENT = re.compile(rf"^ *(?:- *)*([{ODD}])[{ODD} ]*(?=[^\s#][^#]*:(?:\s|$)|-(?:\s|$))")
"""An odd blank that indents a name or a dash."""

BEHIND = re.compile(rf"^ *(?:-|(?:- +)*[\w.-]+:)([{ODD}])")
"""One behind a dash or behind the colon of a name."""

TIGHT = re.compile(r"^ *(?:- +)*[^\s\"'\[\]{}#,:&*!|>%@`-][^\"'\[\]{}#,:]*:(?=[^\s:/])")
"""A name at the beginning of a line whose colon has no blank behind it."""

SIGNS = ":,?&*#"
"""What means something to YAML where a text begins, beside what it does not let stand there at all."""

TAG = re.compile(r"[\s,\[{](![^\s,\[\]{}]*)(?=\s*[,\]}])")
"""A text that begins with an exclamation mark, in a list: with it, a parser swallows the closing bracket."""

CLOSES_OTHER = {"[": "}", "{": "]"}
"""The brackets that open, each with the one that does not close it."""

COMMENT = re.compile(r"(?:^|(?<=\s))#[^\s,\]}]*(?=.*[\]}])")
"""A comment with a closing bracket in it."""


def name_of(blank: str) -> str:
    """What a blank is called, with its code point: ``a no-break space (U+00A0)``."""
    import unicodedata

    name = unicodedata.name(blank, "blank").lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(blank):04X})"


def odd_blank(text: Text) -> AttnError | None:
    """The first odd blank that stands where YAML wants a space, as an error; None if there is none.

    A file that has one there is read otherwise than it looks, and whatever else is wrong follows from it.
    """
    from attncli.errors import AttnError

    if text.text.isascii():
        return None
    for at, line in enumerate(text.lines):
        found = INDENT.match(line) or BEHIND.match(line)
        if found:
            place = text.place(at, found.start(1))
            name = name_of(found[1])
            what = f"{name} stands here, where a space is expected"
            return AttnError("E111", what, place, "write plain spaces in its place")
    return None


def tight_colon(line: str) -> tuple[int, str] | None:
    """Where the colon of a line stands that has no blank behind it, and how the line is mended."""
    found = TIGHT.match(line)
    if not found:
        return None
    end = found.end()
    return end - 1, f"{line[:end].lstrip(' -')} {line[end:].rstrip()}"


def name_without_blank(key: Scalar, path: str, faults: Faults) -> str | None:
    """The name that was meant of one without a value: of ``{the:0.5}`` the; None if nothing is wrong.

    Faults: E111.
    """
    name, _, behind = key.text.partition(":")
    lines, end = faults.text.lines, key.end
    after = lines[end.line][end.column :].lstrip() if end.line < len(lines) else ""
    if not (name and behind) or after.startswith(":"):
        return None
    place = faults.text.place(key.start.line, key.start.column + len(name), 1, path)
    help = f"write `{name}: {behind.strip()}`"
    faults.add("E111", "a blank is missing behind the colon", place, help=help)
    return name


def needs_quotes(word: str) -> tuple[str, str]:
    """What is wrong with a text that begins with a sign of YAML's, and how to mend it."""
    return f"`{word[0]}` cannot begin a text without quotes", f"put it in quotes: {in_quotes(word)}"


def in_quotes(word: str) -> str:
    """A text in quotes, as an error shows it."""
    quote = "'" if '"' in word else '"'
    return f"`{quote}{word}{quote}`"


def word_at(line: str, column: int) -> str:
    """The text without quotes that begins at a column of a line, in a list or behind a dash."""
    rest = line[column:]
    if rest[:1] in ",[]{}":
        return rest[:1]
    return re.split(r"[,\]}]| #", rest)[0].strip() or rest[:1]


def written(text: Text, node: Stretch) -> str:
    """What stands where a node begins, as far as it would be one text."""
    line = text.lines[node.start.line] if node.start.line < len(text.lines) else ""
    return word_at(line, node.start.column)


def missing_quotes(line: str, column: int, problem: str) -> tuple[str, str, int] | None:
    """What is wrong where the parser found a sign that it takes for its own, how to mend it, and in which
    column it stands.
    """
    char, before = line[column : column + 1], line[:column].rstrip()
    if "alphabetic or numeric" in problem and line[column - 1 : column] in ("&", "*"):
        return (*needs_quotes(word_at(line, column - 1)), column - 1)
    tag = TAG.search(line) if "tag" in problem or char in ("]", "}") else None
    if tag and tag.end() >= column:
        return (*needs_quotes(tag[1]), tag.start(1))
    begins = before[-1:] in ("", ",", "[", "{", "-", ":")
    if not before and line[column : column + 2] == "- ":
        help = 'close it, or put a bracket that is a text in quotes: `"["`'
        return "a list or mapping that was opened before this line is not closed", help, column
    if (
        char in (",", CLOSES_OTHER.get(before[-1:]))
        and before[-1:] in ("[", "{")
        and before[:-1].rstrip()[-1:] in (",", "[", "{")
    ):
        return (*needs_quotes(before[-1]), len(before) - 1)
    if begins and char and (char in SIGNS or line[column : column + 2] == "- "):
        return (*needs_quotes(word_at(line, column)), column)
    if "unexpected ':'" in problem and char == ":":
        if line[column + 1 : column + 2] in ("[", "{"):
            return "a blank is missing behind the colon", "write `name: value`", column
        begin = max(line.rfind(sign, 0, column) for sign in ",[{") + 1
        word = line[begin : column + 1].strip()
        return f"`{word}` cannot stand without quotes", f"put it in quotes: {in_quotes(word)}", column
    return None


def left_out(text: Text, node: Stretch) -> str | None:
    """How to mend a text that YAML takes for empty: a comment, or the sign of a text of several lines."""
    line = text.lines[node.start.line] if node.start.line < len(text.lines) else ""
    rest = line[node.start.column :].strip()
    if rest[:1] in ("#", "|", ">"):
        return f"`{rest[0]}` begins no text: put it in quotes if it is one: {in_quotes(word_at(rest, 0))}"
    return None


def cut_short(text: Text, node: Stretch, path: str) -> list[str]:
    """What is said of a text with a comment behind it whose sign has no blank: ``Attention #1``."""
    line = text.lines[node.end.line] if node.end.line < len(text.lines) else ""
    found = re.match(r"[ \t]+(#[^\s#!].*)", line[node.end.column :])
    if not found:
        return []
    whole = line[node.start.column :].rstrip() if node.start.line == node.end.line else line.strip()
    place = f"line {node.end.line + 1}"
    return [
        f"`{path}` ends before `{found[1].strip()}`, a comment ({place}); if not, write {in_quotes(whole)}"
    ]


def comment_in(lines: list[str], first: int, last: int) -> tuple[int, int, str] | None:
    """The line, the column and the first word of a comment that swallows a closing bracket."""
    for at in range(first, min(last + 1, len(lines))):
        found = COMMENT.search(lines[at])
        if found:
            return at, found.start(), found[0]
    return None
