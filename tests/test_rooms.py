"""Who may import whom, and what a start-up may import at all: a table, held against every import that a file
of ours makes.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import attncli
from attncli.mechanisms import MECHANISMS

PACKAGE = Path(attncli.__file__).parent

EVERYTHING_BUT_INK = (
    "numerics errors sources arithmetic tensor scenario document trace stages mechanisms pages spelling "
    "glossary meaning brought mistakes cost comparison"
)

TABLE = {
    "numerics": "",
    "errors": "",
    "sources": "",
    "record": "",
    "spelling": "",
    "glossary": "sources",
    "brought": "numerics tensor",
    "meaning": "numerics tensor sources brought",
    "comparison": "arithmetic numerics tensor errors spelling scenario mechanisms brought meaning",
    "arithmetic": "tensor",
    "tensor": "",
    "scenario": "tensor errors spelling",
    "document": "tensor arithmetic",
    "trace": "tensor arithmetic document sources",
    "stages": "numerics tensor arithmetic document trace sources",
    "mechanisms": "scenario stages trace sources errors spelling",
    "mistakes": "stages mechanisms scenario trace numerics document sources arithmetic tensor errors "
    "spelling",
    "npy": "",
    "cost": "numerics arithmetic tensor document",
    "reading": "errors spelling npy",
    "vectors": "errors spelling numerics meaning npy",
    "loading": "errors scenario tensor numerics mechanisms spelling meaning reading vectors",
    "sweeps": "numerics arithmetic tensor trace mechanisms scenario errors",
    "pages": "sweeps mistakes cost trace document scenario mechanisms arithmetic errors tensor spelling "
    "glossary sources meaning brought comparison",
    "serialise": "sweeps mistakes cost trace tensor errors document arithmetic mechanisms scenario "
    "comparison",
    "render": "document tensor arithmetic errors",
    "tutor": EVERYTHING_BUT_INK,
    "judging": "errors document mistakes loading pages formats scenario",
    "formats": "document errors pages render serialise",
    "__init__": "",
    "cli": f"{EVERYTHING_BUT_INK} sweeps loading reading vectors serialise render tutor formats __init__",
    "__main__": "cli",
}
"""Each room, and the other rooms it may import. `spelling` guesses what was meant; it knows nothing of
attention.
"""

VALUES = "record"
"""How values with named fields are made: as good as a part of Python, and so for every room, but for
numerics/, whose values are arrays.
"""

BEYOND = {("mechanisms/attend.py", "tensor")}
"""What one file may import over and above its room."""

NUMPY = {
    "numerics",
    "arithmetic",
    "tensor",
    "brought",
    "cost",
    "comparison",
    "meaning",
    "npy",
    "trace",
    "stages",
    "mistakes",
    "sweeps",
    "reading",
    "vectors",
    "loading",
    "serialise",
    "tutor",
}
LIBRARIES: dict[str, Callable[[str], bool]] = {
    "numpy": lambda path: room(path) in NUMPY,
    "numpy.typing": lambda path: path == "numerics/arrays.py",
    "yaml": lambda path: room(path) == "reading",
    "safetensors": lambda path: path == "reading/safetensors_file.py",
    "typer": lambda path: room(path) == "cli",
    "rich": lambda path: path in ("render/terminal.py", "cli/output.py"),
    "rich.cells": lambda path: (
        path in ("render/lines.py", "render/errors.py", "render/terminal.py", "cli/output.py")
    ),
}
"""Which files may import what is not ours and not Python's own."""

RENDERERS = {"text", "terminal", "markdown"}
"""Files of render/ that make a format; the others are what formats share."""

SHARED_BY_COMMANDS = {
    "app",
    "called",
    "comparing",
    "explaining",
    "options",
    "output",
    "stepping",
    "varying",
    "keyboard",
    "completing",
    "candidates",
    "shellwords",
    "choice",
    "look",
    "line",
    "command",
    "faults",
    "files",
    "meant",
    "named",
    "notes",
    "welcome",
}
"""Files of cli/ that are no command."""

PROCESS = ("sys.stdout", "sys.stderr", "sys.exit", "os._exit")
"""What a process has and a library does not touch."""


class Import(NamedTuple):
    """One name that a file imports when it runs; ``typing`` if only type checkers follow it."""

    path: str
    line: int
    module: str
    typing: bool

    def __str__(self) -> str:
        return f"attncli/{self.path}:{self.line} imports {self.module}"


def room(path: str) -> str:
    """The room a file stands in: the folder, or its own name at the top."""
    return path.split("/")[0].removesuffix(".py")


