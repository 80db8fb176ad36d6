"""What the command line puts in place of a scenario's fields."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from attncli.errors import AttnError, ExitCode
from attncli.loading.asked import Asked
from attncli.loading.scenario_file import load_scenario
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario

FILE = (
    "title: A title\nsource: {title: S}\nsentence: The cat sat\nquery: sat\n"
    "embeddings: {the: [0.5, 0], cat: [0.5, 1], sat: [1, 1]}\n"
    "parameters: {w_v: [[1, 0], [0, 1]]}\nexpect: {context: {values: [1, 1], query: sat}}\n"
)


def load(text: str = FILE, **over: Any) -> Scenario:
    return load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None), **over)


def faults_of(text: str = FILE, **over: Any) -> list[AttnError]:
    with pytest.raises(AttnError) as caught:
        load(text, **over)
    for fault in caught.value.all:
        assert fault.where is None
        assert fault.exit_code is ExitCode.USAGE
        assert fault.help
    return list(caught.value.all)


def test_a_sentence_takes_the_place_of_title_source_and_expectation() -> None:
    scenario = load(sentence=" sat  THE\ncat cat ")
    assert scenario.queries.labels == scenario.keys.labels == ("sat", "THE", "cat", "cat")
    assert (scenario.title, scenario.source, scenario.expect) == ("sat THE cat cat", None, ())
    assert scenario.x
    assert scenario.x.array.tolist() == [[1, 1], [0.5, 0], [0.5, 1], [0.5, 1]]
    assert list(scenario.parameters) == ["w_v"]


def test_the_file_s_own_sentence_changes_nothing() -> None:
    scenario = load(sentence="The  cat sat")
    assert (scenario.title, scenario.shown, len(scenario.expect)) == ("A title", 2, 1)
    assert scenario.source


@pytest.mark.parametrize(
    ("sentence", "shown"), [("sat the", 0), ("the SAT", 1), ("the cat", None), ("sat sat", None)]
)
def test_the_file_s_query_stays_where_the_sentence_has_it_once(sentence: str, shown: int | None) -> None:
    assert load(sentence=sentence).shown == shown


def test_a_query_by_position_stays_with_its_word_and_not_with_its_position() -> None:
    text = FILE.replace("query: sat\n", "query: 2\n")
    assert load(text).shown == 1
    assert load(text, sentence="sat the cat").shown == 2
    assert load(text, sentence="sat the sat").shown is None


def test_words_without_a_vector_are_all_named_once() -> None:
    [fault] = faults_of(sentence="the dog sat dog bird")
    assert fault.code == "E501"
    assert fault.what == "the vocabulary of `mine` has no vector for `dog`, `bird`"
    own = "give `dog` a vector in a scenario file of your own: `attn new mine.yaml`"
    lexicon = "leave `scenario=…` out, for word vectors of any sentence"
    assert fault.help == f"use words it has (the, cat, sat), or {own}; or {lexicon}"


def test_the_message_for_the_default_scenario_is_the_promised_one() -> None:
    with pytest.raises(AttnError) as caught:
        load_scenario("cat-sat-mat", sentence="The dog sat")
    assert caught.value.what == "the vocabulary of `cat-sat-mat` has no vector for `dog`"


def test_a_word_of_several_spellings_is_told_as_such() -> None:
    [fault] = faults_of("sentence: US\nembeddings: {US: [1], us: [2]}\n", sentence="Us")
    assert (fault.code, "`US`, `us`" in fault.what) == ("E501", True)


@pytest.mark.parametrize(
    "text", ["x: [[1]]\n", "tokens: [a]\nx: [[1]]\n", "tensors: {query: [[1]], key: [[1]]}\n"]
)
def test_a_scenario_with_its_own_tokens_takes_no_sentence(text: str) -> None:
    assert [fault.code for fault in faults_of(text, sentence="a")] == ["E502"]


@pytest.mark.parametrize("sentence", ["", "  \n\t "])
def test_an_empty_sentence_is_refused(sentence: str) -> None:
    assert [fault.code for fault in faults_of(sentence=sentence)] == ["E506"]


def test_a_file_without_a_sentence_is_a_vocabulary() -> None:
    text = "query: cat\nembeddings: {the: [1], cat: [2]}\n"
    assert load(text, sentence="the cat").shown == 1
    assert load(text, sentence="the the").shown is None
    with pytest.raises(AttnError) as caught:
        load(text)
    assert caught.value.code == "E306"


@pytest.mark.parametrize(("query", "shown"), [("cat", 1), ("CAT", 1), ("@1", 0), ("3", 2), ("the@1", 0)])
def test_a_query_is_found_as_in_a_file(query: str, shown: int) -> None:
    scenario = load(query=query)
    assert (scenario.shown, len(scenario.expect)) == (shown, 1)


def test_a_query_is_one_of_the_new_sentence() -> None:
    assert load(sentence="cat the", query="the").shown == 1
    assert [fault.code for fault in faults_of(sentence="cat the", query="sat")] == ["E504"]


def test_a_query_at_several_positions_names_them() -> None:
    [fault] = faults_of(sentence="the cat the", query="THE")
    assert (fault.code, fault.what) == ("E504", "`THE` stands at several positions: `the@1`, `the@3`")


def test_a_query_that_is_not_there_names_at_most_a_dozen_words() -> None:
    [fault] = faults_of(sentence="the cat the " * 5, query="dog")
    assert (
        fault.what
        == "`dog` is not among the tokens "
        + ", ".join(f"`{word}@{at}`" for at, word in enumerate(["the", "cat", "the"] * 4, 1))
        + ", …"
    )
    [fault] = faults_of(query="ca")
    assert fault.help == "did you mean `cat`?"


@pytest.mark.parametrize(
    "over",
    [
        {"mechanism": "dot-product"},
        {"mask": ["causal"]},
        {"scale": "none"},
        {"scale": 0.5},
        {"scale": "1e-3"},
    ],
)
def test_another_computation_has_no_expectation(over: dict[str, Any]) -> None:
    scenario = load(**over)
    assert (scenario.expect, scenario.title) == ((), "A title")
    assert scenario.source


@pytest.mark.parametrize(
    "over", [{"mechanism": "scaled-dot-product"}, {"mask": ["none"]}, {"scale": "auto"}, {"query": "cat"}]
)
def test_the_same_computation_keeps_its_expectation(over: dict[str, Any]) -> None:
    assert len(load(**over).expect) == 1


def test_the_file_s_own_settings_given_again_change_nothing() -> None:
    text = FILE + "mask: {causal: bottom-right}\nscale: 0.5\nmechanism: dot-product\n"
    assert len(load(text, mask=["causal=bottom-right"], scale="5e-1", mechanism="dot-product").expect) == 1


def test_settings_of_the_command_line_take_the_place_of_the_file_s() -> None:
    text = FILE + "mask: causal\nscale: none\nmechanism: dot-product\n"
    scenario = load(text, mask=["none"], scale="0.25", mechanism="scaled-dot-product")
    assert (scenario.mask, scenario.allowed) == ((), None)
    assert (scenario.scale, scenario.mechanism) == (0.25, "scaled-dot-product")


def test_a_mask_alone_needs_no_list() -> None:
    alone, listed = (load_scenario("cat-sat-mat", mask=mask) for mask in ("causal", ["causal"]))
    assert alone.mask == listed.mask == ("causal",)


def test_masks_given_several_times_must_all_agree() -> None:
    text = "tensors: {query: [[1], [1]], key: [[1], [2], [3]]}\n"
    scenario = load(text, mask=["causal=bottom-right", "none", "causal", "causal"])
    assert scenario.mask == ("causal=bottom-right", "causal")
    assert scenario.allowed
    assert scenario.allowed.array.astype(int).tolist() == [[1, 0, 0], [1, 1, 0]]


MASKS = "`causal`, `causal=bottom-right`, `window=2`, `valid_length=4`, `hidden=TOKEN`, `none`"
NO_KEY = "`dog` is to be hidden and is not among the keys `The`, `cat`, `sat`"
NO_LENGTH = "`valid_length` is 9, where there are 3 keys"


@pytest.mark.parametrize(
    ("over", "what", "help"),
    [
        ({"mechanism": "dotproduct"}, "`dotproduct` is not a mechanism", "did you mean `dot-product`?"),
        ({"mask": ["causal", "casual"]}, "`casual` is not a mask", "did you mean `causal`?"),
        ({"mask": ["causal=bottom"]}, "`causal=bottom` is not a mask", "did you mean `causal=bottom-right`?"),
        ({"mask": ["causal="]}, "`causal=` is not a mask", "did you mean `causal`?"),
        ({"mask": [""]}, "`` is not a mask", f"choose one of {MASKS}"),
        ({"mask": ["windw=2"]}, "`windw=2` is not a mask", "did you mean `window=…`?"),
        ({"mask": ["window=x"]}, "`window=x` is not a mask", "give it a whole number, as in `window=2`"),
        ({"mask": ["hidden="]}, "`hidden=` is not a mask", "name a word of the sentence, as in `hidden=mat`"),
        ({"mask": ["valid_length=9"]}, NO_LENGTH, "give a length from 0 to 3"),
        ({"mask": ["hidden=dog"]}, NO_KEY, "name one of them, or a position such as `@1`"),
        ({"scale": "atuo"}, "`atuo` is not a scale", "did you mean `auto`?"),
        ({"scale": "nan"}, "`nan` is not finite, where a finite number is expected", None),
        ({"scale": "1e999"}, "`1e999` is not finite, where a finite number is expected", None),
        ({"scale": float("inf")}, "`inf` is not finite, where a finite number is expected", None),
        ({"scale": ""}, "`scale` is left empty, where a text is expected", None),
    ],
)
def test_a_wrong_setting_is_refused_with_the_nearest(
    over: dict[str, Any], what: str, help: str | None
) -> None:
    [fault] = faults_of(**over)
    assert (fault.code, fault.what) == ("E505", what)
    assert help in (None, fault.help)


def test_all_wrong_settings_are_told_at_once() -> None:
    faults = faults_of(mechanism="a", mask=["b"], scale="c", sentence="dog")
    assert [fault.code for fault in faults] == ["E505", "E505", "E505", "E501"]


def test_a_fault_of_the_file_comes_before_those_of_the_command_line() -> None:
    with pytest.raises(AttnError) as caught:
        load(FILE + "mask: casual\n", sentence="dog", query="dog")
    assert [fault.code for fault in caught.value.all] == ["E304"]


def test_the_library_asks_for_whatever_can_be_asked_for() -> None:
    keywords = [*inspect.signature(load_scenario).parameters]
    assert keywords == ["source", *Asked._fields, "edits"]
