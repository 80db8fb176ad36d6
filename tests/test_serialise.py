"""What programs read: traces and derivations as JSON, traces as .npz."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from trees import size, worth

import attncli
from attncli import serialise
from attncli.cli.output import deliver_data
from attncli.errors import AttnError
from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.pages.why import why
from attncli.scenario import Published, Scenario
from attncli.serialise import npz_bytes, trace_json, why_json
from attncli.serialise.json_text import one_line
from attncli.tensor import Tensor
from attncli.trace import Trace
from scenarios import HOSTILE, scenarios, self_attention

SCHEMA = json.loads((Path(attncli.__file__).parent / "schemas" / "trace.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

X = [[1.0, 0.1, 2.0], [0.0, 1.0, -1 / 3], [1.0, 1.0, 0.0]]
CAUSAL = np.tri(3, dtype=bool)


def read(trace: Trace, stages: list[str] | None = None) -> dict[str, Any]:
    """A trace as a program reads it: anything that is not strict JSON is refused."""
    read: dict[str, Any] = json.loads(trace_json(trace, stages), parse_constant=refuse)
    return read


def refuse(constant: str) -> None:
    """NaN and Infinity are not JSON."""
    raise AssertionError(constant)


def array_of(values: Any) -> Any:
    """The numbers again, null as −∞."""
    found = np.array(values, dtype=object)
    if found.reshape(-1)[0] is True or found.reshape(-1)[0] is False:
        return found.astype(bool)
    return np.where(found == None, -math.inf, found).astype(np.float64)  # noqa: E711


def assert_same_bits(found: Any, tensor: Tensor) -> None:
    """What was read is the tensor's numbers to the last bit; a zero has no sign."""
    expected = tensor.array if tensor.array.dtype == bool else tensor.array + 0.0
    assert found.dtype == expected.dtype
    assert found.shape == expected.shape
    assert found.tobytes() == np.ascontiguousarray(expected).tobytes()


# The schema


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("name", scenario_names())
def test_the_trace_of_every_scenario_is_as_the_schema_says(name: str, every: bool) -> None:
    found = read(attend(load_scenario(name), every=every))
    VALIDATOR.validate(found)
    assert (found["query"] is None) == every


@pytest.mark.law
@given(scenarios())
def test_the_trace_of_any_scenario_is_as_the_schema_says(scenario: Scenario) -> None:
    VALIDATOR.validate(read(attend(scenario)))
    VALIDATOR.validate(read(attend(scenario, every=True)))


