"""Running a mechanism over a scenario: the one way from a Scenario to a Trace."""

from __future__ import annotations

from collections.abc import Callable

from attncli.errors import AttnError
from attncli.mechanisms import MECHANISMS
from attncli.scenario import Scenario
from attncli.tensor import Axis
from attncli.trace import Recorder, Trace

LONG = 1_000_000
"""Pairs of a query and a key past which one query's row is computed alone, when only that one is wanted."""

MOST = 50_000_000
"""Pairs that are computed at most: three stages of them are 1.2 GB."""


def attend(
    scenario: Scenario, *, query: str | None = None, every: bool = False, head: str | None = None
) -> Trace:
    """Compute a scenario, stage by stage.

    The trace tells one query in detail: ``query`` (a word, ``word@position`` or ``@position`` from 1), else the scenario's own,
    else the last one. With ``every`` it tells all queries, and no one in detail. ``head`` is the one head of several that is told
    in full, by its name or its number from 1.

    Raises: AttnError E504 if no query, or more than one, fits ``query``; E320 if a number grows past what a computer can hold;
    E511 if all queries of a very long sequence are asked for; E530 if there is no such head.
    """
    shown = None
    if not every:
        shown = find_query(scenario.queries, query) if query is not None else scenario.shown
        if shown is None:
            shown = len(scenario.queries) - 1
    told = None if head is None else find_head(scenario, head)
    pairs = pairs_of(scenario)
    if every and pairs > MOST:
        heads = f" in {len(scenario.query_heads)} heads" if scenario.heads else ""
        counted = f"all {len(scenario.queries):,} queries against {len(scenario.keys):,} keys{heads}"
        what = f"{counted} make {pairs:,} scores, more than the {MOST:,} that are computed at once"
        raise AttnError("E511", what,
                        help=f'choose one query: --query "@{len(scenario.queries)}"')  # fmt: skip
    record = Recorder(only=shown if pairs > LONG else None)
    mechanism = MECHANISMS[scenario.mechanism]
    try:
        mechanism.run(scenario, record)
    except OverflowError as overflow:
        raise AttnError("E320", f"the numbers of stage `{overflow}` grow past what a computer can hold (1.8e308)",
                        help="make the numbers of the scenario smaller: embeddings are mostly between -1 and 1") from None  # fmt: skip
    stages = tuple(record.stages)
    notes = tuple(note for stage in stages for note in stage.op.notes(stage))
    if shown is not None:
        notes = tuple(note for note in notes if note.query == scenario.queries.names[shown])
    if scenario.remarks:
        from attncli.stages.vectors import remarked

        notes = (
            *(remarked(each.code, each.token, each.other, each.numbers) for each in scenario.remarks),
            *notes,
        )
    parameters = scenario.parameters.values()
    of_scenario = (
        scenario.x,
        scenario.memory,
        *parameters,
        scenario.query,
        scenario.key,
        scenario.value,
        scenario.allowed,
    )
    givens = {tensor.name: tensor for tensor in (*of_scenario, *record.givens) if tensor is not None}
    return Trace(title=scenario.title, mechanism=scenario.mechanism, queries=scenario.queries, givens=tuple(givens.values()), stages=stages, notes=notes, query=shown, head=told,
                 about=scenario.about, origin=scenario.source._asdict() if scenario.source else None,
                 random=scenario.random, seed=scenario.seed, single=single(scenario, shown), words=scenario.words)  # fmt: skip


def single(scenario: Scenario, shown: int | None) -> Callable[[], Trace] | None:
    """How the same scenario is computed with one head over all columns; None where it cannot be, or has one head already."""
    if scenario.mechanism != "multi-head" or len(scenario.query_heads) == 1 or scenario.kv_heads is not None:
        return None
    with_heads = (scenario.query, scenario.allowed)
    if any(tensor is not None and tensor.has("head") for tensor in with_heads):
        return None
    return lambda: attend(scenario._replace(heads=None, shown=shown), every=shown is None)


def pairs_of(scenario: Scenario) -> int:
    """The scores that a scenario takes: a query with a key, in every head."""
    return (
        len(scenario.queries)
        * len(scenario.keys)
        * (len(scenario.query_heads) if scenario.mechanism == "multi-head" else 1)
    )


def find_head(scenario: Scenario, text: str) -> int:
    """The head (from 0) that a person means. Raises: AttnError E530 if there is none such."""
    from attncli.spelling import did_you_mean, quoted
    from attncli.tensor import LabelError

    if scenario.mechanism != "multi-head":
        raise AttnError(
            "E530",
            f"`{scenario.mechanism}` has no heads to choose from",
            help="take `--head` away, or choose `--mechanism multi-head`",
        )
    heads = scenario.query_heads
    try:
        return heads.find(text)
    except LabelError as error:
        if error.candidates:
            what = f"`{text}` may be any of the heads {quoted(error.candidates)}"
            raise AttnError(
                "E530", what, help=f"choose one of them, as in `--head @{heads.positions[0]}`"
            ) from None
        known = (
            f"the heads are {quoted(heads.labels)}"
            if any(label != str(at) for label, at in zip(heads.labels, heads.positions, strict=True))
            else ""
        )
        number = f"a number from 1 to {len(heads)}" if len(heads) > 1 else "1, the only one"
        what = f"there is no head `{text}`{': ' if known else ''}{known}"
        raise AttnError(
            "E530",
            what,
            help=did_you_mean(text, heads.labels, f"choose {'one of them, or ' if known else ''}{number}"),
        ) from None


def find_query(queries: Axis, text: str) -> int:
    """The position (from 0) of the query that a person means.

    Raises: AttnError E504 if none fits, or several do.
    """
    from attncli.spelling import did_you_mean, quoted
    from attncli.tensor import LabelError

    try:
        return queries.find(text)
    except LabelError as error:
        if error.candidates:
            what = f"`{text}` stands at several positions: {quoted(error.candidates)}"
            raise AttnError(
                "E504", what, help=f"choose one of them, as in `--query {error.candidates[0]}`"
            ) from None
        help = did_you_mean(
            text, queries.labels, f"choose one of them, or a position from `@1` to `@{len(queries)}`"
        )
        raise AttnError(
            "E504", f"`{text}` is not among the tokens {quoted(queries.names)}", help=help
        ) from None
