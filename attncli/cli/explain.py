"""`attn explain`: a sentence through attention, stage by stage."""

from attncli.cli import choice as c
from attncli.cli import look as k
from attncli.cli import options as o


def explain(
    sentence: o.Sentence = None,
    scenario: o.ScenarioName = None,
    query: o.Query = None,
    every: o.Every = False,
    mechanism: o.MechanismName = None,
    mask: o.Mask = None,
    scale: o.Scale = None,
    heads: o.Heads = None,
    head: o.Head = None,
    seed: o.Seed = None,
    tokens: o.Tokens = None,
    vectors: o.Vectors = None,
    dims: o.Dims = None,
    unknown: o.Unknown = "error",
    stage: o.StageName = None,
    step: o.Step = None,
    presses: o.Presses = None,
    format: o.Format = None,
    json: o.Json = False,
    output: o.Output = None,
    digits: o.Digits = 2,
    width: o.Width = None,
    color: o.Color = "auto",
) -> None:
    """Show attention stage by stage, each number worked out.

    \b
    attn explain "The cat sat on the mat" --query sat
    attn explain "The river bank was steep" --query bank
    """
    from attncli.cli.explaining import tell

    choice = c.Choice(
        sentence=sentence,
        scenario=scenario,
        query=query,
        mechanism=mechanism,
        mask=mask,
        scale=scale,
        heads=heads,
        head=head,
        seed=seed,
        tokens=tokens,
        vectors=vectors,
        dims=dims,
        unknown=unknown,
    )
    tell(
        choice,
        k.style(format, json, output, digits, width, color),
        every=every,
        stage=stage,
        step=step,
        presses=presses,
    )
