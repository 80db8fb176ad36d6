"""What README and docs say is so: commands run, output is generated, links lead somewhere, all is there."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import math
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest
import typer
from command import ROOT, attn, environment, shell

import attncli
from attncli.cli.app import COMMANDS, application

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
FENCE = re.compile(r"^ *```(\w+)([^\n]*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
GENERATED = re.compile(r"\]\]\] -->\n(.*?)<!-- \[\[\[end\]\]\] -->", re.DOTALL)
PLACEHOLDER = re.compile(r"…|\b[A-Z]{4,}\b")
make_files = runpy.run_path(str(ROOT / "docs" / "shown.py"))["make_files"]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


class Shown(NamedTuple):
    """A command that a page shows, with its output."""

    page: str
    command: str
    output: str
    exit: int


def shown() -> Iterator[Shown]:
    for name in NAMES:
        for language, info, body in FENCE.findall(text(name)):
            if language == "console":
                command, _, output = body.removeprefix("$ ").partition("\n")
                marked = re.search(r"exit=(\d+)", info)
                yield Shown(name, command, output, int(marked[1]) if marked else 0)


def prose(name: str) -> str:
    """A page without its blocks of code and comments."""
    return re.sub(r"<!--.*?-->", "", FENCE.sub("", text(name)), flags=re.DOTALL)


def named_in_passing() -> list[tuple[str, str]]:
    """Commands that a page names without their output: in a line of text, indented, or in shell blocks."""
    found = []
    for name in NAMES:
        lines = [body for language, _, body in FENCE.findall(text(name)) if language == "sh"]
        commands = re.findall(r"`(attn [a-z-]+[^`]*)`", prose(name))
        commands += re.findall(r"^    (attn [^\n]*)", prose(name), re.MULTILINE)
        in_shell = rf"(?:^|[/ ])(attn (?:{'|'.join(COMMANDS)})\b[^\n&|]*)"
        commands += re.findall(in_shell, "\n".join(lines), re.MULTILINE)
        complete = [command.strip() for command in commands if not PLACEHOLDER.search(command)]
        # `attn why` alone is what the command is called.
        found += [(name, command) for command in complete if len(command.split()) > 2]
    return found


@contextlib.contextmanager
def folder_of(name: str, folder: Path) -> Iterator[None]:
    """A folder with the files that a page brings: its blocks that begin with a file's name as a comment."""
    make_files(folder)
    for _, _, body in FENCE.findall(text(name)):
        named = re.match(r"# ([\w-]+\.(?:yaml|py))\n", body)
        if named:
            (folder / named[1]).write_text(body, encoding="utf-8")
    with contextlib.chdir(folder):
        yield


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
    return "".join(c for c in words if c.isalnum() or c in "-_ ").replace(" ", "-")


def anchors(name: str) -> set[str]:
    without_code = FENCE.sub("", text(name))
    return {slug(heading) for heading in re.findall(r"^#+ (.+?)\s*$", without_code, re.MULTILINE)}


def test_the_shown_output_is_what_the_commands_print() -> None:
    cog, env = [sys.executable, "-m", "cogapp", "--check", "--diff"], environment({"PYTHONPATH": str(ROOT)})
    run = subprocess.run(
        [*cog, *NAMES], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, f"run: cog -r README.md docs/*.md\n{run.stdout}{run.stderr}"


@pytest.mark.parametrize("name", NAMES)
def test_no_output_is_typed_by_hand(name: str) -> None:
    by_hand = GENERATED.sub("", text(name))
    assert not re.search(r"^ *(```console|\$ attn)", by_hand, re.MULTILINE)


def test_the_pages_show_commands() -> None:
    assert {"README.md", "docs/tour.md", "docs/commands.md", "docs/json.md", "docs/errors.md"} <= {
        each.page for each in shown()
    }


@pytest.mark.parametrize(("name", "command"), named_in_passing())
def test_a_command_named_in_passing_runs(name: str, command: str, tmp_path: Path) -> None:
    words = shlex.split(command)[1:]
    if words[0] == "quiz" and "--answers" not in words:  # at a terminal, which is not here
        words += ["--answers", os.devnull]
    if "--predict" in words:
        words += ["--presses", "q"]
    with folder_of(name, tmp_path):
        result = attn(*words)
    assert result.code == 0, result.err
    assert result.out or list(tmp_path.glob("*.npz"))


@pytest.mark.skipif(not shutil.which("jq"), reason="jq is not on this machine")
@pytest.mark.parametrize("each", [each for each in shown() if "| jq" in each.command])
def test_jq_prints_what_is_shown(each: Shown) -> None:
    result = shell(each.command)
    assert result.code == 0, result.err
    assert result.out == each.output


@pytest.mark.parametrize("name", [name for name in NAMES if "```python" in text(name)])
def test_the_python_examples_run(name: str, tmp_path: Path) -> None:
    with folder_of(name, tmp_path), contextlib.redirect_stdout(io.StringIO()) as out:
        for language, _, body in FENCE.findall(text(name)):
            if language == "python":
                exec(compile(body, name, "exec"), {"__name__": "example"})
    assert out.getvalue()


def test_the_library_example_names_the_whole_face() -> None:
    [example] = [body for language, _, body in FENCE.findall(text("README.md")) if language == "python"]
    for name in attncli.__all__:
        assert name == "AttnError" or f"attncli.{name}(" in example


def test_the_json_examples_are_what_the_page_says_of_them() -> None:
    formats = set()
    for each in shown():
        if each.page == "docs/json.md":
            value = json.loads(each.output)
            formats.add(value["format"])
            assert value["version"] == 1
            if value["format"] == "attn/trace":
                jsonschema.validate(
                    value, json.loads((ROOT / "attncli" / "schemas" / "trace.schema.json").read_text("utf-8"))
                )
    assert formats == {
        "attn/trace",
        "attn/why",
        "attn/check",
        "attn/quiz",
        "attn/lint",
        "attn/grade",
        "attn/cost",
        "attn/list",
        "attn/near",
        "attn/sweep",
        "attn/compare",
        "attn/glossary",
        "attn/error",
    }
    assert formats == set(re.findall(r"^## (attn/\w+)$", text("docs/json.md"), re.MULTILINE))


def test_every_field_of_the_json_is_explained() -> None:
    page = prose("docs/json.md")

    def names(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            yield from value
            value = list(value.values())
        for inner in value if isinstance(value, list) else ():
            yield from names(inner)

    for each in shown():
        if each.page == "docs/json.md":
            for name in set(names(json.loads(each.output))) - {"format", "version"}:
                assert f"`{name}`" in page, name


def raised() -> set[str]:
    """Every error code that stands in the program."""
    codes = set()
    for file in (ROOT / "attncli").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"E\d{3}", node.value)
            ):
                codes.add(node.value)
    return codes


