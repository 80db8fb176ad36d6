"""What follows from each press and each line that is typed: another state, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable

from attncli.document import Block, Code, Document, Fault, Plain, Prose, Token, Words, say
from attncli.errors import AttnError
from attncli.scenario import standing
from attncli.tutor.looks import digits, next_head, presses, vectors
from attncli.tutor.numbers import answer_change, answer_why, change, tell, undo
from attncli.tutor.presses import Jump, Key, Press, Typed, Unknown
from attncli.tutor.stepper import Answer, Question, Stepping, aside, offered, page


def answer(state: Stepping, event: Key | Typed) -> Answer:
    """The state that a press or a typed line leads to, and what is shown of it; None: nothing."""
    try:
        if isinstance(event, Typed):
            return answer_line(state, event)
        if isinstance(event, Jump):
            return jump(state, event.digit)
        if isinstance(event, Unknown) or event not in offered(state):
            return leave(state) if event is Press.NEXT else nothing(state, event)
        return PRESSED[event](state)
    except AttnError as error:
        state = state._replace(question=None, begun="")
        return state, aside(state, *map(Fault, error.all))


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
    text: Words = (Code(key.label),) if isinstance(key, Press) else (Token(key.text),)
    return state, aside(
        state,
        Prose(
            say("{press} does nothing here; {help} tells what can be pressed.", press=text, help=Code("?"))
        ),
    )


def go(state: Stepping, at: int) -> Answer:
    """To another page."""
    state = state._replace(at=at, told=None)
    return state, page(state)


def jump(state: Stepping, digit: str) -> Answer:
    """To the stage of a number, 0 for what is given; where the stages have two digits, the rest of the number is asked for."""
    if stages(state) > 9 and digit != "0":
        return state._replace(question=Question.STAGE, begun=digit), None
    return to_stage(state, digit)


def stages(state: Stepping) -> int:
    """How many stages there are."""
    return max((section.step[1] for section in state.sections if section.step), default=0)


def to_stage(state: Stepping, text: str) -> Answer:
    """To the stage of a number, or of a name."""
    for at, section in enumerate(state.sections):
        if text in (section.name, "0" if at == 0 else str(section.step[0]) if section.step else None):
            return go(state, at)
    raise AttnError(
        "E507",
        f"this computation has no stage `{text}`",
        help=f"choose a number from 0, what is given, to {stages(state)}",
    )


def leave(state: Stepping) -> Answer:
    """Away, with a word on how to come back."""
    state = state._replace(left=True)
    back = f"attn explain{state.place if state.place and not state.unsaved else state.tools.options} {state.tools.query} --step"
    if state.trace.head != state.original.head:
        back += f" --head {(state.trace.head or 0) + 1}"
    stage = f" --stage {state.section.name}" if state.section.step else ""
    blocks: list[Block] = [Prose(say("To come back to this page: {command}", command=Code(back + stage)))]
    if state.unsaved:
        again = [
            words for edit in standing(state.edits) for words in (Plain(", "), Code(change(state, edit)))
        ][1:]
        blocks.append(
            Prose(
                say(
                    "Not saved, and to be typed again behind {e}: {changes}.",
                    e=Code("e"),
                    changes=tuple(again),
                )
            )
        )
    return state, Document("", (aside(state, *blocks).sections[0],))


def save(state: Stepping, name: str) -> Answer:
    """The computation as a scenario file of the person's own."""
    place = state.tools.save(state.edits, name)
    state = state._replace(saved=state.edits, place=place)
    return state, aside(
        state, Prose(say("Saved: {command} shows it again.", command=Code(f"attn explain{place}")))
    )


def asking(question: Question) -> Callable[[Stepping], Answer]:
    """A press that asks a question."""
    return lambda state: (state._replace(question=question), None)


PRESSED: dict[Press, Callable[[Stepping], Answer]] = {
    Press.NEXT: lambda state: go(state, state.at + 1),
    Press.BACK: lambda state: go(state, state.at - 1),
    Press.WHY: asking(Question.WHY),
    Press.DEEPER: lambda state: (
        tell(state, state.told[0], state.told[1] + 1) if state.told else nothing(state, Press.DEEPER)
    ),
    Press.EDIT: asking(Question.CHANGE),
    Press.UNDO: undo,
    Press.SAVE: asking(Question.FILE),
    Press.HEAD: next_head,
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
