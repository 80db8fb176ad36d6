"""What `attn explain` says of cross-attention: that queries come from one sentence, keys and values from another."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attncli.document import Block, Prose, Symbol, Words, say
from attncli.tensor import Glyph, Tensor
from attncli.trace import Trace


def memory_blocks(trace: Trace, memory: Tensor, table: tuple[Block, ...]) -> list[Block]:
    """The second sentence, called the memory, behind the first."""
    spoken = trace.queries.sequence is not None
    one = len(trace.queries) == 1
    askers = (
        ("That word asks" if one else "Those words ask")
        if spoken
        else ("That row asks" if one else "Those rows ask")
    )
    if memory.axes[0].sequence:
        words = say("{askers}. The words that answer are another sentence's, called the memory; their embeddings are the rows of {h}:",
                    askers=askers, h=Symbol(memory.symbol))  # fmt: skip
    else:
        words = say(
            "{askers}. What answers are the rows of another matrix, called the memory, {h}:",
            askers=askers,
            h=Symbol(memory.symbol),
        )
    return [Prose(words), *table]


def who_makes_what(
    x: Glyph, memory: Glyph, glyphs: Mapping[str, Glyph], made: Collection[str], *, spoken: bool
) -> Words:
    """Which of the three roles comes from where: what makes cross-attention differ from self-attention."""
    words = say(
        "This is cross-attention: queries come from {x}, keys and values from the memory {h}: {what} looked up in the other.",
        x=Symbol(x), h=Symbol(memory), what="what one sentence asks for is" if spoken else "what the rows of one matrix ask for is",
    )  # fmt: skip
    learned = [name for name in ("query", "key", "value") if name in made]
    plain = [name for name in ("query", "key", "value") if name not in made]
    if learned:
        matrices = (
            "Learned matrices, called parameters, make"
            if len(learned) > 1
            else "A learned matrix, called a parameter, makes"
        )
        roles = {"query": "queries", "key": "keys", "value": "values"}
        words += say(
            " {matrices} the {roles}.",
            matrices=matrices,
            roles=" and the ".join(roles[name] for name in learned),
        )
    if plain:
        words += say(
            " No matrix stands between here:" if not learned else " The others are taken as they are:"
        )
        for at, name in enumerate(plain):
            source = Symbol(x if name == "query" else memory)
            words += say(
                "{comma} {role}\u00a0=\u00a0{source}",
                comma="," if at else "",
                role=Symbol(glyphs[name]),
                source=source,
            )
        words += say(".")
    return words
