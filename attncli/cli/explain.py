"""`attn explain`: a sentence through attention, stage by stage."""

from attncli.cli import options as o


def explain(
    sentence: o.Sentence = None,
    scenario: o.ScenarioName = None,
    query: o.Query = None,
    every: o.Every = False,
    mechanism: o.MechanismName = None,
    mask: o.Mask = None,
    scale: o.Scale = None,
    tokens: o.Tokens = None,
    vectors: o.Vectors = None,
    dims: o.Dims = None,
    unknown: o.Unknown = "error",
    stage: o.StageName = None,
    format: o.Format = None,
    json: o.Json = False,
    output: o.Output = None,
    digits: o.Digits = 2,
    width: o.Width = None,
    color: o.Color = "auto",
) -> None:
    """Show attention stage by stage, every number with its arithmetic.

    \b
    attn explain "The cat sat on the mat" --query sat
    attn explain "The river bank was steep" --query bank
    """
    from attncli.errors import AttnError
    from attncli.loading.library import DEFAULT
    from attncli.mechanisms.attend import attend

    look = o.style(format, json, output, digits, width, color)
    if every and query is not None:
        raise AttnError("E508", "--all and --query ask for all queries and for one", help="leave one of them out")
    choice = o.Choice(sentence, scenario, query, mechanism, mask, scale, tokens, vectors, dims, unknown)
    chosen = choice.load(DEFAULT)
    trace = attend(chosen, every=every)
    if not every and (chosen.shown is None or (query is None and chosen.words is not None and choice.has_words)):
        from attncli.cli.output import remark
        from attncli.render.escape import harmless

        remark(f"note: no query was chosen, so this is the last one, `{harmless(trace.queries.names[trace.query or 0])}`; --query takes another\n")
    if stage is not None and stage not in (names := [each.name for each in trace.stages]):
        raise AttnError("E507", f"this computation has no stage `{stage}`", help=f"choose one of: {', '.join(names)}")
    stages = None if stage is None else [stage]
    if look.format == "json":
        from attncli.cli.output import deliver_json
        from attncli.serialise import trace_json

        deliver_json(trace_json(trace, stages), output)
    elif look.format == "npz":
        from attncli.cli.output import deliver
        from attncli.serialise import npz_bytes

        deliver(npz_bytes(trace, stages), output)
    else:
        from attncli.cli.output import show
        from attncli.pages.explain import explain as page

        show(page(trace, stage=stage, options=choice.options()), look)
