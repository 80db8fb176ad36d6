"""One of a thing is told in the singular, on every page and in every refusal."""

from __future__ import annotations

import re

import pytest

from attncli.errors import AttnError
from attncli.formats import write
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.pages.explain import explain
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario

NOUNS = (
    "rows|columns|keys|queries|heads|numbers|tokens|words|positions|dimensions|units|others|lengths|truths"
)
ONE_OF = rf"(?<![\d.,@×])(?<!× )\b1 (?:hidden |more |key |query )?(?:{NOUNS})\b"
WRONG = re.compile(rf"{ONE_OF}|\ball 1\b|\b[Aa]ll 2 keys|\b1 are\b")


def scenario(text: str) -> Scenario:
    return load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None))


ONE = "sentence: a\nembeddings: {a: [2]}\n"
PROJECTED = "parameters: {w_q: [[1]], w_k: [[1]], w_v: [[1]]%s}\n"
SMALLEST = {
    "one word": ONE,
    "projected": ONE + PROJECTED % "",
    "without a word": "x: [[1]]\n",
    "tensors": "tensors: {query: [[1]], key: [[1]]}\n",
    "two alike": "x: [[1], [1]]\n",
    "one hidden": "x: [[1], [1]]\nmask: causal\n",
    "two alike and one hidden": "x: [[1], [1], [1]]\nmask: {valid_length: 2}\n",
    "one head": "mechanism: multi-head\n" + ONE + PROJECTED % ", w_o: [[1]]",
    "two heads of one column": "mechanism: multi-head\nheads: 2\nx: [[1, 2]]\n",
    "one shared head": "mechanism: multi-head\nheads: 2\nkv_heads: 1\nx: [[1, 2]]\n"
    "parameters: {w_k: [[1], [1]], w_v: [[1], [1]]}\n",
    "memory": ONE + "memory: {sentence: a}\n",
    "positions": ONE + "positions: sinusoidal\n",
    "additive": "mechanism: additive\n" + ONE + "parameters: {w_a: [[1]], u_a: [[1]], v_a: [1]}\n",
    "luong-dot": "mechanism: luong-dot\n" + ONE + "parameters: {w_c: [[1], [1]]}\n",
    "luong-general": "mechanism: luong-general\n" + ONE + "parameters: {w_a: [[1]]}\n",
    "luong-concat": "mechanism: luong-concat\n" + ONE + "parameters: {w_a: [[1], [1]], v_a: [1]}\n",
    "luong-location": "mechanism: luong-location\n" + ONE + "parameters: {w_a: [[1]]}\n",
    "luong-local-m": "mechanism: luong-local-m\nwindow: 1\nx: [[1], [1], [1]]\n",
    "luong-local-p": "mechanism: luong-local-p\nwindow: 1\n" + ONE + "parameters: {w_p: [[1]], v_p: [1]}\n",
    "local-p of two": "mechanism: luong-local-p\nwindow: 1\nx: [[1], [1]]\n"
    "parameters: {w_p: [[1]], v_p: [1]}\n",
}


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("text", SMALLEST.values(), ids=SMALLEST)
def test_no_page_says_one_of_several(text: str, every: bool) -> None:
    page = " ".join(write(explain(attend(scenario(text), every=every)), "markdown").split())
    assert not WRONG.findall(page)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x: [[1, 2]]\nmask: {valid_length: [1, 2]}\n", "`valid_length` has 2 lengths for 1 query"),
        ("x: [[1, 2]]\nmask: {valid_length: 2}\n", "`valid_length` is 2, where there is one key"),
        (
            "x: [[1], [2]]\nmask: [[true]]\n",
            "the mask has 1 row of 1, where 2 queries and 2 keys make 2 rows of 2",
        ),
        (
            "x: [[1]]\nmask: [[true, true]]\n",
            "the mask has 1 row of 2, where 1 query and 1 key make 1 row of 1",
        ),
        (
            "mechanism: multi-head\nheads: 1\nx: [[1, 2]]\nmask: [[[true]], [[true]]]\n",
            "the mask has rows for 2 heads, where there is one head",
        ),
        ("x: [[1]]\nparameters: {w_v: [[1], [2]]}\n", "1 row is expected, one a column of `x`"),
        (
            "x: [[1]]\nparameters: {w_v: [[1]], b_v: [1, 2]}\n",
            "has 2 numbers where `w_v` is 1 × 1: 1 number is expected",
        ),
        (
            "mechanism: multi-head\nx: [[1]]\nparameters: {w_o: [[1]], b_o: [1, 2]}\n",
            "has 2 numbers where `w_o` is 1 × 1: 1 number is expected",
        ),
        (
            "mechanism: multi-head\nheads: 2\nkv_heads: 1\nx: [[1, 2]]\n"
            "parameters: {w_k: [[[1], [1]], [[2], [2]]], w_v: [[1], [1]]}\n",
            "`w_k` is a list of 2, where there is one key head",
        ),
        ("x: [[1], [2]]\nmask: [[true, true], [true]]\n", "has 1 truth where the first has 2"),
    ],
)
def test_no_refusal_says_one_of_several(text: str, words: str) -> None:
    with pytest.raises(AttnError) as caught:
        scenario(text)
    said = " ".join(f"{fault.what} {fault.help}" for fault in caught.value.all)
    assert words in said
    assert not WRONG.findall(said.replace("1 × 1: 1", ""))
