"""`attn explain`: a sentence through attention, stage by stage."""

from attncli.cli.choice import Choice
from attncli.cli.command import command
from attncli.cli.look import Style, Telling


@command(makes=("page", "trace"))
def explain(choice: Choice, telling: Telling, look: Style) -> None:
    """Show attention stage by stage, each number worked out.

    \b
    attn explain "The cat sat on the mat" --query sat
    attn explain "The river bank was steep" --query bank
    """
    from attncli.cli.explaining import tell

    tell(choice, telling, look)
