"""`attn check`: whether scenarios are valid, and meet the numbers that they expect."""

from typing import TYPE_CHECKING, Annotated

import typer

from attncli.cli import choice as c
from attncli.cli import look as k
from attncli.cli import options as o

if TYPE_CHECKING:
    from attncli.mechanisms.expect import Checked

Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE|NAME|-]...",
        help="Files, built-in scenarios, or - for standard input; all built-in ones, if left out.",
        show_default=False,
    ),
]


def check(
    files: Files = None,
    format: o.PageFormat = None,
    json: o.Json = False,
    output: o.Output = None,
    width: o.Width = None,
    color: o.Color = "auto",
) -> int:
    """Check scenario files, and the numbers that they expect.

    \b
    attn check mine.yaml
    attn check --json
    """
    from attncli.errors import AttnError, ExitCode
    from attncli.loading.library import scenario_names

    look = k.style(format, json, output, 2, width, color, k.PAGE_FORMATS)
    names = files or scenario_names()
    if names.count("-") > 1:
        raise AttnError(
            "E510", "standard input is asked for twice, and can be read once", help="give `-` once"
        )
    checked = [checked_scenario(name) for name in names]
    if look.format == "json":
        from attncli.cli.output import deliver_json
        from attncli.render.errors import error_values
        from attncli.serialise.answers import check_json

        deliver_json(check_json(checked, error_values), output)
    else:
        from attncli.cli.output import show
        from attncli.pages.check import check_page, digits_for

        show(check_page(checked), look._replace(digits=digits_for(checked)))
    if any(each.error is not None and each.error.exit_code == ExitCode.FILE for each in checked):
        return ExitCode.FILE
    return ExitCode.DONE if all(each.ok for each in checked) else ExitCode.ANSWER_IS_NO


def checked_scenario(name: str) -> "Checked":
    """One scenario, checked; whatever is wrong with the file is part of the answer.

    Raises: AttnError E503 if there is no such scenario, E509 if standard input cannot be read: then it is the command line that is wrong.
    """
    from attncli.errors import AttnError
    from attncli.loading.scenario_file import load_scenario
    from attncli.mechanisms.expect import Checked, compare

    source = c.standard_scenario("attn check - < mine.yaml") if name == "-" else name
    shown = "<stdin>" if name == "-" else name
    try:
        return Checked(shown, compare(load_scenario(source)))
    except AttnError as error:
        if error.code in ("E503", "E509"):
            raise
        return Checked(shown, error=error)
