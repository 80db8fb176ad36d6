"""The library and the command line write the same, of one query and of all, in every format."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command import attn

import attncli
from attncli.pages.why import why_page

FORMATS = ("text", "markdown", "json", "npz")
SCENARIOS = ("cat-sat-mat", "cat-sat-mat-grouped", "luong-local-p", "cross-translation")


def same(found: bytes, expected: str | bytes) -> bool:
    """Whether they are the same to the byte; of arrays, which a zip dates, the same names and numbers."""
    if isinstance(expected, str):
        return found == expected.encode()
    one, other = (np.load(io.BytesIO(data), allow_pickle=False) for data in (found, expected))
    return list(one) == list(other) and all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("format", FORMATS)
def test_a_command_writes_what_the_library_writes(
    format: Any, name: str, every: bool, tmp_path: Path
) -> None:
    file, options = tmp_path / "out", ["--all"] if every else []
    assert attn("explain", "-s", name, *options, "-f", format, "-o", str(file)).code == 0
    trace = attncli.attend(attncli.load_scenario(name), every=every)
    # The commands that a page proposes come back to its scenario.
    what: Any = trace if format in ("json", "npz") else attncli.explain(trace, options=f" -s {name}")
    assert same(file.read_bytes(), attncli.write(what, format))


@pytest.mark.parametrize("format", FORMATS[:3])
def test_a_command_prints_of_a_cell_what_the_library_writes_of_it(format: Any) -> None:
    trace = attncli.attend(attncli.load_scenario("cat-sat-mat"))
    derivation = attncli.why(trace, "context[sat,1]", depth=4)
    what: Any = derivation if format == "json" else why_page(derivation, trace.title)
    assert same(attn("why", "context[sat,1]", "--depth", "4", "-f", format).raw, attncli.write(what, format))


@pytest.mark.parametrize(
    "command", ["explain", "explain -s cat-sat-mat-heads --all", "why weights[sat,cat]", "list", "near cat"]
)
def test_a_page_without_colour_is_the_same_for_a_terminal_and_as_text(command: str) -> None:
    terminal, text = (attn(*command.split(), "-f", format).out for format in ("terminal", "text"))
    assert [line.rstrip() for line in terminal.splitlines()] == text.splitlines()
