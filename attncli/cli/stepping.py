"""Stepping through a computation at the command line: what the stepper is handed, and where its pages are shown."""

import os
import signal
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING

from attncli.cli import options as o
from attncli.errors import AttnError
from attncli.tutor.presses import Script

if TYPE_CHECKING:
    from attncli.document import Document
    from attncli.scenario import Edit
    from attncli.trace import Trace
    from attncli.tutor.stepper import Tools

Ask = Callable[[str, Sequence[str]], str | None]


def step_through(
    choice: o.Choice, look: o.Style, *, every: bool, stage: str | None, presses: str | None
) -> None:
    """Go through a computation page by page, with the keys of a person or those written down in ``presses``.

    Raises: AttnError for whatever is wrong with the choice; E507 if there is no such stage.
    """
    from attncli.tutor.play import play
    from attncli.tutor.stepper import start

    state = start(tools(choice, every=every), stage, look.digits)
    if stage is not None and state.section.name != stage:
        names = [each.name for each in state.trace.stages]
        raise AttnError(
            "E507", f"this computation has no stage `{stage}`", help=f"choose one of: {', '.join(names)}"
        )
    screen = Screen(look)
    if presses is not None:
        script = Script(presses)
        play(state, script.key, screen.asked(script), screen.show)
        return
    from attncli.cli.keyboard import Keyboard

    keyboard = Keyboard()
    before = {number: signal.signal(number, end) for number in ENDING}
    try:
        play(state, keyboard.key, keyboard.line, screen.show)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        keyboard.flush()


ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that end a process; Windows has not all of them."""


def end(number: int, _: FrameType | None) -> None:
    """A signal to end, as an exception, so that whoever holds the terminal puts it back first."""
    raise SystemExit(128 + number)


def tools(choice: o.Choice, *, every: bool) -> "Tools":
    """What the stepper needs of files and the command line."""
    from attncli.loading.library import DEFAULT, open_source
    from attncli.loading.scenario_file import load_scenario
    from attncli.mechanisms.attend import attend
    from attncli.pages.typing import shell, typed_label
    from attncli.tutor.stepper import Tools

    chosen = choice.opened(DEFAULT)
    scenario, opened, arguments = chosen.scenario, chosen.source, chosen.arguments
    if isinstance(opened, str):
        source = open_source(opened)  # read once: what a person steps through does not change under them
    elif opened is None:
        from attncli.loading.word_source import source_of

        source = source_of(scenario)
    else:
        source = opened
    last = len(scenario.queries) - 1 if scenario.shown is None else scenario.shown
    if not every:
        o.remark_query(choice, scenario, last)
    query = typed_label(scenario.queries, last)

    def load(edits: "Sequence[Edit]") -> "Trace":
        edited = load_scenario(source, **{**arguments, "query": query}, edits=edits) if edits else scenario
        if edits and scenario.words is not None:
            edited = edited._replace(words=scenario.words, remarks=scenario.remarks)
        return attend(edited, every=every, head=choice.head)

    def save(edits: "Sequence[Edit]", name: str) -> str:
        from attncli.cli.output import create_file
        from attncli.loading.library import for_editors
        from attncli.loading.saving import scenario_text

        path = scenario_path(name)
        heading = (
            f"# Made with attn explain from {comment(source.name)}{''.join(changes(edits, load(())))}.\n"
        )
        text = scenario_text(source, **{**arguments, "query": query}, edits=edits, heading=heading)
        create_file(path, for_editors(text.encode()))
        return f" -s {shell(path)}"

    return Tools(load, save, choice.options(), "--all" if every else f"--query {shell(query)}")


def changes(edits: "Sequence[Edit]", trace: "Trace") -> list[str]:
    """What the edits change, for the comment at the head of a file."""
    from attncli.pages.typing import typed
    from attncli.scenario import standing
    from attncli.tutor.numbers import in_full

    givens = {tensor.name: tensor for tensor in trace.givens}
    texts = []
    for at, edit in enumerate(standing(edits)):
        cell = givens[edit.tensor].cell(*edit.index)
        texts.append(
            f"{', with' if at == 0 else ','} {comment(typed(cell))} = {in_full(edit.value)} in place of {in_full(cell.value)}"
        )
    return texts


def comment(text: str) -> str:
    """A text from outside as part of a comment of one line."""
    from attncli.render.escape import harmless

    return harmless(text)


def scenario_path(name: str) -> str:
    """The path of a scenario file as typed, with its ending. Raises: AttnError E508 if it ends otherwise."""
    ending = os.path.splitext(name)[1]
    if not ending:
        return f"{name}.yaml"
    if ending.lower() not in (".yaml", ".yml"):
        raise AttnError(
            "E508",
            f"`{name}` is no name for a scenario file, which ends in .yaml or .yml",
            help="name it so: `mine.yaml`",
        )
    return name


class Screen:
    """Where pages are shown, as wide as the window is at that moment."""

    def __init__(self, look: o.Style) -> None:
        self.look = look
        self.first = True

    def show(self, document: "Document", digits: int) -> None:
        """Show a document beneath what was shown before."""
        from attncli.cli.output import deliver, show

        if not self.first:
            deliver("\n")
        self.first = False
        width = self.look.width if self.look.fixed else o.terminal_width()
        show(document, self.look._replace(digits=digits, width=width))

    def asked(self, script: Script) -> Ask:
        """A question with its written answer, shown as a terminal would show them."""
        from attncli.cli.output import deliver
        from attncli.render.escape import harmless

        def ask(question: str, _: Sequence[str]) -> str | None:
            line = script.line()
            deliver(f"\n {question}{harmless(line or '')}\n")
            return line

        return ask
