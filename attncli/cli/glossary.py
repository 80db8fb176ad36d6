"""`attn glossary`: the field's words, and who calls them something else."""

from typing import Annotated

import typer

from attncli.cli import look as k
from attncli.cli import options as o

Word = Annotated[
    str | None,
    typer.Argument(
        metavar="[TERM]",
        help="One word: logits, energies, memory, context; all of them, if left out.",
        show_default=False,
    ),
]


def glossary(
    term: Word = None,
    format: o.PageFormat = None,
    json: o.Json = False,
    output: o.Output = None,
    width: o.Width = None,
    color: o.Color = "auto",
) -> None:
    """Tell what the field's words mean, and their other names.

    \b
    attn glossary
    attn glossary logits
    """
    from attncli.errors import AttnError
    from attncli.glossary import GLOSSARY, find, names

    look = k.style(format, json, output, 2, width, color, tuple(each for each in k.FORMATS if each != "npz"))
    terms = list(GLOSSARY) if term is None else find(term)
    if term is not None and not terms:
        from attncli.spelling import did_you_mean

        raise AttnError(
            "E514",
            f"the glossary has no word `{term}`",
            help=did_you_mean(term, names(), "see those there are with `attn glossary`"),
        )
    if look.format == "json":
        from attncli.cli.output import deliver_json
        from attncli.serialise.answers import glossary_json

        deliver_json(glossary_json(terms), output)
    else:
        from attncli.cli.output import show
        from attncli.pages.glossary import glossary_page

        show(glossary_page(terms), look)
