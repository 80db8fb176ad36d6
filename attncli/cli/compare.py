"""`attn compare`: two computations beside each other."""

from typing import Annotated

from attncli.cli.choice import Choice
from attncli.cli.command import command
from attncli.cli.look import Style
from attncli.cli.options import Every, StageName, argument

help = "A sentence, a built-in scenario, a file, or - for stdin; cat-sat-mat if left out."
One = Annotated[str | None, argument("[A]", help)]
help = "What it is compared with; if left out, A with what the options change."
Other = Annotated[str | None, argument("[B]", help)]


@command(makes=("page", "answer"), without=("sentence",))
def compare(
    one: One = None,
    other: Other = None,
    *,
    choice: Choice,
    every: Every = False,
    stage: StageName = None,
    look: Style,
) -> None:
    """Lay two computations beside each other, and say what differs.

    \b
    attn compare cat-sat-mat --set scale=none
    attn compare "The river bank was steep" "The bank lent him money" --query bank
    """
    from attncli.cli.comparing import both
    from attncli.comparison.choosing import compared
    from attncli.comparison.numbers import Comparison
    from attncli.errors import AttnError

    if every and choice.query is not None:
        what = "--all and --query ask for all queries and for one"
        raise AttnError("E508", what, help="leave one of them out")
    a, b = both(one, other, choice)
    found = compared(a.scenario, b.scenario, query=choice.query, every=every, head=choice.head)
    if stage is not None and not isinstance(found, Comparison):
        what = "the two have other words, which are compared by what becomes of one word, not stage by stage"
        raise AttnError("E584", what, help="leave --stage out")
    if look.format.answer:
        from attncli.cli.output import deliver_data
        from attncli.pages.compare import named, sentences
        from attncli.serialise.compare import compare_json

        wanted = stage if stage is None or not isinstance(found, Comparison) else named(found, stage).name
        deliver_data(compare_json(found, (a.name, b.name), sentences(found), wanted), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.compare import compare_page

        show(compare_page(found, a.side(found.a), b.side(found.b), stage), look)
