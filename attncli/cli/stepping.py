"""Stepping through a computation at the command line: what the stepper is handed, where it shows pages."""

import os
import signal
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING

from attncli.cli.choice import Choice, Opened, remark_query
from attncli.cli.look import Style, Telling, is_terminal, terminal_size, terminal_width
from attncli.errors import AttnError
from attncli.tutor.presses import Script

if TYPE_CHECKING:
    from attncli.document import Document
    from attncli.reading.text import SourceFile
    from attncli.scenario import Edit, Scenario
    from attncli.trace import Trace
    from attncli.tutor.stepper import Tools

Ask = Callable[[str, Sequence[str]], str | None]


def step_through(choice: Choice, telling: Telling, look: Style) -> None:
    """Go through a computation page by page, with the keys of a person or those written down beforehand.

    Raises: AttnError for whatever is wrong with the choice; E507 if there is no such stage.
    """
    from attncli.tutor.play import play
    from attncli.tutor.stepper import start

    handed = tools(choice, every=telling.every)
    state = start(handed, telling.stage, look.digits, predicts=telling.predict)
    screen = Screen(look, windowed=telling.presses is None)
    if telling.presses is not None:
        script = Script(telling.presses)
        play(state, script.key, screen.asked(script), screen.show)
        return
    from attncli.cli.keyboard import Keyboard

    keyboard = Keyboard()
    before = {number: signal.signal(number, end) for number in ENDING}
    if hasattr(signal, "SIGALRM"):  # the keyboard's clock
        before[signal.SIGALRM] = signal.signal(signal.SIGALRM, lambda *_: None)
    try:
        state = play(state, keyboard.key, keyboard.line, screen.show)
    except (AttnError, OSError):
        if not is_terminal():  # it was one, and is gone: nobody is there to be told
            raise SystemExit(HUNG_UP) from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        keyboard.flush()
    if keyboard.interrupted:
        raise KeyboardInterrupt
    if not state.left:
        raise SystemExit(HUNG_UP)


NAMES = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGPIPE", "SIGUSR1", "SIGUSR2", "SIGXCPU", "SIGVTALRM", "SIGPROF")
ENDING = tuple(getattr(signal, name) for name in NAMES if hasattr(signal, name))
"""Signals that end a process and let it put the terminal back first. Windows has not all of them."""
HUNG_UP = 129
"""The exit code of one whose terminal went away: 128 and the number of SIGHUP."""


def end(number: int, _: FrameType | None) -> None:
    """A signal to end, as an exception, so that whoever holds the terminal puts it back first."""
    raise SystemExit(128 + number)


def tools(choice: Choice, *, every: bool) -> "Tools":
    """What the stepper needs of files and the command line."""
    from attncli.cli.faults import naming_options
    from attncli.cli.notes import opened_aloud
    from attncli.loading.scenario_file import load as load_from
    from attncli.mechanisms.attend import attend
    from attncli.pages.typing import shell, typed_label
    from attncli.tutor.stepper import Tools

    opened = opened_aloud(choice)
    scenario, source = opened.scenario, read_once(opened)
    last = len(scenario.queries) - 1 if scenario.shown is None else scenario.shown
    if not every:
        remark_query(choice, scenario, last)
    query = typed_label(scenario.queries, last)
    asked = opened.asked._replace(query=query)

    def edited(edits: "Sequence[Edit]") -> "Scenario":
        if not edits:
            return scenario
        found = load_from(source, asked, edits)
        if scenario.words is not None:
            found = found._replace(words=scenario.words, remarks=scenario.remarks)
        return found

    def load(edits: "Sequence[Edit]") -> "Trace":
        with naming_options():
            return attend(edited(edits), every=every, head=choice.head)

    def save(edits: "Sequence[Edit]", name: str) -> str:
        from attncli.cli.files import create_file
        from attncli.loading.library import for_editors
        from attncli.loading.saving import scenario_text

        path = scenario_path(name)
        made_from = f"{comment(source.name)}{''.join(changes(edits, load(())))}"
        with naming_options():
            text = scenario_text(source, asked, edits, f"# Made with attn explain from {made_from}.\n")
        create_file(path, for_editors(text.encode()))
        return f" -s {shell(path)}"

    return Tools(
        load,
        save,
        choice.options(with_vectors=scenario.words is not None),
        "--all" if every else f"--query {shell(query)}",
        edited,
    )


def read_once(opened: Opened) -> "SourceFile":
    """The file that edits go into: what a person steps through does not change under them."""
    from attncli.loading.library import open_source

    if isinstance(opened.source, str):
        return open_source(opened.source)
    if opened.source is None:
        from attncli.loading.word_scenario import source_of

        return source_of(opened.scenario)
    return opened.source


def changes(edits: "Sequence[Edit]", trace: "Trace") -> list[str]:
    """What the edits change, for the comment at the head of a file."""
    from attncli.pages.typing import typed
    from attncli.scenario import standing
    from attncli.tutor.numbers import in_full

    givens = {tensor.name: tensor for tensor in trace.givens}
    texts = []
    for at, edit in enumerate(standing(edits)):
        cell = givens[edit.tensor].cell(*edit.index)
        change = f"{comment(typed(cell))} = {in_full(edit.value)} in place of {in_full(cell.value)}"
        texts.append(f"{', with' if at == 0 else ','} {change}")
    return texts


def comment(text: str) -> str:
    """A text from outside as part of a comment of one line."""
    from attncli.render.escape import harmless

    return harmless(text)


def scenario_path(name: str) -> str:
    """The path of a scenario file as typed, with its ending. Raises: AttnError E508 if it ends otherwise."""
    from attncli.cli.files import check_ending

    if not os.path.splitext(name)[1]:
        return f"{name}.yaml"
    check_ending(name, "mine.yaml")
    return name


class Screen:
    """Where pages are shown, as wide and, for a person, as high as the window is at that moment."""

    def __init__(self, look: Style, *, windowed: bool) -> None:
        self.look = look
        self.windowed = windowed and look.format.screen
        self.first = True
        self.size = (0, 0)

    def show(self, document: "Document", part: int, digits: int) -> tuple[int, int]:
        """Show a part (from 0) of a document beneath what was shown before; which it was, of how many.

        In a window that is another now, it begins at the top again.
        """
        from attncli.cli.output import deliver, show, show_part

        if not self.first:
            deliver("\n")
        self.first = False
        size = terminal_size()
        part = part if size == self.size else 0
        self.size = size
        style = self.look._replace(digits=digits)
        if not self.look.fixed:
            style = style._replace(width=terminal_width())
        if self.windowed and size[1]:
            return show_part(document, part, style, size[1])
        show(document, style)
        return 0, 1

    def asked(self, script: Script) -> Ask:
        """A question with its written answer, shown as a terminal would show them."""
        from attncli.cli.output import deliver
        from attncli.render.escape import harmless

        def ask(question: str, _: Sequence[str]) -> str | None:
            line = script.line()
            deliver(f"\n {question}{harmless(line or '')}\n")
            return line

        return ask
