"""attn glossary: every word leads somewhere, and says who uses it."""

from __future__ import annotations

import re

import pytest
from command import attn
from lessons import lessons

from attncli.formats import write
from attncli.glossary import GLOSSARY, find, names
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend
from attncli.pages.explain import explain
from attncli.trace import Trace


def test_every_term_and_every_synonym_is_found() -> None:
    for name in names():
        assert find(name), name
    for term in GLOSSARY:
        assert find(term.name)[0] is term
        assert find(term.name.upper())[0] is term


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("logits", ["scores"]),
        ("energies", ["scores"]),
        ("energy", ["scores"]),
        ("pattern", ["weights"]),
        ("attention pattern", ["weights"]),
        ("alignment", ["scores", "weights"]),
        ("memory", ["memory", "key"]),
        ("annotation", ["key", "value"]),
        ("weight", ["weights", "parameters"]),
        ("scaled_scores", ["scaled scores"]),
        ("dog", []),
        ("", []),
        ("vector", ["vector"]),
        ("vectors", ["vector"]),
        ("matrices", ["matrix"]),
        ("heads", ["head"]),
        ("multi-head", ["multi-head attention"]),
        ("additive", ["additive attention"]),
        ("Q", ["query"]),
        ("q", ["query"]),
        ("S''", ["masked scores"]),
        ("wo", ["W_O"]),
        ("W_Q", ["parameters", "projection"]),
        ("p", ["alignment position"]),
    ],
)
def test_other_words_lead_to_ours(word: str, terms: list[str]) -> None:
    assert [term.name for term in find(word)] == terms


def test_a_stage_that_is_named_is_a_stage() -> None:
    stages = {stage.name for stage in attend(load_scenario("rasbt-trainable", mask=["causal"])).stages}
    assert {term.stage for term in GLOSSARY if term.stage} <= stages
    assert len({term.name for term in GLOSSARY}) == len(GLOSSARY)


TECHNICAL = [
    "token",
    "head",
    "multi-head",
    "concat",
    "projection",
    "matrix",
    "vector",
    "dimension",
    "cosine",
    "position",
    "temperature",
    "gradient",
    "transformer",
    "attention",
    "embedding",
    "query",
    "key",
    "value",
    "score",
    "scale",
    "mask",
    "hidden",
    "causal",
    "softmax",
    "weight",
    "context",
    "output",
    "exponential",
    "root",
    "dot-product",
    "parameter",
    "learned",
    "trained",
    "training",
    "model",
    "encoder",
    "decoder",
    "state",
    "network",
    "unit",
    "tanh",
    "sigmoid",
    "sinusoid",
    "memory",
    "self-attention",
    "cross-attention",
    "additive",
    "local",
    "window",
    "multi-query",
    "grouped",
    "transpose",
    "bias",
    "total",
    "highest",
]
"""Words of the field. They may stand on any page, some under another form."""

SAME = {"learned": "training", "trained": "training", "dot-product": "dot product", "unit": "hidden unit"}
SAME |= {"highest": "highest score", "grouped": "grouped heads", "multi-query": "grouped heads"}
"""What a word is looked up as, where a page has another form of it."""


@pytest.mark.parametrize("word", TECHNICAL)
def test_a_word_of_the_field_is_in_the_glossary(word: str) -> None:
    assert find(SAME.get(word, word)), word


@pytest.fixture(scope="module", params=lessons())
def trace(request: pytest.FixtureRequest) -> Trace:
    return attend(load_scenario(request.param))


def test_every_symbol_of_every_built_in_scenario_is_in_the_glossary(trace: Trace) -> None:
    finer = [step.output for stage in trace.stages for step in stage.steps(trace.query)]
    tensors = [*trace.givens, *finer, *(stage.output for stage in trace.stages)]
    assert [tensor.symbol.plain for tensor in tensors if not find(tensor.symbol.plain)] == []


def test_every_word_and_every_sign_of_the_field_on_a_page_is_in_the_glossary(trace: Trace) -> None:
    page = write(explain(trace), width=200)
    words = {word.casefold() for word in re.findall(r"[A-Za-z]+(?:-[a-z]+)*", page)}
    standing = [word for word in TECHNICAL if word in words or f"{word}s" in words]
    assert len(standing) > 12
    named = re.findall(r"\b[A-Za-z]_[A-Za-z]+\b", page)
    lost = [each for each in (*standing, *named) if not find(SAME.get(each, each))]
    assert lost == []


def test_the_page_names_all_terms_and_one_term_alone() -> None:
    page = attn("glossary").out
    for term in GLOSSARY:
        assert f" {term.name} " in page
    alone = " ".join(attn("glossary", "energies").out.split())
    assert "scores" in alone
    assert "energies e_ij [Bahdanau, Cho and Bengio 2015]" in alone
    assert "context" not in alone


def test_a_command_that_the_glossary_proposes_runs() -> None:
    for term in GLOSSARY:
        if term.stage:
            page = " ".join(attn("glossary", term.name, "--width", "500").out.split())
            command = page.rpartition("To see it: attn ")[2].partition(".")[0]
            result = attn(*command.split())
            assert result.code == 0, command
            assert " of " in result.out


def test_an_unknown_word_is_refused_with_the_nearest() -> None:
    result = attn("glossary", "enrgies")
    assert result.code == 2
    assert "error[E514]: the glossary has no word `enrgies`" in result.err
    assert "did you mean `energies`?" in result.err


def test_json_holds_who_says_what() -> None:
    values = attn("glossary", "self-attention", "--json").json()
    assert (values["format"], values["version"]) == ("attn/glossary", 1)
    [term] = values["terms"]
    assert term["synonyms"] == [{"word": "intra-attention", "detail": None, "said_by": "Vaswani et al. 2017"}]
