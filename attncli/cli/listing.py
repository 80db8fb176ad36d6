"""`attn list`: what there is to choose from."""

from typing import TYPE_CHECKING, Annotated

from attncli.cli.command import command
from attncli.cli.look import Style
from attncli.cli.options import argument

if TYPE_CHECKING:
    from attncli.meaning import WordVectors

LISTS = ("scenarios", "mechanisms", "vectors")

What = Annotated[str | None, argument("|".join(LISTS), "What to list; all, if this is left out.")]


@command(makes=("page", "answer"), without=("digits",))
def listing(what: What = None, *, look: Style) -> None:
    """List the scenarios, the mechanisms and the word vectors.

    \b
    attn list scenarios
    attn list mechanisms --json
    """
    from attncli.errors import AttnError

    if what is not None and what not in LISTS:
        raise AttnError("E508", f"there is no list of `{what}`", help=other_than(what))
    wanted = LISTS if what is None else (what,)
    scenarios = []
    if "scenarios" in wanted:
        from attncli.loading.library import scenario_names
        from attncli.loading.scenario_file import load_scenario

        scenarios = [load_scenario(name) for name in scenario_names()]
    vectors: tuple[WordVectors, ...] = ()
    if "vectors" in wanted:
        from attncli.vectors.lexicon import Lexicon

        vectors = (Lexicon(),)
    if look.format.answer:
        from attncli.cli.output import deliver_data
        from attncli.serialise.answers import list_json

        deliver_data(list_json(scenarios, wanted, vectors), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.listing import listing_page

        show(listing_page(scenarios, wanted, vectors), look)


def other_than(what: str) -> str:
    """What can be had in place of a list that there is not."""
    from attncli.glossary import find
    from attncli.spelling import nearest

    help = "choose scenarios, mechanisms or vectors"
    if near := nearest(what, LISTS):
        return f"did you mean `attn list {near}`?"
    if find(what):
        return f"{help}; `attn glossary {what}` tells what the word means"
    return help
