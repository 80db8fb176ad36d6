"""The library and the command line know the same formats, and write the same in each of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from command import attn

import attncli
from attncli.formats import Format
from attncli.pages.why import why_page

FORMATS = get_args(Format)
ENDINGS = {"text": ".txt", "markdown": ".md", "json": ".json", "npz": ".npz"}
SCENARIOS = ["cat-sat-mat", "cat-sat-mat-grouped", "luong-local-p", "cross-translation"]
CELL = "scores[@1,@1]"


def same(found: bytes, expected: str | bytes) -> bool:
    """Whether they are the same to the byte; of arrays, which a zip dates, the same names and numbers."""
    if isinstance(expected, str):
        return found == expected.encode()
    one, other = (np.load(io.BytesIO(data), allow_pickle=False) for data in (found, expected))
    return list(one) == list(other) and all(np.array_equal(one[name], other[name]) for name in one)


def from_library(name: str, format: Any, *, every: bool = False) -> Any:
    """A scenario in a format, as the library writes it; its page proposes commands that come back to it."""
    trace = attncli.attend(attncli.load_scenario(name), every=every)
    if format in ("json", "npz"):
        return attncli.write(trace, format)
    return attncli.write(attncli.explain(trace, options=f" -s {name}"), format)


def test_every_format_has_an_ending() -> None:
    assert set(ENDINGS) == set(FORMATS)


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("format", FORMATS)
def test_a_command_writes_what_the_library_writes(
    format: str, name: str, every: bool, tmp_path: Path
) -> None:
    file = tmp_path / "out"
    arguments = ("explain", "-s", name, *(["--all"] if every else []), "-o", str(file))
    assert attn(*arguments, "-f", format).code == 0
    assert same(file.read_bytes(), from_library(name, format, every=every))


@pytest.mark.parametrize("format", FORMATS)
def test_the_ending_of_a_file_names_its_format(format: str, tmp_path: Path) -> None:
    file = tmp_path / f"out{ENDINGS[format]}"
    assert attn("explain", "-s", "cat-sat-mat", "-o", str(file)).code == 0
    assert same(file.read_bytes(), from_library("cat-sat-mat", format))


@pytest.mark.parametrize("format", [format for format in FORMATS if format != "npz"])
def test_a_command_prints_what_the_library_writes(format: Any) -> None:
    assert same(attn("explain", "-s", "cat-sat-mat", "-f", format).raw, from_library("cat-sat-mat", format))
    trace = attncli.attend(attncli.load_scenario("cat-sat-mat"), query="@1")
    derivation = attncli.why(trace, CELL)
    page = derivation if format == "json" else why_page(derivation, trace.title)
    assert same(attn("why", CELL, "-f", format).raw, attncli.write(page, format))


def test_a_page_without_colour_is_the_same_on_a_terminal_and_as_text() -> None:
    for arguments in (
        ["explain"],
        ["explain", "-s", "cat-sat-mat-heads", "--all"],
        ["why", "weights[sat,cat]"],
    ):
        terminal, text = (attn(*arguments, "-f", format).out for format in ("terminal", "text"))
        assert [line.rstrip() for line in terminal.splitlines()] == text.splitlines()


@pytest.mark.parametrize(
    "command",
    ["explain", "multihead", "why scores[@1,@1]", "list", "near cat", "check cat-sat-mat", "glossary"],
)
def test_help_and_errors_name_the_formats_that_there_are(command: str) -> None:
    name, *rest = command.split()
    there = [
        "terminal",
        *(format for format in FORMATS if format != "npz" or name in ("explain", "multihead")),
    ]
    assert f"--format {'|'.join(there)}\n" in attn(name, "--help").out
    run = attn(name, *rest, "-f", "csv")
    assert (run.code, run.out) == (2, "")
    assert f"choose one of: {', '.join(there)}" in run.err
