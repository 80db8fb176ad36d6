"""What a computation starts from, as `attn explain` tells it first: numbers, and the roles they play."""

from __future__ import annotations

from collections.abc import Mapping

from attncli.document import Block, Outside, Prose, Section, Symbol, Words, say
from attncli.meaning import CENTRED
from attncli.pages.meaning import introduction
from attncli.pages.roles import ROLES, glyphs_of, looks_at_keys, makers, projections, role_entries, together
from attncli.pages.tables import callouts, find_given, readable
from attncli.tensor import Tensor
from attncli.trace import Stage, Trace


def givens_section(trace: Trace, keys: tuple[int, ...]) -> Section:
    """What the computation starts from, and the three roles, told apart before they are used."""
    x, spoken = find_given(trace, "x"), trace.queries.sequence is not None
    blocks: list[Block] = [Prose((Outside(trace.about),))] if trace.about else []
    blocks += roles_as_given(trace, keys) if x is None else roles_of_embeddings(trace, x, keys)
    mask = find_given(trace, "allowed")
    if mask is not None:
        text = "A mask goes with them, {mask}: it says which keys each query may attend to."
        blocks.append(Prose(say(text, mask=Symbol(mask.symbol))))
    if trace.source:
        blocks.append(Prose(credit(trace.source, "vectors are" if trace.words else "example is")))
    return Section(
        title="The words as numbers" if spoken and x is not None else "What is given",
        blocks=tuple(blocks),
        name="givens",
        source=CENTRED if trace.words and trace.words.source else None,
        rounded=True,
    )


def roles_as_given(trace: Trace, keys: tuple[int, ...]) -> list[Block]:
    """The roles where a scenario brings queries, keys and values, each with its numbers."""
    start = "Attention compares queries with keys and mixes values. This example gives all three directly:"
    if not looks_at_keys(trace):
        start = (
            "This attention asks each query at which positions to look, and mixes the values that stand "
            "there. This example gives queries, keys and values directly:"
        )
    blocks: list[Block] = [Prose(say(start)), role_entries(trace)]
    for role, several in ROLES.items():
        tensor = find_given(trace, role)
        assert tensor is not None
        words = say("{symbol}, the {name}:", symbol=Symbol(tensor.symbol), name=several)
        blocks += [Prose(words), *given_role(tensor, trace, keys)]
    return blocks


def given_role(tensor: Tensor, trace: Trace, keys: tuple[int, ...]) -> tuple[Block, ...]:
    """The numbers of a role that was given: a table, or a table a head where its heads stand in front."""
    if not tensor.has("head"):
        return readable(tensor, trace, keys)
    from attncli.pages.heads import heads_beside

    return tuple(heads_beside(tensor, trace, keys))


def roles_of_embeddings(trace: Trace, x: Tensor, keys: tuple[int, ...]) -> list[Block]:
    """The embeddings, and the roles they play, or what is made of them for each."""
    start = "Every row of {x} is an embedding, a list of numbers:"
    if trace.queries.sequence is not None:
        start = (
            "A list of numbers (a vector) stands for every word: its embedding. The embeddings are the rows "
            "of {x}:"
        )
    memory = find_given(trace, "memory")
    if memory is not None and trace.queries.sequence is not None and not projections(trace):
        start = (
            "A list of numbers (a vector) stands for every word: its embedding, or the state that a model is "
            "in at this word. Those lists are the rows of {x}:"
        )
    table = [Prose(say(start, x=Symbol(x.symbol))), *readable(x, trace, keys), *callouts(trace, x.name)]
    if memory is None:
        uses = Prose(say("Attention uses each of them in three roles:"))
        words = who_makes_what(trace, x)
        return [*table, uses, role_entries(trace), Prose(words), *introduction(trace)]
    from attncli.pages.memory import memory_blocks, where_from

    uses = Prose(say("Attention has three roles for them:"))
    second = memory_blocks(trace, memory, readable(memory, trace, keys))
    words = where_from(trace, x.symbol, memory.symbol)
    return [*table, *second, uses, role_entries(trace), Prose(words), *introduction(trace)]


def who_makes_what(trace: Trace, x: Tensor) -> Words:
    """What makes the roles of one sentence: matrices, or nothing, so that each embedding plays all three."""
    stages = projections(trace)
    if stages:
        return by_matrices(trace, stages)
    glyphs = glyphs_of(trace)
    q, k, v = (Symbol(glyphs[role]) for role in ROLES)
    equal = "{q}\u00a0=\u00a0{k}\u00a0=\u00a0{v}\u00a0=\u00a0{x}"
    if any(tensor.parameter for tensor in trace.givens):
        text = (
            f"No matrix makes the roles here, so each plays all three as it is: {equal}. "
            "The parameters of this example, numbers of the kind that models learn, come with the stages."
        )
        return say(text, q=q, k=k, v=v, x=Symbol(x.symbol))
    text = f"No matrix is learned here, so each plays all three roles as it is: {equal}."
    if "positions" not in glyphs:
        return say(text, q=q, k=k, v=v, x=Symbol(x.symbol))
    placed = Symbol(glyphs["positions"])
    before = "Before that, the position of each is added to its embedding: {x} becomes {placed}. "
    return say(before, x=Symbol(x.symbol), placed=placed) + say(text, q=q, k=k, v=v, x=placed)


def by_matrices(trace: Trace, stages: list[Stage]) -> Words:
    """Which roles matrices make, and where those come from, and which are the embeddings as they are."""
    roles = together([ROLES[stage.name] for stage in stages])
    words = say("{matrices} the {roles} from the embeddings.", matrices=makers(trace, stages), roles=roles)
    plain = [role for role in ROLES if all(stage.name != role for stage in stages)]
    if plain:
        text = " Without a matrix of its own, the {role} is the embedding as it is."
        words += say(text, role=together(plain))
    return words


def credit(source: Mapping[str, object], what: str) -> Words:
    """Who published the example, or the vectors."""
    parts = [str(source[name]) for name in ("author", "title", "year") if source.get(name)]
    note = f" ({source['note']})" if source.get("note") else ""
    return say("The {what} from {source}.", what=what, source=(Outside(", ".join(parts) + note),))
