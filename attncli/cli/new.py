"""`attn new`: a scenario file to start from."""

from typing import Annotated

from attncli.cli.options import argument

help = "The file to write, ending in .yaml or .yml; it must not be there yet."
File = Annotated[str, argument("FILE", help)]


def new(file: File) -> None:
    """Write a commented scenario file to start from.

    \b
    attn new mine.yaml
    attn new another.yml

    To start from an example: attn show cat-sat-mat --output mine.yaml
    """
    from attncli.cli.files import check_ending, create_file
    from attncli.cli.output import deliver
    from attncli.loading.library import template
    from attncli.pages.typing import shell
    from attncli.render.escape import harmless

    check_ending(file, "attn new mine.yaml")
    create_file(file, template())
    name = harmless(shell(f"./{file}" if file.startswith("-") else file))
    what = f"{harmless(file)} is written. Change it, then:"
    deliver(f"{what}\n  attn explain -s {name}\n  attn check {name}\n")