def is_for_typing(test: ast.expr) -> bool:
    """Whether this is the condition of an ``if TYPE_CHECKING``."""
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def is_module(dotted: str) -> bool:
    """Whether a dotted name is a file or folder of ours."""
    at = PACKAGE.joinpath(*dotted.split(".")[1:])
    return at.with_suffix(".py").is_file() or at.is_dir()


def read_imports(tree: ast.AST, path: str, typing: bool = False) -> Iterator[Import]:
    """Every import below a node, those inside functions too."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (Import(path, node.lineno, name.name, typing) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} is a relative import: write it out"
            assert node.module is not None
            for name in node.names:
                dotted = f"{node.module}.{name.name}"
                yield Import(
                    path,
                    node.lineno,
                    dotted if node.module.split(".")[0] == "attncli" and is_module(dotted) else node.module,
                    typing,
                )
        elif isinstance(node, ast.If) and is_for_typing(node.test):
            for child in node.body:
                yield from read_imports(ast.Module([child], []), path, True)
            for child in node.orelse:
                yield from read_imports(ast.Module([child], []), path, typing)
        else:
            yield from read_imports(node, path, typing)


FILES = {
    file.relative_to(PACKAGE).as_posix(): ast.parse(file.read_text("utf-8"), str(file))
    for file in sorted(PACKAGE.rglob("*.py"))
}
IMPORTS = [each for path, tree in FILES.items() for each in read_imports(tree, path)]
RUNNING = [each for each in IMPORTS if not each.typing]
OURS = [each for each in RUNNING if each.module.split(".")[0] == "attncli"]


def imported_room(each: Import) -> str:
    """The room that an import of ours leads to."""
    return [*each.module.split("."), "__init__"][1]


def may_import(path: str) -> set[str]:
    """The rooms a file may import: its own, what the table gives its room, and what is made for all or for
    this one file.
    """
    own = room(path)
    everywhere = {VALUES} if own != "numerics" else set()
    return {own, *TABLE[own].split()} | everywhere | {name for file, name in BEYOND if file == path}


def test_every_file_stands_in_a_room_of_the_table() -> None:
    assert {room(path) for path in FILES} <= set(TABLE)


def test_the_table_names_rooms_of_its_own_alone() -> None:
    assert {name for row in TABLE.values() for name in row.split()} <= set(TABLE)


def test_no_room_imports_another_than_the_table_allows() -> None:
    wrong = [str(each) for each in OURS if imported_room(each) not in may_import(each.path)]
    assert not wrong, "\n".join(wrong)


def test_the_library_face_imports_nothing_of_ours_until_a_name_is_used() -> None:
    assert [str(each) for each in OURS if each.path == "__init__.py"] == []
    assert [each for each in IMPORTS if each.path == "__init__.py" and each.typing]


def test_libraries_are_imported_in_their_own_rooms_alone() -> None:
    wrong = []
    for each in RUNNING:
        top = each.module.split(".")[0]
        if top == "attncli" or top in sys.stdlib_module_names:
            continue
        may = LIBRARIES.get(each.module) or LIBRARIES.get(top)
        if may is None or not may(each.path):
            wrong.append(str(each))
    assert not wrong, "\n".join(wrong)


def test_no_renderer_imports_another() -> None:
    assert {path.split("/")[1].removesuffix(".py") for path in FILES if room(path) == "render"} >= {
        "text",
        "terminal",
    }
    assert_no_page_imports_another("render", RENDERERS)


def test_no_mechanism_imports_another() -> None:
    pages = {name.replace("-", "_") for name in MECHANISMS}
    assert all(f"mechanisms/{page}.py" in FILES for page in pages)
    assert_no_page_imports_another("mechanisms", pages)


def test_no_command_imports_another() -> None:
    commands = (
        {path.split("/")[1].removesuffix(".py") for path in FILES if room(path) == "cli"}
        - SHARED_BY_COMMANDS
        - {"__init__"}
    )
    assert {"explain", "why"} <= commands
    assert_no_page_imports_another("cli", commands)


def test_no_command_imports_the_app() -> None:
    assert [
        str(each) for each in OURS if each.module == "attncli.cli.app" and each.path != "__main__.py"
    ] == []


def assert_no_page_imports_another(folder: str, pages: set[str]) -> None:
    """No file of a folder that is one of many alike imports another of them."""
    paths, modules = {f"{folder}/{page}.py" for page in pages}, {f"attncli.{folder}.{page}" for page in pages}
    wrong = [str(each) for each in OURS if each.path in paths and each.module in modules]
    assert not wrong, "\n".join(wrong)


def test_no_files_import_each_other_in_a_circle() -> None:
    leads_to: dict[str, set[str]] = {}
    for each in OURS:
        leads_to.setdefault(module_of(each.path), set()).add(each.module)
    done: set[str] = set()

    def follow(module: str, way: list[str]) -> None:
        assert module not in way, "a circle: " + " → ".join([*way[way.index(module) :], module])
        if module not in done:
            for other in sorted(leads_to.get(module, ())):
                follow(other, [*way, module])
            done.add(module)

    for module in sorted(leads_to):
        follow(module, [])


def module_of(path: str) -> str:
    """The dotted name of a file."""
    return ".".join(("attncli", *path.removesuffix(".py").removesuffix("/__init__").split("/")))


def test_types_of_arrays_are_imported_for_typing_alone() -> None:
    assert [str(each) for each in OURS if each.module.startswith("attncli.numerics.arrays")] == []


def test_no_file_but_the_lazy_ones_imports_by_a_name_made_at_run_time() -> None:
    lazy = ("__init__.py", "mechanisms/__init__.py", "stages/__init__.py", "loading/fields.py", "cli/app.py")
    wrong = [
        str(each) for each in RUNNING if each.module.split(".")[0] == "importlib" and each.path not in lazy
    ]
    assert not wrong, "\n".join(wrong)
    assert not [
        path
        for path, tree in FILES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "__import__"
    ]


def test_no_file_of_ours_pays_for_dataclasses_or_the_metadata_of_packages() -> None:
    wrong = [
        str(each)
        for each in RUNNING
        if each.module.split(".")[0] == "dataclasses" or each.module.startswith("importlib.metadata")
    ]
    assert not wrong, "\n".join(wrong)


def test_standard_output_and_exit_codes_belong_to_the_command_line_alone() -> None:
    wrong = []
    for path, tree in FILES.items():
        if room(path) in ("cli", "__main__") or path == "tutor/play.py":
            continue
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and f"{node.value.id}.{node.attr}" in PROCESS
            ):
                wrong.append(f"attncli/{path}:{node.lineno} uses {node.value.id}.{node.attr}")
            if (
                isinstance(node, ast.ImportFrom)
                and node.module == "sys"
                and {"stdout", "stderr", "exit"} & {name.name for name in node.names}
            ):
                wrong.append(f"attncli/{path}:{node.lineno} imports from sys")
            if isinstance(node, ast.Name) and (
                node.id in ("print", "SystemExit", "exit", "quit")
                or (node.id == "ExitCode" and path != "errors.py")
            ):
                wrong.append(f"attncli/{path}:{node.lineno} uses {node.id}")
    assert not wrong, "\n".join(wrong)


def texts(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every text of a file that is not a docstring."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node


def test_options_are_named_where_commands_are_alone() -> None:
    proposing = {"cli", "pages", "tutor", "__main__"}
    wrong = [
        f"attncli/{path}:{text.lineno} names an option: {text.value!r}"
        for path, tree in FILES.items()
        if room(path) not in proposing
        for text in texts(tree)
        if re.search(r"(?<![\w-])--[a-z]{2}", str(text.value))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_room_but_mechanisms_asks_for_the_name_of_a_mechanism() -> None:
    wrong = []
    for path, tree in FILES.items():
        compared: list[ast.expr | ast.MatchValue] = [
            node for node in ast.walk(tree) if isinstance(node, (ast.Compare, ast.MatchValue))
        ]
        methods = ("startswith", "endswith", "removeprefix", "removesuffix")
        compared += [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in methods
        ]
        for node in compared:
            names = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)} - {""}
            starts = {name for name in names if isinstance(name, str) and len(name) > 4}
            if room(path) != "mechanisms" and any(
                each.startswith(name) for name in starts for each in MECHANISMS
            ):
                wrong.append(f"attncli/{path}:{node.lineno} asks for {names}")
    assert not wrong, "\n".join(wrong)


def test_reading_imports_sees_those_in_functions_and_sets_those_for_typing_apart() -> None:
    source = """
