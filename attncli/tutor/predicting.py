"""A guess before the page: one question, one key, about a stage that nobody has seen yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.document import Code, Document, Offer, Offers, Prose, Section, say
from attncli.tutor.presses import Press
from attncli.tutor.stepper import Answer, Stepping, page

if TYPE_CHECKING:
    from attncli.tutor.asking import Question
    from attncli.tutor.subject import Subject

KEYS = 9
"""Answers that can be chosen by one key."""
KINDS = ("strongest", "choose", "what_if", "columns")
"""The families whose questions are a guess; which comes first goes round from stage to stage."""


def arrive(state: Stepping, at: int) -> Answer:
    """At another page: on the question that stands before it, if one does, else on the page itself."""
    question = question_before(state, at)
    state = state._replace(at=at, told=None, standing=question)
    return (state, page(state)) if question is None else (state, asked(state, question))


def question_before(state: Stepping, at: int) -> Question | None:
    """What is asked before a page; of a stage that was seen, or passed, nothing."""
    section = state.sections[at]
    seen = {page.name for page in state.sections[: state.furthest + 1]}
    if not state.predicts or at <= state.furthest or section.name in seen or not section.step:
        return None
    subject = subject_of(state)
    return None if subject is None else question_about(subject, section.name, section.step[0])


def subject_of(state: Stepping) -> Subject | None:
    """What is asked about, with the edits that were made; None where no one query is told, or nobody handed
    the scenario, or it is too large.
    """
    if state.tools.scenario is None or state.trace.query is None:
        return None
    from attncli.mechanisms.attend import pairs_of
    from attncli.mistakes.numbers import MOST
    from attncli.tutor.subject import Subject

    scenario = state.tools.scenario(state.edits)._replace(shown=state.trace.query)
    return None if pairs_of(scenario) > MOST else Subject(scenario, state.trace.head)


def question_about(subject: Subject, stage: str, step: int) -> Question | None:
    """A question of one key about a stage; None where none is worth asking."""
    from attncli.tutor.questions.families import FAMILIES
    from attncli.tutor.questions.operands import fits_window

    turn = step % len(KINDS)
    kinds = [FAMILIES[name] for name in (*KINDS[turn:], *KINDS[:turn]) if name in FAMILIES]
    kinds.sort(key=lambda family: family.name != "strongest")  # of scores it is the one worth asking
    for family in kinds:
        for item in family.items(subject, stage):
            question = family.question(subject, item)
            if 1 < len(question.options) <= KEYS and fits_window(question):
                return question
    return None


def asked(state: Stepping, question: Question) -> Document:
    """The page of a question."""
    from attncli.tutor.quizzing import listed

    at, of = state.section.step or (0, 0)
    title = f"Before {at} of {of}   {state.section.title}"
    blocks = (*question.shown, Prose(question.ask), listed(question.options))
    section = Section(title=title, blocks=blocks, name="question")
    offers = Offers(
        (
            Offer(f"1 … {len(question.options)}", "guess"),
            Offer(Press.NEXT.label, "show me"),
            Offer(Press.PREDICT.label, "no more questions"),
            Offer(Press.LEAVE.label, "leave"),
        )
    )
    query = None if state.trace.query is None else state.trace.queries.names[state.trace.query]
    footer = Section(title="", blocks=(offers,), name="offers")
    return Document(state.trace.title, (section, footer), query)


def guess(state: Stepping, digit: str) -> Answer:
    """What a guess comes to, above the page that it was about."""
    question = state.standing
    assert question is not None
    verdict = question.judge(digit, ())
    if verdict.kind == "unread":
        return state, asked(state, question)
    state = state._replace(standing=None)
    return state, page(state, above=verdict.words)


def reveal(state: Stepping) -> Answer:
    """The page, without a guess."""
    state = state._replace(standing=None)
    return state, page(state)


def switch(state: Stepping) -> Answer:
    """Questions before the stages, or none any more."""
    state = state._replace(predicts=not state.predicts)
    if not state.predicts:
        return reveal(state)
    text = "Before each stage that is still to come there is a question now; {p} takes them away again."
    return state, page(state, say(text, p=Code(Press.PREDICT.label)))
