"""`attn schema`: the JSON Schemas of what goes in and of what comes out."""

from typing import Annotated

import typer

from attncli.cli import options as o

Which = Annotated[
    str,
    typer.Argument(
        metavar="scenario|trace", help="The scenario file, or the JSON of attn explain.", show_default=False
    ),
]


def schema(which: Which, output: o.Output = None) -> None:
    """Print the JSON Schema of a scenario file or of a trace.

    \b
    attn schema scenario
    attn schema trace --output trace.schema.json
    """
    from pathlib import Path

    from attncli.cli.output import deliver
    from attncli.errors import AttnError

    if which not in ("scenario", "trace"):
        raise AttnError("E508", f"there is no schema of `{which}`", help="choose scenario or trace")
    deliver((Path(__file__).parent.parent / "schemas" / f"{which}.schema.json").read_text("utf-8"), output)
