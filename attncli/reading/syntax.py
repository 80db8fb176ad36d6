"""What is wrong with a text that is not YAML, in our words; imported only once the parser has given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attncli.reading.slips import (
    TAG,
    comment_in,
    in_quotes,
    missing_quotes,
    needs_quotes,
    tight_colon,
    word_at,
)
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.errors import Place
    from attncli.reading.text import Faults, Mark, Text

CODE = "E111"
RESERVED = "@`%|>"


class Point(Record):
    """A place of our own finding, counted as the parser's marks are."""

    line: int
    column: int


def explain(error: Any, faults: Faults) -> None:
    """Notes what made PyYAML (either of its parsers) raise this YAMLError."""
    mark: Mark | None = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        explain_unreadable(faults)
        return
    if any(fault.what == needs_quotes("?")[0] for fault in faults.found):
        return  # it made a mapping of a text, which the bracket behind it does not close
    problem = getattr(error, "problem", None) or ""
    context = getattr(error, "context", None) or ""
    began: Mark = getattr(error, "context_mark", None) or mark
    what, help, mark = diagnosis(faults.text, problem, context, mark, began)
    place = faults.text.place(mark.line, mark.column)
    if not any(fault.where and here(fault.where) == here(place) for fault in faults.found):
        faults.add(CODE, what, place, help=help)


def here(place: Place) -> tuple[int | None, int | None]:
    """Where a fault begins: of what stands there one thing is said."""
    return place.line, place.column


def diagnosis(text: Text, problem: str, context: str, mark: Mark, began: Mark) -> tuple[str, str, Mark]:
    """What is wrong, how to mend it, and where: the place the parser stopped at, or where it began to read.

    ``problem`` and ``context`` are the parser's words; ``mark`` and ``began`` where they apply.
    """
    lines = text.lines
    line = lines[mark.line] if mark.line < len(lines) else ""
    before, char, rest = line[: mark.column], line[mark.column : mark.column + 1], line[mark.column :]
    refused = "cannot start any token" in problem
    if "mapping values are not allowed" in problem or "could not find expected ':'" in problem:
        for at in (began.line, mark.line, *range(mark.line - 1, -1, -1)[:1]):
            tight = tight_colon(lines[at]) if at < len(lines) else None
            if tight:
                column, mended = tight
                return "a blank is missing behind the colon", f"write `{mended}`", Point(at, column)
    quotes = missing_quotes(line, mark.column, problem)
    if quotes and not refused:
        what, help, column = quotes
        return what, help, Point(mark.line, column)
    tab = "\t" in before + char and not before.strip(" \t-")
    if tab and (refused or "not allowed" in problem):
        return "a tab indents this line where spaces are expected", "indent with spaces", mark
    if refused and char in RESERVED:
        return (*needs_quotes(word_at(line, mark.column)), mark)
    if refused:
        return f"`{char}` cannot stand here", "put the text in quotes", mark
    if "flow sequence" in context or "flow mapping" in context:
        kind, close = ("list", "]") if "sequence" in context else ("mapping", "}")
        comment = comment_in(lines, began.line, mark.line)
        if comment:
            at, column, word = comment
            what = (
                f"`#` begins a comment here, so the {kind} that begins in line {began.line + 1} is not closed"
            )
            return what, f"put it in quotes if it is a text: {in_quotes(word)}", Point(at, column)
        tag = TAG.search(lines[began.line]) if began.line < mark.line else None
        if tag:
            return (*needs_quotes(tag[1]), Point(began.line, tag.start(1)))
        end = "the end of the line" if mark.line + 1 < len(lines) else "the end of the file"
        found = f"`{char}`" if char else end
        what = (
            f"the {kind} that begins in line {began.line + 1} is not closed: "
            f"`,` or `{close}` is expected, {found} is found"
        )
        help = f"close it with `{close}`, and part what is in it with commas"
        return what, help, mark if mark.line == began.line else began
    if "quoted scalar" in context and ("end of stream" in problem or "document separator" in problem):
        what = f"the quotes that open in line {began.line + 1} are never closed"
        word = word_at(lines[began.line], began.column) if began.line < len(lines) else "'"
        return what, f"add the closing quote, or put a text that has one in others: {in_quotes(word)}", began
    if "escape" in problem:
        at, behind = escape_at(line, mark.column)
        what = f"`{line[at:behind]}` is not an escape that stands for a character"
        help = "write `\\\\` for a backslash, or put the text in single quotes"
        return what, help, Point(mark.line, at)
    if "could not find expected ':'" in problem:
        return "this line has no colon after its name", "write `name: value`", began
    if "mapping values are not allowed" in problem:
        what = "a second colon stands in a value that has no quotes, or the line is indented too far"
        return what, "put the value in quotes, or align the line with the one above", mark
    if "sequence entries are not allowed" in problem:
        what = "a list with dashes begins behind a name, where it cannot"
        return what, "begin it on a line of its own, or write `[a, b]`", mark
    tight = tight_colon(line)
    if tight:
        column, mended = tight
        return "a blank is missing behind the colon", f"write `{mended}`", Point(mark.line, column)
    if char in ("]", "}"):
        return f"`{char}` closes nothing that is open", f"take `{char}` out, or open it before", mark
    if rest.startswith(",") and before.rstrip()[-1:] in ("]", "}"):
        bracket = before.rstrip()[-1]
        what = f"`{bracket}` closes what is open here, and more follows it"
        return what, f"put it in quotes if it is a text: {in_quotes(bracket)}", mark
    if "document start" in problem or (before.strip() and "block" in context):
        what = f"`{rest.strip()[:20]}` follows what is complete already"
        return what, "put the whole value in quotes, or begin a new line", mark
    if "block mapping" in context or "block collection" in context:
        belongs = f"what it would belong to begins in line {began.line + 1}"
        what = f"the indentation fits no line before it; {belongs}"
        return what, "align it with the line it belongs to", mark
    return f"this is not YAML: {problem}", f"compare the line with the examples in {text.kind.examples}", mark


def escape_at(line: str, column: int) -> tuple[int, int]:
    """Where the escape that the parser stumbled over begins in its line, and where what follows it does."""
    at = max(line.rfind("\\", 0, column + 1), 0)
    end = at + 2
    while line[at + 1 : at + 2] in ("x", "u", "U") and line[end : end + 1].isalnum() and end < at + 10:
        end += 1
    return at, end


def explain_unreadable(faults: Faults) -> None:
    """Notes the first character that YAML does not allow in a text at all."""
    from yaml.reader import Reader

    match = Reader.NON_PRINTABLE.search(faults.text.text)
    if not match:
        help = f"compare the file with the examples in {faults.text.kind.examples}"
        faults.add(CODE, "the text is not YAML", None, help=help)
        return
    what = f"the control character U+{ord(match.group()):04X} stands here, which YAML does not allow"
    place = faults.text.place_of(match.start())
    faults.add(CODE, what, place, help="delete it; it may not be visible in your editor")


def explain_crash(last: Mark | None, faults: Faults) -> None:
    """Notes that the parser itself broke, behind the last thing that it could read."""
    place = faults.text.place(last.line, last.column) if last else faults.text.place(0, 0)
    what = "the text is not YAML from here on: an escape or a directive in it cannot be read"
    faults.add(CODE, what, place, help="look for a backslash, and put that text in single quotes")
