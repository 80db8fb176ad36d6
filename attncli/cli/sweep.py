"""`attn sweep`: one number of a computation takes many values, and what becomes of scores and weights."""

from typing import TYPE_CHECKING, Annotated

from attncli.cli.choice import Choice, remark_query
from attncli.cli.command import command
from attncli.cli.look import Style
from attncli.cli.options import Behind, argument, option
from attncli.errors import AttnError

if TYPE_CHECKING:
    from attncli.cli.varying import Vary
    from attncli.scenario import Scenario
    from attncli.sweeps.sweep import Sweep

DRAWN = "why-the-root"
"""The scenario of `d_k`, if nobody names another."""

help = "What varies, and its values: d_k=1..512*2, heads=1,2,4, embeddings.cat.1=0..2+0.5."
Path = Annotated[str, argument("PATH=VALUES", help)]
help = "The mean of all queries, in place of one."
Every = Annotated[bool, option("--all", None, help), Behind("query")]


@command(makes=("page", "answer", "table"))
def sweep(path: Path, choice: Choice, look: Style, every: Every = False) -> None:
    """Vary one number, and see weights sharpen or even out.

    \b
    attn sweep d_k=1..512*2
    attn sweep scale=0.25..8*2 -s cat-sat-mat --query sat
    """
    found = computed(path, choice, every=every)
    if look.format.table is not None:
        from attncli.cli.output import deliver_data
        from attncli.serialise.sweep import sweep_rows

        deliver_data(look.format.table(sweep_rows(found)), look.output)
    elif look.format.answer:
        from attncli.cli.output import deliver_data
        from attncli.serialise.sweep import sweep_json

        deliver_data(sweep_json(found), look.output)
    else:
        from attncli.cli.output import show
        from attncli.pages.sweep import sweep_page

        show(sweep_page(found), look)


def turned(path: str, choice: Choice) -> tuple[str, Choice]:
    """The path and the choice, where scenario or sentence were typed in front of the path."""
    sentence = choice.sentence
    if "=" in path or sentence is None or "=" not in sentence:
        return path, choice
    if choice.scenario is None and not any(map(str.isspace, path)):
        return sentence, choice._replace(scenario=path, sentence=None)
    return sentence, choice._replace(sentence=path)


def computed(path: str, choice: Choice, *, every: bool) -> "Sweep":
    """The sweep that is asked for. Raises: AttnError for whatever is wrong with it."""
    from attncli.cli.notes import opened_aloud
    from attncli.cli.varying import varying
    from attncli.scenario import find_query
    from attncli.sweeps.sweep import Sweep, series
    from attncli.sweeps.values import D_K, swept

    path, choice = turned(path, choice)
    asked = swept(path)
    seed = None
    if asked.path == D_K:
        from attncli.loading.drawn import SEED

        seed = SEED if choice.seed is None else choice.seed
        choice = choice._replace(seed=None, default=None if choice.has_words else DRAWN)
    if every and choice.query is not None:
        raise AttnError(
            "E508", "--all takes the mean of all queries, and --query tells one", help="leave one of them out"
        )
    opened = opened_aloud(choice)
    scenario = opened.scenario
    vary = varying(asked, opened, seed)
    query = None
    # Of numbers that are drawn at random, one query would be a tale of its own.
    if not every and (choice.query is not None or asked.path != D_K):
        last = len(scenario.queries) - 1
        position = scenario.shown if scenario.shown is not None else last
        query = position if choice.query is None else find_query(scenario.queries, choice.query)
        remark_query(choice, scenario, query)
    name = None if query is None else f"@{scenario.queries.positions[query]}"
    scales = [str(scenario.scale)]
    if asked.path == D_K and choice.scale is None:
        scales = ["none", "auto"]
    made = []
    for scale in scales:
        scaled = in_scale(vary, scale) if len(scales) > 1 else vary
        made.append(series(asked, scale, scaled, query=name, head=choice.head))
    return Sweep(
        path=asked.path, scenario=scenario, query=query, head=choice.head, seed=seed, series=tuple(made)
    )


def in_scale(vary: "Vary", scale: str) -> "Vary":
    """The same scenarios with another scale: ``auto`` or ``none``."""

    def scaled(value: float) -> "Scenario":
        return vary(value)._replace(scale="none" if scale == "none" else "auto")

    return scaled
