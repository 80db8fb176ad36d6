"""`attn near`: the words nearest to a word."""

from typing import Annotated

import typer

from attncli.cli import look as k
from attncli.cli import options as o

Word = Annotated[
    str, typer.Argument(metavar="WORD", help="The word whose neighbours are wanted.", show_default=False)
]
Count = Annotated[
    int,
    typer.Option(
        "--count", "-n", metavar="N", help="How many, 1 to 1000; 10 if left out.", show_default=False
    ),
]


def near(
    word: Word,
    count: Count = 10,
    vectors: o.Vectors = None,
    dims: o.Dims = None,
    format: o.PageFormat = None,
    json: o.Json = False,
    output: o.Output = None,
    digits: o.Digits = 2,
    width: o.Width = None,
    color: o.Color = "auto",
) -> None:
    """List the words whose vectors are nearest to that of a word.

    \b
    attn near bank
    attn near river --count 5 --json
    """
    from attncli.cli.choice import open_vectors
    from attncli.errors import AttnError
    from attncli.loading.neighbours import neighbours

    look = k.style(format, json, output, digits, width, color, k.PAGE_FORMATS)
    if not 1 <= count <= 1000:
        raise AttnError("E508", f"--count {count} is out of range", help="choose from 1 to 1000")
    found = neighbours(word, count, source=None if vectors is None else open_vectors(vectors), dims=dims)
    if look.format == "json":
        from attncli.cli.output import deliver_json
        from attncli.serialise.answers import near_json

        deliver_json(near_json(found), output)
    else:
        from attncli.cli.output import show
        from attncli.pages.near import near_page

        show(near_page(found), look)
