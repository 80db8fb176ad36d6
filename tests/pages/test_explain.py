"""The page of `attn explain`: its sentences are true of the numbers, whatever those are."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attncli.errors import AttnError
from attncli.formats import write
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.pages.explain import explain
from attncli.pages.tables import telling_keys
from attncli.scenario import Scenario
from scenarios import from_tensors, scenarios, self_attention


def told(scenario: Scenario, stage: str, *, every: bool = False) -> str:
    """A stage's page as one line of words."""
    return " ".join(write(explain(attend(scenario, every=every), stage=stage)).split())


def words(
    x: Sequence[Sequence[float]],
    *,
    shown: int = 0,
    allowed: Sequence[Sequence[int]] | None = None,
    scale: float | str = "none",
) -> Scenario:
    """A sentence a, b, c … of these vectors, which attends to itself unscaled."""
    mask = None if allowed is None else np.array(allowed, dtype=bool)
    return self_attention(x, list("abcdefgh")[: len(x)], scale=scale, shown=shown, allowed=mask)  # type: ignore[arg-type]  # "none" or a number


def lookup(*scores: float) -> Scenario:
    """One numbered query whose scores are these."""
    return from_tensors(
        [[1.0]],
        [[score] for score in scores],
        [[float(at)] for at in range(len(scores))],
        scale="none",
        shown=0,
    )


# Scores


def test_the_best_match_and_the_next_are_named_with_their_scores() -> None:
    page = told(words([[1, 0], [3, 0], [2, 0]]), "scores")
    assert "“a” matches “b” best (3.00), then “c” (2.00). The lowest score goes to itself (1.00)." in page


def test_a_word_that_matches_itself_best_is_called_itself() -> None:
    assert "“c” matches itself best (4.00)" in told(words([[0], [1], [2]], shown=2), "scores")


def test_scores_that_are_all_equal_prefer_nothing() -> None:
    page = told(lookup(2, 2, 2), "scores")
    assert "All keys score the same (2.00): nothing is preferred." in page
    assert "best" not in page


def test_a_tie_for_the_best_is_told_as_one() -> None:
    page = told(lookup(5, 1, 5), "scores")
    assert "key 1 and key 3" in page
    assert re.search(r"equally|both|each", page)
    assert "then" not in page.split("best")[1]


def test_a_tie_by_rounding_alone_is_a_tie() -> None:
    assert "All keys score the same" in told(lookup(0.1 + 0.2, 0.3), "scores")


def test_negative_scores_are_not_called_matches() -> None:
    page = told(lookup(-1, -2, -3), "scores")
    assert "No key scores above 0" in page
    assert "key 1 (−1.00)" in page
    assert "opposite directions" in page
    assert "matches" not in page.split("No key")[1]


def test_a_score_of_exactly_zero_is_no_match_and_no_opposite() -> None:
    page = told(lookup(2, 0), "scores")
    assert "At exactly 0, key 2" in page
    assert "opposite" not in page


def test_one_key_alone_has_nothing_to_be_compared_with() -> None:
    assert "only one key" in told(lookup(7), "scores")


def test_the_mirror_image_is_claimed_of_symmetric_scores_only() -> None:
    assert "mirror image" in told(words([[1, 2], [3, 4]]), "scores", every=True)
    assert "mirror image" not in told(load_scenario("rasbt-trainable"), "scores", every=True)
    assert "mirror image" not in told(load_scenario("tensorflow-lookup"), "scores", every=True)


# Scaling


@pytest.mark.parametrize(("d_k", "root"), [(1, "1"), (4, "2"), (9, "3"), (2, "1.41"), (3, "1.73")])
def test_the_root_is_whole_where_it_is(d_k: int, root: str) -> None:
    assert f"Here d_k is {d_k} and its root is {root}." in told(
        words([[1.0] * d_k, [2.0] * d_k], scale="auto"), "scaled_scores"
    )


def test_the_root_of_one_changes_nothing() -> None:
    assert "changes nothing" in told(words([[1], [2]], scale="auto"), "scaled_scores")


def test_equal_scores_stay_equal_and_a_scale_of_zero_wipes_them_out() -> None:
    assert "all equal, and stay so" in told(words([[1, 0], [1, 0]], scale="auto"), "scaled_scores")
    assert "what they said is gone" in told(words([[1], [2]], scale=0.0), "scaled_scores")


def test_a_negative_scale_is_not_said_to_let_the_best_match_stand_out() -> None:
    page = told(words([[1], [2]], scale=-2.0), "scaled_scores")
    assert "the more the best match stands out" not in page


# The mask


