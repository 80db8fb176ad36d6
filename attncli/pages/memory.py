"""What `attn explain` says of cross-attention: queries of one sentence, keys and values of another."""

from __future__ import annotations

from attncli.document import Block, Prose, Symbol, Words, say
from attncli.pages.roles import ROLES, glyphs_of, looks_at_keys, makers, projections, together
from attncli.tensor import Glyph, Tensor
from attncli.trace import Trace


def memory_blocks(trace: Trace, memory: Tensor, table: tuple[Block, ...]) -> list[Block]:
    """The second sentence, called the memory, behind the first."""
    noun = "row" if trace.queries.sequence is None else "word"
    askers = f"That {noun} asks" if len(trace.queries) == 1 else f"Those {noun}s ask"
    lists = "embeddings" if projections(trace) else "lists"
    if memory.axes[0].sequence:
        text = (
            "{askers}. The words that answer come from another sentence, called the memory; "
            "their {lists} are the rows of {h}:"
        )
    else:
        text = "{askers}. What answers are the rows of another matrix, called the memory, {h}:"
    return [Prose(say(text, askers=askers, h=Symbol(memory.symbol), lists=lists)), *table]


def where_from(trace: Trace, x: Glyph, memory: Glyph) -> Words:
    """Which of the three roles comes from where: what makes cross-attention differ from self-attention."""
    asked = "the rows of one matrix ask" if trace.queries.sequence is None else "one sentence asks"
    text = (
        "This is cross-attention: queries come from {x}, keys and values from the memory {h}: "
        "what {asked} for is looked up in the other."
    )
    if not looks_at_keys(trace):
        text = (
            "This is cross-attention: queries come from {x}, values from the memory {h}. Its keys stand for "
            "their positions alone: what {asked} for is where to look in the other."
        )
    words = say(text, x=Symbol(x), h=Symbol(memory), asked=asked)
    stages = projections(trace)
    made = {stage.name for stage in stages}
    plain = [role for role in ROLES if role not in made]
    if stages:
        roles = together([ROLES[role] for role in ROLES if role in made])
        words += say(" {matrices} the {roles}.", matrices=makers(trace, stages), roles=roles)
    if not plain:
        return words
    words += say(
        " The others are taken as they are:" if stages else " No matrix makes queries, keys or values here:"
    )
    glyphs = glyphs_of(trace)
    for at, role in enumerate(plain):
        equal = "{comma} {role}\u00a0=\u00a0{source}"
        source = x if role == "query" else memory
        words += say(equal, comma="," if at else "", role=Symbol(glyphs[role]), source=Symbol(source))
    return words + say(".")
