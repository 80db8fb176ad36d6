"""`attn why`: one number, and everything it rests on."""

from typing import Annotated

import typer

from attncli.cli import options as o

Cell = Annotated[
    str,
    typer.Argument(
        metavar="CELL", help='The number: "weights[sat,cat]", "context[sat,1]".', show_default=False
    ),
]
Depth = Annotated[
    int, typer.Option("--depth", metavar="N", help="How many levels of numbers are told beneath it.")
]


def why(
    cell: Cell,
    sentence: o.Sentence = None,
    scenario: o.ScenarioName = None,
    query: o.Query = None,
    depth: Depth = 2,
    mechanism: o.MechanismName = None,
    mask: o.Mask = None,
    scale: o.Scale = None,
    heads: o.Heads = None,
    head: o.Head = None,
    seed: o.Seed = None,
    tokens: o.Tokens = None,
    vectors: o.Vectors = None,
    dims: o.Dims = None,
    unknown: o.Unknown = "error",
    format: o.PageFormat = None,
    json: o.Json = False,
    output: o.Output = None,
    digits: o.Digits = 2,
    width: o.Width = None,
    color: o.Color = "auto",
) -> None:
    """Tell where one number comes from, down to what was given.

    \b
    attn why "weights[sat,cat]"
    attn why "context[sat,1]" --depth 4
    """
    from attncli.loading.library import DEFAULT
    from attncli.mechanisms.attend import attend
    from attncli.pages.cells import asked_query
    from attncli.pages.why import why as derivation

    look = o.style(format, json, output, digits, width, color, o.PAGE_FORMATS)
    chosen = o.Choice(
        sentence=sentence,
        scenario=scenario,
        query=query,
        mechanism=mechanism,
        mask=mask,
        scale=scale,
        heads=heads,
        head=head,
        seed=seed,
        tokens=tokens,
        vectors=vectors,
        dims=dims,
        unknown=unknown,
    ).load(DEFAULT)
    trace = attend(chosen, query=asked_query(cell, chosen) if query is None else None, head=head)
    told = derivation(trace, cell, depth=depth)
    if look.format == "json":
        from attncli.cli.output import deliver_json
        from attncli.serialise import why_json

        deliver_json(why_json(told), output)
    else:
        from attncli.cli.output import show
        from attncli.pages.why import why_page

        show(why_page(told, trace.title), look)