def test_what_is_hidden_is_named_and_said_to_come_later_only_if_that_is_why() -> None:
    x = [[1.0], [2.0], [3.0]]
    later = [[1, 0, 0], [1, 1, 0], [1, 1, 1]]

    def causal(shown: int = 0) -> str:
        return told(words(x, allowed=later, shown=shown)._replace(mask=("causal",)), "masked_scores")

    assert "“a” may attend to 1 of 3 keys. Hidden from it, because they come later: “b” and “c”." in causal()
    assert "Hidden from it, because it comes later: “c”." in causal(1)
    assert "Nothing is hidden from “c”" in causal(2)
    assert "because" not in told(words(x, allowed=later), "masked_scores")
    assert "because" not in told(
        words(x, allowed=[[0, 1, 0], [1, 1, 0], [1, 1, 1]])._replace(mask=("causal", "hidden=a")),
        "masked_scores",
    )
    assert "Every key is hidden from “a”" in told(
        words(x, allowed=[[0, 0, 0], [1, 1, 0], [1, 1, 1]]), "masked_scores"
    )


def test_hidden_pairs_are_counted() -> None:
    assert "3 of 9 pairs" in told(
        words([[1.0], [2.0], [3.0]], allowed=[[1, 0, 0], [1, 1, 0], [1, 1, 1]]), "masked_scores", every=True
    )
    assert "hides nothing" in told(
        words([[1.0], [2.0]], allowed=[[1, 1], [1, 1]]), "masked_scores", every=True
    )


# The weights


def test_equal_weights_are_alike() -> None:
    page = told(lookup(3, 3, 3, 3), "weights")
    assert "All 4 keys weigh the same (0.25): query 1 attends to them alike." in page
    assert "least" not in page


def test_two_keys_that_weigh_the_same_are_both_and_not_all_2() -> None:
    assert "Both keys weigh the same (0.50)" in told(lookup(3, 3), "weights")
    some = words([[0.0], [0.0], [1.0]], allowed=[[1, 1, 0]] * 3)
    assert "Both keys it can see weigh the same (0.50)" in told(some, "weights")
    some = words([[0.0]] * 4, allowed=[[1, 1, 1, 0]] * 4)
    assert "All 3 keys it can see weigh the same (0.33)" in told(some, "weights")


def test_a_query_that_sees_one_key_spends_all_there() -> None:
    page = told(words([[1.0], [2.0]], allowed=[[1, 0], [1, 1]]), "weights")
    assert "can see one key only, itself, and so spends all its attention there: 1." in page


def test_a_query_that_sees_nothing_has_weights_of_zero_and_a_note() -> None:
    scenario = words([[1.0], [2.0]], allowed=[[0, 0], [1, 1]])
    page = told(scenario, "weights")
    assert "Every key is hidden from “a”, so all weights are exactly 0" in page
    assert "! " in page
    assert "never NaN" in page
    assert "takes home zeros" in told(scenario, "context")
    assert "! " in told(scenario, "weights", every=True)
    assert "adds up to 1" not in told(words([[1.0], [2.0]], allowed=[[0, 0], [0, 0]]), "weights", every=True)


def test_a_row_is_not_said_to_add_up_to_one_where_one_does_not() -> None:
    page = told(words([[1.0], [2.0]], allowed=[[0, 0], [1, 1]]), "weights", every=True)
    assert "and adds up to 1." not in page


def test_the_least_weight_is_told_unless_it_is_lost() -> None:
    assert "The least goes to key 2 (0.27)" in told(lookup(1, 0), "weights")
    page = told(lookup(1000, 0), "weights")
    assert "too small for the computer to tell from 0" in page
    assert "with nothing" not in page


def test_hidden_keys_weigh_exactly_zero_and_are_not_the_least() -> None:
    page = told(words([[1.0], [2.0], [3.0]], allowed=[[1, 1, 0], [1, 1, 0], [1, 1, 1]]), "weights")
    assert "The hidden key weighs exactly 0." in page
    assert "least goes to itself" in page
    assert "no visible key with nothing" in page


def test_a_tie_for_the_largest_weight_is_told_of_each() -> None:
    sentence = told(lookup(5, 1, 5), "weights").split("The weights are shares")[1]
    assert sentence.count("0.50") == 1
    assert "each" in sentence
    assert "key 1 and key 3" in sentence
    assert "then" not in sentence


@pytest.mark.law
@settings(max_examples=80)
@given(scenarios(hostile=False, heads=False))
def test_the_weights_that_a_sentence_names_are_those_of_the_table(scenario: Scenario) -> None:
    trace = attend(scenario)
    page = told(scenario, "weights")
    weights = next(stage for stage in trace.shown if stage.name == "weights").output.array.reshape(-1)
    if "The weights are shares" in page:
        from attncli.render.numbers import shown

        sentence = page.split("The weights are shares")[1]
        named = re.findall(r"[<>]?\d\.\d\d+", sentence.split("Numbers are rounded")[0])
        digits = {len(number.partition(".")[2]) for number in named}
        assert named[0] in {shown(float(weights.max()), more, share=True) for more in digits}
        assert set(named) <= {shown(float(weight), more, share=True) for weight in weights for more in digits}
    if "attends to them alike" in page:
        visible = weights[weights > 0]
        assert visible.max() - visible.min() < 1e-9


