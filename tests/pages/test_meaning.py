"""What the output means: the lists are those of a search by hand, the sentences are true of the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from command import attn
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from attncli import attend, explain, load_scenario, write
from attncli.document import Prose, plain
from attncli.errors import AttnError
from attncli.meaning import Meaning, meaning
from attncli.numerics.masks import causal_allowed
from attncli.pages.meaning import meaning_section
from attncli.reading.text import SourceFile
from attncli.scenario import Scenario
from attncli.tensor import Glyph, Tensor, fold
from attncli.trace import Trace
from attncli.vectors.lexicon import FREQUENT, Lexicon
from scenarios import multi_head_scenarios, scenarios, scored_scenarios

Floats = NDArray[np.float64]


def of(sentence: str, query: str, **options: object) -> Meaning:
    found = meaning(attend(load_scenario(("glove"), sentence=sentence, query=query, **options)))  # type: ignore[arg-type]  # any option there is
    assert found is not None
    return found


def traced(text: str) -> Trace:
    return attend(load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None)))


def own(text: str) -> Meaning | None:
    return meaning(traced(text))


def said(trace: Trace) -> str:
    """What the section says, tables aside."""
    section = meaning_section(trace)
    assert section is not None
    return " ".join(plain(block.words) for block in section.blocks if isinstance(block, Prose))


def page(*arguments: str) -> str:
    """The section of a command's page, tables and all, on one line."""
    return " ".join(attn("explain", *arguments).out.split("What the output means")[-1].split())


def cosine(one: Floats, other: Floats) -> float:
    one, other = one / np.abs(one).max(), other / np.abs(other).max()
    return float(one @ other / np.sqrt((one @ one) * (other @ other)))


def test_the_lists_are_those_of_a_search_through_all_words_at_once() -> None:
    trace = attend(load_scenario("glove", sentence="The river bank was steep", query="bank"))
    blocks = list(Lexicon().blocks())
    words = [word for some, _ in blocks for word in some]
    vectors = np.concatenate([block for _, block in blocks])
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    value, context = trace.stage("context").input("value").array[2], trace.stage("context").output.array[2]
    before, after = units @ (value / np.linalg.norm(value)), units @ (context / np.linalg.norm(context))

    def top(numbers: np.ndarray) -> list[str]:
        order = [int(at) for at in np.argsort(-numbers) if at >= FREQUENT and words[at] != "bank"]
        return [words[at] for at in order[:6]]

    found = meaning(trace)
    assert found is not None
    assert [each.word for each in found.gained] == top(after - before)
    assert [each.word for each in found.before] == top(before)
    assert [each.word for each in found.after] == top(after)
    river = words.index("river")
    assert found.gained[0].before == pytest.approx(before[river])
    assert found.gained[0].gain == pytest.approx(after[river] - before[river])
    assert found.itself == pytest.approx((trace.stage("weights").output.array[2, 2],))


def test_the_two_banks_gain_what_tells_them_apart() -> None:
    river = [each.word for each in of("The river bank was steep", "bank").gained]
    money = [each.word for each in of("The bank lent him money", "bank").gained]
    assert river[0] == "river"
    assert money[0] == "money"
    assert not set(river) & set(money)


def test_the_words_of_a_scenario_are_its_own() -> None:
    found = own(
        "sentence: cat dog sun cat\nquery: cat@1\nembeddings: {cat: [1, 0.5], dog: [0.5, 1], sun: [-1, 1]}\n"
    )
    assert found is not None
    assert found.own
    assert {each.word for each in found.before} == {"dog", "sun"}
    assert found.frequent == 0


def test_a_word_of_zeros_is_named_and_in_no_list() -> None:
    found = own("sentence: cat of dog\nquery: cat\nembeddings: {cat: [1, 0.5], dog: [0.5, 1], of: [0, 0]}\n")
    assert found is not None
    assert found.nowhere == ("of",)
    assert (
        {each.word for each in found.gained} | {each.word for each in found.before}
        == {"dog"}
        == {each.word for each in found.after}
    )


TURNED = "sentence: cat dog\nquery: cat\nembeddings: {cat: [1, 0], dog: [0, 1]}\n"


