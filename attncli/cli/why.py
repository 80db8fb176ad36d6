"""`attn why`: one number, and everything it rests on."""

from typing import Annotated

import typer

from attncli.cli.choice import Choice
from attncli.cli.command import command
from attncli.cli.look import Style
from attncli.cli.options import Behind, argument

Cell = Annotated[str, argument("CELL", 'The number: "weights[sat,cat]", "A[sat,cat]".')]
Depth = Annotated[
    int,
    typer.Option("--depth", metavar="N", help="How many levels of numbers are told beneath it."),
    Behind("query"),
]


@command(makes=("page", "answer"))
def why(cell: Cell, choice: Choice, look: Style, depth: Depth = 2) -> None:
    """Tell where one number comes from, down to what was given.

    \b
    attn why "weights[sat,cat]"
    attn why "context[sat,1]" --depth 4
    """
    from attncli.cli.notes import opened_aloud
    from attncli.mechanisms.attend import attend
    from attncli.pages.cells import asked_query
    from attncli.pages.why import why as derivation
    from attncli.tutor.printed import NUMBER, on_its_pages

    scenario = opened_aloud(choice).scenario
    query = asked_query(cell, scenario) if choice.query is None else None
    trace = attend(scenario, query=query, head=choice.head)
    if "." in cell and NUMBER.fullmatch(cell.strip()):
        raise on_its_pages(trace, cell, look.digits)
    told = derivation(trace, cell, depth=depth)
    if look.format.answer:
        from attncli.cli.output import deliver_data
        from attncli.serialise import why_json

        deliver_data(why_json(told), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.why import why_page

        show(why_page(told, trace.title), look)
