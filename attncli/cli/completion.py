"""`attn completion`: the lines that teach a shell to ask `completing.py` for the words of `attn`."""

from typing import Annotated

from attncli.cli.options import argument

Shell = Annotated[str, argument("bash|zsh|fish", "The shell that is to complete them.")]


def completion(shell: Shell) -> None:
    """Print the script that lets a shell complete your words.

    \b
    attn completion bash
    attn completion fish
    """
    from pathlib import Path

    from attncli.cli.output import deliver
    from attncli.errors import AttnError

    shells = ("bash", "zsh", "fish")
    if shell not in shells:
        from attncli.spelling import did_you_mean

        help = did_you_mean(shell, shells, "choose bash, zsh or fish")
        raise AttnError("E508", f"there is no completion for `{shell}`", help=help)
    deliver((Path(__file__).parent / "shells" / f"attn.{shell}").read_text("utf-8"))