@pytest.mark.parametrize(
    "text",
    [
        "sentence: cat dog\nquery: cat\nembeddings: {cat: [0, 0], dog: [1, 0]}\n",
        "x: [[1, 0], [0, 1]]\n",
        TURNED + "mask: [[false, false], [true, true]]\n",
        TURNED + "memory: {sentence: cat dog}\n",
        "tokens: [cat, dog]\ntensors: {query: [[1, 0]], key: [[1, 0], [0, 1]], value: [[1, 0], [0, 1]]}\n",
    ],
)
def test_nothing_is_said_where_nothing_can_be_said(text: str) -> None:
    trace = traced(text)
    assert meaning(trace) is None
    assert meaning_section(trace) is None


def test_nothing_is_said_of_all_queries_or_of_a_single_stage() -> None:
    trace = attend(load_scenario("cat-sat-mat"), every=True)
    assert meaning(trace) is None
    assert "What the output means" not in write(explain(trace))
    assert "What the output means" not in attn("explain", "--stage", "weights").out


ANIMALS = "sentence: cat dog cat sun\nquery: cat@1\nembeddings: {cat: [2, 1], dog: [1, 2], sun: [-1, 1]}\n"


def test_a_word_that_sees_only_itself_has_moved_nowhere() -> None:
    text = page("river bank", "-q", "river", "--mask", "causal")
    assert "“river” attends to itself alone, so its direction is what it was: nothing has moved it." in text
    assert "others brought" not in text
    assert "has moved" not in text.replace("nothing has moved", "")
    assert "Nearest to it, besides itself: " in text


def test_a_word_that_sees_only_its_like_has_moved_nowhere() -> None:
    words = said(traced("sentence: cat cat\nquery: cat@1\nembeddings: {cat: [2, 1]}\n"))
    assert "“cat” attends to nothing but what has the same value" in words.replace("cat@1", "“cat”")


def test_equal_gains_are_told_as_equal() -> None:
    assert "moved most, and equally, towards “The” and “mat”, by 0.08." in page("-s", "cat-sat-mat")


def test_in_two_dimensions_it_is_said_which_words_turned_the_query_away_from_the_heaviest() -> None:
    text = page("-s", "cat-sat-mat")
    assert (
        "Yet of the other words “cat” has the most attention (0.22), and “sat” is less "
        "like it now (0.95 before, "
        "0.90 now): the others together outweigh it. In two dimensions a direction can "
        "turn only two ways: “cat” "
        "turns it one way, “The” and “mat” turn it the other, towards dimension 1, and that is more."
    ) in text
    found = meaning(attend(load_scenario("cat-sat-mat")))
    assert found is not None
    assert found.heaviest is not None
    weights = np.exp(np.array([0.5, 1.5, 2, 0, 0.5, 1]) / np.sqrt(2))
    weights /= weights.sum()
    context = weights @ np.array([[0.5, 0], [0.5, 1], [1, 1], [0, 0], [0.5, 0], [1, 0]])
    assert found.heaviest.weight == pytest.approx(weights[1])
    assert found.heaviest.before == pytest.approx(1.5 / np.sqrt(1.25 * 2))
    assert found.heaviest.after == pytest.approx(cosine(np.array([0.5, 1]), context))


def test_the_heaviest_word_that_gained_less_than_others_is_told_with_both_numbers() -> None:
    trace = traced("sentence: a b c\nquery: a\nscale: 1\nembeddings: {a: [1, 0], b: [2, 0.5], c: [0, 1]}\n")
    weights = np.exp([1, 2, 0]) / np.exp([1, 2, 0]).sum()
    context = weights @ np.array([[1, 0], [2, 0.5], [0, 1]])
    before, after = (cosine(np.array([2, 0.5]), vector) for vector in (np.array([1.0, 0]), context))
    assert after > before
    words = said(trace)
    assert "Yet of the other words b has the most attention" in words
    went = words.split("b went from ")[1].split(".  ")[0].removesuffix(".").split(" to ")
    assert (float(went[0]), float(went[1].split(". ")[0].rstrip("."))) == pytest.approx((before, after))


def test_the_share_that_a_word_keeps_is_said() -> None:
    text = page("The river bank was steep", "-q", "bank")
    why = "with Q = K its own key is its query once more"
    assert f"“bank” spends most of its attention on itself (0.78): {why}. The other words have 0.22" in text
    assert "“river” the most (0.08)" in text
    assert (
        "“sat” spends 0.32 of its attention on itself. The other words have 0.68 "
        "together, “cat” the most (0.22)" in page("-s", "cat-sat-mat")
    )


