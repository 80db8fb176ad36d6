"""Numbers are called learned only where they were; where a matrix comes from is said wherever it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from attncli.formats import write
from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms import MECHANISMS
from attncli.mechanisms.attend import attend
from attncli.pages.explain import explain
from attncli.pages.groups import JUDGES
from attncli.reading.text import SourceFile
from attncli.scenario import ORIGINS, Edit, Scenario
from attncli.serialise import trace_json

CAPTIONS = {
    "": "as given",
    "learned": "learned",
    "random": "random, not learned",
    "made by hand": "made by hand, not learned",
}

SENTENCE = "sentence: a b\nembeddings: {a: [1, 0], b: [1, 2]}\n"
W = "[[1, 0.5], [0, 1]]"
SCORED = {
    "additive": f"{{w_a: {W}, u_a: {W}, v_a: [1, 2], b_a: [0, 1]}}",
    "luong-dot": "{w_c: [[1], [0], [0], [1]]}",
    "luong-general": f"{{w_a: {W}}}",
    "luong-concat": "{w_a: [[1], [0], [0], [1]], v_a: [2]}",
    "luong-location": f"{{w_a: {W}}}",
    "luong-local-m": "{w_c: [[1], [0], [0], [1]]}\nwindow: 1",
    "luong-local-p": f"{{w_p: {W}, v_p: [1, 1]}}\nwindow: 1",
}
PROJECTED = f"{{w_q: {W}, w_k: {W}, w_v: {W}}}"
WITH_OUTPUT = f"{{w_q: {W}, w_k: {W}, w_v: {W}, w_o: {W}}}"
PARAMETERS = {
    "scaled-dot-product": PROJECTED,
    "dot-product": PROJECTED,
    "multi-head": f"{WITH_OUTPUT}\nheads: 2",
    **SCORED,
}


def scenario(text: str, **over: Any) -> Scenario:
    return load_scenario(SourceFile("mine", "mine.yaml", text.encode(), None), **over)


def told(found: Scenario, stage: str | None = None, *, every: bool = False) -> str:
    """A page as one line, from Markdown, where captions stand in one piece."""
    page = write(explain(attend(found, every=every), stage=stage), "markdown")
    return " ".join(page.replace("\\", "").split())


def of_mechanism(mechanism: str, origin: str, memory: str = "") -> Scenario:
    line = f"origin: {origin}\n" if origin else ""
    return scenario(f"mechanism: {mechanism}\n{SENTENCE}{line}parameters: {PARAMETERS[mechanism]}\n{memory}")


def test_every_mechanism_is_tried_here() -> None:
    assert set(PARAMETERS) == set(MECHANISMS)


@pytest.mark.parametrize("memory", ["", "memory: {sentence: b a}\n"])
@pytest.mark.parametrize("origin", ["", *ORIGINS])
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_above_every_matrix_stands_where_it_comes_from(mechanism: str, origin: str, memory: str) -> None:
    found = of_mechanism(mechanism, origin, memory)
    for every in (False, True):
        page = told(found, every=every)
        for tensor in found.parameters.values():
            assert f"{tensor.symbol.plain}, {CAPTIONS[origin]}:" in page


@pytest.mark.parametrize("memory", ["", "memory: {sentence: b a}\n"])
@pytest.mark.parametrize("origin", ["", "random", "made by hand"])
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_where_nothing_was_learned_learning_is_said_of_models_alone(
    mechanism: str, origin: str, memory: str
) -> None:
    page = told(of_mechanism(mechanism, origin, memory))
    for of_models in (
        "not learned",
        "in place of learned ones",
        "in place of a learned one",
        "No matrix is learned here",
        "anything is learned",
        "It would be learned",
        "lets the place be learned",
    ):
        page = page.replace(of_models, "")
    assert "learned" not in page.casefold()


@pytest.mark.parametrize("mechanism", ["scaled-dot-product", "dot-product", "multi-head"])
def test_learned_matrices_are_said_to_be_learned(mechanism: str) -> None:
    page = told(of_mechanism(mechanism, "learned"))
    assert "Learned matrices, called parameters, make the queries, keys and values" in page
    assert "a matrix, W_Q, that was learned for just this question" in page
    assert "A matrix learned for that, W_K, makes its key" in page
    assert "not learned" not in page


@pytest.mark.parametrize(
    ("origin", "one", "several"),
    [
        (
            "",
            "A matrix of the kind that models learn, called a parameter, makes the",
            "called parameters, make",
        ),
        (
            "learned",
            "A learned matrix, called a parameter, makes the",
            "Learned matrices, called parameters, make",
        ),
        ("random", "A random matrix, in place of a learned one, makes the", "in place of learned ones, make"),
        (
            "made by hand",
            "A matrix made by hand, in place of a learned one, makes the",
            "Matrices made by hand, in place of learned ones, make",
        ),
    ],
)
def test_one_matrix_makes_and_several_make(origin: str, one: str, several: str) -> None:
    line = f"origin: {origin}\n" if origin else ""
    for memory in ("", "memory: {sentence: b}\n"):
        assert f"{one} values" in told(scenario(f"{SENTENCE}{memory}{line}parameters: {{w_v: {W}}}\n"))
        assert several in told(scenario(f"{SENTENCE}{memory}{line}parameters: {PROJECTED}\n"))


def test_matrices_that_a_seed_adds_are_random_whatever_the_file_says_of_its_own() -> None:
    mine = f"{SENTENCE}origin: learned\nparameters: {{w_q: {W}}}\n"
    page = told(scenario(mine, seed=7))
    assert "W_Q, learned:" in page
    assert "W_K, random, not learned (seed 7):" in page
    assert "Matrices of the kind that models learn, here partly random, make the queries" in page
    assert "Learned matrices" not in page


@pytest.mark.parametrize(
    ("heads", "origin", "words"),
    [
        (
            2,
            "",
            "mixes what the heads have found: each number of the result may draw on all of them. A trained",
        ),
        (2, "learned", "may draw on all of them. It was learned."),
        (2, "random", "It would be learned; here it is drawn at random."),
        (1, "random", "turns what was taken home into the result. It would be learned"),
        (1, "made by hand", "turns what was taken home into the result. A trained model learns it."),
    ],
)
def test_the_last_matrix_is_told_by_its_heads_and_where_it_comes_from(
    heads: int, origin: str, words: str
) -> None:
    line = f"origin: {origin}\n" if origin else ""
    text = f"mechanism: multi-head\nheads: {heads}\n{SENTENCE}{line}parameters: {WITH_OUTPUT}\n"
    page = told(scenario(text), "output")
    assert words in page
    assert ("heads" in page.split("Mix the heads")[1].split(".")[0]) == (heads > 1)


def test_no_built_in_scenario_with_matrices_leaves_open_where_they_come_from() -> None:
    made = (load_scenario(name) for name in scenario_names())
    origins = {found.name: found.origin for found in made if found.parameters and found.teaches != JUDGES}
    drawn = {"rasbt-causal", "rasbt-trainable", "statquest"}
    assert {name for name, origin in origins.items() if origin == "random"} == drawn
    assert {origin for name, origin in origins.items() if name not in drawn} == {"made by hand"}
    assert len(origins) == 19


def test_no_page_of_a_built_in_scenario_calls_a_number_learned() -> None:
    for name in scenario_names():
        assert ", learned:" not in told(load_scenario(name)), name


def test_with_word_vectors_no_matrix_is_learned_and_the_vectors_were() -> None:
    page = told(load_scenario("glove", sentence="The river bank was steep"))
    assert "they were learned from which words stand together" in page
    assert "No matrix is learned here, so each plays all three roles as it is" in page
    assert "Nothing is learned" not in page


def test_an_unknown_origin_is_refused_with_the_nearest() -> None:
    with pytest.raises(Exception, match="`trained` is not where matrices come from"):
        scenario(f"{SENTENCE}origin: trained\n")
    with pytest.raises(Exception, match="E350") as fault:
        scenario(f"{SENTENCE}origin: lerned\n")
    assert "learned" in str(getattr(fault.value, "help", ""))


def test_json_says_where_a_parameter_comes_from_where_that_is_known() -> None:
    def origins(found: Scenario) -> dict[str, Any]:
        givens = json.loads(trace_json(attend(found)))["givens"]
        return {given["name"]: (given.get("origin"), given.get("seed")) for given in givens}

    mine = f"{SENTENCE}origin: made by hand\nparameters: {{w_q: {W}}}\n"
    assert origins(scenario(mine)) == {"x": (None, None), "w_q": ("made by hand", None)} | dict.fromkeys(
        ("key", "value"), (None, None)
    )
    assert origins(scenario(mine, seed=3))["w_k"] == ("random", 3)
    assert origins(scenario(f"{SENTENCE}parameters: {{w_q: {W}}}\n"))["w_q"] == (None, None)


@pytest.mark.parametrize(
    ("origin", "edited", "seed", "then"),
    [
        ("learned", "x", None, "learned"),
        ("learned", "w_q", None, ""),
        ("random", "w_q", None, ""),
        ("made by hand", "w_q", None, "made by hand"),
        ("learned", "x", 3, ""),
        ("random", "x", 3, "random"),
    ],
)
def test_what_is_saved_says_of_its_matrices_what_is_still_true(
    origin: str, edited: str, seed: int | None, then: str
) -> None:
    from attncli.loading.asked import Asked
    from attncli.loading.saving import scenario_text

    text = f"{SENTENCE}origin: {origin}\nparameters: {{w_q: {W}}}\n"
    source = SourceFile("mine", "mine.yaml", text.encode(), None)
    saved = scenario_text(source, Asked(seed=seed), [Edit(edited, (0, 0), 9.0)])
    assert scenario(saved).origin == then


def test_a_scenario_whose_matrices_all_come_from_a_seed_is_saved_as_random() -> None:
    from attncli.loading.asked import Asked
    from attncli.loading.saving import scenario_text

    assert (
        load_scenario(
            SourceFile("mine", "mine.yaml", scenario_text("cat-sat-mat", Asked(seed=3)).encode(), None)
        ).origin
        == "random"
    )
