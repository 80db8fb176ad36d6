"""Heads: columns are split into them, few may serve many, and what each took home is put side by side again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attncli.arithmetic import Arithmetic
from attncli.document import (
    Block,
    Column,
    Formula,
    Matrix,
    Outside,
    Row,
    Said,
    Value,
    Words,
    Working,
    head_called,
    say,
    sentence,
)
from attncli.numerics.heads import concatenated_heads, shared_heads, split_heads
from attncli.sources import AINSLIE_2023, SHAZEER_2019, VASWANI_2017
from attncli.stages.wording import called, joined
from attncli.tensor import Axis, Glyph, Index, Tensor
from attncli.trace import Op, Stage

if TYPE_CHECKING:
    from attncli.numerics.arrays import Floats

FEW = 6
"""Columns of a head that a table has room for."""


def columns_of(head: int, width: int) -> str:
    """The columns that a head (from 0) owns, counted from 1: "column 3", "columns 3 and 4", "columns 5 to 8"."""
    first, last = head * width + 1, (head + 1) * width
    return f"column {first}" if width == 1 else f"columns {first} {'and' if width == 2 else 'to'} {last}"


def told_head(stage: Stage) -> int:
    """The head (from 0) that a stage was parted from."""
    assert stage.part_of is not None
    return stage.part_of[1]


class SplitHeads(Op):
    """Queries, keys or values cut into heads, by their columns."""

    def __init__(self, role: str, heads: Axis) -> None:
        letter = role[0].upper()
        self.role = role
        self.heads = heads
        self.name = f"{role}_heads"
        self.title = {
            "query": "Split the queries into heads",
            "key": "Split the keys into heads",
            "value": "Split the values into heads",
        }[role]
        self.symbol = Glyph(f"{letter}ₕ", f"{letter}_h")
        self.roles = (role,)
        packed = f"{{{role}}}"
        cut = Formula(
            f"{packed} in {len(heads)} parts of {{d}} columns",
            rf"{packed} \text{{ in {len(heads)} parts of {{d}} columns}}",
        )
        self.formula = cut if len(heads) > 1 else Formula(packed, packed)
        self.source = VASWANI_2017.at("section 3.2.2")

    def compute(self, *arrays: Floats, **settings: float) -> Floats:
        return split_heads(arrays[0], len(self.heads))

    def axes(self, *inputs: Tensor) -> tuple[Axis, ...]:
        rows, columns = inputs[0].axes
        return (self.heads, rows, Axis.numbered(columns.name, len(columns) // len(self.heads)))

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        head, row, column = index
        return stage.input(self.role).cell(row, head * len(stage.output.axes[-1]) + column)

    def purpose(self, stage: Stage) -> Words:
        width = len(stage.output.axes[-1])
        if len(self.heads) == 1:
            return say(
                "There is one head only: it gets all {n} columns of the {role}.",
                n=width,
                role={"query": "queries"}.get(self.role, f"{self.role}s"),
            )
        head = told_head(stage)
        mine = say(
            "{head} gets {columns}", head=head_called(self.heads, head), columns=columns_of(head, width)
        )
        if self.role == "query":
            return say(
                "Attention now runs {n} times side by side, each time in a head of its own, which sees {width} of the {all} columns and no others. {mine}.",
                n=len(self.heads), width=width, all=width * len(self.heads), mine=sentence(mine),
            )  # fmt: skip
        if self.role == "key":
            return say("The keys are cut into {n} parts just so: {mine}. A head compares the part of a query with the same part of each key.",
                       n=len(self.heads), mine=mine)  # fmt: skip
        return say("The values too: {mine}. A head mixes these, by weights of its own.", mine=mine)

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        return (
            (Matrix(tensor=stage.output, rows=keys if len(keys) < len(stage.output.axes[0]) else None),)
            if not stage.output.has("query")
            else ()
        )


class ShareHeads(Op):
    """Key or value heads handed out to the query heads, several of which take the same."""

    def __init__(self, role: str, heads: Axis) -> None:
        letter = role[0].upper()
        self.role = role
        self.heads = heads
        self.name = f"{role}_shared"
        self.title = {"key": "Share the key heads", "value": "Share the value heads"}[role]
        self.symbol = Glyph(f"{letter}′ₕ", f"{letter}'_h")
        self.roles = (f"{role}_heads",)
        of = f"{{{role}_heads}}"
        self.formula = Formula(
            f"{of} of head ⌈h × {{kv_heads}} / {len(heads)}⌉",
            rf"{of} \text{{ of head }} \lceil h \cdot {{kv_heads}} / {len(heads)} \rceil",
        )

    def compute(self, *arrays: Floats, **settings: float) -> Floats:
        return shared_heads(arrays[0], len(self.heads))

    def axes(self, *inputs: Tensor) -> tuple[Axis, ...]:
        return (self.heads, *inputs[0].axes[1:])

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        head, *rest = index
        return stage.input(self.roles[0]).cell(self.taken(head, int(stage.settings["kv_heads"])), *rest)

    def taken(self, head: int, kv_heads: int) -> int:
        """The key head (from 0) that a query head (from 0) takes."""
        return head * kv_heads // len(self.heads)

    def purpose(self, stage: Stage) -> Words:
        kv, head = int(stage.settings["kv_heads"]), told_head(stage)
        mine = self.taken(head, kv)
        others = [h for h in range(len(self.heads)) if h != head and self.taken(h, kv) == mine]
        if kv == 1:
            return say(
                "The {n} query heads share the one {role} head there is (multi-query attention). That saves {memory}: only one set of {role}s is kept.",
                n=len(self.heads), role=self.role, memory="memory when text is generated word by word",
            )  # fmt: skip
        return say(
            "There are {n} query heads and {kv} {role} heads, so neighbours share one (grouped heads): {head} takes {role} head {mine}{others}.",
            n=len(self.heads), kv=kv, role=self.role, head=head_called(self.heads, head), mine=mine + 1,
            others=say(", as {do} {names}", do="do" if len(others) > 1 else "does", names=joined([head_called(self.heads, h) for h in others])),
        )  # fmt: skip

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        return (Matrix(tensor=stage.output, rows=keys if len(keys) < len(stage.output.axes[0]) else None),)


class Concatenate(Op):
    """What the heads took home, side by side."""

    name = "concatenated"
    title = "Put the heads side by side"
    symbol = Glyph("Cₐₗₗ", r"C_{\text{all}}")
    roles = ("context",)
    source = VASWANI_2017.at("section 3.2.2")
    computed_by = staticmethod(concatenated_heads)

    def __init__(self, heads: Axis) -> None:
        self.heads = heads
        several = Formula(
            f"Concat({{context}}₁ … {{context}}ₕ), h = {len(heads)}",
            rf"\operatorname{{Concat}}(\dots, {{context}}_h), h = {len(heads)}",
        )
        self.formula = several if len(heads) > 1 else Formula("{context}", "{context}")

    def axes(self, *inputs: Tensor) -> tuple[Axis, ...]:
        heads, query, columns = inputs[0].axes
        return (query, Axis.numbered(columns.name, len(heads) * len(columns)))

    def derive(self, stage: Stage, index: Index) -> Arithmetic:
        query, column = index
        head, within = divmod(column, stage.input("context").size("d_v"))
        return stage.input("context").cell(head, query, within)

    def purpose(self, stage: Stage) -> Words:
        width = stage.input("context").size("d_v")
        if len(self.heads) == 1:
            return say("There is one head only: what it took home stays as it is.")
        return say(
            "Every head has taken home {width} {numbers} of its own. Put side by side in the order of the heads they make a row of {all} again.",
            width=width, numbers="number" if width == 1 else "numbers", all=width * len(self.heads),
        )  # fmt: skip

    def workings(self, stage: Stage, keys: tuple[int, ...]) -> tuple[Block, ...]:
        width = stage.input("context").size("d_v")
        if width > FEW:
            return (Matrix(tensor=stage.output),)
        rows = []
        for head in range(len(self.heads)):
            cells = tuple(stage.output.cell(0, head * width + d) for d in range(width))
            rows.append(
                Row(
                    (Outside(self.heads.labels[head]),),
                    (Said(say(columns_of(head, width))), *(Value(cell, cell.derivation()) for cell in cells)),
                )
            )
        headings = (Column(say("becomes")), *(Column(say("dim {d}", d=d + 1)) for d in range(width)))
        return (Working(say("head"), headings, tuple(rows), (self.name,)),)

    def reading(self, stage: Stage) -> Words:
        if len(self.heads) == 1:
            return ()
        return say("Until here no head knows what another has found.")

    def overview(self, stage: Stage) -> Words:
        width = stage.input("context").size("d_v")
        last = len(self.heads) - 1
        if not last:
            return ()
        return say("{first} has made {columns} of it, {last} {last_columns}.", first=sentence(called(self.heads, 0)), columns=columns_of(0, width),
                   last=called(self.heads, last), last_columns=columns_of(last, width))  # fmt: skip


def share(role: str, heads: Axis, kv_heads: int) -> ShareHeads:
    """The op that hands out key or value heads, with the paper that thought of it."""
    op = ShareHeads(role, heads)
    op.source = SHAZEER_2019.at("section 3") if kv_heads == 1 else AINSLIE_2023.at("section 2.2")
    return op
