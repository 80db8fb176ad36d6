"""Completion in a real bash, which is typed into and asked what stands on its line."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pytest

ROOT = Path(__file__).parents[2]
ODD = """tokens: [New York, "it's", "$(touch pwned)", "`touch pwned`", "a!b", "x:y", "\\e[31mred", été]
x: [[1], [2], [3], [4], [5], [6], [7], [8]]
"""

NO_BASH = pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash on this machine")
pytestmark = [pytest.mark.law, NO_BASH]


class Bash:
    """A bash in a folder of its own, in which `attn` is this checkout, and Control-O prints the line."""

    def __init__(self, folder: Path) -> None:
        (folder / "bin").mkdir()
        program = folder / "bin" / "attn"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m attncli "$@"\n')
        program.chmod(0o755)
        path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        surroundings = dict(os.environ) | {"PATH": path, "PYTHONPATH": str(ROOT), "TERM": "dumb", "PS1": "$ "}
        surroundings |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HISTFILE": "", "INPUTRC": "/dev/null"}
        plainly, look = ["--norc", "--noprofile", "-i"], {"encoding": "utf-8", "dimensions": (50, 200)}
        self.child = pexpect.spawn("bash", plainly, cwd=str(folder), env=surroundings, timeout=20, **look)
        self.child.sendline("bind 'set enable-bracketed-paste off'; bind 'set bell-style none'")
        self.child.sendline("""bind -x '"\\C-o": printf "<<%s>>" "$READLINE_LINE"'""")
        self.child.sendline('eval "$(attn completion bash)"; echo rea""dy')
        self.child.expect("ready\r\n")

    def completed(self, typed: str, presses: int = 1) -> str:
        """What stands on the line when this was typed, and Tab pressed."""
        self.child.send(typed + "\t" * presses + "\x0f")
        self.child.expect("<<(.*?)>>")
        self.child.send("\x05\x15")
        return str(self.child.match[1])

    def proposed(self, typed: str) -> set[str]:
        """The candidates that bash lists when Tab is pressed twice."""
        self.completed(typed, 2)
        lines = str(self.child.before).split("\r\n")[1:]
        return {word for line in lines if not line.startswith("$ ") for word in line.split()}


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bash]:
    folder = tmp_path_factory.mktemp("bash")
    (folder / "odd.yaml").write_text(ODD, encoding="utf-8")
    (folder / "broken.yaml").write_text("x: [[1]\n")
    shell = Bash(folder)
    yield shell
    shell.child.close(force=True)
    assert not (folder / "pwned").exists()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("attn expl", "attn explain "),
        ("attn explain --quer", "attn explain --query "),
        ("attn explain -q m", "attn explain -q mat "),
        ("attn explain --query=m", "attn explain --query=mat "),
        ('attn explain "the cat" -q c', 'attn explain "the cat" -q cat '),
        ("attn explain -s cross-t", "attn explain -s cross-translation "),
        ("attn explain -s od", "attn explain -s odd.yaml "),
        ("attn explain -s ./od", "attn explain -s ./odd.yaml "),
        ("attn explain -o od", "attn explain -o odd.yaml "),
        ("attn explain --mask win", "attn explain --mask window="),
        ("attn explain --mask hidden=m", "attn explain --mask hidden=mat "),
        ('attn why "wei', 'attn why "weights['),
        ('attn why "weights[sat,c', 'attn why "weights[sat,cat]" '),
        ("attn why weights[sat,c", "attn why weights\\[sat,cat\\] "),
        ("true | attn sho", "true | attn show "),
    ],
)
def test_a_word_is_completed(bash: Bash, typed: str, wanted: str) -> None:
    assert bash.completed(typed) == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("New", "New\\ York "),
        ('"New', '"New York" '),
        ("'New Y", "'New York' "),
        ("it", "it\\'s "),
        ("\\$", "\\$\\(touch\\ pwned\\) "),
        ('"$', '"\\$(touch pwned)" '),
        ("\\`", "\\`touch\\ pwned\\` "),
        ("a", "a\\!b "),
        ('"a', '"a"\'!\'"b" '),
        ("x:", "x:y "),
        ("é", "été "),
        ("@", "@7 "),
    ],
)
def test_a_word_that_means_something_to_bash_is_quoted(bash: Bash, typed: str, wanted: str) -> None:
    assert bash.completed(f"attn explain -s odd.yaml -q {typed}") == f"attn explain -s odd.yaml -q {wanted}"


def test_several_candidates_are_listed(bash: Bash) -> None:
    assert bash.proposed("attn explain -q ") == {"The", "the", "cat", "sat", "on", "mat"}
    assert "--stage" in bash.proposed("attn explain --")


@pytest.mark.parametrize(
    "line",
    [
        "attn explain -s broken.yaml -q ",
        "attn explain -s none.yaml --stage ",
        "attn nonsense ",
        "attn explain - -q ",
    ],
)
def test_where_nothing_fits_the_line_stays_as_it_is_and_nothing_is_said(bash: Bash, line: str) -> None:
    assert bash.completed(line, 2) == line
    assert "rror" not in str(bash.child.before)
