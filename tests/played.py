"""A sitting with the stepper, played: presses in, states and documents out; no terminal, no files."""

from __future__ import annotations

from attncli.document import Document, Offers, Prose, plain
from attncli.errors import AttnError
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.scenario import Edit, Scenario
from attncli.trace import Trace
from attncli.tutor.answers import answer
from attncli.tutor.presses import Script, Typed
from attncli.tutor.stepper import Stepping, Tools, page, start

SAVED: list[tuple[tuple[Edit, ...], str]] = []


def tools(name: str = "cat-sat-mat", *, every: bool = False, query: str = "sat") -> Tools:
    """A scenario's tools; what is saved is remembered in SAVED."""

    def load(edits: tuple[Edit, ...]) -> Trace:
        return attend(load_scenario(name, edits=edits), every=every)

    def save(edits: tuple[Edit, ...], file: str) -> str:
        if file == "there.yaml":
            raise AttnError(
                "E104", "`there.yaml` is there already, and is left as it is", help="choose another name"
            )
        SAVED.append((edits, file))
        return f" -s {file}"

    def scenario(edits: tuple[Edit, ...]) -> Scenario:
        return load_scenario(name, edits=edits)

    return Tools(load, save, f" -s {name}", "--all" if every else f"--query {query}", scenario)


def played(
    presses: str, name: str = "cat-sat-mat", *, every: bool = False, predicts: bool = False
) -> tuple[Stepping, list[Document]]:
    """The state that presses lead to, and all that was shown on the way."""
    state = start(tools(name, every=every), predicts=predicts)
    script = Script(presses)
    shown = [page(state)]
    while not state.left:
        event = script.key() if state.question is None else Typed(script.line())
        if event is None:
            break
        state, document = answer(state, event)
        shown += [] if document is None else [document]
    return state, shown


def prose(document: Document) -> str:
    """All that a document says in sentences."""
    texts = [
        plain(block.words)
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Prose)
    ]
    return " ".join(texts)


def offers(document: Document) -> list[str]:
    """What its last line offers."""
    [block] = [
        block for section in document.sections for block in section.blocks if isinstance(block, Offers)
    ]
    return [row.press for row in block.rows]
