"""The parameters of mechanisms with scores of their own: what does not fit is told where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attncli.errors import AttnError
from attncli.loading.asked import Asked
from attncli.loading.saving import scenario_text
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms import MECHANISMS
from attncli.mechanisms.attend import attend
from attncli.reading.text import SourceFile
from attncli.scenario import Edit, Scenario

T = "tensors: {query: [[1, 2, 3]], key: [[1, 2], [3, 4]], value: [[1], [2]]}\n"
EQUAL = "tensors: {query: [[1, 2]], key: [[1, 2], [3, 4]], value: [[1], [2]]}\n"
TALL = "w_a: [[1, 0], [0, 1], [1, 1]]"
ADDITIVE = f"{TALL}, u_a: [[1, 0], [0, 1]], v_a: [1, 2]"


def load(text: str, **over: Any) -> Scenario:
    return load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None), **over)


BIASED = T + f"mechanism: additive\nparameters: {{{ADDITIVE}, b_a: [0, 1]}}\n"
CONCAT = T + "mechanism: luong-concat\nparameters: {w_a: [[1], [2], [3], [4], [5]], v_a: [1]}\n"
PLACED = (
    T + "mechanism: luong-local-p\nwindow: 2\nalign: general\n"
    f"parameters: {{{TALL}, w_p: [[1], [2], [3]], v_p: [1]}}\n"
)


@pytest.mark.parametrize(
    ("text", "axes"),
    [
        (BIASED, {"w_a": ["d_q", "d_hidden"], "u_a": ["d_k", "d_hidden"], "b_a": ["d_hidden"]}),
        (T + f"mechanism: luong-general\nparameters: {{{TALL}}}\n", {"w_a": ["d_q", "d_k"]}),
        (CONCAT, {"w_a": ["d_joined", "d_hidden"], "v_a": ["d_hidden"]}),
        (T + f"mechanism: luong-location\nparameters: {{{TALL}}}\n", {"w_a": ["d_q", "key"]}),
        (
            EQUAL + "mechanism: luong-dot\nparameters: {w_c: [[1], [2], [3]]}\n",
            {"w_c": ["d_joined", "d_out"]},
        ),
        (EQUAL + "mechanism: luong-local-m\nwindow: 1\n", {}),
        (PLACED, {"w_p": ["d_q", "d_hidden"], "v_p": ["d_hidden"], "w_a": ["d_q", "d_k"]}),
    ],
)
def test_parameters_are_laid_out_and_run(text: str, axes: dict[str, list[str]]) -> None:
    scenario = load(text)
    for name, wanted in axes.items():
        assert [axis.name for axis in scenario.parameters[name].axes] == wanted
    assert attend(scenario).stages


def additive(old: str, new: str) -> str:
    """Additive attention with another text in place of one of its parameters."""
    return T + f"mechanism: additive\nparameters: {{{ADDITIVE.replace(old, new)}}}\n"


HALF = "mechanism: additive\n" + EQUAL + "parameters: {w_a: [[1], [1]], u_a: [[1], [1]]}\n"
NO_W_A = "mechanism: luong-local-m\nwindow: 1\nalign: general\n" + EQUAL
TALL_W_A = additive("[1, 1]]", "[1, 1], [0, 0]]")
NARROW_U_A = additive("u_a: [[1, 0], [0, 1]]", "u_a: [[1], [2]]")
SHORT_V_A = additive("v_a: [1, 2]", "v_a: [1]")
TURNED_W_A = T + "mechanism: luong-general\nparameters: {w_a: [[1, 0, 1], [0, 1, 0]]}\n"
LOW_CONCAT = T + "mechanism: luong-concat\nparameters: {w_a: [[1], [1]], v_a: [1]}\n"
NARROW_LOCATION = T + "mechanism: luong-location\nparameters: {w_a: [[1], [1], [1]]}\n"
LOW_W_C = EQUAL + "mechanism: luong-dot\nparameters: {w_c: [[1], [1]]}\n"
LONG_V_P = EQUAL + "mechanism: luong-local-p\nwindow: 1\nparameters: {w_p: [[1], [1]], v_p: [1, 2]}\n"
LOCAL = EQUAL + "mechanism: luong-local-m\nwindow: 1\n"
SHORT_B_A = T + f"parameters: {{{ADDITIVE}, b_a: [1]}}\nmechanism: additive\n"
BIAS_ALONE = EQUAL + "parameters: {b_a: [1], u_a: [[1], [1]], v_a: [1]}\nmechanism: additive\n"
EXPECTS = EQUAL + "mechanism: luong-dot\nexpect: "
TWO_PLACES = (
    EQUAL + "mechanism: luong-local-p\nwindow: 1\nparameters: {w_p: [[1], [1]], v_p: [1]}\n"
    "expect: {alignment_position: {values: [1, 2]}}\n"
)
BOTH = "w_a: [[1, 1], [1, 1]]"
SPARE = LOCAL + f"parameters: {{{BOTH}}}\n"
NOT_GENERAL = "`w_a` is 2 × 3 where queries have 3 numbers and keys have 2: 3 × 2 is expected"


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        ("mechanism: additive\n" + EQUAL, "E306", 1, 12, "`additive` needs `w_a`, `u_a`, `v_a`"),
        (HALF, "E306", 1, 12, "`additive` needs `v_a`"),
        ("mechanism: luong-local-m\n" + EQUAL, "E306", 1, 12, "`luong-local-m` needs `window`"),
        (NO_W_A, "E306", 1, 12, "`luong-local-m` with `align: general` needs `w_a`"),
        (TALL_W_A, "E202", 3, 19, "`w_a` is 4 × 2 where queries have 3 numbers: 3 × 2"),
        (NARROW_U_A, "E202", 3, 50, "`u_a` is 2 × 1 where keys have 2 numbers and `w_a` is 3 × 2: 2 × 2"),
        (SHORT_V_A, "E202", 3, 73, "`v_a` has 1 number where `w_a` is 3 × 2: 2"),
        (TURNED_W_A, "E202", 3, 19, NOT_GENERAL),
        (LOW_CONCAT, "E202", 3, 19, "one behind the other: 5 × 1"),
        (NARROW_LOCATION, "E202", 3, 19, "there are 2 keys: 3 × 2"),
        (LOW_W_C, "E202", 3, 19, "`w_c` is 2 × 1 where a value has 1 number and a query 2"),
        (LONG_V_P, "E202", 4, 36, "`v_p` has 2 numbers where `w_p` is 2 × 1"),
        (T + "mechanism: luong-dot\n", "E202", 1, 36, "`key` is 2 × 2 where `query` is 1 × 3"),
        (EQUAL + f"parameters: {{{BOTH}}}\n", "E340", 2, 19, "`w_a` is not used by `scaled-dot-product`"),
        (
            EQUAL + "mechanism: dot-product\nwindow: 2\n",
            "E340",
            3,
            1,
            "`window` is not used by `dot-product`",
        ),
        (SPARE, "E340", 4, 19, "`w_a` is not used by `luong-local-m` with `align: dot`"),
        (LOCAL.replace("1\n", "0\n"), "E301", 3, 9, "`0` is not a whole number from 1 on"),
        (LOCAL.replace("1\n", "[1]\n"), "E119", 3, 9, "`window` is a list"),
        (LOCAL + "align: dots\n", "E341", 4, 8, "`dots` is not a way to score keys"),
        (SHORT_B_A, "E202", 2, 86, "`b_a` has 1 number where `w_a` is 3 × 2"),
        (BIAS_ALONE, "E315", 2, 19, "`b_a` has no `w_a`"),
        (EXPECTS + "{attentional: {values: [[1]]}}\n", "E313", 3, 10, "there is no `w_c`"),
        (EXPECTS + "{local_weights: {values: [[1, 1]]}}\n", "E313", 3, 10, "predicts no position"),
        (TWO_PLACES, "E202", 5, 39, "where `alignment_position` has a number a query, 1 in all"),
    ],
)
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
    assert scenario.settings == {}
    assert load_scenario("luong-dot", mechanism="luong-dot").parameters.keys() == {"w_c"}


def test_queries_and_keys_of_different_length_cannot_go_over_to_a_dot_product() -> None:
    wrong = "queries have 2 numbers and keys 3, where `dot-product` compares them number by number"
    with pytest.raises(AttnError, match=wrong):
        load_scenario("luong-general", mechanism="dot-product")


def test_a_sentence_of_another_length_does_not_fit_a_matrix_of_positions() -> None:
    words = "sentence: a b\nembeddings: {a: [1], b: [2]}\n"
    text = words + "mechanism: luong-location\nparameters: {w_a: [[1, 2]]}\n"
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
        stages = (attend(scenario, every=True).stages for scenario in (saved, whole))
        for one, other in zip(*stages, strict=True):
            assert one.output.array.tolist() == other.output.array.tolist()


def test_an_edited_word_of_the_memory_is_the_words_own() -> None:
    scenario = load_scenario("luong-local-m", edits=[Edit("memory", (0, 1), 7.0)])
    assert scenario.memory
    assert scenario.memory.array[[0, 3], 1].tolist() == [7.0, 7.0]


MORE_AXES = {
    "additive": ("v_a", "b_a", "w_a", "u_a"),
    "luong-general": ("w_a", "w_c"),
    "luong-concat": ("v_a", "w_a", "w_c"),
    "luong-location": ("w_a", "w_c"),
    "luong-local-m": ("w_c",),
    "luong-local-p": ("v_p", "w_p", "w_c"),
}


@pytest.mark.parametrize(
    ("mechanism", "name"), [(each, name) for each, names in MORE_AXES.items() for name in names]
)
@pytest.mark.parametrize("heads", ["", "heads: 2\n"])
def test_a_parameter_with_more_axes_than_it_takes_is_refused_for_that(
    mechanism: str, name: str, heads: str
) -> None:
    """A column or a row where a list is taken, a list of matrices where a matrix is."""
    row = name.startswith(("v_", "b_"))
    for array in ("[[1], [2]]", "[[1, 2]]") if row else ("[[[1, 2], [2, 1]]]",):
        beside = "w_a: [[1, 0], [0, 1]], " if name == "b_a" else ""
        text = f"mechanism: {mechanism}\n{heads}{EQUAL}parameters: {{{beside}{name}: {array}}}\n"
        with pytest.raises(AttnError) as caught:
            load(text)
        [fault] = [each for each in caught.value.all if each.where and name in each.where.path]
        assert fault.code == "E204"


def test_a_column_in_a_file_is_mended_by_ravel(tmp_path: Path) -> None:
    np.save(tmp_path / "v.npy", np.ones((2, 1)))
    text = f"{EQUAL}mechanism: additive\nparameters: {{w_a: [[1, 0], [0, 1]], u_a: [[1, 0], [0, 1]], "
    (tmp_path / "mine.yaml").write_text(text + "v_a: {file: v.npy}}\n")
    with pytest.raises(AttnError) as caught:
        load_scenario(str(tmp_path / "mine.yaml"))
    assert caught.value.code == "E204"
    assert "has 2 axes (2 × 1), where `parameters.v_a` takes 1" in caught.value.what
    assert "`array.ravel()`" in (caught.value.help or "")
