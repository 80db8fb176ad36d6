"""`attn show`: a built-in scenario's file, as it is but for the line that leads editors to the schema."""

from typing import Annotated

from attncli.cli.options import Output, argument

Name = Annotated[str, argument("NAME", "A built-in scenario: see attn list scenarios.")]


def show(name: Name, output: Output = None) -> None:
    """Print the file of a built-in scenario, to read or to copy.

    \b
    attn show cat-sat-mat
    attn show rasbt-causal --output mine.yaml
    """
    from attncli.cli.output import deliver
    from attncli.loading.library import built_in_source, for_editors

    deliver(for_editors(built_in_source(name).data), output)
