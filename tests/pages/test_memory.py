"""The page of cross-attention says whose keys and values they are, and calls no word of another "itself"."""

from __future__ import annotations

from attncli.formats import write
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.pages.explain import explain
from attncli.reading.text import SourceFile

SAME = "sentence: a b\nquery: b\nembeddings: {a: [0, 1], b: [2, 0]}\nmemory: {sentence: a b}\n"


def told(text: str, *, every: bool = False) -> str:
    scenario = load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None))
    return " ".join(write(explain(attend(scenario, every=every))).split())


def test_the_three_roles_say_that_keys_and_values_come_from_another_sentence() -> None:
    page = told(SAME)
    assert (
        "The words that answer come from another sentence, called the memory; "
        "their lists are the rows of H:" in page
    )
    assert "This is cross-attention: queries come from X, keys and values from the memory H" in page
    assert "Q = X, K = H, V = H" in page


def test_a_word_of_the_memory_that_is_spelt_alike_and_stands_alike_is_not_the_word_itself() -> None:
    page = told(SAME)
    assert "itself" not in page
    assert "“b” matches “b” best (4.00)" in page
    assert "mirror image" not in told(SAME, every=True)


def test_with_matrices_the_roles_that_have_none_are_named() -> None:
    page = told(SAME + "parameters: {w_v: [[1], [1]]}\n")
    others = "The others are taken as they are: Q = X, K = H."
    made = "A matrix of the kind that models learn, called a parameter, makes the values."
    assert f"{made} {others}" in page


def test_a_memory_without_words_is_told_without_words() -> None:
    page = told("x: [[1, 0]]\nmemory: {x: [[1, 1], [0, 2]]}\n")
    assert "That row asks. What answers are the rows of another matrix, called the memory, H:" in page
    assert "what the rows of one matrix ask for is looked up in the other" in page
    assert "sentence" not in page
