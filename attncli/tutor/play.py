"""The one loop that waits for a person: shows a page, waits for a press or a line, shows what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attncli.document import Document
from attncli.tutor.answers import answer
from attncli.tutor.completion import completions, prompt
from attncli.tutor.presses import Key, Typed
from attncli.tutor.stepper import Stepping, fresh, page


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
