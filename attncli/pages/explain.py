"""The page of `attn explain`: what is given, every stage of one query or of all, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from attncli.document import (
    Block,
    Callout,
    Code,
    Document,
    Entries,
    Entry,
    Equation,
    Outside,
    Prose,
    Section,
    Symbol,
    Words,
    say,
    sentence,
)
from attncli.errors import AttnError
from attncli.meaning import CENTRED
from attncli.pages.meaning import introduction, meaning_section
from attncli.pages.tables import example, parameter, readable, telling_keys
from attncli.pages.typing import shell, typed, typed_label
from attncli.tensor import Glyph
from attncli.trace import Stage, Trace

LONGEST_COMMAND = 400
"""Characters of the options that a proposed command repeats; where there are more, none is proposed."""

ROLES = {"query": "queries", "key": "keys", "value": "values"}
OF_WORDS = {
    "query": "query: what a word asks for",
    "key": "key: what a word offers to those that ask",
    "value": "value: what a word gives to those that attend to it",
}
OF_NUMBERS = {
    "query": "query: what one asks for",
    "key": "key: what each offers to those that ask",
    "value": "value: what each gives to those that attend to it",
}


def explain(trace: Trace, *, stage: str | None = None, options: str = "") -> Document:
    """A trace as a document: all of it, or one stage alone.

    ``options`` are those of the command line that lead to this trace again; the commands it proposes carry them.

    Raises: AttnError E507 if the trace has no such stage.
    """
    names = [each.name for each in trace.stages]
    if stage is not None and stage not in names:
        raise AttnError(
            "E507", f"this computation has no stage `{stage}`", help=f"choose one of: {', '.join(names)}"
        )
    keys = telling_keys(trace)
    if trace.heads is not None:
        from attncli.pages.heads import around, stage_of_heads

        sections = [
            stage_of_heads(trace, shown, (at, len(names)), keys)
            for at, shown in enumerate(trace.shown, 1)
            if stage in (None, shown.name)
        ]
        sections = around(trace, sections, keys) if stage is None else sections
    else:
        sections = [
            stage_section(trace, shown, (at, len(names)), keys)
            for at, shown in enumerate(trace.shown, 1)
            if stage in (None, shown.name)
        ]
    if stage is None:
        meant = None if trace.query is None else meaning_section(trace)
        sections = [givens_section(trace, keys), *sections, *([meant] if meant else [])]
        if options.isprintable() and len(options) <= LONGEST_COMMAND:
            sections.append(next_section(trace, options))
    query = None if trace.query is None else trace.queries.names[trace.query]
    return Document(trace.title, tuple(sections), query)


def givens_section(trace: Trace, keys: tuple[int, ...]) -> Section:
    """What the computation starts from, and the three roles, told apart before they are used."""
    givens = {tensor.name: tensor for tensor in trace.givens}
    made = [stage.name for stage in trace.stages if stage.name in ROLES]
    glyphs = {role: Glyph(role[0].upper(), role[0].upper()) for role in ROLES}
    glyphs |= {stage.name: stage.output.symbol for stage in trace.stages} | {
        name: tensor.symbol for name, tensor in givens.items()
    }
    spoken = trace.queries.sequence is not None
    roles = Entries(
        tuple(
            Entry(Symbol(glyphs[name]), say(words))
            for name, words in (OF_WORDS if spoken else OF_NUMBERS).items()
        )
    )
    blocks: list[Block] = [Prose((Outside(trace.about),))] if trace.about else []
    if "x" in givens:
        x = givens["x"]
        start = (
            "Every word stands for a list of numbers, its embedding. The embeddings are the rows of {x}:"
            if spoken
            else "Every row of {x} is an embedding, a list of numbers:"
        )
        blocks += introduction(trace)
        blocks.append(Prose(say(start, x=Symbol(x.symbol))))
        blocks += readable(x, trace, keys)
        blocks += [Callout(sentence(note.text)) for note in trace.notes if note.stage == x.name]
        plain = [name for name in ROLES if name not in made]
        if "memory" in givens:
            from attncli.pages.memory import memory_blocks

            blocks += memory_blocks(trace, givens["memory"], readable(givens["memory"], trace, keys))
        blocks += [
            Prose(
                say(
                    "Attention uses each of them in three roles:"
                    if "memory" not in givens
                    else "Attention has three roles for them:"
                )
            ),
            roles,
        ]
        if "memory" in givens:
            from attncli.pages.memory import who_makes_what

            words = who_makes_what(x.symbol, givens["memory"].symbol, glyphs, made, spoken=spoken)
        elif not made and any(given.parameter for given in trace.givens):
            words = say("No learned matrix makes the roles here, so each plays all three as it is: {q} = {k} = {v} = {x}. "
                        "What is learned in this example comes with the stages.",
                        q=Symbol(glyphs["query"]), k=Symbol(glyphs["key"]), v=Symbol(glyphs["value"]), x=Symbol(x.symbol))  # fmt: skip
        elif not made:
            words = say("Nothing is learned in this example, so each plays all three roles as it is: {q}\u00a0=\u00a0{k}\u00a0=\u00a0{v}\u00a0=\u00a0{x}.",
                        q=Symbol(glyphs["query"]), k=Symbol(glyphs["key"]), v=Symbol(glyphs["value"]), x=Symbol(glyphs.get("positions", x.symbol)))  # fmt: skip
            if "positions" in glyphs:
                words = say("Before that, the position of each is added to its embedding: {x} becomes {placed}. ", x=Symbol(x.symbol),
                            placed=Symbol(glyphs["positions"])) + words  # fmt: skip
        else:
            learned = [f"w_{name[0]}" for name in made if f"w_{name[0]}" not in trace.random]
            matrices = (
                "Learned matrices, called parameters, make"
                if len(made) > 1
                else "A learned matrix, called a parameter, makes"
            )
            if not learned:
                matrices = (
                    "Matrices at random, in place of learned ones, make"
                    if len(made) > 1
                    else "A matrix at random, in place of a learned one, makes"
                )
            words = say(
                "{matrices} the {roles} from the embeddings.",
                matrices=matrices,
                roles=" and the ".join(ROLES[name] for name in made),
            )
            if plain:
                words += say(
                    " Without a matrix of its own, the {role} is the embedding as it is.",
                    role=" and the ".join(plain),
                )
        blocks.append(Prose(words))
        title = "The words as numbers" if spoken else "What is given"
    else:
        blocks += [
            Prose(
                say(
                    "Attention compares queries with keys and mixes values. This example gives all three directly:"
                )
            ),
            roles,
        ]
        for name in ROLES:
            blocks += [Prose(say("{symbol}, the {name}:", symbol=Symbol(glyphs[name]), name=ROLES[name]))]
            blocks += readable(givens[name], trace, keys)
        title = "What is given"
    blocks += (
        [Prose(credit(trace.origin, "vectors are" if trace.words else "example is"))] if trace.origin else []
    )
    return Section(
        title=title,
        blocks=tuple(blocks),
        name="givens",
        source=CENTRED if trace.words and trace.words.origin else None,
        rounded=True,
    )


def credit(origin: Mapping[str, object], what: str) -> Words:
    """Who published the example, or the vectors."""
    parts = [str(origin[name]) for name in ("author", "title", "year") if origin.get(name)]
    note = f" ({origin['note']})" if origin.get("note") else ""
    return say("The {what} from {source}.", what=what, source=(Outside(", ".join(parts) + note),))


def stage_section(trace: Trace, stage: Stage, step: tuple[int, int], keys: tuple[int, ...]) -> Section:
    """One stage: what it is for, its formula with symbols and with numbers, the arithmetic, what the numbers say, its source."""
    op = stage.op
    blocks: list[Block] = [Prose(sentence(op.purpose(stage)))]
    for tensor in stage.step.inputs:
        if tensor.parameter:
            blocks += [Prose(parameter(trace, tensor)), *readable(tensor, trace, keys)]
    blocks.append(Equation(stage.output.symbol, stage.formula, example(stage)))
    if trace.query is not None:
        blocks += op.workings(stage, keys)
        left = stage.output.size("key") - len(keys) if stage.output.has("key") else 0
        if left:
            blocks.append(
                Prose(
                    say(
                        "{n} more keys with smaller weights are not shown. {json} has them all.",
                        n=left,
                        json=Code("--json"),
                    )
                )
            )
        words = op.reading(stage)
    else:
        blocks += readable(stage.output, trace, keys, heat=stage.name == "weights")
        words = op.overview(stage)
    blocks += [Prose(sentence(words))] if words else []
    blocks += [Callout(sentence(note.text)) for note in trace.notes if note.stage == stage.name]
    return Section(
        title=op.title, blocks=tuple(blocks), name=stage.name, step=step, source=op.source, rounded=True
    )


def next_section(trace: Trace, options: str) -> Section:
    """What a reader can do now."""
    last = trace.told[-1].output
    weights = next(stage for stage in trace.told if stage.name == "weights").output
    rows = [
        Entry(
            Code(f"attn why {shell(typed(weights.cell(*weights.largest())))}{options}"),
            say("where a number comes from"),
        )
    ]
    rows.append(
        Entry(
            Code(f"attn why {shell(typed(last.cell(*(0 for _ in last.axes))))}{options} --depth 9"),
            say("the same, down to what was given"),
        )
    )
    if trace.query is None:
        rows.append(
            Entry(
                Code(f"attn explain{options} --query {shell(typed_label(weights.axis('query'), 0))}"),
                say("one query, with all its arithmetic"),
            )
        )
    else:
        rows.append(Entry(Code(f"attn explain{options} --all"), say("all queries at once, as matrices")))
    query = " --all" if trace.query is None else f" --query {shell(typed_label(trace.queries, trace.query))}"
    rows.append(
        Entry(Code(f"attn explain{options}{query} --json"), say("every number in full, for other programs"))
    )
    return Section(title="What next", blocks=(Entries(tuple(rows)),), name="next")