@pytest.mark.parametrize(
    "more",
    [
        "mechanism: luong-location\nparameters: {w_a: [[3, 0, 0, 0], [0, 0, 0, 0]]}\n",
        "scale: -1\n",
        "mask: causal\n",
        "parameters: {w_q: [[3, 0], [0, 1]]}\n",
    ],
)
def test_that_a_word_finds_itself_by_its_own_key_is_said_of_unmasked_dot_products_alone(more: str) -> None:
    assert "its own key is its query" not in said(traced(ANIMALS + more))


def test_the_same_word_elsewhere_is_told_apart_from_the_others() -> None:
    words = said(traced(ANIMALS))
    weights = np.exp(np.array([5, 4, 5, -1]) / np.sqrt(2))
    weights /= weights.sum()
    found = own(ANIMALS)
    assert found is not None
    assert found.itself == pytest.approx((weights[0],))
    assert found.kept == pytest.approx((2 * weights[0],))
    assert "with the same value, gets" in words


def test_a_tie_among_the_others_is_told_as_one() -> None:
    assert ", 0.20 each." in page("The river bank was steep", "-q", "bank", "--scale", "0")
    two = said(traced("sentence: cat dog\nquery: cat\nscale: 0\nembeddings: {cat: [1, 0], dog: [0, 1]}\n"))
    assert "dog has the other 0.5." in two


def test_only_the_words_that_were_seen_are_named_and_the_others_in_one_line() -> None:
    text = page("-s", "rasbt-causal", "-q", "starts")
    assert "moved most towards “Your”, by 0.06, then towards “journey”" in text
    line = (
        "“with”, “one” and “step” weigh exactly 0 here: they brought nothing, and stand "
        "in none of these lists."
    )
    assert line in text
    assert not any(f"“{word}”" in text.replace(line, "") for word in ("with", "one", "step"))


def test_each_spelling_of_a_word_is_accounted_for() -> None:
    assert "“the” has the same value as “The”, and is listed with it." in page("-s", "cat-sat-mat")
    hidden = page("-s", "cat-sat-mat", "--mask", "causal")
    assert "“on”, “the” and “mat” weigh exactly 0 here" in hidden
    assert "listed with it" not in hidden
    zeros = page("-s", "cat-sat-mat-grouped")
    assert "“The” and “the” are in none of these lists: a value of zeros points nowhere." in zeros


def test_where_there_is_no_list_none_is_spoken_of() -> None:
    text = page("-s", "rasbt-causal", "-q", "Your")
    assert "“one” and “step” weigh exactly 0 here: they brought nothing." in text
    assert "this list" not in text
    assert "these lists" not in text


def test_a_hidden_word_of_the_lexicon_is_not_named() -> None:
    found = of("The bank lent him money", "lent", mask=("causal",))
    assert found.unseen == ("him", "money")
    named = {each.word for each in found.gained} | {each.word for each in (*found.before, *found.after)}
    assert not {"him", "money"} & named
    assert "money" in {each.word for each in of("The bank lent him money", "lent").gained}


def test_what_is_less_unlike_is_not_called_alike() -> None:
    text = page("I sat on the bank of the river", "-q", "bank", "--mask", "causal")
    assert "towards “my”, by 0.05, then towards “me”: it is only less unlike “my” than it was." in text


def test_words_of_the_lexicon_go_through_the_matrices_as_those_of_the_sentence_do() -> None:
    trace = attend(load_scenario("glove", sentence="The dog barked loudly cat", query="dog", seed=1))
    found = meaning(trace)
    assert found is not None
    w_v = next(tensor.array for tensor in trace.givens if tensor.name == "w_v")
    words, vectors = [], []
    for some, block in Lexicon().blocks():
        words += list(some)
        vectors.append(block)
    values = np.concatenate(vectors).astype(float) @ w_v
    dog, context = values[words.index("dog")], trace.stage("context").output.array[1]
    like = values @ dog / np.linalg.norm(values, axis=1) / np.linalg.norm(dog)
    assert found.before[0].word == "cat"
    assert found.before[0].similarity == pytest.approx(like[words.index("cat")], abs=1e-6)
    assert found.before[0].similarity == pytest.approx(0.876, abs=5e-4)
    now = values @ context / np.linalg.norm(values, axis=1) / np.linalg.norm(context)
    order = [int(at) for at in np.argsort(like - now) if at >= FREQUENT and words[at] != "dog"]
    assert [each.word for each in found.gained] == [words[at] for at in order[:6]]
    assert "Every word of glove goes through W_V for that" in said(trace)
    assert "W_V is drawn at random, and so is that space." in said(trace)


