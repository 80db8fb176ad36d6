"""The text of one file, places in it, and faults found there; knows lines and columns, not what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.errors import AttnError, Place, all_of, with_short_quotes
from attncli.record import Record

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    class Mark(Protocol):
        """A point in the text; lines and columns count from 0, as PyYAML's marks do."""

        @property
        def line(self) -> int: ...
        @property
        def column(self) -> int: ...

    class Stretch(Protocol):
        """Whatever has a beginning and an end in the text: a node of its tree."""

        start: Mark
        end: Mark


LIMIT = 1 << 20
"""How many bytes a YAML or JSON file may hold: 1 MiB."""


class SourceFile(Record):
    """The bytes of one file and where they come from."""

    name: str
    """What the file is called: ``mine`` for ``folder/mine.yaml``."""
    file: str
    """As errors show it: the path as it was typed, or where it stands among those that ship with attn."""
    data: bytes
    folder: Path | None
    """What the paths of tensor files are relative to; None: there can be none."""


class FileKind(Record):
    """What kind of file is read, as whoever reads it calls it: errors are told in these words."""

    noun: str
    """As in "which a scenario file may not use"."""
    beginning: str
    """What to write into an empty one."""
    examples: str
    """The page that shows some: ``docs/scenarios.md``."""
    instead: str | None = None
    """What there is in place of a number that is not finite."""


MOST_FAULTS = 10
"""How many are told; whoever finds more of one kind may stop looking."""

WINDOW = 160
"""How many characters of a long line are shown."""

BEFORE = 60
"""How many of them stand before the fault."""

SET = "set"
"""What is shown as the file of values set in place of parts of another; they are its lines, in order."""

LONGEST = 500
"""Characters of a sentence at most: a name in it may be as long as the file it stands in."""


class Text:
    """A file's text and its lines, and what kind of file it is."""

    __slots__ = ("_lines", "file", "folder", "kind", "set_from", "text")

    def __init__(self, file: str, text: str, folder: Path | None, kind: FileKind) -> None:
        self.file = file
        self.text = text
        self.folder = folder
        self.kind = kind
        self.set_from: int | None = None
        """From which line on stands what was set in place of parts of the file."""
        self._lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """The text's lines, parted when they are first asked for, and behind them what was set."""
        if self._lines is None:
            self._lines = lines_of(self.text)
        return self._lines

    def put_behind(self, text: str) -> int:
        """Put what is set in place of a part of the file behind its lines; at which line (from 0)."""
        at = len(self.lines)
        if self.set_from is None:
            self.set_from = at
        self.lines.extend(lines_of(text))
        return at

    def place(self, line: int, column: int, width: int = 1, path: str = "") -> Place:
        """The place at a line and column (from 0); past the end it is the last line's end.

        A very long line is cut round the column.
        """
        lines = self.lines
        if line >= len(lines):
            line = len(lines) - 1
            column = len(lines[line])
        whole = lines[line]
        column = min(column, len(whole))
        width = max(1, min(width, len(whole) - column))
        path = with_short_quotes(f"`{path}`")[1:-1]
        file = self.file
        if self.set_from is not None and line >= self.set_from:
            file, line = SET, line - self.set_from
        place = Place(file=file, line=line + 1, column=column + 1, path=path, text=whole, width=width)
        if len(whole) <= WINDOW:
            return place
        begin = max(0, column - BEFORE)
        shown = whole[begin : begin + WINDOW]
        width = max(1, min(width, len(shown) - (column - begin)))
        return place._replace(text=shown, width=width, skipped=begin)

    def place_of(self, offset: int) -> Place:
        """The place of the character with this number (from 0)."""
        before = lines_of(self.text[:offset])
        return self.place(len(before) - 1, len(before[-1]))

    def span(self, node: Stretch, path: str = "") -> Place:
        """Where a node stands; of one that goes on over several lines, its first line."""
        start, end = node.start, node.end
        if end.line == start.line:
            return self.place(start.line, start.column, end.column - start.column, path)
        width = len(self.lines[start.line].rstrip()) - start.column if start.line < len(self.lines) else 1
        return self.place(start.line, start.column, width, path)


def lines_of(text: str) -> list[str]:
    r"""The lines as YAML parts them, without their endings.

    >>> lines_of("a\r\nb\x85c\n")
    ['a', 'b', 'c', '']
    """
    import re

    return re.split("\r\n|[\n\r\x85\u2028\u2029]", text)


class Faults:
    """Every fault found in one file, so that all can be told at once."""

    __slots__ = ("cut", "found", "text")

    def __init__(self, text: Text) -> None:
        self.text = text
        self.found: list[AttnError] = []
        self.cut: list[str] = []
        """What no fault is, but may not have been meant: a text that a comment cuts short."""

    def add(
        self, code: str, what: str, node: Stretch | Place | None, path: str = "", help: str | None = None
    ) -> None:
        """Notes one fault, at a node, at a place already made, or (None) in the file as a whole."""
        if node is None:
            node = Place(file=self.text.file, path=path)
        place = node if isinstance(node, Place) else self.text.span(node, path)
        self.found.append(AttnError(code, bounded(what), place, help and bounded(help)))

    def error(self) -> AttnError:
        """The first ten faults in the order of the file, or the blank that is none they follow from.

        Raises: IndexError if there are none.
        """
        if not self.text.text.isascii():
            from attncli.reading.slips import odd_blank

            odd = odd_blank(self.text)
            if odd is not None:
                return odd
        return all_of(sorted(self.found, key=line_and_column)[:MOST_FAULTS])

    def raise_any(self) -> None:
        """Raises: AttnError if any fault was found."""
        if self.found:
            raise self.error()


def bounded(words: str) -> str:
    """The sentence, cut where it is longer than can be borne."""
    words = with_short_quotes(words)
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def line_and_column(fault: AttnError) -> tuple[int, int]:
    """Where a fault stands; 0 for what is about the file as a whole."""
    where = fault.where
    return (where.line or 0, where.column or 0) if where else (0, 0)


def decode(source: SourceFile, kind: FileKind) -> Text:
    """The source's bytes as the text of a file of this kind.

    Raises: AttnError E110 not UTF-8, E112 larger than 1 MiB.
    """
    data = source.data
    if len(data) > LIMIT:
        most = f"which is all that a {kind.noun} file may hold"
        what = f"the file holds more than 1 MiB (1,048,576 bytes), {most}"
        help = "move large matrices into a tensor file and name it: `{file: big.npz, array: x}`"
        raise AttnError("E112", what, Place(file=source.file), help)
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return Text(source.file, data.decode("utf-8"), source.folder, kind)
    except UnicodeDecodeError as error:
        start = error.start
    good = data[:start].decode("utf-8")
    text = Text(source.file, good + data[start:].decode("utf-8", "replace"), source.folder, kind)
    what = f"byte {data[start]:#04x} is not UTF-8, the encoding that is expected"
    raise AttnError("E110", what, text.place_of(len(good)), "save the file as UTF-8 in your editor")
