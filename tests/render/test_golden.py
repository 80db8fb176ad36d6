"""The whole output of every renderer, held to files that are read as a diff.

`pytest tests/render --golden` writes them anew.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import get_args

import pytest
from command import attn
from render.document import document
from rich.cells import cell_len

from attncli.arithmetic import Arithmetic
from attncli.document import Block, Document, Span
from attncli.render.lines import Look
from attncli.render.markdown import markdown
from attncli.render.text import text

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (40, 80, 200)


def terminal(page: Document, look: Look) -> str:
    """A document for a terminal of 256 colours."""
    from rich.console import Console

    from attncli.render.terminal import show

    file = io.StringIO()
    console = Console(
        file=file,
        width=look.width,
        force_terminal=True,
        color_system="256",
        no_color=False,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    show(page, look, console)
    return file.getvalue()


def held(name: str, output: str, request: pytest.FixtureRequest) -> None:
    """Hold an output to its golden file, or write that anew."""
    path = GOLDEN / name
    if request.config.getoption("--golden", default=False):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(output, encoding="utf-8", newline="")
    assert path.read_text(encoding="utf-8") == output


@pytest.mark.parametrize("width", WIDTHS)
def test_the_text_of_every_block_is_its_golden_file(width: int, request: pytest.FixtureRequest) -> None:
    held(f"document-{width}.txt", text(document(), Look(width)), request)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_terminal_page_of_every_block_is_its_golden_file(
    width: int, request: pytest.FixtureRequest
) -> None:
    held(f"document-{width}.ansi", terminal(document(), Look(width)), request)


def test_the_markdown_of_every_block_is_its_golden_file(request: pytest.FixtureRequest) -> None:
    held("document.md", markdown(document(), Look()), request)


PAGES = {
    "cat-sat-mat": ["explain"],
    "rasbt-simple": ["explain", "-s", "rasbt-simple"],
    "rasbt-trainable": ["explain", "-s", "rasbt-trainable"],
    "tensorflow-lookup": ["explain", "-s", "tensorflow-lookup"],
    "all": ["explain", "--all"],
    "all-trainable": ["explain", "-s", "rasbt-trainable", "--all"],
    "causal": ["explain", "--mask", "causal"],
    "causal-all": ["explain", "--mask", "causal", "--all"],
    "multihead": ["multihead", "--no-step"],
    "multihead-all": ["multihead", "--all", "--head", "place"],
    "grouped": ["explain", "-s", "cat-sat-mat-grouped"],
    "positions": ["explain", "-s", "mlm-positions"],
    "why": ["why", "weights[sat,cat]"],
    "why-deep": ["why", "context[sat,1]", "--depth", "9"],
    "why-hidden": ["why", "weights[sat,mat]", "--mask", "causal"],
    "why-given": ["why", "x[sat,1]"],
    "check": ["check", "cat-sat-mat", "cat-sat-mat-heads", "rasbt-causal"],
}

FEEDBACK = ("cat-sat-mat", "cat-sat-mat-heads", "cat-sat-mat-causal", "cross-projections", "additive-decoder")
"""Scenarios of which test_feedback.py holds what is said of wrong numbers."""

MARKDOWN = ("cat-sat-mat", "causal-all", "multihead", "why")


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_its_golden_file(name: str, width: int, request: pytest.FixtureRequest) -> None:
    held(f"pages/{name}-{width}.txt", attn(*PAGES[name], "--width", str(width)).out, request)


@pytest.mark.parametrize("name", MARKDOWN)
def test_a_page_in_markdown_is_its_golden_file(name: str, request: pytest.FixtureRequest) -> None:
    held(f"pages/{name}.md", attn(*PAGES[name], "--format", "markdown").out, request)


def test_every_golden_file_is_held_by_a_test() -> None:
    wanted = {f"document-{width}.{ending}" for width in WIDTHS for ending in ("txt", "ansi")} | {
        f"pages/{name}-{width}.txt" for name in PAGES for width in (40, 80)
    }
    wanted |= {f"feedback/{name}.txt" for name in FEEDBACK}
    wanted |= {"document.md", *(f"pages/{name}.md" for name in MARKDOWN)}
    assert {str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*") if path.is_file()} == wanted


@pytest.mark.parametrize("kinds", [Block, Span, Arithmetic])
def test_the_shared_document_has_every_kind(kinds: object) -> None:
    kinds_in_it: set[type] = set()

    def walk(value: object) -> None:
        kinds_in_it.add(type(value))
        parts = (
            value
            if isinstance(value, tuple)
            else (getattr(value, name) for name in getattr(type(value), "_fields", ()))
        )
        for part in parts:
            walk(part)

    walk(document())
    assert set(get_args(kinds)) <= kinds_in_it


@pytest.mark.parametrize("width", WIDTHS)
def test_the_shared_document_fits_the_page_and_commands_nothing(width: int) -> None:
    page = text(document(), Look(width))
    assert max(map(cell_len, page.splitlines())) <= width
    assert not {c for c in page if c not in "\n\u200d" and not c.isprintable()}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_terminal_page_says_what_the_text_says(width: int) -> None:
    coloured = terminal(document(), Look(width))
    bare = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert coloured.count("\x1b[") > 50
    assert "\x1b" not in bare
    assert [line.rstrip() for line in bare.splitlines()] == text(document(), Look(width)).splitlines()


def test_no_line_of_text_ends_in_white_space_and_there_is_one_newline_at_the_end() -> None:
    page = text(document(), Look())
    assert all(line == line.rstrip() for line in page.splitlines())
    assert page.endswith("\n")
    assert not page.endswith("\n\n")
