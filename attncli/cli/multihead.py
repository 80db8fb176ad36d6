"""`attn multihead`: the same as `attn explain -m multi-head`, with a scenario whose heads have a job each."""

from attncli.cli import choice as c
from attncli.cli import look as k
from attncli.cli import options as o


def multihead(
    sentence: o.Sentence = None,
    scenario: o.ScenarioName = None,
    query: o.Query = None,
    every: o.Every = False,
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
    """Show attention in several heads, one of them in full.

    \b
    attn multihead "The cat sat on the mat" --query sat --head subject
    attn multihead --heads 2 --all --no-step
    """
    from attncli.cli.explaining import tell
    from attncli.loading.library import DEFAULT_WITH_HEADS

    mechanism = "multi-head" if scenario is not None else None  # which the default has already
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
        default=DEFAULT_WITH_HEADS,
    )
    tell(
        choice,
        k.style(format, json, output, digits, width, color),
        every=every,
        stage=stage,
        step=step,
        presses=presses,
    )
