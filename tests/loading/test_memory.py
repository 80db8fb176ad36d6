"""The field ``memory``: what it may say, what it may not, and what the command line leaves of it."""

from __future__ import annotations

from typing import Any

import pytest

from attncli.errors import AttnError
from attncli.loading.scenario_file import load_scenario
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario

HEAD = "sentence: le chat\nembeddings: {le: [0, 1], chat: [1, 0], cat: [2, 0], the: [0, 2]}\n"


def load(text: str, **over: Any) -> Scenario:
    return load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None), **over)


@pytest.mark.parametrize(
    "memory",
    [
        "{sentence: the cat the}",
        "{tokens: [The, cat, the]}",
        "{sentence: the cat the, embeddings: {the: [0, 2], cat: [2, 0]}}",
        "{tokens: [the, cat, the], x: [[0, 2], [2, 0], [0, 2]]}",
        "{x: [[0, 2], [2, 0], [0, 2]]}",
    ],
)
def test_keys_and_values_come_from_the_memory_and_queries_from_the_sentence(memory: str) -> None:
    scenario = load(HEAD + f"memory: {memory}\n")
    assert scenario.query
    assert scenario.key
    assert scenario.value
    assert scenario.memory
    assert scenario.query.array.tolist() == [[0, 1], [1, 0]]
    assert (
        scenario.key.array.tolist()
        == scenario.value.array.tolist()
        == scenario.memory.array.tolist()
        == [[0, 2], [2, 0], [0, 2]]
    )
    assert scenario.queries.labels == ("le", "chat")
    assert [label.lower() for label in scenario.keys.labels] in (["the", "cat", "the"], ["1", "2", "3"])
    assert scenario.queries.sequence == "sentence"
    assert scenario.keys.sequence == (None if memory.startswith("{x") else "memory")


def test_parameters_of_keys_and_values_are_as_wide_as_the_memory() -> None:
    parameters = "{w_q: [[1], [1]], w_k: [[1], [0], [1]], w_v: [[1, 0], [0, 1], [1, 1]]}"
    scenario = load(HEAD + f"memory: {{x: [[1, 2, 3]]}}\nparameters: {parameters}\n")
    assert {name: [axis.name for axis in w.axes] for name, w in scenario.parameters.items()} == {
        "w_q": ["d_model", "d_k"],
        "w_k": ["d_memory", "d_k"],
        "w_v": ["d_memory", "d_v"],
    }
    assert scenario.query is scenario.key is scenario.value is None


def test_a_causal_mask_lets_a_query_see_the_memory_up_to_its_own_position() -> None:
    scenario = load(HEAD + "memory: {sentence: the cat the}\nmask: causal\n")
    assert scenario.allowed
    assert scenario.allowed.array.astype(int).tolist() == [[1, 0, 0], [1, 1, 0]]
    late = load(HEAD + "memory: {sentence: the cat the}\nmask: {causal: bottom-right}\n").allowed
    assert late
    assert late.array.astype(int).tolist() == [[1, 1, 0], [1, 1, 1]]


def test_a_hidden_word_is_a_word_of_the_memory() -> None:
    scenario = load(HEAD + "memory: {sentence: the cat the}\nmask: {hidden: the}\n")
    assert scenario.allowed
    assert scenario.allowed.array.astype(int).tolist() == [[0, 1, 0], [0, 1, 0]]
    with pytest.raises(AttnError, match="`chat` is to be hidden and is not among the keys"):
        load(HEAD + "memory: {sentence: the cat the}\nmask: {hidden: chat}\n")


def test_a_sentence_of_the_command_line_asks_and_the_memory_stays() -> None:
    scenario = load(HEAD + "memory: {sentence: the cat the}\n", sentence="chat chat cat", query="cat")
    assert scenario.queries.labels == ("chat", "chat", "cat")
    assert scenario.keys.labels == ("the", "cat", "the")
    assert scenario.shown == 2
    assert scenario.title == "chat chat cat"


