"""The page of `attn explain`: what is given, every stage of one query or of all, and what to do next."""

from __future__ import annotations

from attncli.document import Block, Document, Equation, Prose, Section, sentence
from attncli.pages.givens import givens_section
from attncli.pages.meaning import meaning_section
from attncli.pages.next import next_section
from attncli.pages.tables import (
    callouts,
    example,
    keys_left_out,
    parameter_blocks,
    purpose,
    readable,
    telling_keys,
)
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
    shown = example(stage)
    blocks: list[Block] = [purpose(trace, stage, shown), *parameter_blocks(trace, stage, keys)]
    blocks.append(Equation(stage.output.symbol, stage.formula, shown))
    if trace.query is not None:
        blocks += [*op.workings(stage, keys), *keys_left_out(stage, keys)]
        words = op.reading(stage)
    else:
        blocks += readable(stage.output, trace, keys, heat=stage.name == "weights")
        words = op.overview(stage)
    blocks += [Prose(sentence(words))] if words else []
    blocks += callouts(trace, stage.name)
    return Section(
        title=op.title_of(stage, every=trace.query is None),
        blocks=tuple(blocks),
        name=stage.name,
        step=step,
        source=stage.source,
        rounded=True,
    )
