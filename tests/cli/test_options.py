"""Options of a computation: each is declared once, and what is made of a choice follows from that."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
import typer

from attncli.cli.app import application
from attncli.cli.choice import Choice
from attncli.cli.command import command
from attncli.cli.options import declared
from attncli.loading.asked import Asked

HARD: dict[str, Any] = {
    "sentence": "The cat's “mat”",
    "scenario": "my file.yaml",
    "mechanism": "additive",
    "mask": ["causal", "hidden=New York"],
    "scale": "0.5",
    "heads": 4,
    "head": "@2",
    "seed": 0,
    "set": ["embeddings.cat=[2, 1]", "window=2"],
    "tokens": r"New York|a\|b",
    "vectors": "glove.txt",
    "dims": 8,
    "unknown": "random",
}
"""Values of options that are hard to type, or that are one of a few."""

EXAMPLES = {name: HARD.get(name, "two words") for name in declared(Choice) if name != "query"}
"""A value of each option of a computation, but for the query, which a page says for itself."""


def parsed(line: str) -> Choice:
    """What a command that takes the options of a computation is handed."""
    choices = []

    @command(makes=("page",))
    def catch(choice: Choice) -> None:
        choices.append(choice)

    app = typer.Typer()
    app.command()(catch)
    app(shlex.split(line), standalone_mode=False)
    return choices[0]


def shown(name: str) -> dict[str, Any]:
    """The parameters of a command, each with all that the help says of it."""
    parameters: Any = typer.main.get_command(application(name)).params
    words = ("opts", "metavar", "help", "default", "multiple", "nargs", "required")
    return {each.name: [getattr(each, word, None) for word in words] for each in parameters}


def test_hard_values_are_those_of_options() -> None:
    assert HARD.keys() <= declared(Choice).keys()


def test_whatever_stands_in_place_of_a_field_can_be_chosen() -> None:
    assert set(Asked._fields) <= declared(Choice).keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_choice_is_typed_as_it_was_chosen(name: str) -> None:
    choice = Choice(**{name: EXAMPLES[name]})
    assert parsed(choice.options()) == choice


def test_all_options_of_a_choice_are_typed_together_and_the_words_lead() -> None:
    choice = Choice(**EXAMPLES)
    assert parsed(choice.options()) == choice
    order = (
        "--tokens -s --vectors --dims --unknown -m --mask --mask --scale --heads --seed --set --set --head"
    )
    typed = shlex.split(choice.options())
    assert typed[0] == EXAMPLES["sentence"]
    assert [word for word in typed if word.startswith("-")] == order.split()


def test_what_stands_on_standard_input_is_not_typed_again() -> None:
    assert Choice(sentence="-", query="cat", default="cat-sat-mat-heads").options() == " -s cat-sat-mat-heads"


@pytest.mark.parametrize("name", declared(Choice))
@pytest.mark.parametrize("other", ["multihead", "why"])
def test_an_option_of_a_computation_is_the_same_in_every_command(other: str, name: str) -> None:
    if name == "mechanism" and other == "multihead":
        assert name not in shown(other)
    else:
        assert shown(other)[name] == shown("explain")[name]
