"""How many windows the pages take: nothing is too long to be read, and nothing scrolls away unread."""

from __future__ import annotations

import pytest

from attncli.document import Document
from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.render.lines import Look
from attncli.render.text import text, text_of
from attncli.render.windows import windowfuls
from attncli.tutor.stepper import Stepping, Tools, fresh, page, start

NAMES = [name for name in scenario_names() if not name.startswith("judge-")]
"""The built-in scenarios that people read; judges are for programs."""
ROWS, COLUMNS = 24, 80


def pages(name: str, *, every: bool = False) -> list[tuple[str, Document]]:
    """Every page of a scenario, in order, as a person who steps through it sees it."""
    tools = Tools(
        lambda edits: attend(load_scenario(name, edits=edits), every=every),
        lambda *_: "",
        f" -s {name}",
        "--all" if every else "",
    )
    state: Stepping = start(tools)
    shown = []
    for at in range(len(state.sections)):
        state = state._replace(at=at)
        document = page(state)
        state = fresh(state, document)
        shown.append((state.section.title, document))
    return shown


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_no_page_of_a_built_in_scenario_takes_more_than_three_windows(name: str, every: bool) -> None:
    for title, document in pages(name, every=every):
        assert len(windowfuls(document, Look(COLUMNS), ROWS)) <= 3, title


def test_every_page_of_the_default_scenario_fits_a_window_whole() -> None:
    for title, document in pages("cat-sat-mat"):
        assert len(windowfuls(document, Look(COLUMNS), ROWS)) == 1, title


@pytest.mark.parametrize("rows", [8, 12, 24, 50])
@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("name", ["additive-decoder", "cat-sat-mat-heads", "rasbt-causal"])
def test_no_part_is_taller_than_the_window_and_together_they_are_the_page(
    name: str, columns: int, rows: int
) -> None:
    for title, document in pages(name):
        parts = windowfuls(document, Look(columns), rows)
        assert max(map(len, parts)) < rows, title
        read = "\n".join(text_of(part) for part in parts).split("\n")
        for line in text(Document("", document.sections[:-1]), Look(columns)).split("\n"):
            if line:
                assert line in read, (title, line)


def test_a_table_stays_with_the_sentence_that_introduces_it() -> None:
    """At every height at which the table has room."""
    [document] = [document for title, document in pages("cat-sat-mat") if title == "The words as numbers"]
    for rows in range(14, 24):
        for part in windowfuls(document, Look(COLUMNS), rows):
            lines = text_of(part).split("\n")
            assert not any(line.endswith(":") for line in lines[-4:-2]), lines
