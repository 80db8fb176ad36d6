"""What the documentation shows is what the commands print: cog calls these functions from inside the Markdown
files.

`cog -r README.md docs/*.md` writes the output anew, `cog --check README.md docs/*.md` holds it to what the
commands print today. A block of YAML whose first line is a comment with a file's name is that file: the
commands further down can read it.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

LOOKS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "TERM", "PYTHONIOENCODING")
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"# ([\w-]+\.(?:yaml|py))\n")


ANSWERS = "2\n1\n4\n1.41\ne^1.0607/12.88\n0.58 0.33\n3\n"
"""What somebody answers in docs/quiz.md, a line a question: some of it right, some of it wrong in ways with a
name.
"""


def make_files(folder: Path) -> None:
    """The files that a page cannot show: arrays, and what is damaged, too large or no UTF-8."""
    np.savez(folder / "big.npz", x=np.eye(2), embeddings=np.eye(3))
    (folder / "half-of-it.npz").write_bytes((folder / "big.npz").read_bytes()[:200])
    np.save(folder / "objects.npy", np.array([{}, {}]), allow_pickle=True)
    np.save(folder / "complex.npy", np.eye(2) * 1j)
    np.save(folder / "with-nan.npy", np.array([[1.0, 0.0], [np.nan, 1.0]]))
    np.save(folder / "long.npy", np.zeros((10_000, 2)))
    np.save(folder / "middling.npy", np.zeros((1_000, 2)))
    np.save(folder / "longer.npy", np.zeros((20_000, 2)))
    with open(folder / "huge.npy", "wb") as file:
        np.lib.format.write_array_header_1_0(
            file, {"descr": "<f8", "fortran_order": False, "shape": (50_257, 1_600)}
        )
    (folder / "numbers.csv").write_text("1,0\n")
    (folder / "words.json").write_text('{"title": "The cat sat"}\n')
    (folder / "mine.yaml").write_text(
        "sentence: The cat sat\nembeddings: {the: [0.5, 0], cat: [0.5, 1], sat: [1, 1]}\n"
    )
    (folder / "latin-1.yaml").write_bytes(b"title: caf\xe9\nx: [[1, 0]]\n")
    (folder / "large.yaml").write_text("x:\n" + "- [0.25, 0.75]\n" * 80_000)
    (folder / "wide.txt").write_text("cat" + " 0.5" * 5_000 + "\n")
    (folder / "torn.txt").write_text("the 0.5 0 0.25\ncat 0.5 1\nsat one 1 0\n")
    (folder / "half.txt.gz").write_bytes(gzip.compress(b"cat 0.5 1\nsat 1 1\n")[:-9])
    (folder / "pets.txt").write_text("the 0.5 0 0.25\ncat 0.5 1 0.75\ndog 0.75 1 0.5\nsat 1 1 -0.5\n")
    (folder / "answers.txt").write_text(ANSWERS)
    (folder / "undivided.txt").write_text("0.09\n")
    (folder / "scenarios").mkdir()


def shown(
    command: str,
    *,
    start: str = "",
    stop: str = "",
    exit: int = 0,
    reckon: Callable[[str], str] | None = None,
    typing: bool = False,
) -> None:
    """Print a command and its output, as a block of Markdown.

    Of the output, ``start`` is in the first line that is shown and ``stop`` in the first one after it that is
    not; what is left out is marked by an ellipsis. A command behind a pipe is not run: ``reckon`` makes its
    output from that of attn. With ``typing``, standard input is a terminal.
    """
    attn_alone, _, behind = command.partition(" | jq ")
    output = run(attn_alone, exit, typing=typing)
    if behind:
        assert reckon is not None, f"{command}: say how to reckon what jq prints"
        output = reckon(output)
    info = f"console exit={exit}" if exit else "console"
    cog().outl(f"```{info}\n$ {command}\n{part(output, start, stop).rstrip()}\n```")


def part(output: str, start: str, stop: str) -> str:
    """The lines from the one that has ``start`` to the one before the next that has ``stop``, marked where
    others are left out.
    """
    lines = output.rstrip().split("\n")
    first = next(at for at, line in enumerate(lines) if start in line) if start else 0
    last = next(at for at, line in enumerate(lines) if at > first and stop in line) if stop else len(lines)
    chosen = "\n".join(lines[first:last]).rstrip()
    return "\n".join([*(["…"] if first else []), chosen, *(["…"] if last < len(lines) else [])])


def printed() -> None:
    """Print what the nearest Python example above prints, as a block of Markdown."""
    above = "".join(Path(cog().inFile).read_text("utf-8").splitlines(keepends=True)[: cog().firstLineNum])
    example = [text for language, text in FENCE.findall(above) if language == "python"][-1]
    output = io.StringIO()
    with folder(), contextlib.redirect_stdout(output):
        exec(compile(example, cog().inFile, "exec"), {"__name__": "example"})
    cog().outl(f"```text\n{output.getvalue().rstrip()}\n```")


def source(function: Callable[..., Any]) -> None:
    """Print the source of a function, as a block of Markdown that is not an example to run."""
    import inspect

    cog().outl(f"```py\n{inspect.getsource(function).rstrip()}\n```")


def run(command: str, exit: int = 0, *, typing: bool = False) -> str:
    """What `attn` prints on a terminal of 80 columns without colour. ``exit`` is the exit code that is
    expected.

    Raises: ValueError if another one comes back.
    """
    from attncli.cli.app import main

    words = shlex.split(command)
    given = b""
    if words[0] == "echo":
        given, words = words[1].encode() + b"\n", words[3:]
    assert words[0] == "attn", command
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    surroundings = {name: value for name, value in os.environ.items() if name not in LOOKS} | {
        "COLUMNS": "80"
    }
    stdin = io.TextIOWrapper(io.BytesIO(given), "utf-8")
    stdin.isatty = lambda: typing  # type: ignore[method-assign]
    streams = mock.patch.multiple(sys, stdin=stdin, stdout=out, stderr=err)
    with folder(), streams, mock.patch.dict(os.environ, surroundings, clear=True):
        code = main(words[1:])
    told = written(err) + written(out)
    if code != exit:
        raise ValueError(f"{command}: exit code {code}, expected {exit}\n{told}")
    return told


def written(stream: io.TextIOWrapper) -> str:
    """All that was written to a stream in memory."""
    stream.flush()
    stream.seek(0)
    return stream.read()


@contextlib.contextmanager
def folder() -> Iterator[None]:
    """A folder of its own, with the files that the page being written brings."""
    page = Path(cog().inFile).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        make_files(Path(scratch))
        for _, text in FENCE.findall(page.read_text("utf-8")):
            name = NAME.match(text)
            if name:
                (Path(scratch) / name[1]).write_text(text, "utf-8")
        with contextlib.chdir(scratch), mock.patch.multiple(cog(), inFile=str(page)):
            yield


def cog() -> Any:
    """The module that cog puts in place while it writes a page."""
    return sys.modules["cog"]
