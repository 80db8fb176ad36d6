"""Running a mechanism over a scenario: the one way from a Scenario to a Trace."""

from __future__ import annotations

from attncli.errors import AttnError
from attncli.mechanisms import MECHANISMS
from attncli.scenario import Scenario
from attncli.tensor import Axis
from attncli.trace import Recorder, Trace

LONG = 1_000_000
"""Pairs of a query and a key past which one query's row is computed alone, when only that one is wanted."""

MOST = 50_000_000
"""Pairs that are computed at most: three stages of them are 1.2 GB."""


def attend(scenario: Scenario, *, query: str | None = None, every: bool = False) -> Trace:
    """Compute a scenario, stage by stage.

    The trace tells one query in detail: ``query`` (a word, ``word@position`` or ``@position`` from 1), else the scenario's own,
    else the last one. With ``every`` it tells all queries, and no one in detail.

    Raises: AttnError E504 if no query, or more than one, fits ``query``; E320 if a number grows past what a computer can hold;
    E511 if all queries of a very long sequence are asked for.
    """
    shown = None
    if not every:
        shown = find_query(scenario.queries, query) if query is not None else scenario.shown
        if shown is None:
            shown = len(scenario.queries) - 1
    pairs = len(scenario.queries) * len(scenario.keys)
    if every and pairs > MOST:
        what = (
            f"all {len(scenario.queries):,} queries against {len(scenario.keys):,} keys make {pairs:,} scores, more than the {MOST:,} that are computed at once"
        )
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

        notes = (*(remarked(each.code, each.token, each.other, each.numbers) for each in scenario.remarks), *notes)
    parameters = scenario.parameters.values()
    givens = (scenario.x, *parameters, scenario.query, scenario.key, scenario.value, scenario.allowed)
    return Trace(scenario.title, scenario.mechanism, scenario.queries, tuple(given for given in givens if given is not None), stages, notes, shown,
                 scenario.about, scenario.source._asdict() if scenario.source else None, scenario.words)  # fmt: skip


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
            raise AttnError("E504", what, help=f"choose one of them, as in `--query {error.candidates[0]}`") from None
        help = did_you_mean(text, queries.labels, f"choose one of them, or a position from `@1` to `@{len(queries)}`")
        raise AttnError("E504", f"`{text}` is not among the tokens {quoted(queries.names)}", help=help) from None