def test_many_heads_are_told_by_their_result_and_the_words_by_what_each_would_bring_alone() -> None:
    trace = attend(load_scenario("cat-sat-mat-heads"))
    found = meaning(trace)
    assert found is not None
    givens = {tensor.name: tensor.array for tensor in trace.givens}
    brought = givens["x"] @ givens["w_v"] @ givens["w_o"]
    result = trace.stage("output").output.array[2]
    assert found.gained[0].word == "cat"  # now it carries who did it
    assert found.gained[0].before == pytest.approx(cosine(brought[2], brought[1]))
    assert found.gained[0].after == pytest.approx(cosine(result, brought[1]))
    assert found.gained[0].after == pytest.approx(0.5975, abs=5e-5)
    text = page("-s", "cat-sat-mat-heads")
    assert (
        "spends this much of its attention on itself: 0.05 in head 1 (subject), 0.05 in head 2 (place), "
        "0.17 in head 3 (noun) and 0.77 in head 4 (self)" in text
    )
    assert "moved most towards “cat”, by 0.60" in text
    assert "It was like none of them, and now is nearest to “cat” (0.60)." in text


def test_heads_over_word_vectors_are_told_as_well() -> None:
    text = " ".join(attn("multihead", "The river bank was steep", "-q", "bank").out.split())
    assert "“bank” has moved most towards “river”, by 0.23, then towards “steep”." in text
    assert "What if one head had all the columns?" in text
    assert "same matrices" not in text
    assert "loses nothing" not in text
    assert "head 1 spends 0.16 on “steep”, the one head 0.06" in text.replace("Head 1", "head 1")
    assert "the same matrices were used by one head" in attn("multihead").out.replace("\n ", " ")


def test_what_is_nearest_still_is_said_to_be_so_with_the_size_of_the_move() -> None:
    text = page("The river bank was steep", "-q", "bank")
    assert (
        "has moved most towards “river”, by 0.13, then towards “creek”. It is still "
        "nearest to “banks” (0.74 before, 0.74 now)." in text
    )
    flat = page("The river bank was steep", "-q", "bank", "--scale", "0")
    assert (
        "by 0.54, then towards “canyon”. It was nearest to “banks” (0.74), and now is "
        "nearest to “river” (0.73)." in flat
    )


def test_a_gain_below_a_hundredth_has_no_bar_and_names_no_word() -> None:
    text = page("-s", "rasbt-trainable")
    assert (
        "“journey” points nearly where it did: its likeness to no word has risen by as much as 0.01." in text
    )
    assert "█" not in text
    assert "“starts”, “step”, “with”, “one” (each above 0.99)" in text
    assert ">0.99" not in text


def test_what_to_expect_without_learned_matrices_is_said_of_word_vectors_without_any() -> None:
    line = "No matrix is learned here, so a word can look for nothing but what is like itself."
    animal = "The animal didn't cross the street because it was too tired"
    assert line in page(animal, "-q", "it")
    assert line not in said(attend(load_scenario("glove", sentence="The dog barked", seed=1)))
    assert line not in page("-s", "cat-sat-mat")


def test_a_frequent_word_is_said_to_tell_little() -> None:
    line = "“and” is one of them itself: its vector tells little of a sense, and so do these lists."
    assert line in page("the of and", "-q", "and")
    assert "is one of them itself" not in page("The river bank was steep", "-q", "bank")


def test_a_heaviest_word_that_points_the_same_way_is_said_to_turn_little() -> None:
    text = page("-s", "rasbt-simple")
    assert (
        "Of the other words “starts” has the most attention (0.23), but it points nearly where “journey” "
        "pointed already (above 0.99), and so turns it little." in text
    )
    assert "It is still nearest to “starts” (above 0.99, as before)." in text
    x = next(tensor.array for tensor in attend(load_scenario("rasbt-simple")).givens if tensor.name == "x")
    assert cosine(x[1], x[2]) > 0.99


