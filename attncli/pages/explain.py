"""The page of `attn explain`: what is given, every stage of one query or of all, and what to do next."""

from __future__ import annotations

from attncli.document import Block, Code, Document, Entries, Entry, Equation, Prose, Section, say, sentence
from attncli.pages.givens import givens_section
from attncli.pages.meaning import meaning_section
from attncli.pages.tables import callouts, example, keys_left_out, parameter_blocks, readable, telling_keys
from attncli.pages.typing import query_option, shell, typed
from attncli.trace import Stage, Trace

LONGEST_COMMAND = 400
"""Characters of the options that a proposed command repeats; where there are more, none is proposed."""


def explain(trace: Trace, *, stage: str | None = None, options: str = "") -> Document:
    """A trace as a document: all of it, or one stage alone.

    ``options`` are those of the command line that lead to this trace; the commands it proposes have them too.

    Raises: AttnError E507 if the trace has no such stage.
    """
    if stage is not None:
        from attncli.pages.names import stage_called

        stage = stage_called(trace, stage)
    keys = telling_keys(trace)
    sections = stage_sections(trace, keys, stage)
    if stage is None:
        sections = whole_page(trace, sections, keys, options)
    query = None if trace.query is None else trace.queries.names[trace.query]
    return Document(trace.title, tuple(sections), query)


def stage_sections(trace: Trace, keys: tuple[int, ...], only: str | None) -> list[Section]:
    """A section for every stage, or for one alone; of heads, one is told in full."""
    section = stage_section
    if trace.heads is not None:
        from attncli.pages.heads import stage_of_heads

        section = stage_of_heads
    count, shown = len(trace.stages), enumerate(trace.shown, 1)
    return [section(trace, stage, (at, count), keys) for at, stage in shown if only in (None, stage.name)]


def whole_page(trace: Trace, stages: list[Section], keys: tuple[int, ...], options: str) -> list[Section]:
    """The sections of the stages, with what stands before and behind them."""
    if trace.heads is not None:
        from attncli.pages.around_heads import around

        stages = around(trace, stages, keys)
    sections = [givens_section(trace, keys), *stages]
    meant = None if trace.query is None else meaning_section(trace)
    sections += [meant] if meant else []
    if options.isprintable() and len(options) <= LONGEST_COMMAND:
        sections.append(next_section(trace, options))
    return sections


def stage_section(trace: Trace, stage: Stage, step: tuple[int, int], keys: tuple[int, ...]) -> Section:
    """One stage: what it is for, its formula with symbols and numbers, what the numbers say, its source."""
    op = stage.op
    blocks: list[Block] = [Prose(sentence(op.purpose(stage))), *parameter_blocks(trace, stage, keys)]
    blocks.append(Equation(stage.output.symbol, stage.formula, example(stage)))
    if trace.query is not None:
        blocks += [*op.workings(stage, keys), *keys_left_out(stage, keys)]
        words = op.reading(stage)
    else:
        blocks += readable(stage.output, trace, keys, heat=stage.name == "weights")
        words = op.overview(stage)
    blocks += [Prose(sentence(words))] if words else []
    blocks += callouts(trace, stage.name)
    return Section(
        title=op.title, blocks=tuple(blocks), name=stage.name, step=step, source=stage.source, rounded=True
    )


def next_section(trace: Trace, options: str) -> Section:
    """What a reader can do now."""
    last = trace.told[-1].output
    weights = next(stage for stage in trace.told if stage.name == "weights").output
    heaviest, first = typed(weights.cell(*weights.largest())), typed(last.cell(*(0 for _ in last.axes)))
    if trace.query is None:
        here, other = " --all", f" {query_option(weights.axis('query'), 0)}"
        what = "one query, with all its arithmetic"
    else:
        here, other = f" {query_option(trace.queries, trace.query)}", " --all"
        what = "all queries at once, as matrices"
    commands = {
        f"attn why {shell(heaviest)}{options}": "where a number comes from",
        f"attn why {shell(first)}{options} --depth 9": "the same, down to what was given",
        f"attn explain{options}{other}": what,
        f"attn explain{options}{here} --json": "every number in full, for other programs",
    }
    rows = tuple(Entry(Code(command), say(words)) for command, words in commands.items())
    return Section(title="What next", blocks=(Entries(rows),), name="next")
