"""How the code reads: what ruff cannot hold, held against every file of ours."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
FILES = [
    file for folder in ("attncli", "tests", "docs") for file in sorted(TOP.joinpath(folder).rglob("*.py"))
]


def named(node: ast.stmt) -> list[str]:
    """The names that a statement at the top of a file defines."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(TOP).as_posix())
def test_conditional_expressions_stand_alone_and_names_begin_with_a_letter(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    choices = [node for node in ast.walk(tree) if isinstance(node, ast.IfExp)]
    nested = [
        inner.lineno
        for outer in choices
        for inner in ast.walk(outer)
        if inner in choices and inner is not outer
    ]
    assert not nested, f"a choice within a choice, in lines {nested}: name it, or make it a statement"
    hidden = [name for node in tree.body for name in named(node) if name.startswith("_")]
    assert not [name for name in hidden if not name.startswith("__")]
