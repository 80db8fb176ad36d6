"""`attn new`: a scenario file to start from."""

from typing import Annotated

import typer

File = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="The file to write, ending in .yaml or .yml; it must not be there yet.",
        show_default=False,
    ),
]


def new(file: File) -> None:
    """Write a commented scenario file to start from.

    \b
    attn new mine.yaml
    attn new another.yml
    """
    from attncli.cli.output import create_file, deliver
    from attncli.errors import AttnError
    from attncli.loading.library import template
    from attncli.pages.typing import shell
    from attncli.render.escape import harmless

    if not file.lower().endswith((".yaml", ".yml")):
        raise AttnError(
            "E508",
            f"`{file}` is no name for a scenario file, which ends in .yaml or .yml",
            help="name it so: `attn new mine.yaml`",
        )
    create_file(file, template())
    name = f"./{file}" if file.startswith("-") else file
    deliver(
        f"{harmless(file)} is written. Change it, then:\n  attn explain -s {harmless(shell(name))}\n  attn check {harmless(shell(name))}\n"
    )
