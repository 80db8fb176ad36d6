"""What is said on standard error of a computation that was chosen otherwise than it was typed."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

from attncli.cli.output import remark

if TYPE_CHECKING:
    from attncli.cli.choice import Choice, Opened
    from attncli.loading.asked import Asked
    from attncli.scenario import Scenario


def opened_aloud(choice: Choice) -> Opened:
    """The scenario of a choice, with what has to be said of it said. Raises: AttnError."""
    if not choice.has_words and choice.scenario is None and unread():
        remark(
            "note: standard input is not read; `attn explain -` takes a sentence there, "
            "`attn explain -s -` a scenario file\n"
        )
    opened = choice.opened()
    for note in opened.notes:
        from attncli.render.escape import harmless

        remark(f"note: {harmless(note)}\n")
    remark_slips(opened.scenario)
    return opened


def remark_slips(scenario: Scenario) -> None:
    """Say on standard error what in the scenario's file may not have been meant."""
    for slip in scenario.slips:
        from attncli.errors import with_short_quotes
        from attncli.render.escape import harmless

        remark(f"note: {harmless(with_short_quotes(slip))}\n")


def set_aside(name: str, signs: str) -> str:
    """That the vocabulary of a scenario lacks the signs that end a sentence."""
    return f"`{name}` has no `{signs}`, so that is set aside; -s glove takes it as a word"


def left_for(name: str, scenario: Scenario, asked: Asked) -> tuple[str, ...]:
    """That word vectors took the place of an example, where most of the words are those of the example."""
    from attncli.loading.library import surely_lacks

    words = list(dict.fromkeys(asked.words or ()))
    if 2 * sum(not surely_lacks(name, [word]) for word in words) < len(words):
        return ()
    from attncli.loading.scenario_file import load_scenario
    from attncli.spelling import quoted
    from attncli.tensor import fold

    example = load_scenario(name)
    assert example.x is not None
    assert scenario.x is not None
    there = set(map(fold, example.x.axes[0].labels))
    strange = [word for word in words if fold(word) not in there]
    if 2 * len(strange) > len(words):
        return ()
    numbers = f"{scenario.x.array.shape[1]} numbers a word in place of {example.x.array.shape[1]}"
    heads = "" if scenario.heads is None else ", in heads of equal width, without the matrices of the example"
    words_of = f"word vectors ({scenario.name}) are taken for the whole sentence"
    return (f"`{name}` has no {quoted(strange, 4)}, so {words_of}: {numbers}{heads}",)


def unread() -> bool:
    """Whether something stands on standard input unasked. Nothing is waited for, and nothing taken."""
    try:
        number = sys.stdin.fileno()
        mode = os.fstat(number)
        if stat.S_ISREG(mode.st_mode):
            return mode.st_size > os.lseek(number, 0, os.SEEK_CUR)
        if not stat.S_ISFIFO(mode.st_mode):
            return False
        from array import array
        from fcntl import ioctl
        from termios import FIONREAD

        waiting = array("i", [0])
        ioctl(number, FIONREAD, waiting)
        return waiting[0] > 0
    except (OSError, ValueError, AttributeError, ImportError):
        return False
