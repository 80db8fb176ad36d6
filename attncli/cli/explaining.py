"""What the commands that explain share: a computation that was chosen, told in the way that was chosen."""

from attncli.cli import choice as c
from attncli.cli import look as k


def tell(
    choice: c.Choice, look: k.Style, *, every: bool, stage: str | None, step: bool | None, presses: str | None
) -> None:
    """Step through the computation, print its page, or write its numbers.

    Raises: AttnError for whatever is wrong with the choice; E507 no such stage, E508 options that do not go together, E516 nobody to step.
    """
    from attncli.errors import AttnError
    from attncli.loading.library import DEFAULT
    from attncli.mechanisms.attend import attend

    if every and choice.query is not None:
        raise AttnError(
            "E508", "--all and --query ask for all queries and for one", help="leave one of them out"
        )
    if k.steps(look, step, presses, stage):
        from attncli.cli.stepping import step_through

        step_through(choice, look, every=every, stage=stage, presses=presses)
        return
    chosen = choice.load(DEFAULT)
    trace = attend(chosen, every=every, head=choice.head)
    if trace.query is not None:
        c.remark_query(choice, chosen, trace.query)
    if stage is not None and stage not in (names := [each.name for each in trace.stages]):
        raise AttnError(
            "E507", f"this computation has no stage `{stage}`", help=f"choose one of: {', '.join(names)}"
        )
    stages = None if stage is None else [stage]
    if look.format == "json":
        from attncli.cli.output import deliver_json
        from attncli.serialise import trace_json

        deliver_json(trace_json(trace, stages), look.output)
    elif look.format == "npz":
        from attncli.cli.output import deliver
        from attncli.serialise import npz_bytes

        deliver(npz_bytes(trace, stages), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.explain import explain as page

        show(page(trace, stage=stage, options=choice.options()), look)
