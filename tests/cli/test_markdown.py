"""Markdown from the command line: by --format or by the ending, the library's page, in UTF-8 everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import attn, in_process_of_its_own

import attncli

COMMANDS = [
    ["explain"],
    ["explain", "--all"],
    ["why", "weights[sat,cat]"],
    ["list"],
    ["glossary"],
    ["check", "cat-sat-mat"],
]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_ending_md_writes_what_the_format_markdown_prints(command: list[str], tmp_path: Path) -> None:
    printed = attn(*command, "--format", "markdown")
    written = attn(*command, "--output", str(tmp_path / "page.md"))
    assert (printed.code, written.code, written.out) == (0, 0, "")
    assert (tmp_path / "page.md").read_bytes() == printed.raw
    assert printed.out.startswith("# ")


def test_neither_width_nor_colour_changes_it() -> None:
    assert (
        attn("explain", "-f", "markdown", "--width", "30", "--color", "always", tty=True).raw
        == attn("explain", "-f", "markdown").raw
    )


@pytest.mark.law
def test_it_is_utf_8_whatever_the_encoding_of_the_terminal() -> None:
    run = in_process_of_its_own("explain", "--format", "markdown", env={"PYTHONIOENCODING": "ascii"})
    assert run.raw.decode("utf-8") == attn("explain", "--format", "markdown").out
    assert "×" in run.out


def test_faults_of_a_file_stand_in_fences() -> None:
    run = attn("check", "-", "--format", "markdown", stdin="sentence: ```\nembeddings: {}\n")
    assert run.code == 1
    assert "text\nerror[E" in run.out


def test_the_library_writes_the_same() -> None:
    trace = attncli.attend(attncli.load_scenario("cat-sat-mat"))
    assert attncli.write(attncli.explain(trace), "markdown") == attncli.write(trace, "markdown")
    assert (
        attncli.write(trace, "markdown", digits=3) == attn("explain", "--digits", "3", "-f", "markdown").out
    )
    assert attncli.write(attncli.why(trace, "total[sat]"), "markdown").startswith("# total\\[sat\\]\n")
