"""Faults at the command line: arguments are told as options, and what a person wrote as it is."""

from __future__ import annotations

import pytest
from command import attn

from attncli.cli import choice
from attncli.cli.faults import as_options, in_options
from attncli.errors import AttnError, Place, all_of


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("take `heads=…` away", "take `--heads` away"),
        ("ask for `heads=4`", "ask for `--heads 4`"),
        ("`mechanism=multi-head, heads=4`", "`--mechanism multi-head --heads 4`"),
        ("as in `head=@1`", "as in `--head @1`"),
        ('as in `query="New York"@2`', 'as in `--query "New York"@2`'),
        ("as in `query=New York`", "as in `--query New York`"),
        ("as in `query=a, b`", "as in `--query a, b`"),
        ("as in `query=a, b=c, seed=3`", "as in `--query a, b=c --seed 3`"),
        ("`mask=hidden=cat, mask=causal`", "`--mask hidden=cat --mask causal`"),
        ("`dims=301` is out of range", "`--dims 301` is out of range"),
        ("`unknown=random` and `seed=0`", "`--unknown random` and `--seed 0`"),
        ("`every=True` and `every=…`", "`--all` and `--all`"),
        ("give `sentence=…`", "give `SENTENCE`"),
        ("`window=2` is a mask, `hidden=mat` too", "`window=2` is a mask, `hidden=mat` too"),
        ("`heads: 4` is a field", "`heads: 4` is a field"),
        ("`--heads 4` is an option", "`--heads 4` is an option"),
        ("`heads` and heads=4 are words", "`heads` and heads=4 are words"),
        ("`my_heads=4` is nobody's", "`my_heads=4` is nobody's"),
    ],
)
def test_arguments_are_told_as_options(text: str, told: str) -> None:
    assert as_options(text) == told
    assert as_options(told) == told


def test_every_fault_of_a_run_is_told_in_options_and_keeps_its_code_and_its_place() -> None:
    place = Place(file="a.yaml", line=1, text="mask: [heads=4]")
    first = AttnError("E532", "`seed=1` is one too many", help="take `seed=…` away")
    second = AttnError("E317", "`heads=4` is not a mask", place, "ask for `mask=none`")
    error = in_options(all_of([first, second]))
    assert [(each.code, each.where) for each in error.all] == [("E532", None), ("E317", place)]
    assert [each.what for each in error.all] == ["`--seed 1` is one too many", "`heads=4` is not a mask"]
    assert [each.help for each in error.all] == ["take `--seed` away", "ask for `--mask none`"]
    assert in_options(AttnError("E320", "too large")).help is None


def raising(error: AttnError) -> object:
    """A way of loading that fails."""

    def load(*_: object) -> None:
        raise error

    return load


@pytest.mark.parametrize("look", [[], ["--json"]])
def test_the_command_line_tells_options(look: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    error = AttnError("E531", "nothing can be cut", help="take `heads=…` away, or give `mask=none`")
    monkeypatch.setattr(choice.Choice, "opened", raising(error))
    assert "take `--heads` away, or give `--mask none`" in attn("explain", *look).err


def test_what_a_person_typed_is_told_as_it_was_typed() -> None:
    run = attn("explain", "--mask", "heads=4")
    assert "`heads=4` is not a mask" in run.err
    assert "`seed=3`" in attn("explain", "-q", "seed=3").err


def test_what_a_file_says_is_told_as_it_is() -> None:
    run = attn("explain", "-s", "-", stdin='sentence: a b\nembeddings: {a: [1], b: [2]}\nmask: "heads=4"\n')
    assert "`heads=4`" in run.err
