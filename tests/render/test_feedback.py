"""What is said of a wrong number, for every mistake that can be heard: files that are read as a diff.

`pytest tests/render --golden` writes them anew.
"""

from __future__ import annotations

import math

import pytest
from asked import ACCUSING, asked, subject
from render.test_golden import FEEDBACK, held

from attncli.document import Document, Prose, Section
from attncli.render.lines import Look
from attncli.render.text import text
from attncli.tutor.verdict import places_of, window_of


@pytest.mark.parametrize("name", FEEDBACK)
def test_what_is_said_of_wrong_numbers_is_its_golden_file(name: str, request: pytest.FixtureRequest) -> None:
    output = feedback(name)
    held(f"feedback/{name}.txt", output, request)
    assert not any(word in output.lower() for word in ACCUSING)


def feedback(name: str) -> str:
    """Every wrong number of every question that is typed, each once, with what is said of it."""
    parts = []
    for item, question in asked(name, "cell"):
        window = window_of(subject(name), item)
        _, made = window.at(places_of(subject(name), item)[0])
        numbers = {f"{value:.{item.digits}f}" for value in made.tolist() if math.isfinite(value)}
        for number in sorted(numbers, key=float):
            verdict = question.judge(number, ())
            if not verdict.right:
                page = Document("", (Section(title="", blocks=(Prose(verdict.words),)),))
                said = text(page, Look(80, item.digits)).strip("\n")
                parts.append(f"{item.start or 'what is given'} → {question.prompt}? {number}\n{said}\n")
    assert all(len(part.splitlines()) <= 8 for part in parts)
    return "\n".join(parts)
