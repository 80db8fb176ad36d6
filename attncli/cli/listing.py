"""`attn list`: what there is to choose from."""

from typing import TYPE_CHECKING, Annotated

import typer

from attncli.cli import look as k
from attncli.cli import options as o

if TYPE_CHECKING:
    from attncli.meaning import WordVectors

What = Annotated[
    str | None,
    typer.Argument(
        metavar="scenarios|mechanisms|vectors",
        help="What to list; all, if this is left out.",
        show_default=False,
    ),
]


def listing(
    what: What = None,
    format: o.PageFormat = None,
    json: o.Json = False,
    output: o.Output = None,
    width: o.Width = None,
    color: o.Color = "auto",
) -> None:
    """List the scenarios, the mechanisms and the word vectors.

    \b
    attn list scenarios
    attn list mechanisms --json
    """
    from attncli.errors import AttnError

    if what not in (None, "scenarios", "mechanisms", "vectors"):
        raise AttnError(
            "E508", f"there is no list of `{what}`", help="choose scenarios, mechanisms or vectors"
        )
    look = k.style(format, json, output, 2, width, color, k.PAGE_FORMATS)
    wanted = ("scenarios", "mechanisms", "vectors") if what is None else (what,)
    scenarios = []
    if "scenarios" in wanted:
        from attncli.loading.library import scenario_names
        from attncli.loading.scenario_file import load_scenario

        scenarios = [load_scenario(name) for name in scenario_names()]
    vectors: tuple[WordVectors, ...] = ()
    if "vectors" in wanted:
        from attncli.loading.lexicon import Lexicon

        vectors = (Lexicon(),)
    if look.format == "json":
        from attncli.cli.output import deliver_json
        from attncli.serialise.answers import list_json

        deliver_json(list_json(scenarios, wanted, vectors), output)
    else:
        from attncli.cli.output import show
        from attncli.pages.listing import listing_page

        show(listing_page(scenarios, wanted, vectors), look)
