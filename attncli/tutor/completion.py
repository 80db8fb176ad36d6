"""What may be typed as the answer to a question: the numbers of the page, for the Tab key."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from attncli.pages.typing import typed, typed_label
from attncli.tensor import Cell, Tensor, quoted
from attncli.tutor.numbers import changeable, suggestion
from attncli.tutor.printed import example_names
from attncli.tutor.stepper import Question, Stepping

FEW = 200
"""Cells of one tensor that the Tab key knows."""


def prompt(state: Stepping) -> str:
    """The present question, with an example of an answer, and what of the answer is there already."""
    question = state.question
    assert question is not None
    if question is Question.STAGE:
        return f"{question.value}? {state.begun}"
    return f"{question.value}, as in {' or '.join(examples(state, question))}? "


def examples(state: Stepping, question: Question) -> list[str]:
    """Answers that can be typed here: a number by its label alone, and by its name on the page."""
    if question is Question.FILE:
        return ["mine.yaml"]
    if question is Question.CHANGE:
        return [suggestion(state)]
    return list(dict.fromkeys([completions(state)[0], *example_names(state)]))


def completions(state: Stepping) -> list[str]:
    """All that may be typed: labels on this page first, then the full names of the page's numbers."""
    match state.question:
        case Question.WHY:
            return on_the_page(state)
        case Question.CHANGE:
            return [typed(cell) for tensor in changeable(state) for cell in some_cells(tensor)]
        case Question.STAGE:
            return [section.name for section in state.sections if section.step]
        case _:
            return []


def on_the_page(state: Stepping) -> list[str]:
    """The numbers of the page, each by its labels alone where they say enough, and by its name."""
    stage = state.stage
    if stage is None:
        return [typed(cell) for tensor in changeable(state) for cell in some_cells(tensor)]
    tensors = [stage.output, *(step.output for step in stage.steps()[:-1]), *stage.inputs]
    names = [typed(cell) for tensor in tensors for cell in some_cells(tensor)]
    called, symbol = stage.output.name, stage.output.symbol.plain
    names += [
        f"{symbol}[{name.removeprefix(f'{called}[')}" for name in names if name.startswith(f"{called}[")
    ]
    last = stage.output.axes[-1]
    if state.trace.query is not None and stage.output.has("query"):
        names = [*(quoted(typed_label(last, at)) for at in range(min(len(last), FEW))), *names]
    return list(dict.fromkeys(names))


def some_cells(tensor: Tensor) -> Iterator[Cell]:
    """The first cells of a tensor."""
    indices = product(*(range(len(axis)) for axis in tensor.axes))
    return (tensor.cell(*index) for index in islice(indices, FEW))
