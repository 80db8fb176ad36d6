"""`attn schema`: the JSON Schemas of what goes in and of what comes out."""

from typing import Annotated

from attncli.cli.options import Output, argument

help = "The scenario file, or the JSON of attn explain."
Which = Annotated[str, argument("scenario|trace", help)]


def schema(which: Which, output: Output = None) -> None:
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
    schemas = Path(__file__).parent.parent / "schemas"
    deliver((schemas / f"{which}.schema.json").read_text("utf-8"), output)
