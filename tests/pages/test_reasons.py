"""What a stage gives as its reason is true of its numbers, and its source is the mechanism's own paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from attncli.formats import write
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms import MECHANISMS
from attncli.mechanisms.attend import attend
from attncli.pages.explain import explain
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario
from scenarios import from_tensors


def scenario(text: str, **over: Any) -> Scenario:
    return load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None), **over)


def told(found: Scenario, stage: str | None = None, *, every: bool = False) -> str:
    """A page as one line."""
    return " ".join(write(explain(attend(found, every=every), stage=stage)).split())


def lookup(scores: Sequence[float], scale: float | str = "none") -> Scenario:
    """One numbered query whose scores are these, and whose d_k is 1."""
    keys = [[score] for score in scores]
    return from_tensors([[1.0]], keys, [[float(at)] for at in range(len(scores))], scale=scale, shown=0)  # type: ignore[arg-type]  # "auto", "none" or a number


# Why the root


def test_a_dot_product_of_independent_numbers_spreads_as_the_root_of_how_many_there_are() -> None:
    random = np.random.default_rng(0)
    for d_k in (1, 4, 16, 64, 256):
        query, key = random.normal(size=(2, 20_000, d_k))
        assert np.isclose((query * key).sum(axis=-1).std(), d_k**0.5, rtol=0.05)


def test_of_scores_far_apart_softmax_all_but_chooses_and_its_slope_goes_to_nothing() -> None:
    scores = np.random.default_rng(1).normal(size=8)
    chosen, slopes = [], []
    for spread in (1.0, 8.0, 64.0, 512.0):
        weights = np.exp(spread * (scores - scores.max()))
        weights /= weights.sum()
        chosen.append(weights.max())
        slopes.append(np.abs(np.diag(weights) - np.outer(weights, weights)).max())
    assert chosen == sorted(chosen)
    assert chosen[-1] > 1 - 1e-6
    assert slopes[-1] < 1e-6
    assert slopes[-1] < slopes[-2] < slopes[1]


def test_the_page_says_why_the_root_and_what_long_means() -> None:
    page = told(load_scenario("cat-sat-mat"), "scaled_scores")
    for part in (
        "The more numbers a query and a key have",
        "is about √d_k in size",
        "gives one key nearly everything, and its slope, through which a model learns, goes to 0",
        "by the root of d_k, which is how many numbers a key has. Here d_k is 2 and its root is 1.41.",
        "Vaswani et al. 2017, section 3.2.1, footnote 4.",
    ):
        assert part in page
    assert "evens" not in page


def test_in_heads_the_root_is_that_of_a_head() -> None:
    page = told(load_scenario("cat-sat-mat-heads"), "scaled_scores")
    assert "how many numbers a key has in a head. Here d_k is 2 and its root is 1.41." in page


# What scaling did


@pytest.mark.parametrize(
    ("scores", "scale"),
    [
        ([3, 1, 2], 0.5),
        ([3, 1, 2], -1.0),
        ([3, 1, 2], -0.25),
        ([3, 1, 2], 1.0),
        ([3, 1, 2], 0.0),
        ([2, 2], 0.5),
        ([2, 2], -1.0),
        ([2], 0.5),
        ([2], -1.0),
        ([0, 0], 3.0),
        ([1, -1], -1.0),
        ([0.3, 0.1], 5e-324),
        ([1, 2], 1e6),
        ([100, 0, 100], 0.5),
    ],
)
def test_what_is_said_of_the_spread_is_what_scaling_did(scores: list[float], scale: float) -> None:
    before, after = np.array(scores, dtype=float), scale * np.array(scores, dtype=float)
    for every in (False, True):
        page = told(lookup(scores, scale), "scaled_scores", every=every)
        assert ("There is one score only" in page) == (len(scores) == 1)
        several = len(scores) > 1
        assert ("all equal, and stay so" in page) == (several and np.ptp(before) == 0)
        spread = several and np.ptp(before) > 0
        assert ("Here this changes nothing" in page) == (spread and scale == 1)
        assert ("what they said is gone" in page) == (spread and np.ptp(after) == 0)
        changed = spread and scale != 1 and np.ptp(after) > 0
        assert ("The highest score was" in page or "The highest score is" in page) == changed
        kept = changed and np.ptp(before) == np.ptp(after)
        assert ("The highest score is" in page) == kept
        assert ("Their order is turned round." in page) == (changed and scale < 0)
        if changed and not kept:
            found = re.search(r"was ([\d.]+) above the lowest; now it is ([\d.]+) above it", page)
            assert found is not None
            assert np.isclose(float(found[1]), np.ptp(before), atol=0.006)
            assert np.isclose(float(found[2].rstrip(".")), np.ptp(after), atol=0.006)


@pytest.mark.parametrize("scores", [[3, 1, 2], [0, 1], [5, 5, 4], [-1, -3]])
@pytest.mark.parametrize("scale", [0.5, 2.0, -1.0])
def test_the_highest_weighs_as_many_times_the_lowest_as_is_said(scores: list[float], scale: float) -> None:
    found = lookup(scores, scale)
    weights = attend(found).stage("weights").output.array
    said = re.search(r"gives the highest ([\d.]+) times the weight", told(found, "scaled_scores"))
    assert said is not None
    assert np.isclose(float(said[1]), weights.max() / weights.min(), atol=0.006)


def test_of_a_lookup_it_is_said_that_scores_stay_far_apart() -> None:
    page = told(load_scenario("tensorflow-lookup"), "scaled_scores")
    assert "gives the highest 1.19×10^25 times the weight of the lowest" in page


def test_a_number_past_what_a_float_holds_is_not_told() -> None:
    page = told(lookup([1000, 0], 1.5), "scaled_scores")
    assert "now it is 1500.00 above it." in page


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        ("2", "here 2. The larger that number, the more the best match stands out."),
        ("-1", "It is negative and so turns their order round: the worst match will stand out."),
        ("0", "Multiplied by 0, they are all 0."),
    ],
)
def test_a_scale_is_not_called_the_scenarios_where_the_command_line_named_it(scale: str, words: str) -> None:
    page = told(load_scenario("cat-sat-mat", scale=scale), "scaled_scores")
    assert words in page
    assert "This scenario" not in page


# The sources

OWN = {
    "scaled-dot-product": ("Vaswani et al. 2017, equation 1", "Vaswani et al. 2017, equation 1"),
    "multi-head": ("Vaswani et al. 2017, equation 1", "Vaswani et al. 2017, equation 1"),
    "additive": ("Bahdanau, Cho and Bengio 2015, equation 6", "Bahdanau, Cho and Bengio 2015, equation 5"),
    "luong-location": (
        "Luong, Pham and Manning 2015, equation 8",
        "Luong, Pham and Manning 2015, section 3.1",
    ),
}
LUONG = ("Luong, Pham and Manning 2015, equation 7", "Luong, Pham and Manning 2015, section 3.1")


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_softmax_and_mixing_cite_the_mechanisms_own_paper(mechanism: str) -> None:
    example = MECHANISMS[mechanism].example
    trace = attend(
        load_scenario(example, mechanism=mechanism) if example == "cat-sat-mat" else load_scenario(example)
    )
    assert trace.mechanism == mechanism
    cited = [trace.stage(name).source for name in ("weights", "context")]
    assert tuple(source.cited for source in cited if source) == OWN.get(mechanism, LUONG)


# The digit that decides


def test_two_weights_called_different_are_shown_different() -> None:
    found = load_scenario("rasbt-causal")
    weights = attend(found).stage("weights").output.array[2]
    page = told(found, "weights")
    itself, journey = weights[2], weights[1]
    assert f"{itself:.2f}" == f"{journey:.2f}" == "0.31"
    assert f"then {itself:.4f} of its attention on itself" in page
    assert f"The least goes to “journey” ({journey:.4f})" in page


@pytest.mark.parametrize("scores", [[3, 1, 2], [1, 1.00001, 0.5], [0.1, 0.10001], [2, 1.99999, 2.00001]])
@pytest.mark.parametrize("stage", ["scores", "weights"])
def test_no_two_numbers_of_a_sentence_look_alike_that_are_not(scores: list[float], stage: str) -> None:
    page = told(lookup(scores), stage)
    sentence = re.split("The weights are shares|query 1 matches", page, flags=re.IGNORECASE)[-1]
    sentence = re.split("Numbers are rounded|Vaswani", sentence)[0]
    numbers = re.findall(r"\d\.\d+", sentence)
    assert len(numbers) == len(set(numbers)) == min(len(scores), 3)


def test_equal_numbers_need_no_more_digits() -> None:
    assert "spends 0.50 of its attention on each of key 1 and key 2" in told(lookup([9, 9, -99]), "weights")


# Positions


@pytest.mark.parametrize(("base", "grow"), [(100, "longer"), (1.5, "longer"), (0.5, "shorter")])
def test_the_waves_grow_as_their_base_says(base: float, grow: str) -> None:
    page = told(scenario(f"x: [[1, 2, 3, 4]]\npositions: {{sinusoidal: {base}}}\n"), "positions")
    assert f"in waves that grow {grow} from one pair of columns to the next" in page
    lengths = [2 * np.pi * base ** (pair / 4) for pair in (0, 2)]  # 2π · base^(2i / d_model)
    assert (lengths[1] > lengths[0]) == (grow == "longer")


def test_waves_of_base_1_are_of_one_length() -> None:
    page = told(scenario("x: [[1, 2, 3, 4]]\npositions: {sinusoidal: 1}\n"), "positions")
    assert "in waves of one length in every pair of columns" in page
    assert "grow" not in page


@pytest.mark.parametrize(
    ("x", "words"), [("[1, 2]", "the sine and the cosine of t"), ("[1]", "the sine of t")]
)
def test_of_one_pair_of_columns_nothing_is_said_of_the_next(x: str, words: str) -> None:
    page = told(scenario(f"x: [{x}]\npositions: {{sinusoidal: 100}}\n"), "positions")
    assert words in page
    assert "pair" not in page
    assert "waves" not in page


def test_that_order_is_not_noticed_is_said_of_comparing_alone() -> None:
    for more in ("", "mask: causal\n", "mask: {window: 1}\n"):
        page = told(scenario(f"x: [[1, 2], [3, 4]]\npositions: {{sinusoidal: 100}}\n{more}"), "positions")
        assert "comparing two does not tell which stands first" in page
        assert "does not notice" not in page


# Windows, places, locations


@pytest.mark.parametrize(
    ("window", "away"), [(1, "at most 1 position away"), (2, "at most 2 positions away")]
)
@pytest.mark.parametrize("mechanism", ["luong-local-m", "luong-local-p"])
def test_a_window_of_one_is_one_position(mechanism: str, window: int, away: str) -> None:
    more = "parameters: {w_p: [[1]], v_p: [1]}\n" if mechanism == "luong-local-p" else ""
    tensors = "tensors: {query: [[1]], key: [[1], [2], [3]]}\n"
    page = told(scenario(f"mechanism: {mechanism}\nwindow: {window}\n{tensors}{more}"), "masked_scores")
    assert away in page


@pytest.mark.parametrize("memory", ["", "memory: {sentence: b a c}\n", "memory: {x: [[1], [2]]}\n"])
def test_where_keys_are_not_looked_at_no_page_says_they_are(memory: str) -> None:
    n = {"": 2, "memory: {sentence: b a c}\n": 3}.get(memory, 2)
    text = f"mechanism: luong-location\nsentence: a b\nembeddings: {{a: [1], b: [2], c: [3]}}\n{memory}"
    page = told(scenario(f"{text}parameters: {{w_a: [{list(range(n))}]}}\n"))
    assert "only its position counts here; its vector is not used" in page
    assert "The keys are not looked at for this: W_a has one column for each position" in page
    assert f"This W_a has {n} columns, for sentences of {n} " in page
    for wrong in (
        "offers to those that ask",
        "keys and values from the memory",
        "compared with keys",
        "and no others",
    ):
        assert wrong not in page
    assert ("values from the memory H. Its keys stand for their positions alone" in page) == bool(memory)


def test_location_scores_of_tensors_are_told_without_a_comparison() -> None:
    tensors = "tensors: {query: [[1]], key: [[1], [2]], value: [[1], [2]]}\n"
    page = told(scenario(f"mechanism: luong-location\n{tensors}parameters: {{w_a: [[1, 2]]}}\n"))
    assert "compares queries with keys" not in page
    assert "at which positions to look" in page
    other = told(scenario("tensors: {query: [[1]], key: [[1], [2]], value: [[1], [2]]}\n"))
    assert "Attention compares queries with keys and mixes values." in other


def test_equal_scores_before_a_bell_curve_are_not_said_to_make_an_average() -> None:
    tensors = "tensors: {query: [[0]], key: [[1], [2], [3]]}\n"
    text = f"mechanism: luong-local-p\nwindow: 2\n{tensors}parameters: {{w_p: [[1]], v_p: [1]}}\n"
    page = told(scenario(text))
    assert "attends to them alike" in page
    assert "plain average" not in page


# Heads


def test_a_head_sees_columns_of_the_queries_and_not_of_the_embeddings() -> None:
    page = told(load_scenario("cat-sat-mat-heads"), "query_heads")
    assert "sees 2 of the 8 columns of Q and no others" in page
    bare = "mechanism: multi-head\nheads: 2\nsentence: a b\nembeddings: {a: [1, 2], b: [3, 4]}\n"
    assert "sees 1 of the 2 columns of Q and no others" in told(scenario(bare), "query_heads")


def test_one_head_is_said_to_average_and_not_to_see_one_thing() -> None:
    page = told(load_scenario("cat-sat-mat-heads"))
    assert "one set of weights has to serve them all, and averages" in page
    assert "one thing at a time" not in page


def test_sharing_key_heads_saves_memory_and_time() -> None:
    for role in ("key", "value"):
        page = told(load_scenario("cat-sat-mat-multi-query"), f"{role}_shared")
        assert f"only one set of {role}s is kept: that saves memory, and the time to load it again" in page


def test_fewer_key_heads_are_not_cut_just_as_the_queries_and_not_called_the_only_head() -> None:
    for role, several in (("key", "keys"), ("value", "values")):
        page = told(load_scenario("cat-sat-mat-multi-query"), f"{role}_heads")
        packed = role[0].upper()
        assert f"There is one {role} head for all query heads: it gets both columns of {packed}." in page
        assert "one head only" not in page
        page = told(load_scenario("cat-sat-mat-grouped"), f"{role}_heads")
        assert f"The {several} are cut into 2 parts, fewer than there are query heads: {role} head 1" in page
        page = told(load_scenario("cat-sat-mat-heads"), f"{role}_heads")
        assert "fewer" not in page


@pytest.mark.parametrize("numbers", ["[[-3]]", "[[1], [-3]]", "[[0.5, -2]]"])
def test_of_one_head_the_number_furthest_from_0_is_not_called_the_largest(numbers: str) -> None:
    x = "x: [[1]]" if numbers != "[[1], [-3]]" else "x: [[1, 1]]"
    page = told(scenario(f"mechanism: multi-head\n{x}\nparameters: {{w_o: {numbers}}}\n"), "output")
    assert "largest" not in page
    assert re.search(r"furthest from 0 is −[23]\.00, in dimension [12]\.", page)


# All queries


@pytest.mark.parametrize(
    ("queries", "words"),
    [
        ("[[0], [0]]", "A row no longer adds up to 1, but to "),
        ("[[0], [1]]", "The rows need no longer add up to 1: they add up to between "),
    ],
)
def test_what_local_weights_add_up_to_is_said_of_all_queries(queries: str, words: str) -> None:
    tensors = f"tensors: {{query: {queries}, key: [[1], [2], [3]]}}\n"
    found = scenario(f"mechanism: luong-local-p\nwindow: 1\n{tensors}parameters: {{w_p: [[1]], v_p: [1]}}\n")
    sums = attend(found, every=True).stage("local_weights").output.array.sum(axis=-1)
    page = told(found, "local_weights", every=True)
    assert f"{words}{sums.min():.2f}" in page
    assert ("between" in page.split("1/2σ²")[-1].split("The largest")[0]) == (np.ptp(sums) > 0)


def test_where_all_weight_lies_at_the_place_no_sum_is_said_to_fall() -> None:
    tensors = "tensors: {query: [[0], [0]], key: [[-999], [999], [-999], [-999]]}\n"
    scores = "parameters: {w_p: [[1]], v_p: [0]}\nmask: {hidden: ['1', '3']}\n"
    found = scenario(f"mechanism: luong-local-p\nwindow: 1\n{tensors}{scores}")
    assert attend(found, every=True).stage("local_weights").output.array.sum(axis=-1).tolist() == [1.0, 1.0]
    assert "nothing changes" in told(found, "local_weights", every=True)


def test_the_highest_and_the_lowest_score_of_all_never_look_alike() -> None:
    page = told(lookup([1.0, 1.00001]), "scores", every=True)
    assert "(1.00001)" in page
    assert "(1.00000)" in page
    assert "All scores are the same" in told(lookup([0.1 + 0.2, 0.3]), "scores", every=True)


def test_two_places_of_one_word_are_said_to_differ_by_numbers_that_do() -> None:
    page = told(scenario("x: [[1000, 1], [1000, 1]]\npositions: {sinusoidal: 1.0e+12}\n"), "positions")
    a, b = re.findall(r"dimension \d: ([\d.]+) and ([\d.]+)\.", page)[0]
    assert a != b


# Tables


@pytest.mark.parametrize(
    "name", ["additive-decoder", "luong-concat", "cat-sat-mat", "luong-local-p", "statquest"]
)
def test_no_heading_of_a_table_is_broken_into_more_than_two_lines_at_80_columns(name: str) -> None:
    page = write(explain(attend(load_scenario(name))), width=80)
    for broken in (r"^ +÷\s*$", r"^ +\+\s+\+", r"e to total"):
        assert not re.search(broken, page, re.MULTILINE)


def test_of_equal_weights_none_is_said_to_have_been_the_largest() -> None:
    start = "mechanism: luong-local-p\nwindow: 2\nalign: dot\nquery: see\nsentence: see b c\n"
    rest = "embeddings: {see: [0, 1], b: [0, 1], c: [3, 0.1]}\nparameters: {w_p: [[0], [1]], v_p: [1]}\n"
    page = told(scenario(start + rest), "local_weights")
    assert "Several keys had the largest weight; of these “b”, nearer to the place, now has it." in page


def test_what_stands_in_the_brackets_of_a_score_is_said_in_its_order() -> None:
    page = told(load_scenario("cat-sat-mat"), "scores")
    assert "The brackets after S name the query, then the key." in page
    page = told(load_scenario("cat-sat-mat-heads"), "scores")
    assert "The brackets after S name the head, the query, then the key." in page


@pytest.mark.parametrize(
    ("name", "stage", "says"),
    [
        ("additive-decoder", "scores", "after S name the query, then the key."),
        ("luong-location", "scores", "after S name the query, then the key."),
        ("cat-sat-mat", "context", "after C name the query, then the dimension."),
        ("rasbt-trainable", "query", "after Q name the query, then the dimension."),
        ("mlm-positions", "positions", "after X′ name the row, then the dimension."),
    ],
)
def test_brackets_are_explained_where_they_first_stand(name: str, stage: str, says: str) -> None:
    assert f"The brackets {says}" in told(load_scenario(name), stage)
    page = " ".join(write(explain(attend(load_scenario(name)))).split())
    ends = [found.rpartition(", ")[2] for found in re.findall(r"The brackets after \S+ name ([^.]+)\.", page)]
    assert len(ends) == len(set(ends)) > 0


def test_of_all_queries_keys_are_not_scored_against_the_query() -> None:
    every = explain(attend(load_scenario("cat-sat-mat"), every=True))
    assert "Score each key against each query" in [section.title for section in every.sections]
    one = explain(attend(load_scenario("cat-sat-mat")))
    assert "Score each key against the query" in [section.title for section in one.sections]


def test_the_highest_score_is_called_what_the_stage_before_called_it() -> None:
    assert "The highest scaled score, 1.41, is" in told(load_scenario("cat-sat-mat"), "weights")
    assert "The highest masked score, " in told(load_scenario("rasbt-causal"), "weights")
    assert "The highest score, " in told(load_scenario("additive-decoder"), "weights")


def test_a_scale_that_divides_by_a_whole_number_says_so() -> None:
    assert "0.125, which is the same as to divide it by 8." in told(
        load_scenario("alammar-transformer"), "scaled_scores"
    )


def test_a_long_context_has_a_last_sentence_too() -> None:
    page = told(load_scenario("karpathy-sharpens"), "context")
    assert "Each number of the context lies between the smallest and the largest of its column of V." in page


def test_where_there_is_one_key_head_nothing_is_said_to_be_split() -> None:
    page = told(load_scenario("cat-sat-mat-multi-query"), "key_heads")
    assert "Give the keys to the one key head" in page
    assert "Split" not in page


@pytest.mark.parametrize("name", ["additive-decoder", "luong-dot", "luong-local-p"])
def test_the_states_of_a_decoder_are_not_said_to_be_embeddings(name: str) -> None:
    page = " ".join(write(explain(attend(load_scenario(name)))).split())
    assert "its embedding, or the state that a model is in at this word." in page
    assert "The embeddings are" not in page
    assert "their embeddings" not in page


def test_what_is_cited_is_named_in_full_once_at_the_end() -> None:
    page = " ".join(write(explain(attend(load_scenario("additive-decoder")))).split())
    paper = "Neural Machine Translation by Jointly Learning to Align and Translate"
    assert page.count(f"Cited on these pages: Bahdanau, Cho and Bengio 2015, “{paper}”.") == 1


def test_of_words_it_is_said_that_distance_is_no_matter_and_of_keys_without_words_it_is_not() -> None:
    says = "Any word that a query may attend to is one step away, however far off it stands."
    assert says in told(load_scenario("cat-sat-mat"), "context")
    assert "one step away" not in told(load_scenario("yeh-small"), "context")


def test_what_bars_are_measured_by_is_said_and_of_light_ones_where_there_are_any() -> None:
    assert "of largest" in told(load_scenario("cat-sat-mat"), "scores")
    assert "░ negative" not in told(load_scenario("cat-sat-mat"), "scores")
    assert "of largest, ░ negative" in told(load_scenario("luong-general"), "scores")