# The context


def test_alike_weights_make_the_plain_average_of_the_values() -> None:
    page = told(lookup(3, 3, 3, 3), "context")
    assert f"The context is [{np.mean([0, 1, 2, 3]):.2f}]" in page
    assert "The 4 values that weigh anything weigh the same: it is their plain average." in page
    some = words([[0.0], [0.0], [1.0]], allowed=[[1, 1, 0]] * 3)
    assert "The 2 values that weigh anything weigh the same" in told(some, "context")
    assert "plain average" not in told(lookup(3, 3, 2), "context")
    assert "plain average" not in told(lookup(3), "context")


@settings(max_examples=60)
@given(scenarios(hostile=False, heads=False))
def test_a_context_said_to_be_the_plain_average_is_that_of_the_values_that_weigh(scenario: Scenario) -> None:
    trace = attend(scenario)
    if "plain average" in told(scenario, "context"):
        weights, value = (tensor.array for tensor in trace.shown[-1].inputs)
        average = value[weights[0] > 0].mean(axis=0)
        assert np.allclose(trace.shown[-1].output.array[0], average, atol=1e-9)


def test_the_context_of_one_dimension_is_told_in_brackets() -> None:
    assert "“a” had the value [1]" in told(words([[1.0], [2.0]]), "context")


def test_all_weight_on_one_key_takes_its_value_home_unchanged() -> None:
    assert "the value of key 1, unchanged" in told(lookup(2000, 0), "context")
    assert "unchanged" not in told(lookup(2, 0), "context")


@settings(max_examples=60)
@given(scenarios(hostile=False, heads=False))
def test_a_context_said_to_lie_between_the_values_does(scenario: Scenario) -> None:
    trace = attend(scenario)
    if "each number lies between" in told(scenario, "context"):
        values, context = trace.stages[-1].input("value").array, trace.shown[-1].output.array[0]
        assert (values.min(axis=0) - 1e-9 <= context).all()
        assert (context <= values.max(axis=0) + 1e-9).all()


# The page as a whole


@pytest.mark.law
@settings(max_examples=60)
@given(scenarios(), st.booleans())
def test_every_stage_of_any_scenario_has_its_page_and_says_what_it_is_for(
    scenario: Scenario, every: bool
) -> None:
    trace = attend(scenario, every=every)
    for stage in trace.stages:
        page = explain(trace, stage=stage.name)
        assert [section.name for section in page.sections] == [stage.name]
        assert len(page.sections[0].blocks) > 1
        assert write(page)


def test_a_stage_that_is_not_there_is_an_error_that_names_those_that_are() -> None:
    with pytest.raises(AttnError) as fault:
        explain(attend(load_scenario("rasbt-simple")), stage="scaled_scores")
    assert fault.value.help is not None
    assert "scores, weights, context" in fault.value.help


def test_query_key_and_value_are_told_apart_before_they_are_used() -> None:
    for name in ("cat-sat-mat", "rasbt-trainable", "tensorflow-lookup"):
        page = write(explain(attend(load_scenario(name))))
        assert page.index("asks for") < page.index("Score each key")
        assert page.index("K ") < page.index("Score each key")


def test_a_scenario_without_words_speaks_of_no_words() -> None:
    page = write(explain(attend(load_scenario("tensorflow-lookup"))))
    assert "word" not in page


def test_every_page_with_rounded_numbers_says_so() -> None:
    for name in ("cat-sat-mat", "rasbt-simple", "rasbt-trainable", "tensorflow-lookup"):
        trace = attend(load_scenario(name))
        for stage in trace.stages:
            page = write(explain(trace, stage=stage.name))
            whole = stage.name in ("scores", "query", "key", "value") and "rounded" not in page
            assert "Numbers are rounded for show." in page or (whole and name != "rasbt-simple")


@settings(max_examples=40)
@given(st.integers(25, 200), st.data())
def test_of_a_long_sentence_the_query_and_the_largest_weights_are_always_told(
    size: int, data: st.DataObject
) -> None:
    query = data.draw(st.integers(0, size - 1))
    x = data.draw(st.lists(st.lists(st.floats(-2, 2), min_size=2, max_size=2), min_size=size, max_size=size))
    trace = attend(self_attention(x, [f"w{at}" for at in range(size)], shown=query))
    keys = telling_keys(trace)
    weights = [float(weight) for weight in trace.stage("weights").at(query).output.array[0]]
    assert query in keys
    assert len(keys) < 25
    assert list(keys) == sorted(set(keys))
    left = [weights[j] for j in range(size) if j not in keys]
    assert max(left) <= sorted(weights)[-len(keys) + 1]


def test_a_short_sentence_is_told_whole() -> None:
    assert telling_keys(attend(load_scenario("cat-sat-mat"))) == (0, 1, 2, 3, 4, 5)
