"""`attn grade`: files and functions in, a verdict and an exit code out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command import attn

from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend

PROGRAMS = """
import os, time
import numpy as np

def softmax(scores, axis=-1):
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)

def right(query, key, value):
    print("a word of its own")
    return softmax(query @ key.T / np.sqrt(key.shape[-1])) @ value

def undivided(query, key, value):
    return softmax(query @ key.T) @ value

def strange(a, b, c):
    return right(b, c, a)

def fails(q, k, v):
    raise ValueError("not yet")

def ends(q, k, v):
    os._exit(3)

def takes_forever(q, k, v):
    time.sleep(60)

def gives_nothing(q, k, v):
    pass

def left_to_chance(q, k, v):
    return np.random.default_rng().random((len(q), v.shape[1]))
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(PROGRAMS, encoding="utf-8")
    return tmp_path


def stages(name: str) -> dict[str, Any]:
    trace = attend(load_scenario(name), every=True)
    return {stage.name: np.array(stage.output.array) for stage in trace.stages}


def test_right_arrays_are_right_and_the_exit_code_says_so() -> None:
    np.savez("mine.npz", **stages("judge-multi-head"))
    run = attn("grade", "mine.npz", "--judge", "multi-head")
    assert (run.code, run.err) == (0, "")
    assert "\n Right\n" in run.out


def test_a_wrong_result_is_told_by_its_cause_with_exit_code_1() -> None:
    given = stages("judge-causal")
    np.save("mine.npy", given["context"] * 0 + stages("judge-scaled-dot-product")["context"])
    unknown = attn("grade", "mine.npy", "--judge", "causal")
    assert unknown.code == 1
    assert "none of the mistakes that are known" in " ".join(unknown.out.split())
    run = attn("grade", "mine.py:undivided")
    assert run.code == 1
    assert "the scores go into the softmax undivided" in " ".join(run.out.split())


@pytest.mark.parametrize("ending", ["npz", "npy", "json", "safetensors"])
def test_arrays_are_read_from_every_kind_of_file(ending: str) -> None:
    output = stages("judge-multi-head")["output"].astype(np.float32)
    file = f"mine.{ending}"
    match ending:
        case "npz":
            np.savez(file, output=output)
        case "npy":
            np.save(file, output)
        case "json":
            Path(file).write_text(json.dumps({"output": output.tolist()}), encoding="utf-8")
        case _:
            pytest.importorskip("safetensors.numpy").save_file({"output": output}, file)
    run = attn("grade", file, "--judge", "multi-head", "--json")
    assert run.code == 0, run.err
    assert run.json()["stages"][-1]["verdict"] == "right"
    assert run.json()["stages"][-1]["dtype"] == "float32"


def test_a_trace_of_attn_is_right() -> None:
    attn("explain", "-s", "judge-causal", "--all", "--output", "trace.json")
    run = attn("grade", "trace.json", "--judge", "causal")
    assert run.code == 0, run.out


def test_hidden_scores_in_json_are_null() -> None:
    masked = stages("judge-causal")["masked_scores"]
    rows = [[None if value == -np.inf else value for value in row] for row in masked.tolist()]
    Path("mine.json").write_text(json.dumps({"masked_scores": rows}), encoding="utf-8")
    assert attn("grade", "mine.json", "--judge", "causal").code == 0


def test_an_array_may_be_called_otherwise() -> None:
    given = stages("judge-causal")
    np.savez("mine.npz", a=given["weights"], b=given["context"])
    assert attn("grade", "mine.npz", "--judge", "causal").code == 2
    run = attn("grade", "mine.npz", "--judge", "causal", "--as", "context=b", "--as", "weights=a", "--json")
    assert run.code == 0
    assert {each["name"] for each in run.json()["stages"] if each["given"]} == {"weights", "context"}


def test_a_judge_is_saved_and_what_a_program_makes_of_it_is_graded() -> None:
    run = attn("grade", "--judge", "multi-head", "--save", "judge.npz")
    assert (run.code, run.out) == (0, "")
    with np.load("judge.npz") as judge:
        assert set(judge.files) >= {"x", "w_q", "w_k", "w_v", "w_o", "heads"}
        x, heads = judge["x"], int(judge["heads"])
        query, key, value = (
            (x @ judge[name]).reshape(len(x), heads, -1).transpose(1, 0, 2) for name in ("w_q", "w_k", "w_v")
        )
        powers = np.exp(query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1]))
        context = powers / powers.sum(axis=-1, keepdims=True) @ value
        output = context.transpose(1, 0, 2).reshape(len(x), -1) @ judge["w_o"]
        np.savez("mine.npz", output=output[None], w_q=judge["w_q"].T)
    run = attn("grade", "mine.npz", "--judge", "multi-head")
    assert run.code == 0, run.out
    assert "as PyTorch keeps a matrix" in " ".join(run.out.split())


