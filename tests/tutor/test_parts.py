"""A page in parts: what a window has no room for is read before the next page, and nothing is lost."""

from __future__ import annotations

from played import played, prose, tools

from attncli.document import Beside, Diagram, Offers, plain
from attncli.tutor.answers import answer
from attncli.tutor.presses import keys
from attncli.tutor.stepper import Stepping, footer, fresh, page, start

# Windows


def windowed(presses: str, name: str = "cat-sat-mat", parts: int = 3) -> tuple[Stepping, list[str]]:
    """Played in a window in which every page takes so many parts; what was shown, as page.part."""
    state = start(tools(name))
    state = fresh(state, page(state)).seen(0, parts)
    seen = [f"{state.at}.{state.view.part}"]
    for key in keys(presses):
        state, document = answer(state, key)
        if document is not None:
            aside = state.aside_view is not None
            state = state.seen(state.view.part, 1 if aside else parts)
            seen.append("aside" if aside else f"{state.at}.{state.view.part}")
    return state, seen


UP, DOWN = "\x1b[A", "\x1b[6~"


def test_a_page_that_is_taller_than_the_window_is_read_to_its_foot_before_the_next() -> None:
    assert windowed("nnnn")[1] == ["0.0", "0.1", "0.2", "1.0", "1.1"]
    [*_, line] = footer(windowed("n")[0]).blocks
    assert isinstance(line, Offers)
    assert line.rows[0].words == line.more[0].words == "more"


def test_arrow_up_and_page_up_go_back_and_stop_at_the_top() -> None:
    assert windowed(f"nn{UP}{UP}")[1][-1] == "0.0"
    assert windowed("nn\x1b[5~")[1][-1] == "0.1"
    assert windowed(UP)[1] == ["0.0", "aside"]


def test_arrow_down_and_page_down_never_leave_the_page() -> None:
    assert windowed(DOWN * 3)[1] == ["0.0", "0.1", "0.2", "aside"]


def test_what_is_said_between_takes_nothing_of_the_page_away() -> None:
    assert windowed("n?n")[1] == ["0.0", "0.1", "aside", "0.2"]
    assert windowed(f"n?{UP}")[1] == ["0.0", "0.1", "aside", "0.1"]
    assert windowed(f"n?{UP}nn")[1][-2:] == ["0.2", "1.0"]


def test_that_numbers_are_rounded_is_said_once_a_sitting_and_behind_the_question_mark() -> None:
    _, shown = played("nnnn")
    rounded = [document.sections[0].rounded for document in shown[1:]]
    assert rounded == [True, True, False, False]  # the scores are whole, and their page says nothing
    assert [document.sections[0].rounded for document in played("3nb1")[1][1:]] == [True, False, True, False]
    assert "rounded for show" in prose(played("?")[1][-1])


def test_the_finer_steps_of_a_long_stage_are_a_page_each() -> None:
    state = start(tools("additive-decoder", query="noir"))
    titles = [section.title for section in state.sections if section.name == "scores"]
    assert titles == [f"Score each key against the query ({at}/5)" for at in range(1, 6)]


def test_the_splits_into_heads_are_one_page_that_all_three_lead_to() -> None:
    state = start(tools("cat-sat-mat-heads"))
    titles = [section.title for section in state.sections if section.name == "query_heads"]
    assert titles == ["Split queries, keys and values into heads (stages 4 to 6)"]
    for text in ("4", "5", "6", "query_heads", "key_heads", "Vₕ"):
        assert start(tools("cat-sat-mat-heads"), text).section.title == titles[0]
    captions = [
        plain(part.words)
        for section in state.sections
        if section.title == titles[0]
        for block in section.blocks
        if isinstance(block, Beside)
        for part in block.parts
    ]
    assert captions == ["Qₕ, a row a head:", "Kₕ, head 1:", "Vₕ, head 1:"]


def test_the_figure_of_the_heads_stands_once_and_then_is_a_line() -> None:
    state = start(tools("cat-sat-mat-heads"))
    small = [
        block.small for section in state.sections for block in section.blocks if isinstance(block, Diagram)
    ]
    assert small == [False] + [True] * 10
