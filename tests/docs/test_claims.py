"""What is said of papers, people and software: nothing that was found false, and the right values."""

from __future__ import annotations

import io
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command import ROOT, attn
from oracle import Matrix, Row

from attncli.glossary import GLOSSARY
from attncli.loading.library import scenario_names
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.numerics.local import near
from attncli.numerics.positions import sinusoids
from attncli.numerics.softmax import softmax

SAID = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "scenarios").glob("*.yaml")),
    *(
        each
        for room in ("mechanisms", "numerics", "loading")
        for each in (ROOT / "attncli" / room).glob("*.py")
    ),
    ROOT / "attncli" / "glossary.py",
    ROOT / "attncli" / "sources.py",
]
"""Where such things are said, but for the words of stages and pages, which have tests of their own."""

FALSE = {
    "equations 7 and 8": "equation 8 is the location score; the others are equation 7 with a score",
    "that she bread bakes": "no English sentence: its weights ran along the diagonal",
    "can the dog see": "no English sentence, for the same reason",
    "do not keep the same pace": "word for word in German order, they did",
    "d_model / H columns": "a head has d_k columns, which need not be that many",
    "first attention there was": "section 6.1 of the paper names Graves 2013",
    "speech synthesis (Tacotron) after that": "Tacotron is of March 2017, the Transformer of June",
    "have no b_a": "the appendix leaves biases out of its equations",
    "there is no b_a": "the same",
    "is the part of W^Q": "the paper has no W^Q, but a matrix W_i^Q for each head",
    "edition before 2022": "the numbers stood there until December 2022",
    "tensorflow/docs/blob/master": "the notebook was taken away from there in May 2021",
    "rounded by hand": "a guess; the page says approximate decimals",
    "sentences of one length": "footnote 6: shorter sentences use the first columns",
    "long vectors do not make": "not the length of a vector counts, but how many numbers it has",
    "Attention does not notice the order": "with a causal mask it does",
    "flash-attention/issues/951": "not found; the README says it",
    "mostly three biases": "nobody counted",
    "finds such jobs by itself": "some heads of some models were found to have such jobs",
    "Sukhbaatar": "their memories are the keys, not what keys and values are made from",
    '"tutorials"': "nobody in particular",
    "three (16 bits)": "bfloat16 has two digits",
    "Only softmax brings in fractions": "the root does too",
    "one key, or two that are alike": "the third query matches two that are not",
    "mostly between -1 and 1": "nobody measured, and those of the lexicon are not",
}
"""Sentences that were found false or without a source, and why."""


@pytest.mark.parametrize("said", FALSE)
def test_what_was_found_false_is_said_nowhere(said: str) -> None:
    wanted = " ".join(said.split())
    found = [
        str(path.relative_to(ROOT)) for path in SAID if wanted in " ".join(path.read_text("utf-8").split())
    ]
    assert not found, FALSE[said]


# Sources


LICENCES = {
    "alammar-gpt2": "CC-BY-NC-SA-4.0",
    "alammar-nmt": "CC-BY-NC-SA-4.0",
    "alammar-transformer": "CC-BY-NC-SA-4.0",
    "d2l-valid-lengths": "CC-BY-SA-4.0",
    "rasbt-causal": "Apache-2.0",
    "rasbt-simple": "Apache-2.0",
    "rasbt-trainable": "Apache-2.0",
    "tensorflow-lookup": "Apache-2.0",
    "yeh-mha": "MIT",
    "yeh-small": "MIT",
}
"""As they were read at the sources. The MIT licence beside the Illustrated articles is their theme's."""


@pytest.mark.parametrize("name", scenario_names())
def test_a_source_has_the_licence_that_was_read_there(name: str) -> None:
    source = load_scenario(name).source
    assert source
    assert source.licence == LICENCES.get(name, "")


@pytest.mark.parametrize("name", scenario_names())
def test_a_file_on_github_is_named_with_its_commit(name: str) -> None:
    source = load_scenario(name).source
    assert source
    if "github.com" in source.url:
        assert re.search(r"\bcommit [0-9a-f]{7}\b", source.note)
        named = re.search(r"/blob/([^/]+)/", source.url)
        assert not named or named[1] == "main" or re.fullmatch("[0-9a-f]{40}", named[1])


def test_sources_are_as_they_were_found() -> None:
    lookup, flash, positions = (
        load_scenario(name).source for name in ("tensorflow-lookup", "flash-4x4", "mlm-positions")
    )
    assert lookup
    assert flash
    assert positions
    assert "/blob/8345b8b266a62acb7a83ec5a8415437c6458a54e/" in lookup.url
    assert (flash.title, flash.year) == ("flash attension", 2025)
    assert flash.url == "https://mylearningnoteforai.blogspot.com/2025/09/flash-attension.html"
    assert positions.year == 2023