def test_any_scenario_can_be_graded_against_with_the_options_of_a_computation() -> None:
    np.savez("mine.npz", weights=stages("cat-sat-mat")["weights"])
    assert attn("grade", "mine.npz", "-s", "cat-sat-mat").code == 0
    run = attn("grade", "mine.npz", "-s", "cat-sat-mat", "--mask", "causal", "--json")
    assert run.code == 1
    assert "mask-forgotten" in [each["name"] for each in run.json()["stages"][-2]["causes"]]


# Functions, in a process of their own.


def test_a_right_function_is_right_and_what_it_prints_is_told_once_on_standard_error() -> None:
    run = attn("grade", "mine.py:right")
    assert run.code == 0
    assert run.err == "a word of its own\n"
    assert "Graded against judge-scaled-dot-product" in run.out


def test_what_a_function_takes_can_be_said() -> None:
    assert attn("grade", "mine.py:strange").code == 2
    assert attn("grade", "mine.py:strange", "--takes", "v,q,k").code == 0


def test_a_function_can_be_held_against_any_scenario() -> None:
    assert attn("grade", "mine.py:right", "-s", "tensorflow-lookup").code == 0
    run = attn("grade", "mine.py:right", "--judge", "causal", "--json")
    assert run.code == 1
    assert run.json()["causes"] == ["mask-forgotten"]


def test_what_is_left_to_chance_is_said() -> None:
    run = attn("grade", "mine.py:left_to_chance")
    assert run.code == 1
    assert "A second call with the same arrays gave other numbers" in " ".join(run.out.split())


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("mine.py:fails",), "E565", "`fails` in `mine.py` failed: ValueError: not yet"),
        (("mine.py:ends",), "E565", "`ends` in `mine.py` failed: it ended the process"),
        (("mine.py:rigth",), "E565", "there is no function `rigth` in `mine.py`"),
        (("mine.py:takes_forever", "--limit", "1"), "E565", "was not done after 1 seconds"),
        (("mine.py:gives_nothing",), "E566", "gave back a `NoneType`"),
        (("nowhere.py:right",), "E101", "there is no file `nowhere.py`"),
        (("nowhere.npz", "--judge", "causal"), "E101", "there is no file `nowhere.npz`"),
        (("mine.py", "--judge", "causal"), "E402", "does not end in"),
        (("mine.npz",), "E508", "none is named"),
        ((), "E508", "nothing to grade"),
        (("mine.py:right", "--judge", "causl"), "E564", "there is no judge `causl`"),
        (("mine.py:right", "--judge", "causal", "-s", "cat-sat-mat"), "E508", "two computations"),
        (("--save", "judge.npz"), "E508", "none is named"),
        (("mine.npz", "--judge", "causal", "--save", "judge.npz"), "E508", "grades nothing"),
        (("--judge", "causal", "--save", "judge.txt"), "E508", "no .npz file"),
        (("mine.py:right", "--limit", "0"), "E508", "out of range"),
    ],
    ids=lambda thing: " ".join(thing) if isinstance(thing, tuple) else "",
)
def test_what_cannot_be_graded_is_told(arguments: tuple[str, ...], code: str, says: str) -> None:
    run = attn("grade", *arguments, "--json")
    assert run.code in (2, 3, 4)
    assert run.out == ""
    error = json.loads(run.err[run.err.index("{") :])["errors"][0]
    assert error["code"] == code
    assert says in error["what"]
    assert error["help"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "E562"), ("{}", "E562"), ('{"weights": "none"}', "E562"), ("[[1, 2], [3]]", "E562")],
)
def test_json_without_arrays_is_refused(text: str, code: str) -> None:
    Path("mine.json").write_text(text, encoding="utf-8")
    assert attn("grade", "mine.json", "--judge", "causal", "--json").error()["code"] == code


def test_a_damaged_file_is_refused() -> None:
    Path("mine.npz").write_bytes(b"PK\x03\x04 no more")
    assert attn("grade", "mine.npz", "--judge", "causal", "--json").error()["code"] == "E403"
    np.save("mine.npy", np.array([{}]), allow_pickle=True)
    assert attn("grade", "mine.npy", "--judge", "causal", "--json").error()["code"] == "E406"


def test_hostile_names_are_harmless() -> None:
    name = "[bold]\x1b[31m"
    np.savez("mine.npz", **{name: np.eye(3), "context": stages("judge-causal")["context"]})
    run = attn("grade", "mine.npz", "--judge", "causal")
    assert run.code == 0
    assert "\x1b" not in run.out
    assert "[bold]" in run.out


def test_the_json_has_every_stage_and_the_one_that_is_furthest() -> None:
    told = attn("grade", "mine.py:undivided", "--json").json()
    assert (told["format"], told["version"], told["right"]) == ("attn/grade", 1, False)
    assert (told["first"], told["causes"]) == ("context", ["no-scale"])
    assert [each["verdict"] for each in told["stages"]] == ["missing", "missing", "missing", "cause"]
    last = told["stages"][-1]
    assert last["causes"][0]["name"] == "no-scale"
    assert last["rtol"] == 1e-9
    assert set(last["furthest"]) == {"cell", "value", "expected"}
