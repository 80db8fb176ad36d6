"""`attn sweep`: what varies, what comes out in every form, and what is refused."""

from __future__ import annotations

import csv
import io
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import ROOT, attn, command, environment

import attncli
from attncli.scenario import Edit
from attncli.sweeps.measures import NAMES


def points(*arguments: str) -> list[dict[str, float]]:
    """The points of the first series of a sweep."""
    found = attn("sweep", *arguments, "--json").json()
    assert (found["format"], found["version"]) == ("attn/sweep", 1)
    made: list[dict[str, float]] = found["series"][0]["points"]
    return made


def weights_of(**asked: object) -> float:
    """The largest weight of the told query, by the library."""
    scenario = attncli.load_scenario("cat-sat-mat", query="sat", **asked)  # type: ignore[arg-type]  # named above
    return float(attncli.attend(scenario).stage("weights").output.array[2].max())


def test_the_root_is_shown_with_and_without_the_division() -> None:
    found = attn("sweep", "d_k=1..512*2", "--json").json()
    assert [one["scale"] for one in found["series"]] == ["none", "auto"]
    bare, scaled = (one["points"] for one in found["series"])
    assert [point["value"] for point in bare] == [2**at for at in range(10)]
    assert bare[-1]["spread"] == pytest.approx(512**0.5, rel=0.05)
    assert bare[-1]["largest_weight"] > 0.9
    assert bare[-1]["total_slope"] < bare[0]["total_slope"] / 10
    for point in scaled:
        assert 0.75 < point["spread"] < 1.25
        assert point["largest_weight"] < 0.5
    page = attn("sweep", "d_k=1..512*2").out
    assert "spreads as √d_k" in page
    assert "nothing can be learned" in " ".join(page.split())


def test_at_its_own_length_the_sweep_measures_the_file() -> None:
    (point,) = points("d_k=4", "--scale", "auto")
    trace = attncli.attend(attncli.load_scenario("why-the-root"), every=True)
    weights = trace.stage("weights").output.array
    assert point["largest_weight"] == pytest.approx(weights.max(axis=1).mean())
    assert points("d_k=4", "--seed", "2")[0]["spread"] != points("d_k=4")[0]["spread"]


def test_every_path_gives_what_the_computation_with_that_value_gives() -> None:
    for value, point in zip((0.5, 2.0), points("scale=0.5,2", "-q", "sat"), strict=True):
        assert point["largest_weight"] == weights_of(scale=value)
    for value, point in zip((0, 1), points("window=0,1", "-q", "sat"), strict=True):
        assert point["largest_weight"] == weights_of(mask=f"window={value}")
    for value, point in zip((-1, 3), points("embeddings.cat.2=-1,3", "-q", "sat"), strict=True):
        edit = Edit("x", (1, 1), float(value))
        assert point["largest_weight"] == weights_of(edits=[edit])
    assert points("x[cat,2]=-1,3", "-q", "sat") == points("embeddings.cat.2=-1,3", "-q", "sat")
    heads = points("heads=1,2,4", "-s", "cat-sat-mat-heads")
    assert [point["rows"] for point in heads] == [1, 2, 4]


def test_the_window_of_local_attention_varies_and_that_of_a_mask_beside_the_others() -> None:
    wide = points("window=1..3", "-s", "luong-local-m")
    assert wide[0]["entropy"] < wide[2]["entropy"]
    causal = points("window=0,5", "-s", "cat-sat-mat-causal", "-q", "sat")
    assert causal[1] == {**points("scale=1", "-s", "cat-sat-mat-causal", "-q", "sat")[0], **causal[1]}
    assert causal[0]["largest_weight"] == 1


def test_a_word_that_stands_twice_has_one_embedding() -> None:
    assert len(points("embeddings.the.1=0..1", "-q", "sat", "--tokens", "the|cat|sat|the")) == 2


def test_scenario_or_sentence_may_stand_in_front_of_the_path() -> None:
    turned = attn("sweep", "cat-sat-mat", "scale=1,2")
    assert (turned.code, turned.out) == (0, attn("sweep", "scale=1,2", "-s", "cat-sat-mat").out)
    spoken = attn("sweep", "the cat sat", "scale=1,2")
    assert (spoken.code, spoken.out) == (0, attn("sweep", "scale=1,2", "the cat sat").out)


def test_all_takes_the_mean_of_all_queries() -> None:
    each = [points("scale=1", "-q", f"@{at}")[0]["largest_weight"] for at in range(1, 7)]
    assert points("scale=1", "--all")[0]["largest_weight"] == pytest.approx(sum(each) / 6)
    assert points("scale=1", "--all")[0]["context"] is None


