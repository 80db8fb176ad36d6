"""What the commands that explain share: a computation that was chosen, told in the way that was chosen."""

from typing import TYPE_CHECKING

from attncli.cli.choice import Choice, remark_query
from attncli.cli.look import Style, Telling, steps

if TYPE_CHECKING:
    from attncli.scenario import Scenario


def tell(choice: Choice, telling: Telling, look: Style) -> None:
    """Step through the computation, print its page, or write its numbers.

    Raises: AttnError for whatever is wrong with the choice; E507 no such stage, E508 options that do not go
    together, E512 more numbers than JSON takes, before any is computed, E516 nobody to step.
    """
    from attncli.cli.notes import opened_aloud
    from attncli.errors import AttnError
    from attncli.mechanisms.attend import attend

    if telling.every and choice.query is not None:
        what = "--all and --query ask for all queries and for one"
        raise AttnError("E508", what, help="leave one of them out")
    if steps(look, telling):
        from attncli.cli.stepping import step_through

        step_through(choice, telling, look)
        return
    scenario = opened_aloud(choice).scenario
    if telling.every and look.format.name == "json":
        refuse_too_many(scenario, telling)
    trace = attend(scenario, every=telling.every, head=choice.head)
    if trace.query is not None:
        remark_query(choice, scenario, trace.query)
    stage = telling.stage
    if stage is not None:
        from attncli.pages.names import stage_called

        stage = stage_called(trace, stage)
    if look.format.trace:
        from attncli.cli.output import deliver_data

        deliver_data(look.format.trace(trace, None if stage is None else [stage]), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.explain import explain as page

        show(page(trace, stage=stage, options=choice.options(with_vectors=trace.words is not None)), look)


def refuse_too_many(scenario: "Scenario", telling: Telling) -> None:
    """Refuse more numbers than JSON takes before any is computed. Raises: AttnError E512."""
    from attncli.mechanisms.outline import outline
    from attncli.serialise import check_size

    stages = [tensor for name, tensor in outline(scenario).items() if telling.stage in (None, name)]
    given = (scenario.x, scenario.memory, *scenario.parameters.values(), scenario.allowed)
    check_size([*(tensor for tensor in given if tensor is not None), *stages])
