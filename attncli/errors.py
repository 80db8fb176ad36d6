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
LONGEST_SENTENCE = 2000
"""Characters of a sentence that are shown, whatever it quotes."""


def with_short_quotes(text: str) -> str:
    """A sentence in which nothing in backticks is longer than can be borne.

    >>> a, few = "a" * 1000, "a" * 114
    >>> with_short_quotes(f"`{a}` is no token") == f"`{few}…(772 more)…{few}` is no token"
    True
    """
    if len(text) <= LONGEST_QUOTE:
        return text
    import re

    long = f"`([^`]{{{LONGEST_QUOTE + 1},}})`"
    text = re.sub(long, lambda found: f"`{without_middle(found[1], LONGEST_QUOTE)}`", text)
    return without_middle(text, LONGEST_SENTENCE)  # what is quoted may have backticks of its own


def without_middle(text: str, longest: int) -> str:
    """A text of about so many characters, the middle of a longer one left out and counted."""
    if len(text) <= longest:
        return text
    keep = longest // 2 - 6
    return f"{text[:keep]}…({len(text) - 2 * keep} more)…{text[-keep:]}"


LONGEST_PATH = 1024
"""Characters of a file's path that are kept: no system opens a longer one by its name."""


def with_short_path(where: Place | None) -> Place | None:
    """A place whose file is not called by more than can be borne."""
    if where is None or len(where.file) <= LONGEST_PATH:
        return where
    return where._replace(file=without_middle(where.file, LONGEST_QUOTE))


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
        self.where = with_short_path(where)
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


def no_such_stage(stage: str, stages: Sequence[str], near: str | None = None) -> AttnError:
    """E507: a computation has other stages than this one; ``near`` is what may have been meant."""
    listed = ", ".join(stages)
    help = f"did you mean `{near}`? There are: {listed}" if near else f"choose one of: {listed}"
    return AttnError("E507", f"this computation has no stage `{stage}`", help=help)
