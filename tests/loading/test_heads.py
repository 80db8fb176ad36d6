"""Heads and positions in a scenario file: what they may say, what they may not, with the place of the fault.

And the options that change them.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from attncli.errors import AttnError
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.mechanisms.expect import compare
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario

HEAD = "mechanism: multi-head\nx: [[1, 0, 2, 1], [0, 1, 1, 0]]\n"
TWO = HEAD + "heads: 2\n"
TENSORS = "mechanism: multi-head\ntensors:\n"
ONE = "x: [[1, 0]]\n"


def load(text: str, **over: Any) -> Scenario:
    return load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None), **over)


def faults(text: str, **over: Any) -> list[AttnError]:
    with pytest.raises(AttnError) as caught:
        load(text, **over)
    return list(caught.value.all)


# What is read


@pytest.mark.parametrize("mechanism", ["scaled-dot-product", "multi-head", "luong-dot"])
def test_one_set_of_rows_in_a_head_axis_is_what_all_heads_share(mechanism: str) -> None:
    """A mask of shape (1, 2, 2), as libraries broadcast it over heads."""
    text = f"mechanism: {mechanism}\nx: [[1, 0], [0, 1]]\n"
    text += "heads: 2\n" if mechanism == "multi-head" else ""
    for mask in ("[[[true, false], [true, true]]]", "[causal, [[[true, false], [true, true]]]]"):
        allowed = load(f"{text}mask: {mask}\n").allowed
        assert allowed
        assert allowed.array.tolist() == [[True, False], [True, True]]


SPLIT = {
    "packed": "[[1, 0], [0, 1]]",
    "packed, three columns": "[[1, 0, 1], [0, 1, 2]]",
    "one head in front": "[[[1, 0], [0, 1]]]",
    "two heads in front": "[[[1, 0], [0, 1]], [[1, 2], [2, 1]]]",
    "three heads in front": "[[[1], [0]], [[1], [2]], [[2], [1]]]",
    "refused": "[[1, a], [0, 1]]",
    "absent": "",
}


@pytest.mark.parametrize("query", SPLIT)
@pytest.mark.parametrize("key", SPLIT)
def test_tensors_whose_heads_disagree_are_computed_or_refused_and_never_crash(query: str, key: str) -> None:
    for value, heads, kv_heads in product(SPLIT, ("", "heads: 2\n", "heads: 3\n"), ("", "kv_heads: 1\n")):
        given = {"query": SPLIT[query], "key": SPLIT[key], "value": SPLIT[value]}
        lines = "".join(f"  {name}: {rows}\n" for name, rows in given.items() if rows)
        text = f"mechanism: multi-head\n{heads}{kv_heads}tensors:\n{lines}"
        if not lines:
            continue
        found = codes_or_stages(text)
        assert found <= {"E202", "E301", "E306", "E330", "E331"} or "weights" in found, text
        mixed = len({"front" in name for name in (query, key, value) if SPLIT[name]}) > 1
        assert not (mixed and "weights" in found), text


def codes_or_stages(text: str) -> set[str]:
    """The codes of a file's faults or, where it has none, the stages that it makes."""
    try:
        scenario = load(text)
    except AttnError as error:
        return {each.code for each in error.all}
    return {stage.name for stage in attend(scenario).stages}


def test_a_list_of_one_matrix_a_head_is_the_packed_matrix() -> None:
    w, w_packed = "[[[1], [2], [3], [4]], [[5], [6], [7], [8]]]", "[[1, 5], [2, 6], [3, 7], [4, 8]]"
    o, o_packed = "[[[1], [2]], [[3], [4]]]", "[[1], [2], [3], [4]]"
    listed = load(TWO + f"parameters: {{w_q: {w}, b_q: [[1], [2]], w_k: {w}, w_o: {o}}}\n")
    packed = load(TWO + f"parameters: {{w_q: {w_packed}, b_q: [1, 2], w_k: {w_packed}, w_o: {o_packed}}}\n")
    assert list(listed.parameters) == list(packed.parameters)
    for name, tensor in listed.parameters.items():
        assert np.array_equal(tensor.array, packed.parameters[name].array), name


