"""Multi-head attention: its laws, each head's job in the default scenario, what one head averages away."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given

from attncli.document import plain
from attncli.errors import AttnError
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.scenario import Scenario
from attncli.tensor import Axis, Glyph, Tensor
from attncli.trace import Trace
from scenarios import multi_head_scenarios, scenario_of, scenarios, self_attention

HEADS = "cat-sat-mat-heads"


def weights_of(trace: Trace, head: str) -> Tensor:
    """The weights of one head by its name."""
    whole = trace.stage("weights").output
    return whole.part("head", whole.axis("head").find(head))


def looks_at(trace: Trace, head: str, word: str) -> tuple[str, float, float]:
    """What a word looks at most in a head, with which weight, and the next weight after that."""
    weights = weights_of(trace, head)
    row = weights.array[weights.axis("query").find(word)]
    best, following = np.argsort(-row)[:2]
    return weights.axis("key").labels[best], float(row[best]), float(row[following])


# The default scenario: a job a head


SENTENCES = [
    f"The {doer} {deed} {where} the {place}"
    for doer, deed, where, place in itertools.product(
        ("cat", "dog"), ("sat", "slept"), ("on", "under"), ("mat", "tree")
    )
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_head_does_its_job_in_every_sentence_of_the_vocabulary(sentence: str) -> None:
    trace = attend(load_scenario(HEADS, sentence=sentence), every=True)
    the_doer, doer, deed, where, the_place, place = sentence.split()
    jobs = {
        "subject": [(deed, doer), (doer, deed)],
        "place": [(where, place), (deed, where)],
        "noun": [(the_doer, doer), (the_place, place)],
        "self": [(word, word) for word in sentence.split()],
    }
    for head, pairs in jobs.items():
        for asks, answers in pairs:
            found, weight, following = looks_at(trace, head, asks)
            assert (head, asks, found) == (head, asks, answers)
            assert weight > 0.65, (head, asks)
            assert weight > 4 * following, (head, asks)


def test_a_word_without_a_job_in_a_head_looks_at_all_alike() -> None:
    trace = attend(load_scenario(HEADS), every=True)
    for head, words in (
        ("subject", ("The", "on", "the", "mat")),
        ("place", ("The", "cat", "the", "mat")),
        ("noun", ("cat", "sat", "on", "mat")),
    ):
        for word in words:
            weights = weights_of(trace, head)
            np.testing.assert_allclose(weights.array[weights.axis("query").find(word)], 1 / 6, rtol=1e-12)


def test_one_head_over_the_same_matrices_averages_away_what_four_keep_apart() -> None:
    trace = attend(load_scenario(HEADS))
    assert trace.single is not None
    single = trace.single().stage("weights").output
    assert single.size("head") == 1
    sat = single.array[0, single.axis("query").find("sat")]
    for head, word in (("subject", "cat"), ("place", "on"), ("self", "sat")):
        _, weight, _ = looks_at(trace, head, "sat")
        assert sat[single.axis("key").find(word)] < weight
    asked = trace.stage("weights").at(2)
    said = plain(asked.op.against_one(asked, trace.single().stage("weights").at(2).head(0)))
    assert "averaging inhibits this" in said


@given(multi_head_scenarios(hostile=False))
def test_the_scores_of_one_head_are_those_of_the_heads_added_up(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    if trace.single is not None:
        single = trace.single().stage("scores").output.array[0]
        np.testing.assert_allclose(
            trace.stage("scores").output.array.sum(axis=0), single, rtol=1e-10, atol=1e-10
        )


# Laws


@given(scenarios(heads=False, kind="x"))
def test_one_head_equals_no_heads(scenario: Scenario) -> None:
    scenario = scenario._replace(mechanism="scaled-dot-product")
    without, with_one = (
        attend(scenario, every=True),
        attend(scenario._replace(mechanism="multi-head"), every=True),
    )
    for name in ("scores", "weights", "context"):
        assert np.array_equal(without.stage(name).output.array, with_one.stage(name).output.array[0])
    assert np.array_equal(without.stage("context").output.array, with_one.stage("concatenated").output.array)


@given(multi_head_scenarios(hostile=False))
def test_heads_equal_a_loop_over_heads(scenario: Scenario) -> None:
    trace = attend(scenario, every=True)
    for h in range(len(scenario.query_heads)):
        stage = trace.stage("scores").head(h)
        query, key = stage.input("query"), stage.input("key")
        value = trace.stage("context").head(h).input("value")
        mask = scenario.allowed
        if mask is not None and mask.has("head"):
            mask = mask.part("head", h)
        own = {
            name: Tensor(name, tensor.symbol, tensor.array, tensor.axes)
            for name, tensor in (("query", query), ("key", key), ("value", value))
        }
        alone = scenario_of("scaled-dot-product", scenario.queries, scenario.keys, allowed=mask, **own)
        alone = alone._replace(scale=scenario.scale, mask=scenario.mask)
        found = trace.stage("context").output.array[h]
        wanted = attend(alone, every=True).stage("context").output.array
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)


@given(multi_head_scenarios(hostile=False, kind="tensors", mask=False))
def test_permuting_keys_and_values_together_changes_nothing(scenario: Scenario) -> None:
    assert scenario.key is not None
    assert scenario.value is not None
    order = np.arange(len(scenario.keys))[::-1]
    turned = {}
    for name, each in (("key", scenario.key), ("value", scenario.value)):
        turned[name] = Tensor(name, each.symbol, each.array.take(order, axis=-2), each.axes)
    one, other = attend(scenario, every=True), attend(scenario._replace(**turned), every=True)
    np.testing.assert_allclose(
        one.stage("concatenated").output.array, other.stage("concatenated").output.array, rtol=1e-9, atol=1e-9
    )


# Shared key heads


def test_shared_key_heads_equal_repeated_ones_interleaved_not_tiled() -> None:
    grouped = load_scenario("cat-sat-mat-grouped")
    trace = attend(grouped, every=True)
    for role in ("key", "value"):
        few = trace.stage(f"{role}_heads").output.array
        shared = trace.stage(f"{role}_shared").output.array
        assert np.array_equal(shared, few.repeat(2, axis=0))
        assert not np.array_equal(shared, np.tile(few, (2, 1, 1)))
    repeated = {
        name: Tensor(
            name,
            w.symbol,
            np.concatenate([w.array[:, :2], w.array[:, :2], w.array[:, 2:], w.array[:, 2:]], axis=1),
            (w.axes[0], Axis.numbered(d, 8)),
        )
        for name, d in (("w_k", "d_k"), ("w_v", "d_v"))
        for w in (grouped.parameters[name],)
    }
    whole = attend(grouped._replace(kv_heads=None, parameters={**grouped.parameters, **repeated}), every=True)
    assert np.array_equal(whole.stage("concatenated").output.array, trace.stage("concatenated").output.array)


def test_the_grouped_scenario_tells_interleaving_from_tiling_by_its_weights() -> None:
    trace = attend(load_scenario("cat-sat-mat-grouped"), every=True)
    for head, asks, answers in (
        ("doer", "sat", "cat"),
        ("deed", "cat", "sat"),
        ("where", "sat", "on"),
        ("place", "on", "mat"),
    ):
        assert looks_at(trace, head, asks)[0] == answers
    tiled = trace.stage("key_heads").output.array[[0, 1, 0, 1]]
    scores = np.einsum("hid,hjd->hij", trace.stage("query_heads").output.array, tiled)
    assert not np.allclose(scores, trace.stage("scores").output.array)


# Positions


def test_without_positions_shuffling_the_words_only_shuffles_the_outputs() -> None:
    x = [[1.0, 0.0, 2.0, 1.0], [0.0, 1.0, 1.0, 0.5], [1.0, 1.0, 0.0, 2.0]]
    order = [2, 0, 1]
    shuffled = [x[i] for i in order]
    bare, bare_shuffled = (
        attend(self_attention(rows), every=True).stage("context").output.array for rows in (x, shuffled)
    )
    np.testing.assert_allclose(bare[order], bare_shuffled, rtol=1e-12)
    gone = {"query": None, "key": None, "value": None, "positions": 10_000.0}
    placed, placed_shuffled = (
        attend(self_attention(rows)._replace(**gone), every=True).stage("context").output.array
        for rows in (x, shuffled)
    )
    assert not np.allclose(placed[order], placed_shuffled, rtol=1e-3)


# Which head


@pytest.mark.parametrize(("text", "head"), [("subject", 0), ("Place", 1), ("3", 2), ("@4", 3)])
def test_a_head_is_found_by_its_name_or_its_number(text: str, head: int) -> None:
    assert attend(load_scenario(HEADS), head=text).head == head


@pytest.mark.parametrize(
    ("scenario", "head"), [(HEADS, "verb"), (HEADS, "5"), (HEADS, "0"), ("cat-sat-mat", "1")]
)
def test_a_head_that_is_not_there_is_refused(scenario: str, head: str) -> None:
    with pytest.raises(AttnError) as caught:
        attend(load_scenario(scenario), head=head)
    assert caught.value.code == "E530"


def test_a_query_blind_in_one_head_alone_is_noted_with_that_head() -> None:
    scenario = load_scenario(HEADS)
    allowed = np.ones((4, 6, 6), dtype=bool)
    allowed[1, 2] = False
    heads = scenario.query_heads
    trace = attend(
        scenario._replace(
            allowed=Tensor("allowed", Glyph("M", "M"), allowed, (heads, scenario.queries, scenario.keys))
        )
    )
    (note,) = trace.notes
    assert (note.query, "place" in plain(note.text)) == ("sat", True)


# Across sentences, and at random


def test_heads_look_things_up_in_a_memory() -> None:
    trace = attend(load_scenario("cross-translation", mechanism="multi-head", heads=2), every=True)
    scores = trace.stage("scores").output
    assert [axis.name for axis in scores.axes] == ["head", "query", "key"]
    assert scores.axis("key").sequence == "memory"
    assert scores.axis("query").sequence == "sentence"
    one = attend(load_scenario("cross-translation", mechanism="multi-head"), every=True)
    np.testing.assert_allclose(scores.array.sum(axis=0), one.stage("scores").output.array[0], rtol=1e-12)


def test_a_page_with_random_projections_says_so_and_calls_none_of_them_learned() -> None:
    from attncli import explain, write

    page = write(
        explain(attend(load_scenario("cat-sat-mat", mechanism="multi-head", heads=2, seed=7))), "markdown"
    )
    assert page.count("random, not learned (seed 7)") == 4
    assert "learned:" not in page.replace("not learned", "")
