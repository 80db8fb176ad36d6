"""A long stage as several pages: a page for each of the tables that its arithmetic takes one after another."""

from __future__ import annotations

from itertools import pairwise

from attncli.document import Block, Prose, Section, Working, plain

LONG = 3
"""Tables with arithmetic, each introduced by a sentence of its own, from which on a stage is told in parts."""


def parted(section: Section) -> tuple[Section, ...]:
    """The pages of a section: one, or what stands before its tables and then a page a table.

    They have its name and its place among the stages.
    """
    starts = [
        at
        for at, block in enumerate(section.blocks)
        if at and isinstance(block, Working) and introduces(section.blocks[at - 1])
    ]
    if section.step is None or len(starts) < LONG:
        return (section,)
    cuts = [0, *(at - 1 for at in starts), len(section.blocks)]
    groups = [section.blocks[start:end] for start, end in pairwise(cuts) if start < end]
    return tuple(
        section._replace(title=f"{section.title} ({at}/{len(groups)})", blocks=group)
        for at, group in enumerate(groups, 1)
    )


def introduces(block: Block) -> bool:
    """Whether a block is a sentence that leads to what stands beneath it."""
    return isinstance(block, Prose) and plain(block.words).endswith(":")