import os.path
from attncli.pages import why
from attncli.tensor import Axis
if TYPE_CHECKING:
    from attncli.render import text
else:
    import json
def f():
    if True:
        from attncli import errors
"""
    assert [(each.module, each.typing) for each in read_imports(ast.parse(source), "x.py")] == [
        ("os.path", False),
        ("attncli.pages.why", False),
        ("attncli.tensor", False),
        ("attncli.render.text", True),
        ("json", False),
        ("attncli.errors", False),
    ]


# Start-up: what is imported decides how long it takes, on every machine alike.


def modules_after(code: str) -> set[str]:
    """What a Python of its own has imported after running this code."""
    listed = "sys.stderr.write('\\n' + __import__('json').dumps(sorted(sys.modules)))"
    program = f"import sys\n{code}\nsys.stdout.flush()\n{listed}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    modules: list[str] = json.loads(done.stderr.splitlines()[-1])
    return set(modules)


def modules_of(*arguments: str) -> set[str]:
    """What `attn` with these arguments has imported when it is done."""
    return modules_after(f"from attncli.cli.app import main\nassert main({list(arguments)!r}) == 0")


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("explain", "--help"), ("why", "--help")])
def test_help_and_version_import_no_numpy_no_rich_and_no_yaml(arguments: tuple[str, ...]) -> None:
    modules = modules_of(*arguments)
    assert "attncli.cli.app" in modules
    assert not modules & {
        "numpy",
        "rich",
        "yaml",
        "safetensors",
        "importlib.metadata",
        "attncli.mechanisms.attend",
        "attncli.reading.tree",
    }


def modules_completing(*words: str) -> set[str]:
    """What a shell's question has imported when it is answered."""
    return modules_after(
        "import os; os.environ['_ATTN_COMPLETE'] = 'zsh'\nfrom attncli.cli.app import main\n"
        f"assert main({list(words)!r}) == 0"
    )