def test_without_projections_the_columns_of_x_are_split() -> None:
    trace = attend(load(HEAD + "heads: 2\n"), every=True)
    assert trace.stage("query_heads").output.array.tolist() == [[[1, 0], [0, 1]], [[2, 1], [1, 0]]]


def test_heads_have_their_names_and_key_heads_their_numbers() -> None:
    parameters = "parameters: {w_k: [[1, 0], [0, 1], [1, 1], [0, 0]], w_v: [[1], [1], [1], [1]]}\n"
    scenario = load(TWO + "kv_heads: 1\nhead_names: [one, other]\n" + parameters)
    assert scenario.query_heads.labels == ("one", "other")
    assert scenario.key_heads.labels == ("1",)


def test_tensors_may_have_their_heads_in_front_and_then_say_how_many_there_are() -> None:
    scenario = load(TENSORS + "  query: [[[1, 0]], [[0, 1]]]\n  key: [[[1, 0], [0, 1]], [[1, 1], [0, 0]]]\n")
    assert len(scenario.query_heads) == 2
    stages = ["scores", "scaled_scores", "weights", "context", "concatenated"]
    assert [stage.name for stage in attend(scenario).stages] == stages


def test_a_mask_may_have_rows_for_every_head() -> None:
    scenario = load(HEAD + "heads: 2\nmask: [[[true, false], [true, true]], [[true, true], [false, true]]]\n")
    assert scenario.allowed is not None
    assert scenario.allowed.array.tolist() == [[[True, False], [True, True]], [[True, True], [False, True]]]
    rows = "[[[true, true], [true, true]], [[true, true], [false, true]]]"
    both = load(TWO + f"mask: [causal, {rows}]\n").allowed
    assert both is not None
    assert both.array.tolist() == [[[True, False], [True, True]], [[True, False], [False, True]]]


def test_what_is_expected_of_heads_has_them_first() -> None:
    expect = (
        "expect:\n  query_heads: {values: [[[1, 0], [0, 1]], [[2, 1], [1, 0]]]}\n"
        "  scores: {query: '@2', values: [[0, 1], [2, 2]], atol: 1.0e-9}\n"
        "  concatenated: {query: '@1', values: [1, 1, 1, 1], atol: 9}\n"
    )
    found = compare(load(TWO + expect))
    assert [each.numbers for each in found] == [8, 4, 4]
    assert [(miss.cell, miss.found) for each in found for miss in each.misses] == [("scores[2,2,2]", 1.0)]


@pytest.mark.parametrize(
    ("text", "base"), [("sinusoidal", 10_000.0), ("{sinusoidal: 100}", 100.0), ("{sinusoidal: 0.5}", 0.5)]
)
def test_positions_have_a_base(text: str, base: float) -> None:
    scenario = load(f"x: [[1, 0], [0, 1]]\npositions: {text}\n")
    assert scenario.positions == base
    assert scenario.query is scenario.key is scenario.value is None
    assert attend(scenario).stages[0].name == "positions"


# What is refused


