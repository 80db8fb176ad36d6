"""What the output means: the lists are those of a search by hand, the sentences are true of the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from command import attn

from attncli import attend, explain, load_scenario, write
from attncli.meaning import Meaning, meaning
from attncli.pages.meaning import meaning_section
from attncli.reading.text import SourceFile
from attncli.vectors.lexicon import FREQUENT, Lexicon


def of(sentence: str, query: str, **options: object) -> Meaning:
    found = meaning(attend(load_scenario("glove", sentence=sentence, query=query, **options)))  # type: ignore[arg-type]  # any option there is
    assert found is not None
    return found


def own(text: str) -> Meaning | None:
    return meaning(attend(load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None))))


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
    assert found.itself == pytest.approx(trace.stage("weights").output.array[2, 2])


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
        "tokens: [cat, dog]\ntensors: {query: [[1, 0]], key: [[1, 0], [0, 1]], value: [[1, 0], [0, 1]]}\n",
    ],
)
def test_nothing_is_said_where_nothing_can_be_said(text: str) -> None:
    trace = attend(load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None)))
    assert meaning(trace) is None
    assert meaning_section(trace) is None


def test_nothing_is_said_of_all_queries_or_of_a_single_stage() -> None:
    trace = attend(load_scenario("cat-sat-mat"), every=True)
    assert meaning(trace) is None
    assert "What the output means" not in write(explain(trace))
    assert "What the output means" not in attn("explain", "--stage", "weights").out


def test_a_word_that_sees_only_itself_has_moved_nowhere() -> None:
    page = " ".join(attn("explain", "river bank", "-q", "river", "--mask", "causal").out.split())
    assert "“river” attends to itself alone, and takes home what it had." in page
    assert "has moved towards no word at all" in page


def test_equal_gains_are_told_as_equal() -> None:
    page = " ".join(attn("explain", "-s", "cat-sat-mat").out.split())
    assert "moved most, and equally, towards “The” and “mat”" in page


def test_the_share_that_a_word_keeps_is_said() -> None:
    page = " ".join(attn("explain", "The river bank was steep", "-q", "bank").out.split())
    why = "with Q = K = V its own key is the one most like its query"
    assert f"“bank” spends most of its attention on itself (0.78): {why}" in page
    long = (
        "the old river bank near the small village and the big green hill was very steep and quite dangerous"
    )
    page = " ".join(attn("explain", f"{long} for small children", "-q", "bank").out.split())
    assert "“bank” keeps a share of 0." in page
