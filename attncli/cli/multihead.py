"""`attn multihead`: what `attn explain -m multi-head` tells, with a scenario whose heads have a job each."""

from attncli.cli.choice import Choice
from attncli.cli.command import command
from attncli.cli.look import Style, Telling


@command(makes=("page", "trace"), without=("mechanism",))
def multihead(choice: Choice, telling: Telling, look: Style) -> None:
    """Show attention in several heads, one of them in full.

    \b
    attn multihead "The cat sat on the mat" --query sat --head subject
    attn multihead --heads 2 --all --no-step
    """
    from attncli.cli.explaining import tell
    from attncli.loading.library import DEFAULT_WITH_HEADS

    mechanism = "multi-head" if choice.scenario is not None else None  # which the default has already
    tell(choice._replace(mechanism=mechanism, default=DEFAULT_WITH_HEADS), telling, look)