BAD = [
    (HEAD + "heads: 0\n", "E301", 3),
    (HEAD + "heads: 2.5\n", "E301", 3),
    (HEAD + 'heads: "2"\n', "E301", 3),
    (HEAD + "heads: [2]\n", "E119", 3),
    (HEAD + "heads: 3\n", "E330", 3),
    (HEAD + "heads: 4\nkv_heads: 3\n", "E330", 4),
    (TWO + "kv_heads: 1\n", "E202", 4),
    (TWO + "head_names: [a]\n", "E202", 4),
    (TWO + "head_names: [a, a]\n", "E332", 4),
    (TWO + "head_names: []\n", "E312", 4),
    (HEAD + "parameters: {w_q: [[[1], [2], [3], [4]]]}\n", "E306", 3),
    (TWO + "parameters:\n  w_q: [[[1], [2], [3], [4]]]\n", "E202", 5),
    (TWO + "parameters:\n  w_q: [[[1], [2], [3], [4]], [[1, 2], [1, 2], [1, 2], [1, 2]]]\n", "E202", 5),
    (TWO + "parameters:\n  w_o: [[1], [2], [3]]\n", "E202", 5),
    (TWO + "parameters:\n  w_o: [[1], [2], [3], [4]]\n  b_o: [1, 2]\n", "E202", 6),
    (TWO + "parameters:\n  b_o: [1, 2]\n", "E315", 5),
    (TWO + "parameters:\n  w_v: [[1], [2], [3], [4]]\n", "E330", 5),
    ("heads: 2\nx: [[1, 0], [0, 1]]\n", "E331", 1),
    ("x: [[1, 0], [0, 1]]\nparameters: {w_o: [[1], [2]]}\n", "E331", 2),
    ("tensors: {query: [[[1]]], key: [[[1]]]}\n", "E331", 1),
    (TENSORS + "  query: [[[1]], [[2]]]\n  key: [[[1]], [[2]], [[3]]]\n", "E330", None),
    (TENSORS + "  query: [[[1]], [[2]]]\n  key: [[1, 2]]\n", "E202", 3),
    (TWO + "mask: [[[true], [true]]]\n", "E202", 4),
    (TENSORS + "  query: [[1, 0]]\n  key: [[[1, 0]], [[0, 1]]]\n", "E202", 4),
    (TENSORS + "  query: [[1, 0]]\n  key: [[1, 0]]\n  value: [[[1, 0]], [[0, 1]]]\n", "E202", 5),
    (TWO + "mask: [[[true, true], [true, true]], [[true, true]]]\n", "E201", 4),
    (TWO + "expect: {weights: {values: [[1, 0], [0, 1]]}}\n", "E204", 4),
    (TWO + "expect: {weights: {values: [[[1, 0]], [[0, 1]]]}}\n", "E202", 4),
    (TWO + "expect: {output: {values: [[1, 0], [0, 1]]}}\n", "E313", 4),
    (TWO + "expect: {key_shared: {values: [[1, 0], [0, 1]]}}\n", "E313", 4),
    (ONE + "expect: {concatenated: {values: [[1, 0]]}}\n", "E313", 2),
    (ONE + "expect: {positions: {values: [[1, 0]]}}\n", "E313", 2),
    (ONE + "positions: learned\n", "E333", 2),
    (ONE + "positions: {sinusoidal: 0}\n", "E333", 2),
    (ONE + "positions: [1]\n", "E119", 2),
    (ONE + "positions: {sinusoidal: big}\n", "E301", 2),
    (ONE + "positions: {}\n", "E312", 2),
    ("tensors: {query: [[1]], key: [[1]]}\npositions: sinusoidal\n", "E307", 2),
    ("tensors: {query: [[1]], key: [[1]]}\nparameters: {w_q: [[1]]}\n", "E307", 2),
]


@pytest.mark.parametrize(("text", "code", "line"), BAD)
def test_what_does_not_fit_is_refused_at_its_line(text: str, code: str, line: int | None) -> None:
    found = faults(text)
    assert [each.code for each in found] == [code], [str(each) for each in found]
    assert found[0].help
    if line is not None:
        assert found[0].where is not None
        assert found[0].where.line == line


def test_shapes_that_do_not_fit_are_both_named() -> None:
    (fault,) = faults(HEAD + "heads: 2\nparameters:\n  w_o: [[1], [2], [3]]\n")
    assert "3 × 1" in fault.what
    assert "4 columns" in fault.what


# Another number of heads


def test_another_number_of_heads_splits_the_packed_columns_anew_and_drops_names_and_expectations() -> None:
    own = load_scenario("cat-sat-mat-heads")
    two = load_scenario("cat-sat-mat-heads", heads=2)
    assert two.query_heads.labels == ("1", "2")
    assert not two.expect
    assert np.array_equal(two.parameters["w_q"].array, own.parameters["w_q"].array)
    assert attend(two).stage("query_heads").output.array.shape == (2, 6, 4)
    same = load_scenario("cat-sat-mat-heads", heads=4)
    assert same.query_heads.labels == own.query_heads.labels
    assert same.expect


