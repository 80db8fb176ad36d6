"""The pages of a computation in heads: the way through them as a diagram, one head in full, the others in brief, and what one head would see."""

from __future__ import annotations

from attncli.arithmetic import Arithmetic
from attncli.document import (
    Beside,
    Block,
    Callout,
    Captioned,
    Code,
    Entries,
    Entry,
    Equation,
    Matrix,
    Plain,
    Prose,
    Section,
    Symbol,
    Words,
    head_called,
    say,
    sentence,
)  # fmt: skip
from attncli.pages.figure import LINEAR, PROJECTIONS, diagram
from attncli.pages.tables import FEW, READABLE, example, parameter, readable, telling
from attncli.pages.typing import shell, typed_label
from attncli.sources import VASWANI_2017
from attncli.tensor import Axis, Cell, Index, Tensor, stacked
from attncli.trace import Stage, Trace

MOST_BESIDE = 8
"""Heads whose matrices are shown side by side."""


Steps = tuple[int, int]


def around(trace: Trace, sections: list[Section], keys: tuple[int, ...]) -> list[Section]:
    """The sections of the stages, with what stands before them and after the weights."""
    assert trace.heads is not None
    sections = [opening(trace), *sections]
    if trace.query is None or trace.single is None:
        return sections
    at = next(at for at, section in enumerate(sections) if section.name == "weights") + 1
    return [*sections[:at], one_head(trace, keys), *sections[at:]]


def opening(trace: Trace) -> Section:
    """What heads are for, the way through them, the equations, and which head is told in full."""
    heads = trace.heads
    assert heads is not None
    n, told = len(heads), trace.head or 0
    width = trace.stage("scores").input("query").size("d_k")
    made = {stage.name for stage in trace.stages}
    concat = "C₁" if n == 1 else f"Concat(C₁{', C₂' if n == 2 else ', …, C'}{'' if n == 2 else subscript(n)})"
    memory = any(given.name == "memory" for given in trace.givens)
    sources = {
        role: "H" if memory and role != "query" else "X′" if "positions" in made else "X"
        for role in PROJECTIONS
    }
    inputs = ", ".join(
        f"{sources[role]} {LINEAR[role][-3:]}ₕ" if role in made else f"{role[0].upper()}ₕ"
        for role in PROJECTIONS
    )
    equations = (
        Entry(
            Plain("(3)"),
            say("MultiHead = {concat}{w_o}", concat=concat, w_o=" W_O" if "output" in made else ""),
        ),
        Entry(Plain("(4)"), say("Cₕ = Attention({inputs}), for each head h", inputs=inputs)),
    )
    one = (
        "Attention makes one mixture of the values for every query, and so can look for one thing at a time. "
    )
    several = say(
        one + "Multi-head attention runs {n} times side by side: each head compares {width} {columns} of its own, and their results are put side by side.",
        n=n, width=width, columns="column" if width == 1 else "columns",
    )  # fmt: skip
    blocks: list[Block] = [
        Prose(
            several
            if n > 1
            else say(
                "Here multi-head attention has one head, which sees all {width} columns: that is attention as it is.",
                width=width,
            )
        ),
        diagram(trace),
        Prose(say("Under each step stands the shape of what comes out of it. As equations:")),
        Entries(equations),
        Prose(
            say(
                "They are numbered as in Barak Or's article of 2024; Vaswani et al. 2017 have them in section 3.2.2."
            )
        ),
    ]
    if n > 1:
        blocks += [
            Entries(
                tuple(Entry(Plain(f"head {h + 1}"), owned(trace, h), h == told) for h in range(min(n, FEW)))
            )
        ]
        other = (told + 1) % n
        label = typed_label(heads, other)
        words = say("{head} is told in full below, the others in brief. {other} takes another.", head=sentence(head_called(heads, told)),
                    other=Code(f"--head {shell(label)}"))  # fmt: skip
        blocks.append(Prose(words))
    return Section(title="Heads side by side" if n > 1 else "One head", blocks=tuple(blocks), name="heads")


