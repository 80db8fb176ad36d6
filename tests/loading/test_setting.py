"""Values put in place of parts of a scenario, before it is checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from forms import FORMS, write_arrays

from attncli.errors import AttnError
from attncli.loading.asked import Asked
from attncli.loading.library import scenario_names
from attncli.loading.paths import read_path
from attncli.loading.saving import scenario_text
from attncli.loading.scenario_file import load, load_scenario
from attncli.mechanisms.attend import attend
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario

FILE = (
    "title: A title\nsource: {title: S}\nsentence: The cat sat\nquery: sat\norigin: learned\n"
    "embeddings: {the: [0.5, 0], cat: [0.5, 1], sat: [1, 1], a.b: [1, 2], '5': [2, 2]}\n"
    "parameters: {w_v: [[1, 0], [0, 1]]}\nexpect: {context: {values: [1, 1], query: sat}}\n"
)


def source(text: str = FILE) -> SourceFile:
    return SourceFile("mine", "mine.yaml", text.encode(), None)


def loaded(*settings: str, text: str = FILE, **over: Any) -> Scenario:
    return load_scenario(source(text), set=settings, **over)


def fault(*settings: str, text: str = FILE, **over: Any) -> AttnError:
    with pytest.raises(AttnError) as caught:
        loaded(*settings, text=text, **over)
    return caught.value


def x(scenario: Scenario) -> list[Any]:
    assert scenario.x is not None
    return list(scenario.x.array.tolist())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("scale", ["scale"]),
        ("embeddings.cat[2]", ["embeddings", "cat", "2"]),
        ("x[2][1]", ["x", "2", "1"]),
        ("x.2.1", ["x", "2", "1"]),
        ('embeddings."a.b"', ["embeddings", "a.b"]),
        ('embeddings."say \\"so\\""', ["embeddings", 'say "so"']),
        ("embeddings.New York", ["embeddings", "New York"]),
    ],
)
def test_a_path_has_names_and_positions(text: str, parts: list[str]) -> None:
    path = read_path(text)
    assert path is not None
    assert list(path.parts) == parts


@pytest.mark.parametrize("text", ["", ".", ".x", "x[", "x[]", "x[a]", "x]", "x..y", '"', 'x"', "x."])
def test_what_is_no_path_has_no_parts(text: str) -> None:
    assert read_path(text) is None


def test_a_vector_a_number_and_a_matrix_are_set() -> None:
    assert x(loaded("embeddings.cat=[2, 1]"))[1] == [2, 1]
    assert x(loaded("embeddings.cat[2]=7"))[1] == [0.5, 7]
    assert x(loaded("embeddings.CAT[2]=7"))[1] == [0.5, 7]
    assert loaded("parameters.w_v[2][1]=3").parameters["w_v"].array.tolist() == [[1, 0], [3, 1]]
    assert list(loaded("parameters.w_q=[[1, 0], [0, 1]]").parameters) == ["w_q", "w_v"]
    assert x(loaded('embeddings."a.b"=[9, 9]', sentence="the a.b"))[1] == [9, 9]
    assert x(loaded("embeddings.5[1]=9", sentence="5"))[0] == [9, 2]


def test_several_are_set_in_their_order() -> None:
    assert x(loaded("embeddings.cat=[2, 1]", "embeddings.cat[1]=3"))[1] == [3, 1]


def test_a_word_of_the_sentence_without_a_vector_gets_one() -> None:
    assert x(loaded("embeddings.dog=[3, 4]", sentence="the dog"))[1] == [3, 4]
    assert fault("embeddings.dog=[3, 4]").code == "E580"


def test_what_was_published_and_learned_holds_no_longer() -> None:
    kept = loaded("title=Another")
    assert (kept.title, kept.source is None, len(kept.expect), kept.origin) == (
        "Another",
        False,
        1,
        "learned",
    )
    assert kept.source
    changed = loaded("embeddings.cat=[2, 1]")
    assert (changed.source, changed.expect, changed.origin) == (None, (), "learned")
    assert loaded("parameters.w_v[1][1]=3").origin == ""


@pytest.mark.parametrize(
    ("setting", "argument"),
    [
        ("scale=none", {"scale": "none"}),
        ("scale=0.5", {"scale": 0.5}),
        ("mask=causal", {"mask": "causal"}),
        ("mask=window=1", {"mask": "window=1"}),
        ("mechanism=luong-dot", {"mechanism": "luong-dot"}),
        ("seed=7", {"seed": 7}),
    ],
)
def test_a_single_value_is_the_argument_of_its_name(setting: str, argument: dict[str, Any]) -> None:
    one, other = attend(loaded(setting)), attend(load_scenario(source(), **argument))
    assert [stage.name for stage in one.stages] == [stage.name for stage in other.stages]
    for left, right in zip(one.stages, other.stages, strict=True):
        np.testing.assert_array_equal(left.output.array, right.output.array)


def test_a_field_may_be_set_as_a_file_has_it() -> None:
    assert loaded("mask={hidden: [cat]}").allowed is not None
    one = loaded("mask=[causal, {window: 1}]").allowed
    other = load_scenario(source(), mask=["causal", "window=1"]).allowed
    assert one is not None
    assert other is not None
    assert (one.array == other.array).all()


@pytest.mark.parametrize(
    ("setting", "code", "help"),
    [
        ("embedings.cat=[2, 1]", "E580", "did you mean `embeddings`?"),
        ("embeddings.cta=[2, 1]", "E580", "did you mean `embeddings.cat`?"),
        ("embeddings.cat[3]=1", "E580", "choose one of them, such as `embeddings.cat[2]`"),
        ("embeddings.cat[0]=1", "E580", "choose one of them, such as `embeddings.cat[2]`"),
        ("embeddings.cat[1][1]=1", "E580", "set `embeddings.cat[1]` itself"),
        ("parameters.w_z=[[1]]", "E580", "did you mean `parameters.w_"),
        ("memory.x=[[1, 2]]", "E580", "set `memory` as a whole"),
        ("scale", "E581", "write a path"),
        ("=2", "E581", "write a path"),
        ("scale=", "E581", "write a path"),
        ("x[=2", "E581", "write a path"),
        ("heads=two", "E581", "write one: `set=heads=2`"),
        ("query=cat", "E582", "take `query=…`"),
        ("sentence=cat", "E582", "take `sentence=…`"),
    ],
)
def test_what_leads_nowhere_says_what_there_is(setting: str, code: str, help: str) -> None:
    found = fault(setting)
    assert found.code == code
    assert found.help is not None
    assert help in found.help


def test_an_argument_and_a_setting_that_say_two_things_are_refused() -> None:
    assert fault("scale=none", scale=2.0).code == "E508"
    assert fault("scale=none", "scale=2").code == "E508"
    assert fault("mask=causal", mask="none").code == "E508"


@pytest.mark.parametrize(
    ("settings", "code", "line", "column"),
    [
        (["embeddings.cat=[2, one]"], "E301", 1, 20),
        (["title=A", "embeddings.cat=[2, 1, 3]"], "E201", 2, 16),
        (["embeddings.cat=[2, 1"], "E111", 1, None),
        (["embeddings.cat=&a [1, 2]"], "E116", 1, 16),
        (["mask={cuasal: 1}"], "E115", 1, None),
        (["x=[[1, 2]]"], "E307", 1, None),
    ],
)
def test_a_wrong_value_is_told_where_it_stands(
    settings: list[str], code: str, line: int, column: int | None
) -> None:
    found = fault(*settings)
    assert found.code == code
    assert found.where is not None
    assert (found.where.file, found.where.line) == ("set", line)
    assert column is None or found.where.column == column


def test_a_fault_of_the_file_is_still_told_in_the_file() -> None:
    found = fault("embeddings.cat=[2, 1]", text=FILE.replace("sat: [1, 1]", "sat: [1, x]"))
    assert found.where is not None
    assert (found.where.file, found.where.line) == ("mine.yaml", 6)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_takes_a_setting_and_is_saved_with_it(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_arrays(tmp_path)
    (tmp_path / "form.yaml").write_text(FORMS[form], encoding="utf-8")
    asked = Asked(set=("title=Set",))
    scenario = load("form.yaml", asked)
    assert scenario.title == "Set"
    if ".npy" in FORMS[form] or ".npz" in FORMS[form]:
        return
    text = scenario_text("form.yaml", asked)
    again = load(SourceFile("again", "again.yaml", text.encode(), None))
    assert again.title == "Set"
    for left, right in zip(attend(scenario).stages, attend(again).stages, strict=True):
        np.testing.assert_allclose(left.output.array, right.output.array, atol=1e-12)


def test_a_number_of_a_tensor_file_is_set_and_the_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("x.npy", np.array([[1.0, 2.0], [3.0, 4.0]]))
    Path("mine.yaml").write_text("sentence: a b\nx: {file: x.npy}\n", encoding="utf-8")
    assert x(load_scenario("mine.yaml", set="x[2][1]=9")) == [[1, 2], [9, 4]]
    assert np.load("x.npy").tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("name", scenario_names())
def test_setting_a_scale_gives_every_built_in_scenario_what_the_argument_gives(name: str) -> None:
    one, other = attend(load_scenario(name, set="scale=0.5")), attend(load_scenario(name, scale=0.5))
    for left, right in zip(one.stages, other.stages, strict=True):
        np.testing.assert_array_equal(left.output.array, right.output.array)


def test_word_vectors_are_set_as_those_of_a_file_are() -> None:
    words = {"sentence": "The river bank was steep", "query": "bank"}
    plain = load_scenario("glove", **words)  # type: ignore[arg-type]
    changed = load_scenario("glove", set="embeddings.bank[1]=0", **words)  # type: ignore[arg-type]
    assert plain.x is not None
    assert changed.x is not None
    expected = np.array(plain.x.array)
    expected[2, 0] = 0
    np.testing.assert_array_equal(changed.x.array, expected)
