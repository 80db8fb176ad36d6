"""Numbers of a file put in place of others: the file that is written computes what was shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from attncli.errors import AttnError
from attncli.loading.asked import Asked
from attncli.loading.editing import written
from attncli.loading.library import open_source, scenario_names
from attncli.loading.saving import scenario_text
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.reading.text import SourceFile
from attncli.scenario import Edit, Scenario


def from_text(text: str, folder: Path | None = None) -> SourceFile:
    """A scenario's text as a source."""
    return SourceFile("mine", "mine.yaml", text.encode(), folder)


def same_computation(one: Scenario, other: Scenario) -> None:
    """Both compute the same numbers of the same words, bit by bit."""
    first, second = attend(one, every=True), attend(other, every=True)
    assert first.queries.labels == second.queries.labels
    assert [stage.name for stage in first.stages] == [stage.name for stage in second.stages]
    for tensor, twin in zip(
        (*first.givens, *(s.output for s in first.stages)),
        (*second.givens, *(s.output for s in second.stages)),
        strict=True,
    ):
        assert np.array_equal(tensor.array, twin.array), tensor.name


def an_edit(scenario: Scenario) -> Edit:
    """An edit of some number of a scenario's own."""
    tensor = scenario.x if scenario.x is not None else scenario.query
    assert tensor is not None
    return Edit(tensor.name, tuple(len(axis) - 1 for axis in tensor.axes), 0.375)


@pytest.mark.parametrize("name", scenario_names())
def test_every_built_in_scenario_saved_computes_the_same(name: str) -> None:
    edits = [an_edit(load_scenario(name))]
    whole = load_scenario(name, edits=edits)
    saved = load_scenario(from_text(scenario_text(name, edits=edits, heading="# Mine.\n")))
    same_computation(whole, saved)
    assert whole.mask == saved.mask
    assert whole.scale == saved.scale
    assert whole.shown == saved.shown
    assert not saved.expect
    assert saved.source is None


@pytest.mark.parametrize(
    "arguments",
    [
        {"sentence": "the mat sat on the cat", "query": "@5"},
        {"mask": ["causal", "hidden=mat", "window=2", "valid_length=4"]},
        {"mask": ["causal=bottom-right"], "scale": "none"},
        {"scale": "0.25", "mechanism": "dot-product", "query": "cat"},
        {"mask": ["none"], "sentence": "on on on"},
    ],
)
def test_what_the_command_line_put_in_place_is_saved_with_it(arguments: dict[str, Any]) -> None:
    edits = [Edit("x", (2, 0), 2.0)]
    saved = scenario_text("cat-sat-mat", Asked(**arguments), edits)
    same_computation(load_scenario("cat-sat-mat", edits=edits, **arguments), load_scenario(from_text(saved)))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("cat-sat-mat-heads", {"heads": 2}),
        ("cat-sat-mat-heads", {"heads": 1, "mask": ["causal"]}),
        ("yeh-mha", {"mechanism": "scaled-dot-product"}),
        ("cat-sat-mat", {"mechanism": "multi-head", "heads": 2, "seed": 3}),
        ("cat-sat-mat-grouped", {"heads": 2}),
        ("cat-sat-mat", {"seed": 5}),
        ("yeh-mha", {"query": "@2"}),
        ("luong-local-p", {"mechanism": "luong-dot"}),
        ("luong-local-m", {"mechanism": "dot-product"}),
        ("cat-sat-mat-multi-query", {"scale": "none"}),
    ],
)
def test_heads_and_seeds_of_the_command_line_are_saved_with_it(name: str, arguments: dict[str, Any]) -> None:
    several: tuple[tuple[Edit, ...], ...] = ((), (Edit("w_q", (0, 0), 0.5), Edit("x", (1, 1), 0.25)))
    for wanted in several:
        plain = load_scenario(name, **arguments)
        edits = tuple(edit for edit in wanted if edit.tensor == "x" or edit.tensor in plain.parameters)
        shown = load_scenario(name, **arguments, edits=edits)
        saved = load_scenario(from_text(scenario_text(name, Asked(**arguments), edits)))
        same_computation(shown, saved)
        assert shown.random == plain.random
        if edits:
            found, before = (attend(each, every=True).stages[-1].output.array for each in (shown, plain))
            assert not np.array_equal(found, before)


def test_the_words_of_a_memory_can_be_edited() -> None:
    scenario = load_scenario("cross-translation")
    assert scenario.memory is not None
    edited = load_scenario("cross-translation", edits=[Edit("memory", (0, 0), 9.0)])
    assert edited.memory is not None
    assert edited.memory.array[0, 0] == 9.0
    same_computation(
        edited,
        load_scenario(from_text(scenario_text("cross-translation", edits=[Edit("memory", (0, 0), 9.0)]))),
    )


def test_without_a_change_the_scenario_is_saved_as_it_was_published() -> None:
    saved = load_scenario(from_text(scenario_text("cat-sat-mat")))
    assert saved.source == load_scenario("cat-sat-mat").source
    assert len(saved.expect) == 1