HEADS = """\
mechanism: multi-head
sentence: a b
query: a
embeddings: {a: [1, 0, 2, 0, 1, 1], b: [0, 1, 1, 1, 2, 1]}
"""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            "heads: 2\nmask: causal\n",
            "In every head a attends to itself alone, so its direction is what it was",
        ),
        ("heads: 2\nscale: 0\n", "a spends 0.5 of its attention in each head on itself."),
        ("heads: 1\nscale: 0\n", "a spends 0.5 of its attention on itself."),
        ("heads: 3\n", "a spends this much of its attention on itself: "),
        ("heads: 6\n", "a spends from "),
        ("heads: 2\n", "each word is represented by what it would bring if every head attended to it alone"),
    ],
)
def test_heads_are_told_each_or_by_their_range(more: str, words: str) -> None:
    assert words in said(traced(HEADS + more)).replace("\u00a0", " ")


def test_a_head_that_may_attend_to_nothing_leaves_the_section_out() -> None:
    mask = "mask: [[[true, true], [true, true]], [[false, false], [true, true]]]\n"
    assert own(HEADS + "heads: 2\n" + mask) is None
    assert own(HEADS + "heads: 2\n") is not None


LOCAL = """\
sentence: a b c
query: b
mechanism: luong-local-p
window: 1
embeddings: {a: [1, 0], b: [1, 1], c: [0, 2]}
parameters: {w_p: [[1], [0.3]], v_p: [0.5]}
"""


def test_local_weights_are_what_is_told() -> None:
    trace = traced(LOCAL)
    local = trace.stage("local_weights").output.array[1]
    assert local.sum() < 0.99
    found = own(LOCAL)
    assert found is not None
    assert found.itself == pytest.approx((local[1],))
    assert found.total == pytest.approx((local.sum(),))
    assert f"The weights add up to {local.sum()}" in said(trace)


def test_where_places_are_added_a_word_is_its_value_at_its_place() -> None:
    found = own(
        "sentence: cat dog cat sun\nquery: sun\npositions: sinusoidal\nembeddings: {cat: "
        "[2, 1], dog: [1, 2], sun: [-1, 1]}\n"
    )
    assert found is not None
    assert {each.word for each in found.before} == {"cat@1", "dog", "cat@3"}


any_scenario = st.one_of(
    scenarios(themselves=True), multi_head_scenarios(themselves=True), scored_scenarios(themselves=True)
)


def computed(scenario: Scenario) -> Trace:
    """The scenario's trace, where its numbers stay finite."""
    try:
        return attend(scenario)
    except AttnError:
        assume(condition=False)
        raise


def floats(tensor: Tensor) -> Floats:
    assert tensor.array.dtype == np.float64
    return tensor.array  # type: ignore[return-value]  # asserted


def by_hand(trace: Trace) -> tuple[Floats, Floats, Floats]:
    """Weights (heads, keys), what each word would bring alone (keys, d), and the result, with numpy alone."""
    mixing, query = trace.stage("context"), trace.query
    assert query is not None
    weights, value = floats(mixing.input("weights")), floats(mixing.input("value"))
    if weights.ndim == 2:
        return weights[None, query], value, weights[query] @ value
    packed, result = (
        np.hstack(list(value)),
        np.hstack([w[query] @ v for w, v in zip(weights, value, strict=True)]),
    )
    givens = {tensor.name: floats(tensor) for tensor in trace.givens if tensor.parameter}
    if "w_o" in givens:
        bias = givens.get("b_o", np.zeros(1))
        packed, result = packed @ givens["w_o"] + bias, result @ givens["w_o"] + bias
    return weights[:, query], packed, result


