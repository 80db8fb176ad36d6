"""A sequence that is too long is told before anything is computed, however it is given."""

from __future__ import annotations

import pytest

from attncli import AttnError, load_scenario
from attncli.loading import scenario_file
from attncli.loading.asked import Asked
from attncli.loading.word_scenario import word_scenario
from attncli.reading.tensor_checks import LONGEST
from attncli.reading.text import SourceFile

MANY = ["a"] * (LONGEST + 1)
FLOW = f"[{', '.join(MANY)}]"
ROWS = f"[{', '.join(['[1, 0]'] * len(MANY))}]"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("tokens", f"embeddings: {{a: [1, 0]}}\ntokens: {FLOW}\n"),
        ("sentence", f"embeddings: {{a: [1, 0]}}\nsentence: {' '.join(MANY)}\n"),
        ("x", f"x: {ROWS}\n"),
        ("tensors", f"tensors: {{query: [[1, 0]], key: {ROWS}}}\n"),
        ("sentence", f"embeddings: {{a: [1, 0]}}\nsentence: a\nmemory: {{tokens: {FLOW}}}\n"),
    ],
)
def test_a_file_with_more_tokens_than_are_computed_with_is_told(
    field: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenario_file, "build", pytest.fail)
    with pytest.raises(AttnError) as caught:
        scenario_file.load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None))
    [fault] = caught.value.all
    assert (fault.code, fault.what) == ("E430", "there are 16,385 tokens, where 16,384 are the most")
    assert fault.where
    assert fault.where.path == field


def test_as_many_tokens_as_that_are_taken() -> None:
    text = f"embeddings: {{a: [1, 0]}}\nsentence: {' '.join(MANY[1:])}\n"
    assert (
        len(scenario_file.load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None)).keys) == LONGEST
    )


def test_words_that_are_asked_for_are_counted_too() -> None:
    with pytest.raises(AttnError) as caught:
        load_scenario("cat-sat-mat", sentence=" ".join(["cat"] * len(MANY)))
    assert caught.value.code == "E430"
    with pytest.raises(AttnError) as caught:
        word_scenario(Asked(tokens=["river"] * len(MANY)))
    assert caught.value.code == "E430"
