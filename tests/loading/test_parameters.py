"""The parameters of mechanisms with scores of their own: what is missing, unused or of the wrong shape is told where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from attncli.errors import AttnError
from attncli.loading.asked import Asked
from attncli.loading.saving import scenario_text
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms import MECHANISMS
from attncli.mechanisms.attend import attend
from attncli.reading.text import Source
from attncli.scenario import Edit, Scenario

T = "tensors: {query: [[1, 2, 3]], key: [[1, 2], [3, 4]], value: [[1], [2]]}\n"
EQUAL = "tensors: {query: [[1, 2]], key: [[1, 2], [3, 4]], value: [[1], [2]]}\n"
ADDITIVE = "w_a: [[1, 0], [0, 1], [1, 1]], u_a: [[1, 0], [0, 1]], v_a: [1, 2]"


def load(text: str, **over: Any) -> Scenario:
    return load_scenario(Source("mine", "mine.yaml", text.encode(), None), **over)


@pytest.mark.parametrize(
    ("text", "axes"),
    [
        (T + f"mechanism: additive\nparameters: {{{ADDITIVE}, b_a: [0, 1]}}\n", {"w_a": ["d_q", "d_hidden"], "u_a": ["d_k", "d_hidden"], "b_a": ["d_hidden"]}),
        (T + "mechanism: luong-general\nparameters: {w_a: [[1, 0], [0, 1], [1, 1]]}\n", {"w_a": ["d_q", "d_k"]}),
        (T + "mechanism: luong-concat\nparameters: {w_a: [[1], [2], [3], [4], [5]], v_a: [1]}\n", {"w_a": ["d_joined", "d_hidden"], "v_a": ["d_hidden"]}),
        (T + "mechanism: luong-location\nparameters: {w_a: [[1, 0], [0, 1], [1, 1]]}\n", {"w_a": ["d_q", "key"]}),
        (EQUAL + "mechanism: luong-dot\nparameters: {w_c: [[1], [2], [3]]}\n", {"w_c": ["d_joined", "d_out"]}),
        (EQUAL + "mechanism: luong-local-m\nwindow: 1\n", {}),
        (T + "mechanism: luong-local-p\nwindow: 2\nalign: general\nparameters: {w_a: [[1, 0], [0, 1], [1, 1]], w_p: [[1], [2], [3]], v_p: [1]}\n",
         {"w_p": ["d_q", "d_hidden"], "v_p": ["d_hidden"], "w_a": ["d_q", "d_k"]}),
    ],
)  # fmt: skip
def test_parameters_are_laid_out_and_run(text: str, axes: dict[str, list[str]]) -> None:
    scenario = load(text)
    for name, wanted in axes.items():
        assert [axis.name for axis in scenario.parameters[name].axes] == wanted
    assert attend(scenario).stages


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        ("mechanism: additive\n" + EQUAL, "E306", 1, 12, "`additive` needs `w_a`, `u_a`, `v_a`"),
        ("mechanism: additive\n" + EQUAL + "parameters: {w_a: [[1], [1]], u_a: [[1], [1]]}\n", "E306", 1, 12, "`additive` needs `v_a`"),
        ("mechanism: luong-local-m\n" + EQUAL, "E306", 1, 12, "`luong-local-m` needs `window`"),
        ("mechanism: luong-local-m\nwindow: 1\nalign: general\n" + EQUAL, "E306", 1, 12, "`luong-local-m` with `align: general` needs `w_a`"),
        (T + f"mechanism: additive\nparameters: {{{ADDITIVE.replace('[1, 1]]', '[1, 1], [0, 0]]')}}}\n", "E202", 3, 19,
         "`w_a` is 4 × 2 where queries have 3 numbers: 3 × 2"),
        (T + f"mechanism: additive\nparameters: {{{ADDITIVE.replace('u_a: [[1, 0], [0, 1]]', 'u_a: [[1], [2]]')}}}\n", "E202", 3, 50,
         "`u_a` is 2 × 1 where keys have 2 numbers and `w_a` is 3 × 2: 2 × 2"),
        (T + f"mechanism: additive\nparameters: {{{ADDITIVE.replace('v_a: [1, 2]', 'v_a: [1]')}}}\n", "E202", 3, 73,
         "`v_a` has 1 number where `w_a` is 3 × 2: 2"),
        (T + "mechanism: luong-general\nparameters: {w_a: [[1, 0, 1], [0, 1, 0]]}\n", "E202", 3, 19,
         "`w_a` is 2 × 3 where queries have 3 numbers and keys have 2: 3 × 2 is expected"),
        (T + "mechanism: luong-concat\nparameters: {w_a: [[1], [1]], v_a: [1]}\n", "E202", 3, 19, "one behind the other: 5 × 1"),
        (T + "mechanism: luong-location\nparameters: {w_a: [[1], [1], [1]]}\n", "E202", 3, 19, "there are 2 keys: 3 × 2"),
        (EQUAL + "mechanism: luong-dot\nparameters: {w_c: [[1], [1]]}\n", "E202", 3, 19, "`w_c` is 2 × 1 where a value has 1 number and a query 2"),
        (EQUAL + "mechanism: luong-local-p\nwindow: 1\nparameters: {w_p: [[1], [1]], v_p: [1, 2]}\n", "E202", 4, 36,
         "`v_p` has 2 numbers where `w_p` is 2 × 1"),
        (T + "mechanism: luong-dot\n", "E202", 1, 36, "`key` is 2 × 2 where `query` is 1 × 3"),
        (EQUAL + "parameters: {w_a: [[1, 1], [1, 1]]}\n", "E340", 2, 19, "`w_a` is not used by `scaled-dot-product`"),
        (EQUAL + "mechanism: dot-product\nwindow: 2\n", "E340", 3, 1, "`window` is not used by `dot-product`"),
        (EQUAL + "mechanism: luong-local-m\nwindow: 1\nparameters: {w_a: [[1, 1], [1, 1]]}\n", "E340", 4, 19,
         "`w_a` is not used by `luong-local-m` with `align: dot`"),
        (EQUAL + "mechanism: luong-local-m\nwindow: 0\n", "E301", 3, 9, "`0` is not a whole number from 1 on"),
        (EQUAL + "mechanism: luong-local-m\nwindow: [1]\n", "E119", 3, 9, "`window` is a list"),
        (EQUAL + "mechanism: luong-local-m\nwindow: 1\nalign: dots\n", "E341", 4, 8, "`dots` is not a way to score keys"),
        (T + f"parameters: {{{ADDITIVE}, b_a: [1]}}\nmechanism: additive\n", "E202", 2, 86, "`b_a` has 1 number where `w_a` is 3 × 2"),
        (EQUAL + "parameters: {b_a: [1], u_a: [[1], [1]], v_a: [1]}\nmechanism: additive\n", "E315", 2, 19, "`b_a` has no `w_a`"),
        (EQUAL + "mechanism: luong-dot\nexpect: {attentional: {values: [[1]]}}\n", "E313", 3, 10, "there is no `w_c`"),
        (EQUAL + "mechanism: luong-dot\nexpect: {local_weights: {values: [[1, 1]]}}\n", "E313", 3, 10, "predicts no position"),
        (EQUAL + "mechanism: luong-local-p\nwindow: 1\nparameters: {w_p: [[1], [1]], v_p: [1]}\nexpect: {alignment_position: {values: [1, 2]}}\n",
         "E202", 5, 39,
         "where `alignment_position` has a number a query, 1 in all"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_where_it_stands(
    text: str, code: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(AttnError) as caught:
        load(text)
    fault = caught.value.all[0]
    assert fault.where
    assert (fault.code, fault.where.line, fault.where.column) == (code, line, column), fault.what
    assert words in fault.what
    assert fault.help


@pytest.mark.parametrize(
    "mechanism",
    ["additive", "luong-general", "luong-concat", "luong-location", "luong-local-m", "luong-local-p"],
)
def test_a_mechanism_over_a_scenario_that_lacks_its_parameters_names_one_that_has_them(
    mechanism: str,
) -> None:
    with pytest.raises(AttnError) as caught:
        load_scenario("cat-sat-mat", mechanism=mechanism)
    assert (caught.value.code, caught.value.exit_code) == ("E540", 2)
    assert f"`{mechanism}` needs `{'window' if 'local' in mechanism else 'w_a'}`" in caught.value.what
    assert MECHANISMS[mechanism].example in (caught.value.help or "")
    assert load_scenario(MECHANISMS[mechanism].example).mechanism == mechanism


def test_another_mechanism_leaves_the_parameters_it_does_not_use() -> None:
    scenario = load_scenario("luong-local-p", mechanism="dot-product")
    assert list(scenario.parameters) == []
    assert scenario.window is None
    assert load_scenario("luong-dot", mechanism="luong-dot").parameters.keys() == {"w_c"}


def test_queries_and_keys_of_different_length_cannot_go_over_to_a_dot_product() -> None:
    with pytest.raises(
        AttnError,
        match="queries have 2 numbers and keys 3, where `dot-product` compares them number by number",
    ):
        load_scenario("luong-general", mechanism="dot-product")


def test_a_sentence_of_another_length_does_not_fit_a_matrix_of_positions() -> None:
    text = "sentence: a b\nembeddings: {a: [1], b: [2]}\nmechanism: luong-location\nparameters: {w_a: [[1, 2]]}\n"
    assert load(text, sentence="b a").keys.labels == ("b", "a")
    with pytest.raises(AttnError, match="there are 3 keys: 1 × 3 is expected"):
        load(text, sentence="a b a")


@pytest.mark.parametrize("mechanism", ["dot-product", "luong-dot", None])
def test_what_is_saved_under_another_mechanism_loads_again(mechanism: str | None) -> None:
    for name in ("luong-local-p", "luong-dot", "additive-decoder"):
        edits = [Edit("memory", (0, 0), 0.25)]
        saved = load(scenario_text(name, Asked(mechanism=mechanism), edits))
        whole = load_scenario(name, mechanism=mechanism, edits=edits)
        assert saved.memory
        assert whole.memory
        assert saved.memory.array.tolist() == whole.memory.array.tolist()
        assert whole.memory.array[0, 0] == 0.25
        for one, other in zip(
            attend(saved, every=True).stages, attend(whole, every=True).stages, strict=True
        ):
            assert one.output.array.tolist() == other.output.array.tolist()


def test_an_edited_word_of_the_memory_is_the_words_own() -> None:
    scenario = load_scenario("luong-local-m", edits=[Edit("memory", (0, 1), 7.0)])
    assert scenario.memory
    assert scenario.memory.array[[0, 3], 1].tolist() == [7.0, 7.0]
