"""What follows from each press and each line that is typed: another state, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable

from attncli.document import Block, Code, Document, Fault, Plain, Prose, Token, Words, say
from attncli.errors import AttnError
from attncli.scenario import standing
from attncli.tutor.looks import compare, digits, next_head, presses, vectors
from attncli.tutor.numbers import answer_change, answer_why, change, tell, undo
from attncli.tutor.presses import Jump, Key, Press, Typed, Unknown
from attncli.tutor.stepper import Answer, Question, Stepping, aside, fresh, offered, page, page_called, pages


def answer(state: Stepping, event: Key | Typed) -> Answer:
    """The state that a press or a typed line leads to, and what is shown of it; None: nothing."""
    try:
        following, document = respond(state, event)
    except AttnError as error:
        following = state._replace(question=None, begun="")
        document = aside(following, *map(Fault, error.all))
    if document is not None and document is not following.view.document:
        following = fresh(following, document)
    return following, document


def respond(state: Stepping, event: Key | Typed) -> Answer:
    """What follows from a press or a line. Raises: AttnError for what cannot be done."""
    if isinstance(event, Typed):
        return answer_line(state, event)
    if state.standing is not None and (following := answer_guess(state, event)) is not None:
        return following
    if isinstance(event, Jump):
        return jump(state, event.digit)
    if isinstance(event, Unknown) or event not in offered(state):
        return leave(state) if event is Press.NEXT else nothing(state, event)
    return PRESSED[event](state)


def answer_guess(state: Stepping, event: Key) -> Answer | None:
    """What follows where a question waits for a guess; None from what means there what it always does."""
    from attncli.tutor.predicting import guess, reveal

    if isinstance(event, Jump):
        return guess(state, event.digit)
    if event is Press.NEXT and not state.more:
        return reveal(state)
    return None


def answer_line(state: Stepping, event: Typed) -> Answer:
    """What the answer to a question leads to; an empty one takes the question back."""
    question, begun, state = state.question, state.begun, state._replace(question=None, begun="")
    text = "" if event.text is None else f"{begun}{event.text}".strip()
    assert question is not None
    if not text:
        return state, aside(state)
    return ANSWERED[question](state, text)


def nothing(state: Stepping, key: Press | Unknown) -> Answer:
    """A press that does nothing now."""
    press: Words = (Code(key.label),) if isinstance(key, Press) else (Token(key.text),)
    if isinstance(key, Unknown) and key.called:
        press = say(key.called)
    words = say("{press} does nothing here; {help} tells what can be pressed.", press=press, help=Code("?"))
    if key is Press.UP:
        words = say("This is the top of the page.")
    elif key is Press.DOWN:
        words = say("This is the foot of the page; {next} leads on.", next=Code(Press.NEXT.label))
    return state, aside(state, Prose(words))


def next_part(state: Stepping) -> Answer:
    """The part of what is shown that the window had no room for; behind something said, that of the page."""
    if not state.view.more:
        state = state._replace(aside_view=None)
    view = state.view
    return state.seen(view.part + 1, view.parts), view.document


def next_page(state: Stepping) -> Answer:
    """On: to the next part, or from the foot of a page to the next page."""
    return next_part(state) if state.more else go(state, state.at + 1)


def part_before(state: Stepping) -> Answer:
    """The part before; from something that was said, the page that it was said of."""
    view = state.view
    if view.part == 0:
        state = state._replace(aside_view=None, told=None)
        view = state.view
        return state, view.document
    return state.seen(view.part - 1, view.parts), view.document


def go(state: Stepping, at: int) -> Answer:
    """To another page, or to the question that stands before it."""
    if state.predicts:
        from attncli.tutor.predicting import arrive

        return arrive(state, at)
    state = state._replace(at=at, told=None)
    return state, page(state)


def jump(state: Stepping, digit: str) -> Answer:
    """To the stage of a number, 0 for what is given; where numbers have two digits, the rest is asked for."""
    if stages(state) > 9 and digit != "0":
        return state._replace(question=Question.STAGE, begun=digit), None
    return to_stage(state, digit)


def stages(state: Stepping) -> int:
    """How many stages there are."""
    return max((section.step[1] for section in state.sections if section.step), default=0)


def to_stage(state: Stepping, text: str) -> Answer:
    """To the stage of a number, or of a name."""
    try:
        return go(state, page_called(state.trace, state.sections, text))
    except AttnError as error:
        if not text.isdecimal():
            raise
        help = f"choose a number from 0, what is given, to {stages(state)}"
        raise AttnError(error.code, error.what, help=help) from None


def comes_again(state: Stepping) -> bool:
    """Whether the page, which tells no stage, is not the first and also there where nothing was changed."""
    name = state.section.name
    return state.at > 0 and any(name == section.name for section in pages(state.original, state.tools, ()))


def leave(state: Stepping) -> Answer:
    """Away, with a word on how to come back."""
    state = state._replace(left=True)
    saved = state.place is not None and not state.unsaved
    back = f"attn explain{state.place if saved else state.tools.options} {state.tools.query} --step"
    if state.trace.head != state.original.head:
        back += f" --head {(state.trace.head or 0) + 1}"
    stage = f" --stage {state.section.name}" if state.section.step or comes_again(state) else ""
    blocks: list[Block] = [Prose(say("To come back to this page: {command}", command=Code(back + stage)))]
    if state.unsaved:
        changes: Words = ()
        for edit in standing(state.edits):
            changes += (Plain(", "), Code(change(state, edit)))
        words = say(
            "Not saved, and to be typed again behind {e}: {changes}.", e=Code("e"), changes=changes[1:]
        )
        blocks.append(Prose(words))
    return state, Document("", (aside(state, *blocks).sections[0],))


def deeper(state: Stepping) -> Answer:
    """The number that was just asked about, told one level deeper."""
    if state.told is None:
        return nothing(state, Press.DEEPER)
    name, depth = state.told
    return tell(state, name, depth + 1)


def save(state: Stepping, name: str) -> Answer:
    """The computation as a scenario file of the person's own."""
    place = state.tools.save(state.edits, name)
    state = state._replace(saved=state.edits, place=place)
    words = say("Saved: {command} shows it again.", command=Code(f"attn explain{place}"))
    return state, aside(state, Prose(words))


def predict(state: Stepping) -> Answer:
    """Be asked before each stage, or no more."""
    from attncli.tutor.predicting import switch

    return switch(state)


def asking(question: Question) -> Callable[[Stepping], Answer]:
    """A press that asks a question."""
    return lambda state: (state._replace(question=question), None)


PRESSED: dict[Press, Callable[[Stepping], Answer]] = {
    Press.NEXT: next_page,
    Press.BACK: lambda state: go(state, state.at - 1),
    Press.UP: part_before,
    Press.DOWN: next_part,
    Press.WHY: asking(Question.WHY),
    Press.DEEPER: deeper,
    Press.EDIT: asking(Question.CHANGE),
    Press.UNDO: undo,
    Press.COMPARE: compare,
    Press.SAVE: asking(Question.FILE),
    Press.HEAD: next_head,
    Press.PREDICT: predict,
    Press.VECTORS: vectors,
    Press.DIGITS: lambda state: digits(state, 1),
    Press.FEWER: lambda state: digits(state, -1),
    Press.AGAIN: lambda state: (state, page(state)),
    Press.HELP: presses,
    Press.LEAVE: leave,
}

ANSWERED: dict[Question, Callable[[Stepping, str], Answer]] = {
    Question.WHY: answer_why,
    Question.CHANGE: answer_change,
    Question.FILE: save,
    Question.STAGE: to_stage,
}
