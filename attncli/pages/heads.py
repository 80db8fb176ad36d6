"""The stages of a computation in heads: one head in full, the others in brief."""

from __future__ import annotations

from attncli.arithmetic import Arithmetic
from attncli.document import (
    Beside,
    Block,
    Captioned,
    Code,
    Entries,
    Equation,
    Matrix,
    Prose,
    Section,
    Symbol,
    Words,
    columns_called,
    head_called,
    plural,
    say,
    sentence,
)
from attncli.pages.figure import diagram
from attncli.pages.roles import ROLES
from attncli.pages.tables import (
    FEW,
    MOST_BESIDE,
    READABLE,
    callouts,
    example,
    head_entry,
    keys_left_out,
    parameter,
    parameter_blocks,
    purpose,
    readable,
    telling,
)
from attncli.tensor import Axis, Cell, Tensor
from attncli.trace import Stage, Trace


def stage_of_heads(trace: Trace, stage: Stage, step: tuple[int, int], keys: tuple[int, ...]) -> Section:
    """One stage: its place in the figure, what it is for, one head's arithmetic, the others in brief."""
    one = trace.of_head(stage)
    op = stage.op
    blocks: list[Block] = [diagram(trace, stage.name), purpose(trace, stage, example(one))]
    if stage.name in ROLES:
        blocks += projected(trace, stage, keys)
    else:
        blocks += parameter_blocks(trace, stage, keys)
        blocks.append(Equation(stage.output.symbol, stage.formula, example(one)))
        blocks += side_by_side(trace, stage, keys) if trace.query is None else in_full(trace, one, keys)
    blocks.append(Prose(spelt(trace.stage(stage.name).output)))
    if trace.query is not None and stage.output.has("head") and stage.output.size("head") > 1:
        blocks += in_brief(trace, stage, keys)
    blocks += callouts(trace, stage.name)
    return Section(
        title=op.title_of(stage, every=trace.query is None),
        blocks=tuple(blocks),
        name=stage.name,
        step=step,
        source=stage.source,
        rounded=True,
    )


def spelt(tensor: Tensor) -> Words:
    """A shape with what its sizes count: 4 heads × 6 queries × 6 keys."""
    sizes = " × ".join(f"{len(axis)} {counted(axis)}" for axis in tensor.axes)
    return say("The shape of {symbol}: {sizes}.", symbol=Symbol(tensor.symbol), sizes=sizes)


def counted(axis: Axis) -> str:
    """What the positions of an axis are counted as."""
    if axis.name == "query":
        return plural(len(axis), "query", "queries")
    if axis.name == "token":
        return plural(len(axis), axis.noun)
    return plural(len(axis), axis.name if axis.name in ("head", "key") else "number")


def in_full(trace: Trace, one: Stage, keys: tuple[int, ...]) -> list[Block]:
    """The arithmetic of the head that is told, and what its numbers say."""
    heads = trace.heads
    assert heads is not None
    blocks: list[Block] = []
    workings = one.op.workings(one, keys)
    if workings and one.part_of is not None and len(heads) > 1 and one.output.has("query"):
        blocks.append(Prose(say("In {head}:", head=head_called(heads, one.part_of[1]))))
    blocks += [*workings, *keys_left_out(one, keys)]
    words = sentence(one.op.reading(one))
    if words and one.part_of is not None and len(heads) > 1 and one.name == "context":
        words = say("In {head}: ", head=head_called(heads, one.part_of[1])) + words
    return [*blocks, Prose(words)] if words else blocks


def in_brief(trace: Trace, stage: Stage, keys: tuple[int, ...]) -> list[Block]:
    """All heads of the query that is told, a row a head; of the weights, what each looks at."""
    if not stage.output.has("query"):
        return []
    heads, all_heads = stage.output.axis("head"), stage.output.part("query", 0)
    table = readable(all_heads, trace, keys, heat=stage.name == "weights")
    rows = []
    for head in range(min(len(heads), FEW)):
        words = stage.op.brief(stage.head(head))
        if words:
            rows.append(head_entry(heads, head, ": ", words, present=head == (trace.head or 0)))
    return [Prose(say("All heads, a row each:")), *table, *([Entries(tuple(rows))] if rows else [])]


