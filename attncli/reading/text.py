"""The text of one file, the places in it, and the faults found there; knows lines and columns, not what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.errors import AttnError, Place, all_of
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


class Source(Record):
    """The bytes of one scenario and where they come from."""

    name: str
    """``cat-sat-mat``, or ``mine`` for ``folder/mine.yaml``."""
    file: str
    """As errors show it: ``scenarios/cat-sat-mat.yaml``, or the path as it was typed."""
    data: bytes
    folder: Path | None
    """What the paths of tensor files are relative to; None: there can be none."""


MOST_FAULTS = 10
"""How many are told; whoever finds more of one kind may stop looking."""
_WINDOW = 160
_BEFORE = 60
_LONGEST = 500


class Text:
    """A file's text and its lines."""

    __slots__ = ("_lines", "file", "folder", "text")

    def __init__(self, file: str, text: str, folder: Path | None) -> None:
        self.file = file
        self.text = text
        self.folder = folder
        self._lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines as YAML parts them, without their endings."""
        if self._lines is None:
            import re

            self._lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", self.text)
        return self._lines

    def place(self, line: int, column: int, width: int = 1, path: str = "") -> Place:
        """The place at a line and column (from 0); a line past the end is the last one, a very long one is cut round the column."""
        lines = self.lines
        if line >= len(lines):
            line = len(lines) - 1
            column = len(lines[line])
        whole = lines[line]
        column = min(column, len(whole))
        width = max(1, min(width, len(whole) - column))
        if len(whole) <= _WINDOW:
            return Place(file=self.file, line=line + 1, column=column + 1, path=path, text=whole, width=width)
        begin = max(0, column - _BEFORE)
        cut = whole[begin : begin + _WINDOW]
        return Place(
            file=self.file,
            line=line + 1,
            column=column + 1,
            path=path,
            text=cut,
            width=max(1, min(width, len(cut) - (column - begin))),
            skipped=begin,
        )

    def span(self, node: Stretch, path: str = "") -> Place:
        """Where a node stands; of one that goes on over several lines, its first line."""
        start, end = node.start, node.end
        if end.line == start.line:
            return self.place(start.line, start.column, end.column - start.column, path)
        width = len(self.lines[start.line].rstrip()) - start.column if start.line < len(self.lines) else 1
        return self.place(start.line, start.column, width, path)


class Faults:
    """Every fault found in one file, so that all can be told at once."""

    __slots__ = ("found", "text")

    def __init__(self, text: Text) -> None:
        self.text = text
        self.found: list[AttnError] = []

    def add(
        self, code: str, what: str, node: Stretch | Place | None, path: str = "", help: str | None = None
    ) -> None:
        """Notes one fault, at a node, at a place already made, or (None) in the file as a whole."""
        if node is None:
            node = Place(file=self.text.file, path=path)
        place = node if isinstance(node, Place) else self.text.span(node, path)
        self.found.append(AttnError(code, _cut(what), place, help and _cut(help)))

    def error(self) -> AttnError:
        """The first ten faults in the order of the file. Raises: IndexError if there are none."""
        return all_of(sorted(self.found, key=_order)[:MOST_FAULTS])

    def raise_any(self) -> None:
        """Raises: AttnError if any fault was found."""
        if self.found:
            raise self.error()


def _cut(words: str) -> str:
    """A name may be as long as the file it stands in."""
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _order(fault: AttnError) -> tuple[int, int]:
    where = fault.where
    return (where.line or 0, where.column or 0) if where else (0, 0)


def decode(source: Source) -> Text:
    """The source's bytes as text.

    Raises: AttnError E110 not UTF-8, E112 larger than 1 MiB.
    """
    data = source.data
    if len(data) > LIMIT:
        help = "move large matrices into a tensor file and name it: `{file: big.npz, array: x}`"
        raise AttnError(
            "E112",
            "the file holds more than 1 MiB (1,048,576 bytes), which is all that a scenario file may hold",
            Place(file=source.file),
            help,
        )
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    try:
        return Text(source.file, data.decode("utf-8"), source.folder)
    except UnicodeDecodeError as error:
        start = error.start
    good = data[:start].decode("utf-8")
    text = Text(source.file, good + data[start:].decode("utf-8", "replace"), source.folder)
    before = Text(source.file, good, None).lines
    what = f"byte {data[start]:#04x} is not UTF-8, the encoding that is expected"
    raise AttnError(
        "E110", what, text.place(len(before) - 1, len(before[-1])), "save the file as UTF-8 in your editor"
    )
