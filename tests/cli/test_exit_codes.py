"""The exit codes of the contract, and that nothing a person types ends in a traceback."""

from __future__ import annotations

import signal
import subprocess
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from command import attn, command, environment, in_process_of_its_own
from hypothesis import example, given, settings
from hypothesis import strategies as st

import attncli.mechanisms.attend


@pytest.mark.parametrize(
    "arguments",
    [["explain"], ["why", "weights[sat,cat]"], ["list"], ["--version"], ["-h"], ["explain", "--help"]],
)
def test_what_was_done_exits_0(arguments: list[str]) -> None:
    assert attn(*arguments).code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nope"],
        ["nope"],
        ["explain", "--nope"],
        ["explain", "-s", "nope"],
        ["explain", "-m", "nope"],
        ["explain", "-q", "nope"],
        ["explain", "--stage", "nope"],
        ["explain", "--mask", "nope"],
        ["explain", "--scale", "nope"],
        ["explain", "--scale", "nan"],
        ["explain", "--scale", "inf"],
        ["explain", "--digits", "-1"],
        ["explain", "--digits", "13"],
        ["explain", "--digits", "two"],
        ["explain", "--width", "19"],
        ["explain", "--width", "501"],
        ["explain", "--color", "nope"],
        ["explain", "-f", "nope"],
        ["explain", "-f", "npz"],
        ["explain", "-o", "trace.docx"],
        ["explain", "one", "two"],
        ["explain", "doggg"],
        ["explain", "dog", "-s", "cat-sat-mat"],
        ["explain", ""],
        ["explain", "   "],
        ["explain", "--all", "-q", "sat"],
        ["explain", "-q"],
        ["why"],
        ["why", "nope"],
        ["why", "weights[sat,nope]"],
        ["list", "nope"],
        ["schema", "nope"],
        ["explain", "--step"],
        ["explain", "-q", "the", "the the"],
        ["explain", "-o", ""],
        ["explain", "-s", ""],
        ["explain", "-q", ""],
        ["explain", "--stage", ""],
        ["explain", "-m", ""],
        ["explain", "--mask", ""],
        ["explain", "-f", ""],
        ["explain", "--color", ""],
    ],
)
def test_a_wrong_command_line_exits_2_with_one_error_and_no_result(arguments: list[str]) -> None:
    run = attn(*arguments)
    assert run.code == 2
    assert run.out == ""
    assert run.err.lower().count("error") >= 1
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tokens: [",
        "tokens: [a]\ntokens: [b]",
        "nope: 1",
        "[]",
        "tokens: [a, b]\nx: [[1], [2, 3]]",
        "tokens: [a]\nembeddings: {a: [1e400]}",
        "tokens: [a]\nembeddings: {b: [1]}",
    ],
)
def test_a_wrong_scenario_file_exits_3_and_names_the_file(text: str) -> None:
    run = attn("explain", "-s", "-", stdin=text)
    assert run.code == 3
    assert run.out == ""
    assert run.err.startswith("error[E")
    assert "<stdin>" in run.err


def test_a_missing_file_exits_4(tmp_path: Path) -> None:
    run = attn("explain", "-s", str(tmp_path / "none.yaml"))
    assert run.code == 4
    assert "none.yaml" in run.err


def test_a_folder_for_a_scenario_exits_4(tmp_path: Path) -> None:
    assert attn("explain", "-s", str(tmp_path) + "/").code == 4


def test_a_bug_keeps_its_traceback_and_exits_70(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr(attncli.mechanisms.attend, "attend", broken)
    run = attn("explain")
    assert run.code == 70
    assert "Traceback" in run.err
    assert "a bug of ours" in run.err
    assert "in broken" in run.err
    assert run.out == ""


def test_an_interrupt_exits_130_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(attncli.mechanisms.attend, "attend", interrupted)
    run = attn("explain")
    assert run.code == 130
    assert "Traceback" not in run.err


@pytest.mark.law
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_run_that_waits_for_its_input(number: signal.Signals, code: int) -> None:
    env = environment({"PYTHONPATH": str(Path(__file__).parents[2])})
    pipe = subprocess.PIPE
    streams: Any = {"stdin": pipe, "stdout": pipe, "stderr": pipe}
    # What runs in the background of a script has interrupts turned off, and hands that on.
    awake = partial(signal.signal, number, signal.SIG_DFL)
    with subprocess.Popen(command("explain", "-"), **streams, env=env, preexec_fn=awake) as run:
        time.sleep(0.7)
        assert run.poll() is None
        run.send_signal(number)
        assert run.stderr is not None
        told = run.stderr.read()
        ended = run.wait(timeout=10)
    # A shell says 128 + n for a process that a signal ended.
    assert ended in (code, -number)
    assert b"Traceback" not in told


@pytest.mark.law
def test_the_process_returns_what_main_returns() -> None:
    assert in_process_of_its_own("explain", "--json").json()["format"] == "attn/trace"
    assert in_process_of_its_own("explain", "-q", "nope").code == 2
    assert in_process_of_its_own("explain", "-s", "-", stdin=b"nope: 1").code == 3


@pytest.mark.law
@pytest.mark.parametrize("depth", ["1000000", "999999999999999999999", "9" * 5000])
def test_a_depth_without_end_ends(depth: str) -> None:
    assert in_process_of_its_own("why", "weights[sat,cat]", "--depth", depth).code in (0, 2)


WORDS = [
    *("sat", "cat", "the", "The cat sat", "-", "", " ", "@2", "2", "weights[sat,cat]", "weights[cat]"),
    *("total[sat]", "x[1,1]", "[", "]", "[/]", "--", "0", "-1", "1e5", "nan", "5", "60", "none"),
    *("auto", "causal", "causal=bottom-right", "hidden=sat", "window=1", "valid_length=2", "json"),
    *("text", "terminal", "npz", "always", "never", "cat-sat-mat", "rasbt-trainable"),
    *("tensorflow-lookup", "scores", "weights", "masked_scores", "dot-product", "scenario", "trace"),
    *("scenarios", "mechanisms", "\x00", "\x1b[31m", "\udcff", "é", "🙂", "a" * 300, "=", "%s", "{0}"),
    *("{query}", "\\", "'", '"'),
]
OPTIONS = [
    *("-s", "--scenario", "-q", "--query", "--all", "-m", "--mechanism", "--mask", "--scale"),
    *("--stage", "-f", "--format", "--json", "--digits", "--width", "--color", "--depth", "-h"),
    *("--version", "--nope", "-x", "--query=sat", "--json=1", "--digits=3", "--width=40"),
    *("--all=no", "-qsat", "-fjson"),
]
arguments = st.lists(st.sampled_from(OPTIONS) | st.sampled_from(WORDS) | st.text(max_size=4), max_size=6)


@pytest.mark.law
@settings(max_examples=250)
@given(st.sampled_from(["explain", "explain", "why", "list", "schema", "nope", "-s"]), arguments)
@example("explain", ["-q", "²"])
@example("explain", ["--scale", "1_0"])
@example("explain", ["--scale", "1e400"])
@example("explain", ["--scale", "1e308"])
@example("explain", ["--width", "99999999999999999999999"])
@example("explain", ["{query}", "-q", "{query}"])
@example("schema", ["trace"])
def test_nothing_that_is_typed_ends_in_a_traceback(verb: str, arguments: list[str]) -> None:
    run = attn(verb, *arguments, stdin="the cat sat")
    assert run.code in (0, 1, 2, 3, 4), run.err
    assert "Traceback" not in run.err
    if run.code:
        assert run.out == ""
        assert run.err
