"""Stages as pages: a long one as several, a page a table of its arithmetic; the splits into heads as one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from attncli.document import (
    Beside,
    Block,
    Captioned,
    Diagram,
    Matrix,
    Prose,
    Section,
    Symbol,
    Words,
    Working,
    plain,
    say,
)
from attncli.tensor import Tensor

LONG = 3
"""Tables with arithmetic, each introduced by a sentence, from which on a stage is told in parts."""


SPLITS = ("query_heads", "key_heads", "value_heads")
"""The stages that split into heads, one after another: each is a few columns, and they are told together."""


def paged(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The pages that a person turns."""
    splits = [section for section in sections if section.name in SPLITS]
    pages: list[Section] = []
    for section in sections:
        if len(splits) == len(SPLITS) and all(map(columns_of, splits)):
            if section is splits[0]:
                pages.append(together(splits))
            if section in splits:
                continue
        pages += parted(section)
    return tuple(pages)


def page_of(pages: Sequence[Section], stage: str) -> int:
    """The page (from 0) on which a stage is told."""
    names = [page.name for page in pages]
    return names.index(stage if stage in names else SPLITS[0])


def columns_of(section: Section) -> Matrix | None:
    """The only matrix of a section; None if it has several, or none."""
    found = [block for block in section.blocks if isinstance(block, Matrix)]
    beside = any(isinstance(block, Beside) for block in section.blocks)
    return found[0] if len(found) == 1 and not beside else None


def together(splits: Sequence[Section]) -> Section:
    """The splits as one page: what each is for, and their columns side by side."""
    first = splits[0]
    blocks: list[Block] = []
    figures = [block for section in splits for block in section.blocks if isinstance(block, Diagram)]
    if figures:
        blocks.append(figures[0])
    shapes: Words = ()
    parts = []
    for section in splits:
        paragraphs = [block for block in section.blocks if isinstance(block, Prose) and not introduces(block)]
        blocks += paragraphs[:-1]
        shapes += (*say(" " if shapes else ""), *paragraphs[-1].words)
        matrix = columns_of(section)
        assert matrix is not None
        parts.append(Captioned(caption(matrix.tensor), matrix))
    blocks += [Beside(tuple(parts)), Prose(shapes)]
    last = splits[-1].step
    title = "Split queries, keys and values into heads"
    return first._replace(
        title=f"{title} (stages {first.step[0]} to {last[0]})" if first.step and last else title,
        blocks=tuple(blocks),
    )


def caption(tensor: Tensor) -> Words:
    """What the columns of a split are called: all heads, or of one head its number."""
    if tensor.part_of is None or tensor.part_of[1] != "head":
        return say("{symbol}, a row a head:", symbol=Symbol(tensor.symbol))
    whole, _, head = tensor.part_of
    return say("{symbol}, head {n}:", symbol=Symbol(tensor.symbol), n=str(whole.axis("head").positions[head]))


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
