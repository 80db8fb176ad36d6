"""The built-in scenario that was trained: what its file, its record and its page say of it is so."""

from __future__ import annotations

from collections.abc import Iterator

import learning
import numpy as np
import pytest
import trained
import training
from learning import ADJECTIVES, ARTICLES, NOUNS, VERBS, Batch, Sentence, batches, parted

from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.render.escape import LONGEST_TEXT

TRAINED_ON, HELD_BACK = parted()
FEW: list[Sentence] = [
    ("the", "cat", "saw", "the", "dog"),
    ("the", "old", "dog", "chased", "the", "bird"),
    ("the", "bird", "heard", "the", "small", "cat"),
    ("the", "big", "cat", "saw", "the", "old", "dog"),
]


def test_words_are_asked_for_the_nouns_that_a_reader_would_say() -> None:
    (batch,) = batches([("the", "old", "dog", "chased", "the", "bird")])
    found = [
        [NOUNS[answer] if asked else "" for answer, asked in zip(*pair, strict=True)]
        for pair in zip(batch.answers[0], batch.asked[0], strict=True)
    ]
    assert found == [["dog", ""], ["dog", ""], ["", ""], ["dog", "bird"], ["bird", ""], ["", ""]]


def test_no_sentence_is_both_trained_on_and_held_back() -> None:
    assert set(TRAINED_ON) | set(HELD_BACK) == set(learning.sentences())
    assert not set(TRAINED_ON) & set(HELD_BACK)
    assert len(HELD_BACK) == learning.HELD_BACK
    assert trained.SHOWN in HELD_BACK


def moved(name: str, index: tuple[int, ...], by: float, data: list[Batch]) -> float:
    """The loss with one parameter changed."""
    given = learning.beginning(7)
    given[name][index] += by
    return learning.loss(given, data)


@pytest.mark.parametrize("name", ["embeddings", "w_q", "w_k", "w_v", "w_o"])
def test_each_gradient_is_how_the_loss_changes_when_its_parameter_is_moved_a_little(name: str) -> None:
    data = batches(FEW)
    slopes = learning.gradients(learning.beginning(7), data)[name]
    step = 1e-5
    found = np.zeros_like(slopes)
    for index in np.ndindex(slopes.shape):
        found[index] = (moved(name, index, step, data) - moved(name, index, -step, data)) / (2 * step)
    np.testing.assert_allclose(slopes, found, atol=1e-9)
    assert np.abs(slopes).max() > 0.01  # none of them is zero for the asking


@pytest.mark.law
def test_trained_anew_the_scenario_comes_out_as_it_is() -> None:
    *_, (_, given) = learning.training(trained.STARTS[0], batches(TRAINED_ON))
    kept = training.shipped()
    assert set(kept) == set(given)
    for name, array in kept.items():
        # A product may be added up in another order elsewhere: then a last decimal may fall the other way.
        np.testing.assert_allclose(given[name], array, atol=0.006)


@pytest.mark.law
@pytest.mark.parametrize("start", trained.STARTS)
def test_the_record_is_what_training_goes_through(start: int) -> None:
    lines = [line for line in training.record() if line["start"] == str(start)]
    found = list(trained.rows_of(start))
    assert [line["step"] for line in lines] == [str(step) for step in trained.LOGGED]
    for line, other in zip(lines, found, strict=True):
        for name in ("loss", "held_back"):
            assert float(other[name]) == pytest.approx(float(line[name]), rel=0.02, abs=2e-5)
        for name in set(line) - {"loss", "held_back"}:
            assert float(other[name]) == pytest.approx(float(line[name]), abs=1 if name == "right" else 0.02)


def test_what_is_written_of_the_scenario_is_computed_from_its_own_numbers() -> None:
    scenario = load_scenario("trained-heads")
    about = " ".join(trained.about(training.shipped()).split())
    assert scenario.about == about
    assert len(about) <= LONGEST_TEXT
    ours = [line for line in training.record() if line["start"] == str(trained.STARTS[0])]
    kept = training.shipped()
    assert float(ours[-1]["loss"]) == pytest.approx(learning.loss(kept, batches(TRAINED_ON)), abs=1e-5)
    assert float(ours[-1]["held_back"]) == pytest.approx(learning.loss(kept, batches(HELD_BACK)), abs=1e-5)


def answered() -> Iterator[tuple[Sentence, np.ndarray, np.ndarray]]:
    """Each sentence held back, with the weights and the output that attn computes for it."""
    for sentence in HELD_BACK:
        trace = attend(load_scenario("trained-heads", sentence=" ".join(sentence)))
        yield sentence, trace.stage("weights").output.array, trace.stage("output").output.array


@pytest.mark.law
def test_on_every_sentence_held_back_attn_itself_finds_what_the_scenario_says() -> None:
    asked = 0
    for sentence, weights, output in answered():
        first, last = (at for at, word in enumerate(sentence) if word in NOUNS)
        head_last, head_own = weights.argmax(axis=-1)
        assert set(head_last) == {last}  # whichever word asks
        for at, word in enumerate(sentence):
            if word in NOUNS:
                continue
            own = first
            if word not in VERBS and at > first:
                own = last
            assert word in (*ARTICLES, *ADJECTIVES, *VERBS)
            assert head_own[at] == own
            assert NOUNS[output[at, :3].argmax()] == sentence[own]
            asked += 1
            if word in VERBS:
                assert NOUNS[output[at, 3:].argmax()] == sentence[last]
                asked += 1
    assert f"{asked} of {asked} answers are right" in load_scenario("trained-heads").about


def test_attn_computes_the_same_as_the_maths_that_was_trained() -> None:
    for sentence in FEW:
        passed = learning.passed(training.shipped(), batches([sentence])[0])
        trace = attend(load_scenario("trained-heads", sentence=" ".join(sentence)))
        np.testing.assert_allclose(trace.stage("weights").output.array, passed.weights[0], atol=1e-12)
        output = trace.stage("output").output.array
        np.testing.assert_allclose(output, passed.output[0].reshape(output.shape), atol=1e-12)


def test_what_the_page_says_of_all_runs_is_in_the_record() -> None:
    ends = [line for line in training.record() if line["step"] == str(learning.STEPS)]
    asked = sum(of for _, of in trained.right(training.shipped(), batches(HELD_BACK)))
    assert [int(line["right"]) for line in ends] == [asked] * len(trained.STARTS)
    for line in ends:
        at_object = [float(share) for share in training.looks(line, "object")]
        assert max(map(float, training.looks(line, "subject"))) == 1  # one head finds every subject
        assert sum(at_object) == pytest.approx(max(at_object))  # and only the other is at objects
    without = training.shipped()
    without["w_o"][learning.D_V :] = 0
    (own, of), (objects, of_verbs) = trained.right(without, batches(HELD_BACK))
    assert own < of / 2
    assert objects == of_verbs


def test_in_a_sentence_too_long_the_first_article_is_drawn_to_the_last_noun() -> None:
    trace = attend(load_scenario("trained-heads", sentence="the big old cat saw the small old dog"))
    assert trace.stage("weights").output.array[1, 0].argmax() == 8


def test_no_other_built_in_matrix_was_learned() -> None:
    origins = {
        name: load_scenario(name).origin for name in scenario_names() if load_scenario(name).parameters
    }
    assert [name for name, origin in origins.items() if origin == "learned"] == ["trained-heads"]
    assert set(origins.values()) == {"learned", "random", "made by hand"}