def test_every_error_has_its_heading_and_no_heading_is_without_an_error() -> None:
    headings = re.findall(r"^## (E\d{3}) — \S", text("docs/errors.md"), re.MULTILINE)
    assert headings == sorted(raised())


def test_an_error_is_shown_under_its_own_heading() -> None:
    for section in re.split(r"^## (?=E\d{3})", text("docs/errors.md"), flags=re.MULTILINE)[1:]:
        for language, info, body in FENCE.findall(section):
            if language == "console":
                assert section[:4] in body.split("\n", 1)[1]
                # A step that goes wrong is told among the pages; the session goes on, and ends well.
                assert re.fullmatch(r" exit=[234]", info) or "--presses" in body


def options() -> list[tuple[str, list[str]]]:
    """Every option of every command, in each of its spellings."""
    whole = typer.main.get_command(application())
    found = []
    for command in (whole, *(whole.commands[name] for name in COMMANDS)):  # type: ignore[attr-defined]  # a group has commands
        for each in command.params:
            if each.opts[0].startswith("-"):
                found.append((command.name or "attn", [*each.opts, *each.secondary_opts]))
    return found


def test_every_command_and_option_is_described() -> None:
    page = prose("docs/commands.md")
    for name in COMMANDS:
        assert f"\n## attn {name}\n" in page
    assert len(options()) > 20
    table = page[page.index("## What means the same everywhere") : page.index("## Formats")]
    for command, spellings in options():
        assert all(f"`{spelling}`" in table for spelling in spellings), (command, spellings)


def test_no_option_is_described_that_there_is_not() -> None:
    known = {spelling for _, spellings in options() for spelling in spellings} | {"-h", "--help"}
    page = prose("docs/commands.md")
    table = page[page.index("## What means the same everywhere") : page.index("## Formats")]
    described = {
        spelling
        for row in re.findall(r"^\| (`-[^|]*) \|", table, re.MULTILINE)
        for spelling in re.findall(r"`(-[^`]*)`", row)
    }
    assert described <= known
    assert described


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(name)):
        if re.match(r"https?://", target):
            continue
        path, _, anchor = target.partition("#")
        file = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        assert file.is_file(), target
        assert not anchor or anchor in anchors(str(file.relative_to(ROOT))), target


def test_the_readme_leads_to_every_page() -> None:
    for name in NAMES[1:]:
        assert f"]({name})" in text("README.md"), name


def test_the_files_that_the_architecture_names_are_there() -> None:
    page = prose("docs/architecture.md")
    named = {each for each in re.findall(r"`([\w/]+(?:\.py|\.json|/))`", page) if "my_" not in each}
    assert len(named) > 30
    for each in named:
        rooms = (
            ROOT,
            ROOT / "attncli",
            ROOT / "tests",
            *(path for path in (ROOT / "attncli").iterdir() if path.is_dir()),
        )
        assert any((room / each).exists() for room in rooms), each


def test_every_room_stands_in_the_architecture() -> None:
    page = prose("docs/architecture.md")
    for each in (ROOT / "attncli").iterdir():
        if each.name not in ("__pycache__", "py.typed") and not each.name.startswith("."):
            assert f"{each.name}/`" in page if each.is_dir() else f"{each.name}`" in page, each.name


def test_the_numbers_of_the_tour_are_those_of_its_output() -> None:
    """A number of the text stands in an output of the page, or follows from such by its arithmetic."""
    output = "\n".join(each.output for each in shown() if each.page == "docs/tour.md")
    said = prose("docs/tour.md")
    reckoned = set()
    for left, right in re.findall(r"([\d.()+−/^e ]+) = (\d+\.\d+)", said):
        value = eval(left.replace("−", "-").replace("e^", "math.e**"), {"math": math})
        assert f"{value:.{len(right.partition('.')[2])}f}" == right
        reckoned.add(right)
    numbers = set(re.findall(r"\d+\.\d+", said))
    assert len(numbers) > 8
    assert {
        each for each in numbers - reckoned if not re.search(rf"(?<![\d.]){re.escape(each)}", output)
    } == set()


@pytest.mark.parametrize("name", [*NAMES, "docs/shown.py"])
def test_no_page_names_a_folder_of_somebodys_machine(name: str) -> None:
    assert not re.search(r"(?<![\w.:/])/(work|tmp|home|root|Users|opt|mnt)/", text(name))


def test_the_changelog_names_the_version() -> None:
    assert attncli.__version__ in text("CHANGELOG.md")