@pytest.mark.parametrize("path", [path for path in SAID if "arxiv.org" in path.read_text("utf-8")], ids=str)
def test_a_papers_year_fits_its_arxiv_number(path: Path) -> None:
    """The number begins with the year and month of the first version; print may be two years later."""
    links = re.findall(
        r"\[[^\]]*?(\d{4})\]\(https://arxiv\.org/abs/(\d\d)\d\d\.\d+\)", path.read_text("utf-8")
    )
    links += re.findall(
        r'Source\(\s*"[^"]*?(\d{4})",[^)]*?arxiv\.org/abs/(\d\d)\d\d\.', path.read_text("utf-8")
    )
    for year, first in links:
        assert 0 <= int(year) - (2000 + int(first)) <= 2


def test_the_modules_name_the_equations_of_their_papers() -> None:
    equations = {
        "dot_product": {7},
        "scaled_dot_product": {1},
        "additive": {5, 6},
        "luong_dot": {5, 7},
        "luong_general": {5, 7},
        "luong_concat": {5, 7},
        "luong_location": {5, 8},
        "luong_local_m": {5, 7},
        "luong_local_p": {5, 7, 9, 10},
    }
    for module, named in equations.items():
        text = (ROOT / "attncli" / "mechanisms" / f"{module}.py").read_text("utf-8")
        assert set(map(int, re.findall(r"equations? (\d+)", text))) == named, module


def test_names_of_other_papers_are_spelt_as_there() -> None:
    said = {(synonym.word, synonym.detail) for term in GLOSSARY for synonym in term.synonyms}
    assert ("source hidden state", "h̄_s") in said
    assert ("auto-regressive", "(of a model that needs such a mask)") in said


# Luong's two examples: what the text tells is what the numbers show


def stages(name: str) -> dict[str, Any]:
    return {stage.op.name: stage.output.array for stage in attend(load_scenario(name), every=True).stages}


def test_the_translation_that_needs_the_verb_looks_at_the_last_position() -> None:
    """German puts the verb of a clause with dass last, English after the subject."""
    scenario = load_scenario("luong-location")
    assert scenario.queries.labels == ("that", "she", "bakes", "bread")
    assert scenario.keys.labels == ("dass", "sie", "Brot", "backt")
    weights = stages("luong-location")["weights"]
    assert [scenario.keys.labels[at] for at in weights.argmax(axis=1)][2:] == ["backt", "Brot"]
    x: Matrix = [[-2, 0], [-1, 0], [0, 2], [1, -0.5]]
    w_a: Matrix = [[-2, -1, 1, 0], [-0.5, 0, -0.5, 2]]
    memory: Matrix = [[1, 0], [0, 1], [2, 1], [1, 3]]
    for i, query in enumerate(x):
        scores = [query[0] * w_a[0][s] + query[1] * w_a[1][s] for s in range(4)]
        total = math.fsum(math.exp(score) for score in scores)
        for s in range(4):
            assert weights[i, s] == pytest.approx(math.exp(scores[s]) / total, rel=1e-12)
        for d in range(2):
            mixed = math.fsum(math.exp(scores[s]) / total * memory[s][d] for s in range(4))
            assert stages("luong-location")["context"][i, d] == pytest.approx(mixed, rel=1e-12)


def test_the_place_of_a_verb_that_comes_late_is_predicted_from_a_query_in_the_middle() -> None:
    scenario, found = load_scenario("luong-local-p"), stages("luong-local-p")
    assert scenario.queries.labels == ("I", "can", "see", "the", "dog")
    assert scenario.keys.labels == ("ich", "kann", "den", "Hund", "sehen")
    see: Row = [0, 2, 0, 1]
    memory: Matrix = [[1, 0, 1], [0, 1.5, 0], [0, 0.5, 1.5], [1.5, 0, 0], [0, 1, 0.5]]
    voice = 2 * math.tanh(see[3]) + math.tanh(0.5 * see[1] - 0.5 * see[2])
    p = 5 / (1 + math.exp(-voice))
    assert found["alignment_position"][2] == pytest.approx(p, rel=1e-12)
    assert p > 4, "late, though the query is the third word"
    scores = [math.fsum(q * k for q, k in zip(see, key, strict=False)) for key in memory]
    assert max(range(5), key=scores.__getitem__) == 1, "kann scores best, and lies outside"
    inside = [s for s in range(5) if abs(s + 1 - p) <= 2]
    assert inside == [2, 3, 4]
    total = math.fsum(math.exp(scores[s]) for s in inside)
    local = [
        math.exp(scores[s]) / total * math.exp(-((s + 1 - p) ** 2) / 2) if s in inside else 0.0
        for s in range(5)
    ]
    np.testing.assert_allclose(found["local_weights"][2], local, rtol=1e-12, atol=0)
    assert max(range(5), key=local.__getitem__) == 4, "sehen"