@pytest.mark.parametrize(
    "words",
    [
        ("",),
        ("explain", "--"),
        ("explain", "-s", "cat"),
        ("explain", "-m", ""),
        ("explain", "--mask", ""),
        ("show", ""),
    ],
)
def test_completing_imports_no_numpy_and_no_rich(words: tuple[str, ...]) -> None:
    modules = modules_completing(*words)
    assert "attncli.cli.completing" in modules
    assert not modules & {"numpy", "rich", "yaml", "hashlib", "importlib.metadata"}


def test_completing_the_words_of_a_scenario_imports_no_rich_and_computes_nothing() -> None:
    modules = modules_completing("explain", "-q", "")
    assert "numpy" in modules
    assert not modules & {"rich", "importlib.metadata", "numpy.random", "attncli.mechanisms.attend"}


def test_a_run_that_completes_nothing_imports_nothing_for_it() -> None:
    assert not modules_of("explain") & {
        "attncli.cli.completing",
        "attncli.cli.candidates",
        "attncli.cli.shellwords",
        "attncli.cli.completion",
    }


@pytest.mark.parametrize("arguments", [("explain",), ("explain", "--json"), ("why", "weights[sat,cat]")])
def test_a_run_that_asks_nothing_imports_no_mistake(arguments: tuple[str, ...]) -> None:
    assert not {name for name in modules_of(*arguments) if "mistake" in name}


def test_json_is_written_without_rich() -> None:
    modules = modules_of("explain", "--json")
    assert {"numpy", "yaml", "attncli.serialise"} <= modules
    assert not modules & {
        "rich",
        "safetensors",
        "importlib.metadata",
        "numpy.random",
        "attncli.pages.explain",
    }
    assert not {name for name in modules if name.startswith("attncli.render")}


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain",),
        ("explain", "--json"),
        ("multihead",),
        ("why", "weights[sat,cat]"),
        ("check", "cat-sat-mat"),
    ],
    ids=" ".join,
)
def test_a_run_that_grades_nothing_imports_nothing_of_mistakes(arguments: tuple[str, ...]) -> None:
    modules = modules_of(*arguments)
    assert not {name for name in modules if name.startswith(("attncli.mistakes", "attncli.judging"))}


def test_a_derivation_is_written_as_json_without_rich() -> None:
    assert not modules_of("why", "weights[sat,cat]", "--json") & {
        "rich",
        "importlib.metadata",
        "numpy.random",
    }


def test_a_page_on_a_pipe_is_written_without_a_console() -> None:
    modules = modules_of("explain")
    assert "attncli.render.text" in modules
    assert not modules & {
        "rich.console",
        "rich.markup",
        "importlib.metadata",
        "numpy.random",
        "attncli.render.terminal",
        "attncli.serialise",
    }


def test_importing_the_library_imports_no_numpy() -> None:
    modules = modules_after("import attncli")
    assert not modules & {"numpy", "rich", "yaml", "typer", "importlib.metadata"}
    assert {name for name in modules if name.startswith("attncli.")} == set()


def test_the_library_imports_no_more_than_what_is_used() -> None:
    modules = modules_after("from attncli import AttnError, attend")
    assert "numpy" in modules
    assert not modules & {"rich", "yaml", "typer", "attncli.pages.explain", "attncli.serialise"}


def test_each_mechanism_is_imported_only_when_it_runs() -> None:
    modules = modules_of("explain", "--json", "-s", "rasbt-simple")
    assert "attncli.mechanisms.dot_product" in modules
    assert "attncli.mechanisms.scaled_dot_product" not in modules
