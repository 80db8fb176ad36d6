"""What a reader can do after the last stage: ask, vary what is there, and go on to the next example."""

from __future__ import annotations

from attncli.document import Block, Code, Entries, Entry, Plain, Prose, Section, Words, say
from attncli.pages.lessons import following
from attncli.pages.typing import query_option, shell, typed, typed_label
from attncli.trace import Trace

MOST_ASKED = 100
"""Keys up to which questions are proposed."""
ALONE = 1
"""Queries of a sentence in which there is nothing to hide, and no other to ask about."""


def next_section(trace: Trace, options: str) -> Section:
    """What a reader can do now; ``options`` are those that lead to this trace."""
    commands = {**asking(trace, options), **varying(trace, options), **going_on(trace)}
    rows = tuple(Entry(Code(command), say(words)) for command, words in commands.items())
    return Section(title="What next", blocks=(Entries(rows), *papers(trace)), name="next")


def papers(trace: Trace) -> tuple[Block, ...]:
    """What the pages cite by author and year, with the titles by which it is found."""
    sources = [stage.source for stage in trace.stages if stage.source is not None]
    titles = {source.short: source.title for source in sources}
    if not titles:
        return ()
    words: Words = ()
    for short, title in titles.items():
        words += (Plain(f"{'; ' if words else ''}{short}, “{title}”"),)
    return (Prose(say("Cited on these pages: {papers}.", papers=words)),)


def asking(trace: Trace, options: str) -> dict[str, str]:
    """Where a number comes from, and the same computation of other queries."""
    weights = next(stage for stage in trace.told if stage.name == "weights").output
    commands = {
        f"attn why {shell(typed(weights.cell(*weights.largest())))}{options}": "where a number comes from"
    }
    if trace.query is None:
        command = f"attn explain{options} {query_option(weights.axis('query'), 0)}"
        return {**commands, command: "one query, with all its arithmetic"}
    if 1 < weights.size("key") <= MOST_ASKED:
        command = f"attn quiz{options} {query_option(trace.queries, trace.query)}"
        commands[command] = "be asked about it"
    if len(trace.queries) > ALONE:
        commands[f"attn explain{options} --all"] = "all queries at once, as matrices"
    return commands


def varying(trace: Trace, options: str) -> dict[str, str]:
    """The same words in another way: another head, or with what comes later hidden."""
    here = " --all" if trace.query is None else f" {query_option(trace.queries, trace.query)}"
    heads = trace.heads
    if heads is not None and len(heads) > 1:
        if " --head " in options or trace.query is None:
            return {}
        at = ((trace.head or 0) + 1) % len(heads)
        command = f"attn explain{options}{here} --head {shell(typed_label(heads, at))}"
        return {command: "the next head in full"}
    stages = [stage.name for stage in trace.stages]
    keys = trace.stage("weights").output.axis("key")
    own = trace.queries.sequence is not None and keys.sequence == trace.queries.sequence
    later = trace.query is None or trace.query + 1 < len(trace.queries)
    if (
        " --mask " in options
        or " --set mask=" in options
        or not own
        or not later
        or len(trace.queries) == ALONE
    ):
        return {}
    if "masked_scores" in stages:
        return {f"attn explain{options}{here} --mask none": "the same with nothing hidden"}
    return {f"attn explain{options}{here} --mask causal": "the same with the words to come hidden"}


def going_on(trace: Trace) -> dict[str, str]:
    """The next things to learn, by the order of `attn list`."""
    after = following(trace.name)
    if trace.words is not None:
        after = {"cat-sat-mat": "the same with two numbers a word"}
        if trace.heads is not None:
            after = {"cat-sat-mat-heads": "heads with a job each, in small numbers"}
    commands = {f"attn explain -s {name}": about for name, about in after.items()}
    return {**commands, "attn list scenarios": "all examples, by what they teach"}
