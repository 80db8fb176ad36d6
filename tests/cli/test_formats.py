"""Formats: one table says what there is; library, commands, help, completion and docs follow."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, get_args, get_overloads

import pytest
import typer
from command import ROOT, Result, attn

import attncli
from attncli.cli.app import COMMANDS, application
from attncli.cli.candidates import listed
from attncli.formats import ENDINGS, FORMATS, TABLE, Bytes, Format, Kind, Text, formats_for, write
from attncli.pages.why import why_page

RUNS = {
    "explain": ["explain"],
    "multihead": ["multihead"],
    "why": ["why", "weights[sat,cat]"],
    "sweep": ["sweep", "scale=1,2"],
    "compare": ["compare", "cat-sat-mat", "--scale", "none"],
    "near": ["near", "bank", "-n", "2"],
    "quiz": ["quiz", "--draw", "1", "--answers", os.devnull],
    "check": ["check", "cat-sat-mat"],
    "grade": ["grade", str(ROOT / "tests" / "cli" / "right_program.py") + ":my_attention"],
    "lint": ["lint", "cat-sat-mat"],
    "cost": ["cost", "--n", "8"],
    "list": ["list", "mechanisms"],
    "glossary": ["glossary", "logits"],
}
"""A run of each command that takes --format."""


def format_option(command: str) -> Any:
    """The option --format of a command; None if it has none."""
    parameters = typer.main.get_command(application(command)).params
    return next((each for each in parameters if "--format" in each.opts), None)


def offered(command: str) -> list[str]:
    """The formats that the help of a command lists."""
    return listed(format_option(command).metavar)


def run_as(command: str, format: Format, folder: Path) -> Result:
    """A run in a format, into a file where it cannot be printed."""
    where = [] if format.printed else ["-o", str(folder / "out")]
    return attn(*RUNS[command], "-f", format.name, *where)


def test_every_command_with_a_format_is_run_here() -> None:
    assert [name for name in COMMANDS if format_option(name) is not None] == list(RUNS)


@pytest.mark.parametrize("format", TABLE, ids=lambda each: each.name)
@pytest.mark.parametrize("command", RUNS)
def test_each_command_comes_out_in_a_format_or_refuses_it(
    command: str, format: Format, tmp_path: Path
) -> None:
    run = run_as(command, format, tmp_path)
    if format.name in offered(command):
        assert (run.err, run.code) == ("", 0)
        assert run.out or (tmp_path / "out").stat().st_size
    else:
        assert (run.out, run.code, list(tmp_path.iterdir())) == ("", 2, [])
        assert run.err.startswith(f"error[E508]: there is no format `{format.name}` here")


def test_a_page_and_what_else_a_command_makes_decide_the_formats_it_offers() -> None:
    makes: dict[str, list[Kind]] = {name: ["page", "answer"] for name in RUNS}
    makes["sweep"] = ["page", "answer", "table"]
    makes |= {name: ["page", "trace"] for name in ("explain", "multihead")}
    assert {name: offered(name) for name in RUNS} == {
        name: formats_for(*kinds) for name, kinds in makes.items()
    }


@pytest.mark.parametrize("format", [each for each in TABLE if each.ending], ids=lambda each: each.name)
def test_the_ending_of_a_file_says_its_format(format: Format, tmp_path: Path) -> None:
    by_ending, by_name = tmp_path / f"result{format.ending}", tmp_path / "result"
    run = RUNS["sweep" if format.table else "explain"]
    assert attn(*run, "-o", str(by_ending)).code == 0
    assert attn(*run, "-o", str(by_name), "-f", format.name).code == 0
    assert by_ending.read_bytes() == by_name.read_bytes()


def test_the_library_takes_the_formats_that_need_no_screen() -> None:
    names = [each.name for each in TABLE if each.page or each.trace]
    assert [*get_args(Text), *get_args(Bytes)] == names
    assert len(get_overloads(write)) == 2


@pytest.mark.parametrize("name", [*get_args(Text), *get_args(Bytes)])
def test_the_library_and_the_command_write_the_same(name: Any, tmp_path: Path) -> None:
    trace = attncli.attend(attncli.load_scenario("cat-sat-mat"))
    derivation = attncli.why(trace, "weights[sat,cat]")
    told = why_page(derivation, trace.title) if FORMATS[name].page else derivation
    for command, what in (("explain", trace), ("why", told)):
        if name in offered(command):
            attn(*RUNS[command], "-f", name, "-o", str(tmp_path / command))
            written = write(what, name)
            assert isinstance(written, bytes) is (name in get_args(Bytes))
            data = written if isinstance(written, bytes) else written.encode()
            assert (tmp_path / command).read_bytes() == data


@pytest.mark.parametrize("name", [*FORMATS, "xlsx"])
def test_the_library_refuses_what_a_format_cannot_hold(name: Any) -> None:
    trace = attncli.attend(attncli.load_scenario("cat-sat-mat"))
    of_a_page = [each.name for each in TABLE if each.page]
    of_an_answer = [*of_a_page, *(each.name for each in TABLE if each.answer)]
    whats = ((attncli.explain(trace), of_a_page), (attncli.why(trace, "x[cat,1]"), of_an_answer))
    for what, names in whats:
        if name in names:
            assert write(what, name)
        else:
            with pytest.raises(attncli.AttnError, match="E508"):
                write(what, name)


def test_the_documentation_has_the_table() -> None:
    text = (
        (ROOT / "docs" / "commands.md").read_text("utf-8").partition("## Formats\n")[2].partition("\n## ")[0]
    )
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\|([^|]*)\|$", text, re.MULTILINE))
    assert list(rows) == list(FORMATS)
    assert {f"`{ending}`": format.name for ending, format in ENDINGS.items()} == {
        ending: name for name, endings in rows.items() for ending in re.findall(r"`[^`]+`", endings)
    }
