"""Runs `attn` as its users do: in this process, which is quick, or in one of its own, with signals."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple
from unittest import mock

ROOT = Path(__file__).parent.parent
COLOURS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM")
SIZES = ("COLUMNS", "LINES", "TERMINAL_WIDTH")
LOOKS = (*COLOURS, *SIZES, "TERM", "TTY_COMPATIBLE", "PYTHONIOENCODING", "PYTHONUTF8")
"""What of the developer's environment would change how a page looks."""


class Result(NamedTuple):
    """What a run left behind."""

    out: str
    err: str
    code: int
    raw: bytes = b""
    """Standard output as bytes."""

    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)

    def error(self) -> Any:
        """The first fault of the errors told as JSON on standard error."""
        found = json.loads(self.err)
        assert found["format"] == "attn/error"
        return found["errors"][0]


class Stream(io.TextIOWrapper):
    """A standard stream over bytes in memory, which says that it is a terminal if it is told to."""

    def __init__(self, data: bytes = b"", *, tty: bool = False, encoding: str = "utf-8") -> None:
        self.bytes = io.BytesIO(data)
        self.tty = tty
        super().__init__(self.bytes, encoding=encoding, errors="strict", write_through=True)

    def isatty(self) -> bool:
        return self.tty

    def written(self) -> bytes:
        """All that was written to it."""
        return self.bytes.getvalue()


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without what changes looks, and with these changes."""
    return {name: value for name, value in os.environ.items() if name not in LOOKS} | dict(changes or {})


def attn(
    *arguments: str,
    stdin: bytes | str = b"",
    env: Mapping[str, str] | None = None,
    tty: bool = False,
    encoding: str = "utf-8",
) -> Result:
    """Run a command in this process. ``tty``: all three streams say that they are a terminal."""
    from attncli.cli.app import main

    typed = Stream(stdin.encode() if isinstance(stdin, str) else stdin, tty=tty)
    out, err = Stream(tty=tty, encoding=encoding), Stream(tty=tty, encoding=encoding)
    streams = mock.patch.multiple(sys, stdin=typed, stdout=out, stderr=err, __stdout__=out)
    with streams, mock.patch.dict(os.environ, environment(env), clear=True):
        code = main(arguments)
    written = out.written()
    return Result(written.decode(encoding, "backslashreplace"), err.written().decode(encoding), code, written)


def command(*arguments: str) -> list[str]:
    """The words that run attn in a process of its own."""
    return [sys.executable, "-m", "attncli", *arguments]


def in_process_of_its_own(
    *arguments: str | bytes,
    stdin: bytes | int | IO[bytes] = subprocess.DEVNULL,
    stdout: int | IO[bytes] = subprocess.PIPE,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    encoding: str = "utf-8",
) -> Result:
    """Run a command in a process of its own; one that takes 10 seconds hangs, and fails."""
    streams: dict[str, Any] = {"stdout": stdout, "stderr": subprocess.PIPE}
    streams["input" if isinstance(stdin, bytes) else "stdin"] = stdin
    surroundings = environment({"PYTHONPATH": str(ROOT), **(env or {})})
    words = [*command(), *arguments]
    run = subprocess.run(words, env=surroundings, cwd=cwd, timeout=10, check=False, **streams)
    raw = run.stdout or b""
    return Result(raw.decode(encoding), run.stderr.decode(encoding), run.returncode, raw)


def shell(line: str, *, env: Mapping[str, str] | None = None) -> Result:
    """Run a line of bash in which `attn` is the command; the exit code is that of the last part to fail."""
    head = f'attn() {{ {" ".join(command())} "$@"; }}; set -o pipefail; '
    surroundings = environment({"PYTHONPATH": str(ROOT), **(env or {})})
    words, nothing = ["bash", "-c", head + line], subprocess.DEVNULL
    run = subprocess.run(words, stdin=nothing, capture_output=True, env=surroundings, timeout=10, check=False)
    return Result(run.stdout.decode(), run.stderr.decode(), run.returncode, run.stdout)


def unasked(line: str) -> list[str]:
    """The words of a command that a page proposes; of a quiz with no answers: nobody is there to give one."""
    words = shlex.split(line)[1:]
    return [*words, "--answers", os.devnull] if words[0] == "quiz" else words