def test_csv_has_the_numbers_of_the_json_and_no_formula(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    assert attn("sweep", "d_k=1..4*2", "-o", str(file)).code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    found = attn("sweep", "d_k=1..4*2", "--json").json()["series"]
    flat = [(one["scale"], point) for one in found for point in one["points"]]
    assert len(rows) == len(flat) == 6
    for row, (scale, point) in zip(rows, flat, strict=True):
        assert (row["scale"], float(row["d_k"])) == (scale, point["value"])
        assert [float(row[name]) for name in NAMES] == [point[name] for name in NAMES]
    tokens = "=1+1|@a"
    named = ["sweep", "x[=1+1,1]=1", "--vectors", str(tmp_path / "v.txt"), "--tokens", tokens, "-f", "csv"]
    (tmp_path / "v.txt").write_text("=1+1 0.5 1\n@a -1 0.5\n")
    text = attn(*named)
    assert (text.code, text.err[:5] in ("", "note:")) == (0, True)
    assert not any(cell.startswith(("=", "@")) for line in csv.reader(io.StringIO(text.out)) for cell in line)


@pytest.mark.parametrize("width", ["40", "80", "200"])
@pytest.mark.parametrize("path", ["d_k=1..512*2", "scale=0.25..8*2", "embeddings.cat.1=-2..2"])
def test_the_page_keeps_to_its_width(path: str, width: str) -> None:
    run = attn("sweep", path, "--width", width)
    assert (run.code, [line for line in run.out.splitlines() if len(line) > int(width)]) == (0, [])


def test_of_many_values_a_page_shows_some_and_says_where_all_are() -> None:
    page = attn("sweep", "scale=1..100").out
    assert "17 of 100 values are shown" in page
    assert len(points("scale=1..100")) == 100


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["scale"], "E590", "scale=0.25..4*2"),
        (["scale=1.."], "E591", "scale=1..8"),
        (["scale=1..513"], "E591", "more than the 512"),
        (["d_k=8..1"], "E591", "1..8"),
        (["embedings.cat.1=1"], "E592", "did you mean `embeddings`?"),
        (["scal=1"], "E592", "did you mean `scale`?"),
        (["nonsense=1"], "E592", "vary one of: `scale`, `window`, `embeddings."),
        (["embeddings.dog.1=1"], "E592", "`cat`"),
        (["embeddings.cat=1"], "E592", "embeddings.The.1"),
        (["embeddings.cat.3=1"], "E592", "`1`, `2`"),
        (["x.the.1=1", "--tokens", "the|the"], "E592", "the@2"),
        (["weights[sat,cat]=1"], "E593", "is computed"),
        (["allowed[sat,cat]=1", "-s", "cat-sat-mat-causal"], "E593", "does not vary by itself"),
        (["heads=1,2"], "E593", "--mechanism multi-head"),
        (["heads=1.5", "-s", "cat-sat-mat-heads"], "E593", "whole numbers from 1 on"),
        (["heads=3", "-s", "cat-sat-mat-heads"], "E531", "1, 2, 4, 8"),
        (["window=-1"], "E593", "whole numbers from 0 on"),
        (["window=0", "-s", "luong-local-p"], "E593", "whole numbers from 1 on"),
        (["d_k=1..4", "-s", "cat-sat-mat"], "E593", "--scenario why-the-root"),
        (["d_k=0"], "E593", "1 to 4096"),
        (["d_k=5000"], "E593", "1 to 4096"),
        (["scale=1", "--scale", "2"], "E508", "both say"),
        (["scale=1", "--all", "-q", "sat"], "E508", "leave one of them out"),
    ],
)
def test_what_cannot_be_swept_is_refused_with_what_can(arguments: list[str], code: str, says: str) -> None:
    run = attn("sweep", *arguments)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"error[{code}]")
    assert says in run.err


def test_a_mask_that_is_written_out_has_no_window_beside_it(tmp_path: Path) -> None:
    (tmp_path / "rows.yaml").write_text(
        "sentence: a b\nembeddings: {a: [1, 0], b: [0, 1]}\nmask: [[true, false], [true, true]]\n"
    )
    run = attn("sweep", "window=0..1", "-s", str(tmp_path / "rows.yaml"))
    assert (run.code, run.err.startswith("error[E593]")) == (2, True)


@pytest.mark.law
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_ends_a_long_sweep_at_once() -> None:
    words = command("sweep", "d_k=3585..4096", "--json")
    run = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment({"PYTHONPATH": str(ROOT)})
    )
    time.sleep(0.5)
    if run.poll() is None:
        run.send_signal(signal.SIGINT)
        start = time.monotonic()
        out, err = run.communicate(timeout=10)
        assert time.monotonic() - start < 1
        assert (run.returncode, out, err) in ((130, b"", b""), (-2, b"", b""))
