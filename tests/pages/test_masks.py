"""What the mask's page says is true: what is hidden from whom, and why only where that is the reason."""

from __future__ import annotations

import pytest

from attncli.formats import write
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.pages.explain import explain


def page(*mask: str, query: str = "sat") -> str:
    text = write(explain(attend(load_scenario("cat-sat-mat", mask=mask, query=query)), stage="masked_scores"))
    return " ".join(text.split())


def test_what_comes_later_is_hidden_because_it_does_under_a_causal_mask_alone() -> None:
    assert "Hidden from it, because they come later: “on”, “the” and “mat”." in page("causal")
    assert "Hidden from it: “mat”." in page("hidden=mat")


def test_a_window_hides_on_both_sides_and_gives_no_false_reason() -> None:
    assert "Hidden from it: “The”, “the” and “mat”." in page("window=1")
    assert "because" not in page("window=1", "causal")


@pytest.mark.parametrize(
    ("mask", "said"),
    [
        ("valid_length=6", "Nothing is hidden from “sat”"),
        ("valid_length=0", "Every key is hidden from “sat”"),
    ],
)
def test_nothing_hidden_and_everything_hidden_are_said(mask: str, said: str) -> None:
    assert said in page(mask)


def test_an_empty_row_has_its_note() -> None:
    trace = attend(load_scenario("cat-sat-mat", mask=["valid_length=0"]))
    assert [note.code for note in trace.notes] == ["sees-nothing"]
    assert "! “sat” may attend to no key at all" in write(explain(trace))


def test_hidden_words_of_a_file_that_a_new_sentence_lacks_are_left_out() -> None:
    from pathlib import Path

    from attncli.reading.text import SourceFile

    text = b"sentence: a b c\nembeddings: {a: [1], b: [2], c: [3]}\nmask: [{hidden: c}, {window: 1}]\n"
    scenario = load_scenario(SourceFile("mine", "mine.yaml", text, Path()), sentence="a b b")
    assert scenario.allowed is not None
    assert scenario.allowed.array.astype(int).tolist() == [[1, 1, 0], [1, 1, 1], [0, 1, 1]]
    assert scenario.mask == ("hidden=c", "window=1")


def test_a_mask_is_named_among_what_is_given() -> None:
    says = "A mask goes with them, M: it says which keys each query may attend to."
    for name, masked in (("d2l-valid-lengths", True), ("rasbt-causal", True), ("cat-sat-mat", False)):
        page = " ".join(write(explain(attend(load_scenario(name)))).split())
        assert (says in page) == masked
