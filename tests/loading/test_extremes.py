"""Files at the ends of what may be: the longest lists, the longest words, the largest numbers, odd blanks."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from command import attn

from attncli.errors import AttnError
from attncli.loading.asked import Asked
from attncli.loading.saving import scenario_text
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.reading.text import LIMIT, SourceFile
from attncli.scenario import Scenario

TWO = "x: [[1], [2]]\n"
NAMED = f"mechanism: multi-head\n{TWO}heads: 1\n"


def source(text: str) -> SourceFile:
    return SourceFile("mine", "mine.yaml", text.encode(), None)


def load(text: str) -> Scenario:
    return load_scenario(source(text))


def longest(before: str, item: Callable[[int], str], behind: str) -> str:
    """A file of nearly 1 MiB that is one list of such items."""
    items: list[str] = []
    room = LIMIT - len(before) - len(behind)
    while (room := room - len(text := item(len(items))) - 2) > 0:
        items.append(text)
    return before + ", ".join(items) + behind


LISTS: dict[str, tuple[str, Callable[[int], str], str]] = {
    "tokens": ("embeddings: {a: [1]}\ntokens: [", lambda i: f"w{i}", "]\n"),
    "embeddings": ("sentence: w1 w2\nembeddings: {", lambda i: f"w{i}: [1]", "}\n"),
    "x": ("x: [", lambda _: "[1]", "]\n"),
    "a row of x": ("x: [[", lambda _: "1", "]]\n"),
    "head_names": (NAMED + "head_names: [", lambda i: f"h{i}", "]\n"),
    "hidden": (TWO + "mask: {hidden: [", lambda i: f"w{i}", "]}\n"),
    "valid_length": (TWO + "mask: {valid_length: [", lambda _: "1", "]}\n"),
    "mask": (TWO + "mask: [", lambda _: "{window: 1}", "]\n"),
    "rows of a mask": (TWO + "mask: [", lambda _: "[true]", "]\n"),
    "rows of heads of a mask": (TWO + "mask: [", lambda _: "[[true]]", "]\n"),
    "memory": ("sentence: a\nembeddings: {a: [1]}\nmemory: {tokens: [", lambda i: f"w{i}", "]}\n"),
    "values": (TWO + "expect: {scores: {values: [", lambda _: "1", "]}}\n"),
    "expect": (TWO + "expect: {", lambda i: f"s{i}: 1", "}\n"),
    "parameters": (TWO + "parameters: {", lambda i: f"s{i}: 1", "}\n"),
    "b_q": (TWO + "parameters: {w_q: [[1]], b_q: [", lambda _: "1", "]}\n"),
    "w_q by heads": (NAMED + "parameters: {w_q: [", lambda _: "[[1]]", "]}\n"),
    "tensors": ("tensors: {key: [[1]], query: [", lambda _: "[1]", "]}\n"),
    "source": (TWO + "source: {", lambda i: f"s{i}: 1", "}\n"),
}


@pytest.mark.law
@pytest.mark.parametrize("name", LISTS)
def test_the_longest_list_of_each_field_takes_about_as_long_as_its_length(name: str) -> None:
    """Read as YAML alone, 1 MiB takes a second or two; a loop within a loop took a minute and more."""
    text = longest(*LISTS[name])
    began = time.process_time()
    codes_of(text)
    assert time.process_time() - began < 12


def codes_of(text: str) -> set[str]:
    """The codes of a file's faults."""
    try:
        load(text)
    except AttnError as error:
        return {each.code for each in error.all}
    return set()


# The largest numbers

LARGE = ("1e308", "-1e308", "1.7976931348623157e308", "9e153", "1e154")
OWN = {
    "scaled-dot-product": "",
    "dot-product": "",
    "additive": "parameters: {{w_a: [[1, 0], [0, 1]], u_a: [[1, 0], [0, 1]], v_a: [{v}, {v}]}}\n",
    "luong-concat": "parameters: {{w_a: [[1, 0], [0, 1], [1, 1], [0, 1]], v_a: [{v}, 1]}}\n",
    "luong-local-p": "window: 1\nparameters: {{w_p: [[1, 0], [0, 1]], v_p: [{v}, {v}]}}\n",
    "luong-general": "parameters: {{w_a: [[{v}, 0], [0, {v}]]}}\n",
}


@pytest.mark.parametrize("value", LARGE)
@pytest.mark.parametrize("mechanism", OWN)
def test_numbers_near_the_end_of_floats_make_a_page_or_an_error_that_names_them(
    mechanism: str, value: str
) -> None:
    own = OWN[mechanism].format(v=value)
    for x in (f"[[{value}, 0], [1, -1]]", "[[1, 1], [-1, 0.5]]", f"[[1, 0], [{value}, 0]]"):
        for look in ((), ("--all",), ("--json",)):
            run = attn("explain", "-s", "-", *look, stdin=f"mechanism: {mechanism}\nx: {x}\n{own}")
            assert run.code in (0, 3), run.err
            if run.code == 3 and not look:
                assert "error[E320]" in run.err
                assert f"the largest that is given is `{value}`" in " ".join(run.err.split())
        run = attn(
            "why", "scores[1,2]", "-s", "-", "--depth", "9", stdin=f"mechanism: {mechanism}\nx: {x}\n{own}"
        )
        assert run.code in (0, 3), run.err