def side_by_side(trace: Trace, stage: Stage, keys: tuple[int, ...]) -> list[Block]:
    """All queries: a matrix for every head, or for the one that was asked for."""
    if not stage.output.has("head"):
        words = stage.op.overview(stage)
        return [*readable(stage.output, trace, keys), *([Prose(sentence(words))] if words else [])]
    output = stage.output
    blocks = heads_beside(output, trace, keys, heat=stage.name == "weights")
    heads, first = output.axis("head"), chosen_heads(output, trace)[0]
    words = stage.op.overview(stage.head(first))
    if words:
        whose = say("Of {head}: ", head=head_called(heads, first)) if len(heads) > 1 else ()
        blocks.append(Prose(whose + words))
    return blocks


def chosen_heads(tensor: Tensor, trace: Trace) -> list[int]:
    """The heads (from 0) of a tensor that stand side by side: the one that was asked for, or the first."""
    heads = tensor.axis("head")
    if trace.head is not None:
        return [trace.own_head(len(heads))]
    return list(range(min(len(heads), MOST_BESIDE)))


def heads_beside(tensor: Tensor, trace: Trace, keys: tuple[int, ...], *, heat: bool = False) -> list[Block]:
    """The numbers of each head as a matrix, side by side, with a word on what was left out."""
    heads, chosen = tensor.axis("head"), chosen_heads(tensor, trace)
    blocks: list[Block] = [Beside(tuple(matrix_of_head(tensor, head, keys, heat=heat) for head in chosen))]
    if len(chosen) < len(heads) and trace.head is None:
        text = "Shown: {few} of {all} heads. {code} shows another."
        another = Code(f"--head {len(trace.heads or heads)}")
        blocks.append(Prose(say(text, few=len(chosen), all=len(heads), code=another)))
    if any(len(axis) > READABLE for axis in tensor.axes if axis.name != "head"):
        text = "Of long rows and columns the first are shown. {json} has them all."
        blocks.append(Prose(say(text, json=Code("--json"))))
    return blocks


def matrix_of_head(whole: Tensor, head: int, keys: tuple[int, ...], *, heat: bool) -> Captioned:
    """The numbers of one head (from 0) in all rows, under its name."""
    tensor = whole.part("head", head)
    rows, columns = telling(tensor, 0, keys, True), telling(tensor, -1, keys, True)
    matrix = Matrix(tensor=tensor, heat=heat, rows=rows, columns=columns)
    return Captioned(sentence(head_called(whole.axis("head"), head)), matrix)


def projected(trace: Trace, stage: Stage, keys: tuple[int, ...]) -> list[Block]:
    """A projection, as far as the head that is told owns it: columns of the matrix, and what they make."""
    heads = trace.heads
    assert heads is not None
    output, w = stage.output, stage.input("w")
    after = trace.stage(f"{stage.name}_heads").output
    several, width = after.size("head"), len(after.axes[-1])
    mine = trace.own_head(several)
    columns = tuple(range(mine * width, mine * width + min(width, FEW)))
    blocks: list[Block] = []
    if several > 1:
        owner = say("{role} head {n}", role=stage.name, n=mine + 1)
        if several == len(heads):
            owner = head_called(after.axis("head"), mine)
        words = say(
            "{owner} will own {columns}, and only {these} shown:",
            owner=sentence(owner),
            columns=columns_called(mine * width, width),
            these=plural(width, "that is", "these are"),
        )
        blocks.append(Prose(words))
    part = Matrix(tensor=w, rows=telling(w, 0, keys, True), columns=columns)
    spoken = output.axes[0].sequence is not None and len(output.axes[0]) > 1
    rows, row = telling(output, 0, keys, True), trace.query if spoken else None
    result = Matrix(tensor=output, marked=row, rows=rows, columns=columns)
    caption = say("{symbol}, which that makes:", symbol=Symbol(output.symbol))
    blocks.append(Beside((Captioned(parameter(trace, w), part), Captioned(caption, result))))
    if len(columns) < width:
        blocks.append(Prose(say("Shown: the first {few} of {all} columns.", few=len(columns), all=width)))
    return [*blocks, Equation(output.symbol, stage.formula, example_among(output, columns))]


def example_among(output: Tensor, columns: tuple[int, ...]) -> tuple[Cell, Arithmetic] | None:
    """The largest cell of some columns, with its arithmetic."""
    largest = int(output.array[:, list(columns)].argmax())
    cell = output.cell(largest // len(columns), columns[largest % len(columns)])
    tree = cell.derivation()
    return None if tree is None else (cell, tree)
