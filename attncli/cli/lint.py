"""`attn lint`: what scenarios can show, which mistakes they cannot tell, and why."""

from typing import TYPE_CHECKING, Annotated

from attncli.cli.choice import standard_scenario
from attncli.cli.command import command
from attncli.cli.look import Style
from attncli.cli.notes import remark_slips
from attncli.cli.options import Query, StageName, argument, option

if TYPE_CHECKING:
    from attncli.mistakes.lint import Lint

help = "Files, built-in scenarios, or - for standard input; all built-in ones, if left out."
Files = Annotated[list[str] | None, argument("[FILE|NAME|-]...", help)]
help = "A mistake that is to be told: exit code 1 if it cannot be. Repeatable."
Target = Annotated[list[str] | None, option("--target", "MISTAKE", help)]


@command(makes=("page", "answer"))
def lint(
    files: Files = None, *, query: Query = None, stage: StageName = None, target: Target = None, look: Style
) -> int:
    """Find the mistakes that a scenario's numbers cannot tell, and why.

    \b
    attn lint mine.yaml
    attn lint statquest --target scale-by-d-k
    """
    from attncli.errors import AttnError, ExitCode
    from attncli.loading.library import scenario_names
    from attncli.mistakes.catalogue import MISTAKES
    from attncli.mistakes.lint import known
    from attncli.pages.groups import in_order

    names = files or in_order(scenario_names())
    if names.count("-") > 1:
        what = "standard input is asked for twice, and can be read once"
        raise AttnError("E510", what, help="give `-` once")
    targets = [known(name, MISTAKES) for name in target or ()]
    lints = [linted(name, query, stage, look.digits) for name in names]
    if look.format.answer:
        from attncli.cli.output import deliver_data
        from attncli.serialise.lint import lint_json

        deliver_data(lint_json(lints, targets), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.lint import lint_page

        show(lint_page(lints, targets), look)
    told = all(one.tells(name) for one in lints for name in targets)
    return ExitCode.DONE if told else ExitCode.ANSWER_IS_NO


def linted(name: str, query: str | None, stage: str | None, digits: int) -> "Lint":
    """What one scenario can show.

    Raises: AttnError for whatever is wrong with it; E504, E507 where it has no such query or stage.
    """
    from attncli.loading.scenario_file import load_scenario
    from attncli.mechanisms.attend import attend
    from attncli.mistakes.lint import lint as looked
    from attncli.mistakes.numbers import Numbers
    from attncli.pages.names import stage_called

    source = standard_scenario("attn lint - < mine.yaml") if name == "-" else name
    scenario = load_scenario(source, query=query)
    remark_slips(scenario)
    found = None if stage is None else stage_called(attend(scenario), stage)
    return looked(Numbers(scenario), scenario.shown, found, digits)
