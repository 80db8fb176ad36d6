"""Words, lines and tables as Markdown in which no text from outside is markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from attncli.document import Words
from attncli.render.lines import TIED, Line, Look, Piece, line_of

MARKUP = re.compile(
    r"""
    (?P<apart> \$                                      # math
      | :(?=//) | :(?=[\w+-]+:)                        # an address; the name of an emoji
      | @(?!\d+(?![\w-]|\.\w)) | (?<!\w)@             # mail, or a person; the@5 is neither
      | \#(?=\d)                                       # an issue
    )
    | (?P<sign> [\\`*\[\]<>|~&\#]                      # what opens or parts something, anywhere
      | (?<![^\W_])_ | _(?![^\W_])                     # not inside a word, where it opens nothing
      | (?<=www)\.                                     # an address
      | ^[-+=]                                         # a list, a rule, a heading
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
"""What opens a numbered list."""


def escaped(text: str) -> str:
    r"""A text that is no markup, whatever stands in it. It is for a line, or a cell of a table, of its own.

    GitHub looks for math, emoji, mail and people after the Markdown is read, when a backslash is gone: only a
    tag around the sign, of which nothing is seen, keeps it apart from its neighbours.

    >>> print(escaped("**x** [a](b) snake_case $y$"))
    \*\*x\*\* \[a\](b) snake_case <span>\$</span>y<span>\$</span>
    """

    def kept(found: re.Match[str]) -> str:
        return f"<span>\\{found[0]}</span>" if found["apart"] else f"\\{found[0]}"

    return NUMBERED.sub(r"\1\\\2", MARKUP.sub(kept, text.strip()))


def code(text: str) -> str:
    """A harmless text as code, in more backticks than stand in it."""
    if not text.strip(" "):
        return ""
    ticks = fence(text, 1)
    gap = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{ticks}{gap}{text}{gap}{ticks}"


def fence(text: str, least: int) -> str:
    """Backticks, more of them than stand together anywhere in a text."""
    return "`" * max(least, *(len(run) + 1 for run in re.findall("`+", text)), 0)


def bold(text: str) -> str:
    """Markdown in bold, where there is any."""
    return f"**{text}**" if text else ""


def inline(words: Words, look: Look, *, quotes: bool = True) -> str:
    """Words on one line: ours and those from outside escaped, what is to be typed as code."""
    return pieces_text(line_of(words, look.digits, quotes=quotes))


def pieces_text(line: Line, *, in_table: bool = False) -> str:
    """Text in pieces. In a table code with a bar in it is text: a bar there parts two cells, in code too."""

    def as_code(piece: Piece) -> bool:
        return piece.style == "code" and not (in_table and "|" in piece.text)

    result = ""
    for is_code, several in groupby(line, as_code):
        text = "".join(piece.text for piece in several).replace(TIED, " ")
        result += code(text) if is_code else between_blanks(text)
    return result.strip(" ")


def between_blanks(text: str) -> str:
    """A text that is no markup with the blanks round it: behind and before code they belong to the line."""
    words = text.strip(" ")
    before, _, after = text.partition(words) if words else (text, "", "")
    return f"{before}{escaped(text)}{after}"


def table_text(heads: Sequence[str], rights: Sequence[bool], rows: Sequence[Sequence[str]]) -> str:
    """A pipe table; the first column holds labels, the others are set to the right where they are numbers."""
    lines = [heads, ["---", *("---:" if right else "---" for right in rights)], *rows]
    return "\n".join(" ".join(["|", *(f"{cell} |" if cell else "|" for cell in line)]) for line in lines)


def table_cell(line: Line) -> str:
    """A line as it stands in a table."""
    return pieces_text(line, in_table=True)


def fenced(text: str) -> str:
    """Lines as they are, in a fence that nothing in them can close."""
    ticks = fence(text, 3)
    return f"{ticks}text\n{text}{ticks}"


def math(latex: str) -> str:
    """LaTeX as GitHub sets it."""
    return f"```math\n{latex}\n```"
