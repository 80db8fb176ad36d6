"""Which two computations are compared: what the words of the command line and its options mean for each."""

import os
from typing import TYPE_CHECKING

from attncli.cli.choice import Choice
from attncli.cli.options import declared, typed
from attncli.errors import AttnError
from attncli.record import Record

if TYPE_CHECKING:
    from attncli.pages.compare_sides import Side
    from attncli.scenario import Scenario
    from attncli.trace import Trace

CHANGES = ("mechanism", "mask", "scale", "heads", "set", "seed")
"""The options that make another computation of the same words."""


class Chosen(Record):
    """One of the two: its scenario, what it is called, and what leads to it."""

    scenario: "Scenario"
    name: str
    choice: Choice

    def side(self, trace: "Trace") -> "Side":
        """What a page calls it, and the command that explains it alone."""
        from attncli.pages.compare_sides import Side
        from attncli.pages.typing import query_option

        here = " --all" if trace.query is None else f" {query_option(trace.queries, trace.query)}"
        options = self.choice.options(with_vectors=trace.words is not None)
        return Side(self.name, f"attn explain{options}{here}")


def both(one: str | None, other: str | None, choice: Choice) -> tuple[Chosen, Chosen]:
    """The two, loaded. Raises: AttnError E585 if there is nothing to compare with, and whatever is wrong with
    either.
    """
    changed = choice.said(CHANGES)
    if other is not None:
        if one == other == "-":
            what = "standard input is asked for twice, and can be read once"
            raise AttnError("E510", what, help="give `-` once")
        return chosen(of(one, choice), choice, one), chosen(of(other, choice), choice, other)
    if not changed:
        what = "there is nothing to compare with: one computation is given, and nothing that changes it"
        help = "name a second, or change something: `attn compare cat-sat-mat --set scale=none`"
        raise AttnError("E585", what, help=help)
    kept = ("seed",) if changed != ["seed"] else ()
    plain = choice._replace(**{name: None for name in CHANGES if name not in kept})
    if one == "-" or choice.scenario == "-":
        return from_standard_input(choice, plain)
    return chosen(of(one, plain), plain, one), chosen(of(one, choice), choice, one)


def from_standard_input(choice: Choice, plain: Choice) -> tuple[Chosen, Chosen]:
    """The scenario on standard input, as it is and with what the options change: it is read once."""
    from attncli.cli.choice import standard_scenario
    from attncli.loading.scenario_file import load

    source = standard_scenario("attn compare - --set scale=none < mine.yaml")
    there = choice._replace(scenario="-")
    return (
        Chosen(load(source, plain.asked()), "<stdin>", plain._replace(scenario="-")),
        Chosen(load(source, choice.asked()), called("<stdin>", choice), there),
    )


def of(text: str | None, choice: Choice) -> Choice:
    """The choice of one of the two: a sentence has white space, or words of the scenario that is named."""
    if text is None:
        return choice
    if choice.scenario is not None or choice.said(("vectors", "dims")) or is_sentence(text):
        return choice._replace(sentence=text)
    return choice._replace(scenario=text)


def is_sentence(text: str) -> bool:
    """Whether a text is words to attend over, and names no scenario or file."""
    return any(map(str.isspace, text.strip())) and not os.path.isfile(text)


def chosen(choice: Choice, options: Choice, text: str | None) -> Chosen:
    """One of the two, loaded."""
    from attncli.cli.notes import opened_aloud

    scenario = opened_aloud(choice).scenario
    return Chosen(scenario, called(text or scenario.name, options), choice)


def called(name: str, options: Choice) -> str:
    """What one of the two is called: as it was typed, with what the options change."""
    from attncli.pages.typing import shell

    fields = declared(Choice)
    said = options.said(tuple(name for name in CHANGES if name in fields))
    words = [word for each in said for word in typed(fields[each], getattr(options, each))]
    return " ".join([name, *map(shell, words)])
