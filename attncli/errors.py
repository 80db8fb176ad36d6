"""What can go wrong, as data: what is wrong, where it stands, how to mend it. Others say how it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from attncli.record import Record


class ExitCode(IntEnum):
    """What the process tells its caller (docs/commands.md); a signal that ends it adds 128 to its number."""

    DONE = 0
    ANSWER_IS_NO = 1
    USAGE = 2
    SCENARIO = 3
    FILE = 4
    BUG = 70
    INTERRUPTED = 130


class Place(Record, kw_only=True):
    """The smallest stretch of a file that an error is about; lines and characters count from 1."""

    file: str
    line: int | None = None
    column: int | None = None
    path: str = ""
    """The place in the data, as in ``embeddings.sat``."""
    text: str = ""
    """The line, without its ending; of a very long one the stretch round the column."""
    width: int = 1
    """How many characters the error is about."""
    skipped: int = 0
    """How many characters of the line are left out before ``text``."""


LONGEST_QUOTE = 240
"""Characters of what an error quotes that are shown: the middle of a longer token or name is left out."""


def with_short_quotes(text: str) -> str:
    """A sentence in which nothing in backticks is longer than can be borne.

    >>> len(with_short_quotes(f"`{'a' * 1000}` is not a token"))
    257
    """
    if len(text) <= LONGEST_QUOTE:
        return text
    import re

    keep = LONGEST_QUOTE // 2 - 6

    def cut(found: re.Match[str]) -> str:
        quote = found[1]
        return f"`{quote[:keep]}…({len(quote) - 2 * keep} more)…{quote[-keep:]}`"

    return re.sub(f"`([^`]{{{LONGEST_QUOTE + 1},}})`", cut, text)


class AttnError(Exception):
    """A fault of the input, never of attn: everything a person needs to find and mend it.

    ``what`` is one sentence in lower case without a full stop, with what was found and what was expected;
    ``help`` is an imperative that can be done at once. ``more`` holds the other faults found in the same run.
    """

    def __init__(
        self,
        code: str,
        what: str,
        where: Place | None = None,
        help: str | None = None,
        more: tuple[AttnError, ...] = (),
    ) -> None:
        what = with_short_quotes(what)
        super().__init__(code, what)
        self.code = code
        self.what = what
        self.where = where
        self.help = help and with_short_quotes(help)
        self.more = more

    def __str__(self) -> str:
        return f"[{self.code}] {self.what}"

    @property
    def all(self) -> tuple[AttnError, ...]:
        """This fault and the others of the same run, in order."""
        return (self, *self.more)

    @property
    def no_access(self) -> bool:
        """E10x: a file could not be read or written, whatever it says."""
        return self.code.startswith("E10")

    @property
    def exit_code(self) -> ExitCode:
        """Of a file that could not be read or written, of the command line (E5xx), or of what a file says."""
        if self.code.startswith("E5"):
            return ExitCode.USAGE
        return ExitCode.FILE if self.no_access else ExitCode.SCENARIO


def all_of(faults: list[AttnError]) -> AttnError:
    """One error that carries every fault of a run: the first, with the others behind it.

    Raises: IndexError if there are none.
    """
    first, *others = faults
    return AttnError(first.code, first.what, first.where, first.help, tuple(others))


def out_of_range(number: str, least: int, most: int, of: str = "") -> AttnError:
    """E508: a number as it was asked for (``--digits 13``) is none that can be; ``of`` says what they are."""
    return AttnError("E508", f"{number} is out of range", help=f"choose from {least} to {most}{of}")


def no_such_stage(stage: str, stages: Sequence[str]) -> AttnError:
    """E507: a computation has other stages than this one."""
    help = f"choose one of: {', '.join(stages)}"
    return AttnError("E507", f"this computation has no stage `{stage}`", help=help)
