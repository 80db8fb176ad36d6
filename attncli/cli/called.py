"""A function of somebody's file, called in a process of its own: it may take forever, print, or end that.

    python -m attncli.cli.called FILE FUNCTION TAKES GIVEN RESULT

is that process. GIVEN is an .npz file of what it may be given, or "" where a judge is to be chosen by what
the function takes; RESULT is the .npz file that its arrays are written to, each as it came.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any

from attncli.errors import AttnError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from attncli.mistakes.carrying import Calls
    from attncli.mistakes.verdicts import Mine
    from attncli.scenario import Scenario

    Said = tuple[str, ...]
    Results = tuple[Scenario, dict[str, Mine], tuple[str, ...]]


def results(
    file: str, function: str, against: Scenario | None, takes: Sequence[str] | None, limit: float
) -> Results:
    """What a function makes of a scenario, or of the judge that fits it: that, its arrays, what to say.

    Raises: AttnError E101 if there is no such file, E565 if the function is not there, fails or takes too
    long, E563, E566.
    """
    import tempfile

    if not os.path.isfile(file):
        from attncli.errors import Place

        raise AttnError("E101", f"there is no file `{file}`", Place(file=file), "check the path")
    with tempfile.TemporaryDirectory() as folder:
        given, result = os.path.join(folder, "given.npz"), os.path.join(folder, "result.npz")
        if against is not None:
            from attncli.mistakes.judges import offered
            from attncli.serialise import packed

            with open(given, "wb") as stream:
                stream.write(packed(offered(against)))
        run_apart([file, function, ",".join(takes or ()), given if against else "", result], limit)
        return read_back(result, against)


def run_apart(words: list[str], limit: float) -> None:
    """Run the process. Raises: AttnError E565, and what it tells."""
    import json
    import subprocess

    from attncli.mistakes.judges import TAKES

    file, function, *_, result = words
    try:
        done = subprocess.run(
            [sys.executable, "-m", "attncli.cli.called", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=limit,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except subprocess.TimeoutExpired:
        what = f"`{function}` in `{file}` was not done after {limit:g} seconds, and was stopped"
        raise AttnError("E565", what, help="give it longer: --limit 300") from None
    if os.path.exists(f"{result}.json"):
        with open(f"{result}.json", encoding="utf-8") as stream:
            code, what, help = json.load(stream)
        raise AttnError(code, what, help=help and help.replace(TAKES, "`--takes q,k,v`"))
    from attncli.cli.output import remark

    printed = done.stdout.decode("utf-8", "replace")
    if printed:
        from attncli.render.escape import harmless

        remark("".join(f"{harmless(line)}\n" for line in printed.splitlines()))
    if not os.path.exists(result):
        what = f"`{function}` in `{file}` failed: {last_line(printed) or 'it ended the process'}"
        raise AttnError("E565", what, help=f"run it by itself first: `python {file}`")


def last_line(text: str) -> str:
    """The last line of a text that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def read_back(path: str, against: Scenario | None) -> Results:
    """The arrays in the file of results, and the scenario they are held against."""
    from attncli.mistakes.calling import OTHER_NUMBERS, same_numbers
    from attncli.mistakes.carrying import unpack_calls
    from attncli.mistakes.judges import scenario_of

    judge, (first, second), said = unpack_calls(path)
    if against is None:
        from attncli.loading.scenario_file import load_scenario

        against = load_scenario(scenario_of(judge))
    chance = () if same_numbers(first, second) else (OTHER_NUMBERS,)
    return against, dict(first), (*said, *chance)


def main(words: Sequence[str]) -> None:
    """The process: call the function twice, and write what came out; a fault is written beside it."""
    import json

    from attncli.mistakes.carrying import pack_calls

    file, function, takes, given, result = words
    try:
        judge, calls, said = call(file, function, takes.split(",") if takes else None, given)
    except AttnError as error:
        with open(f"{result}.json", "w", encoding="utf-8") as stream:
            json.dump([error.code, error.what, error.help], stream)
        return
    pack_calls(result, judge, calls, said)


def call(file: str, function: str, takes: Sequence[str] | None, given: str) -> tuple[str, Calls, Said]:
    """The judge, what the function makes of it in two calls, and what is to be said of them."""
    from attncli.loading.scenario_file import load_scenario
    from attncli.mistakes.calling import called
    from attncli.mistakes.carrying import unpack_given
    from attncli.mistakes.judges import asking, judge_for, offered, scenario_of

    found = function_in(file, function)
    asked = asking(found, takes)
    judge = "" if given else judge_for(asked)
    what = unpack_given(given) if given else offered(load_scenario(scenario_of(judge)))
    first, said = called(found, asked, what)
    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        second, _ = called(found, asked, what)  # what it prints was printed once
    return judge, (first, second), said


def function_in(file: str, name: str) -> Callable[..., Any]:
    """The function of this name in a file. Raises: AttnError E565; whatever the file raises."""
    import runpy

    sys.path.insert(0, os.path.dirname(os.path.abspath(file)))
    there = runpy.run_path(file)
    found = there.get(name)
    if not callable(found):
        from attncli.spelling import did_you_mean

        names = [each for each, thing in there.items() if callable(thing) and not each.startswith("_")]
        what = f"there is no function `{name}` in `{file}`"
        raise AttnError("E565", what, help=did_you_mean(name, names, "check its name"))
    return found  # type: ignore[no-any-return]  # somebody's own function


if __name__ == "__main__":
    main(sys.argv[1:])