def test_an_edited_embedding_is_that_of_every_place_of_its_word() -> None:
    scenario = load_scenario("cat-sat-mat", edits=[Edit("x", (0, 0), 7.0)])
    assert scenario.x is not None
    assert scenario.x.array[[0, 4], 0].tolist() == [7.0, 7.0]
    assert scenario.source is None
    assert scenario.expect == ()


def test_a_value_that_was_the_key_becomes_one_of_its_own() -> None:
    source = from_text("tensors: {query: [[1, 0]], key: [[1, 2], [3, 4]]}\n")
    scenario = load_scenario(source, edits=[Edit("value", (0, 1), 9.0)])
    assert scenario.value is not None
    assert scenario.key is not None
    assert scenario.value.array.tolist() == [[1, 9], [3, 4]]
    assert scenario.key.array.tolist() == [[1, 2], [3, 4]]


def test_numbers_in_tensor_files_can_be_edited_and_are_saved_as_text(tmp_path: Path) -> None:
    np.savez(tmp_path / "big.npz", x=np.eye(3) / 3, w=np.arange(6.0).reshape(3, 2))
    source = from_text(
        "x: {file: big.npz, array: x}\nparameters: {w_v: {file: big.npz, array: w}}\n", tmp_path
    )
    edits = [Edit("x", (0, 1), 0.1)]
    saved = scenario_text(source, edits=edits)
    assert "file" not in saved
    same_computation(load_scenario(source, edits=edits), load_scenario(from_text(saved)))


def test_a_scenario_too_large_for_a_file_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.random.default_rng(0).normal(size=(1000, 60)))
    source = from_text("x: {file: x.npy}\n", tmp_path)
    with pytest.raises(AttnError) as caught:
        scenario_text(source, edits=[Edit("x", (0, 0), 1.0)])
    assert (caught.value.code, caught.value.exit_code) == ("E105", 4)


@pytest.mark.parametrize(
    "word",
    [
        *("on", "1e3", "~", "a: b", "#", "- x", "'", '"', "[mask]", "{x}", "é", "\U0001f600", "null"),
        *("*a", "&a", "!t", "%", "@", "`", "a,b"),
    ],
)
def test_words_that_mean_something_to_yaml_are_saved_as_words(word: str) -> None:
    quoted = yaml_text(word)
    text = f'{{"tokens": [{quoted}, "b"], "embeddings": {{{quoted}: [1, 0], "b": [0, 1]}}}}'
    source = SourceFile("mine", "mine.json", text.encode(), None)
    edits = [Edit("x", (1, 0), 0.5)]
    saved = load_scenario(from_text(scenario_text(source, edits=edits)))
    assert saved.queries.labels == (word, "b")
    same_computation(load_scenario(source, edits=edits), saved)


def yaml_text(word: str) -> str:
    """A word in double quotes."""
    import json

    return json.dumps(word)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_so_that_it_reads_back_as_itself(value: float) -> None:
    assert float(written(value)) == value
    assert yaml.safe_load(f"[{written(value)}]") is not None


@pytest.mark.parametrize("token", [" a", "a ", "\ta", "a\u00a0", "a"])
def test_a_query_with_a_blank_at_its_edge_is_saved_and_found_again(token: str) -> None:
    fields = {"tokens": ["b", token, "c"], "x": [[1, 0], [0, 1], [1, 1]], "query": token}
    saved = load_scenario(
        from_text(scenario_text(from_text(json.dumps(fields)), edits=[Edit("x", (0, 0), 2.0)]))
    )
    assert saved.shown == 1
    fields["expect"] = {"weights": {"query": token, "values": [0.3, 0.3, 0.3], "atol": 1}}
    assert [expected.query for expected in load_scenario(from_text(json.dumps(fields))).expect] == [1]


def test_what_is_saved_is_read_once_before_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attncli.loading.saving.emitted", lambda _: "x: [[1, 2], [3]]\n")
    with pytest.raises(AttnError) as caught:
        scenario_text("cat-sat-mat", edits=[Edit("x", (0, 0), 1.0)])
    assert caught.value.code == "E201"


def test_matrices_in_a_file_a_head_are_saved_as_numbers(tmp_path: Path) -> None:
    np.savez(tmp_path / "heads.npz", a=np.array([[1.0], [0.0]]), b=np.array([[0.0], [1.0]]))
    (tmp_path / "mine.yaml").write_text(
        "mechanism: multi-head\nheads: 2\nx: [[1, 2], [0.5, 1]]\n"
        "parameters: {w_q: [{file: heads.npz, array: a}, {file: heads.npz, array: b}]}\n"
    )
    path = str(tmp_path / "mine.yaml")
    text = scenario_text(open_source(path))
    assert "file:" not in text
    same_computation(load_scenario(path), load_scenario(from_text(text)))
