"""The pages of additive and of Luong's attention: what is said is true, what is worked out adds up."""

from __future__ import annotations

from typing import Any

import pytest

from attncli.formats import write
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.pages.explain import explain
from attncli.pages.why import why, why_page
from attncli.reading.text import SourceFile


def told(source: str, stage: str | None = None, *, every: bool = False, **over: Any) -> str:
    """A page, or a stage of it, as one line; ``source`` is a built-in scenario's name or a file's text."""
    written = SourceFile("mine", "mine.yaml", source.encode(), None)
    scenario = load_scenario(written if "\n" in source else source, **over)
    return " ".join(write(explain(attend(scenario, every=every), stage=stage)).split())


def local(query: str, mechanism: str = "luong-local-p", more: str = "") -> str:
    """Local attention of one number a word, whose queries are places: p = 4 · sigmoid(query)."""
    tensors = f"{{query: [[{query}]], key: [[1], [2], [3], [4]]}}"
    return f"mechanism: {mechanism}\nwindow: 1\ntensors: {tensors}\n{more}"


P = "parameters: {w_p: [[1]], v_p: [100]}\n"


def test_an_additive_score_is_walked_through_from_the_vectors_to_the_score() -> None:
    page = told("additive-decoder", "scores")
    for part in (
        "W_a, made by hand, not learned:",
        "U_a, made by hand, not learned:",
        "v_a, made by hand, not learned:",
        "query · column 1 of W_a",
        "key · column 1 of U_a",
        "which is why this attention is called additive",
    ):
        assert part in page
    assert "black 0.9051 × 2 + 0.7616 × 2.5 + 0.4621 × 1.5 4.41" in page
    assert "no score can leave the range from −6.00 to 6.00" in page


def test_a_bias_is_added_where_there_is_one_and_named_nowhere_else() -> None:
    parameters = "parameters: {w_a: [[1]], u_a: [[2]], v_a: [1]%s}\n"
    text = "mechanism: additive\ntensors: {query: [[1]], key: [[0], [1]]}\n"
    assert "bias" in told(text + parameters % ", b_a: [0.5]", "scores")
    assert "bias" not in told(text + parameters % "", "scores")


def test_of_many_units_and_keys_the_best_key_stands_for_the_others_and_the_page_says_so() -> None:
    keys = ", ".join(f"[{at}]" for at in range(9))
    row = ", ".join(["0.1"] * 8)
    tensors = f"tensors: {{query: [[1]], key: [{keys}]}}\n"
    parameters = f"parameters: {{w_a: [[{row}]], u_a: [[{row}]], v_a: [{row}]}}\n"
    page = told(f"mechanism: additive\n{tensors}{parameters}", "scores")
    best = "Worked out is key 9, which scores best; the other keys go the same way."
    assert f"{best} The first 6 of 8 units are worked out." in page


def test_nothing_is_said_to_be_learned_where_only_scores_are() -> None:
    text = "sentence: a b\nembeddings: {a: [1], b: [2]}\nmechanism: luong-general\nparameters: {w_a: [[2]]}\n"
    page = told(text)
    assert "is learned" not in page
    assert "No matrix makes the roles here, so each plays all three as it is" in page
    assert "numbers of the kind that models learn, come with the stages" in page
    assert "W_a, as given:" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("0", "will look round position 2."),
        ("0.01", "will look round 2.92, between positions 2 and 3 of 4."),
        ("-0.02", "will look round 0.48, just before position 1."),
        ("-1000", "will look round 1×10^−43, just before position 1."),
    ],
)
def test_the_place_is_told_in_words_that_are_true_of_it(query: str, words: str) -> None:
    assert words in told(local(query, more=P), "alignment_position")


def test_a_window_that_reaches_past_the_end_says_so_and_one_that_does_not_does_not() -> None:
    past = "those that the sentence does not have are left out"
    assert past in told(local("1000", more=P), "masked_scores")
    assert past not in told(local("0", more=P), "masked_scores")
    assert "query 1 may attend to 3 of 4 keys: key 1, key 2 and key 3." in told(
        local("0", more=P), "masked_scores"
    ).replace("Query", "query")


def test_weights_after_the_gaussian_are_not_said_to_sum_to_one() -> None:
    page = told(local("0", more=P))
    assert "not to 1: the paper's equation does not bring them back to shares" in page
    assert "The weights add up to" in page
    assert "lies between the smallest and the largest value" not in page


def test_a_query_whose_window_the_mask_hides_takes_home_zeros_with_a_note() -> None:
    page = told(local("0", more=P + "mask: {hidden: ['1', '2', '3']}\n"))
    assert "Of these the mask hides every key" in page
    assert "may attend to no key at all: its weights and its context are exactly 0" in page
    assert "With nothing to attend to there is nothing to favour: all are 0." in page


def test_a_query_past_the_end_of_the_keys_sees_nothing_with_the_monotonic_window() -> None:
    tensors = "tensors: {query: [[1], [1], [1], [1]], key: [[1], [2]]}\n"
    assert "may attend to no key at all" in told(f"mechanism: luong-local-m\nwindow: 1\n{tensors}query: 4\n")


def test_why_tells_a_hidden_score_by_the_window() -> None:
    trace = attend(load_scenario("luong-local-p"))
    assert "because it lies outside the window" in write(why_page(why(trace, "masked_scores[kann]")))


def test_why_leads_an_additive_score_down_to_the_keys_part() -> None:
    page = write(why_page(why(attend(load_scenario("additive-decoder")), "scores[noir,black]", depth=4)))
    for part in ("activations[noir,black,1]", "sums[noir,black,1]", "key_part[black,1]", "tanh(1.5)"):
        assert part in page
    assert "key_part[cat,2]" in write(
        why_page(why(attend(load_scenario("additive-decoder")), "key_part[cat,2]"))
    )
