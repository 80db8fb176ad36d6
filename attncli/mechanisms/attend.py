"""Running a mechanism over a scenario: the one way from a Scenario to a Trace."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from attncli.errors import AttnError
from attncli.mechanisms import MECHANISMS
from attncli.scenario import Scenario, find_query
from attncli.tensor import Tensor
from attncli.trace import Note, Recorder, Trace

LONG = 1_000_000
"""Pairs of a query and a key past which one query's row is computed alone, when only that one is wanted."""

MOST = 50_000_000
"""Pairs that are computed at most: three stages of them are 1.2 GB."""


def attend(
    scenario: Scenario, *, query: str | None = None, every: bool = False, head: str | None = None
) -> Trace:
    """Compute a scenario, stage by stage.

    The trace tells one query in detail: ``query`` (a word, ``word@position`` or ``@position`` from 1), else
    the scenario's own, else the last one. With ``every`` it tells all queries, and no one in detail. ``head``
    is the one head of several that is told in full, by its name or its number from 1.

    Raises: AttnError E504 if no query, or more than one, fits ``query``; E320 if a number grows past what a
    computer can hold; E511 if all queries of a very long sequence are asked for; E530 if there is no such
    head.
    """
    shown = None
    if not every:
        shown = find_query(scenario.queries, query) if query is not None else scenario.shown
        if shown is None:
            shown = len(scenario.queries) - 1
    told = None if head is None else find_head(scenario, head)
    pairs = pairs_of(scenario)
    if every and pairs > MOST:
        raise too_many(scenario, pairs)
    record = Recorder(only=shown if pairs > LONG else None, refuse=partial(too_large, scenario))
    MECHANISMS[scenario.mechanism].run(scenario, record)
    return Trace(
        title=scenario.title,
        mechanism=scenario.mechanism,
        queries=scenario.queries,
        givens=givens_of(scenario, record),
        stages=tuple(record.stages),
        notes=notes_of(scenario, record, shown),
        query=shown,
        head=told,
        about=scenario.about,
        origin=scenario.source._asdict() if scenario.source else None,
        random=scenario.random,
        seed=scenario.seed,
        single=single(scenario, shown),
        words=scenario.words,
    )


def too_large(scenario: Scenario, stage: str) -> AttnError:
    """E320: a stage, or a finer step, whose numbers grow too large, with the largest that was given."""
    what = f"the numbers of stage `{stage}` grow past what a computer can hold (1.8e308)"
    help = "make the numbers of the scenario smaller: embeddings are mostly between -1 and 1"
    largest = None if scenario.largest is None else scenario.largest()
    if largest is None:
        return AttnError("E320", what, help=help)
    given, where = largest
    what += f"; the largest that is given is {given}"
    return AttnError("E320", what, where, "make it smaller: embeddings are mostly between -1 and 1")


def givens_of(scenario: Scenario, record: Recorder) -> tuple[Tensor, ...]:
    """The tensors of the scenario; what the mechanism made of its settings stands in its namesake's place."""
    roles = (scenario.query, scenario.key, scenario.value)
    own = (scenario.x, scenario.memory, *scenario.parameters.values(), *roles, scenario.allowed)
    tensors = (tensor for tensor in (*own, *record.givens) if tensor is not None)
    return tuple({tensor.name: tensor for tensor in tensors}.values())


def notes_of(scenario: Scenario, record: Recorder, shown: int | None) -> tuple[Note, ...]:
    """What must not be overlooked: of the words, then of the stages (of the query told, or of all)."""
    notes = [note for stage in record.stages for note in stage.op.notes(stage)]
    if shown is not None:
        notes = [note for note in notes if note.query == scenario.queries.names[shown]]
    if not scenario.remarks:
        return tuple(notes)
    from attncli.stages.vectors import remarked

    of_words = (
        remarked(remark.code, remark.token, remark.other, remark.numbers) for remark in scenario.remarks
    )
    return (*of_words, *notes)


def single(scenario: Scenario, shown: int | None) -> Callable[[], Trace] | None:
    """How the same scenario is computed with one head over all columns; None where it cannot be, or has one
    head already.
    """
    if heads_of(scenario) == 1 or scenario.kv_heads is not None:
        return None
    with_heads = (scenario.query, scenario.allowed)
    if any(tensor is not None and tensor.has("head") for tensor in with_heads):
        return None
    return lambda: attend(scenario._replace(heads=None, shown=shown), every=shown is None)


def heads_of(scenario: Scenario) -> int:
    """How many heads scores are made in."""
    return len(scenario.query_heads) if MECHANISMS[scenario.mechanism].heads else 1


def pairs_of(scenario: Scenario) -> int:
    """The scores that a scenario takes: a query with a key, in every head."""
    return len(scenario.queries) * len(scenario.keys) * heads_of(scenario)


def too_many(scenario: Scenario, pairs: int) -> AttnError:
    """E511: all queries of a sequence that is too long for that."""
    heads = f" in {len(scenario.query_heads)} heads" if scenario.heads else ""
    counted = f"all {len(scenario.queries):,} queries against {len(scenario.keys):,} keys{heads}"
    what = f"{counted} make {pairs:,} scores, more than the {MOST:,} that are computed at once"
    return AttnError("E511", what, help=f"choose one query: `query=@{len(scenario.queries)}`")


def find_head(scenario: Scenario, text: str) -> int:
    """The head (from 0) that a person means. Raises: AttnError E530 if there is none such."""
    from attncli.spelling import did_you_mean, quoted
    from attncli.tensor import LabelError

    if not MECHANISMS[scenario.mechanism].heads:
        help = "take `head=…` away, or choose `mechanism=multi-head`"
        raise AttnError("E530", f"`{scenario.mechanism}` has no heads to choose from", help=help)
    heads = scenario.query_heads
    try:
        return heads.find(text)
    except LabelError as error:
        if error.candidates:
            what = f"`{text}` may be any of the heads {quoted(error.candidates)}"
            help = f"choose one of them, as in `head=@{heads.positions[0]}`"
            raise AttnError("E530", what, help=help) from None
    what = f"there is no head `{text}`"
    choices = f"a number from 1 to {len(heads)}" if len(heads) > 1 else "1, the only one"
    if heads.named:
        what += f": the heads are {quoted(heads.labels)}"
        choices = f"one of them, or {choices}"
    raise AttnError("E530", what, help=did_you_mean(text, heads.labels, f"choose {choices}"))
