"""The loops that wait for a person: show a page, wait for a press or a line, show what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from attncli.document import Document
from attncli.tutor.answers import answer
from attncli.tutor.completion import completions, prompt
from attncli.tutor.presses import Key, Typed
from attncli.tutor.stepper import Stepping, fresh, page

if TYPE_CHECKING:
    from attncli.tutor.quizzing import Sitting


def play(
    state: Stepping,
    read: Callable[[], Key | None],
    ask: Callable[[str, Sequence[str]], str | None],
    show: Callable[[Document, int, int], tuple[int, int]],
) -> Stepping:
    """Step until the person leaves, or nobody is there any more; the state it ended in.

    ``read`` waits for a key (None: there will be no more), ``ask`` for a line (None: the question is taken
    back), with what may complete it; ``show`` shows the part (from 0) of a document that the window has room
    for, with so many digits, and returns which part that was, of how many.
    """
    first = page(state)
    state = fresh(state, first).seen(*show(first, 0, state.digits))
    while not state.left:
        if state.question is None:
            event: Key | Typed | None = read()
            if event is None:
                break
        else:
            event = Typed(ask(prompt(state), completions(state)))
        state, document = answer(state, event)
        if document is not None:
            state = state.seen(*show(document, state.view.part, state.digits))
    return state


def sit(
    state: Sitting, ask: Callable[[str, Sequence[str]], str | None], show: Callable[[Document], None]
) -> Sitting:
    """Ask one question after another until there are no more, or the person leaves; the state it ended in.

    ``ask`` waits for a line (None: nobody is there any more), ``show`` shows a document.
    """
    from attncli.tutor.quizzing import answer, asked

    show(asked(state))
    while not state.done:
        state, documents = answer(state, ask(state.prompt, ()))
        for document in documents:
            show(document)
    return state
