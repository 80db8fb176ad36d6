"""CPU of whole runs, as multiples of the imports that they cannot do without.

Run it by hand: python tests/bench/startup.py. Each command and each yardstick is run in turn, many times, in
one go, so that a busy machine slows all of them alike. What is compared is the CPU time (user and system) of
the whole process, the smallest of all rounds and the median. Bytecode is compiled in a first round that does
not count, and OpenBLAS has one thread on both sides.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys

ENTRY = ["-c", "import sys; sys.argv[0] = 'attn'; from attncli.__main__ import entry; entry()"]
PASS = ["-c", "pass"]
NUMPY_YAML = ["-c", "import numpy, yaml"]
NUMPY_YAML_RICH = ["-c", "import numpy, yaml, rich.console, rich.table"]

TOY = [*ENTRY, "explain", "--format", "text"]

MEMORY = {
    "attn explain, lexicon": ["explain", "The river bank was steep", "-q", "bank", "--format", "text"],
    "attn near": ["near", "bank", "--format", "text"],
}
"""Commands whose peak of memory may be MOST_MORE above that of the toy run."""
MOST_MORE = 30.0

BUDGETS = {
    "attn explain --json": ([*ENTRY, "explain", "--json"], NUMPY_YAML, 1.15),
    "attn explain (text)": ([*ENTRY, "explain", "--format", "text"], NUMPY_YAML_RICH, 1.3),
    "attn explain (terminal)": (
        [*ENTRY, "explain", "--format", "terminal", "--color", "always"],
        NUMPY_YAML_RICH,
        1.3,
    ),
    "attn explain, lexicon (text)": (
        [*ENTRY, "explain", "The river bank was steep", "-q", "bank", "--format", "text"],
        TOY,
        1.25,
    ),
    "attn near (text)": ([*ENTRY, "near", "bank", "--format", "text"], TOY, 1.4),
    "attn --help": ([*ENTRY, "--help"], PASS, 6.5),
    "attn --version": ([*ENTRY, "--version"], PASS, 6.5),
}
"""A command, the yardstick it is measured by, and how many times the yardstick's CPU it may take."""


def cpu(arguments: list[str]) -> float:
    """Seconds of CPU that one run of this Python takes."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONDONTWRITEBYTECODE", "OPENBLAS_CORETYPE")
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        env={**environment, "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak(arguments: list[str]) -> float:
    """The most memory, in MB, that one run of this Python holds at a time, the smallest of three runs."""
    program = (
        "import resource, subprocess, sys; "
        "subprocess.run([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL, check=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    surroundings = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    words = [sys.executable, "-c", program, *arguments]
    runs = [subprocess.check_output(words, env=surroundings, text=True) for _ in range(3)]
    return min(map(int, runs)) / (1024 if sys.platform != "darwin" else 1024**2)  # kilobytes; on macOS bytes


def main(rounds: int = 40) -> int:
    """Measure, print, and tell by the exit code whether every budget is held."""
    runs: dict[tuple[str, ...], list[float]] = {}
    for round_ in range(rounds + 1):
        for command, yardstick, _ in BUDGETS.values():
            for arguments in (command, yardstick):
                seconds = cpu(arguments)
                if round_:
                    runs.setdefault(tuple(arguments), []).append(seconds)
    held = True
    print(f"{'command':<30}{'CPU ms':>8}{'yardstick':>11}{'ratio':>8}{'of medians':>12}{'budget':>9}")
    for name, (command, yardstick, budget) in BUDGETS.items():
        ours, theirs = runs[tuple(command)], runs[tuple(yardstick)]
        ratio, medians = min(ours) / min(theirs), statistics.median(ours) / statistics.median(theirs)
        held = held and min(ratio, medians) <= budget
        milliseconds = f"{min(ours) * 1000:>8.1f}{min(theirs) * 1000:>11.1f}"
        print(f"{name:<30}{milliseconds}{ratio:>8.2f}{medians:>12.2f}{budget:>9}")
    toy = peak(TOY)
    for name, arguments in MEMORY.items():
        more = peak([*ENTRY, *arguments]) - toy
        held = held and more <= MOST_MORE
        print(f"{name:<30}{more:>6.1f} MB more than the {toy:.1f} MB of the toy run, at most {MOST_MORE:.0f}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:2])))