def subscript(number: int) -> str:
    """A number as a subscript."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def owned(trace: Trace, head: int) -> Words:
    """The name of a head, and the columns that are its own."""
    heads = trace.heads
    assert heads is not None
    name = head_called(heads, head)
    named = say("{name}, ", name=name[1]) if len(name) > 1 else ()
    width = trace.stage("scores").input("query").size("d_k")
    return named + say("{columns}", columns=span(head * width, width))


def span(start: int, width: int) -> str:
    """Columns in words, counted from 1."""
    return (
        f"column {start + 1}"
        if width == 1
        else f"columns {start + 1} {'and' if width == 2 else 'to'} {start + width}"
    )


def spelt(tensor: Tensor) -> Words:
    """A shape with what its sizes count: 4 heads × 6 queries × 6 keys."""
    sizes = []
    for axis in tensor.axes:
        n = len(axis)
        if axis.name == "query":
            sizes.append(f"{n} {'query' if n == 1 else 'queries'}")
        else:
            noun = {"head": "head", "key": "key", "token": "word" if axis.sequence else "row"}.get(
                axis.name, "number"
            )
            sizes.append(f"{n} {noun}{'' if n == 1 else 's'}")
    return say("The shape of {symbol}: {sizes}.", symbol=Symbol(tensor.symbol), sizes=" × ".join(sizes))


def stage_of_heads(trace: Trace, stage: Stage, step: Steps, keys: tuple[int, ...]) -> Section:
    """One stage: where it stands in the figure, what it is for, its arithmetic in the head that is told, the other heads in brief."""
    heads = trace.heads
    assert heads is not None
    head = trace.head or 0
    told = trace.of_head(stage)
    op = stage.op
    blocks: list[Block] = [diagram(trace, stage.name), Prose(sentence(op.purpose(told)))]
    if stage.name in PROJECTIONS:
        blocks += projected(trace, stage, head, keys)
    else:
        for tensor in stage.step.inputs:
            if tensor.parameter:
                blocks += [Prose(parameter(trace, tensor)), *readable(tensor, trace, keys)]
        blocks.append(Equation(stage.output.symbol, stage.formula, example(told)))
        blocks += in_full(trace, told, keys) if trace.query is not None else side_by_side(trace, stage, keys)
    blocks.append(Prose(spelt(trace.stage(stage.name).output)))
    if trace.query is not None and stage.output.has("head") and stage.output.size("head") > 1:
        blocks += in_brief(trace, stage, keys)
    blocks += [Callout(sentence(note.text)) for note in trace.notes if note.stage == stage.name]
    return Section(
        title=op.title, blocks=tuple(blocks), name=stage.name, step=step, source=op.source, rounded=True
    )


def in_full(trace: Trace, told: Stage, keys: tuple[int, ...]) -> list[Block]:
    """The arithmetic of the head that is told, and what its numbers say."""
    heads = trace.heads
    assert heads is not None
    blocks: list[Block] = []
    workings = told.op.workings(told, keys)
    if workings and told.part_of is not None and len(heads) > 1 and told.output.has("query"):
        blocks.append(Prose(say("In {head}:", head=head_called(heads, told.part_of[1]))))
    blocks += workings
    left = told.output.size("key") - len(keys) if told.output.has("key") else 0
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
    words = told.op.reading(told)
    return [*blocks, Prose(sentence(words))] if words else blocks


def in_brief(trace: Trace, stage: Stage, keys: tuple[int, ...]) -> list[Block]:
    """All heads of the query that is told, a row a head; of the weights, what each looks at."""
    heads = stage.output.axis("head")
    if not stage.output.has("query"):
        return []
    all_heads = stage.output.part("query", 0)
    blocks: list[Block] = [
        Prose(say("All heads, a row each:")),
        *readable(all_heads, trace, keys, heat=stage.name == "weights"),
    ]
    rows = []
    for h in range(min(len(heads), FEW)):
        words = stage.op.brief(stage.head(h))
        if words:
            name = head_called(heads, h)
            rows.append(
                Entry(
                    Plain(f"head {h + 1}"),
                    (say("{name}: ", name=name[1]) if len(name) > 1 else ()) + words,
                    h == (trace.head or 0),
                )
            )
    return [*blocks, Entries(tuple(rows))] if rows else blocks


def side_by_side(trace: Trace, stage: Stage, keys: tuple[int, ...]) -> list[Block]:
    """All queries: a matrix for every head, or for the one that was asked for."""
    if not stage.output.has("head"):
        words = stage.op.overview(stage)
        return [*readable(stage.output, trace, keys), *([Prose(sentence(words))] if words else [])]
    heads = stage.output.axis("head")
    chosen = (
        [trace.head * len(heads) // len(trace.heads or heads)]
        if trace.head is not None
        else list(range(min(len(heads), MOST_BESIDE)))
    )
    parts = []
    for h in chosen:
        tensor = stage.output.part("head", h)
        rows, columns = telling(tensor, 0, keys, True), telling(tensor, -1, keys, True)
        parts.append(
            Captioned(
                sentence(head_called(heads, h)),
                Matrix(tensor=tensor, heat=stage.name == "weights", marked=None, rows=rows, columns=columns),
            )
        )
    blocks: list[Block] = [Beside(tuple(parts))]
    if len(chosen) < len(heads) and trace.head is None:
        blocks.append(
            Prose(
                say(
                    "Shown: {few} of {all} heads. {code} shows another.",
                    few=len(chosen),
                    all=len(heads),
                    code=Code(f"--head {len(heads)}"),
                )
            )
        )
    told = stage.head(chosen[0])
    if any(len(axis) > READABLE for axis in told.output.axes):
        blocks.append(
            Prose(
                say("Of long rows and columns the first are shown. {json} has them all.", json=Code("--json"))
            )
        )
    words = stage.op.overview(told)
    if words:
        blocks.append(
            Prose((say("Of {head}: ", head=head_called(heads, chosen[0])) if len(heads) > 1 else ()) + words)
        )
    return blocks


def projected(trace: Trace, stage: Stage, head: int, keys: tuple[int, ...]) -> list[Block]:
    """A projection, as far as the head that is told owns it: its columns of the matrix, and what they make."""
    heads = trace.heads
    assert heads is not None
    output, w = stage.output, stage.input("w")
    after = trace.stage(f"{stage.name}_heads").output
    several = after.size("head")
    mine = head * several // len(heads)
    width = len(after.axes[-1])
    columns = tuple(range(mine * width, mine * width + min(width, FEW)))
    rows = telling(output, 0, keys, True)
    w_part = Captioned(parameter(trace, w), Matrix(tensor=w, rows=telling(w, 0, keys, True), columns=columns))
    made = say("{symbol}, which that makes:", symbol=Symbol(output.symbol))
    blocks: list[Block] = []
    if several > 1:
        owner = (
            head_called(after.axis("head"), mine)
            if several == len(heads)
            else say("{role} head {n}", role=stage.name, n=mine + 1)
        )
        blocks.append(
            Prose(
                say(
                    "{owner} will own {columns}, and only {these} shown:",
                    owner=sentence(owner),
                    columns=span(mine * width, width),
                    these="that is" if width == 1 else "these are",
                )
            )
        )
    row = (
        trace.query
        if trace.query is not None and output.axes[0].sequence is not None and len(output.axes[0]) > 1
        else None
    )
    blocks.append(
        Beside(
            (
                w_part,
                Captioned(made, Matrix(tensor=output, heat=False, marked=row, rows=rows, columns=columns)),
            )
        )
    )
    if len(columns) < width:
        blocks.append(Prose(say("Shown: the first {few} of {all} columns.", few=len(columns), all=width)))
    return [*blocks, Equation(output.symbol, stage.formula, example_among(output, columns))]


def example_among(output: Tensor, columns: tuple[int, ...]) -> tuple[Cell, Arithmetic] | None:
    """The largest cell of some columns, with its arithmetic."""
    array = output.array[:, list(columns)]
    index: Index = (int(array.argmax()) // len(columns), columns[int(array.argmax()) % len(columns)])
    cell = output.cell(*index)
    tree = cell.derivation()
    return None if tree is None else (cell, tree)


def one_head(trace: Trace, keys: tuple[int, ...]) -> Section:
    """The same matrices with one head: what it would look at, beside what the heads look at."""
    assert trace.single is not None
    heads = trace.heads
    assert heads is not None
    single = trace.single()
    assert trace.query is not None
    several = next(stage for stage in trace.shown if stage.name == "weights")
    one = single.stage("weights").at(trace.query)
    rows = [
        *(several.output.part("query", 0).part("head", h) for h in range(len(heads))),
        one.output.part("query", 0).part("head", 0),
    ]
    compared = stacked(rows, Axis("head", [*heads.names, "one head"]))
    words = say(
        "What if the same matrices were used by one head? It compares all {n} columns at once: its scores are the heads' scores added up, "
        "before they are scaled. So it has to look for everything at the same time:",
        n=single.stage("scores").input("query").size("d_k"),
    )  # fmt: skip
    blocks: list[Block] = [Prose(words), *readable(compared, trace, keys, heat=True)]
    said = several.op.against_one(several, one.head(0))
    blocks += [Prose(sentence(said))] if said else []
    return Section(
        title="What one head would see",
        blocks=tuple(blocks),
        name="one_head",
        source=VASWANI_2017.at("section 3.2.2"),
        rounded=True,
    )