@pytest.mark.parametrize(
    ("text", "line", "column", "path"),
    [
        ("x:\n  - [1, 2]\n  - [3, -1e200]\n", 3, 9, "x[2][2]"),
        ("sentence: a b\nembeddings: {a: [1e10], b: [1e160]}\n", 2, 29, "embeddings.b[1]"),
        ("tensors: {query: [[1e100]], key: [[1e300]]}\n", 1, 36, "tensors.key[1][1]"),
        ("x: [[1e10]]\nparameters: {w_q: [[1e300]], w_k: [[1]]}\n", 2, 21, "parameters.w_q[1][1]"),
        ("x: [[1e100]]\nscale: 1e200\n", 2, 8, "scale"),
        ("x: [[1]]\nmemory: {x: [[1e160]]}\nparameters: {w_k: [[1e155]]}\n", 2, 15, "memory.x[1][1]"),
    ],
)
def test_the_largest_number_is_named_with_its_place(text: str, line: int, column: int, path: str) -> None:
    with pytest.raises(AttnError) as caught:
        attend(load(text))
    assert caught.value.code == "E320"
    where = caught.value.where
    assert where
    assert (where.line, where.column, where.path) == (line, column, path)


def test_a_file_of_too_large_numbers_is_named_where_it_is_named(tmp_path: Path) -> None:
    np.save(tmp_path / "big.npy", np.array([[1e200, 1.0]]))
    (tmp_path / "mine.yaml").write_text("tensors:\n  query: {file: big.npy}\n  key: {file: big.npy}\n")
    with pytest.raises(AttnError) as caught:
        attend(load_scenario(str(tmp_path / "mine.yaml")))
    assert caught.value.where
    assert (caught.value.code, caught.value.where.line) == ("E320", 2)
    assert "the array of `big.npy`" in caught.value.what


# Words


def test_a_word_of_thousands_of_characters_is_cut_in_the_middle_in_errors() -> None:
    long = "a" * 5000 + "b"
    for arguments in (
        ("explain", "-s", "-", "--query", long),
        ("why", f"weights[{long},1]", "-s", "-"),
        ("explain", "-s", "-", "--tokens", f"{long}|b"),
        ("explain", "-s", "-", "--mask", f"hidden={long}"),
    ):
        run = attn(*arguments, "--json", stdin="tokens: [x, y]\nembeddings: {x: [1], y: [2]}\n")
        assert 2000 > len(run.err) > 0
        assert "more)…a" in run.error()["what"]
    run = attn("check", "-", "--json", stdin=f"x: [[1]]\n{long}: 1\n")
    assert len(run.out) < 4000


@pytest.mark.parametrize("token", [" a", "a ", "\xa0a", "  ", "\u202ea", "\x9b31m", "a\u2028b", "\u2066x"])
def test_a_token_with_odd_signs_is_saved_so_that_it_can_be_loaded_again(token: str) -> None:
    written = "".join(f"\\u{ord(sign):04x}" for sign in token)
    if not token.strip():
        return
    file = source(
        f'tokens: ["{written}", b]\nquery: "{written}"\nx: [[1], [2]]\nmask: {{hidden: ["{written}"]}}\n'
    )
    for asked in (Asked(), Asked(query=token)):
        text = scenario_text(file, asked)
        assert not any(sign in text for sign in "\u202e\x9b\u2028\u2066")
        again = load(text)
        assert again.queries.labels == (token, "b")
        assert again.shown == 0
        assert again.allowed
        assert again.allowed.array.tolist() == [[False, True], [False, True]]


def test_a_query_with_blanks_round_it_is_the_word_without_them_where_there_is_no_other() -> None:
    assert load('tokens: [a, b]\nquery: " b "\nx: [[1], [2]]\n').shown == 1
    assert load('tokens: ["b", " b "]\nquery: " b "\nx: [[1], [2]]\n').shown == 1


# The current folder


def test_a_current_folder_that_was_deleted_matters_only_where_a_path_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(FileNotFoundError):
        os.getcwd()
    x = "x: [[1]]\n"
    for arguments in (("explain", "-s", "-"), ("check", "-"), ("why", "weights[1,1]", "-s", "-")):
        assert attn(*arguments, stdin=x).code == 0
    assert attn("explain", "cat", "--presses", "nnq").code == 0
    run = attn("explain", "-s", "-", "-o", "x.json", stdin=x)
    assert (run.code, "error[E103]" in run.err) == (4, True)
    run = attn("explain", "-s", "-", stdin="x: {file: a.npy}\n")
    assert (run.code, "error[E101]" in run.err) == (4, True)
