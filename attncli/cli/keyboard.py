"""Keys and lines as a person types them; between two of them, whatever happens, the terminal is as it was."""

import signal
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from attncli.tutor.presses import Key, Press, meaning, parted

PASTE = 16
"""Characters that come at once are a paste from so many on, and press nothing: they were meant elsewhere."""


LOST: tuple[type[BaseException], ...] = (OSError, RuntimeError, ValueError)
"""What reading from a terminal that went away raises."""

try:
    import termios

    LOST += (termios.error,)
except ImportError:  # Windows
    pass

TICK = 1.0
"""Seconds after which waiting looks whether a signal came in: one between two looks would else be late."""

FLUSHES = 20
"""How often what is still arriving is thrown away; a terminal that is gone never runs dry."""


class Keyboard:
    """A person's keys and lines. Between two of them the terminal is as it was."""

    def __init__(self) -> None:
        self.waiting: deque[str] = deque()
        """Keys that came together with one that was taken already."""
        self.interrupted = False
        """Whether a person left with Ctrl-C."""

    def key(self) -> Key | None:
        """Wait for a key; None where there will be no more: the terminal is gone."""
        while not self.waiting:
            try:
                with ticking():
                    text = typer.getchar()
            except EOFError:  # Ctrl-D
                return Press.LEAVE
            except KeyboardInterrupt:
                self.interrupted = True
                return Press.LEAVE
            except LOST:
                return None
            if not text:
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

        None where it is taken back with Ctrl-C or Ctrl-D, or where the terminal is gone.
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
            with ticking():
                return input(f"\n {question}")
        except (EOFError, KeyboardInterrupt):
            print()
            return None
        except LOST:
            return None

    def flush(self) -> None:
        """Throw away what was typed and not read: whatever a paste leaves would be typed into the shell."""
        self.waiting.clear()
        try:
            import select

            for _ in range(FLUSHES):
                if not select.select([sys.stdin], [], [], 0.05)[0]:
                    return
                termios.tcflush(sys.stdin, termios.TCIFLUSH)
        except LOST:
            return
        except NameError:  # Windows has no termios
            return


@contextmanager
def ticking() -> Iterator[None]:
    """A clock that interrupts whoever waits, so that a signal that came just before is not left lying.

    SIGALRM is caught by whoever steps: it is the clock's.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def clock_caught() -> Iterator[None]:
    """Catch the clock's signal, for as long as somebody asks for lines and keys."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)


def known_to_tab(words: Sequence[str], text: str) -> list[str]:
    """What may complete a text: of numbers first the names, and the labels once the bracket is there.

    >>> known_to_tab(["cat", "A[sat,cat]", "A[sat,mat]", "total[sat]"], "")
    ['cat', 'A[', 'total[sat]']
    """
    fitting = [word for word in words if word.isprintable() and word.casefold().startswith(text.casefold())]
    if "[" in text:
        return fitting
    named = Counter(word.partition("[")[0] for word in fitting if "[" in word and not word.startswith('"'))
    short = (
        f"{name}[" if named[name := word.partition("[")[0]] > 1 and "[" in word else word for word in fitting
    )
    return list(dict.fromkeys(short))


def completer(words: Sequence[str], begun: str) -> None:
    """Let the next line begin with a text, and the Tab key complete it to one of the words.

    Without readline neither is so.
    """
    try:
        import readline
    except ImportError:
        return
    matches: list[str] = []

    def complete(text: str, state: int) -> str | None:
        nonlocal matches
        if state == 0:
            matches = known_to_tab(words, text)
        return matches[state] if state < len(matches) else None

    readline.set_startup_hook((lambda: readline.insert_text(begun)) if begun else None)
    readline.set_completer_delims("")
    readline.set_completer(complete)
    readline.parse_and_bind(
        "bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete"
    )