LONG = "memory: {x: [[1, 2, 3]]}\n"
TWO_FORMS = "memory: {embeddings: {the: [1, 1]}, x: [[1, 1]]}\n"
NO_WORDS = "`memory` has `embeddings` but no `sentence`"
NO_DOG = "memory: {tokens: [the, dog], embeddings: {the: [1, 2]}}\n"
TOO_LONG = "`memory.x` is 1 × 3 where `embeddings`, which makes the queries, is 4 × 2"
SHORT_W_K = LONG + "parameters: {w_k: [[1, 0], [0, 1]]}\n"
SHORT_W_Q = LONG + "parameters: {w_q: [[1], [1]]}\n"
NARROW_W_K = LONG + "parameters: {w_k: [[1], [1], [1]]}\n"
WIDE = "memory: {sentence: the cat}\nexpect: {weights: {values: [[1, 0, 0], [0, 1, 0]]}}\n"
ONE_ROW = "memory: {sentence: a b, x: [[1, 2]]}\n"
TWO_SENTENCES = "memory: {sentence: the, tokens: [the]}\n"


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        ("memory: {}\n", "E306", 3, 9, "`memory` is empty"),
        ("memory: the cat\n", "E119", 3, 9, "`memory` is the text"),
        ("memory: {sentnce: the cat}\n", "E115", 3, 10, "`sentnce` is not a field of `memory`"),
        (TWO_SENTENCES, "E307", 3, 25, "`tokens` stands beside `sentence` in `memory`"),
        (TWO_FORMS, "E307", 3, 37, "`x` stands beside `embeddings` in `memory`"),
        ("memory: {embeddings: {the: [1, 1]}}\n", "E306", 3, 1, NO_WORDS),
        ("memory: {sentence: ''}\n", "E311", 3, 20, "`memory.sentence` is empty"),
        ("memory: {sentence: the dog}\n", "E310", 3, 24, "`dog` has no vector in `embeddings`"),
        (NO_DOG, "E310", 3, 24, "`dog` has no vector in `memory.embeddings`"),
        (ONE_ROW, "E202", 3, 28, "`memory.x` is 1 × 2, where the memory has 2 tokens"),
        ("memory: {x: [[1, 2], [1]]}\n", "E201", 3, 22, "row 2 of `memory.x` has 1 number"),
        (LONG, "E202", 3, 9, TOO_LONG),
        (SHORT_W_K, "E202", 4, 19, "`w_k` is 2 × 2 where `memory.x` is 1 × 3: 3 rows"),
        (SHORT_W_Q, "E202", 4, 19, "`w_q` is 2 × 1 where `memory.x`, unprojected, is 1 × 3"),
        (NARROW_W_K, "E202", 4, 19, "`w_k` is 3 × 1 where `embeddings`, unprojected, is 4 × 2"),
        (WIDE, "E202", 4, 28, "is 2 × 3, where `weights` is 2 × 2"),
    ],
)
def test_a_bad_memory_is_refused_where_the_fault_is(
    text: str, code: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(AttnError) as caught:
        load(HEAD + text)
    [fault] = caught.value.all
    assert fault.where
    assert (fault.code, fault.where.line, fault.where.column) == (code, line, column), fault.what
    assert words in fault.what
    assert fault.help


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("x: [[1, 2]]\nmemory: {sentence: the cat}\n", "E306", "neither `embeddings` nor `x` of its own"),
        (
            "tensors: {query: [[1]], key: [[1]]}\nmemory: {x: [[1]]}\n",
            "E307",
            "`memory` stands beside `tensors`",
        ),
    ],
)
def test_a_memory_needs_vectors_and_does_not_go_with_tensors(text: str, code: str, words: str) -> None:
    with pytest.raises(AttnError) as caught:
        load(text)
    [fault] = caught.value.all
    assert fault.code == code
    assert words in fault.what
