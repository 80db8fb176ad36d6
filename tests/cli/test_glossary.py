"""attn glossary: every word leads somewhere, and says who uses it."""

from __future__ import annotations

import pytest
from command import attn

from attncli.glossary import GLOSSARY, find, names
from attncli.loading.scenario_file import load_scenario
from attncli.mechanisms.attend import attend


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
    ],
)
def test_other_words_lead_to_ours(word: str, terms: list[str]) -> None:
    assert [term.name for term in find(word)] == terms


def test_a_stage_that_is_named_is_a_stage() -> None:
    stages = {stage.name for stage in attend(load_scenario("rasbt-trainable", mask=["causal"])).stages}
    assert {term.stage for term in GLOSSARY if term.stage} <= stages
    assert len({term.name for term in GLOSSARY}) == len(GLOSSARY)


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