def objects(
    value: Any, at: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every object in a JSON value, and where it stands."""
    if isinstance(value, dict):
        yield at, value
        yield from (found for name, one in value.items() for found in objects(one, (*at, name)))
    elif isinstance(value, list):
        yield from (found for position, one in enumerate(value) for found in objects(one, (*at, position)))


def full() -> Trace:
    """A trace with something in every field."""
    blind = np.array([[True, False, False], [False, False, False], [True, True, True]])
    scenario = self_attention(X, ["a", "b", "c"], allowed=blind, w_q=X)._replace(
        source=Published(title="t", author="a", year=2024, url="u", licence="l", note="n"), title="Full"
    )
    trace = attend(scenario, query="b")
    assert trace.notes
    return trace


def test_the_schema_knows_every_field_and_no_other() -> None:
    found = read(full())
    VALIDATOR.validate(found)
    for _, each in objects(found):
        each["unheard of"] = 1
        assert not VALIDATOR.is_valid(found)
        del each["unheard of"]
    VALIDATOR.validate(found)


def test_the_schema_asks_for_every_field_but_those_of_the_source() -> None:
    found = read(full())
    for at, each in objects(found):
        for name in list(each):
            value = each.pop(name)
            assert VALIDATOR.is_valid(found) == (at == ("source",)), (at, name)
            each[name] = value


@pytest.mark.parametrize("wrong", ["1", [], [[]], [[1], "1"], [[1, True]], [[[[1]]]], 1, {"1": 1}])
def test_the_schema_refuses_values_that_are_no_array_of_numbers(wrong: Any) -> None:
    found = read(full())
    found["stages"][0]["values"] = wrong
    assert not VALIDATOR.is_valid(found)


def test_the_schema_describes_every_field() -> None:
    for at, each in objects(SCHEMA):
        if at[-1:] in (("properties",), ("$defs",)):
            assert all("description" in field or "$ref" in field for field in each.values()), at


# The trace


@given(scenarios())
def test_numbers_come_back_bit_for_bit(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    found = read(trace)
    for given_, tensor in zip(found["givens"], trace.givens, strict=True):
        assert_same_bits(array_of(given_["values"]), tensor)
    for stage_, stage in zip(found["stages"], trace.stages, strict=True):
        assert_same_bits(array_of(stage_["values"]), stage.output)


@pytest.mark.law
@given(scenarios())
def test_of_one_query_every_stage_holds_its_row_and_givens_are_whole(scenario: Scenario) -> None:
    trace = attend(scenario)
    every = {stage["name"]: stage for stage in read(attend(scenario, every=True))["stages"]}
    found = read(trace)
    assert trace.query is not None
    assert found["query"] == {"position": trace.query + 1, "token": scenario.queries.labels[trace.query]}
    for stage in found["stages"]:
        whole = every[stage["name"]]
        at = (
            [axis["name"] for axis in stage["axes"]].index("query")
            if any(axis["name"] == "query" for axis in stage["axes"])
            else None
        )
        values = np.array(whole["values"], dtype=object)
        assert stage["values"] == (values if at is None else values.take([trace.query], axis=at)).tolist()
        for n, axis in enumerate(stage["axes"]):
            assert axis["labels"] == (
                [scenario.queries.labels[trace.query]] if n == at else whole["axes"][n]["labels"]
            )
        assert all(stage[name] == whole[name] for name in ("title", "formula", "takes", "symbol"))
    assert found["givens"] == read(attend(scenario, every=True))["givens"]


@given(scenarios(mask=True))
def test_a_hidden_score_is_null_and_nothing_else_is(scenario: Scenario) -> None:
    found = read(attend(scenario, every=True))
    assert scenario.allowed is not None
    for stage in found["stages"]:
        values = np.array(stage["values"], dtype=object)
        nulls = np.array([value is None for value in values.ravel()]).reshape(values.shape)
        if stage["name"] == "masked_scores":
            assert np.array_equal(nulls, np.broadcast_to(np.logical_not(scenario.allowed.array), nulls.shape))
        else:
            assert not nulls.any()
    (mask,) = (each for each in found["givens"] if each["name"] == "allowed")
    assert mask["values"] == scenario.allowed.array.tolist()


def test_a_zero_has_no_sign() -> None:
    text = trace_json(attend(self_attention([[-0.0, 1.0], [1.0, 0.0]], scale=-0.0)))
    assert "-0.0" not in text


@given(scenarios())
def test_a_stage_takes_givens_and_earlier_stages_alone(scenario: Scenario) -> None:
    found = read(attend(scenario))
    known = {each["name"] for each in found["givens"]}
    assert len(known) == len(found["givens"])
    for stage in found["stages"]:
        assert stage["takes"]
        assert set(stage["takes"]) <= known
        assert stage["name"] not in known
        known.add(stage["name"])
    assert found["result"] == found["stages"][-1]["name"]


@given(scenarios())
def test_axes_label_every_position(scenario: Scenario) -> None:
    found = read(attend(scenario, every=True))
    for each in (*found["givens"], *found["stages"]):
        assert np.shape(np.array(each["values"], dtype=object)) == tuple(
            len(axis["labels"]) for axis in each["axes"]
        )


@pytest.mark.parametrize("word", HOSTILE)
def test_words_come_back_unchanged(word: str) -> None:
    scenario = self_attention(X, [word, "b", word], shown=2, allowed=np.zeros((3, 3), dtype=bool))._replace(
        title=word, source=Published(title=word, note=word)
    )
    found = read(attend(scenario))
    assert found["query"] == {"position": 3, "token": word}
    assert found["title"] == word
    assert found["source"] == ({"title": word, "note": word} if word else {})
    assert found["givens"][0]["axes"][0]["labels"] == [word, "b", word]
    assert found["stages"][0]["axes"][0]["labels"] == [word]
    assert found["stages"][0]["axes"][1]["labels"] == [word, "b", word]
    VALIDATOR.validate(found)


@pytest.mark.parametrize("word", HOSTILE)
def test_words_come_back_unchanged_from_a_file(word: str, tmp_path: Path) -> None:
    deliver_data(trace_json(attend(self_attention(X, [word, "b", "c"]))), str(tmp_path / "trace.json"))
    assert json.loads((tmp_path / "trace.json").read_bytes())["givens"][0]["axes"][0]["labels"] == [
        word,
        "b",
        "c",
    ]


@given(scenarios())
def test_a_row_of_a_matrix_is_one_line(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    text = trace_json(trace)
    assert text.endswith("}\n")
    lines = {line.strip().removesuffix(",") for line in text.split("\n")}
    found = json.loads(text)
    for each in (*found["givens"], *found["stages"]):
        if isinstance(each["values"][0], list):
            matrices = each["values"] if isinstance(each["values"][0][0], list) else [each["values"]]
            assert {json.dumps(row) for matrix in matrices for row in matrix} <= lines
        else:
            assert f'"values": {json.dumps(each["values"])}' in lines


@pytest.mark.parametrize(
    ("origin", "source"),
    [(None, None), (Published(title="A title", year=2017), {"title": "A title", "year": 2017})],
)
def test_the_source_leaves_out_what_is_not_known(
    origin: Published | None, source: dict[str, Any] | None
) -> None:
    assert read(attend(self_attention(X)._replace(source=origin)))["source"] == source


def test_a_note_says_which_query_of_which_stage() -> None:
    (note,) = read(full())["notes"]
    assert (note["code"], note["stage"], note["query"]) == ("sees-nothing", "weights", "b")
    assert "b" in note["text"]


def test_choosing_a_stage_leaves_all_else_as_it_is() -> None:
    trace = full()
    whole, one = read(trace), read(trace, ["weights"])
    assert one["stages"] == [stage for stage in whole["stages"] if stage["name"] == "weights"]
    assert {name: value for name, value in one.items() if name != "stages"} == {
        name: value for name, value in whole.items() if name != "stages"
    }


def test_more_numbers_than_json_should_hold_are_refused_and_pointed_to_arrays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert serialise.MOST == 2_000_000
    trace = attend(self_attention(X, allowed=CAUSAL), every=True)
    numbers = sum(tensor.array.size for tensor in (*trace.givens, *(stage.output for stage in trace.stages)))
    monkeypatch.setattr(serialise, "MOST", numbers)
    VALIDATOR.validate(read(trace))
    monkeypatch.setattr(serialise, "MOST", numbers - 1)
    with pytest.raises(AttnError) as caught:
        trace_json(trace)
    assert caught.value.code == "E512"
    assert ".npz" in (caught.value.help or "")
    VALIDATOR.validate(read(trace, ["context"]))
    assert npz_bytes(trace)


def test_of_one_query_only_what_is_printed_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = attend(self_attention(X))
    printed = sum(np.size(each["values"]) for part in ("givens", "stages") for each in read(trace)[part])
    monkeypatch.setattr(serialise, "MOST", printed)
    VALIDATOR.validate(read(trace))


# .npz


def test_an_npz_file_is_stored_not_packed() -> None:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(npz_bytes(attend(self_attention(X))))) as archive:
        assert {member.compress_type for member in archive.infolist()} == {zipfile.ZIP_STORED}


@pytest.mark.law
@given(scenarios())
def test_arrays_hold_every_given_and_stage_by_name(scenario: Scenario) -> None:
    for every in (False, True):
        trace = attend(scenario, every=every)
        with np.load(io.BytesIO(npz_bytes(trace)), allow_pickle=False) as file:
            expected = {
                tensor.name: tensor.array
                for tensor in (*trace.givens, *(stage.output for stage in trace.shown))
            }
            assert sorted(file.files) == sorted(expected)
            for name, array in expected.items():
                assert file[name].dtype == array.dtype
                assert np.array_equal(file[name], array)


def test_of_one_stage_the_arrays_are_that_one_and_the_givens() -> None:
    with np.load(io.BytesIO(npz_bytes(attend(self_attention(X)), ["weights"])), allow_pickle=False) as file:
        assert sorted(file.files) == ["key", "query", "value", "weights", "x"]


# attn/why


def named(tree: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """The leaves of a tree that are cells."""
    if tree is not None and "cell" in tree:
        yield tree
    for part in (tree or {}).get("of", ()):
        yield from named(part)


@pytest.mark.law
@given(scenarios(hostile=False))
def test_every_arithmetic_tree_evaluates_to_its_cell(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    for stage in trace.stages:
        cell = stage.output.cell(*stage.output.largest())
        asked = cell.derivation()
        assert asked is not None
        found = json.loads(why_json(why(trace, cell.name, depth=9)), parse_constant=refuse)
        assert (found["format"], found["version"], found["cell"], found["depth"]) == (
            "attn/why",
            1,
            cell.name,
            9,
        )
        assert found["value"] == (cell.value if math.isfinite(cell.value) else None)
        names = [told["cell"] for told in found["cells"]]
        assert names[0] == cell.name
        assert len(set(names)) == len(names)
        values = {told["cell"]: told["value"] for told in found["cells"]}
        for told in found["cells"]:
            assert told["cell"].startswith(told["stage"] + "[")
            assert told["given"] == (told["arithmetic"] is None)
            assert told["rests_on"] == list(dict.fromkeys(leaf["cell"] for leaf in named(told["arithmetic"])))
            assert all(
                values.get(leaf["cell"], leaf["value"]) == leaf["value"] for leaf in named(told["arithmetic"])
            )
            if told["arithmetic"] is None:
                continue
            value, terms = worth(told["arithmetic"]), size(told["arithmetic"])
            expected = -math.inf if told["value"] is None else told["value"]
            # As in stages/test_derivations.py, but added one by one, not exactly: at most 7 · 1.1e-16 more.
            assert (
                value == expected or abs(value - expected) <= 4e-15 * max(abs(expected), terms) + 64 * 5e-324
            ), told["cell"]


def test_a_hidden_score_is_null_with_its_reason() -> None:
    trace = attend(self_attention(X, ["a", "b", "c"], allowed=CAUSAL), every=True)
    (told,) = json.loads(why_json(why(trace, "masked_scores[a,b]")))["cells"]
    assert told["value"] is None
    assert "hidden" in told["arithmetic"].pop("reason")
    assert told["arithmetic"] == {
        "op": "where",
        "test": "allowed[a,b]",
        "is": "nonzero",
        "holds": False,
        "of": [{"value": None}],
    }
    assert told["rests_on"] == []


def test_a_given_number_follows_from_nothing() -> None:
    found = json.loads(why_json(why(attend(self_attention(X, ["a", "b", "c"])), "x[b,3]")))
    assert found["cells"] == [
        {
            "cell": "x[b,3]",
            "stage": "x",
            "labels": ["b", "3"],
            "value": -1 / 3,
            "given": True,
            "arithmetic": None,
            "rests_on": [],
        }
    ]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_a_value_on_one_line_is_what_python_writes_of_it(value: object) -> None:
    plain = json.dumps(value, ensure_ascii=False)
    assert one_line(value) == re.sub(OBEYED, lambda sign: f"\\u{ord(sign[0]):04x}", plain)
    assert json.loads(one_line(value)) == value


OBEYED = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
"""What a terminal obeys, or what turns the letters round it: C1 controls, line ends, directions."""


def test_json_has_nothing_that_a_terminal_obeys_and_gives_it_back_unchanged() -> None:
    hostile = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0x202E, 0x2066, 0x200F)))
    text = one_line({hostile: [hostile]})
    assert not re.search("[\x00-\x1f]|" + OBEYED, text)
    assert json.loads(text) == {hostile: [hostile]}


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.none() | st.integers()))
def test_a_row_is_what_python_writes_of_it(row: list[float | None]) -> None:
    assert one_line(row) == json.dumps(row)
