"""What is wrong with a text that is not YAML, in our words; imported only once the parser has given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attncli.record import Record

if TYPE_CHECKING:
    from attncli.reading.text import Faults, Mark

_CODE = "E111"
_RESERVED = "@`%"


class _At(Record):
    """A place of our own finding."""

    line: int
    column: int


def explain(error: Any, faults: Faults) -> None:
    """Notes what made PyYAML (either of its parsers) raise this YAMLError."""
    mark: Mark | None = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        _explain_unreadable(faults)
        return
    problem = getattr(error, "problem", None) or ""
    context = getattr(error, "context", None) or ""
    began: Mark = getattr(error, "context_mark", None) or mark
    what, help, mark = _words(faults, problem, context, mark, began)
    faults.add(_CODE, what, faults.text.place(mark.line, mark.column), help=help)


def _words(faults: Faults, problem: str, context: str, mark: Mark, began: Mark) -> tuple[str, str, Mark]:
    """What is wrong, how to mend it, and where: the place the parser stopped at, or where what it was reading began."""
    lines = faults.text.lines
    line = lines[mark.line] if mark.line < len(lines) else ""
    char = line[mark.column : mark.column + 1]
    if (
        "\t" in line[: mark.column + 1]
        and not line[: mark.column].strip(" \t-")
        and ("cannot start any token" in problem or "not allowed" in problem)
    ):
        return "a tab indents this line where spaces are expected", "indent with spaces", mark
    if "cannot start any token" in problem:
        if char in _RESERVED:
            word = line[mark.column :].split(" #")[0].split(",")[0].rstrip(" ]}") or char
            return f"`{char}` cannot begin a text without quotes", f'put it in quotes: `"{word}"`', mark
        return f"`{char}` cannot stand here", "put the text in quotes", mark
    if "flow sequence" in context or "flow mapping" in context:
        kind, close = ("list", "]") if "sequence" in context else ("mapping", "}")
        found = (
            f"`{char}`"
            if char
            else "the end of the line"
            if mark.line + 1 < len(lines)
            else "the end of the file"
        )
        what = f"the {kind} that begins in line {began.line + 1} is not closed: `,` or `{close}` is expected, {found} is found"
        return (
            what,
            f"close it with `{close}`, and part what is in it with commas",
            mark if mark.line == began.line else began,
        )
    if "quoted scalar" in context and ("end of stream" in problem or "document separator" in problem):
        return (
            f"the quotes that open in line {began.line + 1} are never closed",
            "add the closing quote",
            began,
        )
    if "escape" in problem:
        at = max(line.rfind("\\", 0, mark.column + 1), 0)
        end = at + 2
        while line[at + 1 : at + 2] in ("x", "u", "U") and line[end : end + 1].isalnum() and end < at + 10:
            end += 1
        what = f"`{line[at:end]}` is not an escape that stands for a character"
        return what, "write `\\\\` for a backslash, or put the text in single quotes", _At(mark.line, at)
    if "could not find expected ':'" in problem:
        return "this line has no colon after its name", "write `name: value`", began
    if "mapping values are not allowed" in problem:
        return (
            "a second colon stands in a value that has no quotes, or the line is indented too far",
            "put the value in quotes, or align the line with the one above",
            mark,
        )
    if "sequence entries are not allowed" in problem:
        return (
            "a list with dashes begins behind a name, where it cannot",
            "begin it on a line of its own, or write `[a, b]`",
            mark,
        )
    if char in ("]", "}"):
        return f"`{char}` closes nothing that is open", f"take `{char}` out, or open it before", mark
    if "document start" in problem or (line[: mark.column].strip() and "block" in context):
        return (
            f"`{line[mark.column :].strip()[:20]}` follows what is complete already",
            "put the whole value in quotes, or begin a new line",
            mark,
        )
    if "block mapping" in context or "block collection" in context:
        return (
            f"the indentation fits no line before it; what it would belong to begins in line {began.line + 1}",
            "align it with the line it belongs to",
            mark,
        )
    return f"this is not YAML: {problem}", "compare the line with the examples in docs/scenarios.md", mark


def _explain_unreadable(faults: Faults) -> None:
    """Notes the first character that YAML does not allow in a text at all."""
    from yaml.reader import Reader

    from attncli.reading.text import Text

    text = faults.text
    match = Reader.NON_PRINTABLE.search(text.text)
    if not match:
        faults.add(
            _CODE,
            "the text is not YAML",
            None,
            help="compare the file with the examples in docs/scenarios.md",
        )
        return
    before = Text(text.file, text.text[: match.start()], None).lines
    what = f"the control character U+{ord(match.group()):04X} stands here, which YAML does not allow"
    faults.add(
        _CODE,
        what,
        text.place(len(before) - 1, len(before[-1])),
        help="delete it; it may not be visible in your editor",
    )


def explain_crash(last: Mark | None, faults: Faults) -> None:
    """Notes that the parser itself broke, behind the last thing that it could read."""
    place = faults.text.place(last.line, last.column) if last else faults.text.place(0, 0)
    what = "the text is not YAML from here on: an escape or a directive in it cannot be read"
    faults.add(_CODE, what, place, help="look for a backslash, and put that text in single quotes")
