"""What the commands that explain share: a computation that was chosen, told in the way that was chosen."""

from attncli.cli.choice import Choice, remark_query, remark_slips
from attncli.cli.look import Style, Telling, steps


def tell(choice: Choice, telling: Telling, look: Style) -> None:
    """Step through the computation, print its page, or write its numbers.

    Raises: AttnError for whatever is wrong with the choice; E507 no such stage, E508 options that do not go
    together, E516 nobody to step.
    """
    from attncli.errors import AttnError, no_such_stage
    from attncli.mechanisms.attend import attend

    if telling.every and choice.query is not None:
        what = "--all and --query ask for all queries and for one"
        raise AttnError("E508", what, help="leave one of them out")
    if steps(look, telling):
        from attncli.cli.stepping import step_through

        step_through(choice, telling, look)
        return
    scenario = choice.load()
    remark_slips(scenario)
    trace = attend(scenario, every=telling.every, head=choice.head)
    if trace.query is not None:
        remark_query(choice, scenario, trace.query)
    stage, stages = telling.stage, [stage.name for stage in trace.stages]
    if stage is not None and stage not in stages:
        raise no_such_stage(stage, stages)
    if look.format.trace:
        from attncli.cli.output import deliver_data

        deliver_data(look.format.trace(trace, None if stage is None else [stage]), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.explain import explain as page

        show(page(trace, stage=stage, options=choice.options()), look)