@pytest.mark.law
@given(any_scenario)
def test_whatever_the_scenario_every_claim_is_that_of_numpy(scenario: Scenario) -> None:
    trace = computed(scenario)
    found = meaning(trace)
    section = meaning_section(trace)
    assert (found is None) == (section is None)
    assume(found is not None)
    assert found is not None
    assert section is not None
    assert trace.query is not None
    weights, brought, result = by_hand(trace)
    me, keys = trace.query, scenario.keys
    seen = [j for j in range(len(keys)) if (weights[:, j] > 0).any()]

    def candidates(word: str) -> list[int]:
        """The positions that a word may stand for; case tells no words apart."""
        return [j for j in seen if word in (keys.names[j], keys.labels[j])]

    # Nothing named has a weight of 0; every cosine is of vectors of one space.
    for near, other in ((found.before, brought[me]), (found.after, result)):
        for each in near:
            like = [cosine(brought[j], other) for j in candidates(each.word) if brought[j].any()]
            assert any(each.similarity == pytest.approx(value, abs=1e-9) for value in like)
    for moved in found.gained:
        like_both = [
            (cosine(brought[j], brought[me]), cosine(brought[j], result))
            for j in candidates(moved.word)
            if brought[j].any()
        ]
        assert any(pytest.approx(both, abs=1e-9) == (moved.before, moved.after) for both in like_both)
    assert all(candidates(word) for word in (*found.most[0], *found.nowhere))
    for word in found.unseen:
        assert all(not weights[:, j].any() for j in range(len(keys)) if fold(keys.labels[j]) == fold(word))

    # "Most" is the most.
    value = trace.stage("context").input("value").array
    same = [bool((value[..., j, :] == value[..., me, :]).all()) for j in range(len(keys))]
    others = [
        j
        for j in seen
        if brought[j].any() and not (same[j] and fold(keys.labels[j]) == fold(keys.labels[me]))
    ]
    if others:
        assert found.before[0].similarity == pytest.approx(
            max(cosine(brought[j], brought[me]) for j in others), abs=1e-9
        )
        assert found.after[0].similarity == pytest.approx(
            max(cosine(brought[j], result) for j in others), abs=1e-9
        )
    gains = [cosine(brought[j], result) - cosine(brought[j], brought[me]) for j in others]
    if found.gained:
        assert found.gained[0].gain == pytest.approx(max(gains), abs=1e-9)
    elif found.others and gains:
        assert max(gains) <= 2e-9
    if not found.others:
        assert cosine(brought[me], result) == pytest.approx(1, abs=1e-9)

    # The weights are those that the values were mixed by.
    assert found.itself == pytest.approx(tuple(weights[:, me]))
    assert found.total == pytest.approx(tuple(weights.sum(axis=1)))
    if found.most[0]:
        assert found.most[1] == max(weights[0, j] for j in seen if not same[j])
    if found.heaviest is not None and found.heaviest.turn is not None:
        turn = found.heaviest.turn
        own_value = brought[me]

        def turns(j: int) -> float:
            return float(own_value[0] * brought[j][1] - own_value[1] * brought[j][0])

        pulls = [weights[0, j] * turns(j) for j in range(len(keys))]
        went = float(own_value[0] * result[1] - own_value[1] * result[0])
        assert sum(pulls) == pytest.approx(went, abs=1e-9)
        assert any(turns(j) * went > 0 for word in turn.towards for j in candidates(word))
        assert any(turns(j) * went < 0 for word in turn.against for j in candidates(word))
        assert (
            sum(pull for pull in pulls if pull * went > 0) * np.sign(went)
            > sum(abs(pull) for pull in pulls if pull * went < 0) - 1e-9
        )
        if turn.dimension is not None:
            d = turn.dimension - 1
            assert abs(result[d]) / np.hypot(*result) > abs(own_value[d]) / np.hypot(*own_value)


@pytest.mark.law
@given(any_scenario.filter(lambda scenario: len(scenario.queries) > 1), st.data())
def test_a_word_that_cannot_be_seen_does_not_change_what_is_said(
    scenario: Scenario, data: st.DataObject
) -> None:
    n = len(scenario.queries)
    shown = data.draw(st.integers(0, n - 2))
    hidden = slice(shown + 1, None)
    allowed = Tensor("allowed", Glyph("M", "M"), causal_allowed(n, n), (scenario.queries, scenario.keys))
    scenario = scenario._replace(shown=shown, allowed=allowed, mask=("causal",))
    trace = computed(scenario)
    assume(meaning(trace) is not None)
    change = data.draw(st.floats(0.5, 3))

    def other(tensor: Tensor | None) -> Tensor | None:
        if tensor is None:
            return None
        array = tensor.array.copy()
        array[hidden] += change
        return tensor.like(array, tensor.axes, None)

    changed = {name: other(getattr(scenario, name)) for name in ("x", "query", "key", "value")}
    assert said(computed(scenario._replace(**changed))) == said(trace)
