"""`attn check`: whether scenarios are valid, and meet the numbers that they expect."""

from typing import TYPE_CHECKING, Annotated

from attncli.cli.choice import standard_scenario
from attncli.cli.command import command
from attncli.cli.look import Style
from attncli.cli.notes import remark_slips
from attncli.cli.options import argument

if TYPE_CHECKING:
    from attncli.mechanisms.expect import Checked
    from attncli.reading.text import SourceFile

help = "Files, built-in scenarios, or - for standard input; all built-in ones, if left out."
Files = Annotated[list[str] | None, argument("[FILE|NAME|-]...", help)]


@command(makes=("page", "answer"), without=("digits",))
def check(files: Files = None, *, look: Style) -> int:
    """Check scenario files, and the numbers that they expect.

    \b
    attn check mine.yaml
    attn check --json
    """
    from attncli.errors import AttnError, ExitCode
    from attncli.loading.library import scenario_names

    names = files or scenario_names()
    if names.count("-") > 1:
        what = "standard input is asked for twice, and can be read once"
        raise AttnError("E510", what, help="give `-` once")
    checked = [checked_scenario(name) for name in names]
    if look.format.answer:
        from attncli.cli.output import deliver_data
        from attncli.render.errors import error_values
        from attncli.serialise.answers import check_json

        deliver_data(check_json(checked, error_values), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.check import check_page, digits_for

        show(check_page(checked), look._replace(digits=digits_for(checked)))
    if any(one.error is not None and one.error.exit_code == ExitCode.FILE for one in checked):
        return ExitCode.FILE
    return ExitCode.DONE if all(one.ok for one in checked) else ExitCode.ANSWER_IS_NO


def checked_scenario(name: str) -> "Checked":
    """One scenario, checked; whatever is wrong with the file is part of the answer.

    Raises: AttnError E503 if there is no such scenario, E509 if standard input cannot be read: then it is the
    command line that is wrong.
    """
    from attncli.cli.faults import in_options
    from attncli.errors import AttnError, ExitCode
    from attncli.loading.scenario_file import load_scenario
    from attncli.mechanisms.expect import Checked, compare

    shown = "<stdin>" if name == "-" else name
    try:
        source = opened(name)
    except AttnError as error:
        if error.exit_code == ExitCode.USAGE:
            raise
        return Checked(shown, error=error)
    try:
        scenario = load_scenario(source)
        remark_slips(scenario)
        return Checked(shown, compare(scenario))
    except AttnError as error:
        return Checked(shown, error=in_options(error))


def opened(name: str) -> "str | SourceFile":
    """What is checked: standard input, a built-in scenario, a file, or the lexicon's own sentence."""
    from attncli.loading.library import open_source
    from attncli.vectors import LEXICON

    if name == "-":
        return standard_scenario("attn check - < mine.yaml")
    return name if name == LEXICON else open_source(name)