@pytest.mark.parametrize("name", ["luong-location", "luong-local-p"])
def test_the_weights_do_not_run_along_the_diagonal(name: str) -> None:
    found = stages(name)
    largest = found.get("local_weights", found["weights"]).argmax(axis=1)
    assert largest.tolist() != sorted(largest.tolist())


# What the docs say of the mathematics


@pytest.mark.parametrize(
    ("name", "d_model", "heads", "d_k"), [("yeh-mha", 5, 3, 3), ("cat-sat-mat-grouped", 4, 4, 2)]
)
def test_a_head_need_not_have_d_model_over_h_columns(name: str, d_model: int, heads: int, d_k: int) -> None:
    scenario = load_scenario(name)
    assert scenario.x
    assert scenario.x.array.shape[1] == d_model
    assert stages(name)["query_heads"].shape[0::2] == (heads, d_k)
    assert d_k != d_model / heads


@pytest.mark.parametrize(
    ("dealt", "head_2", "head_3"), [([0, 0, 1, 1], "sat", "on"), ([0, 1, 0, 1], "mat", "cat")]
)
def test_key_heads_dealt_out_in_turn_lead_two_heads_to_other_words(
    dealt: list[int], head_2: str, head_3: str
) -> None:
    words, found = load_scenario("cat-sat-mat-grouped").keys.labels, stages("cat-sat-mat-grouped")
    scores = found["query_heads"] @ found["key_heads"][dealt].swapaxes(-1, -2)
    assert words[scores[1, words.index("cat")].argmax()] == head_2
    assert words[scores[2, words.index("sat")].argmax()] == head_3


def test_the_order_of_the_words_is_noticed_with_a_mask_alone() -> None:
    def context(sentence: str, *mask: str) -> list[float]:
        scenario = load_scenario("cat-sat-mat", sentence=sentence, query="sat", mask=list(mask))
        row = attend(scenario).stage("context").output.array[scenario.queries.find("sat")]
        return [round(float(number), 2) for number in row]

    assert context("The cat sat") == context("sat The cat") == [0.74, 0.83]
    assert context("The cat sat", "causal") == [0.74, 0.83]
    assert context("sat The cat", "causal") == [1.00, 1.00]


def test_dot_products_of_independent_numbers_have_the_variance_d_k() -> None:
    """Vaswani et al. 2017, footnote 4; and undivided, the softmax's slope a (1 − a) comes near 0."""
    random = np.random.default_rng(7)
    slopes = []
    for d_k in (4, 64, 256):
        query, key = random.standard_normal((2, 800, 16, d_k))
        scores = (query[:, :1] * key).sum(axis=-1)
        assert np.var(scores) == pytest.approx(d_k, rel=0.1)
        assert np.var(scores / math.sqrt(d_k)) == pytest.approx(1, rel=0.1)
        weights = softmax(scores)
        slopes.append(np.mean(weights * (1 - weights)))
    assert slopes == sorted(slopes, reverse=True)
    assert slopes[-1] < slopes[0] / 3


@pytest.mark.parametrize(
    ("place", "keys"), [(5.0, [3, 4, 5, 6, 7]), (5.25, [4, 5, 6, 7]), (4.75, [3, 4, 5, 6])]
)
def test_the_interval_round_a_place_has_2d_plus_1_positions_if_it_is_whole_and_2d_if_not(
    place: float, keys: list[int]
) -> None:
    [row] = near(np.array([place]), 10, 2)
    assert (np.flatnonzero(row) + 1).tolist() == keys


def test_waves_grow_slower_from_pair_to_pair_if_the_base_is_above_1() -> None:
    second = sinusoids(2, 6, 100)[1, 0::2]
    np.testing.assert_allclose(second, np.sin([1, 100 ** (-1 / 3), 100 ** (-2 / 3)]))
    assert (np.diff(second) < 0).all()


@pytest.mark.parametrize(("more", "rows"), [([], 1), (["--all"], 6)])
def test_json_and_npz_hold_one_query_unless_all_are_asked_for(
    tmp_path: Path, more: list[str], rows: int
) -> None:
    trace = attn("explain", "--json", *more).json()
    [weights] = [stage["values"] for stage in trace["stages"] if stage["name"] == "weights"]
    assert (len(weights), len(weights[0])) == (rows, 6)
    attn("explain", "--output", str(tmp_path / "one.npz"), *more)
    with np.load(io.BytesIO((tmp_path / "one.npz").read_bytes())) as arrays:
        assert arrays["weights"].shape == (rows, 6)
        assert arrays["key"].shape == (6, 2)
