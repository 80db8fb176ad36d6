"""Keys and lines as a person types them; between two of them, whatever happens, the terminal is as it was."""

import signal
import sys
from collections import deque
from collections.abc import Sequence

import typer

from attncli.tutor.presses import Key, Press, meaning, parted

PASTE = 16
"""Characters that come at once are a paste from so many on, and press nothing: they were meant elsewhere."""


class Keyboard:
    """A person's keys and lines. Between two of them the terminal is as it was."""

    def __init__(self) -> None:
        self.waiting: deque[str] = deque()
        """Keys that came together with one that was taken already."""

    def key(self) -> Key | None:
        """Wait for a key."""
        while not self.waiting:
            try:
                text = typer.getchar()
            except EOFError:  # Ctrl-D
                return Press.LEAVE
            if not text:  # the terminal is gone
                return None
            if len(text) >= PASTE:
                self.flush()
                continue
            if "\x1a" in text:
                signal.raise_signal(signal.SIGTSTP)
                return Press.AGAIN  # what stood on the screen was written over while attn was stopped
            self.waiting.extend(parted(text))
        return meaning(self.waiting.popleft())

    def line(self, question: str, completions: Sequence[str]) -> str | None:
        """Ask for a line, which can be edited and completed, and begins with what was typed ahead.

        None where it is taken back with Ctrl-D.
        """
        ahead: list[str] = []
        while self.waiting:
            text = self.waiting.popleft()
            if text in ("\r", "\n"):
                line = "".join(ahead)
                print(f"\n {question}{line}")
                return line
            ahead += [text] if text.isprintable() else []
        completer(completions, "".join(ahead))
        try:
            return input(f"\n {question}")
        except EOFError:
            print()
            return None

    def flush(self) -> None:
        """Throw away what was typed and not read: whatever a paste leaves would be typed into the shell."""
        self.waiting.clear()
        try:
            import select
            import termios

            while select.select([sys.stdin], [], [], 0.05)[0]:
                termios.tcflush(sys.stdin, termios.TCIFLUSH)
        except (ImportError, OSError, ValueError):
            return


def completer(words: Sequence[str], begun: str) -> None:
    """Let the next line begin with a text, and the Tab key complete it to one of the words.

    Without readline neither is so.
    """
    try:
        import readline
    except ImportError:
        return
    harmless = [word for word in words if word.isprintable()]
    matches: list[str] = []

    def complete(text: str, state: int) -> str | None:
        nonlocal matches
        if state == 0:
            matches = [word for word in harmless if word.casefold().startswith(text.casefold())]
        return matches[state] if state < len(matches) else None

    readline.set_startup_hook((lambda: readline.insert_text(begun)) if begun else None)
    readline.set_completer_delims("")
    readline.set_completer(complete)
    readline.parse_and_bind(
        "bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete"
    )
