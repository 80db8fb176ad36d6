"""`attn completion`: the few lines that teach a shell to complete the words of `attn`; they ask `completing.py` for them."""

from typing import Annotated

import typer

Shell = Annotated[
    str,
    typer.Argument(metavar="bash|zsh|fish", help="The shell that is to complete them.", show_default=False),
]


def completion(shell: Shell) -> None:
    """Print the script that lets a shell complete your words.

    \b
    attn completion bash
    attn completion fish
    """
    from pathlib import Path

    from attncli.cli.output import deliver
    from attncli.errors import AttnError

    if shell not in ("bash", "zsh", "fish"):
        from attncli.spelling import did_you_mean

        raise AttnError(
            "E508",
            f"there is no completion for `{shell}`",
            help=did_you_mean(shell, ("bash", "zsh", "fish"), "choose bash, zsh or fish"),
        )
    deliver((Path(__file__).parent / "shells" / f"attn.{shell}").read_text("utf-8"))