@pytest.mark.parametrize(
    ("scenario", "heads", "there"),
    [
        ("cat-sat-mat-heads", 3, "1, 2, 4, 8"),
        ("cat-sat-mat-heads", 0, "1, 2, 4, 8"),
        ("cat-sat-mat-grouped", 1, "2, 4, 8"),
    ],
)
def test_a_number_of_heads_that_does_not_divide_is_refused_with_those_that_do(
    scenario: str, heads: int, there: str
) -> None:
    with pytest.raises(AttnError) as caught:
        load_scenario(scenario, heads=heads)
    assert caught.value.code == "E531"
    assert caught.value.help == f"choose one of: {there}"
    for number in there.split(", "):
        assert attend(load_scenario(scenario, heads=int(number)))


@pytest.mark.parametrize(
    ("text", "over"),
    [
        (
            HEAD + "heads: 2\nmask: [[[true, false], [true, true]], [[true, true], [false, true]]]\n",
            {"heads": 4},
        ),
        (TENSORS + "  query: [[[1, 0]], [[0, 1]]]\n  key: [[[1, 0]], [[1, 1]]]\n", {"heads": 1}),
        (
            TENSORS + "  query: [[[1, 0]], [[0, 1]]]\n  key: [[[1, 0]], [[1, 1]]]\n",
            {"mechanism": "dot-product"},
        ),
        ("x: [[1, 0]]\n", {"heads": 2}),
    ],
)
def test_heads_that_cannot_be_changed_are_refused(text: str, over: dict[str, Any]) -> None:
    assert [each.code for each in faults(text, **over)] == ["E531"]


def test_without_heads_the_packed_columns_are_one_query_one_key_one_value() -> None:
    scenario = load_scenario("cat-sat-mat-heads", mechanism="scaled-dot-product")
    assert scenario.heads is None
    assert "w_o" not in scenario.parameters
    assert attend(scenario).stage("scores").output.array.shape == (6, 6)


def test_any_scenario_may_be_cut_into_heads() -> None:
    assert attend(load_scenario("cat-sat-mat", mechanism="multi-head", heads=2)).stage(
        "scores"
    ).output.array.shape == (2, 6, 6)


# Random projections


def test_a_seed_makes_the_projections_that_are_lacking_the_same_each_time() -> None:
    one, other, third = (
        load_scenario("cat-sat-mat", mechanism="multi-head", heads=2, seed=seed) for seed in (7, 7, 8)
    )
    assert one.random == ("w_q", "w_k", "w_v", "w_o")
    for name in one.random:
        assert np.array_equal(one.parameters[name].array, other.parameters[name].array)
        assert not np.array_equal(one.parameters[name].array, third.parameters[name].array)
    assert not one.expect


@pytest.mark.parametrize("scenario", ["cat-sat-mat-heads", "tensorflow-lookup"])
def test_a_seed_where_nothing_is_lacking_is_refused(scenario: str) -> None:
    with pytest.raises(AttnError, match="E532"):
        load_scenario(scenario, mechanism="multi-head", seed=7)


@pytest.mark.parametrize(
    ("heads", "values", "help"),
    [
        (3, 2, "choose a number of heads that divides 2 and 4: 1, 2"),
        (2, 3, "give `w_v` 4 columns, for no number of heads but 1 divides 3 and 4"),
        (3, 4, "choose a number of heads that divides 4: 1, 2, 4"),
    ],
)
def test_a_number_of_heads_that_is_advised_is_one_that_fits_every_matrix(
    heads: int, values: int, help: str
) -> None:
    rows = [[1] * values] * 4
    text = f"{HEAD}heads: {heads}\nparameters:\n  w_v: {rows}\n"
    found = faults(text)
    assert help in [each.help for each in found]
    for advised in help.partition(": ")[2].replace(",", "").split():
        assert load(f"{HEAD}heads: {advised}\nparameters:\n  w_v: {rows}\n").heads is not None
